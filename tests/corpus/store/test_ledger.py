"""Money, figures and follow-ups of programmes."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.database import Database
from corpus.problems import Conflict, NotFound, Refused
from corpus.store.ledger import Total
from tests.corpus.store.deciding import OFFICER, Parts, deciding, looking

CIVMIL = "civmil-cooperation"


def commit(parts: Parts, amount: int = 5_000_000, case: str = "CASE-1", **more: Any) -> int:
    told = {"track": "spin-off", "year": 2031, **more}
    return parts.ledger.commit(told.pop("programme", CIVMIL), OFFICER, amount=amount, case_reference=case, **told)


def test_totals_are_by_programme_track_and_year(database: Database) -> None:
    with deciding(database) as parts:
        commit(parts, 3, jobs_expected=10)
        commit(parts, 4, jobs_expected=2, jobs_reached=1)
        commit(parts, 5, "CASE-2")
        commit(parts, 6, track="spin-on")
        commit(parts, 7, track=None)
        commit(parts, 8, year=2032)
        commit(parts, 10**14, programme="manpower")
    with looking(database) as parts:
        totals = parts.ledger.totals()
        assert totals == [
            Total(CIVMIL, None, 2031, 7, None, None, 1),
            Total(CIVMIL, "spin-off", 2031, 12, 12, 1, 2),
            Total(CIVMIL, "spin-off", 2032, 8, None, None, 1),
            Total(CIVMIL, "spin-on", 2031, 6, None, None, 1),
            Total("manpower", "spin-off", 2031, 10**14, None, None, 1),
        ]
        assert parts.ledger.totals("manpower") == totals[4:]
        assert parts.ledger.totals("unheard-of") == []


def test_an_entry_is_voided_once_and_stays(database: Database) -> None:
    with deciding(database) as parts:
        wrong = commit(parts, 9, jobs_expected=3)
        commit(parts, 4)
        voiding = parts.ledger.void(wrong, "중복 기록", OFFICER)
        assert [total.amount for total in parts.ledger.totals()] == [4]
        with pytest.raises(Conflict, match="commitment_voided"):
            parts.ledger.void(wrong, "again", OFFICER)
        with pytest.raises(Conflict, match="commitment_voids"):
            parts.ledger.void(voiding, "back", OFFICER)
        with pytest.raises(NotFound):
            parts.ledger.void(99_999, "r", OFFICER)
        with pytest.raises(Refused, match="entry_missing"):
            parts.ledger.void(wrong, " ", OFFICER)
    with looking(database) as parts:
        entries = parts.ledger.entries()
        assert [(entry.commitment.voids, entry.voided_by) for entry in entries] == [
            (wrong, None),
            (None, None),
            (None, voiding),
        ]
        assert (entries[0].commitment.note, entries[0].commitment.amount) == ("중복 기록", 9)
        assert [entry.commitment.id for entry in parts.ledger.entries(CIVMIL, before_id=voiding, limit=1)] == [
            entries[1].commitment.id
        ]
        assert parts.ledger.entries("manpower") == []
        assert parts.actions() == ["commitment_booked", "commitment_booked", "commitment_voided"]
        assert parts.audit.events(limit=1)[0].facts["voids"] == wrong


def test_after_voiding_all_nothing_is_left(database: Database) -> None:
    with deciding(database) as parts:
        parts.ledger.void(commit(parts), "r", OFFICER)
        assert parts.ledger.totals() == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"amount": 0}, "entry_out_of_range"),
        ({"amount": -5}, "entry_out_of_range"),
        ({"amount": 10**14 + 1}, "entry_out_of_range"),
        ({"year": 1989}, "entry_out_of_range"),
        ({"year": 2101}, "entry_out_of_range"),
        ({"track": "spin-out"}, "entry_not_known"),
        ({"case": "\t"}, "entry_missing"),
        ({"case": "x" * 201}, "entry_too_long"),
        ({"note": "x" * 2_001}, "entry_too_long"),
        ({"jobs_expected": -1}, "entry_out_of_range"),
        ({"jobs_reached": 1_000_001}, "entry_out_of_range"),
        ({"programme": "Civil"}, "bad_programme_id"),
    ],
)
def test_entries_are_bounded(database: Database, wrong: dict[str, Any], code: str) -> None:
    with deciding(database) as parts:
        with pytest.raises(Refused, match=code):
            commit(parts, **wrong)
        assert parts.actions() == []


STEPS = st.lists(
    st.tuples(st.sampled_from(["spin-off", "spin-on", None]), st.integers(1, 10**14), st.booleans()), max_size=12
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_totals_are_what_stands(database: Database, steps: list[tuple[str | None, int, bool]]) -> None:
    expected: Counter[str | None] = Counter()
    with deciding(database, keep=False) as parts:
        for track, amount, voided in steps:
            entry = commit(parts, amount, track=track)
            if voided:
                parts.ledger.void(entry, "r", OFFICER)
            else:
                expected[track] += amount
        assert {total.track: total.amount for total in parts.ledger.totals()} == expected


def test_the_latest_figure_of_a_name_and_year_counts(database: Database) -> None:
    with deciding(database) as parts:
        enter = parts.ledger.figures.enter
        enter("export-drive", "시장 점유율", 2.5, "%", OFFICER, source="보도자료", year=2031)
        enter("export-drive", "시장 점유율", 2.8, "%", OFFICER, source="정정 보도", year=2031)
        enter("export-drive", "시장 점유율", 3, "%", OFFICER, source="연보", year=2032, source_date=date(2032, 3, 1))
        enter("export-drive", "순위", 8, "위", OFFICER, source="연보")
        enter("export-drive", "순위", 7, "위", OFFICER, source="연보 2판")
        enter("manpower", "인력", 100, "명", OFFICER, source="연보")
    with looking(database) as parts:
        figures = parts.ledger.figures
        shown = [(row.name, row.year, row.value, row.source) for row in figures.latest("export-drive")]
        assert shown == [
            ("순위", None, 7, "연보 2판"),
            ("시장 점유율", 2031, 2.8, "정정 보도"),
            ("시장 점유율", 2032, 3, "연보"),
        ]
        assert len(figures.latest()) == 4
        assert [row.value for row in figures.history("export-drive", "시장 점유율")] == [3, 2.8, 2.5]
        assert parts.actions() == ["figure_entered"] * 6


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"value": float("nan")}, "bad_figure"),
        ({"value": float("-inf")}, "bad_figure"),
        ({"value": 1e16}, "bad_figure"),
        ({"name": ""}, "entry_missing"),
        ({"unit": ""}, "entry_missing"),
        ({"source": " "}, "entry_missing"),
        ({"source_date": date(1, 1, 1)}, "entry_out_of_range"),
        ({"year": 0}, "entry_out_of_range"),
    ],
)
def test_figures_are_bounded_and_say_where_they_are_from(database: Database, wrong: dict[str, Any], code: str) -> None:
    told = {"name": "n", "value": 1.0, "unit": "%", "source": "s", **wrong}
    with deciding(database) as parts, pytest.raises(Refused, match=code):
        parts.ledger.figures.enter("export-drive", actor=OFFICER, **told)


def test_follow_ups_are_counted_by_stage(database: Database) -> None:
    with deciding(database) as parts:
        add = parts.ledger.follow_ups.add
        for case, stage in (("CASE-1", "education"), ("CASE-1", "trial-run"), ("CASE-2", "education")):
            add("after-sales", case, stage, OFFICER, held_on=date(2031, 6, 1), party="가상 정비창", outcome="완료")
        add("manpower", "CASE-1", "education", OFFICER, held_on=date(2031, 6, 1), party="p")
    with looking(database) as parts:
        steps = parts.ledger.follow_ups
        assert steps.counts("after-sales") == {"education": 2, "joint-training": 0, "trial-run": 1}
        assert steps.counts() == {"education": 3, "joint-training": 0, "trial-run": 1}
        listed = steps.page(programme_id="after-sales", case_reference="CASE-1")
        assert [row.stage for row in listed] == ["trial-run", "education"]
        assert [row.id for row in steps.page(before_id=listed[0].id, limit=5)] == [listed[1].id]
        assert parts.actions() == ["follow_up_added"] * 4


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"stage": "party"}, "entry_not_known"),
        ({"party": ""}, "entry_missing"),
        ({"held_on": date(1066, 10, 14)}, "entry_out_of_range"),
        ({"outcome": "x" * 2_001}, "entry_too_long"),
    ],
)
def test_follow_ups_are_bounded(database: Database, wrong: dict[str, Any], code: str) -> None:
    told = {"stage": "education", "held_on": date(2031, 6, 1), "party": "p", **wrong}
    with deciding(database) as parts, pytest.raises(Refused, match=code):
        parts.ledger.follow_ups.add("after-sales", "CASE-1", actor=OFFICER, **told)
