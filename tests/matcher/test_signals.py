"""What an answer tells about its quality, by hand arithmetic."""

from __future__ import annotations

import numpy as np
import pytest

from index.bm25 import Statistics, emphasis, idf, reach
from matcher.signals import FIRST, OF_ANSWERS, OF_CANDIDATES, Signals

FREQUENCIES = {"radar": 3, "antenna": 1}
COLLECTION = Statistics(10, 5.0, lambda term: FREQUENCIES.get(str(term), 0))


def row(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def test_a_reach_counts_what_occurs_nowhere_as_the_rarest_of_all() -> None:
    found = reach(COLLECTION, ["radar", "radar", "antenna", "xyzzy"])
    radar, antenna, nowhere = idf(3, 10) * emphasis(2), idf(1, 10), idf(0, 10)
    assert (found.terms, found.known) == (3, 2)
    assert found.most == pytest.approx(radar + antenna + nowhere)
    assert found.known_most == pytest.approx(radar + antenna)


def test_a_question_without_words_reaches_nothing() -> None:
    assert reach(COLLECTION, []).most == 0
    signals = Signals(row(0), {"best": row(0.2), "document_bm25": row(0)}, reach(COLLECTION, []))
    assert (signals.answer["best_coverage"], signals.answer["known"], signals.answer["known_terms"]) == (0, 0, 0)


def test_figures_of_an_answer() -> None:
    found = reach(COLLECTION, ["radar", "xyzzy"])
    views = {"best": row(0.1, 0.5, 0.3), "document_bm25": row(0.2, 0.8, 0)}
    answer = Signals(row(-1, 2, 0.5), views, found).answer
    assert tuple(answer) == OF_ANSWERS
    assert answer["best_cosine"] == pytest.approx(0.5)
    assert answer["head_cosine"] == pytest.approx(0.3), "of fewer than ten the mean of all"
    assert answer["cosine_spread"] == pytest.approx(0.2)
    assert answer["best_coverage"] == pytest.approx(0.8 / found.most)
    assert answer["known"] == pytest.approx(idf(3, 10) / (idf(3, 10) + idf(0, 10)))
    assert answer["known_terms"] == 0.5
    assert answer["terms"] == pytest.approx(np.log(3))


def test_figures_of_candidates_stand_in_their_order() -> None:
    found = reach(COLLECTION, ["radar"])
    views = {"best": row(0.1, 0.5, 0.3), "document_bm25": row(0.2, 0.8, 0)}
    signals = Signals(row(-1, 2, 0.5), views, found)
    figures = dict(zip(OF_CANDIDATES, signals.candidates(np.array([1, 2])).T.tolist(), strict=True))
    assert figures["deviation"] == pytest.approx([np.log(3), np.log(1.5)])
    assert figures["place"] == pytest.approx([0, np.log(2)])
    assert figures["lead"] == pytest.approx([1.5, 0])
    assert figures["next"] == pytest.approx([1.5, 0])
    assert figures["behind"] == pytest.approx([0, -1.5])
    assert figures["cosine"] == pytest.approx([0.5, 0.3])
    assert figures["cosine_lead"] == pytest.approx([0.2, 0], abs=1e-6)
    assert figures["coverage"] == pytest.approx([0.8 / found.most, 0])
    assert figures["known"] == [1, 1]
    assert figures["candidates"] == pytest.approx([np.log(3), np.log(3)])
    assert figures["best_deviation"] == pytest.approx([np.log(3), np.log(3)])


def test_the_head_is_of_the_nearest_whatever_their_rank() -> None:
    cosines = np.linspace(0, 1, 3 * FIRST, dtype=np.float32)
    signals = Signals(-cosines, {"best": cosines, "document_bm25": cosines}, reach(COLLECTION, ["radar"]))
    assert signals.answer["head_cosine"] == pytest.approx(float(cosines[-FIRST:].mean()))
