"""A collection as it is built: rows in batches as they come, then its index, then it is counted."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, Final

from pymilvus import DataType, MilvusClient

from corpus.problems import Unavailable
from index.arrays import array_bytes
from index.dense.digests import DIGESTS, Digester
from index.dense.engine import DOWN, IN_MILVUS
from index.dense.milvus.connection import Connection
from index.dense.milvus.filters import RECORD, ROW, VECTOR
from index.dense.milvus.kinds import building
from index.encoder import Vectors

log = logging.getLogger(__name__)

INSERTED_BYTES: Final = 8_000_000
"""Of vectors in one insertion, which servers limit to 64 MB."""


class MilvusWriter:
    """See `VectorWriter`. Memory holds one insertion."""

    def __init__(self, connection: Connection, collection: str, dimension: int, digests: Path) -> None:
        """Makes the collection; `digests` is the folder for the file of this name."""
        self._connection = connection
        self._collection = collection
        self._seconds = connection.address.build_seconds
        self._at_once = max(1, INSERTED_BYTES // (4 * dimension))
        self._digests = digests
        self._digester = Digester()
        self._count = 0
        self._waiting: list[dict[str, Any]] = []
        connection.ask(lambda client: self._make(client, dimension), repeatable=False)

    def add(self, vectors: Vectors, record: int) -> None:
        """See `VectorWriter`."""
        self._digester.add(vectors)
        for vector in vectors:
            self._waiting.append({ROW: self._count, RECORD: record, VECTOR: vector})
            self._count += 1
            if len(self._waiting) == self._at_once:
                self._insert()

    def close(self) -> None:
        """See `VectorWriter`."""
        if self._waiting:
            self._insert()
        # One after another, or the wait for each would count for all.
        for step in (self._flush, self._index, self._load):
            self._connection.ask(step)
        if counted(self._connection, self._collection) != self._count:
            # It is built anew next time.
            log.warning("milvus: %s has not the %d rows that were sent", self._collection, self._count)
            raise Unavailable.because(DOWN, value=IN_MILVUS)
        (self._digests / DIGESTS).write_bytes(array_bytes(self._digester.digests()))

    def abandon(self) -> None:
        """See `VectorWriter`."""
        self._waiting = []

    def _make(self, client: MilvusClient, dimension: int) -> None:
        schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field(ROW, DataType.INT64, is_primary=True)
        schema.add_field(RECORD, DataType.INT64)
        schema.add_field(VECTOR, DataType.FLOAT_VECTOR, dim=dimension)
        client.create_collection(
            # What is searched was written long before: nobody need wait for the newest writes.
            self._collection,
            schema=schema,
            consistency_level="Bounded",
            timeout=self._seconds,
        )

    def _insert(self) -> None:
        batch, self._waiting = self._waiting, []
        self._connection.ask(
            # Rows that arrived although the answer was lost would be doubled.
            lambda client: client.insert(self._collection, batch, timeout=self._seconds),
            repeatable=False,
        )

    def _flush(self, client: MilvusClient) -> None:
        client.flush(self._collection, timeout=self._seconds)

    def _index(self, client: MilvusClient) -> None:
        kind = self._connection.address.index
        wanted = client.prepare_index_params()
        wanted.add_index(VECTOR, index_type=kind, metric_type="IP", params=building(kind, self._count))
        wanted.add_index(RECORD, index_type="INVERTED")
        client.create_index(self._collection, wanted, timeout=self._seconds)

    def _load(self, client: MilvusClient) -> None:
        client.load_collection(self._collection, timeout=self._seconds)


def counted(connection: Connection, collection: str) -> int:
    """The rows of a collection, all writes seen. Raises as `Connection.ask`."""
    found = connection.ask(
        lambda client: client.query(
            collection,
            filter="",
            output_fields=["count(*)"],
            consistency_level="Strong",
            timeout=connection.address.seconds,
        ),
        collection,
    )
    return int(found[0]["count(*)"])
