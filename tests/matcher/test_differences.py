"""Why candidates moved, case by case; and rankings of a generation that was built and loaded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.passages import Kind
from index.bm25 import Tuning
from index.entries import Entry
from index.loaded import Loaded
from index.manifest import Manifest
from index.segment import Segment, SegmentWriter
from index.terms import terms_of
from index.tokens import tokens
from matcher.differences import Because, Move, State, States, moved, rankings_of, state_of
from tests.fakes import HashEncoder
from tests.index.library import document, made_up

ENCODER = HashEncoder(32)
SAME = State("patents", "companies", {"P1": "a"}, {"C1": "a", "C2": "b", "C3": "c"}, "model-1", "words-1")


def because(before: State, after: State) -> Because:
    """Why C1 fell from the first place to the second."""
    moves = moved({"P1": ["C1", "C2"]}, {"P1": ["C2", "C1"]}, States(before, after))
    return next(move.because for move in moves if move.candidate_id == "C1")


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (SAME, Because.NEIGHBOURS),
        (replace(SAME, candidates={**SAME.candidates, "C1": "new"}), Because.PROFILE_CHANGED),
        (replace(SAME, asking={"P1": "new"}), Because.TEXT_CHANGED),
        (replace(SAME, asking={"P1": "new"}, candidates={**SAME.candidates, "C1": "new"}), Because.PROFILE_CHANGED),
        (replace(SAME, candidates={**SAME.candidates, "C2": "new"}), Because.NEIGHBOURS),
        (replace(SAME, encoder="model-2"), Because.MODEL_CHANGED),
        (replace(SAME, analysis="words-2"), Because.MODEL_CHANGED),
        (replace(SAME, encoder="model-2", asking={"P1": "new"}), Because.TEXT_CHANGED),
    ],
)
def test_the_nearest_cause_is_named(after: State, expected: Because) -> None:
    assert because(SAME, after) is expected


def test_when_a_company_asks_its_own_change_is_a_profile_s() -> None:
    company_asks = replace(SAME, asking_kind="companies", kind="patents")
    assert because(company_asks, replace(company_asks, asking={"P1": "new"})) is Because.PROFILE_CHANGED
    changed = replace(company_asks, candidates={**SAME.candidates, "C1": "new"})
    assert because(company_asks, changed) is Because.TEXT_CHANGED


def test_ranks_are_told_from_and_to() -> None:
    after = replace(SAME, candidates={"C1": "a", "C3": "c", "C4": "d"})
    moves = moved({"P1": ["C1", "C2", "C3"]}, {"P1": ["C1", "C4", "C3"]}, States(SAME, after))
    assert moves == (
        Move("P1", "C4", None, 2, Because.ADDED),
        Move("P1", "C2", 2, None, Because.WITHDRAWN),
    )


def test_nothing_moved() -> None:
    assert moved({"P1": ["C1", "C2"]}, {"P1": ["C1", "C2"]}, States(SAME, replace(SAME, encoder="model-2"))) == ()


def test_an_asking_record_that_comes_or_goes() -> None:
    both = replace(SAME, asking={"P1": "a", "P2": "b"})
    assert moved({}, {"P2": ["C1"]}, States(SAME, both)) == (Move("P2", "C1", None, 1, Because.ADDED),)
    assert moved({"P2": ["C1"]}, {}, States(both, SAME)) == (Move("P2", "C1", 1, None, Because.WITHDRAWN),)
    # it was there, but was not asked for
    assert moved({}, {"P2": ["C1"]}, States(both, both)) == ()


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    root = tmp_path_factory.mktemp("generation")
    records = {
        "patents": [made_up("patents", number) for number in range(5)],
        "companies": [document("companies", "C0001", "Radar house", "radar antenna"), made_up("companies", 2)],
        "needs": [],
    }
    manifest = Manifest("g1", "", ENCODER.info, Tuning(), 0, {}, {}, {}, analysis="words-1")
    segments: dict[Kind, Segment] = {}
    for kind in ("patents", "companies", "needs"):
        path: Path = root / kind
        with SegmentWriter(path, ENCODER.info.dimension, Tuning()) as writer:
            for each, terms in zip(records[kind], terms_of(records[kind]), strict=True):
                vectors = ENCODER.encode_document([passage.searchable for passage in each.passages])
                writer.add(each.id, Entry.of(each, terms), vectors)
        segments[kind] = Segment.load(lambda name, at=path: (at / name).read_bytes(), ENCODER.info.dimension)  # type: ignore[misc]
    return Loaded(manifest, segments)


def test_a_generation_ranks_its_own_records(loaded: Loaded) -> None:
    found = rankings_of(
        loaded, "patents", "companies", ["P0000", "unknown"], top=2, tokens={"P0000": tokens("radar antenna")}
    )
    assert found == {"P0000": ("C0001", "C0002")}
    assert rankings_of(loaded, "patents", "companies", ["P0002"], top=1) == {"P0002": ("C0002",)}
    assert rankings_of(loaded, "patents", "needs", ["P0002"]) == {"P0002": ()}


def test_a_record_is_not_its_own_candidate(loaded: Loaded) -> None:
    assert "P0001" not in rankings_of(loaded, "patents", "patents", ["P0001"])["P0001"]


def test_the_state_of_a_generation(loaded: Loaded) -> None:
    state = state_of(loaded, "patents", "companies")
    assert state.asking.keys() == set(loaded.segments["patents"].ids)
    assert (state.encoder, state.analysis) == (ENCODER.info.key, "words-1")
