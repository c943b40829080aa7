"""The kinds of index that a collection may have, and by what numbers they are built and searched.

`FLAT` looks at every vector. `IVF_FLAT` looks into an eighth of its lists (Jégou, H., Douze, M. and Schmid, C. (2011):
Product quantization for nearest neighbor search, IEEE TPAMI 33(1), section 4), `HNSW` walks a graph of neighbours
(Malkov, Y. and Yashunin, D. (2020): Efficient and robust approximate nearest neighbor search using hierarchical
navigable small world graphs, IEEE TPAMI 42(4)). What is found has exact scores with all three.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from index.dense.milvus.address import IndexKind

NEIGHBOURS, BUILDING_BREADTH, LEAST_BREADTH, MOST_BREADTH = 16, 200, 128, 32_768
"""Of HNSW: M, efConstruction, and between what ef lies."""
MOST_LISTS: Final = 65_536
SHARE: Final = 8
"""One in so many lists is looked into."""


def building(kind: IndexKind, rows: int) -> Mapping[str, int]:
    """What an index over so many rows is built with."""
    match kind:
        case "IVF_FLAT":
            return {"nlist": _lists(rows)}
        case "HNSW":
            return {"M": NEIGHBOURS, "efConstruction": BUILDING_BREADTH}
        case "FLAT":
            return {}


def searching(kind: IndexKind, rows: int, k: int) -> Mapping[str, int]:
    """What it is searched with for the k nearest."""
    match kind:
        case "IVF_FLAT":
            return {"nprobe": max(1, _lists(rows) // SHARE)}
        case "HNSW":
            return {"ef": min(max(2 * k, LEAST_BREADTH), MOST_BREADTH)}
        case "FLAT":
            return {}


def _lists(rows: int) -> int:
    """Four times the square root of the rows, as FAISS advises."""
    return max(1, min(4 * math.isqrt(rows), rows, MOST_LISTS))
