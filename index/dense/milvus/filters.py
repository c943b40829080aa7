"""Masks over rows as Milvus's filter expressions.

The numbers stand in the expression itself: the templates that Milvus's servers also take are refused by milvus-lite,
and nothing but our own integers ever stands there.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from index.dense.protocol import Mask, Rows

ROW: Final = "row"
RECORD: Final = "record"
VECTOR: Final = "vector"
LISTED = 20_000
"""Numbers in one expression, 140 kB of text: what lets more through is asked for in several."""


def among(field: str, numbers: Rows) -> str:
    """Lets these numbers through."""
    return f"{field} in {_listed(numbers)}"


def between(start: int, stop: int) -> str:
    """Lets the rows from `start` to before `stop` through."""
    return f"{ROW} >= {start} and {ROW} < {stop}"


def expressions(allowed: Mask, starts: Rows) -> list[str]:
    """Let through exactly the rows that bool[rows] allows, each row by one of them; "" lets all through.

    Over record numbers, which are fewer, unless the mask cuts through a record (the rows `starts[i]:starts[i + 1]`).
    """
    if allowed.all():
        return [""]
    field, mask = _shorter(allowed, starts)
    kept, left = np.flatnonzero(mask), np.flatnonzero(~mask)
    if len(left) <= min(len(kept), LISTED):
        return [f"{field} not in {_listed(left)}"]
    return [among(field, kept[start : start + LISTED]) for start in range(0, len(kept), LISTED)]


def _shorter(allowed: Mask, starts: Rows) -> tuple[str, Mask]:
    """The mask over records where it says the same, else the one over rows."""
    some, every = np.logical_or.reduceat(allowed, starts[:-1]), np.logical_and.reduceat(allowed, starts[:-1])
    return (RECORD, every) if bool((some == every).all()) else (ROW, allowed)


def _listed(numbers: Rows) -> str:
    return f"[{','.join(map(str, numbers.tolist()))}]"
