"""Each step at each size: real commands and real code over fictional records, one process a step."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from bench.cost import records
from bench.cost.points import Point
from corpus.passages import Document, Passage, PassageKind
from index.cache import VectorCache
from index.encoder import Encoder
from index.encoding import vectors_for

DOCUMENTS_AT_ONCE = 256
"""Records whose texts are handed over at once."""


def measured(folder: Path, passages: int, steps: Sequence[str]) -> Iterator[tuple[Point, float]]:
    """Import, build and search at one size, each told as it ends, with the MiB that its process took before it.

    Each takes what the ones before it left in `folder_of` this size, which the caller removes. MiB are 0 where they do
    not count.
    """
    data_dir = folder_of(folder, passages)
    if "import" in steps:
        shutil.rmtree(data_dir, ignore_errors=True)
        data_dir.mkdir(parents=True)
        file = records.write(data_dir, passages)
        yield Point("import", passages, _told("import", data_dir)), 0.0
        file.unlink()
    if "build" in steps:
        found = _told("build", data_dir)
        if found.pop("passages") != passages:
            raise RuntimeError(f"the build did not come to {passages} passages")
        yield Point("build", passages, found), 0.0
    if "search" in steps:
        found = _told("search", data_dir)
        process = found.pop("process")
        yield Point("search", passages, found), process


def folder_of(folder: Path, passages: int) -> Path:
    """The data folder of one size."""
    return folder / f"size-{passages}"


def encoded(folder: Path, encoder: Encoder, sizes: Sequence[int]) -> list[Point]:
    """By the encoder, into a new vector cache of each size, other texts each time."""
    drawn = records.texts()
    encoder.encode_document(list(islice(drawn, 8)))
    points = []
    for size in sizes:
        documents = [_document(number, text) for number, text in enumerate(islice(drawn, size))]
        path = folder / f"encoding-{size}"
        shutil.rmtree(path, ignore_errors=True)
        cache = VectorCache(path / "vectors.db")
        cache.count(encoder.info)
        empty = _bytes_in(path)
        started = time.perf_counter()
        for first in range(0, size, DOCUMENTS_AT_ONCE):
            vectors_for(documents[first : first + DOCUMENTS_AT_ONCE], encoder, cache)
        seconds = time.perf_counter() - started
        taken = float(_bytes_in(path) - empty)
        points.append(Point("encoding", size, {"seconds": seconds, "cache": taken}))
        shutil.rmtree(path)
    return points


def tokens_a_passage(sample: int = 500) -> float:
    """Of the bundled model, in the mean."""
    from tokenizers import Tokenizer  # noqa: PLC0415 - only where the model is

    from index.modelfiles import bundled_directory  # noqa: PLC0415 - as above

    tokenizer = Tokenizer.from_file(str(bundled_directory() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return float(np.mean([len(tokenizer.encode(text).ids) for text in islice(records.texts(), sample)]))


def _bytes_in(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())


def _document(number: int, text: str) -> Document:
    return Document("companies", f"COST-{number}", "", (Passage(PassageKind.SUMMARY, "", text),))


def _told(step: str, data_dir: Path) -> dict[str, float]:
    """The figures of a step (`bench.cost.child`). Raises CalledProcessError where it failed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MATCHER_")}
    command = [sys.executable, "-m", "bench.cost.child", step, str(data_dir)]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures
