"""Bits that flip and files that end early, anywhere in a generation: noticed before anything is searched in them."""

from __future__ import annotations

import logging
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import pytest

from corpus.problems import Unavailable
from index.cache import VectorCache
from index.dense.engine import Engines
from index.dense.files import FileEngine
from index.generation import CURRENT, Generations
from index.live import LiveIndex
from index.manifest import MANIFEST
from index.rebuild import RebuildSettings, rebuild
from tests.conftest import Scale
from tests.fakes import HashEncoder, HashLabeller
from tests.index.struck import answers, library
from tests.proof.figures import Recorder
from tests.proof.memory import folder

LISTED: Final = 40
"""Passages from which a kind has inverted lists, so that their files hold something."""
STATES: Final = 3
OFTEN: Final = 5
"""How much more often than other files those are damaged by which all others are found."""


@dataclass(frozen=True, slots=True)
class Damage:
    """One bit of the file is another, or the file ends there: `place` and `bit` are reduced to what the file has."""

    file: Path
    how: Literal["flip", "cut"]
    place: float
    bit: int

    def of(self, content: bytes) -> bytes:
        place = int(self.place * len(content))
        if self.how == "cut":
            return content[:place]
        return content[:place] + bytes([content[place] ^ (1 << self.bit)]) + content[place + 1 :]

    @contextmanager
    def done(self) -> Iterator[None]:
        sound = self.file.read_bytes()
        damaged = self.of(sound)
        assert damaged != sound
        self.file.write_bytes(damaged)
        yield
        self.file.write_bytes(sound)


class Site:
    """Three generations, each of its own records, and processes that start over them."""

    def __init__(self, folder: Path) -> None:
        self.generations = Generations(folder / "index", "public", Engines(FileEngine(listed=LISTED)))
        self.cache = VectorCache(folder / "vectors.db")
        self.chance = random.Random(20)
        for state in range(STATES):
            self.rebuilt(state)
        self.names = self.generations.names()
        self.answers = {name: self._sound(name) for name in self.names}

    def rebuilt(self, state: int) -> str:
        """The outcome of a rebuild of the records of that state."""
        return rebuild(
            library(state).corpus(), HashEncoder(), self.cache, self.generations, labeller=HashLabeller()
        ).outcome

    def started(self) -> tuple[str, str, Mapping[str, Any]]:
        """The generation that serves in a new process, the problem that it tells, and its answers."""
        live = LiveIndex(self.generations, HashEncoder(), self.cache, labeller=HashLabeller())
        records = library(STATES - 1)
        searcher = live.current(records, records)
        return searcher.generation, live.status().problem, answers(searcher)

    def damages(self, name: str) -> Damage:
        """To one of the files by which the generation is found and read."""
        folder = self.generations.directory / name
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        found = [folder / MANIFEST] * (OFTEN - 1)
        if name == self.names[-1]:
            found += [self.generations.directory / CURRENT] * OFTEN
        how: Literal["flip", "cut"] = "flip" if self.chance.random() < 0.6 else "cut"
        return Damage(self.chance.choice(files + found), how, self.chance.random(), self.chance.randrange(8))

    def _sound(self, name: str) -> Mapping[str, Any]:
        self.generations.roll_back(name)
        generation, problem, found = self.started()
        assert (generation, problem) == (name, "")
        return found


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with folder() as place:
        yield Site(place)


@pytest.mark.row("damaged")
def test_damage_is_noticed_before_a_search(
    site: Site, scale: Scale, figure: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    """Of the newest generation, at times of the one before it too, now and then of all."""
    times, how, served = scale(60, 1_000), Counter[str](), Counter[str]()
    for turn in range(times):
        depth = STATES if turn % 50 == 49 else 2 if turn % 10 == 9 else 1
        damages = [site.damages(name) for name in site.names[::-1][:depth]]
        how[damages[0].how] += 1
        spoilt = {each.file.parent for each in damages if each.file.name == CURRENT}
        sound = [name for name in site.names if not any(name in each.file.parts for each in damages)]
        caplog.clear()
        with ExitStack() as stack, caplog.at_level(logging.WARNING):
            for each in damages:
                stack.enter_context(each.done())
            if not sound:
                with pytest.raises(Unavailable, match="index_damaged"):
                    site.started()
                served["none, with a reason"] += 1
                continue
            generation, problem, found = site.started()
        assert (generation, problem) == (sound[-1], "index_damaged"), damages
        assert found == site.answers[generation], damages
        assert "index_damaged" in caplog.text
        assert f"generation {generation} stands in" in caplog.text
        served["the newest" if spoilt else "an earlier one"] += 1
    assert how.total() == served.total() == times
    told = ", ".join(f"{which} {count} times" for which, count in served.most_common())
    figure(
        f"{served.total():,} of {times:,} detected at a start ({how['flip']} flips, {how['cut']} truncations), each "
        f"told in status and log; the sound generation that served was {told}"
    )


@pytest.mark.row("damaged")
def test_a_rebuild_mends_it_though_no_record_changed(scale: Scale, figure: Recorder) -> None:
    times = scale(4, 50)
    with folder() as place:
        site = Site(place)
        for _ in range(times):
            site.names = site.generations.names()
            damage = site.damages(site.names[-1])
            damage.file.write_bytes(damage.of(damage.file.read_bytes()))
            assert site.rebuilt(STATES - 1) == "published", damage
            generation, problem, _ = site.started()
            assert (generation, problem) == (site.generations.current(), "")
    figure(f"the next plain rebuild mended {times} of {times}")


@pytest.mark.row("damaged")
def test_a_damaged_vector_cache_makes_no_other_index(site: Site, scale: Scale, figure: Recorder) -> None:
    """Rows that are not what was written are made again: each rebuild writes the bytes of the sound one, or none."""
    times, came_to = scale(12, 300), Counter[str]()
    cache = site.cache.path
    sound, wanted = cache.read_bytes(), site.generations.manifest(site.names[-1]).files
    for turn in range(times):
        how: Literal["flip", "cut"] = "flip" if site.chance.random() < 0.8 else "cut"
        damage = Damage(cache, how, site.chance.random(), site.chance.randrange(8))
        for path in cache.parent.glob(f"{cache.name}*"):
            path.unlink()
        cache.write_bytes(damage.of(sound))
        elsewhere = Generations(cache.parent / f"turn-{turn}", "public", site.generations.engines)
        settings = RebuildSettings(full=True)
        records = library(STATES - 1).corpus()
        try:
            report = rebuild(records, HashEncoder(), site.cache, elsewhere, settings=settings, labeller=HashLabeller())
        except Unavailable:
            came_to["refused"] += 1
            continue
        assert elsewhere.manifest(report.generation).files == wanted, damage
        came_to["the same index"] += 1
    assert came_to["the same index"]
    figure(
        f"{came_to['the same index']} of {times} rebuilds over a damaged vector cache gave the same index byte for "
        f"byte, {came_to['refused']} were refused"
    )
