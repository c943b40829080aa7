"""Lists of cases as tables to keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Final

from api.cases.reading import CaseReader, records
from api.exporting import Column, Row
from corpus.store import Store
from corpus.store.case_lists import CaseFilters, CaseOrder
from corpus.text import Language
from corpus.wording.case_labels import ORIGIN_LABELS, REASON_LABELS, STAGE_LABELS, Labels

EXPORT_BATCH: Final = 500


def export_columns(language: Language) -> list[Column]:
    """The headings of `export_rows`."""

    def named(labels: Mapping[str, str], korean: str, english: str, key: str) -> Column:
        return Column(key, korean if language == "ko" else english, labels)

    def of(table: Labels) -> dict[str, str]:
        return {code: words[language] for code, words in table.items()}

    return [
        named({}, "사례 번호", "Case", "reference"),
        named(of(STAGE_LABELS), "단계", "Stage", "stage"),
        named({}, "기술 또는 수요", "Technology or need", "title"),
        named({}, "기술 식별자", "Id", "subject_id"),
        named({}, "기업", "Company", "company_name"),
        named({}, "트랙", "Track", "track"),
        named(of(ORIGIN_LABELS), "개설", "Origin", "origin"),
        named({}, "담당자", "In charge", "owner"),
        named({}, "기한", "Due", "due_on"),
        named({}, "매칭 점수", "Score", "score"),
        named(of(REASON_LABELS), "종료 사유", "Reason declined", "declined_reason"),
        named({}, "개설일", "Opened", "created_at"),
        named({}, "변경일", "Changed", "updated_at"),
        named({}, "종결일", "Concluded", "concluded_at"),
    ]


def export_rows(store: Store, reader: CaseReader, filters: CaseFilters, order: CaseOrder) -> Iterator[Row]:
    """All cases that the filters take, a batch at a time in memory."""
    within = reader.filters(filters)
    for offset in count(0, EXPORT_BATCH):
        rows = store.cases.page(within, order=reader.order(order), offset=offset, limit=EXPORT_BATCH)
        for each in records(store, reader, rows):
            yield (
                *(each.reference, each.stage.value, each.title, each.subject_id, each.company_name, each.track),
                *(each.origin.value, each.owner, each.due_on, each.score, each.declined_reason),
                *(each.created_at.date(), each.updated_at.date()),
                each.concluded_at.date() if each.concluded_at else None,
            )
        if len(rows) < EXPORT_BATCH:
            return
