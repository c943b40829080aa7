"""Every implementation of dense search against plain arithmetic: exact, filtered, of full length, to the bit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from corpus.problems import Unavailable
from index.dense.choosing import engines_for
from index.dense.digests import BLOCK
from index.dense.engine import Engines, Place, Source
from index.dense.milvus.address import Address, IndexKind
from index.dense.protocol import Dense, Mask, Nearest, Rows
from index.encoder import Vectors
from tests.conformance.conftest import NUMBERS, Keeping
from tests.conformance.milvus import MilvusServer, client

DIMENSION, RECORDS = 16, 900
SHARES = (0.0, 0.001, 0.01, 0.1, 0.5, 0.9, 0.999, 1.0)


def unit(count: int, seed: int = 1) -> Vectors:
    rows = np.random.default_rng(seed).standard_normal((count, DIMENSION)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


STARTS: Rows = np.cumsum([0, *(1 + number % 4 for number in range(RECORDS))], dtype=np.int64)
VECTORS, QUERIES = unit(int(STARTS[-1])), unit(3, seed=2)


def written(engines: Engines, folder: Path, vectors: Vectors, starts: Rows) -> Source:
    """What was written through the engine, as it is opened."""
    place = Place("open", f"g{next(NUMBERS)}", "patents", folder)
    folder.mkdir(exist_ok=True)
    writer = engines.chosen.writer(place, DIMENSION)
    for record, (start, stop) in enumerate(pairwise(starts)):
        writer.add(vectors[start:stop], record)
    writer.close()
    collection = engines.chosen.collections(place.tier, place.generation).get(place.kind, "")
    return Source(
        *(lambda name: (folder / name).read_bytes(), lambda name: (folder / name).open("rb")),
        *(collection, starts, DIMENSION),
    )


def built(keeping: Keeping, vectors: Vectors = VECTORS, starts: Rows = STARTS) -> Dense:
    engines = keeping.engines()
    return engines.chosen.open(written(engines, keeping.folder / "patents", vectors, starts))


def assert_exact(found: Nearest, k: int, allowed: Mask | None = None) -> None:
    scores = QUERIES @ VECTORS.T
    if allowed is not None:
        scores[:, ~allowed] = -np.inf
    k = min(k, len(VECTORS) if allowed is None else int(allowed.sum()))
    order = np.argsort(-scores, axis=1)[:, :k]
    assert found.rows.tolist() == order.tolist()
    assert found.scores == pytest.approx(np.take_along_axis(scores, order, axis=1), abs=1e-6)


def masks(share: float) -> list[Mask]:
    """Of so many records, then of so many rows, which cut through records."""
    drawn = np.random.default_rng(5)
    of_records = np.repeat(drawn.permutation(RECORDS) < round(share * RECORDS), np.diff(STARTS))
    return [of_records, drawn.permutation(len(VECTORS)) < round(share * len(VECTORS))]


def bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the server's answers and the questions to it were far smaller: so that many are needed."""
    collection = "index.dense.milvus.collection"
    for name, value in ((f"{collection}.WINDOW", 60), (f"{collection}.FEW", 5), (f"{collection}.HITS", 100)):
        monkeypatch.setattr(name, value)
    monkeypatch.setattr("index.dense.milvus.filters.LISTED", 37)


