"""A rebuild that is killed at a system call, or told there that the disk fails: the old index serves, or the new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import pytest

from corpus.problems import Problem
from corpus.wording import sentence
from index.generation import BUILDING
from tests.conftest import Scale
from tests.index import struck
from tests.index.struck import Outcome, Standing
from tests.proof.calls import FAULTS, GROWING, HALF_WRITTEN, KILLED, POSSIBLE, SYNCS, At, Call, Strike
from tests.proof.figures import Recorder
from tests.proof.memory import folder

pytestmark = pytest.mark.skipif(not POSSIBLE, reason="follows system calls on Linux on x86-64 only")

REFUSALS = {"storage_unavailable", "cache_unavailable"}


@dataclass(frozen=True, slots=True)
class Scene:
    """The prepared folder, what serves there before and after a rebuild, and the calls of that."""

    base: Path
    old: Standing
    new: Standing
    calls: tuple[Call, ...]
    elsewhere: ProcessPoolExecutor

    def outcomes(self, strikes: list[At]) -> Iterator[tuple[Call, Outcome]]:
        """Of one struck rebuild after another, with the call that was to be struck."""
        for at, outcome in zip(
            strikes, self.elsewhere.map(struck.struck, [self.base] * len(strikes), strikes), strict=True
        ):
            yield self.calls[at.number - 1], outcome

    def served(self, standing: Standing) -> str:
        """The old generation or the new, sound and with its own answers."""
        assert not standing.problem
        which = "old" if standing.generation == self.old.generation else "new"
        assert standing.answers == (self.old if which == "old" else self.new).answers
        return which

    def recovers(self, outcome: Outcome) -> None:
        """Nothing unreadable stands there, and one more rebuild puts everything right."""
        assert not outcome.damaged
        assert self.served(outcome.next) == "new"
        assert not outcome.left_then
        assert not outcome.traces


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as elsewhere, folder() as base:
        old, new, calls = elsewhere.submit(struck.prepared, base).result()
        yield Scene(base, old, new, calls, elsewhere)


def chosen(calls: tuple[Call, ...], step: int) -> list[Call]:
    """Every `step`-th call, and all from a generation's getting its name to the removal of another."""
    renames = [call.number for call in calls if call.name == "rename"]
    return [call for call in calls if call.number % step == 0 or renames[0] <= call.number <= renames[-1]]


@pytest.mark.row("killed-at-calls")
def test_killed_at_any_call(scene: Scene, scale: Scale, figure: Recorder) -> None:
    calls = chosen(scene.calls, scale(40, 1))
    halves = [call for call in calls if call.size > 1]
    strikes = [At(call.number, KILLED) for call in calls] + [At(call.number, HALF_WRITTEN) for call in halves]
    served = Counter[str]()
    for call, outcome in scene.outcomes(strikes):
        assert outcome.said is None, (call, outcome.said)
        assert [each.name for each in outcome.struck] == [call.name]
        served[scene.served(outcome.standing)] += 1
        scene.recovers(outcome)
    assert served["old"]
    assert served["new"]
    figure(
        f"{served.total()} of {served.total()} kills left a sound index: at {len(calls)} of the {len(scene.calls)} "
        f"calls that change the disk, and at {len(halves)} writes half done; the old generation served {served['old']} "
        f"times, the new {served['new']}; the next rebuild swept and published each time, and left no vector in the "
        "cache of a record that had gone"
    )


def test_all_of_a_generation_is_synced_before_it_is_named(scene: Scene) -> None:
    """What a kill cannot show: after a power cut only what was synced is sure to be there, in this order."""
    calls = scene.calls
    moved = next(call for call in calls if call.name == "rename" and call.path.endswith(scene.new.generation))
    named = next(call for call in calls if call.name == "rename" and call.path.endswith("/CURRENT"))
    parent = str(Path(named.path).parent)
    building = f"{parent}/{BUILDING}{scene.new.generation}"
    written = {call.path: call.number for call in calls if call.path.startswith(f"{building}/")}
    pointers = {call.path for call in calls if call.name == "write" and call.path.startswith(f"{parent}/.CURRENT-")}
    synced = {call.path: call.number for call in calls if call.name == "fsync"}
    assert {path for path, last in written.items() if synced.get(path) != last} == set()
    assert max(number for path, number in synced.items() if path.startswith(building)) < moved.number < named.number
    first, *between, last = [call.path for call in calls[moved.number :] if call.name == "fsync"]
    assert (first, set(between), last) == (parent, pointers, parent)


@pytest.mark.row("write-fails")
@pytest.mark.parametrize("fault", FAULTS)
def test_the_disk_fails_at_any_call(scene: Scene, scale: Scale, figure: Recorder, fault: str) -> None:
    error, lasting = FAULTS[fault]
    able = [call for call in scene.calls if not lasting or call.name in GROWING | SYNCS | {"rename"}]
    calls = [call for call in chosen(scene.calls, scale(40, 1)) if call in able]
    came_to = Counter[str]()
    syncs = 0
    for call, outcome in scene.outcomes([At(call.number, Strike(error), after=lasting) for call in calls]):
        said = outcome.said or ""
        assert said in REFUSALS | {"published"}, (call, said)
        assert scene.served(outcome.standing) == ("new" if said == "published" else "old"), call
        came_to[said] += 1
        if call.name in SYNCS and not call.path.startswith(struck.CACHE):
            # What SQLite syncs in the cache it writes anew before it does so again, and each row has its checksum.
            syncs += 1
            assert said == "storage_unavailable"
            assert not synced_again(outcome)
        scene.recovers(outcome)
    assert came_to["storage_unavailable"]
    refused = came_to.total() - came_to["published"]
    figure(
        f"{fault} at {came_to.total()} of {len(able)} calls of a rebuild: refused {refused} times, the old index "
        f"serving; {came_to['published']} times it met nothing that the new one needs; {syncs} failed syncs, none "
        "tried again"
    )


def synced_again(outcome: Outcome) -> bool:
    """Whether the file or folder whose sync failed was synced once more."""
    failed = outcome.struck[0]
    return any(each.name in SYNCS and each.path == failed.path for each in outcome.calls[failed.number :])


def test_a_refusal_is_worded() -> None:
    for code in REFUSALS:
        assert sentence(Problem.of(code, "path", "index", cause="no space", detail="full"), "en").reason
