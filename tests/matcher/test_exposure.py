"""Share and cap: by hand, and against every possible list."""

from __future__ import annotations

import math
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.exposure import Because, Candidate, Change, arranged

SIZES = {"s": True, "l": False, "?": None}


def listed(sizes: str) -> list[Candidate]:
    """A to Z by falling score, each a firm of its own: small, large or of a size unknown."""
    return [
        Candidate(chr(65 + place), 1 - place / 64, f"firm {place}", SIZES[size]) for place, size in enumerate(sizes)
    ]


def test_without_options_the_order_of_scores_stands() -> None:
    found = arranged(listed("?lsl")[::-1], 3)
    assert (found.order, found.changes, found.shortfall) == (("A", "B", "C"), (), 0)


def test_a_small_firm_is_brought_forward_and_the_last_makes_room() -> None:
    found = arranged(listed("lllls"), 4, sme_share=0.25)
    assert found.order == ("A", "B", "C", "E")
    assert found.changes == (
        Change("E", None, 4, Because.SME_SHARE),
        Change("D", 4, None, Because.MADE_ROOM),
    )


def test_the_share_holds_for_every_beginning() -> None:
    found = arranged(listed("llllss"), 4, sme_share=0.5)
    assert found.order == ("A", "E", "B", "F")


def test_the_whole_list_rounds_the_share_up() -> None:
    assert arranged(listed("lllss"), 3, sme_share=0.4).order == ("A", "D", "E")
    # a share of 0.3 of ten is three, not four
    assert "N" not in arranged(listed("llllllllllssss"), 10, sme_share=0.3).order


def test_an_unknown_size_is_not_small_and_a_shortfall_is_told() -> None:
    found = arranged(listed("l?s?"), 4, sme_share=0.75)
    assert found.order == ("A", "C", "B", "D")
    assert found.shortfall == 2


def test_a_firm_has_its_places_and_no_more() -> None:
    candidates = [
        Candidate(name, score, firm, None) for name, score, firm in zip("ABCD", (4, 3, 2, 1), "xxxy", strict=True)
    ]
    found = arranged(candidates, 3, per_firm=2)
    assert found.order == ("A", "B", "D")
    assert found.changes == (Change("D", None, 3, Because.MOVED_UP), Change("C", 3, None, Because.FIRM_CAP))


def test_a_list_shorter_than_wanted_is_not_padded() -> None:
    found = arranged(listed("ls"), 10, sme_share=1.0)
    assert (found.order, found.shortfall) == (("B", "A"), 1)
    assert arranged([], 10, sme_share=0.5, per_firm=1).order == ()


@pytest.mark.parametrize(("top", "share", "cap"), [(0, None, None), (1, 1.1, None), (1, -0.1, None), (1, None, 0)])
def test_options_out_of_range_are_refused(top: int, share: float | None, cap: int | None) -> None:
    with pytest.raises(ValueError, match="share"):
        arranged([], top, share, cap)


FIRM = st.tuples(st.sampled_from([True, False, None]), st.lists(st.integers(0, 8), min_size=1, max_size=3))


@settings(deadline=None)
@given(
    st.lists(FIRM, max_size=4),
    st.integers(1, 6),
    st.sampled_from([None, 0.0, 0.1, 0.25, 0.3, 0.5, 0.7, 1.0]),
    st.sampled_from([None, 1, 2]),
)
def test_every_list(firms: list[tuple[bool | None, list[int]]], top: int, share: float | None, cap: int | None) -> None:
    candidates = [
        Candidate(f"{number}-{place}", float(score), f"firm {number}", size)
        for number, (size, scores) in enumerate(firms)
        for place, score in enumerate(scores)
    ]
    found = arranged(candidates, top, share, cap)
    by_id = {each.id: each for each in candidates}
    order = [by_id[record_id] for record_id in found.order]
    small = [each for each in order if each.is_sme]

    assert len(set(found.order)) == len(order) <= top
    assert all(count <= (cap or top) for count in Counter(each.firm for each in order).values())
    for group in (small, [each for each in order if not each.is_sme]):
        assert group == sorted(group, key=lambda each: (-each.score, each.id))
    if not found.shortfall:
        for length in range(1, len(order) + 1):
            assert sum(bool(each.is_sme) for each in order[:length]) >= math.floor((share or 0) * length + 1e-9)
    wanted = math.ceil((share or 0) * len(order) - 1e-9)
    assert found.shortfall == max(wanted - len(small), 0)

    # No other list of that length under the same constraints has a higher sum.
    def allowed(chosen: tuple[Candidate, ...]) -> bool:
        fair = sum(bool(each.is_sme) for each in chosen) >= wanted - found.shortfall
        return fair and all(count <= (cap or top) for count in Counter(each.firm for each in chosen).values())

    sums = [sum(each.score for each in chosen) for chosen in combinations(candidates, len(order)) if allowed(chosen)]
    assert sum(each.score for each in order) == max(sums)

    # Undoing the changes gives the plain list again.
    plain = [each.id for each in sorted(candidates, key=lambda each: (-each.score, each.id))][:top]
    new = {record_id: rank for rank, record_id in enumerate(found.order, start=1)}
    told = {change.id: change for change in found.changes}
    for record_id in {*plain, *found.order}:
        old = plain.index(record_id) + 1 if record_id in plain else None
        if old == new.get(record_id):
            assert record_id not in told
        else:
            assert (told[record_id].from_rank, told[record_id].to_rank) == (old, new.get(record_id))
    assert len(told) == len(found.changes)
