"""uvicorn's server, ended so that nobody who was let in goes without an answer, and its supervisor of several."""

from __future__ import annotations

import asyncio
import socket
import time
from contextlib import suppress
from types import FrameType
from typing import Final

import uvicorn
from uvicorn.supervisors import Multiprocess, multiprocess

from api.cli.listening import begin_no_more
from api.ending import ENDING

HANDSHAKE_SECONDS: Final = 0.3
"""How long connections that are begun have until the system has let them in: a round trip."""
LAST_REQUESTS_SECONDS: Final = 1.0
"""How long connections that are open when listening ends have to send the request that they were opened for."""
LOOK_SECONDS: Final = 0.05


class Server(uvicorn.Server):
    """Told to end by SIGTERM it says so at once (`/ready`), takes connections for `drain_seconds` more and closes each
    after its answer; then it stops listening and answers whoever got in. A second signal, or Ctrl+C, cuts that short.
    """

    def __init__(self, config: uvicorn.Config, drain_seconds: float) -> None:
        super().__init__(config)
        self._drain_seconds = drain_seconds

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        # A signal may come before there is an application.
        lifespan = getattr(self, "lifespan", None)
        ending = lifespan.state.get(ENDING) if lifespan is not None else None
        if ending is not None:
            ending.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # Another request on a connection that is about to be closed would be lost between the two sides.
        self.server_state.default_headers = [*self.server_state.default_headers, (b"connection", b"close")]
        await self._wait(self._drain_seconds)
        # Of several the one that started them knows whether all end, and does it.
        if self.config.workers == 1:
            for each in sockets or []:
                begin_no_more(each)
        await self._wait(HANDSHAKE_SECONDS)
        await self._let_in_last(sockets or [])
        await self._wait(LAST_REQUESTS_SECONDS, while_connected=True)
        await super().shutdown(sockets)

    async def _wait(self, seconds: float, *, while_connected: bool = False) -> None:
        loop = asyncio.get_running_loop()
        ends = loop.time() + seconds
        while loop.time() < ends and len(self._captured_signals) < 2:
            if while_connected and not self.server_state.connections:
                return
            await asyncio.sleep(LOOK_SECONDS)

    async def _let_in_last(self, sockets: list[socket.socket]) -> None:
        """Stops listening. Connections that the system holds, and would reset with the socket, are taken first."""
        copies = [each.dup() for each in sockets]
        for server in self.servers:
            server.close()
        for each in sockets:
            each.close()
        # The loop gives up its own hold of the socket in its next turn.
        await asyncio.sleep(0)
        loop = asyncio.get_running_loop()
        taken: list[socket.socket] = []
        for copy in copies:
            copy.settimeout(0)
            with suppress(BlockingIOError):
                while True:
                    taken.append(copy.accept()[0])
            copy.close()
        for each in taken:
            each.settimeout(0)
            await loop.connect_accepted_socket(self._protocol, each)

    def _protocol(self) -> asyncio.Protocol:
        made: asyncio.Protocol = self.config.http_protocol_class(  # type: ignore[call-arg]  # as uvicorn makes them
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
        return made


class Process(multiprocess.Process):
    """One of several, which reads its own settings as it starts."""

    def target(self, sockets: list[socket.socket] | None = None) -> None:
        from api.production import load  # noqa: PLC0415 - in the process that was started, which has read none yet

        # Before the thread that tells whether it has started: each of the two would make one of its own.
        self._server = Server(self.config, load().drain_seconds)
        super().target(sockets)


class Processes(Multiprocess):
    """Several processes that share a port."""

    def __init__(self, config: uvicorn.Config, sockets: list[socket.socket], drain_seconds: float) -> None:
        super().__init__(config, sockets)
        self._drain_seconds = drain_seconds
        multiprocess.Process = Process  # type: ignore[misc]  # uvicorn has no other way to name the class

    def terminate_all(self) -> None:
        super().terminate_all()
        ends = time.monotonic() + self._drain_seconds
        for each in self.processes:
            each.process.join(max(0.0, ends - time.monotonic()))
        # Held open here, connections would go on being taken by the system, and nobody would answer them.
        for listening in self.sockets:
            begin_no_more(listening)
            listening.close()
