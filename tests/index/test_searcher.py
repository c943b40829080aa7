"""The searcher against plain arithmetic over every record, whether published, fresh, changed or withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus.passages import Document
from corpus.problems import Conflict, Invalid, NotFound
from index import segment as segment_module
from index.bm25 import Tuning
from index.encoder import Vectors
from index.entries import Entry
from index.fresh import FreshSegment, prepared
from index.lexical import LexicalIndex
from index.part import SINGLY, best_of_each, rows_of
from index.phrases import SHARE, phrases
from index.pool import VIEWS
from index.searcher import EMPTY, Depths, Hit, Searcher
from index.segment import Segment, SegmentWriter
from index.terms import terms_of
from index.tokens import tokens
from index.vocabulary import Vocabulary
from tests.fakes import HashEncoder
from tests.index.library import document, made_up, phrase_index

ENCODER = HashEncoder()
QUERY = "folding sonar array part of unit 7 radar antenna"


def matrices(documents: Sequence[Document]) -> list[Vectors]:
    return [ENCODER.encode_document([passage.searchable for passage in each.passages]) for each in documents]


def segment_of(path: Path, documents: Sequence[Document]) -> Segment:
    with SegmentWriter(path, ENCODER.info.dimension, Tuning()) as writer:
        for each, vectors, terms in zip(documents, matrices(documents), terms_of(documents), strict=True):
            writer.add(each.id, Entry.of(each, terms), vectors)
    return Segment.load(lambda name: (path / name).read_bytes(), ENCODER.info.dimension)


def searcher_of(base: Segment | None, fresh: Sequence[Document] = (), withdrawn: Sequence[str] = ()) -> Searcher:
    vocabulary = Vocabulary()
    ready = prepared(fresh, matrices(fresh), vocabulary)
    part = FreshSegment.of(ready, withdrawn, base, vocabulary, ENCODER.info.dimension)
    return Searcher.of(ENCODER.info, {"patents": base} if base else {}, {"patents": part})


def cosines(documents: Sequence[Document], queries: Vectors) -> dict[str, list[float]]:
    return {
        each.id: sorted((rows @ queries.T).max(axis=1).tolist(), reverse=True)
        for each, rows in zip(documents, matrices(documents), strict=True)
    }


def assert_ranked(hits: Sequence[Hit], expected: dict[str, float], depth: int) -> None:
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == pytest.approx(sorted(expected.values(), reverse=True)[:depth], abs=1e-5)
    assert all(hit.score == pytest.approx(expected[hit.id], abs=1e-5) for hit in hits)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Segment, list[Document]]:
    documents = [made_up("patents", number) for number in range(120)]
    return segment_of(tmp_path_factory.mktemp("segment") / "patents", documents), documents


@pytest.fixture(scope="module")
def changed(published: tuple[Segment, list[Document]]) -> tuple[Searcher, list[Document]]:
    """Five records rewritten, three new, two withdrawn."""
    base, documents = published
    rewritten = [made_up("patents", number, "rewritten") for number in range(0, 50, 10)]
    new = [made_up("patents", number, "new") for number in range(500, 503)]
    withdrawn = [documents[5].id, documents[6].id]
    current = {each.id: each for each in [*documents, *rewritten, *new] if each.id not in withdrawn}
    return searcher_of(base, [*rewritten, *new], withdrawn), list(current.values())


@pytest.mark.parametrize("scanned", [0, 10**9])
@pytest.mark.parametrize("depth", [1, 5, 40, 1_000])
def test_dense_is_exact(
    changed: tuple[Searcher, list[Document]], monkeypatch: pytest.MonkeyPatch, depth: int, scanned: int
) -> None:
    monkeypatch.setattr(segment_module, "SCANNED", scanned)
    searcher, documents = changed
    queries = ENCODER.encode_query(["folding sonar array", "radar antenna part 1", "lens"])
    expected = {record_id: scores[0] for record_id, scores in cosines(documents, queries).items()}
    hits = searcher.dense("patents", queries, depth)
    assert len(hits) == min(depth, len(documents))
    assert_ranked(hits, expected, depth)


@pytest.mark.parametrize("queries", [1, SINGLY, SINGLY + 1])
def test_all_cosines_are_the_same_for_few_queries_and_many(
    changed: tuple[Searcher, list[Document]], queries: int
) -> None:
    searcher, documents = changed
    vectors = ENCODER.encode_query([f"radar antenna part {number}" for number in range(queries)])
    expected = {record_id: scores[0] for record_id, scores in cosines(documents, vectors).items()}
    assert_ranked(searcher.dense("patents", vectors, 30), expected, 30)


def test_many_passages_of_one_record_do_not_crowd_out_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More near passages than the first look takes: the search must go on until the depth is reached."""
    monkeypatch.setattr(segment_module, "SCANNED", 0)
    near = document("patents", "A", "radar", *(f"radar antenna {number}" for number in range(300)))
    others = [document("patents", f"B{number}", "hull", f"hull plate {number}") for number in range(5)]
    searcher = searcher_of(segment_of(tmp_path / "patents", [near, *others]))
    hits = searcher.dense("patents", ENCODER.encode_query(["radar antenna"]), 4)
    assert hits[0].id == "A"
    assert len(hits) == 4


