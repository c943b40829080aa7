"""The service of one command: settings, logs, migrated database, closed at the end; and who gives the command."""

from __future__ import annotations

import getpass
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from api import logs
from api.cli.terminal import note, words
from api.environment import load
from api.service import Service
from corpus.roles import Caller, Role


@contextmanager
def opened(data_dir: Path | None = None) -> Iterator[Service]:
    """With its database; what else a command works with, index and model too, is built when it comes to it.

    Raises Invalid for a setting that cannot be used, Unavailable where the database is out of reach.
    """
    settings = load(**({"data_dir": data_dir} if data_dir else {}))
    logs.configure(settings.model_copy(update={"log_level": "debug" if settings.debug else "warning"}))
    service = Service(settings)
    before = signal.signal(signal.SIGTERM, _interrupt)
    try:
        service.open_database()
        yield service
    except KeyboardInterrupt:
        note(words()("Stopped. What was done until then is kept; the same call takes it up again."))
        raise
    finally:
        signal.signal(signal.SIGTERM, before)
        service.close()


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    """Being terminated ends a command as Ctrl+C does: what it holds is given back."""
    raise KeyboardInterrupt


def operator() -> Caller:
    """Whoever may run commands here has the database anyway; decisions of reviewers take a reviewer's token."""
    return Caller(Role.ADMINISTRATOR, f"command:{getpass.getuser()}")
