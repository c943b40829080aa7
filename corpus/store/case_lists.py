"""Cases as lists show them: pages with filters, the board, what waits for an officer. Reading only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlmodel import Session, col

from corpus.disclosure import EVERY_TIER, Tiers
from corpus.records import Case, CaseOrigin, CaseStage, Need, Patent
from corpus.store.tables import table, within

SOON: Final = timedelta(days=7)
"""What is due within these days waits for its owner."""
UNFINISHED: Final = (
    *(CaseStage.SHORTLISTED, CaseStage.CONTACTED, CaseStage.NDA, CaseStage.EVALUATION, CaseStage.NEGOTIATION),
)
"""Stages of a case that nobody has licensed or declined."""
LIVE: Final = (*UNFINISHED, CaseStage.LICENSED, CaseStage.FOLLOW_UP)
"""Stages of a case that somebody has still to do with."""


class CaseOrder(StrEnum):
    """How a list is sorted. The title is none of them: an order tells of titles that a reader may not know."""

    UPDATED = "updated"
    CREATED = "created"
    DUE = "due"
    COMPANY = "company"
    REFERENCE = "reference"


class WaitingReason(StrEnum):
    """Why a case waits for somebody."""

    OVERDUE = "overdue"
    DUE_SOON = "due_soon"
    UNANSWERED = "unanswered"
    UNOWNED = "unowned"


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """What cases of a list have in common; an empty field asks nothing.

    `owner` "" stands for nobody. `overdue_on` takes what was due before this day, `waiting_on` what waits on this
    day. `company_id` is one company's; `shared` those that their company knows of.
    """

    stages: tuple[CaseStage, ...] = ()
    owner: str | None = None
    track: str | None = None
    origin: CaseOrigin | None = None
    company_id: str | None = None
    subject_kind: str | None = None
    subject_id: str | None = None
    overdue_on: date | None = None
    waiting_on: date | None = None
    text: str = ""
    shared: bool = False


@dataclass(frozen=True, slots=True)
class WaitingCase:
    """A case with why it waits, the most pressing reason first."""

    case: Case
    reasons: tuple[WaitingReason, ...]


class CaseLists:
    """A text is looked for in titles only where the store's tiers let see the subject."""

    def __init__(self, session: Session, tiers: Tiers = EVERY_TIER) -> None:
        self._session = session
        self._tiers = tiers

    def page(
        self,
        filters: CaseFilters = CaseFilters(),
        *,
        order: CaseOrder = CaseOrder.UPDATED,
        offset: int = 0,
        limit: int = 100,
    ) -> list[Case]:
        """Cases in this order: the latest changed or opened first, the first due first, companies by name."""
        statement = select(Case).where(*self._conditions(filters)).order_by(*_order(order, shared=filters.shared))
        return list(self._session.scalars(statement.offset(offset).limit(limit)))

    def concluded(self) -> list[Case]:
        """Every case that came to a licence or to nothing, in the order in which they were opened."""
        statement = select(Case).where(col(Case.concluded_at).is_not(None)).order_by(col(Case.id))
        return list(self._session.scalars(statement))

    def count(self, filters: CaseFilters = CaseFilters()) -> int:
        """How many cases these filters take."""
        statement = select(func.count()).select_from(Case).where(*self._conditions(filters))
        return int(self._session.scalar(statement) or 0)

    def counts(self, filters: CaseFilters = CaseFilters()) -> dict[CaseStage, int]:
        """How many cases of each stage these filters take, 0 included."""
        statement = select(col(Case.stage), func.count().label("number")).where(*self._conditions(filters))
        rows = self._session.execute(statement.group_by(col(Case.stage)))
        found = {row.stage: int(row.number) for row in rows}
        return {stage: found.get(stage.value, 0) for stage in CaseStage}

    def board(
        self,
        filters: CaseFilters = CaseFilters(),
        *,
        stages: Sequence[CaseStage] = LIVE,
        each: int = 50,
    ) -> dict[CaseStage, list[Case]]:
        """By stage the `each` latest changed cases, in one query whatever their number."""
        latest = _order(CaseOrder.UPDATED, shared=False)
        place = func.row_number().over(partition_by=col(Case.stage), order_by=latest).label("place")
        on_board = col(Case.stage).in_([stage.value for stage in stages])
        numbered = select(col(Case.id).label("id"), place).where(on_board, *self._conditions(filters))
        inner = numbered.subquery()
        statement = select(Case).join(inner, inner.c.id == col(Case.id)).where(inner.c.place <= each)
        columns: dict[CaseStage, list[Case]] = {stage: [] for stage in stages}
        for case in self._session.scalars(statement.order_by(*latest)):
            columns[CaseStage(case.stage)].append(case)
        return columns

    def waiting(self, owner: str | None, today: date, limit: int = 50) -> list[WaitingCase]:
        """What waits for this owner (None: for anybody): overdue, due within a week, unanswered, and companies'
        cases without an owner, which wait for everybody. The first due first, then the longest unanswered."""
        statement = select(Case).where(_waits(owner, today))
        undated = (col(Case.due_on).is_(None), col(Case.due_on))
        unanswered = (col(Case.unanswered_since).is_(None), col(Case.unanswered_since))
        statement = statement.order_by(*undated, *unanswered, col(Case.id)).limit(limit)
        return [WaitingCase(case, reasons_of(case, today)) for case in self._session.scalars(statement)]

    def waiting_counts(self, owner: str | None, today: date) -> Mapping[WaitingReason, int]:
        """How many cases wait for each reason; one with several is counted under each."""
        conditions = _reasons(owner, today)
        columns = [func.count().filter(condition).label(reason.value) for reason, condition in conditions.items()]
        row = self._session.execute(select(*columns).select_from(Case)).one()
        return {reason: int(getattr(row, reason.value)) for reason in WaitingReason}

    def waiting_count(self, owner: str | None, today: date) -> int:
        """How many cases wait, each once whatever its reasons."""
        statement = select(func.count()).select_from(Case).where(_waits(owner, today))
        return int(self._session.scalar(statement) or 0)

    def _conditions(self, filters: CaseFilters) -> list[ColumnElement[bool]]:
        conditions: list[ColumnElement[bool]] = []
        if filters.stages:
            conditions.append(col(Case.stage).in_([stage.value for stage in filters.stages]))
        if filters.owner is not None:
            conditions.append(col(Case.owner) == filters.owner if filters.owner else col(Case.owner).is_(None))
        plain = {
            Case.track: filters.track,
            Case.origin: filters.origin.value if filters.origin else None,
            Case.company_id: filters.company_id,
            Case.subject_kind: filters.subject_kind,
            Case.subject_id: filters.subject_id,
        }
        conditions += [col(column) == value for column, value in plain.items() if value is not None]
        if filters.overdue_on is not None:
            conditions.append(_overdue(filters.overdue_on))
        if filters.waiting_on is not None:
            conditions.append(_waits(filters.owner or None, filters.waiting_on))
        if filters.shared:
            conditions.append(col(Case.shared_at).is_not(None))
        return conditions + [self._holds(word) for word in filters.text.split()[:8]]

    def _holds(self, word: str) -> ColumnElement[bool]:
        """Whether reference, company or a title that may be known holds the word, in either case."""

        def holds(column: Any) -> ColumnElement[bool]:  # a column of texts
            found: ColumnElement[bool] = func.lower(column).contains(word.lower(), autoescape=True)
            return found

        titled = holds(Case.title)
        if self._tiers != EVERY_TIER:
            titled = and_(titled, self._known())
        return or_(holds(Case.reference), holds(Case.company_name), titled)

    def _known(self) -> ColumnElement[bool]:
        """Whether the subject is of the store's tiers."""
        kinds: list[ColumnElement[bool]] = []
        for kind, model in (("patents", Patent), ("needs", Need)):
            records = table(model).c
            seen = select(records.id).where(records.id == col(Case.subject_id), within(records.tier, self._tiers))
            kinds.append(and_(col(Case.subject_kind) == kind, seen.exists()))
        return or_(*kinds)


