"""Judgements of relevance as lines of a table."""

from __future__ import annotations

from collections.abc import Mapping

from api.exporting import Column, Row
from api.language import COMMANDS, Words
from api.schemas.judgements import Reader
from corpus.records import RelevanceJudgement
from matcher.match import KIND_OF

GRADE_NAMES: Mapping[str, str] = {"relevant": "Relevant", "partly": "Partly relevant", "not": "Not relevant"}
REASON_NAMES: Mapping[str, str] = {
    "wrong-field": "another field",
    "too-low-trl": "readiness too low",
    "not-a-supplier": "not a supplier",
    "already-known": "already known to us",
    "capacity": "capacity not enough",
    "control": "control or security",
    "wrong-evidence": "the evidence is wrong",
    "duplicate": "duplicate of another record",
    "not-active": "no longer active",
    "other": "another reason",
}


def columns(reader: Reader) -> list[Column]:
    """The headings of `cells`, and the names of codes, in the reader's words."""
    told = Words(reader.language, COMMANDS)
    kinds: dict[str, str] = {kind: told(kind.capitalize()) for kind in KIND_OF.values()}
    grades = {grade: told(name) for grade, name in GRADE_NAMES.items()}
    reasons = {reason: told(name) for reason, name in REASON_NAMES.items()}
    return [
        Column("recorded_at", told("When")),
        Column("account", told("Judged by")),
        Column("asking_kind", told("Asking kind"), kinds),
        Column("asking_id", told("Asking id")),
        Column("asking_title", told("Asking title")),
        Column("kind", told("Kind"), kinds),
        Column("id", told("Id")),
        Column("title", told("Title")),
        Column("grade", told("Judgement"), grades),
        Column("reason", told("Reason of the judgement"), reasons),
        Column("note", told("Remark")),
    ]


def cells(row: RelevanceJudgement, titles: Mapping[tuple[str, str], str]) -> Row:
    """A line in the order of `columns`."""
    return [
        *(row.recorded_at.isoformat(timespec="seconds"), row.account, row.kind, row.record_id),
        titles.get((row.kind, row.record_id), row.text or ""),
        *(row.other_kind, row.other_id, titles.get((row.other_kind, row.other_id), "")),
        *(row.grade, row.reason, row.note),
    ]
