"""What is left of each ceiling once commitments are booked."""

from __future__ import annotations

from collections.abc import Mapping

from matcher.programmes.catalogue import Catalogue
from matcher.programmes.facts import MoneyKey
from matcher.programmes.programme import Ceiling


def money_left(catalogue: Catalogue, booked: Mapping[MoneyKey, int], year: int) -> dict[MoneyKey, int | None]:
    """Won left of the ceilings that hold in the year, for `JudgingContext`; None where it cannot be told.

    `booked` are commitments in won by (programme, track or None, year or None). A ceiling of one year is kept
    under that year, one of several years or none under None. Where two ceilings have one key the smaller counts.
    """
    left: dict[MoneyKey, int | None] = {}
    for programme in catalogue.programmes.values():
        for ceiling in programme.ceilings:
            if holds_in(ceiling, year):
                single = ceiling.first_year is not None and ceiling.first_year == ceiling.last_year
                key = (programme.id, ceiling.track, year if single else None)
                amounts = (left_of(ceiling, programme.id, booked), left.get(key))
                left[key] = min((amount for amount in amounts if amount is not None), default=None)
    return left


def left_of(ceiling: Ceiling, programme_id: str, booked: Mapping[MoneyKey, int]) -> int | None:
    """Won left of one ceiling; None where it is not told, or is a lower bound that is used up."""
    if ceiling.amount is None:
        return None
    left = ceiling.amount - spent_of(ceiling, programme_id, booked)
    return None if left <= 0 and ceiling.or_more else left


def spent_of(ceiling: Ceiling, programme_id: str, booked: Mapping[MoneyKey, int]) -> int:
    """Won booked against one ceiling, by every programme that draws on it."""
    drawing = {programme_id, *ceiling.shared_with}
    return sum(
        amount
        for (booking, track, year), amount in booked.items()
        if booking in drawing and ceiling.track in (None, track) and holds_in(ceiling, year)
    )


def holds_in(ceiling: Ceiling, year: int | None) -> bool:
    """Whether a ceiling holds in a year; a commitment without a year counts against every ceiling."""
    return year is None or (ceiling.first_year or year) <= year <= (ceiling.last_year or year)
