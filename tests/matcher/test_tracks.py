"""Tracks over every pair of kinds and sides, and what missing facts leave open."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from itertools import product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.facts import RecordFacts, Side
from corpus.text import Language
from matcher.programmes.labels import LABELS
from matcher.reasons import worded
from matcher.tracks import EVERY_TRACK, JOINT, TRANSFER, Track, Tracks, tracks_of

OFF, ON, UP = Track.SPIN_OFF, Track.SPIN_ON, Track.SPIN_UP
Some = AbstractSet[Track]
NONE: Some = frozenset()
SIDES = {
    "D": frozenset({Side.DEFENCE}),
    "C": frozenset({Side.CIVIL}),
    "DC": frozenset({Side.DEFENCE, Side.CIVIL}),
    "?": frozenset[Side](),
}


def made(name: str, trl: int | None = 8) -> RecordFacts:
    """`patent D`, `company`, `need ?` and the like, mature and asking for maturity unless told."""
    kind, _, side = name.partition(" ")
    if kind == "need":
        return RecordFacts("needs", name, sides=SIDES[side], required_trl=trl)
    if kind == "company":
        return RecordFacts("companies", name, trl=trl)
    return RecordFacts("patents", name, sides=SIDES[side], trl=trl)


# (asking, candidate): (found, open) with every TRL at 8
TABLE: dict[tuple[str, str], tuple[Some, Some]] = {
    ("patent D", "company"): ({OFF}, NONE),
    ("patent C", "company"): (NONE, NONE),
    ("patent DC", "company"): ({OFF, UP}, NONE),
    ("patent ?", "company"): (NONE, {OFF, UP}),
    ("patent D", "need D"): (NONE, NONE),
    ("patent D", "need C"): ({OFF}, NONE),
    ("patent D", "need DC"): ({OFF}, NONE),
    ("patent D", "need ?"): (NONE, {OFF}),
    ("patent C", "need D"): ({ON}, NONE),
    ("patent C", "need C"): (NONE, NONE),
    ("patent C", "need DC"): ({ON}, NONE),
    ("patent C", "need ?"): (NONE, {ON}),
    ("patent DC", "need D"): ({ON, UP}, NONE),
    ("patent DC", "need C"): ({OFF, UP}, NONE),
    ("patent DC", "need DC"): ({OFF, ON, UP}, NONE),
    ("patent DC", "need ?"): ({UP}, {OFF, ON}),
    ("patent ?", "need D"): (NONE, {ON, UP}),
    ("patent ?", "need C"): (NONE, {OFF, UP}),
    ("patent ?", "need DC"): (NONE, {OFF, ON, UP}),
    ("patent ?", "need ?"): (NONE, {OFF, ON, UP}),
    ("company", "need D"): ({ON}, NONE),
    ("company", "need C"): (NONE, NONE),
    ("company", "need DC"): ({ON}, NONE),
    ("company", "need ?"): (NONE, {ON}),
    ("company", "company"): (NONE, NONE),
    **{
        (f"{kind} {first}", f"{kind} {second}"): (
            {UP} if {*first, *second} >= {"D", "C"} else NONE,
            {UP} if "?" in (first, second) and "DC" not in (first, second) else NONE,
        )
        for kind in ("patent", "need")
        for first, second in product(SIDES, SIDES)
    },
}
KINDS = [f"patent {side}" for side in SIDES] + ["company"] + [f"need {side}" for side in SIDES]


def test_the_table_has_every_pair() -> None:
    wanted = {(first, second) for first, second in product(KINDS, KINDS)}
    assert wanted == set(TABLE) | {(second, first) for first, second in TABLE}


@pytest.mark.parametrize(("asking", "candidate"), TABLE, ids=lambda name: name.replace(" ", "-"))
def test_pair(asking: str, candidate: str) -> None:
    found, still_open = TABLE[asking, candidate]
    for tracks in (tracks_of(made(asking), made(candidate)), tracks_of(made(candidate), made(asking))):
        assert (tracks.found, tracks.open) == (found, still_open)
        assert bool(tracks.missing) == bool(still_open)
        assert (tracks.reason is None) == bool(found)


@pytest.mark.parametrize(
    ("candidate", "found", "still_open", "missing"),
    [
        ("patent D", {OFF}, {UP}, "asking.sides"),
        ("patent C", {ON}, {UP}, "asking.sides"),
        ("patent DC", {OFF, ON, UP}, NONE, None),
        ("patent ?", NONE, EVERY_TRACK, "patent.sides"),
        ("company", NONE, EVERY_TRACK, "asking.sides"),
        ("need D", {ON}, {UP}, "asking.sides"),
        ("need C", {OFF}, {UP}, "asking.sides"),
        ("need DC", {OFF, ON}, {UP}, "asking.sides"),
        ("need ?", NONE, EVERY_TRACK, "need.sides"),
    ],
)
def test_a_text_takes_the_candidates_side(candidate: str, found: Some, still_open: Some, missing: str | None) -> None:
    tracks = tracks_of(None, made(candidate))
    assert (tracks.found, tracks.open, tracks.missing) == (found, still_open, (missing,) if missing else ())


@pytest.mark.parametrize(
    ("offered", "required", "found", "still_open", "missing"),
    [
        (5, None, {ON, UP}, NONE, ()),
        (5, 4, {ON, UP}, NONE, ()),
        (6, 6, {ON}, NONE, ()),
        (6, 7, {ON, UP}, NONE, ()),
        (6, None, {ON}, {UP}, ("need.required_trl",)),
        (9, None, {ON}, NONE, ()),
        (None, 7, {ON}, {UP}, ("company.trl",)),
        (None, None, {ON}, {UP}, ("company.trl", "need.required_trl")),
    ],
)
def test_technology_that_falls_short_is_developed_together(
    offered: int | None,
    required: int | None,
    found: Some,
    still_open: Some,
    missing: tuple[str, ...],
) -> None:
    tracks = tracks_of(made("need D", required), made("company", offered))
    assert (tracks.found, tracks.open, tracks.missing) == (found, still_open, missing)


def test_a_company_needs_no_readiness_to_take_up_a_patent() -> None:
    assert tracks_of(made("patent D", 6), made("company", None)).found == {OFF}
    assert tracks_of(made("patent D", 5), made("company", None)).found == {OFF, UP}


def test_a_finding_names_project_type_ministries_and_source() -> None:
    off, up = tracks_of(made("patent D", 4), made("company")).findings
    assert (off.project_type, up.project_type) == (TRANSFER, JOINT)
    assert [ministry.id for ministry in off.ministries] == ["motie", "mnd", "dapa"]
    assert off.source
    assert worded(up.reason, "en", LABELS).reason.startswith("The offered technology is at TRL 4, below 6")
    assert "TRL 4" in worded(up.reason, "ko", LABELS).reason


levels = st.none() | st.integers(1, 9)
any_record = st.builds(made, st.sampled_from(KINDS), levels)


@given(st.none() | any_record, any_record)
def test_every_reason_is_worded(asking: RecordFacts | None, candidate: RecordFacts) -> None:
    tracks = tracks_of(asking, candidate)
    reasons = [finding.reason for finding in tracks.findings] + ([tracks.reason] if tracks.reason else [])
    assert reasons
    for reason, language in product(reasons, get_args(Language)):
        said = worded(reason, language, LABELS)
        assert said.reason
        assert said.mend
    assert all(name in LABELS for name in tracks.missing)


@given(st.sampled_from(KINDS), st.sampled_from(KINDS), levels, levels)
def test_learning_a_fact_takes_no_finding_back(
    first: str, second: str, first_trl: int | None, second_trl: int | None
) -> None:
    known = tracks_of(made(first, first_trl), made(second, second_trl))
    guesses: list[Tracks] = [
        tracks_of(made(_unsided(first), trl), made(second, second_trl)) for trl in (first_trl, None)
    ]
    for guess in guesses:
        assert guess.found <= known.found <= guess.found | guess.open | known.open


def _unsided(name: str) -> str:
    return name if name == "company" else f"{name.partition(' ')[0]} ?"