def test_restriction_comes_before_ranking(changed: tuple[Searcher, list[Document]]) -> None:
    searcher, documents = changed
    queries = ENCODER.encode_query([QUERY])
    allowed = frozenset(each.id for each in documents[::3]) | {"unknown"}
    excluded = frozenset(each.id for each in documents[::6])
    expected = allowed - excluded - {"unknown"}
    assert {hit.id for hit in searcher.dense("patents", queries, 500, allowed, excluded)} == expected
    assert {hit.id for hit in searcher.lexical_documents("patents", tokens(QUERY), 500, allowed, excluded)} <= expected
    assert {hit.id for hit in searcher.lexical_documents("patents", tokens(QUERY), 500, None, excluded)}.isdisjoint(
        excluded
    )
    assert searcher.dense("patents", queries, 5, frozenset()) == []


@pytest.mark.parametrize("depth", [7, 1_000])
def test_lexical_takes_the_best_records(changed: tuple[Searcher, list[Document]], depth: int) -> None:
    searcher, documents = changed
    ids = [each.id for each in documents]
    scores = searcher.views("patents", ids, ENCODER.encode_query([]), tokens(QUERY)).document_bm25.tolist()
    expected = {record_id: score for record_id, score in zip(ids, scores, strict=True) if score > 0}
    assert_ranked(searcher.lexical_documents("patents", tokens(QUERY), depth), expected, depth)


@pytest.mark.parametrize("scanned", [0, 10**9])
@pytest.mark.parametrize("depths", [Depths(9, 4), Depths(9, 0), Depths(0, 4), Depths(0, 0), Depths(500, 500)])
def test_what_is_found_is_what_each_finds_with_its_views(
    changed: tuple[Searcher, list[Document]], monkeypatch: pytest.MonkeyPatch, depths: Depths, scanned: int
) -> None:
    """Also where a record was found by one of several queries only, and is nearer to another."""
    monkeypatch.setattr(segment_module, "SCANNED", scanned)
    searcher, documents = changed
    queries, words = ENCODER.encode_query([QUERY, "folding sonar array", "lens"]), tokens(QUERY)
    who = frozenset(each.id for each in documents[::2]), frozenset(each.id for each in documents[::10])
    hits = [
        *searcher.dense("patents", queries, depths.dense, *who),
        *searcher.lexical_documents("patents", words, depths.lexical, *who),
    ]
    expected = searcher.views("patents", sorted({hit.id for hit in hits}), queries, words)
    found = searcher.found("patents", queries, words, depths, *who)
    assert found.ids == expected.ids
    np.testing.assert_array_equal(found.passages, expected.passages)
    for name, scores in expected.named.items():
        # Products of other shapes round in another way.
        np.testing.assert_allclose(found.named[name], scores, rtol=1e-5)


def test_views_are_exact_for_published_and_fresh(changed: tuple[Searcher, list[Document]]) -> None:
    searcher, documents = changed
    queries = ENCODER.encode_query(["folding sonar array", "unit 30"])
    ids = [each.id for each in documents][::-1]
    views = searcher.views("patents", ids, queries, tokens(QUERY))
    expected = cosines(documents, queries)
    assert list(views.ids) == ids
    for place, record_id in enumerate(ids):
        scores = expected[record_id]
        assert views.best[place] == pytest.approx(scores[0], abs=1e-5)
        assert views.passages[place] == len(scores)


def test_fresh_records_score_as_if_they_were_published(published: tuple[Segment, list[Document]]) -> None:
    """The same text, once in the generation and once fresh beside it: equal scores, by bm25s and by us."""
    base, documents = published
    twins = [Document("patents", f"twin-{each.id}", each.title, each.passages) for each in documents]
    searcher = searcher_of(base, twins)
    queries = ENCODER.encode_query([QUERY])
    one = searcher.views("patents", [each.id for each in documents], queries, tokens(QUERY))
    two = searcher.views("patents", [each.id for each in twins], queries, tokens(QUERY))
    for name in VIEWS:
        np.testing.assert_allclose(getattr(one, name), getattr(two, name), rtol=1e-5, atol=1e-6)
    assert one.document_bm25.any()


def test_without_a_generation_fresh_records_make_their_own_statistics() -> None:
    documents = [made_up("patents", number) for number in range(25)]
    searcher = searcher_of(None, documents)
    terms = terms_of(documents)
    spoken = phrase_index([each.phrases for each in terms], Tuning().phrases)
    words = LexicalIndex.build([each.whole for each in terms], Tuning().records).scores(tokens(QUERY))
    scores = words + SHARE * spoken.scores(phrases(tokens(QUERY)))
    assert not np.array_equal(scores, words)
    expected = dict(zip([each.id for each in documents], scores.tolist(), strict=True))
    hits = searcher.lexical_documents("patents", tokens(QUERY), 100)
    assert {hit.id: hit.score for hit in hits} == pytest.approx({k: v for k, v in expected.items() if v > 0}, rel=1e-5)
    assert searcher.generation == EMPTY