@pytest.mark.parametrize("narrow", [False, True])
def test_the_same_nearest_under_every_filter(keeping: Keeping, narrow: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if narrow and keeping.name == "milvus":
        bounded(monkeypatch)
    dense = built(keeping)
    assert (len(dense), dense.dimension) == (len(VECTORS), DIMENSION)
    for k in (1, 10, 59, 400, len(VECTORS) + 5):
        assert_exact(dense.search(QUERIES, k), k)
    for share in SHARES:
        for allowed in masks(share):
            for k in (10, 100):
                assert_exact(dense.search(QUERIES, k, allowed), k, allowed)
    assert dense.search(QUERIES[:0], 5).rows.shape == (0, 0)


def test_rows_are_the_same_bits_in_the_order_asked_for(keeping: Keeping) -> None:
    dense = built(keeping)
    numbers = np.random.default_rng(3).integers(0, len(VECTORS), 1_500)
    assert (dense.rows(numbers) == VECTORS[numbers]).all()
    assert dense.rows(numbers[:0]).shape == (0, DIMENSION)
    blocks = list(dense.blocks())
    assert [first for first, _ in blocks] == np.cumsum([0, *(len(block) for _, block in blocks)])[:-1].tolist()
    assert (np.concatenate([block for _, block in blocks]) == VECTORS).all()


def test_a_large_index_streams_in_blocks(keeping: Keeping) -> None:
    vectors = unit(5_000, seed=7)
    dense = built(keeping, vectors, np.arange(5_001))
    assert (np.concatenate([block for _, block in dense.blocks()]) == vectors).all()
    assert (dense.rows(np.arange(4_900, 100, -1)) == vectors[4_900:100:-1]).all()


def test_nothing_is_an_index_too(keeping: Keeping) -> None:
    dense = built(keeping, VECTORS[:0], np.zeros(1, dtype=np.int64))
    assert len(dense) == 0
    assert dense.search(QUERIES, 5).rows.shape == (3, 0)
    assert sum(len(block) for _, block in dense.blocks()) == 0


def test_filters_of_other_threads_do_not_leak(keeping: Keeping) -> None:
    dense = built(keeping)

    def only(number: int) -> bool:
        allowed = np.arange(len(VECTORS)) % 8 == number
        return bool((dense.search(QUERIES, 20, allowed).rows % 8 == number).all())

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(only, [number % 8 for number in range(32)]))


@pytest.mark.parametrize("index", ["IVF_FLAT", "HNSW"])
def test_an_approximate_index_finds_most_never_fewer_and_with_exact_scores(
    milvus_server: MilvusServer, tmp_path: Path, index: IndexKind
) -> None:
    engines = engines_for("milvus", Address(milvus_server.uri, prefix=f"test{next(NUMBERS)}", index=index, seconds=60))
    dense = engines.chosen.open(written(engines, tmp_path / "patents", VECTORS, STARTS))
    for allowed in [None, *(mask for share in (0.01, 0.1, 0.9) for mask in masks(share))]:
        found = dense.search(QUERIES, 10, allowed)
        scores = QUERIES @ VECTORS.T if allowed is None else np.where(allowed, QUERIES @ VECTORS.T, -np.inf)
        exact = np.argsort(-scores, axis=1)[:, :10]
        assert found.rows.shape == (3, 10)
        assert (found.rows >= 0).all()
        assert found.scores == pytest.approx(np.take_along_axis(scores, found.rows, axis=1), abs=1e-6)
        assert np.mean([len(set(a) & set(b)) / 10 for a, b in zip(found.rows, exact, strict=True)]) >= 0.6


def test_vectors_that_changed_in_the_server_are_noticed(in_milvus: Keeping, milvus_server: MilvusServer) -> None:
    engine = in_milvus.engines().chosen
    source = written(in_milvus.engines(), in_milvus.folder / "patents", VECTORS, STARTS)

    def refusal() -> str:
        with pytest.raises(Unavailable) as refused:
            engine.open(source)
        assert refused.value.problem.code == "index_damaged"
        return str(refused.value.problem.facts["detail"])

    with client(milvus_server.uri) as asking:
        asking.upsert(source.collection, [{"row": 1_500, "record": 600, "vector": VECTORS[0]}])
        assert refusal() == "vectors differ from those that were written"
        asking.delete(source.collection, ids=[1_500])
        assert refusal() == "counts or dimension differ"
        asking.drop_collection(source.collection)
    assert refusal() == "the collection is not there"
    assert not engine.holds({"patents": source.collection})


def test_a_sample_is_read_back_on_opening_and_all_on_verifying(in_milvus: Keeping, milvus_server: MilvusServer) -> None:
    vectors = unit(20_000, seed=9)
    engine = in_milvus.engines().chosen
    source = written(in_milvus.engines(), in_milvus.folder / "patents", vectors, np.arange(20_001))
    engine.open(replace(source, thorough=True))
    with client(milvus_server.uri) as asking:
        for row in range(BLOCK, 19 * BLOCK, BLOCK):
            asking.upsert(source.collection, [{"row": row, "record": row, "vector": vectors[0]}])
    with pytest.raises(Unavailable):
        engine.open(source)
    with pytest.raises(Unavailable):
        engine.open(replace(source, thorough=True))
