"""Curves through measured points: a straight line through the origin or a power law, both fitted to logarithms.

Points lie a factor of about three apart, so errors count by their share: a line by least squares of the values would
be that of the largest size alone. Of the two the one is taken that tells a point better from all others (leave-one-out
error), since a power law, which has one number more, always lies nearer to the points it was fitted to.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

LINE: Final = "straight line"
POWER: Final = "power law"
EQUAL: Final = 1e-12
"""Squared differences of logarithms that are those of rounding."""


@dataclass(frozen=True, slots=True)
class Fit:
    """`factor` times the passages to the power `exponent`, fitted to the sizes from `first` to `last`.

    `r_squared` is that of the logarithms, 1 where all points lie on the curve; `points` is how many there were.
    """

    kind: str
    factor: float
    exponent: float
    r_squared: float
    first: int
    last: int
    points: int

    def at(self, passages: float) -> float:
        return float(self.factor * passages**self.exponent)


def fitted(sizes: Sequence[int], values: Sequence[float]) -> Fit:
    """Through at least one point, all above zero; two are what a power law needs, and three for a choice."""
    both = {LINE: line, POWER: power}
    if len(sizes) < 3:
        kind = LINE if len(sizes) < 2 else POWER
    else:
        straight, bent = (left_out_error(sizes, values, both[each]) for each in (LINE, POWER))
        kind = POWER if bent < straight - EQUAL else LINE
    factor, exponent = both[kind](sizes, values)
    logs = np.log(np.asarray(values, dtype=np.float64))
    left = logs - math.log(factor) - exponent * np.log(np.asarray(sizes, dtype=np.float64))
    spread = float(((logs - logs.mean()) ** 2).sum())
    r_squared = 1 - float((left**2).sum()) / spread if spread > EQUAL else 1.0
    return Fit(kind, factor, exponent, r_squared, min(sizes), max(sizes), len(sizes))


def pieces(sizes: Sequence[int], values: Sequence[float], switch: int | None) -> tuple[Fit, ...]:
    """One fit, or one below the size `switch` and one from it on, as far as there are points."""
    whole = list(zip(sizes, values, strict=True))
    parts = [whole] if switch is None else [[p for p in whole if p[0] < switch], [p for p in whole if p[0] >= switch]]
    return tuple(fitted([size for size, _ in part], [value for _, value in part]) for part in parts if part)


def line(sizes: Sequence[int], values: Sequence[float]) -> tuple[float, float]:
    """Factor and exponent 1."""
    shares = np.log(np.asarray(values, dtype=np.float64)) - np.log(np.asarray(sizes, dtype=np.float64))
    return math.exp(float(shares.mean())), 1.0


def power(sizes: Sequence[int], values: Sequence[float]) -> tuple[float, float]:
    """Factor and exponent."""
    x, y = (np.log(np.asarray(each, dtype=np.float64)) for each in (sizes, values))
    exponent = float(((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum())
    return math.exp(float(y.mean()) - exponent * float(x.mean())), exponent


def left_out_error(
    sizes: Sequence[int],
    values: Sequence[float],
    through: Callable[[Sequence[int], Sequence[float]], tuple[float, float]],
) -> float:
    """The mean squared error of each point's logarithm, told from all others."""
    errors = []
    for place, (size, value) in enumerate(zip(sizes, values, strict=True)):
        others = [each for each in range(len(sizes)) if each != place]
        factor, exponent = through([sizes[each] for each in others], [values[each] for each in others])
        errors.append((math.log(factor) + exponent * math.log(size) - math.log(value)) ** 2)
    return sum(errors) / len(errors)
