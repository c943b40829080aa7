"""What is learnt from judgements: it finds what made the data, keeps the order, and reads what it wrote."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from corpus.problems import Unavailable
from index.bm25 import Reach
from index.encoder import EncoderInfo
from matcher.calibration import Calibration
from matcher.credibility import Credibility
from matcher.logistic import Logistic, fitted, probabilities
from matcher.metrics import calibration_error, calibration_error_by_width
from matcher.models import ANY, Models, models_of, shipped, shipped_for
from matcher.signals import OF_ANSWERS, OF_CANDIDATES, Signals
from matcher.weights import WEIGHTS, Weights

REACH = Reach(4, 3, 10.0, 8.0)
ENCODER = EncoderInfo("some", "1", 3, "float32")


def row(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def signals_of(*fused: float) -> Signals:
    return Signals(row(*fused), {"best": row(*fused) / 10, "document_bm25": row(*fused)}, REACH)


def logistic(names: tuple[str, ...], intercept: float = 0.0, **coefficients: float) -> Logistic:
    return Logistic(names, tuple(coefficients.get(name, 0.0) for name in names), intercept)


def models(*, threshold: float = 0.5, space: str = ENCODER.space) -> Models:
    """A candidate is as probable as it is near, a question as answerable as it lies along the first axis."""
    return Models(
        "made",
        space,
        Calibration(logistic(OF_CANDIDATES, cosine=10.0)),
        Credibility(logistic(OF_ANSWERS, -2.0, best_cosine=1.0), row(5, 0, 0), threshold),
    )


# Fitting ------------------------------------------------------------------------------------------------------------


def test_a_fit_finds_the_coefficients_that_made_the_data() -> None:
    chance = np.random.default_rng(3)
    figures = chance.normal(size=(20_000, 2)) * [1, 10] + [0, 5]
    truths = (chance.random(20_000) < probabilities(figures @ [1.5, -0.2] + 0.4)).astype(np.float64)
    found = fitted(("one", "two"), figures, truths, np.ones(20_000), penalty=1e-6)
    assert found.coefficients == pytest.approx((1.5, -0.2), rel=0.05)
    assert found.intercept == pytest.approx(0.4, abs=0.1)


def test_weights_count_as_repeated_rows() -> None:
    chance = np.random.default_rng(4)
    figures, truths = chance.normal(size=(60, 1)), (np.arange(60) % 3 == 0).astype(np.float64)
    weights = chance.integers(1, 4, size=60)
    weighted = fitted(("one",), figures, truths, weights.astype(np.float64), penalty=1e-3)
    repeated = fitted(
        ("one",), np.repeat(figures, weights, axis=0), np.repeat(truths, weights), np.ones(weights.sum()), penalty=1e-3
    )
    assert weighted.coefficients == pytest.approx(repeated.coefficients, abs=1e-4)


def test_what_never_varies_or_is_left_out_counts_nothing() -> None:
    chance = np.random.default_rng(5)
    telling = chance.normal(size=100)
    figures = np.stack([telling, telling, np.full(100, 7.0)], axis=1)
    truths = (telling > 0).astype(np.float64)
    found = fitted(("one", "two", "same"), figures, truths, np.ones(100), penalty=1e-3, left_out=("two",))
    assert found.coefficients[0] > 1
    assert found.coefficients[1:] == (0, 0)


def test_nothing_can_be_learnt_where_all_truths_are_alike() -> None:
    with pytest.raises(ValueError, match="alike"):
        fitted(("one",), np.ones((3, 1)), np.ones(3), np.ones(3), penalty=1)


# Scores -------------------------------------------------------------------------------------------------------------


def test_scores_never_rise_along_the_order() -> None:
    """The second is nearer than the first, but stands behind it: it gets no higher score."""
    signals = Signals(row(3, 2, 1), {"best": row(0.2, 0.9, 0.1), "document_bm25": row(1, 1, 1)}, REACH)
    scores = Calibration(logistic(OF_CANDIDATES, cosine=10.0)).scores(signals, np.arange(3))
    assert scores.tolist() == pytest.approx([1 / (1 + np.exp(-2)), 1 / (1 + np.exp(-2)), 1 / (1 + np.exp(-1))])


def test_a_score_is_that_of_the_candidate_times_that_of_the_question() -> None:
    told = models().told(signals_of(2, 1), np.arange(2), row(0.6, 0.8, 0)[np.newaxis])
    answerable = 1 / (1 + np.exp(-(-2 + 0.2 + 5 * 0.6)))
    assert told.scores.tolist() == pytest.approx([answerable / (1 + np.exp(-2)), answerable / (1 + np.exp(-1))])
    assert told.credible


def test_a_question_from_elsewhere_has_no_credible_match() -> None:
    told = models().told(signals_of(2, 1), np.arange(2), row(-1, 0, 0)[np.newaxis])
    assert not told.credible
    assert told.scores.max() < 0.01
    several = models().told(signals_of(2, 1), np.arange(2), np.stack([row(-1, 0, 0), row(1, 0, 0)]))
    assert several.credible, "of several vectors the most promising one speaks"


def test_without_credibility_whatever_is_found_counts() -> None:
    plain = replace(models(), credibility=None).told(signals_of(2, 1), np.arange(2), row(-1, 0, 0)[np.newaxis])
    assert plain.credible
    assert plain.scores[0] == pytest.approx(1 / (1 + np.exp(-2)))


# Which models hold --------------------------------------------------------------------------------------------------


def test_shipped_models_are_of_the_usual_mode_and_one_of_any_encoder() -> None:
    spaces = {each.weights: each.space for each in shipped()}
    assert {WEIGHTS["full"].name, ""} <= spaces.keys() <= {*(weights.name for weights in WEIGHTS.values()), ""}
    assert spaces[""] == ANY
    assert all(each.credibility is None for each in shipped() if not each.fitted)


def test_for_another_encoder_nothing_is_told_that_was_fitted_to_a_model() -> None:
    found = shipped_for(WEIGHTS["full"].name, ENCODER)
    assert not found.fitted
    assert found.credibility is None
    by_name = dict(zip(found.calibration.relevance.names, found.calibration.relevance.coefficients, strict=True))
    assert {by_name[name] for name in ("cosine", "cosine_lead", "head_cosine")} == {0}


def test_learnt_models_hold_in_their_own_space_only() -> None:
    weights = Weights("made", {"best": 1.0}, models())
    assert weights.models_for(ENCODER) is weights.models
    assert not weights.models_for(EncoderInfo("other", "1", 3, "float32")).fitted


# On disk ------------------------------------------------------------------------------------------------------------


def test_models_are_read_as_they_were_written() -> None:
    written = json.dumps({"models": [models().as_json()]}).encode()
    (found,) = models_of(written)
    signals, vectors = signals_of(3, 2, 1), row(0.6, 0.8, 0)[np.newaxis]
    before, after = models().told(signals, np.arange(3), vectors), found.told(signals, np.arange(3), vectors)
    assert after.scores.tolist() == pytest.approx(before.scores.tolist(), abs=1e-6)
    assert (found.weights, found.space, found.credibility and found.credibility.threshold) == (
        "made",
        ENCODER.space,
        0.5,
    )


EMPTY = {"weights": "", "space": "", "calibration": {"intercept": 0, "coefficients": {}}, "credibility": None}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b'{"models": [{}]}',
        json.dumps({"models": [{**EMPTY, "calibration": {"intercept": 0, "coefficients": {"height": 1}}}]}).encode(),
        json.dumps({"models": [{**EMPTY, "calibration": {"intercept": float("nan"), "coefficients": {}}}]}).encode(),
    ],
)
def test_a_damaged_file_is_refused(content: bytes) -> None:
    with pytest.raises(Unavailable) as refused:
        models_of(content, "learnt.json")
    assert (refused.value.problem.code, refused.value.problem.field) == ("models_damaged", "learnt.json")


# How far probabilities are off ----------------------------------------------------------------------------------------


def test_calibration_errors_by_hand() -> None:
    told, true = np.array([0.1, 0.1, 0.8, 0.9]), np.array([0.0, 1.0, 1.0, 1.0])
    # Two bins of two: 0.1 beside 0.5, and 0.85 beside 1.
    assert calibration_error(told, true, 2) == pytest.approx((0.4 + 0.15) / 2)
    # By width ten bins, of which three are met: 0.1 (two of them), 0.8, 0.9.
    assert calibration_error_by_width(told, true, 10) == pytest.approx((2 * 0.4 + 0.2 + 0.1) / 4)
    assert calibration_error_by_width(np.array([1.0]), np.array([1.0]), 10) == 0


def test_true_probabilities_have_next_to_no_error_and_boasts_do() -> None:
    chance = np.random.default_rng(6)
    told = chance.random(20_000)
    true = (chance.random(20_000) < told).astype(np.float64)
    assert calibration_error(told, true, 15) < 0.02
    assert calibration_error(np.sqrt(told), true, 15) > 0.1
