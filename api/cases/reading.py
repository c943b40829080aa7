"""Cases as a caller may read them, the same for the API and the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final

from api.errors import detail
from api.schemas.cases import (
    BoardColumn,
    CaseBoard,
    CaseDocumentRecord,
    CaseEventRecord,
    CaseInFull,
    CaseList,
    CaseRecord,
    StepRecord,
    TermsRecord,
    WaitingList,
)
from api.schemas.ledger import CommitmentRecord, FollowUpRecord
from api.service import Service
from corpus.problems import NotFound
from corpus.records import Audience, Case, CaseDocument, CaseEvent, CaseStage
from corpus.roles import OFFICIALS, Caller, Role
from corpus.store import Store
from corpus.store.case_lists import LIVE, CaseFilters, CaseOrder, reasons_of
from corpus.text import Language
from corpus.wording.case_labels import ACTION_LABELS, OFFICE, REASON_LABELS, STAGE_LABELS
from matcher.cases import desk
from matcher.cases.concluding import CURRENCY, bookings, standing_terms, steps
from matcher.cases.desk import Opening, open_case
from matcher.cases.documents import add_document, company_knows
from matcher.cases.files import brought, refuse_marked
from matcher.cases.gates import cautions
from matcher.cases.letters import tell
from matcher.cases.stages import steps_from
from matcher.cases.viewing import SeenCase, by_company, documents_for, events_for, scoped, see, seen

EACH_COLUMN: Final = 25
"""Cards of a stage on the board: what a page of bounded size holds, and more than anybody reads at once."""
MOST_PAGES: Final = 10_000
NOBODY: Final = "-"
"""As an owner: cases that nobody has."""
ME: Final = "me"
COMPANY_ORDERS: Final = frozenset({CaseOrder.UPDATED, CaseOrder.REFERENCE})


@dataclass(frozen=True, slots=True)
class CaseReader:
    """Who reads, in which language, and on which day."""

    caller: Caller
    language: Language
    today: date

    @property
    def official(self) -> bool:
        return self.caller.role in OFFICIALS

    def filters(self, filters: CaseFilters) -> CaseFilters:
        """Within what the caller may see. Raises NotFound `unknown_case` for one who sees no cases."""
        return scoped(filters, self.caller)

    def order(self, wanted: CaseOrder) -> CaseOrder:
        """A company's list is in no order that tells of what it is not told."""
        return wanted if self.official or wanted in COMPANY_ORDERS else CaseOrder.UPDATED


def owner_of(wanted: str | None, caller: Caller) -> str | None:
    """Whose cases are asked for: "" stands for nobody's, None for anybody's."""
    return {ME: caller.account, NOBODY: "", "": None}.get(wanted or "", wanted)


def case_list(
    store: Store, reader: CaseReader, filters: CaseFilters, order: CaseOrder, *, page: int = 1, limit: int = 50
) -> CaseList:
    """A page of the cases that the caller may see, counted from 1."""
    within = reader.filters(filters)
    rows = store.cases.page(within, order=reader.order(order), offset=(page - 1) * limit, limit=limit)
    total = store.cases.count(within)
    following = page + 1 if page * limit < total and page < MOST_PAGES else None
    return CaseList(items=records(store, reader, rows), total=total, next=following)


def case_board(store: Store, reader: CaseReader, filters: CaseFilters, each: int = EACH_COLUMN) -> CaseBoard:
    """The stages of cases that somebody has still to do with: two queries, however many cases there are."""
    within = replace(reader.filters(filters), stages=())
    columns, totals = store.cases.board(within, each=each), store.cases.counts(within)
    return CaseBoard(
        columns=[
            BoardColumn(
                stage=stage,
                label=STAGE_LABELS[stage][reader.language],
                total=totals[stage],
                items=records(store, reader, columns[stage]),
            )
            for stage in LIVE
        ]
    )


def waiting_list(store: Store, reader: CaseReader, limit: int = 50) -> WaitingList:
    """What waits for the caller. Raises NotFound for one who is no official."""
    if not reader.official:
        raise NotFound.because("unknown_case", "reference")
    found = store.cases.waiting(reader.caller.account, reader.today, limit)
    counts = store.cases.waiting_counts(reader.caller.account, reader.today)
    return WaitingList(items=records(store, reader, [each.case for each in found]), counts=dict(counts))


def case_in_full(store: Store, reader: CaseReader, reference: str) -> CaseInFull:
    """One case with its history. Raises NotFound `unknown_case`."""
    view = see(store, reference, reader.caller)
    case, official = view.case, reader.official
    terms = standing_terms(store, case) if official else None
    return CaseInFull(
        **dict(record(view, reader)),
        opened_by=case.opened_by if official else None,
        receipt=case.receipt if official else None,
        company_knows=company_knows(store, case) if official else view.open,
        events=[event_record(each, reader) for each in events_for(store, view, reader.caller)],
        documents=[document_record(each, reader) for each in documents_for(store, view, reader.caller)],
        steps=_steps(case, reader) if official else [],
        terms=TermsRecord(
            development_cost=terms.development_cost,
            base_fee=terms.base_fee,
            running_rate=terms.running_rate,
            currency=CURRENCY,
            note=terms.note,
        )
        if terms
        else None,
        bookings=[
            CommitmentRecord.model_validate({**each.commitment.model_dump(), "voided_by": each.voided_by})
            for each in bookings(store, case)
        ]
        if official
        else [],
        follow_ups=[FollowUpRecord.model_validate(each) for each in steps(store, case)] if official else [],
        cautions=[detail(each, reader.language) for each in cautions(store, case, reader.today)] if official else [],
    )


