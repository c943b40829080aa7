"""The measuring itself: known intervals, peers where the right order is evident, the page around the tables."""

from __future__ import annotations

import gzip
import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bench.marked import replaced
from bench.quality import ours, peers, txtai_hybrid
from bench.quality.__main__ import command_of
from bench.quality.document import BEGIN, END, Machine, rendered
from bench.quality.measuring import Measured, System, by_query, measure, sampled
from bench.quality.ours import Cost, cost_of, less, without_each_view
from bench.quality.texts import texts_of
from index.cache import VectorCache
from index.encoder import Encoder
from index.glossary import shipped_glossary
from index.glossed import GlossedEncoder
from matcher.bootstrap import interval, paired
from matcher.judged import JudgedSet, read_judged_set
from matcher.modes import MODES
from matcher.query import text_query
from matcher.weights import Weights
from tests.fakes import HashEncoder

ROWS = [
    ("f1", [("Radar antennas", "Phased array radar antenna tiles for ships."), ("Paint", "Hull paint.")]),
    ("f2", [("Yeast", "Engineered yeast ferments sensor proteins.")]),
    ("f3", [("Motors", "Brushless motors with rare earth magnets."), ("Yeast motors", "A yeast stirring motor.")]),
]
QUERIES = {"radar": "radar antenna tiles", "yeast": "yeast ferments proteins", "magnets": "rare earth magnets"}
RELEVANT = {"radar": "f1", "yeast": "f2", "magnets": "f3"}
MACHINE = Machine(2, "hash", "float32", "")


def same(encoder: Encoder) -> ours.Encoders:
    return ours.Encoders(encoder, encoder, encoder, encoder)


def quiet(_step: str, _done: int, _of: int) -> None:
    """Progress that nobody watches."""


@pytest.fixture
def judged(tmp_path: Path) -> JudgedSet:
    folder = tmp_path / "tiny"
    folder.mkdir()
    with gzip.open(folder / "corpus.jsonl.gz", "wt", encoding="utf-8") as file:
        for record, projects in ROWS:
            listed = [{"title": title, "abstract": abstract} for title, abstract in projects]
            file.write(json.dumps({"_id": record, "title": record, "projects": listed}) + "\n")
    asked = "".join(json.dumps({"_id": name, "text": text}) + "\n" for name, text in QUERIES.items())
    (folder / "queries.jsonl").write_text(asked + json.dumps({"_id": "unjudged", "text": "ships"}) + "\n")
    (folder / "qrels.tsv").write_text("".join(f"{name}\t{record}\t1\n" for name, record in RELEVANT.items()))
    return read_judged_set(folder)


@pytest.fixture
def cache(tmp_path: Path) -> VectorCache:
    return VectorCache(tmp_path / "vectors.db")


def measured(judged: JudgedSet, cache: VectorCache) -> Measured:
    encoder = HashEncoder()
    return measure(judged, encoders=same(encoder), encode=encoder.encode_query, cache=cache, report=quiet)


def test_an_interval_of_equal_values_has_no_width() -> None:
    found = interval(np.full(20, 0.25))
    assert (found.mean, found.low, found.high) == (0.25, 0.25, 0.25)


def test_an_interval_of_a_fair_coin_is_that_of_the_binomial() -> None:
    """400 tosses: the mean's standard error is 0.5 / 20 = 0.025, so 95 % lie within 1.96 of these."""
    found = interval(np.tile([0.0, 1.0], 200))
    assert found.mean == 0.5
    assert found.low == pytest.approx(0.451, abs=0.006)
    assert found.high == pytest.approx(0.549, abs=0.006)
    assert found == interval(np.tile([0.0, 1.0], 200)), "the seed is fixed"


def test_paired_differences_are_narrower_than_their_sides() -> None:
    reference = np.tile([0.0, 1.0], 50)
    found = paired(reference - 0.1, reference)
    assert found.mean == pytest.approx(-0.1)
    assert (found.low, found.high) == (pytest.approx(-0.1), pytest.approx(-0.1))
    assert found.excludes_zero
    assert not paired(reference[::-1].copy(), reference).excludes_zero


