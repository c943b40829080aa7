"""The service of one command: settings, logs, migrated database, closed at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api import logs
from api.settings import load
from api.wiring import Service


@contextmanager
def opened(data_dir: Path | None = None) -> Iterator[Service]:
    """Raises Invalid for a setting that cannot be used, Unavailable where the database is out of reach."""
    settings = load(**({"data_dir": data_dir} if data_dir else {}))
    logs.configure(settings.model_copy(update={"log_level": "debug" if settings.debug else "warning"}))
    service = Service(settings)
    try:
        service.open()
        yield service
    finally:
        service.close()
