"""BM25: by hand, against bm25s itself, and after saving."""

from __future__ import annotations

import math
import random

import bm25s
import numpy as np
import pytest

from corpus.problems import Unavailable
from index.bm25 import Parameters, Statistics, idf, rescaling, union
from index.lexical import FILES, STARTS, TERMS, LexicalIndex

TEXTS = [["radar", "antenna", "radar"], ["sonar"], [], ["antenna", "lens", "lens", "lens"]]


def many(count: int, seed: int = 5) -> list[list[str]]:
    chance = random.Random(seed)
    return [[f"t{int(chance.paretovariate(0.7)) % 300}" for _ in range(chance.randint(1, 40))] for _ in range(count)]


def test_by_hand() -> None:
    """idf = ln(1 + (4 - 1 + 0.5) / (1 + 0.5)); tf = 2 / (1.2 (0.25 + 0.75 * 3 / 2) + 2)."""
    index = LexicalIndex.build(TEXTS, Parameters(k1=1.2, b=0.75))
    expected = math.log(1 + 3.5 / 1.5) * 2 / (1.2 * (0.25 + 0.75 * 3 / 2) + 2)
    assert index.scores(["radar"]) == pytest.approx([expected, 0, 0, 0], rel=1e-6)
    # (k3 + 1) * 2 / (k3 + 2) with k3 = 1
    assert index.scores(["radar", "radar"])[0] == pytest.approx(4 / 3 * expected, rel=1e-6)


@pytest.mark.parametrize("parameters", [Parameters(), Parameters(1.5, 0.3), Parameters(2.0, 1.0)])
def test_as_bm25s(parameters: Parameters) -> None:
    texts = many(200)
    reference = bm25s.BM25(k1=parameters.k1, b=parameters.b, method="lucene")
    reference.index(texts, show_progress=False)
    index = LexicalIndex.build(texts, parameters)
    for query in many(20, seed=8):
        distinct = sorted(set(query))
        known = [token for token in distinct if index.frequency(token)]
        np.testing.assert_allclose(index.scores(distinct), reference.get_scores(known), rtol=1e-5, atol=1e-6)


def test_statistics() -> None:
    statistics = LexicalIndex.build(TEXTS).statistics
    assert (statistics.count, statistics.mean_length) == (4, 2.0)
    assert [statistics.frequency(term) for term in ("radar", "antenna", "unknown")] == [1, 2, 0]


def test_collections_add_up_to_one() -> None:
    halves = [LexicalIndex.build(TEXTS[:1]).statistics, LexicalIndex.build(TEXTS[1:]).statistics]
    whole, together = LexicalIndex.build(TEXTS).statistics, union(halves)
    assert (together.count, together.mean_length) == (whole.count, whole.mean_length)
    for term in ("radar", "antenna", "lens", "unknown"):
        assert together.frequency(term) == whole.frequency(term)
    assert (union([]).count, union([]).mean_length, union([]).frequency("radar")) == (0, 0.0, 0)


def test_rescaling_by_hand() -> None:
    """A term in 1 of 4 texts here, in 3 of 10 together: ln(1 + 7.5 / 3.5) / ln(1 + 3.5 / 1.5)."""
    own, wanted = Statistics(4, 2.0, {"radar": 1}.__getitem__), Statistics(10, 2.0, {"radar": 3}.__getitem__)
    factors = rescaling(own, wanted, ["radar", "radar"])
    assert factors == {"radar": pytest.approx(math.log(1 + 7.5 / 3.5) / math.log(1 + 3.5 / 1.5))}
    assert factors["radar"] == pytest.approx(idf(3, 10) / idf(1, 4))


def test_weights_multiply_a_terms_share() -> None:
    index = LexicalIndex.build(TEXTS)
    plain = index.scores(["antenna"])
    weighted = index.scores(["antenna", "radar"], weights={"antenna": 2.0})
    assert weighted == pytest.approx(2 * plain + index.scores(["radar"]), rel=1e-6)
    assert index.scores(["antenna"], weights={}).tolist() == plain.tolist()


@pytest.mark.parametrize("texts", [[], [[]], [[], []], TEXTS])
def test_round_trip_of_any_size(texts: list[list[str]]) -> None:
    index = LexicalIndex.build(texts, Parameters(1.4, 0.6))
    files = index.files()
    assert set(files) == set(FILES)
    loaded = LexicalIndex.load(files.__getitem__)
    assert loaded.terms == index.terms
    assert loaded.parameters == index.parameters
    assert loaded.scores(["radar", "lens"]).tolist() == index.scores(["radar", "lens"]).tolist()
    assert LexicalIndex.build(texts, Parameters(1.4, 0.6)).files() == files


@pytest.mark.parametrize("name", FILES)
def test_what_is_cut_short_is_refused(name: str) -> None:
    files = LexicalIndex.build(TEXTS).files()
    files[name] = files[name][:-3]
    with pytest.raises(Unavailable):
        LexicalIndex.load(files.__getitem__)


def test_arrays_that_do_not_fit_are_refused() -> None:
    files, others = LexicalIndex.build(TEXTS).files(), LexicalIndex.build([["a"]]).files()
    for name in (STARTS, TERMS):
        with pytest.raises(Unavailable):
            LexicalIndex.load({**files, name: others[name]}.__getitem__)
