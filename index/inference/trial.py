"""How a model runs best on this machine: found out once, kept beside the converted model."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from index.adapter import Adapter
from index.encoder import Vectors
from index.inference import conversion
from index.inference.calibration import calibrated
from index.inference.choice import ModelChoice
from index.inference.compiled import CompiledEngine
from index.inference.conversion import INTEGERS, SAMPLES, Converted
from index.inference.engine import Engine
from index.inference.pytorch import TorchEngine
from index.modelfiles import cpu_has_bfloat16

log = logging.getLogger(__name__)

PASSAGE = (
    "The seeker head combines an uncooled infrared array with a millimetre-wave radar. Frames of both sensors are "
    "registered on a common grid, and a convolutional network detects small targets against cluttered ground. "
    "Its weights are stored in a tamper-resistant memory, decrypted only in the processor, and erased when the case "
    "is opened. A thermal model corrects the drift of the array, so that no shutter is needed during flight. "
)
"""A passage as patents have them, of a hundred tokens."""
PASSAGES, A_BATCH, ROUNDS = 8, 2, 3
WORTH = 1.1
"""How much faster a rougher precision must be to be taken."""
FAITHFUL = 0.99
"""Cosine to float32 that a rougher precision must keep on every sample."""


def set_up(choice: ModelChoice, folder: Path, revision: str, threads: int) -> Converted:
    """Converts the model, tries the precisions, keeps both; some fifteen seconds. `revision` tells model and adapter.

    Raises Unavailable `model_unavailable`.
    """
    exact = TorchEngine(replace(choice, precision="float32", device="cpu"))
    try:
        building = conversion.convert(exact.model, conversion.begun(folder), exact.longest)
        if building.works:
            building = _tried(building, vectors_of(exact, SAMPLES), threads)
        return conversion.finish(building, folder, revision)
    except OSError as error:
        log.warning("the converted model cannot be kept, PyTorch runs it: %s", error)
        return Converted(folder, reason=str(error))


def set_up_apart(choice: ModelChoice, folder: Path, revision: str, threads: int) -> Converted:
    """As `set_up`, in a process of its own: PyTorch, once loaded, stays in memory to the end of a process.

    Without files where that fails, for whatever reason: PyTorch will tell it.
    """
    adapter = str(choice.adapter.path) if choice.adapter else ""
    command = [sys.executable, "-m", __name__, str(folder), revision, str(threads), choice.model, adapter]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # nosec B603  # noqa: S603 - own code
    found = conversion.kept(folder, revision)
    if found is None:
        log.warning("the model could not be converted, PyTorch runs it: %s", told.stderr[-500:])
        return Converted(folder, reason="failed")
    if found.speeds:
        rounded = {name: round(each) for name, each in found.speeds.items()}
        log.info("the model runs in %s: passages a second %s", found.precision, rounded)
    return found


def vectors_of(engine: Engine, texts: Sequence[str]) -> Vectors:
    """Of short texts, float32[n, dimension]."""
    found: dict[int, Vectors] = {}
    engine.encode([[tokens] for tokens in engine.tokenized(texts, "")], found.__setitem__)
    return np.concatenate([found[number] for number in range(len(texts))])


def _tried(building: Converted, expected: Vectors, threads: int) -> Converted:
    speeds: dict[str, float] = {}
    exact = CompiledEngine(building, "float32", threads)
    if not conversion.same(vectors_of(exact, SAMPLES), expected):
        return Converted(building.directory, reason="OpenVINO gives other vectors than PyTorch")
    building = calibrated(building, exact)
    offered = {"float32": True, "bfloat16": cpu_has_bfloat16(), "int8": INTEGERS in building.files}
    for precision in (name for name, is_offered in offered.items() if is_offered):
        engine = exact if precision == exact.precision else CompiledEngine(building, precision, threads)
        found = vectors_of(engine, SAMPLES)
        if bool(((found * expected).sum(axis=1) > FAITHFUL).all()):
            speeds[precision] = _speed(engine)
    return replace(building, precision=best(speeds), speeds=speeds)


def best(speeds: dict[str, float]) -> str:
    """The fastest, where it is `WORTH` more than each that is more exact. `speeds` go from the most exact on."""
    chosen = next(iter(speeds))
    for precision, speed in speeds.items():
        if speed > WORTH * speeds[chosen]:
            chosen = precision
    return chosen


def _speed(engine: Engine) -> float:
    """Passages a second, the best of some rounds: a machine that is busy for a moment should not decide."""
    texts = [f"{number}. {PASSAGE}{PASSAGE}" for number in range(PASSAGES)]
    tokens = engine.tokenized(texts, "")
    batches = [tokens[start : start + A_BATCH] for start in range(0, len(tokens), A_BATCH)]
    shortest = float("inf")
    for _ in range(ROUNDS):
        started = time.perf_counter()
        engine.encode(batches, lambda _, __: None)
        shortest = min(shortest, time.perf_counter() - started)
    return PASSAGES / shortest


def main(arguments: Sequence[str]) -> None:
    """What `set_up_apart` calls: folder, revision, threads, model, the file of its adapter or nothing."""
    folder, revision, threads, model, adapter = arguments
    choice = ModelChoice(model=model, threads=int(threads), adapter=Adapter(Path(adapter)) if adapter else None)
    set_up(choice, Path(folder), revision, int(threads))


if __name__ == "__main__":
    main(sys.argv[1:])
