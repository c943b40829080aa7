"""The sample corpus: large enough, mixed, marked as fictional, and judged."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import corpus
from corpus.disclosure import Tier
from corpus.drafts import CompanyKind
from corpus.facts import Side
from corpus.importers.detect import detect
from corpus.importers.format import Accepted
from corpus.importers.source import Source
from corpus.sides import side_of
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
    for asked in queries.values():
        assert (asked["kind"] == "text") == (asked["record"] is None) == bool(asked["text"])
        assert asked["record"] is None or any(asked["record"] in found for found in ids.values())


def drafts(name: str) -> list[Any]:
    source = Source.of(name, (SAMPLE / f"{name}.jsonl").read_bytes())
    parsed = list(detect(source).read(source))
    assert all(isinstance(each, Accepted) for each in parsed)
    return [each.draft for each in parsed if isinstance(each, Accepted)]


def share(found: Sequence[object]) -> float:
    return sum(map(bool, found)) / len(found)


@pytest.mark.parametrize(("name", "closed"), [("patents", 8), ("companies", 3), ("needs", 4)])
def test_some_records_are_not_for_everybody_and_none_of_those_is_judged(name: str, closed: int) -> None:
    records = drafts(name)
    held_back = {draft.id for draft in records if draft.tier is not None}
    assert len(held_back) == closed
    assert {draft.tier for draft in records} == {None, Tier.RELEASED, Tier.RESTRICTED}
    assert not held_back & {record for _, record, _ in grades()}
    assert not held_back & {asked["record"] for asked in rows("queries.jsonl")}


def test_facts_of_patents_are_known_for_some_and_not_for_others() -> None:
    patents = drafts("patents")
    assert 0.5 <= share([patent.trl is not None for patent in patents]) <= 0.7
    statuses = Counter(patent.legal_status for patent in patents)
    assert all(statuses[status] for status in ("granted", "pending", "lapsed", "withdrawn", "refused", "unknown"))
    assert 0.9 <= share([patent.filing_date for patent in patents]) < 1
    defence = share([Side.DEFENCE in map(side_of, patent.agencies) for patent in patents])
    assert 0.4 <= defence <= 0.7


def test_facts_of_companies_are_known_for_some_and_not_for_others() -> None:
    companies = drafts("companies")
    for field in ("size", "company_kinds", "founded_year", "foreign_share", "active"):
        assert {getattr(company, field) is None for company in companies} == {True, False}, field
    assert {company.active for company in companies} == {True, False, None}
    assert {company.rd_centre_in_korea for company in companies} == {True, False, None}
    assert sum(company.rd_centre_in_korea is True for company in companies) == 2
    assert sum((company.foreign_share or 0) > 50 for company in companies) >= 5
    assert {kind for company in companies for kind in company.company_kinds or ()} == set(CompanyKind)
    assert any(company.company_kinds == () for company in companies)
    assert 0.4 <= share([company.profile.facilities for company in companies]) <= 0.8


def test_needs_ask_for_more_than_a_technology() -> None:
    needs = drafts("needs")
    for field in ("required_trl", "required_certificates", "required_facilities"):
        assert 0.4 <= share([getattr(need, field) for need in needs]) < 1, field
    offered = {facility for company in drafts("companies") for facility in company.profile.facilities}
    assert sum(bool(offered & set(need.required_facilities)) for need in needs) >= 20


def test_patents_come_in_families_of_two_languages() -> None:
    families: dict[str, set[str]] = {}
    for patent in rows("patents.jsonl"):
        families.setdefault(patent["family_id"], set()).add(language_of(patent["abstract"]))
    assert sum(found == {"ko", "en"} for found in families.values()) >= 3
