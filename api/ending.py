"""Whether this process was told to end: from then on it is not ready, and holds no connection open for longer."""

from __future__ import annotations

import threading
from typing import Final

from starlette.requests import Request

ENDING: Final = "ending"
"""The key of the lifespan's state under which the application keeps the event that its server sets."""


def is_ending(request: Request) -> bool:
    """False too where no server runs the application, as in tests."""
    event: threading.Event | None = getattr(request.state, ENDING, None)
    return event is not None and event.is_set()