def test_a_term_only_fresh_records_have_is_found(published: tuple[Segment, list[Document]]) -> None:
    searcher = searcher_of(published[0], [document("patents", "N", "zeolite", "zeolite filter")])
    assert [hit.id for hit in searcher.lexical_documents("patents", ["zeolit"], 5)] == ["N"]


def test_what_is_there(changed: tuple[Searcher, list[Document]]) -> None:
    searcher, documents = changed
    ids = frozenset(each.id for each in documents)
    assert searcher.ids("patents") == ids
    assert searcher.count("patents") == len(ids)
    assert (searcher.count("companies"), searcher.ids("needs")) == (0, frozenset())
    assert searcher.contains("patents", "P0500")
    assert not searcher.contains("patents", "P0005")
    for each in (documents[0], documents[7], documents[-1]):
        assert searcher.passage_hashes("patents", each.id) == tuple(passage.hash for passage in each.passages)
        np.testing.assert_allclose(searcher.passage_vectors("patents", each.id), matrices([each])[0], atol=1e-6)
    for missing in ("P0005", "nothing"):
        with pytest.raises(NotFound):
            searcher.passage_vectors("patents", missing)
        with pytest.raises(NotFound):
            searcher.views("patents", [documents[0].id, missing], ENCODER.encode_query(["x"]), ["x"])


def test_ties_are_ordered_by_id_wherever_they_are(tmp_path: Path) -> None:
    same = [document("patents", record_id, "radar", "a radar") for record_id in "DBAC"]
    searcher = searcher_of(segment_of(tmp_path / "patents", same[:2]), same[2:])
    queries = ENCODER.encode_query(["radar"])
    for depth in (2, 3, 4):
        expected = list("ABCD")[:depth]
        assert [hit.id for hit in searcher.lexical_documents("patents", ["radar"], depth)] == expected
    assert {hit.id for hit in searcher.dense("patents", queries, 4)} == set("ABCD")


def test_nothing_asked_nothing_found(changed: tuple[Searcher, list[Document]]) -> None:
    searcher, _ = changed
    assert searcher.dense("patents", ENCODER.encode_query([]), 5) == []
    assert searcher.dense("patents", ENCODER.encode_query(["x"]), 0) == []
    assert searcher.lexical_documents("patents", [], 5) == []
    assert searcher.lexical_documents("patents", ["absent"], 5) == []
    assert searcher.dense("needs", ENCODER.encode_query(["x"]), 5) == []
    assert searcher.views("patents", [], ENCODER.encode_query(["x"]), ["x"]).ids == ()


def test_a_withdrawn_record_that_is_also_fresh_is_gone(published: tuple[Segment, list[Document]]) -> None:
    base, documents = published
    searcher = searcher_of(base, [documents[0]], [documents[0].id])
    assert not searcher.contains("patents", documents[0].id)
    assert searcher.count("patents") == len(documents) - 1


def test_a_writer_takes_each_record_once_and_none_empty(tmp_path: Path) -> None:
    each = made_up("patents", 1)
    (vectors,), (terms,) = matrices([each]), terms_of([each])
    with SegmentWriter(tmp_path / "patents", ENCODER.info.dimension, Tuning()) as writer:
        entry = Entry.of(each, terms)
        writer.add(each.id, entry, vectors)
        with pytest.raises(Conflict):
            writer.add(each.id, entry, vectors)
        with pytest.raises(Invalid):
            writer.add("E", Entry.of(Document("patents", "E", "", ()), terms), vectors[:0])
        with pytest.raises(ValueError, match="passages"):
            writer.add("F", Entry.of(made_up("patents", 2), terms), vectors)
        with pytest.raises(ValueError, match="labels"):
            writer.add("G", Entry.of(each, terms, np.ones(1, dtype=np.float16)), vectors)


def test_terms_of_a_document_are_those_of_its_text() -> None:
    documents = [made_up("patents", 5), document("patents", "K", "저잡음 증폭기", "F-35 레이더 수신기", "10 kV 전원")]
    for each, terms in zip(documents, terms_of(documents), strict=True):
        assert sorted(terms.whole) == sorted(tokens(each.text))


def test_sums_over_groups_by_hand() -> None:
    values = np.array([1, 5, 2, 7, 3, 3, 9, 1], dtype=np.float32)
    starts = np.array([0, 3, 4], dtype=np.int64)
    assert best_of_each(values, starts).tolist() == [5, 7, 9]
    rows, begins = rows_of(np.array([0, 3, 4, 8]), np.array([2, 0]))
    assert (rows.tolist(), begins.tolist()) == ([4, 5, 6, 7, 0, 1, 2], [0, 4])
