"""Measures what a passage costs at several sizes, fits curves, and writes them into docs/performance.md.

    python -m bench.cost [STEP...] [--folder var/bench-cost] [--sizes 10000 30000 ...] [--write docs/performance.md]

Steps are `import`, `encoding`, `build` and `search`, all of them without any; `build` needs what `import` left at the
same size, and `search` what `build` did. What was measured is kept in the folder, so that sizes and steps may be
measured in runs of their own (with `--keep` where steps are); `--only-write` measures nothing.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bench.cost import curves
from bench.cost.curves import Drawn
from bench.cost.document import BEGIN, END, rendered
from bench.cost.fits import pieces
from bench.cost.measuring import encoded, folder_of, measured, tokens_a_passage
from bench.cost.points import STEPS, Results, keep, known, series
from bench.marked import rewrite
from index.adapter import SHIPPED, Adapter
from index.dense.files import LISTED
from index.encoder import Encoder
from index.inference.choice import ModelChoice
from index.transformer import TransformerEncoder

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
ENCODED = (500, 1_000, 2_000, 4_000)
MakeEncoder = Callable[[Path], Encoder]


def model(folder: Path) -> Encoder:
    """The bundled one as it serves, converted into the folder once."""
    return TransformerEncoder(ModelChoice(adapter=Adapter(SHIPPED), converted=folder / "models"))


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.cost", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, default=Path("var/bench-cost"), help="where all is written and kept")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="passages")
    parser.add_argument("--encoded", type=int, nargs="+", default=ENCODED, metavar="N", help="passages to be encoded")
    parser.add_argument("--keep", action="store_true", help="leave the data folders of the sizes where they are")
    parser.add_argument("--only-write", action="store_true", help="measure nothing")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="replace the measured part of this page")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="where pictures go; else `images` by the page")
    parser.add_argument("steps", nargs="*", metavar="STEP", help=", ".join(STEPS))
    found = parser.parse_args(given)
    if unknown := set(found.steps) - set(STEPS):
        parser.error(f"no step: {', '.join(sorted(unknown))}")
    found.steps = found.steps or STEPS
    return found


def main(given: Sequence[str] | None = None, make: MakeEncoder = model) -> None:
    asked = arguments(given)
    folder: Path = asked.folder.absolute()
    if not asked.only_write:
        measure(folder, asked, make)
    if asked.write is not None:
        pictures = asked.pictures or asked.write.parent / "images"
        write(known(folder), asked.write, pictures)


def measure(folder: Path, asked: argparse.Namespace, make: MakeEncoder) -> None:
    """Every step at every size; what is measured is kept at once."""
    folder.mkdir(parents=True, exist_ok=True)
    keep(folder, [], {"cores": os.cpu_count() or 1})
    if "encoding" in asked.steps:
        encoder = make(folder)
        points = encoded(folder, encoder, sorted(asked.encoded))
        keep(folder, points, {"precision": encoder.info.precision, "tokens": tokens_a_passage()})
        _say(f"encoding: {', '.join(f'{point.passages:,}' for point in points)} passages")
    for size in sorted(asked.sizes):
        started = time.monotonic()
        for point, process in measured(folder, size, asked.steps):
            keep(folder, [point], {"process": process} if process else {})
            told = ", ".join(f"{name} {value:,.4g}" for name, value in point.figures.items())
            _say(f"{point.step} of {size:,} passages: {told} ({time.monotonic() - started:.0f} s)")
        if not asked.keep:
            shutil.rmtree(folder_of(folder, size), ignore_errors=True)


def write(results: Results, page: Path, pictures: Path) -> None:
    """The page's measured part, and a picture of each step that was measured."""
    drawn = fitted(results)
    for step, each in drawn.items():
        curves.write(pictures, step, each)
    by_measure = {(each.measure.step, each.measure.name): fits for step in drawn.values() for each, fits in step}
    named = Path(os.path.relpath(pictures, page.parent)).as_posix()
    rewrite(page, rendered(results, by_measure, drawn, named), BEGIN, END)


def fitted(results: Results) -> Mapping[str, Sequence[Drawn]]:
    """By step: each measure with its fits."""
    found: dict[str, list[Drawn]] = {}
    for each in series(results.points):
        fits = pieces(each.sizes, each.values, LISTED if each.measure.switches else None)
        found.setdefault(each.measure.step, []).append((each, fits))
    return found


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
