"""A rebuild that is struck at one of its system calls, and what stands on the disk afterwards.

Called in a process of its own, which forks for each strike and so may have no threads.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from corpus.disclosure import Tier
from corpus.passages import KINDS
from corpus.problems import Refused
from index.cache import VectorCache
from index.generation import BUILDING, CURRENT, Generations
from index.live import LiveIndex
from index.rebuild import GateResult, RebuildSettings, rebuild
from index.searcher import Searcher
from tests.fakes import HashEncoder, HashLabeller
from tests.index.library import Library, made_up
from tests.proof.calls import Call, Striking, followed
from tests.proof.memory import folder

SETTINGS: Final = RebuildSettings(keep=2)
CACHE: Final = "vectors-released.db"
ASKED: Final = "folding radar antenna part 1 of patents unit 3"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a start finds: the generation that serves, what is wrong, and the answers to every question asked of it."""

    generation: str
    problem: str
    answers: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of a rebuild that was struck: its calls, and what it `said` at its end (None: killed).

    Then what a start finds, with remains of builds and generations that do not verify; and the same after one more
    rebuild, with what the cache's files still tell of records that had left.
    """

    calls: tuple[Call, ...]
    struck: tuple[Call, ...]
    said: str | None
    standing: Standing
    left: tuple[str, ...]
    damaged: tuple[str, ...]
    next: Standing
    left_then: tuple[str, ...]
    traces: int


def library(state: int) -> Library:
    """The records before the first (0), the second (1) and the struck (2) rebuild."""
    made = Library.of({"patents": 24, "companies": 9, "needs": 5})
    for turn in range(1, state + 1):
        made.put(*(made_up("patents", number, f"changed {turn}") for number in (turn, 3, 30 + turn)))
        made.withdraw("companies", f"C{turn:04d}")
    return made


@contextmanager
def copied(base: Path) -> Iterator[Path]:
    with folder() as elsewhere:
        yield Path(shutil.copytree(base, elsewhere / "var"))


def generations_in(place: Path) -> Generations:
    return Generations(place / "index", Tier.RELEASED)


def built(place: Path, state: int, *, full: bool = False) -> str:
    """The outcome of a rebuild there, in a word; a refusal's code."""

    def gate(searcher: Searcher) -> GateResult:
        return GateResult(1.0 if searcher.count("patents") else 0.0, golden="1")

    settings = RebuildSettings(keep=SETTINGS.keep, full=full)
    cache = VectorCache(place / CACHE, private=True)
    try:
        report = rebuild(
            library(state).corpus(),
            HashEncoder(),
            cache,
            generations_in(place),
            settings=settings,
            labeller=HashLabeller(),
            gate=gate,
        )
    except Refused as refused:
        return refused.problem.code
    return report.outcome


def prepared(place: Path) -> tuple[Standing, Standing, tuple[Call, ...]]:
    """Two generations, so that the next rebuild has one to remove.

    What stands there, what would after a rebuild that nothing strikes, and the calls of that.
    """
    assert [built(place, state) for state in (0, 1)] == ["published"] * 2
    with copied(place) as before, copied(place) as after:
        calls = followed(lambda: built(after, 2), after).calls
        return standing(before), standing(after), tuple(calls)


def standing(place: Path, state: int = 2) -> Standing:
    """As a process that starts finds it."""
    cache = VectorCache(place / CACHE, private=True)
    live = LiveIndex(generations_in(place), HashEncoder(), cache, labeller=HashLabeller())
    records = library(state)
    searcher = live.current(records, records)
    return Standing(searcher.generation, live.status().problem, answers(searcher))


def answers(searcher: Searcher) -> Mapping[str, Any]:
    """To one question in every way in which it can be asked, for comparing."""
    asked, words = HashEncoder().encode_query([ASKED]), ASKED.split()
    found = {}
    for kind in KINDS:
        views = searcher.views(kind, sorted(searcher.ids(kind)), asked, words)
        found[kind] = (
            *(searcher.dense(kind, asked, 10), searcher.lexical_documents(kind, words, 10), views.ids),
            *({name: each.tolist() for name, each in views.named.items()}, searcher.labels(kind, views.ids).tolist()),
        )
    return found


def struck(base: Path, striking: Striking) -> Outcome:
    """The rebuild of a copy of the prepared folder, struck; a start; and the rebuild after it."""
    with copied(base) as place:
        found = followed(lambda: built(place, 2), place, striking)
        left, damaged, after = remains(place), _damaged(place), standing(place)
        assert built(place, 2) in {"published", "unchanged"}
        return Outcome(
            *(tuple(found.calls), tuple(found.struck), found.said),
            *(after, left, damaged),
            *(standing(place), remains(place), traces(place)),
        )


def traces(place: Path) -> int:
    """Vectors in any file of the cache of records that stood there before the last rebuild and do no more."""
    before, after = (
        {passage.searchable for kind in KINDS for each in library(state).stream(kind) for passage in each.passages}
        for state in (1, 2)
    )
    content = b"".join(path.read_bytes() for path in place.glob(f"{CACHE}*"))
    return sum(vector.tobytes() in content for vector in HashEncoder().encode_document(sorted(before - after)))


def remains(place: Path) -> tuple[str, ...]:
    """What is no generation and not the pointer to one."""
    return tuple(
        path.name
        for path in generations_in(place).directory.iterdir()
        if path.name.startswith((BUILDING, f".{CURRENT}-"))
    )


def _damaged(place: Path) -> tuple[str, ...]:
    kept = generations_in(place)
    found = []
    for name in kept.names():
        try:
            kept.verify(name)
        except Refused:
            found.append(name)
    return tuple(found)
