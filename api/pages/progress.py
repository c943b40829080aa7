"""Work that takes a while, shown as it goes on: server-sent events for those who run scripts, a page that loads itself
again for the others.

A page shows a `Progress` with the macros of `progress.html` and loads `progress.js`; the address that it names answers
with `streamed`. A stream ends by itself: when the work is over, or after half a minute, from where the browser asks on.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.ending import is_ending
from corpus.problems import Refused, Unavailable

LOOK_SECONDS: Final = 1.0
STREAM_SECONDS: Final = 25.0
"""Short enough that a process which is to end need not wait for its readers."""
ASK_AGAIN_MS: Final = 1_500
MOST_STREAMS: Final = 64


@dataclass(frozen=True, slots=True)
class Progress:
    """How far something is: `done` of `total` of whatever it counts, a total of 0 where that is not known.

    `fields` are texts in the reader's words, by the name of the place that shows them. Once it is `over`, the page is
    loaded again, which then shows the result.
    """

    done: int
    total: int
    over: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def percent(self) -> int | None:
        return min(100, 100 * self.done // self.total) if self.total > 0 else None

    def event(self) -> bytes:
        """As the stream carries it."""
        told = {"done": self.done, "total": self.total, "percent": self.percent, "fields": dict(self.fields)}
        return b"event: progress\ndata: " + orjson.dumps(told) + b"\n\n"


class Streams:
    """How many readers follow something in this process; made once by the application."""

    def __init__(self, most: int = MOST_STREAMS) -> None:
        self.most = most
        self._open = 0
        self._lock = threading.Lock()

    def enter(self) -> None:
        """Raises Unavailable `too_many_streams`."""
        with self._lock:
            if self._open >= self.most:
                raise Unavailable.because("too_many_streams", limit=self.most)
            self._open += 1

    def leave(self) -> None:
        with self._lock:
            self._open -= 1


def streamed(
    request: Request,
    read: Callable[[], Progress],
    *,
    look_seconds: float = LOOK_SECONDS,
    stream_seconds: float = STREAM_SECONDS,
) -> Response:
    """What `read` tells, whenever it tells something new, until it is over. Raises Unavailable `too_many_streams`."""
    streams: Streams = request.app.state.streams
    first = read()
    streams.enter()
    return StreamingResponse(
        _events(streams, first, read, look_seconds, stream_seconds, is_cut_short=lambda: is_ending(request)),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _events(
    streams: Streams,
    first: Progress,
    read: Callable[[], Progress],
    look_seconds: float,
    stream_seconds: float,
    *,
    is_cut_short: Callable[[], bool],
) -> AsyncIterator[bytes]:
    try:
        yield b"retry: %d\n\n" % ASK_AGAIN_MS
        found, told = first, b""
        ends = asyncio.get_running_loop().time() + stream_seconds
        while True:
            event = found.event()
            if event != told:
                yield event
                told = event
            if found.over:
                yield b"event: over\ndata: {}\n\n"
                return
            if asyncio.get_running_loop().time() >= ends or is_cut_short():
                return
            await asyncio.sleep(look_seconds)
            try:
                found = await run_in_threadpool(read)
            except Refused:
                # The browser asks again, and is told what is wrong then.
                return
    finally:
        streams.leave()
