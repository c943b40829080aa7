"""How far cases come: by hand from their events, and against a plain replay of drawn ways."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.database import Database
from corpus.records import CaseEvent, CaseStage
from corpus.store.funnel import LINE, Stand, reached, shares
from tests.corpus.store.counting import FIRST_HALF, case, company, keep, moment

S = CaseStage


def moved(number: int, at: datetime, before: str, after: str) -> CaseEvent:
    facts = {"before": before, "after": after}
    return CaseEvent(case_id=number, at=at, actor="officer", role="officer", action="moved", facts=facts)


def other(number: int, at: datetime, action: str, **facts: str) -> CaseEvent:
    return CaseEvent(case_id=number, at=at, actor="officer", role="officer", action=action, facts=facts)


def test_stages_are_reached_left_and_ended_at(database: Database, url: str) -> None:
    with database.transaction() as store:
        store.put("companies", [company("C1", None, None)])
    keep(
        url,
        [
            *(case(number, moment(1, number)) for number in range(1, 5)),
            case(5, moment(7)),
            other(1, moment(1, 1), "opened", track="spin-off"),
            moved(1, moment(1, 3), "shortlisted", "contacted"),
            other(1, moment(1, 4), "note"),
            moved(1, moment(1, 9), "contacted", "evaluation"),
            moved(1, moment(7, 9), "evaluation", "licensed"),
            moved(2, moment(1, 3), "shortlisted", "contacted"),
            other(2, moment(1, 5), "declined", before="contacted", reason="price"),
            moved(3, moment(1, 7), "shortlisted", "contacted"),
            moved(3, moment(1, 8), "contacted", "shortlisted"),
            other(3, moment(1, 9), "declined", before="shortlisted", reason="price"),
            other(3, moment(1, 19), "reopened", after="shortlisted", reason="price"),
            moved(5, moment(7, 2), "shortlisted", "negotiation"),
        ],
    )
    with database.reading() as store:
        line = store.funnel.of(FIRST_HALF)
    found = {each.stage: each for each in line}
    assert [each.cases for each in line] == [4, 3, 1, 1, 1, 1, 0]
    assert {stage: each.standing for stage, each in found.items() if each.standing} == {S.SHORTLISTED: 2, S.LICENSED: 1}
    assert {stage: each.declined for stage, each in found.items() if each.declined} == {S.CONTACTED: 1}
    # the stays at the shortlist took 2, 1, 4 and, after the case came back, 1 day
    assert (found[S.SHORTLISTED].stays, found[S.SHORTLISTED].days) == (4, 1.5)
    assert (found[S.CONTACTED].stays, found[S.CONTACTED].days) == (3, 2)
    assert (found[S.NDA].stays, found[S.NDA].days) == (0, None)
    assert found[S.EVALUATION].days == 181
    assert (found[S.LICENSED].stays, found[S.LICENSED].days) == (0, None)
    part = shares(line)
    assert part[S.SHORTLISTED] is None
    assert part[S.CONTACTED] == pytest.approx(3 / 4)
    assert part[S.NDA] == pytest.approx(1 / 3)
    assert part[S.EVALUATION] == 1
    assert part[S.FOLLOW_UP] == 0


def test_nothing_was_opened(database: Database) -> None:
    with database.reading() as store:
        line = store.funnel.of(FIRST_HALF)
    assert [each.cases for each in line] == [0] * len(LINE)
    assert set(shares(line).values()) == {None}


WAYS = st.lists(
    st.lists(st.tuples(st.sampled_from([*CaseStage]), st.integers(0, 40)), max_size=8).map(
        lambda steps: [(S.SHORTLISTED, 0), *steps]
    ),
    max_size=12,
)


@given(WAYS)
@settings(max_examples=200, deadline=None)
def test_drawn_ways_against_a_plain_replay(drawn: Sequence[Sequence[tuple[CaseStage, int]]]) -> None:
    ways = []
    for steps in drawn:
        at, way = moment(1), list[Stand]()
        for stage, days in steps:
            at += timedelta(days=days)
            if way and S.DECLINED in {stage, way[-1].stage} and stage is way[-1].stage:
                continue
            way.append(Stand(stage, at))
        ways.append(way)
    for place, found in enumerate(reached(ways)):
        assert found.cases == sum(any(each.stage in LINE[place:] for each in way) for way in ways)
        stays = [
            (way[at + 1].since - each.since).days
            for way in ways
            for at, each in enumerate(way[:-1])
            if each.stage is found.stage
        ]
        assert found.stays == len(stays)
        assert found.days == (pytest.approx(median(stays)) if stays else None)
    line = reached(ways)
    assert [each.cases for each in line] == sorted((each.cases for each in line), reverse=True)
    assert sum(each.standing + each.declined for each in line) == len(ways)
