"""Run as a program by the rebuild's tests: builds slowly, so that it can be killed in the middle.

Arguments: the folder, how many patents, and for vectors in Milvus its address and prefix.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from index.cache import VectorCache
from index.dense.choosing import engines_for
from index.dense.milvus.address import Address
from index.encoder import EncodeProgress, Vectors
from index.generation import Generations
from index.rebuild import rebuild
from tests.fakes import HashEncoder
from tests.index.library import Library


class SlowEncoder(HashEncoder):
    """Tells each batch on standard output before it takes its time."""

    def encode_document(self, texts: Sequence[str], progress: EncodeProgress | None = None) -> Vectors:
        print(len(texts), flush=True)
        time.sleep(0.3)
        return super().encode_document(texts, progress)


if __name__ == "__main__":
    root = Path(sys.argv[1])
    library = Library.of({"patents": int(sys.argv[2])})
    address = Address(sys.argv[3], prefix=sys.argv[4]) if len(sys.argv) > 3 else None
    engines = engines_for("milvus" if address else "files", address)
    rebuild(library.corpus(), SlowEncoder(), VectorCache(root / "cache.sqlite"), Generations(root, "open", engines))
