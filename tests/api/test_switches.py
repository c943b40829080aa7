"""Readers who ask while generations are published and rolled back: each answer is of the generations that it names."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Final

import pytest

from api.operating.building import rebuild_tiers
from api.service import Service
from api.settings import Settings
from corpus.disclosure import Tier
from corpus.drafts import PatentDraft
from corpus.roles import Caller, Role
from index.tiers import generations_of
from matcher.match import Answer, MatchRequest
from tests.conftest import Scale
from tests.fakes import HashEncoder
from tests.proof.figures import Recorder
from tests.proof.memory import folder

READERS: Final = 16
TIERS: Final = Tier.PUBLIC, Tier.RELEASED
STATES: Final = 3
"""Generations of each tier, each built of other records than the one before it."""
PUBLISHED_EACH: Final = 10
"""Of so many switches one publishes in both tiers; the others roll one tier back or forth."""
PATIENCE: Final = 120.0
OFFICER: Final = Caller(Role.OFFICER, "kim")
WORDS: Final = ("antenna", "camera", "phased", "cooled", "sonar", "folding", "lens", "ceramic")
QUESTIONS: Final = tuple(
    MatchRequest(kind="text", text=text, to="patents") for text in ("phased antenna for a camera", "folding sonar lens")
)
Told = tuple[tuple[object, ...], ...]


def records(state: int) -> list[PatentDraft]:
    """Of each state: in each tier some more than before, and one with another text."""
    return [patent(tier, number, state) for tier in TIERS for number in range(10 + 2 * state)]


def patent(tier: Tier, number: int, state: int) -> PatentDraft:
    changed = f" changed {state}" if number == 0 else ""
    words = [WORDS[(number * step + len(tier)) % len(WORDS)] for step in (1, 2, 3, 5)]
    return PatentDraft(
        id=f"{tier.value}-{number}",
        country="US",
        title=f"{words[0]} {words[1]} {number}",
        abstract=f"A {words[2]} {words[3]} for type {number}{changed}, with {words[0]} parts.",
        tier=None if tier is Tier.PUBLIC else tier,
        fictional=True,
    )


def told(answer: Answer) -> Told:
    """All of an answer that its generations decide."""
    return tuple(
        (match.id, match.score, *sorted(match.views.items()), match.receipt.generation == answer.generation)
        for match in answer.matches
    )


@dataclass
class Site:
    """A service with several generations of two tiers, and what each pair of them answers."""

    service: Service
    states: dict[str, int] = field(default_factory=dict)
    wanted: dict[tuple[int, ...], tuple[Told, ...]] = field(default_factory=dict)

    def fill(self) -> None:
        for state in range(STATES):
            with self.service.database.transaction() as store:
                store.put("patents", records(state))
            self.publish(state)
        for states in product(range(STATES), repeat=len(TIERS)):
            for tier, state in zip(TIERS, states, strict=True):
                self.serve(tier, state)
            self.settle()
            self.wanted[states] = tuple(told(self.service.match(question, OFFICER)) for question in QUESTIONS)

    def publish(self, state: int = STATES - 1) -> None:
        """A generation of each tier, of the records as they are now."""
        rebuild_tiers(self.service, full=True)
        self.states |= {self.service.generations[tier].current() or "": state for tier in TIERS}

    def serve(self, tier: Tier, state: int) -> None:
        """Rolls the tier to a generation of that state."""
        self.service.generations[tier].roll_back(next(n for n in self.kept(tier) if self.states[n] == state))

    def kept(self, tier: Tier) -> list[str]:
        return self.service.generations[tier].names()

    def serving(self) -> dict[Tier, str]:
        return {tier: self.service.generations[tier].current() or "" for tier in TIERS}

    def settle(self) -> None:
        for _ in range(3):
            self.service.searcher()
            self.service.index.settle()
        assert generations_of(self.service.searcher().generation) == self.serving()

    def of(self, generation: str) -> tuple[int, ...]:
        """The states of the generations that an answer names."""
        named = generations_of(generation)
        return tuple(self.states[named[tier]] for tier in TIERS)


@dataclass
class Readers:
    """Threads that ask until they are stopped; what they were answered, by question, and what failed."""

    service: Service
    answers: list[tuple[int, str, Told]] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.threads = [threading.Thread(target=self._read, args=(number,)) for number in range(READERS)]
        for thread in self.threads:
            thread.start()

    def end(self) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def wait_for(self, serving: dict[Tier, str]) -> None:
        """Until one of them was answered by these generations."""
        begin, deadline = len(self.answers), time.monotonic() + PATIENCE
        while not any(generations_of(named) == serving for _, named, _ in self.answers[begin:]):
            assert time.monotonic() < deadline
            time.sleep(0.005)

    def _read(self, number: int) -> None:
        while not self.stop.is_set():
            number = (number + 1) % len(QUESTIONS)
            try:
                answer = self.service.match(QUESTIONS[number], OFFICER)
            except Exception as error:  # noqa: BLE001 - each is a finding
                self.failures.append(error)
            else:
                self.answers.append((number, answer.generation, told(answer)))


@pytest.fixture
def site() -> Iterator[Site]:
    with folder() as place:
        settings = Settings(data_dir=place / "var", language="en", threads=1, keep_generations=50)
        service = Service(settings, encoder=HashEncoder())
        service.open()
        made = Site(service)
        made.fill()
        yield made
        service.close()


@pytest.mark.row("switches")
def test_no_answer_mixes_generations(site: Site, scale: Scale, figure: Recorder) -> None:
    assert len(set(site.wanted.values())) == STATES ** len(TIERS), "a mixture would not show"
    times, chance = scale(12, 100), random.Random(6)
    readers, switches = Readers(site.service), 0
    try:
        while switches < times:
            if switches % PUBLISHED_EACH == PUBLISHED_EACH - 1:
                site.publish()
            else:
                tier = chance.choice(TIERS)
                others = [name for name in site.kept(tier) if name != site.serving()[tier]]
                site.service.generations[tier].roll_back(chance.choice(others))
            readers.wait_for(site.serving())
            switches += 1
    finally:
        readers.end()
    assert not readers.failures
    mixed = [
        (question, named) for question, named, said in readers.answers if said != site.wanted[site.of(named)][question]
    ]
    assert not mixed
    named = {named for _, named, _ in readers.answers}
    figure(
        f"{len(readers.answers):,} answers to {READERS} threads over {switches} switches, all of them seen "
        f"({len(named)} pairs of generations): {len(readers.failures)} errors, {len(mixed)} answers mixing generations"
    )
