"""Trains the adapter that ships with the bundled model.

    python -m bench.adapter DATA --out index/data/bundled-adapter.safetensors [--steps 700] [--seed 0] [--device cuda]

DATA is the folder of public data. What ships was trained on a GPU, in a minute; two cores would take about a day (by
arithmetic, not tried). A GPU adds up in no fixed order, so a second training is as good, but not the same to the last
digit. After it: `matcher rebuild`, the calibration, and `make bench-quality`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sentence_transformers import SentenceTransformer

from bench.adapter.batches import Batches
from bench.adapter.texts import read_texts
from bench.adapter.training import RANK, Trainer, encoder_of
from index.modelfiles import bundled_directory

STRENGTH = 0.75
"""Of the learnt change, what ships: the last quarter gained nothing here and lost elsewhere (docs/quality.md)."""
EVERY_STEPS = 20


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.adapter", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, metavar="DATA", help="folder of the public data")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where the adapter is written")
    parser.add_argument("--steps", type=int, default=700)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="cpu", help="`cpu` or `cuda`")
    return parser.parse_args()


def report(step: int, steps: int, loss: float) -> None:
    if step % EVERY_STEPS == 0 or step == steps:
        print(f"step {step} of {steps}: loss {loss:.3f}", file=sys.stderr, flush=True)


def main() -> None:
    given = arguments()
    model, plain = (SentenceTransformer(str(bundled_directory()), device=given.device) for _ in range(2))
    batches = Batches(read_texts(given.data, given.seed), encoder_of(plain), given.seed)
    adapting = Trainer(model, plain).train(batches, given.steps, given.seed, report)
    told = {"rank": str(RANK), "steps": str(given.steps), "seed": str(given.seed), "strength": str(STRENGTH)}
    adapting.save(given.out, STRENGTH, told)


if __name__ == "__main__":
    main()
