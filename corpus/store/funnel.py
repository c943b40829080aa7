"""How far cases come: which stages they reach, how long they stay, where they end. Read from their events."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, pairwise
from statistics import median
from typing import Final

from sqlalchemy import select
from sqlmodel import Session

from corpus.records import Case, CaseEvent, CaseStage
from corpus.store.statistics import Span
from corpus.store.tables import table

LINE: Final = tuple(stage for stage in CaseStage if stage is not CaseStage.DECLINED)
"""The stages in the order in which a case goes through them."""
STEPS: Final = ("moved", "declined", "reopened")
"""Events by which a case comes to another stage."""
DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Stand:
    """A stage from a moment on."""

    stage: CaseStage
    since: datetime


@dataclass(frozen=True, slots=True)
class Reached:
    """Of the cases of a funnel: how many came at least as far as this stage, how many stand at it now, how many were
    declined at it and are so still; and how many `stays` at it have ended, after how many days in the median.
    """

    stage: CaseStage
    cases: int
    standing: int
    declined: int
    stays: int
    days: float | None


@dataclass(slots=True)
class _Tally:
    reached: Counter[CaseStage] = field(default_factory=Counter)
    standing: Counter[CaseStage] = field(default_factory=Counter)
    declined: Counter[CaseStage] = field(default_factory=Counter)
    stays: defaultdict[CaseStage, list[float]] = field(default_factory=lambda: defaultdict(list))


class Funnel:
    """Counts cases of every tier: for officials alone."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, span: Span) -> list[Reached]:
        """Of the cases that were opened within the span, whenever they moved: a line a stage."""
        return reached(self._ways(span))

    def _ways(self, span: Span) -> Iterable[list[Stand]]:
        cases, events = table(Case).c, table(CaseEvent).c
        opened = select(cases.id, cases.created_at).where(span.holds(cases.created_at)).order_by(cases.id)
        connection = self._session.connection()
        ways = {row.id: [Stand(CaseStage.SHORTLISTED, row.created_at)] for row in connection.execute(opened)}
        statement = (
            select(events.case_id, events.at, events.action, events.facts["after"].as_string().label("after"))
            .join_from(events.id.table, cases.id.table, cases.id == events.case_id)
            .where(span.holds(cases.created_at), events.action.in_(STEPS))
            .order_by(events.case_id, events.id)
        )
        for case_id, steps in groupby(connection.execute(statement), key=lambda row: row.case_id):
            for step in steps:
                stage = CaseStage.DECLINED if step.action == "declined" else CaseStage(step.after)
                ways[case_id].append(Stand(stage, step.at))
        return ways.values()


def reached(ways: Iterable[list[Stand]]) -> list[Reached]:
    """Sums up the ways of cases, each the stages at which it stood, the first first."""
    tally = _Tally()
    for way in ways:
        _count(way, tally)
    return [
        Reached(
            stage=stage,
            cases=tally.reached[stage],
            standing=tally.standing[stage],
            declined=tally.declined[stage],
            stays=len(tally.stays[stage]),
            days=median(tally.stays[stage]) if tally.stays[stage] else None,
        )
        for stage in LINE
    ]


def shares(line: list[Reached]) -> Mapping[CaseStage, float | None]:
    """Of the cases that came as far as the stage before, the share that came to this one; None where none did."""
    found: dict[CaseStage, float | None] = {line[0].stage: None}
    for before, stage in pairwise(line):
        found[stage.stage] = stage.cases / before.cases if before.cases else None
    return found


def _count(way: list[Stand], tally: _Tally) -> None:
    furthest = max(LINE.index(stand.stage) for stand in way if stand.stage is not CaseStage.DECLINED)
    tally.reached.update(LINE[: furthest + 1])
    if way[-1].stage is CaseStage.DECLINED:
        tally.declined[way[-2].stage] += 1
    else:
        tally.standing[way[-1].stage] += 1
    for stand, left in pairwise(way):
        if stand.stage is not CaseStage.DECLINED:
            tally.stays[stand.stage].append((left.since - stand.since).total_seconds() / DAY)
