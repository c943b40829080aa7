"""Judgements of officials become judged sets that evaluation reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.database import Database
from corpus.disclosure import Tier
from corpus.drafts import CompanyDraft, NeedDraft, PatentDraft
from corpus.problems import Invalid
from corpus.roles import Caller, Role
from corpus.store.judgements import Asked, Candidate
from matcher.judged import read_judged_set
from matcher.judged_sets import WrittenSet, write_judged_sets
from tests.api.records import company, need, other_company, patent
from tests.databases import Databases

NOW = datetime(2026, 5, 4, tzinfo=UTC)
OFFICERS = [Caller(Role.OFFICER, name) for name in ("kim", "lee", "park")]


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    made = Database(databases.migrated())
    with made.transaction() as store:
        for officer in OFFICERS:
            store.accounts.create(officer.account, officer.role, Caller(Role.ADMINISTRATOR, "tests"))
        store.put("companies", [CompanyDraft.model_validate(each) for each in (company(), other_company())])
        store.put("patents", [PatentDraft.model_validate(patent("FICT-P9", tier="restricted"))])
        store.put("needs", [NeedDraft.model_validate(need())])
    yield made
    made.close()


def judge(database: Database, asked: Asked, candidate: Candidate, *grades: str) -> None:
    with database.transaction() as store:
        for officer, grade in zip(OFFICERS, grades, strict=False):
            reason = None if grade == "relevant" else "other"
            store.judgements.judge(asked, candidate, grade, officer, NOW, reason=reason)


def test_what_was_judged_is_read_by_the_evaluation(database: Database, tmp_path: Path) -> None:
    text = Asked.of_text("ceramic parts")
    judge(database, Asked("needs", "FICT-N1"), Candidate("companies", "FICT-C1"), "relevant", "partly", "relevant")
    judge(database, Asked("needs", "FICT-N1"), Candidate("companies", "FICT-C2"), "not", "relevant")
    judge(database, Asked("needs", "FICT-N1"), Candidate("companies", "GONE"), "relevant")
    judge(database, text, Candidate("companies", "FICT-C1"), "partly")
    judge(database, text, Candidate("patents", "FICT-P9"), "relevant")
    with database.reading() as store:
        written = write_judged_sets(store, tmp_path / "out")
        document = store.documents.get("companies", "FICT-C1")
    assert written == [WrittenSet("patents", 1, 1, 1, 0), WrittenSet("companies", 2, 3, 2, 1)]
    read = read_judged_set(tmp_path / "out" / "companies")
    assert read.kind == "companies"
    assert read.grades == {"needs:FICT-N1": {"FICT-C1": 2, "FICT-C2": 0}, f"text:{text.id}": {"FICT-C1": 1}}
    assert read.queries[f"text:{text.id}"].text == "ceramic parts"
    assert "hot exhaust gas for 400 hours" in read.queries["needs:FICT-N1"].text
    assert document
    kept = next(each for each in read.documents if each.id == "FICT-C1")
    assert sorted(passage.text for passage in kept.passages) == sorted(p.text for p in document.passages)
    assert (tmp_path / "out" / "patents").stat().st_mode & 0o077 == 0


def test_a_view_of_less_writes_less(database: Database, tmp_path: Path) -> None:
    judge(database, Asked("needs", "FICT-N1"), Candidate("patents", "FICT-P9"), "relevant")
    with database.reading(frozenset({Tier.PUBLIC})) as store:
        assert write_judged_sets(store, tmp_path / "out") == [WrittenSet("patents", 0, 0, 0, 1)]
    assert "FICT-P9" not in (tmp_path / "out" / "patents" / "qrels.tsv").read_text()
    assert (tmp_path / "out" / "patents" / "corpus.jsonl").read_text() == ""


def test_nothing_is_written_over(database: Database, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "kept").write_text("mine")
    with database.reading() as store:
        with pytest.raises(Invalid, match="folder_not_empty"):
            write_judged_sets(store, tmp_path / "out")
        assert write_judged_sets(store, tmp_path / "new") == []