def test_no_queries_and_unlike_queries_are_refused() -> None:
    with pytest.raises(ValueError, match="no queries"):
        interval(np.zeros(0))
    with pytest.raises(ValueError, match="3 values beside 2"):
        paired(np.zeros(3), np.zeros(2))


def test_every_plain_peer_finds_what_shares_the_words(judged: JudgedSet, cache: VectorCache) -> None:
    encoder = HashEncoder()
    found = peers.rankings(texts_of(judged, encoder, encoder.encode_query, cache, quiet), quiet)
    assert list(found) == list(peers.PLAIN)
    for name, rankings in found.items():
        assert {query: ranking[0] for query, ranking in rankings.items()} == RELEVANT, name


def test_bm25_does_not_rank_records_without_a_shared_word(judged: JudgedSet, cache: VectorCache) -> None:
    encoder = HashEncoder()
    found = peers.rankings(texts_of(judged, encoder, encoder.encode_query, cache, quiet), quiet)["BM25 (bm25s)"]
    assert found == {"radar": ["f1"], "yeast": ["f2", "f3"], "magnets": ["f3"]}


def test_bm25_of_a_query_of_stop_words_is_nothing() -> None:
    index = peers.Bm25(["radar antenna", "yeast"])
    assert index.scores("the of and").tolist() == [0, 0]
    assert index.scores("").tolist() == [0, 0]
    assert index.scores("unheard").tolist() == [0, 0]


def test_reciprocal_rank_fusion_by_hand() -> None:
    """7: 1/61 + 1/62; 3: 1/62 + 1/61, the same, so by row; 5: 1/63."""
    assert peers.reciprocal_rank_fusion([np.array([7, 3, 5]), np.array([3, 7])]).tolist() == [3, 7, 5]


def test_z_score_fusion_by_hand() -> None:
    """Rows 0, 1, 3 are listed. First view: z of 0, 2, 4 is -1.22, 0, 1.22; second, of 3, 0, 0: 1.41, -0.71, -0.71."""
    first, second = np.array([0, 2, 9, 4], np.float32), np.array([3, 0, 9, 0], np.float32)
    lists = [np.array([3, 1]), np.array([0])]
    assert peers.z_score_fusion(lists, [(first, 1.0), (second, 1.0)]).tolist() == [3, 0, 1]
    assert peers.z_score_fusion(lists, [(first, 1.0), (second, 2.0)]).tolist() == [0, 3, 1]
    assert peers.z_score_fusion(lists, [(np.ones(4, np.float32), 1.0)]).tolist() == [0, 1, 3], (
        "a flat view says nothing"
    )


def test_without_txtai_its_row_says_so(judged: JudgedSet, cache: VectorCache, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "txtai", None)
    found = measured(judged, cache)
    row = next(system for system in found.systems if system.name == txtai_hybrid.NAME)
    assert row.values is None
    assert f"| {txtai_hybrid.NAME} | not installed |" in rendered([found], MACHINE, "make")


def test_each_view_is_left_out_in_turn() -> None:
    weights = Weights("full-9", {"one": 1.0, "two": 0.5, "three": 0.25})
    found = without_each_view(weights)
    assert {name: tuple(left.views) for name, left in found.items()} == {
        "full without one": ("two", "three"),
        "full without two": ("one", "three"),
        "full without three": ("one", "two"),
    }
    assert dict(weights.views) == {"one": 1.0, "two": 0.5, "three": 0.25}


def test_a_set_is_measured_by_every_system(judged: JudgedSet, cache: VectorCache) -> None:
    found = measured(judged, cache)
    names = {group: [each.name for each in found.systems if each.group == group] for group in ("mode", "ablation")}
    assert names["mode"] == list(MODES)
    assert names["ablation"] == ["full without best", "full without document_bm25", ours.UNSPOKEN]
    full = next(system for system in found.systems if system.name == "full")
    assert full.values is not None
    assert full.values["ndcg10"].tolist() == [1.0, 1.0, 1.0]
    assert found.against_full(full) is None
    assert found.queries == tuple(QUERIES)
    assert found.cost.p95 >= found.cost.median > 0
    assert json.loads(json.dumps(found.as_json()))["systems"][0]["intervals"]["hr10"]["mean"] == 1.0


