"""BM25 by hashes: counted at once or range by range, the same."""

from __future__ import annotations

import numpy as np
import pytest

from index import hashed
from index.bm25 import Parameters
from index.hashed import HashedBuilder


def built(texts: list[list[int]]) -> dict[str, bytes]:
    builder = HashedBuilder(Parameters())
    for found in texts:
        builder.add(found)
    return builder.build().files()


@pytest.mark.parametrize("at_once", [1, 7, 100, 999])
def test_many_terms_are_counted_by_ranges_to_the_same_bytes(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    chance = np.random.default_rng(0)
    known = chance.integers(2**32, size=50).tolist()
    texts = [chance.choice(known, size=chance.integers(30)).tolist() for _ in range(60)]
    texts += [[0, 2**32 - 1, 0], [], [2**31, 2**31 - 1]]
    whole = built(texts)
    monkeypatch.setattr(hashed, "PAIRS_AT_ONCE", at_once)
    assert built(texts) == whole
