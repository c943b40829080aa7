"""`matcher worker`: rebuilds on schedule, after many changes, and on request."""

# ruff: noqa: ARG001 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

import os
import signal
from types import FrameType
from typing import Annotated

import typer

from api.cli.options import DataDir, Lang


def add_to(app: typer.Typer) -> None:
    app.command("worker")(worker)


def worker(
    once: Annotated[bool, typer.Option("--once", help="Look once, work if there is reason to, and end.")] = False,
    data_dir: DataDir = None,
    lang: Lang = None,
) -> None:
    """Keep the index fresh until terminated. Any number may run: one rebuilds, the others wait."""
    # Database and index cost seconds to import: not for `--help`.
    from api import logs  # noqa: PLC0415 - heavy, and not for `--help`
    from api.operating.leasing import Stopped  # noqa: PLC0415 - heavy, and not for `--help`
    from api.production import load  # noqa: PLC0415 - heavy, and not for `--help`
    from api.service import Service  # noqa: PLC0415 - heavy, and not for `--help`
    from api.worker import Worker  # noqa: PLC0415 - heavy, and not for `--help`

    settings = load(**({"data_dir": data_dir} if data_dir else {}))
    logs.configure(settings)
    # Ahead of every thread: each begins with its parent's niceness. Linux lets it order the disk's queue too.
    os.nice(max(0, settings.worker_nice - os.nice(0)))
    service = Service(settings)
    service.open()
    working = Worker(service)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        working.stop.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        if once:
            working.step()
        else:
            working.run()
    except Stopped:
        # Asked to stop while it built: what it encoded is kept, and the rebuild is asked for anew.
        return
    finally:
        service.close()