def reasons_of(case: Case, today: date) -> tuple[WaitingReason, ...]:
    """Why a case waits on this day, for whomever; empty where it does not."""
    found: list[WaitingReason] = []
    if case.due_on and case.stage in LIVE:
        if case.due_on < today:
            found.append(WaitingReason.OVERDUE)
        elif case.due_on <= today + SOON:
            found.append(WaitingReason.DUE_SOON)
    if case.unanswered_since is not None:
        found.append(WaitingReason.UNANSWERED)
    if case.owner is None and case.origin == CaseOrigin.COMPANY and case.stage in UNFINISHED:
        found.append(WaitingReason.UNOWNED)
    return tuple(found)


def _reasons(owner: str | None, today: date) -> dict[WaitingReason, ColumnElement[bool]]:
    own = [] if owner is None else [col(Case.owner) == owner]
    due = col(Case.due_on).between(today, today + SOON) & col(Case.stage).in_([stage.value for stage in LIVE])
    unowned = and_(
        col(Case.owner).is_(None),
        col(Case.origin) == CaseOrigin.COMPANY.value,
        col(Case.stage).in_([stage.value for stage in UNFINISHED]),
    )
    return {
        WaitingReason.OVERDUE: and_(_overdue(today), *own),
        WaitingReason.DUE_SOON: and_(due, *own),
        WaitingReason.UNANSWERED: and_(col(Case.unanswered_since).is_not(None), *own),
        WaitingReason.UNOWNED: unowned,
    }


def _waits(owner: str | None, today: date) -> ColumnElement[bool]:
    return or_(*_reasons(owner, today).values())


def _overdue(today: date) -> ColumnElement[bool]:
    return and_(col(Case.due_on) < today, col(Case.stage).in_([stage.value for stage in LIVE]))


def _order(order: CaseOrder, *, shared: bool) -> tuple[Any, ...]:
    """Cases as their company knows them are in an order in which nothing but what it was told takes part."""
    latest = col(Case.id).desc()
    orders: dict[CaseOrder, tuple[Any, ...]] = {
        CaseOrder.UPDATED: (col(Case.told_at if shared else Case.updated_at).desc(), latest),
        CaseOrder.CREATED: (col(Case.created_at).desc(), latest),
        CaseOrder.DUE: (col(Case.due_on).is_(None), col(Case.due_on), latest),
        CaseOrder.COMPANY: (col(Case.company_name), latest),
        CaseOrder.REFERENCE: (func.length(Case.reference).desc(), col(Case.reference).desc()),
    }
    return orders[order]
