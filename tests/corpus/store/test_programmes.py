"""Versions of programmes, and officers' verdicts in place of the rules'."""

from __future__ import annotations

import pytest

from corpus.database import Database
from corpus.problems import Conflict, Invalid, Refused, TooLarge
from corpus.store.keys import Pair, RecordKey
from tests.corpus.store.deciding import ADMINISTRATOR, OFFICER, Parts, deciding, looking

PATENT, COMPANY, NEED = RecordKey("patents", "KR1"), RecordKey("companies", "C1"), RecordKey("needs", "N1")
PAIR = Pair.of(PATENT, COMPANY)


def put(parts: Parts, content: dict[str, object], expected: int, after: int = 3) -> int:
    return parts.programmes.put(
        "materials-40", content, "목록 보완", ADMINISTRATOR, after=after, expected_version=expected
    )


def override(
    parts: Parts,
    outcome: str | None,
    pair: Pair = PAIR,
    *,
    reason: str = "현장 확인",
    judged: str = "unknown",
    programme: str = "materials-40",
) -> int:
    return parts.programmes.override(programme, 4, pair, outcome, OFFICER, judged=judged, reason=reason)


def test_versions_follow_the_shipped_one(database: Database) -> None:
    with deciding(database) as parts:
        assert parts.programmes.current() == {}
        assert put(parts, {"소재": ["탄소 복합재"]}, expected=3) == 4
        assert put(parts, {"소재": ["탄소 복합재", "b"]}, expected=4) == 5
        parts.programmes.put("export-drive", {"a": 1}, "n", ADMINISTRATOR, after=0, expected_version=0)
    with looking(database) as parts:
        current = parts.programmes.current()
        assert {id_: row.version for id_, row in current.items()} == {"export-drive": 1, "materials-40": 5}
        assert current["materials-40"].content == {"소재": ["탄소 복합재", "b"]}
        assert [row.version for row in parts.programmes.history("materials-40")] == [4, 5]
        earlier = parts.programmes.version("materials-40", 4)
        assert earlier is not None
        assert (earlier.note, earlier.actor) == ("목록 보완", "admin")
        assert parts.programmes.version("materials-40", 3) is None
        assert parts.actions() == ["programme_changed"] * 3
        assert parts.audit.events(limit=1)[0].record_id == "export-drive"


def test_a_newer_shipped_version_is_counted_on_from(database: Database) -> None:
    with deciding(database) as parts:
        put(parts, {"a": 1}, expected=3)
        assert put(parts, {"a": 2}, expected=7, after=7) == 8


def test_who_edits_an_old_version_is_told(database: Database) -> None:
    with deciding(database) as parts:
        put(parts, {"a": 1}, expected=3)
        with pytest.raises(Conflict, match="programme_changed") as caught:
            put(parts, {"a": 2}, expected=3)
        assert caught.value.problem.facts == {"programme": "materials-40", "version": 4}
        assert [row.version for row in parts.programmes.history("materials-40")] == [4]


def test_what_is_too_large_or_has_no_note_is_refused(database: Database) -> None:
    with deciding(database) as parts:
        with pytest.raises(TooLarge):
            put(parts, {"a": "x" * 200_000}, expected=3)
        with pytest.raises(Invalid, match="entry_missing"):
            parts.programmes.put("a", {}, " \n", ADMINISTRATOR, after=0, expected_version=0)
        for id_ in ("", "A", "a b", "-a", "a-", "x" * 61, "사업"):
            with pytest.raises(Invalid, match="bad_programme_id"):
                parts.programmes.put(id_, {}, "n", ADMINISTRATOR, after=0, expected_version=0)


def test_the_latest_override_counts_whichever_record_is_named_first(database: Database) -> None:
    other = Pair.of(NEED, COMPANY)
    with deciding(database) as parts:
        override(parts, "eligible")
        override(parts, "ineligible", Pair.of(COMPANY, PATENT))
        override(parts, "eligible", programme="export-drive")
        override(parts, "eligible", other)
    with looking(database) as parts:
        found = parts.programmes.overrides([Pair.of(COMPANY, PATENT), Pair.of(NEED, PATENT)])
        assert {pair: {id_: row.outcome for id_, row in rows.items()} for pair, rows in found.items()} == {
            PAIR: {"materials-40": "ineligible", "export-drive": "eligible"}
        }
        assert set(parts.programmes.overrides([PAIR, other])) == {PAIR, other}
        assert [row.outcome for row in parts.programmes.override_history(PAIR)] == [
            "eligible",
            "ineligible",
            "eligible",
        ]


def test_an_override_is_taken_back_once(database: Database) -> None:
    with deciding(database) as parts:
        with pytest.raises(Conflict, match="no_override"):
            override(parts, None)
        override(parts, "eligible")
        override(parts, None)
        assert parts.programmes.overrides([PAIR]) == {}
        with pytest.raises(Conflict, match="no_override"):
            override(parts, None)
        assert [row.outcome for row in parts.programmes.override_history(PAIR)] == ["eligible", None]
        event = parts.audit.events(limit=1)[0]
        assert (event.action, event.kind, event.record_id) == ("verdict_overridden", "companies", "C1")
        assert (event.facts["outcome"], event.facts["reason"]) == (None, "현장 확인")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"reason": ""}, "entry_missing"),
        ({"reason": "\u200b \n"}, "entry_missing"),
        ({"reason": "x" * 2_001}, "entry_too_long"),
        ({"judged": "perhaps"}, "entry_not_known"),
        ({"programme": "Materials"}, "bad_programme_id"),
    ],
)
def test_an_override_needs_a_reason_and_known_words(database: Database, wrong: dict[str, str], code: str) -> None:
    with deciding(database) as parts:
        with pytest.raises(Refused, match=code):
            override(parts, "eligible", PAIR, **wrong)
        with pytest.raises(Invalid, match="entry_not_known"):
            override(parts, "yes")
        assert parts.actions() == []
