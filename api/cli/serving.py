"""`matcher serve`: API and pages."""

# ruff: noqa: ARG001 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

import gc
import threading
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.listening import bound
from api.cli.options import DataDir, Lang
from api.cli.terminal import note

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    import uvicorn
    from fastapi import FastAPI

    from api.service import Service
    from api.settings import Settings

CONNECTIONS = 1_000
"""At once, of a process; more are answered 503 and closed."""
HEALTHCHECK_SECONDS = 60
"""One of several processes that says nothing for so long is started anew: it may have to wait for its turn."""


def add_to(app: typer.Typer) -> None:
    app.command("serve")(serve)


def serve(
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on; else MATCHER_HOST.")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Port; 0 for any free one; else MATCHER_PORT.")] = None,
    processes: Annotated[
        int | None, typer.Option("--processes", help="Processes that share the port; else MATCHER_PROCESSES.")
    ] = None,
    data_dir: DataDir = None,
    lang: Lang = None,
) -> None:
    """Serve the API and the pages until interrupted."""
    # The settings load pydantic: not for `--help`.
    from api.production import load  # noqa: PLC0415 - heavy, and not for `--help`

    given = {"host": host, "port": port, "processes": processes, "data_dir": data_dir}
    listen(load(**{name: value for name, value in given.items() if value is not None}))


def listen(settings: Settings, greet: Callable[[Service, str], None] | None = None) -> None:
    """Serves until interrupted; `greet` is told the service and its address before the first request.

    Raises Unavailable where the address cannot be listened on, or the database reached.
    """
    # A seventh of the start went into looking for garbage where all is kept; the application's start takes it up again.
    gc.disable()
    # Database and index cost seconds to import: not for `--help`.
    from api import logs  # noqa: PLC0415 - heavy, and not for `--help`
    from api.service import Service  # noqa: PLC0415 - heavy, and not for `--help`

    logs.configure(settings)
    with bound(settings.host, settings.port) as listening:
        host, port = listening.getsockname()[:2]
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        note(f"{address}/")
        # Any free port was asked for: links in letters name the one that it became.
        service = Service(settings.model_copy(update={"port": port}))
        # Refused here, what cannot be opened is said in a sentence; the server would print a traceback.
        service.open()
        if greet is not None:
            greet(service, address)
        if settings.processes == 1:
            _serve_here(service, listening)
        else:
            service.close()
            _serve_in_several(service.settings, listening)


def _serve_here(service: Service, listening: socket.socket) -> None:
    # Read while the pages are imported: each takes a second.
    threading.Thread(target=service.read_index, name="index", daemon=True).start()
    # As in `listen`.
    from api.application import create_app  # noqa: PLC0415 - heavy, and not for `--help`
    from api.cli.server import Server  # noqa: PLC0415 - heavy, and not for `--help`

    settings = service.settings
    Server(configured(create_app(service), settings), settings.drain_seconds).run(sockets=[listening])


def _serve_in_several(settings: Settings, listening: socket.socket) -> None:
    """Each process builds its own service, from the environment; one that dies is started anew."""
    # As in `listen`.
    from uvicorn.config import STARTUP_FAILURE  # noqa: PLC0415 - heavy, and not for `--help`

    from api.cli.server import Processes  # noqa: PLC0415 - heavy, and not for `--help`
    from api.environment import hand_down, share_counts  # noqa: PLC0415 - heavy, and not for `--help`

    hand_down(host=settings.host, port=settings.port, data_dir=settings.data_dir.absolute())
    gc.enable()
    with TemporaryDirectory(prefix="matcher-counts-") as folder:
        share_counts(Path(folder))
        several = Processes(configured("api.application:application", settings), [listening], settings.drain_seconds)
        several.run()
    if any(process.exitcode == STARTUP_FAILURE for process in several.processes):
        # It has said why.
        raise typer.Exit(1)


def configured(app: FastAPI | str, settings: Settings) -> uvicorn.Config:
    # As in `listen`.
    import uvicorn  # noqa: PLC0415 - heavy, and not for `--help`

    from api.cli.connections import BoundedHead  # noqa: PLC0415 - needs the server

    return uvicorn.Config(
        app,
        http=BoundedHead,
        limit_concurrency=CONNECTIONS,
        factory=isinstance(app, str),
        workers=settings.processes,
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=settings.stop_seconds,
        timeout_worker_healthcheck=HEALTHCHECK_SECONDS,
    )
