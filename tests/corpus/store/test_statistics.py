"""Counts over a span of months, by hand; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import create_engine, text

from corpus.database import Database
from corpus.records import FollowUp
from corpus.roles import Caller, Role
from corpus.store.statistics import Booked, Counts, Dimension, Jobs, Span
from tests.corpus.store.counting import FIRST_HALF, booking, case, company, keep, moment, shown

OFFICER = Caller(Role.OFFICER, "officer")


@pytest.fixture
def filled(database: Database, url: str) -> Database:
    """Two companies; matches, cases and bookings in and outside the span."""
    with database.transaction() as store:
        store.put(
            "companies", [company("C1", "대전", "small"), company("C2", "서울", "large"), company("C3", None, None)]
        )
    keep(
        url,
        [
            shown("P1", moment(1), ["spin-off"], ["innovation-100"], ["space", "ai"], region="대전", size="small"),
            shown("P2", moment(2, 28, 23), ["spin-off", "spin-up"], [], [], region="대전", size="small"),
            shown("P3", moment(6, 30, 23), [], ["innovation-100", "manpower"], ["ai"], record_id="C2", size="large"),
            shown("P4", moment(7), ["spin-on"], region="부산"),
            shown("P4", moment(7) - timedelta(days=365), ["spin-on"], record_id="C2"),
            # a text that found a patent has no company
            shown("hash", moment(3), ["spin-on"], kind="patents", record_id="P1", other_kind="text", language="en"),
            case(1, moment(1, 5), track="spin-off", stage="licensed", concluded_at=moment(3, 2)),
            case(2, moment(1, 6), track="spin-off", stage="declined", declined_reason="price", concluded_at=moment(2)),
            case(3, moment(2, 1), "C2", track=None, stage="follow-up", concluded_at=moment(7)),
            case(
                4,
                moment(5, 1),
                "C3",
                track="spin-on",
                stage="declined",
                declined_reason="price",
                concluded_at=moment(6),
            ),
            case(5, moment(7), "C3", stage="declined", declined_reason="terms", concluded_at=moment(8)),
            booking("CMT-2026-00001", 100, moment(3, 3), jobs_expected=4),
            booking("CMT-2026-00003", 1_000, moment(4), track=None, programme_id="manpower", jobs_reached=2),
            booking("CMT-2026-00003", 7, moment(7)),
            booking("nobody's", 20, moment(6, 30, 23), jobs_expected=1, jobs_reached=1),
            booking("CMT-2026-00001", 5, moment(5), jobs_expected=90),
        ],
    )
    return database


def counts(database: Database, by: Dimension, span: Span = FIRST_HALF) -> Counts:
    with database.reading() as store:
        return store.statistics.counts(span, by)


def test_by_track(filled: Database) -> None:
    found = counts(filled, Dimension.TRACK)
    assert found.matches == {"spin-off": 2, "spin-up": 1, "spin-on": 1, None: 1}
    assert found.opened == {"spin-off": 2, None: 1, "spin-on": 1}
    assert found.licensed == {"spin-off": 1}
    assert found.booked == {"spin-off": Booked(3, 125), None: Booked(1, 1_000)}
    assert found.keys == {"spin-off", "spin-on", "spin-up", None}


def test_by_programme_and_label_a_case_is_its_pair_as_it_was_shown_first(filled: Database) -> None:
    by_programme = counts(filled, Dimension.PROGRAMME)
    assert by_programme.matches == {"innovation-100": 2, "manpower": 1, None: 2}
    # of case 2 the pair falls under none, that of case 4 was not shown
    assert by_programme.opened == {"innovation-100": 2, "manpower": 1, None: 2}
    assert by_programme.booked == {"civmil-cooperation": Booked(3, 125), "manpower": Booked(1, 1_000)}
    by_label = counts(filled, Dimension.LABEL)
    assert by_label.matches == {"space": 1, "ai": 2, None: 2}
    assert by_label.licensed == {"space": 1, "ai": 1}
    assert by_label.booked == {"space": Booked(2, 105), "ai": Booked(3, 1_105), None: Booked(1, 20)}


def test_by_region_and_size_a_case_is_its_company(filled: Database) -> None:
    by_region = counts(filled, Dimension.REGION)
    assert by_region.matches == {"대전": 2, None: 1}
    assert by_region.opened == {"대전": 2, "서울": 1, None: 1}
    assert by_region.booked == {"대전": Booked(2, 105), "서울": Booked(1, 1_000), None: Booked(1, 20)}
    by_size = counts(filled, Dimension.SIZE)
    assert by_size.matches == {"small": 2, "large": 1}
    assert by_size.opened == {"small": 2, "large": 1, None: 1}
    assert by_size.licensed == {"small": 1}


def test_by_month_each_counts_in_its_own(filled: Database) -> None:
    found = counts(filled, Dimension.MONTH)
    assert found.matches == {0: 1, 1: 1, 2: 1, 5: 1}
    assert found.opened == {0: 2, 1: 1, 4: 1}
    assert found.licensed == {2: 1}
    assert found.booked == {2: Booked(1, 100), 3: Booked(1, 1_000), 4: Booked(1, 5), 5: Booked(1, 20)}


def test_a_span_of_one_month_and_one_that_nothing_happened_in(filled: Database) -> None:
    january = Span(FIRST_HALF.bounds[:2])
    assert counts(filled, Dimension.MONTH, january) == Counts({0: 1}, {0: 2}, {}, {})
    later = replace(FIRST_HALF, bounds=tuple(bound + timedelta(days=4_000) for bound in FIRST_HALF.bounds))
    assert [counts(filled, by, later) for by in Dimension] == [Counts()] * len(Dimension)


def test_what_is_voided_counts_nowhere(filled: Database) -> None:
    with filled.transaction() as store:
        entry = store.ledger.entries()
        wrong = next(each.commitment.id for each in entry if each.commitment.amount == 5)
        store.ledger.void(wrong or 0, "mistaken", OFFICER)
    assert counts(filled, Dimension.TRACK).booked["spin-off"] == Booked(2, 120)
    with filled.reading() as store:
        assert store.statistics.jobs(FIRST_HALF) == Jobs(5, 3)


def test_declined_cases_by_reason(filled: Database) -> None:
    with filled.reading() as store:
        assert store.statistics.declined(FIRST_HALF) == {"price": 2}


def test_jobs_and_steps(filled: Database, url: str) -> None:
    with filled.reading() as store:
        assert store.statistics.jobs(FIRST_HALF) == Jobs(95, 3)
        assert store.statistics.jobs(Span((moment(1), moment(2)))) == Jobs(None, None)
    step = {"programme_id": "after-sales", "case_reference": "X", "party": "Y", "actor": "o", "recorded_at": moment(9)}
    days = (("education", date(2026, 1, 1)), ("education", date(2026, 6, 30)), ("trial-run", date(2026, 7, 1)))
    keep(url, [FollowUp(stage=stage, held_on=day, **step) for stage, day in days])
    with filled.reading() as store:
        found = store.statistics.steps(date(2026, 1, 1), date(2026, 6, 30))
    assert found == {"education": 2, "joint-training": 0, "trial-run": 0}


def test_a_pair_is_looked_up_by_its_index(filled: Database, url: str) -> None:
    """Else cases times matches rows would be read."""
    if filled.dialect != "sqlite":
        pytest.skip("the planner of the other takes what it likes on so few rows")
    engine = create_engine(url)
    with engine.connect() as connection:
        plan = connection.execute(
            text(
                "EXPLAIN QUERY PLAN SELECT count(*) FROM transfercase LEFT JOIN shownmatch ON kind = 'companies' AND "
                "record_id = company_id AND other_kind = subject_kind AND other_id = subject_id"
            )
        )
        assert any("ix_shownmatch_pair" in str(row) for row in plan)
    engine.dispose()
