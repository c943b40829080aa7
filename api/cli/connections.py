"""Connections of the server: how long a request's head may take, how long it may be, and what its first line names."""

from __future__ import annotations

import asyncio
from typing import Final

from httptools import HttpParserError
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 15.0
"""From the connection's or the request's first byte to the end of the last header; then the connection is closed."""
HEAD_BYTES: Final = 65_536
ANYWHERE: Final = b"*"


class BoundedHead(HttpToolsProtocol):
    """The server's protocol, with bounds that it has none of: who sends a head drop by drop holds nothing for long."""

    _deadline: asyncio.TimerHandle | None = None
    _waited = _told = 0
    """Bytes of a head that is not whole yet, and of headers that are."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as the parent has it
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_here()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._deadline is not None and not self.transport.is_closing():
            self._waited += len(data)
            if self._waited > HEAD_BYTES:
                self.send_400_response("The request's head is too long.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._expect_head()

    def on_header(self, name: bytes, value: bytes) -> None:
        self._told += len(name) + len(value)
        if self._told > HEAD_BYTES:
            raise HttpParserError("head too long")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._head_is_here()
        # One that names a host of its own, as to a proxy, would be answered as if it had named the one of its header.
        if not self.url.startswith(b"/") and self.url != ANYWHERE:
            raise HttpParserError("not a path of this site")
        super().on_headers_complete()

    def _expect_head(self) -> None:
        self._head_is_here()
        self._waited = self._told = 0
        self._deadline = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _head_is_here(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        if not self.transport.is_closing():
            self.transport.close()
