"""What the service itself counts under programmes: cases, jobs and steps in its books, tagged records in its index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from corpus.passages import KINDS, Kind
from corpus.problems import Unavailable
from corpus.store import Store
from corpus.store.follow_ups import STAGES
from corpus.store.ledger import Total
from index.searcher import Searcher
from index.tiers import TieredIndex
from matcher.judging import TAGGED
from matcher.programmes.facts import MoneyKey
from matcher.programmes.programme import Programme
from matcher.reasons import Label
from matcher.snapshot import searcher_over

PLACES: Final = "innovation-100"
"""Its first figure tells how many places there are; a case takes one."""
PEOPLE: Final = "manpower"
"""Jobs are a field of every case, whichever programme pays for it."""
FOLLOWING: Final = "after-sales"
"""Steps may follow a case of any programme."""
STAGE_NAMES: Final[Mapping[str, Label]] = {
    "education": Label("기술 교육", "Technological education"),
    "joint-training": Label("연합훈련", "Joint training"),
    "trial-run": Label("장비 시범 운용", "Trial runs of equipment"),
}


@dataclass(frozen=True, slots=True)
class Count:
    """`amount` None: no entry tells it. `of` is what there is in all, None where that is not told."""

    code: str
    names: Label
    unit: Label
    amount: int | None
    of: int | float | None = None


@dataclass(frozen=True, slots=True)
class Books:
    """What officials may see: totals of the ledger, the cases of each programme, steps by stage."""

    totals: Sequence[Total]
    cases: Mapping[str, int]
    steps: Mapping[str, int]

    @classmethod
    def of(cls, store: Store) -> Books:
        return cls(store.ledger.totals(), store.ledger.cases(), store.ledger.follow_ups.counts())

    @property
    def booked(self) -> Mapping[MoneyKey, int]:
        """Won by programme, track and year."""
        return {(total.programme_id, total.track, total.year): total.amount for total in self.totals}

    def of_programme(self, programme_id: str) -> list[Total]:
        return [total for total in self.totals if total.programme_id == programme_id]

    def counts(self, programme: Programme) -> list[Count]:
        """Cases where a programme judges or has any; places, jobs and steps where they are what it is about."""
        cases = self.cases.get(programme.id, 0)
        counts: list[Count] = []
        if cases or programme.kind == "verdict":
            counts = [Count("cases", Label("종결 사례", "Concluded cases"), Label("건", "cases"), cases)]
        if programme.id == PLACES:
            first = next(iter(programme.figures), None)
            places = Label("개사", "businesses")
            of = first.amount if first else None
            counts = [Count("places-taken", Label("선정", "Places taken"), places, cases, of)]
        if programme.id == PEOPLE:
            counts += self._jobs()
        if programme.id == FOLLOWING:
            counts += [Count(stage, STAGE_NAMES[stage], Label("회", "times"), self.steps[stage]) for stage in STAGES]
        return counts

    def _jobs(self) -> Iterator[Count]:
        jobs = Label("개", "jobs")
        expected = _sum(total.jobs_expected for total in self.totals)
        reached = _sum(total.jobs_reached for total in self.totals)
        yield Count("jobs-expected", Label("예상 일자리(전체 사업)", "Jobs expected, all programmes"), jobs, expected)
        yield Count("jobs-reached", Label("달성 일자리(전체 사업)", "Jobs reached, all programmes"), jobs, reached)


Tags = Mapping[str, Mapping[Kind, int]]


def tagged_records(index: TieredIndex, store: Store) -> Tags:
    """Records of the store's tiers by label and kind; nothing where the index cannot be read now."""
    try:
        searcher = searcher_over(index, store)
    except Unavailable:
        return {}
    return {name: _tagged(searcher, name) for name in searcher.label_names}


def _tagged(searcher: Searcher, name: str) -> dict[Kind, int]:
    return {kind: len(searcher.labelled(kind, name, TAGGED)) for kind in KINDS}


def _sum(numbers: Iterable[int | None]) -> int | None:
    told = [number for number in numbers if number is not None]
    return sum(told) if told else None
