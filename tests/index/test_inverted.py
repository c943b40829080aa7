"""Inverted lists against the exact search: recall, filters, the same vectors, and files that do not fit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.problems import Unavailable
from index.arrays import array_bytes
from index.cache import VectorCache
from index.dense import inverted
from index.dense.engine import Engines
from index.dense.files import ASSIGNED, CENTROIDS, LISTS, PROBES, VECTORS, FileEngine, FileWriter
from index.dense.flat import FlatIndex
from index.dense.inverted import InvertedIndex, Lists, listed, lists_for
from index.dense.protocol import Mask
from index.dense.stored import StoredFile
from index.encoder import Vectors
from index.generation import Generations
from index.rebuild import rebuild
from index.searcher import Searcher
from tests.fakes import HashEncoder
from tests.index.library import Library

ROWS, DIMENSION, TOPICS = 6_000, 48, 60


def unit(vectors: Vectors) -> Vectors:
    found: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return found


def scattered(chance: np.random.Generator, count: int) -> Vectors:
    """Vectors about some topics, as texts have them."""
    topics = unit(np.random.default_rng(7).standard_normal((TOPICS, DIMENSION)))
    return unit(topics[chance.integers(TOPICS, size=count)] + 0.9 * chance.standard_normal((count, DIMENSION)) / 7)


@pytest.fixture(scope="module")
def vectors() -> Vectors:
    return scattered(np.random.default_rng(1), ROWS)


@pytest.fixture(scope="module")
def questions() -> Vectors:
    return scattered(np.random.default_rng(2), 60)


@pytest.fixture(scope="module")
def lists(vectors: Vectors) -> Lists:
    return listed(FlatIndex(vectors), 1)


@pytest.fixture(scope="module")
def index(vectors: Vectors, lists: Lists) -> InvertedIndex:
    return InvertedIndex(FlatIndex(vectors), lists)


def recall(index: InvertedIndex, exact: FlatIndex, questions: Vectors, allowed: Mask | None = None) -> float:
    ours, theirs = index.search(questions, 10, allowed), exact.search(questions, 10, allowed)
    assert ours.rows.shape == theirs.rows.shape
    assert (ours.rows >= 0).all()
    hits = [len(set(one) & set(two)) for one, two in zip(ours.rows.tolist(), theirs.rows.tolist(), strict=True)]
    return sum(hits) / theirs.rows.size


def test_lists_suit_the_rows() -> None:
    assert [lists_for(count) for count in (0, 1, 9, 6_000, 250_000, 1_000_000)] == [1, 1, 9, 256, 2_048, 4_096]


def test_it_finds_nearly_all_and_scores_them_exactly(
    index: InvertedIndex, vectors: Vectors, lists: Lists, questions: Vectors
) -> None:
    assert 1 <= lists.probes < len(lists.centroids)
    assert recall(index, FlatIndex(vectors), questions) >= 0.99
    found = index.search(questions, 25)
    cosines = np.einsum("md,mkd->mk", questions, vectors[found.rows])
    np.testing.assert_allclose(found.scores, cosines, atol=1e-6)
    assert (np.diff(found.scores, axis=1) <= 0).all()
    assert all(len(set(rows)) == 25 for rows in found.rows.tolist())


@pytest.mark.parametrize("share", [0.9, 0.5, 0.22, 0.1, 0.01, 0.002])
def test_filters_keep_recall_and_let_nobody_else_in(
    index: InvertedIndex, vectors: Vectors, questions: Vectors, share: float
) -> None:
    allowed = np.random.default_rng(3).random(ROWS) < share
    assert recall(index, FlatIndex(vectors), questions, allowed) >= 0.99
    assert allowed[index.search(questions, 10, allowed).rows].all()


def test_a_filter_that_keeps_one_far_list_is_answered_in_full(
    index: InvertedIndex, vectors: Vectors, lists: Lists, questions: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inverted, "GATHERED", 0)
    farthest = int((lists.centroids @ questions[0]).argmin())
    allowed = lists.assigned == farthest
    most = int(allowed.sum())
    assert set(index.search(questions[:1], most, allowed).rows[0].tolist()) == set(np.flatnonzero(allowed).tolist())


def test_nothing_to_find(index: InvertedIndex, questions: Vectors) -> None:
    assert index.search(questions, 5, np.zeros(ROWS, dtype=np.bool_)).rows.shape == (60, 0)
    assert index.search(questions[:0], 5).rows.shape == (0, 0)
    assert index.search(questions, 0).rows.shape == (60, 0)


def test_all_can_be_wanted(index: InvertedIndex, questions: Vectors) -> None:
    assert sorted(index.search(questions[:1], ROWS).rows[0].tolist()) == list(range(ROWS))


def test_vectors_come_back_as_they_are(index: InvertedIndex, vectors: Vectors) -> None:
    numbers = np.array([5, 3, 3, ROWS - 1, 0])
    assert (index.rows(numbers) == vectors[numbers]).all()
    assert (np.concatenate([block for _, block in index.blocks()]) == vectors).all()
    assert (len(index), index.dimension, index.whole) == (ROWS, DIMENSION, None)


def test_the_same_vectors_give_the_same_lists(vectors: Vectors, lists: Lists) -> None:
    again = listed(FlatIndex(vectors), 1)
    assert (again.assigned == lists.assigned).all()
    assert (again.centroids == lists.centroids).all()
    assert again.probes == lists.probes


@pytest.mark.parametrize(
    "broken",
    [
        lambda each: Lists(each.centroids, each.assigned[:-1], each.probes),
        lambda each: Lists(each.centroids[:, :-1], each.assigned, each.probes),
        lambda each: Lists(each.centroids, each.assigned + len(each.centroids), each.probes),
        lambda each: Lists(each.centroids, each.assigned - 1, each.probes),
        lambda each: Lists(each.centroids, each.assigned, 0),
        lambda each: Lists(each.centroids, each.assigned, len(each.centroids) + 1),
        lambda each: Lists(each.centroids[:0], each.assigned, 1),
    ],
)
def test_lists_of_other_vectors_are_refused(vectors: Vectors, lists: Lists, broken: object) -> None:
    with pytest.raises(ValueError, match="list"):
        InvertedIndex(FlatIndex(vectors), broken(lists))  # type: ignore[operator]  # of the parameters above


def test_few_vectors_need_no_lists(tmp_path: Path, vectors: Vectors) -> None:
    writer = FileWriter(tmp_path / "vectors.npy", DIMENSION, listed=ROWS + 1)
    writer.add(vectors, 0)
    writer.close()
    assert np.load(tmp_path / CENTROIDS).shape == (0, DIMENSION)
    assert np.load(tmp_path / ASSIGNED).shape == (0,)
    assert np.load(tmp_path / PROBES).tolist() == [0]


def test_a_file_is_read_as_the_array_that_it_holds(tmp_path: Path, vectors: Vectors) -> None:
    path = tmp_path / VECTORS
    path.write_bytes(array_bytes(vectors))
    stored = StoredFile(path.open("rb"), VECTORS)
    assert (len(stored), stored.dimension) == (ROWS, DIMENSION)
    for numbers in ([], [7], [3, 4, 5, 9, 4, 0, ROWS - 1], list(range(ROWS - 1, -1, -1))):
        rows = np.array(numbers, dtype=np.int64)
        assert (stored.rows(rows) == vectors[rows]).all()
    assert (np.concatenate([block for _, block in stored.blocks()]) == vectors).all()
    path.write_bytes(array_bytes(vectors)[:-5])
    with pytest.raises(Unavailable):
        stored.rows(np.array([ROWS - 1]))
    with pytest.raises(Unavailable):
        StoredFile(path.open("rb"), VECTORS)


class Site:
    """One index folder whose generations have lists from few passages on."""

    def __init__(self, root: Path, listed: int) -> None:
        self.encoder = HashEncoder()
        self.library = Library.of({"companies": 300, "patents": 3})
        self.generations = Generations(root, "open", Engines(FileEngine(listed)))
        rebuild(self.library.corpus(), self.encoder, VectorCache(root / "cache.sqlite"), self.generations)

    def searcher(self) -> Searcher:
        name = self.generations.current()
        assert name is not None
        return Searcher.of(self.encoder.info, self.generations.load(name).segments, generation=name)


def test_a_searcher_finds_by_lists_what_it_finds_without(tmp_path: Path) -> None:
    by_lists, exact = Site(tmp_path / "one", 100).searcher(), Site(tmp_path / "two", 10_000).searcher()
    segments = [each.pools["companies"].parts[0][0] for each in (by_lists, exact)]
    assert [type(each.dense).__name__ for each in segments] == ["InvertedIndex", "FlatIndex"]  # type: ignore[attr-defined]
    asked = HashEncoder().encode_query(["cooled sonar array part 1", "printed jet nozzle"])
    keep = frozenset(f"C{number:04d}" for number in range(0, 300, 7))
    for allowed in (None, keep):
        ours, theirs = (each.dense("companies", asked, 10, allowed) for each in (by_lists, exact))
        assert [hit.id for hit in ours] == [hit.id for hit in theirs]
        np.testing.assert_allclose([hit.score for hit in ours], [hit.score for hit in theirs], atol=1e-6)
    assert (by_lists.passage_vectors("companies", "C0007") == exact.passage_vectors("companies", "C0007")).all()
    assert by_lists.dense("patents", asked, 3) == exact.dense("patents", asked, 3)


@pytest.mark.parametrize("name", [VECTORS, *LISTS])
def test_a_flipped_bit_is_found_before_a_search(tmp_path: Path, name: str) -> None:
    site = Site(tmp_path, 100)
    path = site.generations.directory / (site.generations.current() or "") / "companies" / name
    content = bytearray(path.read_bytes())
    content[-3] ^= 4
    path.write_bytes(content)
    with pytest.raises(Unavailable) as refused:
        site.searcher()
    assert refused.value.problem.code == "index_damaged"
