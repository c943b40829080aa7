"""The way to a Milvus server: made when it is first needed, again after it broke, and what goes wrong on it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final, TypeVar

import grpc
from pymilvus import MilvusClient, MilvusException

from corpus.problems import Unavailable
from index.dense.engine import DOWN, IN_MILVUS
from index.dense.milvus.address import Address

log = logging.getLogger(__name__)
# What fails is told by what is raised; pymilvus would write the trace of every call beside it.
logging.getLogger("pymilvus").setLevel(logging.CRITICAL)

NOT_FOUND: Final = 100
NOT_LOADED: Final = 101
"""Milvus's codes for a collection that is not there, and for one that it does not hold in memory."""

BROKEN: Final = (2, *grpc.StatusCode)
"""Of what pymilvus raises, the codes that speak of the way there, not of the question."""

Answer = TypeVar("Answer")


class Gone(LookupError):
    """There is no such collection."""


class Connection:
    """One for the process; safe in threads."""

    def __init__(self, address: Address) -> None:
        """Connects to nothing yet."""
        self.address = address
        self._client: MilvusClient | None = None
        self._connecting = threading.Lock()

    def ask(self, question: Callable[[MilvusClient], Answer], collection: str = "") -> Answer:
        """What the question comes to; the collection that it is about is loaded if the server has let it go.

        Raises Unavailable `vectors_unavailable`, `Gone`.
        """
        client: MilvusClient | None = None
        try:
            client = self._connected()
            return question(client)
        except MilvusException as error:
            if error.code == NOT_FOUND:
                raise Gone(collection) from error
            if error.code != NOT_LOADED or not collection:
                raise self._failed(client, error) from error
        except grpc.RpcError as error:
            raise self._failed(client, error) from error
        seconds = self.address.build_seconds
        self.ask(lambda client: client.load_collection(collection, timeout=seconds))
        return self.ask(question)

    def close(self) -> None:
        """The next question connects anew."""
        with self._connecting:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _connected(self) -> MilvusClient:
        with self._connecting:
            if self._client is None:
                address = self.address
                self._client = MilvusClient(
                    uri=address.uri,
                    token=address.token,
                    db_name=address.database,
                    timeout=address.seconds,
                    # Its own channel: the pool that pymilvus shares would outlive `close`.
                    dedicated=True,
                )
            return self._client

    def _failed(self, client: MilvusClient | None, error: Exception) -> Unavailable:
        """The reason is for the log: it may name hosts. What broke is not used again."""
        log.warning("milvus: %s", str(error).partition("\n")[0])
        broken = not isinstance(error, MilvusException) or error.code in BROKEN
        if broken and client is not None and self._client is client:
            self.close()
        return Unavailable.because(DOWN, value=IN_MILVUS)
