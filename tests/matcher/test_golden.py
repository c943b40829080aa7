"""The gate: the sample's judgements where they are indexed, known items elsewhere."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

import corpus
from corpus.passages import Document, Kind, titled_document
from corpus.problems import Invalid
from index.cache import VectorCache
from index.encoding import vectors_for
from index.fresh import FreshSegment, prepared
from index.searcher import Searcher
from index.vocabulary import Vocabulary
from matcher.golden import KNOWN, Documents, GoldenGate, read_golden
from tests.fakes import HashEncoder

SAMPLE = Path(corpus.__file__).parent / "sample"
SUBJECTS = ("sonar array", "ceramic plate", "jet nozzle", "lithium cell", "radar antenna")


def searcher_over(kind: Kind, documents: Sequence[Document], path: Path) -> Searcher:
    encoder, vocabulary = HashEncoder(), Vocabulary()
    vectors = vectors_for(documents, encoder, VectorCache(path / "vectors.db")).matrices
    fresh = prepared(documents, vectors, vocabulary)
    segment = FreshSegment.of(fresh, (), None, vocabulary, encoder.info.dimension)
    return Searcher.of(encoder.info, {}, {kind: segment})


def source(documents: Sequence[Document]) -> Documents:
    def many(kind: Kind, ids: Sequence[str]) -> Mapping[str, Document]:
        return {each.id: each for each in documents if each.kind == kind and each.id in ids}

    return many


def judged(folder: Path, queries: int) -> Path:
    """Each query asks for one subject by name and is judged over all patents."""
    lines, grades = [], ["query-id\tcorpus-id\tscore"]
    for number in range(queries):
        subject = SUBJECTS[number % len(SUBJECTS)]
        lines.append(f'{{"_id": "q{number}", "kind": "text", "record": null, "text": "{subject}", "to": "patents"}}')
        grades += [f"q{number}\tp{row}\t{3 if row == number % len(SUBJECTS) else 0}" for row in range(len(SUBJECTS))]
    (folder / "queries.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "qrels.tsv").write_text("\n".join(grades) + "\n", encoding="utf-8")
    return folder


def patents() -> list[Document]:
    return [titled_document("patents", f"p{row}", subject, [f"A {subject}."]) for row, subject in enumerate(SUBJECTS)]


def test_judged_queries_are_asked_where_their_records_are_indexed(tmp_path: Path) -> None:
    documents = patents()
    queries = read_golden(judged(tmp_path, 25))
    result = GoldenGate(queries, source(documents), HashEncoder())(searcher_over("patents", documents, tmp_path))
    assert result.quality == pytest.approx(1)
    assert result.golden.startswith("judged-")
    assert "25 judged queries" in result.detail


def test_quality_is_told_by_language_of_the_question(tmp_path: Path) -> None:
    """Korean questions name the wrong subjects here: they are worse, English ones as before, the whole in between."""
    documents = patents()
    judged(tmp_path, 25)
    lines = (tmp_path / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    for number, row in enumerate(rows):
        row["language"] = "ko" if number < 10 else "en"
        if number < 10:
            row["text"] = SUBJECTS[(number + 1) % len(SUBJECTS)]
    (tmp_path / "queries.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n", encoding="utf-8")
    result = GoldenGate(read_golden(tmp_path), source(documents), HashEncoder())(
        searcher_over("patents", documents, tmp_path)
    )
    assert {name: each.questions for name, each in result.languages.items()} == {"en": 15, "ko": 10}
    assert result.languages["en"].quality == pytest.approx(1)
    assert result.languages["ko"].quality < 0.7
    mean = sum(each.quality * each.questions for each in result.languages.values()) / 25
    assert result.quality == pytest.approx(mean)


def test_known_items_are_told_by_language_too(tmp_path: Path) -> None:
    documents = [*patents(), titled_document("patents", "k1", "소나 배열 신호 처리", ["소나 배열이다."])]
    result = GoldenGate([], source(documents), HashEncoder())(searcher_over("patents", documents, tmp_path))
    assert {name: each.questions for name, each in result.languages.items()} == {"en": 5, "ko": 1}


def test_a_mix_up_of_records_is_seen(tmp_path: Path) -> None:
    documents = patents()
    mixed = [titled_document("patents", f"p{row}", SUBJECTS[row - 1], [f"A {SUBJECTS[row - 1]}."]) for row in range(5)]
    queries = read_golden(judged(tmp_path, 25))
    result = GoldenGate(queries, source(documents), HashEncoder())(searcher_over("patents", mixed, tmp_path))
    assert result.quality < 0.7


def test_other_records_are_asked_for_by_their_titles(tmp_path: Path) -> None:
    documents = patents()
    result = GoldenGate([], source(documents), HashEncoder())(searcher_over("patents", documents, tmp_path))
    assert (result.quality, result.golden) == (1.0, KNOWN)
    assert result.detail == "5 of 5 records found by their title"


def test_an_empty_index_passes(tmp_path: Path) -> None:
    assert GoldenGate([], source([]), HashEncoder())(Searcher.of(HashEncoder().info)).quality == 1.0


def test_the_sample_is_read_whole() -> None:
    queries = read_golden(SAMPLE)
    assert len(queries) >= 60
    assert all(query.grades for query in queries)


def test_a_query_of_another_form_is_refused(tmp_path: Path) -> None:
    judged(tmp_path, 1)
    (tmp_path / "queries.jsonl").write_text('{"_id": "q0", "kind": "dream", "to": "patents"}\n', encoding="utf-8")
    with pytest.raises(Invalid):
        read_golden(tmp_path)
