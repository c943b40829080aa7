"""The sample corpus: large enough, mixed, marked as fictional, and judged."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import corpus
from corpus.text import language_of

SAMPLE = Path(corpus.__file__).parent / "sample"


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SAMPLE / name).read_text(encoding="utf-8").splitlines()]


def grades() -> list[tuple[str, str, int]]:
    lines = (SAMPLE / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [(query, record, int(grade)) for query, record, grade in (line.split("\t") for line in lines)]


@pytest.mark.parametrize(("name", "least"), [("patents", 120), ("companies", 150), ("needs", 40)])
def test_there_are_enough_records_all_marked_as_fictional(name: str, least: int) -> None:
    records = rows(f"{name}.jsonl")
    assert len(records) >= least
    assert all(record["fictional"] is True and record["id"].startswith("FICT-") for record in records)
    assert len({record["id"] for record in records}) == len(records)


@pytest.mark.parametrize(
    ("name", "text"), [("patents", "abstract"), ("companies", "summary"), ("needs", "description")]
)
def test_korean_and_english_are_mixed(name: str, text: str) -> None:
    languages = Counter(language_of(record[text]) for record in rows(f"{name}.jsonl"))
    assert min(languages["ko"], languages["en"]) >= 0.3 * languages.total()


def test_no_record_repeats_another() -> None:
    texts = Counter(record["abstract"] for record in rows("patents.jsonl"))
    texts += Counter(record["summary"] for record in rows("companies.jsonl"))
    texts += Counter(record["description"] for record in rows("needs.jsonl"))
    assert max(texts.values()) == 1


def test_the_judgements_are_many_and_each_query_has_right_and_wrong_answers() -> None:
    by_query: dict[str, list[int]] = {}
    for query, _, grade in grades():
        by_query.setdefault(query, []).append(grade)
    assert len(by_query) >= 60
    assert sum(map(len, by_query.values())) >= 600
    assert all(max(found) >= 2 and min(found) == 0 for found in by_query.values())


def test_every_judgement_names_a_query_and_a_record_of_the_kind_asked_for() -> None:
    ids = {kind: {record["id"] for record in rows(f"{kind}.jsonl")} for kind in ("patents", "companies", "needs")}
    queries = {query["_id"]: query for query in rows("queries.jsonl")}
    assert len({(query, record) for query, record, _ in grades()}) == len(grades())
    for query, record, _ in grades():
        assert record in ids[queries[query]["to"]]
    for query in queries.values():
        assert (query["kind"] == "text") == (query["record"] is None) == bool(query["text"])
        assert query["record"] is None or any(query["record"] in found for found in ids.values())


def test_patents_come_in_families_of_two_languages() -> None:
    families: dict[str, set[str]] = {}
    for patent in rows("patents.jsonl"):
        families.setdefault(patent["family_id"], set()).add(language_of(patent["abstract"]))
    assert sum(found == {"ko", "en"} for found in families.values()) >= 3
