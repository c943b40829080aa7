"""What officers think of matches: the latest counts, nothing is lost, each leaves its event."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from corpus.database import Database
from corpus.problems import Conflict, Invalid
from corpus.roles import Caller, Role
from corpus.store.judgements import Asked, Candidate, by_pair
from tests.corpus.store.deciding import ADMINISTRATOR, OFFICER, Parts, deciding, looking

NOW = datetime(2026, 5, 4, 3, tzinfo=UTC)
NEED = Asked("needs", "N1")
WORDS = Asked.of_text("세라믹  노즐")
FIRST, SECOND = Candidate("companies", "C1"), Candidate("companies", "C2")
OTHER = Caller(Role.OFFICER, "officer.choi")


@pytest.fixture(autouse=True)
def officers(database: Database) -> None:
    with deciding(database) as parts:
        for officer in (OFFICER, OTHER):
            parts.accounts.create(officer.account, officer.role, ADMINISTRATOR)


def decisions(parts: Parts) -> list[str]:
    return [action for action in parts.actions() if not action.startswith("account")]


def test_the_latest_of_an_account_and_pair_counts(database: Database) -> None:
    with deciding(database) as parts:
        kept = parts.store.judgements
        kept.judge(NEED, FIRST, "relevant", OFFICER, NOW, receipt={"generation": "G"})
        kept.judge(NEED, FIRST, "not", OFFICER, NOW, reason="wrong-field", note=" 다른  분야 ")
        kept.judge(NEED, FIRST, "partly", OTHER, NOW, reason="too-low-trl")
        kept.judge(NEED, SECOND, "relevant", OFFICER, NOW)
        kept.judge(WORDS, FIRST, "relevant", OFFICER, NOW)
    with looking(database) as parts:
        kept = parts.store.judgements
        mine = kept.standing_of(OFFICER.account, NEED, "companies", ["C1", "C2", "C3"])
        assert {each: (row.grade, row.reason, row.note) for each, row in mine.items()} == {
            "C1": ("not", "wrong-field", "다른 분야"),
            "C2": ("relevant", None, ""),
        }
        assert [(row.account, row.grade) for row in kept.of_pair(NEED, FIRST)] == [
            (OTHER.account, "partly"),
            (OFFICER.account, "not"),
        ]
        assert [(row.kind, row.other_id) for row in kept.page(OFFICER.account)] == [
            ("text", "C1"),
            ("needs", "C2"),
            ("needs", "C1"),
        ]
        assert [row.other_id for row in kept.page(OFFICER.account, grade="relevant", limit=1)] == ["C1"]
        assert kept.counts() == {"relevant": 2, "partly": 1, "not": 1}
        assert kept.counts(OTHER.account) == {"relevant": 0, "partly": 1, "not": 0}
        pairs = by_pair(list(kept.standing()))
        assert {pair: [row.grade for row in rows] for pair, rows in pairs.items()} == {
            (WORDS, FIRST): ["relevant"],
            (NEED, SECOND): ["relevant"],
            (NEED, FIRST): ["partly", "not"],
        }
        assert WORDS.text == "세라믹 노즐"
        assert decisions(parts) == ["match_judged"] * 5
        assert parts.audit.events(limit=10)[3].facts["reason"] == "wrong-field"


def test_a_judgement_is_taken_back_and_stays_on_record(database: Database) -> None:
    with deciding(database) as parts:
        kept = parts.store.judgements
        with pytest.raises(Conflict, match="no_judgement"):
            kept.judge(NEED, FIRST, None, OFFICER, NOW)
        kept.judge(NEED, FIRST, "relevant", OFFICER, NOW)
        kept.judge(NEED, FIRST, None, OFFICER, NOW)
        assert kept.standing_of(OFFICER.account, NEED, "companies", ["C1"]) == {}
        assert kept.of_pair(NEED, FIRST) == []
        assert kept.page() == []
        with pytest.raises(Conflict, match="no_judgement"):
            kept.judge(NEED, FIRST, None, OFFICER, NOW)
        assert [event.facts["grade"] for event in parts.audit.events(limit=2)] == [None, "relevant"]


@pytest.mark.parametrize(
    ("grade", "reason", "code"),
    [
        ("good", None, "entry_not_known"),
        ("not", None, "entry_missing"),
        ("partly", "", "entry_missing"),
        ("not", "because", "entry_not_known"),
        ("relevant", "wrong-field", "judgement_reason_unfit"),
    ],
)
def test_what_cannot_be_kept_is_refused(database: Database, grade: str, reason: str | None, code: str) -> None:
    with deciding(database) as parts:
        with pytest.raises(Invalid, match=code):
            parts.store.judgements.judge(NEED, FIRST, grade, OFFICER, NOW, reason=reason)
        with pytest.raises(Invalid, match="judgement_of_itself"):
            parts.store.judgements.judge(NEED, Candidate("needs", "N1"), "relevant", OFFICER, NOW)
        assert decisions(parts) == []


def test_pages_follow_one_another(database: Database) -> None:
    with deciding(database) as parts:
        for number in range(5):
            parts.store.judgements.judge(NEED, Candidate("companies", f"C{number}"), "relevant", OFFICER, NOW)
        first = parts.store.judgements.page(limit=2)
        second = parts.store.judgements.page(before_id=first[-1].id, limit=9)
        assert [row.other_id for row in [*first, *second]] == ["C4", "C3", "C2", "C1", "C0"]
