"""`matcher serve`: API and pages."""

# ruff: noqa: ARG001 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.options import DataDir, Lang
from api.cli.terminal import note
from corpus.problems import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from api.settings import Settings
    from api.wiring import Service

BACKLOG = 512


def add_to(app: typer.Typer) -> None:
    app.command("serve")(serve)


def serve(
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on; else MATCHER_HOST.")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Port; 0 for any free one; else MATCHER_PORT.")] = None,
    data_dir: DataDir = None,
    lang: Lang = None,
) -> None:
    """Serve the API and the pages until interrupted."""
    # The settings load pydantic: not for `--help`.
    from api.settings import load  # noqa: PLC0415 - heavy, and not for `--help`

    given = {"host": host, "port": port, "data_dir": data_dir}
    listen(load(**{name: value for name, value in given.items() if value is not None}))


def listen(settings: Settings, greet: Callable[[Service, str], None] | None = None) -> None:
    """Serves until interrupted; `greet` is told the service and its address before the first request.

    Raises Unavailable where the address cannot be listened on, or the database reached.
    """
    # Database, index and server cost seconds to import: not for `--help`.
    import uvicorn  # noqa: PLC0415 - heavy, and not for `--help`

    from api import logs  # noqa: PLC0415 - heavy, and not for `--help`
    from api.application import create_app  # noqa: PLC0415 - heavy, and not for `--help`
    from api.wiring import Service  # noqa: PLC0415 - heavy, and not for `--help`

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
        app = create_app(service)
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            forwarded_allow_ips=settings.trusted_proxies,
            timeout_graceful_shutdown=30,
        )
        uvicorn.Server(config).run(sockets=[listening])


def bound(host: str, port: int) -> socket.socket:
    """A listening socket, so that its port is known, and a taken one refused, before anything is loaded."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise Unavailable.because(
            "address_in_use", "port", f"{host}:{port}", cause=error.strerror or str(error)
        ) from error
