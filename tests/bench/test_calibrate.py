"""The fit of scores and credibility as one command makes it, on a set where the right answer is evident."""

from __future__ import annotations

import json

import pytest

from bench.quality.calibrate import POOLED, asked_by_full, calibration_rows, fitted_models, learn, rendered
from bench.quality.credibility import ANSWERABLE, UNANSWERABLE, Observed, made_up, observe
from index.cache import VectorCache
from matcher.calibration import Calibration
from matcher.judged import read_judged_set
from matcher.learning import FOLDS, Learnt, Sets, held_out
from matcher.logistic import Logistic
from matcher.models import Models, models_of
from matcher.weights import WEIGHTS
from tests.fakes import HashEncoder

ENCODER = HashEncoder(32)
WEIGHED = [WEIGHTS["full"], WEIGHTS["lexical"]]
FIELDS = ("radar", "yeast", "magnet", "laser", "sonar", "alloy", "lens", "rotor")


def quiet(_step: str, _done: int, _of: int) -> None:
    """Progress that nobody watches."""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Observed]:
    folder = tmp_path_factory.mktemp("calibrate") / "tiny"
    folder.mkdir()
    firms = [
        f"{one} {other} {number}" for number, (one, other) in enumerate(zip(FIELDS * 5, FIELDS[3:] * 8, strict=True))
    ]
    rows = [
        {"_id": f"f{n}", "title": f"f{n}", "industry": "x", "text": f"{each} maker"} for n, each in enumerate(firms)
    ]
    (folder / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    asked = [{"_id": f"q{n}", "text": f"parts of {each}"} for n, each in enumerate(firms)]
    (folder / "queries.jsonl").write_text("".join(json.dumps(row) + "\n" for row in asked))
    (folder / "qrels.tsv").write_text("".join(f"q{n}\tf{n}\t1\n" for n in range(len(firms))))
    cache = VectorCache(folder / "vectors.db")
    return [observe(read_judged_set(folder), WEIGHED, ENCODER, cache, quiet)]


def test_made_up_questions_are_many_of_many_kinds_and_none_is_on_both_sides() -> None:
    bad, good = made_up(UNANSWERABLE), made_up(ANSWERABLE)
    assert len(bad) >= 300
    assert len({each.group for each in bad}) >= 20
    assert {each.query.language for each in bad} == {each.query.language for each in good} == {"ko", "en"}
    assert not {each.query.text for each in bad} & {each.query.text for each in good}
    assert all(each.answerable for each in good)
    assert not any(each.answerable for each in bad)


def test_a_question_is_told_by_what_was_learnt_without_its_group(found: list[Observed]) -> None:
    sets = asked_by_full(found)
    left_out: list[set[str]] = []

    def watched(rest: Sets) -> Learnt:
        left_out.append({each.question.group for asked in rest.values() for each in asked})
        return Learnt(Calibration(Logistic((), (), float(len(left_out) - 1))))

    told = held_out(sets, watched)
    assert len(left_out) == FOLDS
    for name, asked in sets.items():
        for by, each in zip(told[name], asked, strict=True):
            assert each.question.group not in left_out[int(by.calibration.relevance.intercept)]


def test_the_tables_and_the_models_of_one_run(found: list[Observed]) -> None:
    sets = asked_by_full(found)
    rows = {row.name: row for row in calibration_rows(sets, held_out(sets, learn))}
    assert set(rows) == {"tiny", POOLED}
    assert rows["tiny"].questions == 40
    assert rows["tiny"].by_size < 0.1
    assert "| tiny | 40 |" in rendered(found)
    models = fitted_models(found, ENCODER.info.space)
    assert [(each.weights, each.space) for each in models] == [
        (WEIGHTS["full"].name, ENCODER.info.space),
        ("lexical-2", ENCODER.info.space),
        ("", ""),
    ]
    read = models_of(json.dumps({"models": [each.as_json() for each in models]}).encode())
    assert all(isinstance(each, Models) for each in read)
    assert [each.weights for each in read] == [each.weights for each in models]
