"""Search among a million vectors: lists against exact scans, with and without filters, and what memory they take.

The vectors are those of real passages out of a vector cache, as many as there are, and more made of them by moving each
at random to a cosine of some 0.86; the questions are other real passages, which are none of them. Passages of which the
encoder reads nothing have no direction, and take no part.
"""

from __future__ import annotations

import sqlite3
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bench.memory import resident
from bench.speed.rows import Row
from index.dense.flat import FlatIndex
from index.dense.inverted import InvertedIndex, Lists, listed
from index.dense.protocol import Dense, Mask
from index.dense.stored import Stored, StoredFile
from index.encoder import Vectors

PART = "search"
COUNT, ASKED, NEAREST = 1_000_000, 200, 10
MOVED = 0.6
SHARES = (0.5, 0.1, 0.01, 0.001)
VECTORS = "million.npy"
LEAST = 0.99
"""Recall under which no time counts."""


def made(cache: Path, folder: Path, count: int = COUNT) -> tuple[Path, Vectors]:
    """The file of the vectors, written once into a folder of its own for these passages, and the questions."""
    chance = np.random.default_rng(0)
    with sqlite3.connect(f"file:{cache}?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT value FROM vector ORDER BY rowid LIMIT 120000").fetchall()
    read = np.stack([np.frombuffer(vector, dtype="<f4") for (vector,) in rows])
    real = read[read.any(axis=1)]
    folder /= f"{PART}-{zlib.crc32(real.tobytes()):08x}"
    chance.shuffle(real)
    asked, real = real[:ASKED], real[ASKED:]
    path = folder / VECTORS
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        vectors = np.lib.format.open_memmap(path, "w+", np.float32, (count, real.shape[1]))
        for first in range(0, count, 50_000):
            size = min(50_000, count - first)
            block = real[chance.integers(len(real), size=size)]
            block = block + np.float32(MOVED / np.sqrt(real.shape[1])) * chance.standard_normal(
                block.shape, dtype=np.float32
            )
            vectors[first : first + size] = block / np.linalg.norm(block, axis=1, keepdims=True)
        vectors.flush()
    return path, asked


def measure(cache: Path, folder: Path, threads: int = 2) -> list[Row]:
    path, asked = made(cache, folder)
    vectors = StoredFile(path.open("rb"), path.name)
    lists = _lists(vectors, path.parent, threads)
    before = resident()
    index = InvertedIndex(vectors, lists, threads)
    for query in asked:
        index.search(query[None], NEAREST)
    grown = resident() - before
    flat = FlatIndex(np.load(path, mmap_mode="r"), threads)
    rows = [_plain(index, flat, asked), _memory(grown, flat), _graph(index, flat, asked, path.parent)]
    chance = np.random.default_rng(1)
    return [*rows, *(row for share in SHARES for row in _filtered(index, flat, asked, chance.random(COUNT) < share))]


def _lists(vectors: Stored, folder: Path, threads: int) -> Lists:
    path = folder / "lists.npz"
    if not path.is_file():
        found = listed(vectors, threads)
        np.savez(path, centroids=found.centroids, assigned=found.assigned, probes=found.probes)
    with np.load(path) as known:
        return Lists(known["centroids"], known["assigned"], int(known["probes"]))


def _plain(index: Dense, flat: Dense, asked: Vectors) -> Row:
    ours, theirs = in_turn(index, flat, asked, None)
    found = recall(index, flat, asked, None)
    return Row(
        PART,
        f"search among {COUNT:,} passages, recall@10 {found:.4f}",
        f"{ours:.2f} ms",
        f"{theirs:.1f} ms, FAISS IndexFlatIP",
        theirs / ours,
        20,
        50,
        at_least=True,
        sound=found >= LEAST,
    )


def _memory(grown: float, flat: Dense) -> Row:
    whole = len(flat) * flat.dimension * 4 / 2**20
    return Row(
        PART,
        "memory of that index in the process, after 200 searches",
        f"{grown:.0f} MiB",
        f"{whole:.0f} MiB of float32",
        grown / whole,
        0.5,
        0.3,
        at_least=False,
    )


def _graph(index: Dense, flat: Dense, asked: Vectors, folder: Path) -> Row:
    """Beside a graph (HNSW: Malkov, Y. A. and Yashunin, D. A., 2020, IEEE TPAMI 42(4)) of the same vectors, by usearch
    as it comes but for how far it looks, which is as far as our recall takes."""
    from usearch.index import Index  # noqa: PLC0415 - an extra

    path = folder / "graph.usearch"
    if not path.is_file():
        graph = Index(ndim=flat.dimension, metric="ip", dtype="f16")
        for first, block in flat.blocks():
            graph.add(np.arange(first, first + len(block)), block)
        graph.save(str(path))
    wanted, found = recall(index, flat, asked, None), 0.0
    exact = [set(flat.search(query[None], NEAREST).rows[0].tolist()) for query in asked]
    for width in (64, 128, 256, 512, 1_024):
        graph = Index(ndim=flat.dimension, metric="ip", dtype="f16", expansion_search=width)
        graph.load(str(path))
        hits = [exact[row] & set(graph.search(query, NEAREST).keys.tolist()) for row, query in enumerate(asked)]
        found = sum(map(len, hits)) / (len(asked) * NEAREST)
        if found >= wanted:
            break
    theirs = median(lambda query: graph.search(query, NEAREST), asked)
    ours = median(lambda query: index.search(query[None], NEAREST), asked)
    return Row(
        PART,
        f"the same beside a graph, which takes {graph.memory_usage / 2**20:.0f} MiB",
        f"{ours:.2f} ms",
        f"{theirs:.2f} ms, usearch HNSW in float16, recall@10 {found:.4f}",
        theirs / ours,
    )


def median(search: Callable[[Vectors], object], asked: Vectors) -> float:
    """Milliseconds of one question."""
    taken = []
    for query in asked:
        started = time.perf_counter()
        search(query)
        taken.append((time.perf_counter() - started) * 1_000)
    return float(np.median(taken))


def _filtered(index: Dense, flat: Dense, asked: Vectors, allowed: Mask) -> list[Row]:
    ours, theirs = in_turn(index, flat, asked, allowed)
    kept, found = allowed.mean(), recall(index, flat, asked, allowed)
    return [
        Row(
            PART,
            f"the same, of which a filter keeps {100 * kept:.1f} %, recall@10 {found:.4f}",
            f"{ours:.2f} ms",
            f"{theirs:.2f} ms, exact scan of what it keeps",
            ours / theirs,
            1,
            0.5,
            at_least=False,
            sound=found >= LEAST,
        )
    ]


def recall(index: Dense, exact: Dense, asked: Vectors, allowed: Mask | None) -> float:
    hits = 0
    for query in asked:
        ours, theirs = (each.search(query[None], NEAREST, allowed).rows[0] for each in (index, exact))
        hits += len(set(ours.tolist()) & set(theirs.tolist()))
    return hits / (len(asked) * NEAREST)


def in_turn(index: Dense, exact: Dense, asked: Vectors, allowed: Mask | None) -> tuple[float, float]:
    """Milliseconds for one question, medians."""
    taken: tuple[list[float], list[float]] = ([], [])
    for query in asked[:60]:
        for own, each in zip(taken, (index, exact), strict=True):
            started = time.perf_counter()
            each.search(query[None], NEAREST, allowed)
            own.append((time.perf_counter() - started) * 1_000)
    return float(np.median(taken[0])), float(np.median(taken[1]))
