"""What the dashboard counts, over a span of months: matches that were shown, cases, licences, commitments.

Counted by the database; a column that holds a list is counted by the whole list, which is taken apart afterwards. Lists
of tracks, programmes and labels repeat a great deal, so few distinct ones come back however many rows there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, func, select
from sqlmodel import Session

from corpus.records import Case, CaseStage, Commitment, Company, FollowUp, ShownMatch
from corpus.store.follow_ups import STAGES
from corpus.store.ledger import stands
from corpus.store.tables import table

LICENSED = (CaseStage.LICENSED.value, CaseStage.FOLLOW_UP.value)


class Dimension(StrEnum):
    """By what is counted. Programmes and labels of a case are those of its pair as it was shown first, its region and
    size those of its company now; a commitment has its own track and programme, and the rest of its case.
    """

    TRACK = "track"
    PROGRAMME = "programme"
    LABEL = "label"
    REGION = "region"
    SIZE = "size"
    LANGUAGE = "language"
    MONTH = "month"


LISTS = frozenset({Dimension.TRACK, Dimension.PROGRAMME, Dimension.LABEL})
KEY = "counted_by"
"""Grouped by this name: PostgreSQL takes the same expression with parameters of its own for another one."""
Key = str | int | None
"""A code or name, or the place of a month in its span; None: not told."""


@dataclass(frozen=True, slots=True)
class Span:
    """Months by the moments at which they begin, and the moment at which the last one ends; of UTC."""

    bounds: tuple[datetime, ...]

    @property
    def start(self) -> datetime:
        return self.bounds[0]

    @property
    def end(self) -> datetime:
        return self.bounds[-1]

    def holds(self, moment: Any) -> ColumnElement[bool]:  # a column of moments
        found: ColumnElement[bool] = (moment >= self.start) & (moment < self.end)
        return found

    def month(self, moment: Any) -> ColumnElement[int]:  # a column of moments within the span
        inner = self.bounds[1:-1]
        if not inner:
            return case((moment < self.end, 0), else_=0)
        return case(*((moment < bound, place) for place, bound in enumerate(inner)), else_=len(inner))


@dataclass(frozen=True, slots=True)
class Booked:
    """Entries of the ledger and won in all."""

    entries: int = 0
    amount: int = 0

    def __add__(self, other: Booked) -> Booked:
        return Booked(self.entries + other.entries, self.amount + other.amount)


@dataclass(frozen=True, slots=True)
class Jobs:
    """None: no entry tells any."""

    expected: int | None
    reached: int | None


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one dimension: a match on two tracks counts under both, so the parts may come to more than the whole."""

    matches: Mapping[Key, int] = field(default_factory=dict)
    opened: Mapping[Key, int] = field(default_factory=dict)
    licensed: Mapping[Key, int] = field(default_factory=dict)
    booked: Mapping[Key, Booked] = field(default_factory=dict)

    @property
    def keys(self) -> frozenset[Key]:
        return frozenset().union(self.matches, self.opened, self.licensed, self.booked)


class Statistics:
    """Counts records of every tier: for officials alone."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def counts(self, span: Span, by: Dimension, among: frozenset[str] | None = None) -> Counts:
        """Matches shown first, cases opened, cases licensed (and not taken back since), entries booked (and not voided
        since) within the span. By labels `among` others are as none.
        """
        return Counts(
            self.matches(span, by, among),
            self.opened(span, by, among),
            self.licensed(span, by, among),
            self.booked(span, by, among),
        )

    def matches(self, span: Span, by: Dimension, among: frozenset[str] | None = None) -> dict[Key, int]:
        """Matches that were shown first within the span; by size only those of a company."""
        shown = table(ShownMatch).c
        keys: Mapping[Dimension, Any] = {
            Dimension.TRACK: cast(shown.tracks, Text),
            Dimension.PROGRAMME: cast(shown.programmes, Text),
            Dimension.LABEL: cast(shown.labels, Text),
            Dimension.REGION: shown.region,
            Dimension.SIZE: shown.size,
            Dimension.LANGUAGE: shown.language,
            Dimension.MONTH: span.month(shown.shown_at),
        }
        key = keys[by].label(KEY)
        statement = select(key, func.count().label("number")).where(span.holds(shown.shown_at))
        if by in {Dimension.REGION, Dimension.SIZE}:
            statement = statement.where(shown.kind == "companies")
        return self._tallied(statement.group_by(KEY), listed=by in LISTS, among=among)

    def opened(self, span: Span, by: Dimension, among: frozenset[str] | None = None) -> dict[Key, int]:
        """Cases that were opened within the span, whatever became of them."""
        cases = table(Case).c
        return self._cases(span, by, cases.created_at, span.holds(cases.created_at), among)

    def licensed(self, span: Span, by: Dimension, among: frozenset[str] | None = None) -> dict[Key, int]:
        """Cases that were licensed within the span and are so still, followed up or not."""
        cases = table(Case).c
        within = span.holds(cases.concluded_at) & cases.stage.in_(LICENSED)
        return self._cases(span, by, cases.concluded_at, within, among)

    def booked(self, span: Span, by: Dimension, among: frozenset[str] | None = None) -> dict[Key, Booked]:
        """Entries that were booked within the span and stand, with their won."""
        entries = table(Commitment).c
        own: Mapping[Dimension, Any] = {
            Dimension.TRACK: entries.track,
            Dimension.PROGRAMME: entries.programme_id,
            Dimension.MONTH: span.month(entries.recorded_at),
        }
        key = own.get(by, _of_case(by)).label(KEY)
        statement = select(key, func.count(entries.id).label("number"), func.sum(entries.amount).label("amount"))
        statement = statement.select_from(entries.id.table)
        if by not in own:
            cases = table(Case)
            statement = _with_pair(statement.outerjoin(cases, cases.c.reference == entries.case_reference))
        statement = statement.where(stands(), span.holds(entries.recorded_at)).group_by(KEY)
        found: dict[Key, Booked] = {}
        for row in self._session.connection().execute(statement):
            for part in _parts(row.counted_by, among) if by is Dimension.LABEL else [row.counted_by]:
                found[part] = found.get(part, Booked()) + Booked(row.number, int(row.amount))
        return found

    def declined(self, span: Span) -> dict[Key, int]:
        """Cases that were declined within the span and are so still, by their reason."""
        cases = table(Case).c
        statement = select(cases.declined_reason.label(KEY), func.count().label("number"))
        statement = statement.where(span.holds(cases.concluded_at), cases.stage == CaseStage.DECLINED.value)
        return self._tallied(statement.group_by(KEY), listed=False)

    def jobs(self, span: Span) -> Jobs:
        """Jobs of the entries that were booked within the span and stand."""
        entries = table(Commitment).c
        statement = select(
            func.sum(entries.jobs_expected).label("expected"), func.sum(entries.jobs_reached).label("reached")
        ).where(stands(), span.holds(entries.recorded_at))
        row = self._session.connection().execute(statement).one()
        return Jobs(_whole(row.expected), _whole(row.reached))

    def steps(self, first: date, last: date) -> dict[str, int]:
        """Steps after cases that were held on these days, by stage, 0 included."""
        steps = table(FollowUp).c
        statement = select(steps.stage, func.count().label("number")).where(steps.held_on.between(first, last))
        rows = self._session.connection().execute(statement.group_by(steps.stage))
        found = {row.stage: int(row.number) for row in rows}
        return {stage: found.get(stage, 0) for stage in STAGES}

    def _cases(
        self, span: Span, by: Dimension, moment: Any, within: ColumnElement[bool], among: frozenset[str] | None
    ) -> dict[Key, int]:
        cases = table(Case)
        own: Mapping[Dimension, Any] = {Dimension.TRACK: cases.c.track, Dimension.MONTH: span.month(moment)}
        key = own.get(by, _of_case(by)).label(KEY)
        statement = select(key, func.count(cases.c.id).label("number")).select_from(cases)
        if by not in own:
            statement = _with_pair(statement)
        return self._tallied(statement.where(within).group_by(KEY), listed=by in LISTS - {Dimension.TRACK}, among=among)

    def _tallied(self, statement: Select[Any], *, listed: bool, among: frozenset[str] | None = None) -> dict[Key, int]:
        found: Counter[Key] = Counter()
        for row in self._session.connection().execute(statement):
            for part in _parts(row.counted_by, among) if listed else [row.counted_by]:
                found[part] += row.number
        return dict(found)


def _of_case(by: Dimension) -> Any:
    """Of a case: its pair's as it was shown first, its company's as it is."""
    shown, companies = table(ShownMatch).c, table(Company).c
    keys: Mapping[Dimension, Any] = {
        Dimension.PROGRAMME: cast(shown.programmes, Text),
        Dimension.LABEL: cast(shown.labels, Text),
        Dimension.LANGUAGE: shown.language,
        Dimension.REGION: companies.region,
        Dimension.SIZE: companies.size,
    }
    return keys.get(by)


def _with_pair(statement: Select[Any]) -> Select[Any]:
    """With the company of the case, and the pair as it was shown first, where it was."""
    cases, shown, companies = table(Case), table(ShownMatch), table(Company)
    pair = and_(
        shown.c.kind == "companies",
        shown.c.record_id == cases.c.company_id,
        shown.c.other_kind == cases.c.subject_kind,
        shown.c.other_id == cases.c.subject_id,
    )
    return statement.outerjoin(companies, companies.c.id == cases.c.company_id).outerjoin(shown, pair)


def _parts(listed: str | None, among: frozenset[str] | None) -> Iterator[str | None]:
    """The members of a list of codes, of those `among`; None where there is none, and where none is known."""
    members: Sequence[str] = orjson.loads(listed) if listed else ()
    yield from [each for each in members if among is None or each in among] or (None,)


def _whole(number: Any) -> int | None:
    return None if number is None else int(number)
