"""The best set of companies, against trying all of them."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.consortium import COMPANIES, ELEMENTS, Consortium, Member, consortium
from matcher.evidence import covers


def matrix(elements: int, *companies: tuple[int, ...]) -> np.ndarray:
    coverage = np.zeros((elements, len(companies)), dtype=np.bool_)
    for place, own in enumerate(companies):
        coverage[list(own), place] = True
    return coverage


def test_two_companies_cover_what_neither_does_alone() -> None:
    found = consortium(["A", "B", "C"], matrix(4, (0, 1), (1, 2), (1,)), [0.5, 0.6, 0.9])
    assert found == Consortium((Member("B", (1, 2), (2,)), Member("A", (0, 1), (0,))), (3,))


def test_fewer_members_come_before_a_better_score() -> None:
    found = consortium(["A", "B", "C"], matrix(2, (0,), (1,), (0, 1)), [0.9, 0.9, 0.1])
    assert [member.id for member in found.members] == ["C"]


def test_of_equally_small_sets_the_best_scored_is_taken() -> None:
    found = consortium(["A", "B", "C", "D"], matrix(3, (0, 1), (0, 2), (2,), (1,)), [0.5, 0.75, 0.5, 0.25])
    # A + C and B + D cover all with 1.0 each, A + B with 1.25
    assert [member.id for member in found.members] == ["B", "A"]


def test_the_limit_leaves_elements_uncovered() -> None:
    found = consortium(list("ABC"), matrix(4, (0, 1), (2,), (3,)), [0.1, 0.2, 0.3], limit=2)
    assert [member.id for member in found.members] == ["C", "A"]
    assert found.uncovered == (2,)


def test_nobody_covers_anything() -> None:
    assert consortium(["A"], matrix(2, ()), [1.0]) == Consortium((), (0, 1))
    assert consortium([], np.zeros((2, 0), dtype=np.bool_), []) == Consortium((), (0, 1))
    assert consortium(["A"], np.zeros((0, 1), dtype=np.bool_), [1.0]) == Consortium((), ())


def test_most_elements_and_companies_are_quick_enough_to_be_asked_for() -> None:
    chance = np.random.default_rng(0)
    coverage = chance.random((ELEMENTS, 3 * COMPANIES)) < 0.25
    found = consortium([f"C{place}" for place in range(3 * COMPANIES)], coverage, chance.random(3 * COMPANIES).tolist())
    assert found.uncovered == ()


def test_arguments_that_do_not_fit_are_refused() -> None:
    for coverage, scores, limit in (
        (matrix(13, (0,)), [1.0], 4),
        (matrix(2, (0,)), [], 4),
        (matrix(2, (0,)), [1.0], 0),
    ):
        with pytest.raises(ValueError, match="coverage"):
            consortium(["A"], coverage, scores, limit)


def test_coverage_is_decided_as_in_the_evidence() -> None:
    similarities = (0.45, 0.44, 0.25, 0.24)
    assert list(map(covers, similarities, (0, 1, 2, 9))) == [True, False, True, False]


COMPANY = st.tuples(st.sets(st.integers(0, 5)), st.integers(0, 8).map(lambda eighths: eighths / 8))


@settings(deadline=None)
@given(st.lists(COMPANY, max_size=7), st.integers(1, 4), st.randoms(use_true_random=False))
def test_no_set_is_better(companies: list[tuple[set[int], float]], limit: int, chance: object) -> None:
    ids = [f"C{place}" for place in range(len(companies))]
    coverage = matrix(6, *(tuple(own) for own, _ in companies))
    scores = [score for _, score in companies]
    found = consortium(ids, coverage, scores, limit)

    def worth(chosen: tuple[int, ...]) -> tuple[int, int, float]:
        union = set().union(*(companies[place][0] for place in chosen))
        return len(union), -len(chosen), sum(scores[place] for place in chosen)

    best = max(worth(chosen) for size in range(limit + 1) for chosen in combinations(range(len(ids)), size))
    assert worth(tuple(ids.index(member.id) for member in found.members)) == best
    for member in found.members:
        others = [set(other.covers) for other in found.members if other is not member]
        assert set(member.alone) == set(member.covers) - set().union(*others)
        assert member.alone
    order = list(range(len(ids)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    assert consortium([ids[p] for p in order], coverage[:, order], [scores[p] for p in order], limit) == found
