"""A database that cannot write: the import or registration is refused, nothing is half there, and again it works."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.conftest import Scale
from tests.proof import failing
from tests.proof.calls import FAULTS, GROWING, POSSIBLE, SYNCS, At, Call, Strike, Striking
from tests.proof.failing import BATCH, BEFORE, DONE, ROWS, Outcome
from tests.proof.figures import Recorder
from tests.proof.memory import folder

pytestmark = [
    pytest.mark.sqlite,
    pytest.mark.skipif(not POSSIBLE, reason="follows system calls on Linux on x86-64 only"),
]
UNAVAILABLE = "database_unavailable"
Struck = Callable[[Path, Striking], Outcome]


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as made:
        yield made


@pytest.fixture(scope="module")
def base(elsewhere: ProcessPoolExecutor) -> Iterator[Path]:
    with folder() as place:
        elsewhere.submit(failing.prepared, place).result()
        yield place


def outcomes(elsewhere: ProcessPoolExecutor, base: Path, struck: Struck, strikes: list[At]) -> Iterator[Outcome]:
    return elsewhere.map(struck, [base] * len(strikes), strikes)


def able(calls: tuple[Call, ...], lasting: bool) -> list[Call]:
    """Those that may find the disk full, or all."""
    return [call for call in calls if not lasting or call.name in GROWING | SYNCS]


def nothing(_call: Call) -> None:
    """Strikes nowhere."""


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.row("write-fails")
def test_an_import(elsewhere: ProcessPoolExecutor, base: Path, scale: Scale, figure: Recorder, fault: str) -> None:
    error, lasting = FAULTS[fault]
    calls = able(elsewhere.submit(failing.struck_import, base, nothing).result().calls, lasting)
    came_to = Counter[str]()
    chosen = calls[:: scale(25, 1)]
    strikes = [At(call.number, Strike(error), after=lasting) for call in chosen]
    for call, outcome in zip(chosen, outcomes(elsewhere, base, failing.struck_import, strikes), strict=True):
        assert outcome.said in {DONE, UNAVAILABLE}, (call, outcome.said)
        assert outcome.found % BATCH == 0, call
        assert outcome.found == ROWS - BEFORE or outcome.said == UNAVAILABLE
        assert outcome.sound, call
        assert outcome.done_then, call
        came_to[outcome.said] += 1
    figure(
        f"{fault} at {came_to.total()} of {len(calls)} calls of an import: refused "
        f"{came_to[UNAVAILABLE]} times, whole batches and no others kept, done in full when repeated"
    )


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.row("write-fails")
def test_a_registration(elsewhere: ProcessPoolExecutor, base: Path, scale: Scale, figure: Recorder, fault: str) -> None:
    error, lasting = FAULTS[fault]
    whole = elsewhere.submit(failing.struck_registration, base, nothing).result()
    assert whole.found > 1
    calls = able(whole.calls, lasting)
    came_to = Counter[str]()
    chosen = calls[:: scale(25, 1)]
    strikes = [At(call.number, Strike(error), after=lasting) for call in chosen]
    for call, outcome in zip(chosen, outcomes(elsewhere, base, failing.struck_registration, strikes), strict=True):
        assert outcome.said in {DONE, UNAVAILABLE}, (call, outcome.said)
        assert outcome.found in {0, whole.found}, call
        assert outcome.found or outcome.said == UNAVAILABLE
        assert outcome.sound, call
        assert outcome.done_then, call
        came_to[outcome.said] += 1
    figure(
        f"{fault} at {came_to.total()} of {len(calls)} calls of a registration: refused "
        f"{came_to[UNAVAILABLE]} times, the company with its account or neither, done when repeated"
    )
