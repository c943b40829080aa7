"""Quality on the sample corpus with the bundled model: no worse than was fixed, and as good in Korean as in English."""

from __future__ import annotations

import fcntl
import json

import pytest

from bench.marked import replaced
from bench.quality.sample import (
    BEGIN,
    END,
    FIGURES,
    Figures,
    Parity,
    Sample,
    bundled,
    figures_of,
    mirrors,
    rendered,
    worse,
)
from index.cache import VectorCache
from matcher.golden import read_golden
from matcher.weights import Weights

FIXED = json.loads(FIGURES.read_text(encoding="utf-8"))
PARITY_MARGIN = 0.05


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """Processes of one run encode the passages once: the second waits, and finds them cached."""
    shared = tmp_path_factory.getbasetemp().parent
    with (shared / "sample-vectors.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return Sample.read(bundled(), VectorCache(shared / "sample-vectors.db"))


@pytest.mark.model
def test_no_group_of_questions_is_worse_than_fixed(sample: Sample) -> None:
    """`python -m bench.quality.sample --renew` fixes the figures anew, where a change of them is meant."""
    assert worse(figures_of(sample), FIXED["ndcg10"], FIXED["margin"]) == []


@pytest.mark.model
def test_korean_and_english_questions_of_the_same_meaning_agree(sample: Sample) -> None:
    for judged in (True, False):
        parity = figures_of(sample, judged=judged).parity
        assert parity.pairs >= 30
        assert abs(parity.difference) <= PARITY_MARGIN, f"among {'the judged' if judged else 'all'}: {parity}"


@pytest.mark.model
def test_a_ranking_without_the_words_of_records_is_noticed(sample: Sample) -> None:
    lost = worse(figures_of(sample, Weights("one view", {"best": 1.0})), FIXED["ndcg10"], FIXED["margin"])
    assert any(line.startswith("all: ") for line in lost)


def figures(**ndcg10: float) -> Figures:
    return Figures(ndcg10, dict.fromkeys(ndcg10, 3), Parity(3, 0.5, 0.75))


def test_a_loss_counts_from_beyond_the_margin() -> None:
    fixed = {"all": 0.80, "ko": 0.70}
    assert worse(figures(all=0.79, ko=0.69), fixed, 0.02) == []
    assert worse(figures(all=0.79, ko=0.67), fixed, 0.02) == ["ko: 0.6700, was 0.7000"]
    assert worse(figures(all=0.79), fixed, 0.02) == ["ko: 0.0000, was 0.7000"]
    assert worse(figures(all=float("nan"), ko=0.9), fixed, 0.02) == ["all: nan, was 0.8000"]
    assert worse(figures(all=0.9, ko=0.9, en=0.9), fixed, 0.02) == ["en: never measured"]


def test_the_fixed_figures_cover_every_language_and_direction() -> None:
    assert FIXED["margin"] == 0.02
    assert {
        "all",
        "ko",
        "en",
        "patent to companies",
        "need to companies",
        "company to patents",
        "text to companies",
    } <= (FIXED["ndcg10"].keys())


def test_mirrored_questions_are_judged_alike() -> None:
    by_id = {query.id: query for query in read_golden(FIGURES.parents[2] / "corpus" / "sample")}
    pairs = mirrors()
    assert len(pairs) >= 30
    for ko, en in pairs:
        assert (by_id[ko].language, by_id[en].language) == ("ko", "en")
        assert (by_id[ko].to, by_id[ko].grades) == (by_id[en].to, by_id[en].grades)


def test_the_page_tells_both_sides_of_the_mirrored_questions() -> None:
    text = rendered(figures(all=0.5), figures(all=0.25))
    assert "| all | 3 | 0.500 | 0.250 |" in text
    assert "| difference | | −0.250 | −0.250 |" in text
    page = (FIGURES.parents[2] / "docs" / "quality.md").read_text(encoding="utf-8")
    assert "tables" in replaced(page, "tables", BEGIN, END)
