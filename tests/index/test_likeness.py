"""Shared phrases, and the views of a record without some passages, against the views of one that never had them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corpus.passages import Document
from index.likeness import nearest_by, shared_by, views_of_rest
from index.phrases import phrases
from index.pool import Pool
from index.tokens import tokens
from tests.fakes import HashEncoder
from tests.index.library import document, made_up
from tests.matcher.test_sweeping import fresh_of, segment_of

ENCODER = HashEncoder(32)
ASKED = "folding radar antenna with a cooled feed for small boats"
OWN = ("Presses bearing rings for pumps.", "Measures radar antenna frames for boats.", "Paints hulls.")
WHOLE = document("companies", "X", "Works", OWN[0], f"{ASKED}.", *OWN[1:])
HONEST = document("companies", "X", "Works", *OWN)


def pool_with(path: Path, record: Document, *, published: bool) -> Pool:
    others = [made_up("companies", number) for number in range(20)]
    kept = [*others, record] if published else others
    return Pool(fresh_of(segment_of(path / record.passages[-1].hash[:6], kept), [] if published else [record]))


@pytest.mark.parametrize("published", [True, False])
def test_the_rest_is_seen_as_if_the_others_had_never_been(tmp_path: Path, published: bool) -> None:
    with_copy = pool_with(tmp_path / "a", WHOLE, published=published)
    rest = replace(WHOLE, passages=tuple(WHOLE.passages[row] for row in (0, 2, 3)))
    vectors, words = ENCODER.encode_query([ASKED]), tokens(ASKED)
    found = views_of_rest(with_copy, rest, [0, 2, 3], vectors, words)
    honest = Pool(fresh_of(with_copy.tiers[0].base, [HONEST])).views(["X"], vectors, words).named
    assert found == pytest.approx({name: float(each[0]) for name, each in honest.items()}, rel=1e-5)
    as_it_stands = with_copy.views(["X"], vectors, words).named
    assert all(float(as_it_stands[name][0]) > found[name] for name in found)


def test_a_record_without_any_passage_left_is_seen_by_nothing(tmp_path: Path) -> None:
    pool = pool_with(tmp_path, WHOLE, published=True)
    found = views_of_rest(pool, replace(WHOLE, passages=()), [], ENCODER.encode_query([ASKED]), tokens(ASKED))
    assert set(found.values()) == {0.0}


def test_shared_phrases_are_counted_once_each_in_published_and_fresh_records(tmp_path: Path) -> None:
    told = frozenset(phrases(tokens(ASKED)))
    fresh = document("companies", "F", "Fresh", f"{ASKED}. {ASKED}.")
    published = pool_with(tmp_path, WHOLE, published=True)
    pool = Pool(fresh_of(published.tiers[0].base, [fresh], ["C0003"]))
    assert shared_by(pool, ["F", "X", "C0001"], told) == {"F": len(told), "X": len(told), "C0001": 0}
    assert nearest_by(pool, told) == ("F", len(told))
    assert nearest_by(Pool(fresh_of(None)), told) is None
