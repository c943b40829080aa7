"""Weights are learnt where one view tells more, kept where nothing is to be gained, and published under a name."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from corpus.problems import Unavailable
from index.searcher import Searcher
from matcher.calibration import Calibration
from matcher.fusion import fuse, z_scores
from matcher.learning import Question
from matcher.learnt import CURRENT, LearntWeights
from matcher.logistic import Logistic
from matcher.models import Models
from matcher.signals import OF_CANDIDATES
from matcher.tuning import FEWEST, Case, fused, searched, tuned
from matcher.weights import Weights
from tests.fakes import HashEncoder

ENCODER = HashEncoder(8)
NOWHERE = Searcher.of(ENCODER.info)
"""Cases are made up: nothing is asked of it again but for the calibration, which it has nothing for."""
EVEN = Weights("even", {"best": 1.0, "document_bm25": 1.0})
VECTOR = ENCODER.encode_query(["a question"])


def case(number: int, *, telling: str | None) -> Case:
    """Twenty candidates, of which one is relevant; the telling view puts it well above, the others by chance."""
    chance = np.random.default_rng(number)
    views = {name: chance.normal(size=20).astype(np.float32) for name in EVEN.views}
    if telling is not None:
        views[telling][7] += 1.5
        views[next(name for name in EVEN.views if name != telling)][7] -= 1.5
    question = Question("companies", VECTOR, (), f"record {number}", {"C07": 1})
    ids = tuple(f"C{place:02d}" for place in range(20))
    return Case("made", question, ids, {name: z_scores(scores) for name, scores in views.items()}, NOWHERE)


def test_fusing_z_scores_is_fusing() -> None:
    chance = np.random.default_rng(1)
    views = {"best": chance.normal(size=9).astype(np.float32), "document_bm25": np.zeros(9, dtype=np.float32)}
    weights = {"best": 2.0, "document_bm25": 1.0}
    normal = {name: z_scores(scores) for name, scores in views.items()}
    assert fused(normal, weights) == pytest.approx(fuse(views, weights), abs=1e-6)


def test_the_search_turns_to_the_view_that_tells() -> None:
    found = searched([case(number, telling="best") for number in range(40)], EVEN.views)
    assert found.get("best", 0) > 1.5
    assert found.get("document_bm25", 0) < 0.5
    assert sum(found.values()) == pytest.approx(2, abs=1e-3)


def test_nothing_is_learnt_from_a_few_questions() -> None:
    assert tuned([case(number, telling="best") for number in range(FEWEST - 1)], EVEN, ENCODER.info) is None


def test_the_old_weights_stay_where_nothing_is_to_be_gained() -> None:
    found = tuned([case(number, telling=None) for number in range(200)], EVEN, ENCODER.info)
    assert found is not None
    assert found.weights is None
    assert found.difference.low <= 0
    assert found == tuned([case(number, telling=None) for number in range(200)], EVEN, ENCODER.info)


def test_an_unjudged_candidate_may_count_as_unknown() -> None:
    made = case(1, telling=None)
    only = Question("companies", VECTOR, (), "r", {"C07": 1, "C08": 0}, judged_only=True)
    above = {"best": made.views["best"].copy(), "document_bm25": made.views["document_bm25"]}
    above["best"][7], above["best"][8], above["best"][3] = 4, 3, 5
    assert Case("own", only, made.ids, above, NOWHERE).gain({"best": 1.0}) == 1
    assert Case("own", made.question, made.ids, above, NOWHERE).gain({"best": 1.0}) == pytest.approx(1 / np.log2(3))


def learnt(intercept: float = -1.0) -> Weights:
    relevance = Logistic(OF_CANDIDATES, tuple(0.0 for _ in OF_CANDIDATES), intercept)
    return Weights("", {"best": 1.5}, Models("", ENCODER.info.space, Calibration(relevance)))


def test_what_is_published_is_in_use_and_earlier_ones_are_still_known(tmp_path: Path) -> None:
    folder = LearntWeights(tmp_path / "learnt")
    assert folder.current() is None
    first, second = folder.publish(learnt(-1)), folder.publish(learnt(-2))
    assert first.name != second.name
    assert folder.current() == second
    assert folder.named(first.name) == first
    assert folder.named("full-2") is None
    assert folder.named("../learnt-000000000000") is None
    assert folder.publish(learnt(-1)).name == first.name, "the same weights have the same name"


@pytest.mark.parametrize(
    ("views", "names"),
    [({"height": 1}, "height"), ({"best": -1}, "best"), ({"best": 0}, "best"), (None, "views")],
)
def test_a_damaged_file_is_refused(tmp_path: Path, views: dict[str, float] | None, names: str) -> None:
    folder = LearntWeights(tmp_path)
    name = folder.publish(learnt()).name
    other = "learnt-0123456789ab"
    told = json.loads((tmp_path / f"{name}.json").read_text())
    (tmp_path / f"{other}.json").write_text(json.dumps({**told, "views": views}))
    (tmp_path / CURRENT).write_text(other)
    with pytest.raises(Unavailable) as refused:
        folder.current()
    assert (refused.value.problem.code, refused.value.problem.field) == ("models_damaged", f"{other}.json")
