"""The implementations that the suite runs over: vectors in files, alone, with codes and with lists, and in Milvus where
it is installed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from index.dense import inverted
from index.dense.choosing import engines_for
from index.dense.engine import Engines
from index.dense.files import CODED, LISTED, VECTORS, FileEngine
from index.dense.milvus.address import Address
from tests.conformance import milvus

NUMBERS = count()


@dataclass(frozen=True)
class Keeping:
    """One implementation, empty: what it keeps is in `folder` or, of this address alone, in the server."""

    folder: Path
    address: Address | None
    listed: int = LISTED
    coded: int = CODED

    @property
    def name(self) -> str:
        return "files" if self.address is None else "milvus"

    def engines(self) -> Engines:
        """As another process has them."""
        return engines_for(self.name, self.address) if self.address else Engines(FileEngine(self.listed, self.coded))

    def stored(self) -> int:
        """Of how many kinds of how many generations vectors are kept, whoever still needs them."""
        if self.address is None:
            return len(list(self.folder.rglob(VECTORS)))
        return len(milvus.collections(self.address.uri, self.address.prefix))


@pytest.fixture(scope="session")
def milvus_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[milvus.MilvusServer]:
    """For tests that leave it running."""
    milvus.required()
    with milvus.server(tmp_path_factory.mktemp("milvus")) as running:
        yield running


@pytest.fixture
def in_milvus(milvus_server: milvus.MilvusServer, tmp_path: Path) -> Keeping:
    # A busy machine may keep the server from answering for longer than readers should wait.
    return Keeping(tmp_path, Address(milvus_server.uri, prefix=f"test{next(NUMBERS)}", seconds=60))


@pytest.fixture(params=["files", "codes", "lists", "milvus"])
def keeping(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Keeping:
    if request.param == "files":
        return Keeping(tmp_path, None)
    if request.param == "codes":
        return Keeping(tmp_path, None, coded=1)
    if request.param == "lists":
        # What lists miss is told in tests/index/test_inverted.py. Here all are looked into, and nothing may be missed.
        monkeypatch.setattr(inverted, "WANTED", 2)
        return Keeping(tmp_path, None, listed=12)
    found: Keeping = request.getfixturevalue("in_milvus")
    return found
