"""Run as a program by the tests of bulk encoding: rebuilds slowly on a cluster, to be killed in the middle."""

from __future__ import annotations

import sys
from pathlib import Path

from index.build import RebuildProgress
from index.cache import VectorCache
from index.generation import Generations
from index.ray_bulk import RayBulk
from index.ray_choice import RayChoice
from index.rebuild import rebuild
from tests.conformance.ray_encoders import Noting
from tests.fakes import HashEncoder
from tests.index.library import Library


def tell(done: RebuildProgress) -> None:
    print(done.encoded, flush=True)


if __name__ == "__main__":
    root, notes = Path(sys.argv[1]), Path(sys.argv[2])
    bulk = RayBulk(RayChoice(), Noting(notes, seconds=1.0))
    library = Library.of({"patents": int(sys.argv[3])})
    cache = VectorCache(root / "cache.sqlite")
    rebuild(library.corpus(), HashEncoder(), cache, Generations(root, "open"), bulk=bulk, progress=tell)
