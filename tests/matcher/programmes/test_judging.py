"""What follows from a programme's criteria; money; the memory of a sweep."""

from __future__ import annotations

import dataclasses
from datetime import date
from itertools import product
from typing import Any

import pytest

from corpus.facts import RecordFacts, Side
from matcher.programmes.catalogue import Catalogue, Programme, shipped
from matcher.programmes.facts import JudgingContext, PairFacts
from matcher.programmes.judging import Judge, judge, judge_all
from matcher.programmes.money import money_left
from matcher.programmes.verdicts import Outcome, worded_verdict
from matcher.tracks import tracks_of

TODAY = date(2026, 11, 22)
SIDES = (frozenset({Side.DEFENCE}), frozenset({Side.CIVIL}))
SIZES = ("small", "large", None)
LABEL = {"ko": "이름", "en": "name"}


def programme(id_: str = "harbour", criteria: tuple[dict[str, Any], ...] = (), **more: Any) -> Programme:
    basis = {"id": id_, "version": 1, "names": LABEL, "summary": LABEL, "source": "made up", "rules_version": "1"}
    kind = "verdict" if criteria else "figure"
    return Programme.from_mapping({**basis, "kind": kind, "criteria": list(criteria), **more})


def criterion(rule: str, **parameters: object) -> dict[str, Any]:
    return {"rule": rule, "parameters": parameters, "source": "made up"}


SMALL, ACTIVE = criterion("company-size", any_of=["small"]), criterion("business-status")


@pytest.mark.parametrize(
    ("company", "outcome"),
    [
        ({"size": "small", "active": True}, Outcome.ELIGIBLE),
        ({"size": "small"}, Outcome.UNKNOWN),
        ({}, Outcome.UNKNOWN),
        ({"size": "large"}, Outcome.INELIGIBLE),
        ({"size": "large", "active": True}, Outcome.INELIGIBLE),
    ],
)
def test_a_programme_is_as_good_as_its_weakest_rule(company: dict[str, Any], outcome: Outcome) -> None:
    facts = PairFacts.between(None, RecordFacts("companies", "c", **company))
    verdict = judge(programme(criteria=(SMALL, ACTIVE)), facts, JudgingContext(TODAY))
    assert verdict.outcome is outcome
    assert [each.rule for each in verdict.verdicts] == ["company-size", "business-status"]


def test_a_programme_of_figures_judges_nothing() -> None:
    figures, judging = programme("a"), programme("b", (ACTIVE,))
    assert judge(figures, PairFacts(), JudgingContext(TODAY)).outcome is None
    verdicts = judge_all(Catalogue.of([figures, judging]), PairFacts(), JudgingContext(TODAY))
    assert [verdict.programme for verdict in verdicts] == ["b"]


def test_a_period_is_judged_once_it_is_told() -> None:
    facts = PairFacts.between(None, RecordFacts("companies", "c", active=True))
    outcomes = [
        judge(programme(criteria=(ACTIVE,), period=period), facts, JudgingContext(TODAY)).outcome
        for period in ({}, {"start": "2026-01-01"}, {"start": "2026-01-01", "end": "2027-01-01"}, {"end": "2026-01-01"})
    ]
    assert outcomes == [Outcome.ELIGIBLE, Outcome.UNKNOWN, Outcome.ELIGIBLE, Outcome.INELIGIBLE]


def test_an_added_area_is_named_in_the_reason() -> None:
    facet = dataclasses.replace(
        shipped().facets["materials"], members={"sea-glass": shipped().programmes["manpower"].names}
    )
    catalogue = Catalogue.of([programme(criteria=(criterion("material"),))], [facet])
    facts = PairFacts(materials=frozenset({"sea-glass"}))
    [verdict] = judge_all(catalogue, facts, JudgingContext(TODAY))[0].verdicts
    assert "People for machinery" in worded_verdict(verdict, "en", catalogue.labels).reason
    assert "sea-glass" in worded_verdict(verdict, "en").reason


def test_what_is_left_of_ceilings() -> None:
    def ceiling(amount: int | None, **more: object) -> dict[str, Any]:
        return {"amount": amount, "source": "x", **more}

    catalogue = Catalogue.of(
        [
            programme("a", ceilings=[ceiling(100, shared_with=["b"])]),
            programme("b", ceilings=[ceiling(100, shared_with=["a"]), ceiling(None, track="spin-up")]),
            programme("c", ceilings=[ceiling(50, first_year=2026, last_year=2026, track="spin-on")]),
            programme("d", ceilings=[ceiling(50, last_year=2025), ceiling(70), ceiling(60)]),
            programme("e", ceilings=[ceiling(50, or_more=True)]),
        ]
    )
    booked = {
        ("a", "spin-off", 2025): 30,
        ("b", None, None): 20,
        ("c", "spin-on", 2026): 40,
        ("c", "spin-on", 2025): 5,
        ("c", "spin-off", 2026): 5,
        ("e", None, 2026): 50,
    }
    assert money_left(catalogue, booked, 2026) == {
        ("a", None, None): 50,
        ("b", None, None): 50,
        ("b", "spin-up", None): None,
        ("c", "spin-on", 2026): 10,
        ("d", None, None): 60,
        ("e", None, None): None,
    }


def test_memory_changes_no_verdict() -> None:
    context = JudgingContext(TODAY, money_left(shipped(), {}, TODAY.year))
    remembering = Judge(shipped(), context, most=3)
    patents = [
        RecordFacts("patents", f"p{number}", sides=SIDES[number % 2], trl=number, legal_status="granted", owners=("x",))
        for number in range(4)
    ]
    companies = [RecordFacts("companies", f"c{place}", size=SIZES[place % 3], employees=place) for place in range(6)]
    for patent, company in [*product(patents, companies)] * 2:
        facts = PairFacts.between(patent, company, tracks_of(patent, company), frozenset({"ai"}))
        assert remembering.verdicts(facts) == judge_all(shipped(), facts, context)
    assert remembering.version == shipped().version


def test_records_that_differ_in_nothing_that_is_read_share_their_verdicts() -> None:
    remembering = Judge(shipped(), JudgingContext(TODAY))
    first, second = (RecordFacts("companies", f"c{people}", size="small", employees=people) for people in (5, 6))
    shared = zip(*(remembering.verdicts(PairFacts.between(None, company)) for company in (first, second)), strict=True)
    assert all(one is other for one, other in shared)


def test_pairs_are_hashable_and_equal_by_their_facts() -> None:
    patent, company = RecordFacts("patents", "p", trl=4), RecordFacts("companies", "c", active=True)
    first, second = (PairFacts.between(patent, company, areas=frozenset({"ai"})) for _ in range(2))
    assert first == second
    assert hash(first) == hash(second)
    assert first != PairFacts.between(patent, company)
    assert first != PairFacts.between(patent, dataclasses.replace(company, active=False), areas=frozenset({"ai"}))