def records(store: Store, reader: CaseReader, cases: Sequence[Case]) -> list[CaseRecord]:
    """Cases as the caller may read them."""
    return [record(view, reader) for view in seen(store, cases, reader.caller)]


def record(view: SeenCase, reader: CaseReader) -> CaseRecord:
    """One case; of a company's own, what only officials know is left out."""
    case, official = view.case, reader.official
    told = case.told_at or case.updated_at
    return CaseRecord(
        reference=case.reference,
        subject_kind=case.subject_kind,  # type: ignore[arg-type]  # checked by pydantic
        subject_id=case.subject_id if view.open else None,
        title=case.title if view.open else None,
        open=view.open,
        company_id=case.company_id,
        company_name=case.company_name,
        stage=CaseStage(case.stage),
        stage_label=STAGE_LABELS[case.stage][reader.language],
        origin=case.origin,  # type: ignore[arg-type]  # as above
        track=case.track if view.open else None,
        owner=case.owner if official else None,
        due_on=case.due_on if official else None,
        waiting=list(reasons_of(case, reader.today)) if official else [],
        declined_reason=case.declined_reason if official else None,
        declined_label=REASON_LABELS[case.declined_reason][reader.language]
        if official and case.declined_reason
        else None,
        score=case.score if official else None,
        version=case.version if official else None,
        created_at=case.created_at if official else case.shared_at or case.created_at,
        updated_at=case.updated_at if official else told,
        concluded_at=case.concluded_at,
        unanswered_since=case.unanswered_since if official else None,
    )


def event_record(event: CaseEvent, reader: CaseReader) -> CaseEventRecord:
    """An event that `events_for` gave the caller."""
    ours = by_company(event)
    return CaseEventRecord(
        id=event.id or 0,
        at=event.at,
        actor=event.actor if reader.official or ours else OFFICE[reader.language],
        by_company=ours,
        action=event.action,
        action_label=ACTION_LABELS[event.action][reader.language],
        audience=event.audience,  # type: ignore[arg-type]  # as above
        text=event.text,
        facts=dict(event.facts),
    )


def document_record(document: CaseDocument, reader: CaseReader) -> CaseDocumentRecord:
    """A document that the caller may have."""
    shown = CaseDocumentRecord.model_validate(document)
    unnamed = not (reader.official or document.by_company)
    return shown.model_copy(update={"actor": OFFICE[reader.language]}) if unnamed else shown


def _steps(case: Case, reader: CaseReader) -> list[StepRecord]:
    return [
        StepRecord(to=each.to, label=STAGE_LABELS[each.to][reader.language], with_note=each.with_note)
        for each in steps_from(CaseStage(case.stage))
    ]


def send_message(service: Service, store: Store, reference: str, text: str, caller: Caller) -> Case:
    """The message and the letter that tells of it, in one transaction. Raises as `desk.message`."""
    now = now_here()
    case = desk.message(store, reference, text, caller, now)
    tell_other_side(service, store, case, caller, now)
    return case


def look_over(service: Service, reference: str, caller: Caller, name: str, content: bytes) -> None:
    """Reads a document for markings of secrecy before any transaction waits for it.

    Raises NotFound `unknown_case`, and what `brought` and `refuse_marked` raise.
    """
    with service.reading(caller) as store:
        see(store, reference, caller)
    refuse_marked(brought(name, content, service.settings.max_document_bytes))


def share_document(
    service: Service, store: Store, reference: str, caller: Caller, *, name: str, content: bytes, audience: Audience
) -> CaseDocument:
    """The document and, where the other side may have it, the letter that tells of it. Raises as `add_document`."""
    now = now_here()
    limit = service.settings.max_document_bytes
    document = add_document(store, reference, name, content, caller, audience=audience, limit=limit, now=now)
    if document.audience == Audience.BOTH:
        tell_other_side(service, store, store.cases.require(reference), caller, now)
    return document


def open_for(service: Service, store: Store, opening: Opening, caller: Caller) -> Case:
    """A case that is opened; the owner of one that a company's interest joined is told. Raises as `open_case`."""
    now = now_here()
    case = open_case(store, opening, caller, now)
    if caller.role is Role.COMPANY:
        tell_other_side(service, store, case, caller, now)
    return case


def tell_other_side(service: Service, store: Store, case: Case, caller: Caller, now: datetime) -> None:
    tell(store, case, caller, now, site=service.settings.site, language=service.settings.language)


def now_here() -> datetime:
    return datetime.now(UTC)
