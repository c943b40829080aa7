"""Makes the sheet of a patent or need: what is drafted, who may have it, and how much fits on its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final, Literal

from starlette.responses import Response

from api.downloads import file_name
from api.reading import need_record, patent_record
from api.schemas.judgements import Reader
from api.schemas.records import NeedRecord, PatentRecord
from api.service import Service
from api.sheets.laying import Company, Material, lay
from corpus.disclosure import ControlStatus
from corpus.facts import RecordFacts
from corpus.passages import SINGULAR
from corpus.problems import Forbidden, TooLarge
from corpus.roles import OFFICIALS, Caller
from corpus.store import Store
from corpus.text import Language
from index.tokens import keywords_many
from matcher.comparison import compare
from matcher.judgement import Asking
from matcher.judging import Judging
from matcher.match import EvidencePair, MatchRequest
from matcher.sheets.drafting import Draft, need_draft, patent_draft
from matcher.snapshot import searcher_over

SheetKind = Literal["patents", "needs"]
QUOTES_A_COMPANY: Final = 2


class SheetForm(StrEnum):
    PDF = "pdf"
    DOCX = "docx"


MEDIA_TYPES: Final = {
    SheetForm.PDF: "application/pdf",
    SheetForm.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which record's sheet, in which language, with which companies' evidence (for officials)."""

    kind: SheetKind
    id: str
    language: Language
    companies: tuple[str, ...] = ()


def sheet_of(service: Service, caller: Caller, wanted: Wanted, form: SheetForm) -> bytes:
    """The sheet as a file of one page.

    Raises NotFound; Forbidden `sheet_blocked` for a blocked record, `sheet_for_officials`; Invalid as
    `matcher.comparison.compare`; TooLarge `sheet_too_long`; for a PDF Unavailable `no_korean_font` and `no_font`.
    """
    # Libraries of PDF and DOCX take a third of a second to import: not for the start of a server.
    from api.sheets.docx import docx_of  # noqa: PLC0415 - heavy, and not for the start
    from api.sheets.pdf import check_letters, fitted  # noqa: PLC0415 - as above

    material = material_of(service, caller, wanted)
    most = len(material.draft.does)
    quotes = sum(len(company.pairs) for company in material.companies)
    found = fitted(lambda count: lay(_shortened(material, count)), most + quotes)
    if found is None:
        raise TooLarge.because("sheet_too_long", SINGULAR[wanted.kind], wanted.id)
    laid, pdf = found
    if form is SheetForm.DOCX:
        return docx_of(laid)
    check_letters(pdf, laid)
    return pdf


def answered(service: Service, caller: Caller, wanted: Wanted, form: SheetForm) -> Response:
    """The sheet as an answer. Raises as `sheet_of`."""
    content = sheet_of(service, caller, wanted, form)
    name = file_name(f"{'smk' if wanted.kind == 'patents' else 'need'}-{wanted.id}-{wanted.language}")
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{form}"',
        "Content-Language": wanted.language,
        "Cache-Control": "private, no-cache",
        "Vary": "Accept-Language, Cookie",
    }
    return Response(content, media_type=MEDIA_TYPES[form], headers=headers)


def material_of(service: Service, caller: Caller, wanted: Wanted) -> Material:
    """What the sheet is made of. Raises as `sheet_of`."""
    if wanted.companies and caller.role not in OFFICIALS:
        raise Forbidden.because("sheet_for_officials", "with")
    with service.reading(caller) as store:
        record: PatentRecord | NeedRecord = (
            patent_record(store, wanted.id) if wanted.kind == "patents" else need_record(store, wanted.id)
        )
        facts = store.facts.of(wanted.kind, [wanted.id])[wanted.id]
        if facts.control is ControlStatus.BLOCKED:
            raise Forbidden.because("sheet_blocked", SINGULAR[wanted.kind], wanted.id)
        judging = Judging.over(store, searcher_over(service.index, store), service.today())
        judgement = judging.judged(Asking(), wanted.kind, [wanted.id]).get(wanted.id)
        companies = _companies(service, store, judging, wanted)
    settings = service.settings
    return Material(
        record=record,
        facts=_seen(facts, caller),
        draft=_draft(record, wanted.language),
        judgement=judgement,
        companies=companies,
        reader=Reader(wanted.language, judging.catalogue, caller),
        office=settings.office_name,
        contact=settings.office_contact,
        today=_day(judging, record),
    )


def _day(judging: Judging, record: PatentRecord | NeedRecord) -> date:
    """What was drafted when: the later of the record's change and the day of the verdicts."""
    return max(judging.context.today, record.updated_at.date())


def _seen(facts: RecordFacts, caller: Caller) -> RecordFacts:
    """Where a record stands in control is for officials."""
    return facts if caller.role in OFFICIALS else replace(facts, control=ControlStatus.UNSCREENED)


def _draft(record: PatentRecord | NeedRecord, language: Language) -> Draft:
    if isinstance(record, PatentRecord):
        return patent_draft(record.abstract, record.abstract_en, record.claims, language, keywords_many)
    return need_draft(record.description, record.requirements, keywords_many)


def _companies(service: Service, store: Store, judging: Judging, wanted: Wanted) -> tuple[Company, ...]:
    if not wanted.companies:
        return ()
    request = MatchRequest(kind=SINGULAR[wanted.kind], to="companies", id=wanted.id)
    weights = service.weights()
    found = compare(store, judging, service.encoder, request, wanted.companies, weights)
    days = {each: store.companies.require(each).updated_at.date() for each in wanted.companies}
    return tuple(
        Company(each.record, days[each.record.id], _best(each.evidence.pairs), len(each.evidence.uncovered))
        for each in found.candidates
    )


def _best(pairs: Sequence[EvidencePair]) -> tuple[EvidencePair, ...]:
    """A sentence that answers several elements is told once."""
    distinct = {pair.passage: pair for pair in reversed(pairs)}
    return tuple(pair for pair in pairs if distinct[pair.passage] is pair)[:QUOTES_A_COMPANY]


def _shortened(material: Material, count: int) -> Material:
    """With so many sentences in all: those of the record first, then those of each company, its best first."""
    does = min(count, len(material.draft.does))
    left = count - does
    companies: list[Company] = []
    for company in material.companies:
        kept = company.pairs[:left]
        companies.append(replace(company, pairs=kept))
        left -= len(kept)
    return replace(material, draft=material.draft.shortened(does), companies=tuple(companies))
