"""Milvus as what keeps the vectors of generations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Final

import numpy as np
from pymilvus import MilvusClient, MilvusException

from corpus.passages import KINDS
from corpus.problems import Unavailable
from index.arrays import array_from
from index.dense.digests import BLOCK, BYTES, DIGESTS, digest_of
from index.dense.engine import IN_MILVUS, Place, Source
from index.dense.milvus.address import Address
from index.dense.milvus.collection import MilvusIndex
from index.dense.milvus.connection import Connection, Gone
from index.dense.milvus.filters import VECTOR
from index.dense.milvus.writing import MilvusWriter, counted

SAMPLED: Final = 4
"""Blocks that are read back when a collection is opened: the first, the last, and others by chance."""


class MilvusEngine:
    """See `Engine`. An alias a tier and kind names the collection that serves, for whoever looks at the server."""

    name = IN_MILVUS
    files = frozenset({DIGESTS})
    fewest = 2

    def __init__(self, address: Address) -> None:
        """Connects when it is first needed."""
        self._connection = Connection(address)
        self._address = address

    def check(self) -> None:
        """See `Engine`."""
        self._connection.ask(lambda client: client.get_server_version(timeout=self._address.seconds))

    def close(self) -> None:
        """See `Engine`."""
        self._connection.close()

    def collections(self, tier: str, generation: str) -> Mapping[str, str]:
        """See `Engine`."""
        return {kind: self._named(tier, kind, generation) for kind in KINDS}

    def writer(self, place: Place, dimension: int) -> MilvusWriter:
        """See `Engine`."""
        collection = self._named(place.tier, place.kind, place.generation)
        return MilvusWriter(self._connection, collection, dimension, place.directory)

    def open(self, source: Source) -> MilvusIndex:
        """See `Engine`: rows are counted, some or all read back and compared with the digests of what was written."""
        count = int(source.starts[-1])
        digests = array_from(source.read(DIGESTS), "u1", 2, DIGESTS)
        index = MilvusIndex(self._connection, source.collection, source.starts, source.dimension)
        try:
            fits = (
                digests.shape == (-(-count // BLOCK), BYTES)
                and self._dimension(source.collection) == source.dimension
                and counted(self._connection, source.collection) == count
            )
        except Gone as error:
            raise _damaged(source, "the collection is not there") from error
        if not fits:
            raise _damaged(source, "counts or dimension differ")
        for block in range(len(digests)) if source.thorough else _sample(len(digests)):
            stretch = index.stretch(block * BLOCK, min((block + 1) * BLOCK, count))
            if digest_of(stretch) != bytes(digests[block]):
                raise _damaged(source, "vectors differ from those that were written")
        return index

    def holds(self, collections: Mapping[str, str]) -> bool:
        """See `Engine`."""
        return all(self._connection.ask(partial(self._has, name)) for name in collections.values())

    def switch(self, tier: str, collections: Mapping[str, str]) -> None:
        """See `Engine`."""
        for kind, collection in collections.items():
            self._connection.ask(partial(self._point, self._named(tier, kind, "current"), collection))

    def rest(self, collections: Iterable[str]) -> None:
        """See `Engine`."""
        for collection in collections:
            self._connection.ask(partial(self._release, collection))

    def drop(self, collections: Iterable[str]) -> None:
        """See `Engine`."""
        for collection in collections:
            self._connection.ask(partial(self._drop, collection))

    def _has(self, collection: str, client: MilvusClient) -> bool:
        return bool(client.has_collection(collection, timeout=self._address.seconds))

    def _point(self, alias: str, collection: str, client: MilvusClient) -> None:
        try:
            client.alter_alias(collection, alias, timeout=self._address.seconds)
        except MilvusException:
            # The first of its tier and kind, if the server answers at all.
            client.create_alias(collection, alias, timeout=self._address.seconds)

    def _release(self, collection: str, client: MilvusClient) -> None:
        if self._has(collection, client):
            client.release_collection(collection, timeout=self._address.seconds)

    def _drop(self, collection: str, client: MilvusClient) -> None:
        seconds = self._address.seconds
        if not self._has(collection, client):
            return
        # A build that was killed while it was published may have left one that points here.
        for alias in client.list_aliases(collection, timeout=seconds)["aliases"]:
            client.drop_alias(alias, timeout=seconds)
        client.drop_collection(collection, timeout=seconds)

    def _dimension(self, collection: str) -> int:
        seconds = self._address.seconds
        told = self._connection.ask(lambda client: client.describe_collection(collection, timeout=seconds))
        return next(int(field["params"]["dim"]) for field in told["fields"] if field["name"] == VECTOR)

    def _named(self, tier: str, kind: str, last: str) -> str:
        """Milvus takes letters, digits and `_`."""
        return re.sub(r"\W", "_", f"{self._address.prefix}_{tier}_{kind}_{last}", flags=re.ASCII)


def _sample(blocks: int) -> list[int]:
    if blocks <= SAMPLED:
        return list(range(blocks))
    between = np.random.default_rng().choice(np.arange(1, blocks - 1), SAMPLED - 2, replace=False)
    return [0, *between.tolist(), blocks - 1]


def _damaged(source: Source, detail: str) -> Unavailable:
    return Unavailable.because("index_damaged", source.collection, detail=detail)
