"""Logistic regression over named figures: what is learnt, how it is learnt, how it is written down.

Weighted maximum likelihood with a quadratic penalty: Hastie, T., Tibshirani, R. and Friedman, J. (2009): The Elements
of Statistical Learning, second edition, sections 4.4 and 3.4.1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

DIGITS: Final = 6
"""Significant digits of a coefficient on disk."""

Figures = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Logistic:
    """`coefficients` by name of the figure, of figures as they are; `intercept` in log-odds."""

    names: tuple[str, ...]
    coefficients: tuple[float, ...]
    intercept: float

    def log_odds(self, figures: Figures) -> Figures:
        """Of each row of float64[n, names]."""
        odds: Figures = figures @ np.array(self.coefficients) + self.intercept
        return odds

    def as_json(self) -> dict[str, Any]:
        return {
            "intercept": _short(self.intercept),
            "coefficients": {name: _short(value) for name, value in zip(self.names, self.coefficients, strict=True)},
        }

    @classmethod
    def of_json(cls, written: Mapping[str, Any], names: Sequence[str]) -> Logistic:
        """Those of `names`, which are all that may stand there; one that does not stand there counts nothing.

        Raises ValueError, TypeError or KeyError for what `as_json` does not write.
        """
        coefficients = {str(name): float(value) for name, value in written["coefficients"].items()}
        if unknown := coefficients.keys() - set(names):
            raise ValueError(f"no such figure: {', '.join(sorted(unknown))}")
        intercept = float(written["intercept"])
        if not np.isfinite([intercept, *coefficients.values()]).all():
            raise ValueError("a coefficient that is no number")
        return cls(tuple(names), tuple(coefficients.get(name, 0.0) for name in names), intercept)


def probabilities(log_odds: Figures) -> Figures:
    """Of log-odds, each between 0 and 1."""
    found: Figures = 1 / (1 + np.exp(-np.clip(log_odds, -500, 500)))
    return found


def fitted(
    names: Sequence[str],
    figures: Figures,
    truths: Figures,
    weights: Figures,
    *,
    penalty: float,
    left_out: Sequence[str] = (),
) -> Logistic:
    """What predicts `truths` float64[n] (0 or 1) best from `figures` float64[n, names].

    `weights` float64[n] say how much a row counts. The penalty is on coefficients of figures with variance 1, per unit
    of weight; figures in `left_out` get none. Raises ValueError where all truths are alike.
    """
    if len(np.unique(truths)) < 2:
        raise ValueError("nothing to tell apart: all truths are alike")
    from scipy.optimize import minimize  # noqa: PLC0415 - a quarter of a second, for those who learn only

    shares = weights / weights.sum()
    means = shares @ figures
    spreads = np.sqrt(shares @ (figures - means) ** 2)
    used = np.array([name not in left_out for name in names]) & (spreads > np.finfo(np.float32).eps)
    normal = (figures[:, used] - means[used]) / spreads[used]

    def loss(found: Figures) -> tuple[float, Figures]:
        odds = normal @ found[:-1] + found[-1]
        value = float(shares @ (np.logaddexp(0, odds) - truths * odds) + penalty * (found[:-1] @ found[:-1]))
        off = shares * (probabilities(odds) - truths)
        return value, np.append(normal.T @ off + 2 * penalty * found[:-1], off.sum())

    found = minimize(loss, np.zeros(normal.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": 2_000}).x
    coefficients = np.zeros(len(names))
    coefficients[used] = found[:-1] / spreads[used]
    return Logistic(tuple(names), tuple(coefficients.tolist()), float(found[-1] - coefficients @ means))


def _short(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
