"""Clearances, hints, decisions, control lists, and what is still to be done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update

from corpus.database import Database
from corpus.disclosure import ControlStatus, Tier
from corpus.drafts import CompanyDraft, NeedDraft, PatentDraft, ProfileDraft
from corpus.problems import Conflict, Invalid, NotFound, TooLarge
from corpus.records import Need
from corpus.store.keys import RecordKey
from corpus.store.standing import Attention, FoundHint, Scanned, Sought, Standing
from corpus.store.tables import table
from tests.corpus.store.deciding import ADMINISTRATOR, MACHINE, REVIEWER, Parts, deciding, looking

TODAY = date(2031, 5, 1)
HINT = FoundHint("own", "1", "X1", "관성항법", "관성항법장치", "이 장치는 관성항법장치를 쓴다.")
UNSCREENED = Standing(Tier.PUBLIC)
HINTED = Standing(Tier.PUBLIC, ControlStatus.HINT)


def needs(parts: Parts, *numbers: int, title: str = "t") -> None:
    parts.store.needs.put([NeedDraft(id=f"N{number}", title=title) for number in numbers])


def hash_of(parts: Parts, record_id: str) -> str:
    return parts.store.needs.require(record_id).content_hash


def scan(parts: Parts, *ids: str, scanner: str = "s1", hints: tuple[FoundHint, ...] = ()) -> None:
    scanned = [Scanned(id_, hash_of(parts, id_), hints) for id_ in ids]
    parts.screening.replace_hints("needs", scanner, scanned)


def save(parts: Parts, record_id: str, before: Standing, after: Standing, action: str = "decided") -> int:
    return parts.screening.save("needs", record_id, before, after, REVIEWER, action=action, reason="검토 완료")


def test_a_decision_is_kept_with_its_history(database: Database) -> None:
    determined = Standing(Tier.RELEASED, ControlStatus.DETERMINED, "판정 제1호", date(2032, 1, 1))
    with deciding(database) as parts:
        needs(parts, 1)
        assert parts.screening.clearance("needs", "N1") is None
        assert parts.screening.standing("needs", "N1") == UNSCREENED
        save(parts, "N1", UNSCREENED, HINTED)
        save(parts, "N1", HINTED, determined, "determine")
    with looking(database) as parts:
        assert parts.screening.standing("needs", "N1") == determined
        first, second = parts.screening.decisions("needs", "N1")
        assert (first.before, first.after) == (UNSCREENED.mapping(), second.before)
        assert second.after == {
            "tier": "released",
            "control": "determined",
            "reference": "판정 제1호",
            "expires_on": "2032-01-01",
            "lapsed": False,
            "stale": False,
        }
        assert (second.actor, second.action, second.reason) == ("reviewer.lee", "determine", "검토 완료")
        event = parts.audit.events(limit=1, record=RecordKey("needs", "N1"))[0]
        assert (event.action, event.role, event.facts["decision"]) == ("control_determine", "reviewer", second.id)
        assert parts.screening.decisions("patents", "N1") == []
        assert set(parts.screening.clearances("needs", ["N1", "N2"])) == {"N1"}


def test_who_decides_on_an_old_standing_is_told(database: Database) -> None:
    with deciding(database) as parts:
        needs(parts, 1)
        save(parts, "N1", UNSCREENED, HINTED)
        for stale in (UNSCREENED, replace(HINTED, tier=Tier.RESTRICTED)):
            with pytest.raises(Conflict, match="clearance_changed"):
                save(parts, "N1", stale, replace(HINTED, control=ControlStatus.CLEARED))
        with pytest.raises(NotFound, match="unknown_need"):
            save(parts, "N9", UNSCREENED, HINTED)
        with pytest.raises(Invalid, match="entry_too_long"):
            parts.screening.save("needs", "N1", HINTED, HINTED, REVIEWER, action="a", reason="x" * 2_001)
        with pytest.raises(Invalid, match="entry_too_long"):
            save(parts, "N1", HINTED, replace(HINTED, reference="x" * 201))
        assert len(parts.screening.decisions("needs", "N1")) == 1


def test_a_scan_opens_nothing(database: Database) -> None:
    """The clearance that a scan makes has the tier of the record, not the default one."""
    with deciding(database) as parts:
        needs(parts, 1)
        records = table(Need)
        parts.session.connection().execute(update(records).values(tier=Tier.RESTRICTED.value))
        assert parts.screening.standing("needs", "N1") == Standing(Tier.RESTRICTED)
        scan(parts, "N1", hints=(HINT,))
        assert parts.screening.standing("needs", "N1") == Standing(Tier.RESTRICTED)
        assert parts.actions() == []


def test_hints_are_replaced(database: Database) -> None:
    other = replace(HINT, code="X2", phrase="야시 장비")
    with deciding(database) as parts:
        needs(parts, 1, 2)
        scan(parts, "N1", hints=(HINT, other))
        scan(parts, "N2", hints=(HINT,))
        parts.screening.replace_hints("needs", "s1", [Scanned("gone", "h", (HINT,))])
    with deciding(database) as parts:
        found = parts.screening.hints_of("needs", ["N1", "N2", "gone"])
        assert {id_: [hint.code for hint in hints] for id_, hints in found.items()} == {
            "N1": ["X1", "X2"],
            "N2": ["X1"],
        }
        assert found["N1"][0].sentence == HINT.sentence
        assert found["N1"][0].content_hash == hash_of(parts, "N1")
        scan(parts, "N1", hints=(other,))
        assert [hint.code for hint in parts.screening.hints_of("needs", ["N1"])["N1"]] == ["X2"]
        scan(parts, "N1", "N2")
        assert parts.screening.hints_of("needs", ["N1", "N2"]) == {}
        assert parts.screening.clearance("needs", "gone") is None


def test_what_was_not_scanned_in_its_present_form_is_told(database: Database) -> None:
    with deciding(database) as parts:
        needs(parts, *range(6))
        scan(parts, "N0", "N1", "N2", "N3")
        scan(parts, "N1", scanner="s0")
        needs(parts, 2, title="changed")
        save(parts, "N4", UNSCREENED, HINTED)
        parts.store.needs.withdraw("N5", "r")
        assert parts.screening.unscreened("needs", "s1") == ["N1", "N2", "N4"]
        assert parts.screening.unscreened("needs", "s1", limit=2) == ["N1", "N2"]
        assert parts.screening.unscreened("needs", "s1", after="N2") == ["N4"]
        assert len(parts.screening.unscreened("needs", "s2")) == 5
        assert parts.screening.unscreened("patents", "s1") == []


def queued(parts: Parts) -> None:
    needs(parts, *range(6))
    parts.store.patents.put([PatentDraft(id="P1", country="KR", title="t")])
    parts.store.companies.put([CompanyDraft(id="C1", name="가상정밀", profile=ProfileDraft())])
    scan(parts, "N1", hints=(HINT,))
    save(parts, "N1", UNSCREENED, HINTED)
    save(parts, "N2", UNSCREENED, Standing(Tier.PUBLIC, ControlStatus.CLEARED, stale=True))
    save(parts, "N3", UNSCREENED, Standing(Tier.PUBLIC, ControlStatus.HINT, lapsed=True))
    save(parts, "N4", UNSCREENED, Standing(Tier.PUBLIC, ControlStatus.CLEARED))
    save(parts, "N5", UNSCREENED, HINTED)
    parts.screening.save("patents", "P1", UNSCREENED, HINTED, MACHINE, action="found")
    parts.screening.save("companies", "C1", UNSCREENED, HINTED, MACHINE, action="found")
    parts.store.needs.withdraw("N5", "r")


def test_the_queue_has_what_waits_for_a_reviewer(database: Database) -> None:
    with deciding(database) as parts:
        queued(parts)
    with looking(database) as parts:
        queue = parts.screening.queue
        assert [entry.clearance.record_id for entry in queue()] == ["C1", "N1", "N2", "N3", "P1"]
        assert [entry.clearance.record_id for entry in queue(Sought(Attention.HINT))] == ["C1", "N1", "N3", "P1"]
        assert [entry.clearance.record_id for entry in queue(Sought(Attention.STALE))] == ["N2"]
        assert [entry.clearance.record_id for entry in queue(Sought(Attention.LAPSED))] == ["N3"]
        after = RecordKey("needs", "N1")
        assert [entry.clearance.record_id for entry in queue(after=after, limit=2)] == ["N2", "N3"]
        assert [[hint.code for hint in entry.hints] for entry in queue(limit=3)] == [[], ["X1"], []]


def test_counts_are_of_live_records(database: Database) -> None:
    with deciding(database) as parts:
        queued(parts)
    with looking(database) as parts:
        counts = parts.screening.counts()
        assert {status.value: count for status, count in counts.by_status.items()} == {
            "unscreened": 1,
            "hint": 4,
            "determined": 0,
            "cleared": 2,
            "blocked": 0,
        }
        assert (counts.stale, counts.lapsed) == (1, 1)


def test_determinations_that_expired_are_due(database: Database) -> None:
    def determined(day: date, *, lapsed: bool = False) -> Standing:
        return Standing(Tier.PUBLIC, ControlStatus.DETERMINED, "r", day, lapsed=lapsed)

    with deciding(database) as parts:
        needs(parts, *range(5))
        save(parts, "N0", UNSCREENED, determined(date(2031, 4, 30)))
        save(parts, "N1", UNSCREENED, determined(TODAY))
        save(parts, "N2", UNSCREENED, determined(date(2031, 4, 1)))
        save(parts, "N3", UNSCREENED, determined(date(2031, 4, 1), lapsed=True))
        save(parts, "N4", UNSCREENED, replace(determined(date(2031, 4, 1)), control=ControlStatus.BLOCKED))
        assert [row.record_id for row in parts.screening.due(TODAY)] == ["N2", "N0"]
        assert [row.record_id for row in parts.screening.due(TODAY, limit=1)] == ["N2"]


ENTRIES: list[dict[str, object]] = [{"code": "X1", "phrases": ["관성항법장치"]}]


def put_list(parts: Parts, version: str, entries: list[dict[str, object]] | None = None, id_: str = "own") -> None:
    parts.screening.lists.put(id_, version, ADMINISTRATOR, name="자체 목록", source="시험", entries=entries or ENTRIES)


def test_one_version_of_a_list_is_in_force(database: Database) -> None:
    with deciding(database) as parts:
        lists = parts.screening.lists
        put_list(parts, "1")
        put_list(parts, "2", [*ENTRIES, {"code": "X2"}])
        put_list(parts, "7", id_="other")
        put_list(parts, "7", id_="other")
        assert [(row.id, row.version) for row in lists.active()] == [("other", "7"), ("own", "2")]
        lists.set_active("own", "1", REVIEWER)
        assert [(row.id, row.version, row.entries) for row in lists.active()][1] == ("own", "1", ENTRIES)
        lists.set_active("other", None, REVIEWER)
        lists.set_active("other", None, REVIEWER)
        assert parts.actions() == [
            *["control_list_kept", "control_list_in_force"] * 3,
            *["control_list_in_force", "control_list_off"],
        ]
    with looking(database) as parts:
        lists = parts.screening.lists
        assert [(row.id, row.version, row.entries, row.active) for row in lists.versions()] == [
            ("other", "7", 1, False),
            ("own", "2", 2, False),
            ("own", "1", 1, True),
        ]
        assert [row.version for row in lists.versions("own")] == ["2", "1"]


def test_lists_that_contradict_or_are_too_large_are_refused(database: Database) -> None:
    with deciding(database) as parts:
        put_list(parts, "1")
        with pytest.raises(Conflict, match="control_list_differs"):
            put_list(parts, "1", [{"code": "X9"}])
        with pytest.raises(TooLarge):
            put_list(parts, "2", [{}] * 20_001)
        for id_, version in (("", "1"), ("own list", "1"), ("own", ""), ("own", "x" * 81), ("-own", "1")):
            with pytest.raises(Invalid, match="bad_list_id"):
                put_list(parts, version, id_=id_)
        for id_, version in (("own", "2"), ("nobody's", "1")):
            with pytest.raises(NotFound, match="unknown_control_list"):
                parts.screening.lists.set_active(id_, version, REVIEWER)
