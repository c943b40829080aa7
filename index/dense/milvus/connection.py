"""The way to a Milvus server: made when it is first needed, again after it broke, and what goes wrong on it."""

from __future__ import annotations

import logging
import math
import threading
import time
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

CALM: Final = {"grpc.keepalive_time_ms": 300_000, "grpc.keepalive_permit_without_calls": False}
"""Each call has its deadline. A server of gRPC's defaults, such as milvus-lite, hangs up on who pings more often."""

AT_ONCE: Final = 1.0
"""Seconds in which a broken channel shows that it is one; for so long a failure to connect is remembered."""

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
        self._failed = -math.inf

    def ask(
        self, question: Callable[[MilvusClient], Answer], collection: str = "", *, repeatable: bool = True
    ) -> Answer:
        """What the question comes to.

        The `collection` that it is about is loaded if the server has let it go. One that is `repeatable` is asked again
        over a new channel if the one in use turns out to be broken, as when the server was started anew.

        Raises Unavailable `vectors_unavailable`, `Gone`.
        """
        loaded = False
        while True:
            used, started = self._client, time.monotonic()
            try:
                return question(self._connected())
            except (MilvusException, grpc.RpcError) as error:
                code = error.code if isinstance(error, MilvusException) else None
                if code == NOT_FOUND:
                    raise Gone(collection) from error
                if code == NOT_LOADED and collection and not loaded:
                    loaded = True
                    self._load(collection)
                    continue
                broken = code is None or code in BROKEN
                if broken:
                    self._let_go(used)
                if not (broken and used and repeatable) or time.monotonic() - started > AT_ONCE:
                    log.warning("milvus: %s", _said(error))
                    # The reason is for the log alone: it may name hosts.
                    raise Unavailable.because(DOWN, value=IN_MILVUS) from error
                repeatable = False

    def close(self) -> None:
        """The next question connects anew."""
        self._let_go(self._client)

    def _load(self, collection: str) -> None:
        seconds = self.address.build_seconds
        self.ask(lambda client: client.load_collection(collection, timeout=seconds))

    def _let_go(self, used: MilvusClient | None) -> None:
        """Of the client, unless another thread has already done so and connected anew."""
        with self._connecting:
            if self._client is not used:
                return
            self._client = None
        if used is not None:
            used.close()

    def _connected(self) -> MilvusClient:
        """Others who wait for it while it fails have then waited long enough: they fail with it."""
        with self._connecting:
            if self._client is None:
                if time.monotonic() - self._failed < AT_ONCE:
                    raise Unavailable.because(DOWN, value=IN_MILVUS)
                try:
                    self._client = self._connect()
                except (MilvusException, grpc.RpcError):
                    self._failed = time.monotonic()
                    raise
            return self._client

    def _connect(self) -> MilvusClient:
        address = self.address
        return MilvusClient(
            uri=address.uri,
            token=address.token,
            db_name=address.database,
            timeout=address.seconds,
            # Its own channel: the pool that pymilvus shares would outlive `close`.
            dedicated=True,
            grpc_options=CALM,
        )


def _said(error: Exception) -> str:
    """In a line: what gRPC raises itself names neither code nor cause in its first one."""
    if isinstance(error, grpc.Call):
        return f"{error.code()} {error.details()}"
    return str(error).partition("\n")[0]
