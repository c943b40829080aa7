"""Quality of this project and its peers on judged sets, in one run.

    python -m bench.quality --data-dir var/bench FOLDER [FOLDER ...] [--write docs/quality.md] [--json FILE]

Each folder is a judged set in the form of BEIR. The data folder keeps the vectors, so that only a first run encodes
records. `make bench-quality` measures the sets of the project and writes the page. For a quick trial, `--only SET`
takes the set of that name and `--limit-queries N` a sample of N queries of each; what is written then is of the trial
alone. txtai takes part where the extra `bench` is installed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from api.environment import load
from api.service import Service
from api.settings import Settings
from bench.marked import rewrite
from bench.quality.document import BEGIN, END, Machine, rendered
from bench.quality.measuring import Measured, measure, sampled
from bench.quality.ours import Encoders
from bench.quality.texts import Encode
from index.encoder import Vectors
from index.modelfiles import local_directory
from matcher.judged import read_judged_set

EVERY_SECONDS = 5.0


class Reporting:
    """Progress on stderr: each step as it begins and ends, and now and then between."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._step = ""
        self._said = 0.0

    def __call__(self, step: str, done: int, of: int) -> None:
        now = time.monotonic()
        if step != self._step or done == of or now - self._said >= EVERY_SECONDS:
            self._step, self._said = step, now
            print(f"{self._name}: {step} {done:,}/{of:,}", file=sys.stderr, flush=True)


def encode_by_library(settings: Settings, precision: str) -> Encode:
    """Queries as sentence-transformers itself encodes them: cut at what the model reads at once."""
    import torch  # noqa: PLC0415 - seconds: not for `--help`
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - as above

    name = str(local_directory(settings.model) or settings.model)
    dtype = torch.bfloat16 if precision == "bfloat16" else torch.float32
    model = SentenceTransformer(name, device="cpu", model_kwargs={"dtype": dtype})

    def encode(texts: Sequence[str]) -> Vectors:
        found = model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False, convert_to_tensor=True)
        return np.asarray(found.float().cpu().numpy(), dtype=np.float32)

    return encode


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.quality", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER", help="judged sets")
    parser.add_argument("--data-dir", type=Path, required=True, help="where vectors are kept")
    parser.add_argument("--only", action="append", metavar="SET", help="measure the set of this name; may be repeated")
    parser.add_argument("--limit-queries", type=int, metavar="N", help="a sample of each set's queries")
    parser.add_argument("--json", type=Path, metavar="FILE", help="every figure, query by query")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="replace the measured part of this page")
    given = parser.parse_args()
    given.folders = [folder for folder in given.folders if not given.only or folder.resolve().name in given.only]
    if not given.folders:
        parser.error("none of the folders has a name given by --only")
    if given.limit_queries is not None and given.limit_queries < 1:
        parser.error("--limit-queries takes a number from 1 up")
    if given.write is not None and not given.write.is_file():
        parser.error(f"--write: there is no page {given.write}")
    return given


def command_of(only: Sequence[str], limit: int | None) -> str:
    """What to type for these tables, without paths: those differ by machine."""
    options = [f"--only {name}" for name in only] + ([f"--limit-queries {limit}"] if limit else [])
    return "make bench-quality" + (f' OPTIONS="{" ".join(options)}"' if options else "")


def run(given: argparse.Namespace) -> tuple[list[Measured], Machine]:
    settings = load(data_dir=given.data_dir)
    service = Service(settings)
    encoders = Encoders(
        serving=service.encoder,
        unglossed=Service(load(data_dir=given.data_dir, glossary="off")).encoder,
        unadapted=Service(load(data_dir=given.data_dir, adapter="off")).encoder,
        bare=Service(load(data_dir=given.data_dir, glossary="off", adapter="off")).encoder,
    )
    info = service.encoder.info
    encode = encode_by_library(settings, info.precision)
    found = [
        measure(
            sampled(read_judged_set(folder), given.limit_queries),
            encoders=encoders,
            encode=encode,
            cache=service.judged_cache,
            report=Reporting(folder.resolve().name),
        )
        for folder in given.folders
    ]
    return found, Machine(os.cpu_count() or 1, info.model, info.precision, info.glossary)


def main() -> None:
    given = arguments()
    found, machine = run(given)
    tables = rendered(found, machine, command_of(given.only or (), given.limit_queries))
    if given.json:
        figures = {"machine": str(machine), "sets": [measured.as_json() for measured in found]}
        given.json.write_text(json.dumps(figures, ensure_ascii=False) + "\n", encoding="utf-8")
    if given.write:
        rewrite(given.write, tables, BEGIN, END)
    print(tables)


if __name__ == "__main__":
    main()