def test_a_limit_draws_the_same_queries_each_time(judged: JudgedSet) -> None:
    drawn = sampled(judged, 2)
    assert len(drawn.grades) == 2
    assert drawn.grades == sampled(judged, 2).grades
    assert sampled(judged, None) is sampled(judged, 3) is judged


def test_figures_stand_in_the_order_of_the_queries() -> None:
    found = by_query({"b": ["x", "y"], "a": ["x"]}, {"a": {"x": 1}, "b": {"y": 1}})
    assert found["mrr"].tolist() == [1.0, 0.5]


def test_the_first_questions_do_not_count_in_the_cost() -> None:
    assert cost_of([900.0, 900.0, 900.0, 1.0, 2.0, 3.0]).median == 2.0
    assert cost_of([5.0]) == Cost(5.0, 5.0)


def test_what_the_glossary_added_is_taken_away_as_often_as_it_was_added() -> None:
    assert less(["radar", "레이", "radar", "tile"], ["radar", "tile", "absent"]) == ["radar", "레이"]


def test_a_set_asked_in_english_has_no_row_for_the_glossary(judged: JudgedSet, cache: VectorCache) -> None:
    encoder = HashEncoder()
    assert ours.UNGLOSSED not in ours.rankings(judged, same(encoder), cache, quiet).ablations


def test_a_set_asked_in_korean_is_asked_without_the_glossary_too(judged: JudgedSet, cache: VectorCache) -> None:
    """Without it, no Korean word is shared with these records, and vectors of Korean words are as good as drawn."""
    asked = text_query("음성 모터에 쓰는 희토류 자석")
    judged = replace(judged, queries={"magnets": asked}, grades={"magnets": {"f3": 1}})
    bare = HashEncoder()
    glossed = GlossedEncoder(bare, shipped_glossary())
    found = ours.rankings(judged, ours.Encoders(glossed, bare, glossed, bare), cache, quiet)
    assert found.modes["full"]["magnets"][0] == "f3"
    assert found.ablations[ours.UNGLOSSED]["magnets"][0] != "f3"


def test_only_what_stands_between_the_markers_is_replaced() -> None:
    page = f"# Quality\n\nBefore.\n{BEGIN}\nold | table\n{END}\n\nAfter.\n"
    assert replaced(page, "new\n", BEGIN, END) == f"# Quality\n\nBefore.\n{BEGIN}\nnew\n{END}\n\nAfter.\n"
    once = replaced(page, "new", BEGIN, END)
    assert replaced(once, "new", BEGIN, END) == once


@pytest.mark.parametrize("page", ["no markers", f"{BEGIN} alone", f"{END} {BEGIN}", f"{BEGIN}{END}{BEGIN}{END}"])
def test_a_page_without_its_markers_is_refused(page: str) -> None:
    with pytest.raises(ValueError, match="the page needs"):
        replaced(page, "new", BEGIN, END)


def test_a_table_tells_figures_with_their_intervals_and_differences() -> None:
    def system(name: str, values: list[float]) -> System:
        column = np.array(values)
        group = "mode" if name == "full" else "peer"
        return System(group, name, dict.fromkeys(("ndcg10", "hr10", "mrr", "r100"), column))

    found = Measured(
        "set", ("a", "b"), 1_234, (system("peer", [0.5, 0.5]), system("full", [0.75, 0.75])), Cost(2, 9.87)
    )
    text = rendered([found], MACHINE, "make bench-quality")
    assert "### set: 2 queries, 1,234 records" in text
    figure = "0.500 (0.500 to 0.500)"
    assert f"| peer | {figure} | {figure} | {figure} | {figure} | **−0.250** (−0.250 to −0.250) |" in text
    assert "2.0 ms a query (median; p95 9.9 ms)" in text


def test_the_page_tells_how_a_trial_was_made() -> None:
    assert command_of((), None) == "make bench-quality"
    assert command_of(["scifact"], 300) == 'make bench-quality OPTIONS="--only scifact --limit-queries 300"'


def test_the_page_of_the_project_has_its_markers() -> None:
    page = (Path(__file__).parents[2] / "docs" / "quality.md").read_text(encoding="utf-8")
    assert "tables" in replaced(page, "tables", BEGIN, END)
