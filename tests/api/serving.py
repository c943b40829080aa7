"""A server as `matcher serve` has it, in a thread of its own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from api.application import create_app
from api.cli.serving import configured
from api.service import Service

SECONDS = 30


@contextmanager
def serving(service: Service) -> Iterator[int]:
    """The port of a server over the service, which both end with the block."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(configured(create_app(service), service.settings))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        until = time.monotonic() + SECONDS
        while not server.started and time.monotonic() < until:
            time.sleep(0.02)
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(SECONDS)
