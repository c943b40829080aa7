"""Keeps a process that nobody asks up to date, so that its next answer is no older than another process's."""

from __future__ import annotations

import threading

import structlog

from api.service import Service

log = structlog.get_logger(__name__)

SECONDS = 1.0
"""Between two looks: a file's status and one number from the database for each tier."""


class Follower:
    """`run` in a thread until `end`: takes over new generations and prepares records that others wrote.

    A request does the same for itself, so what fails here is tried again and keeps nobody waiting.
    """

    def __init__(self, service: Service, seconds: float = SECONDS) -> None:
        self._service = service
        self._seconds = seconds
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(self._seconds):
            try:
                self._service.follow()
            except Exception as error:  # noqa: BLE001 - of whatever kind, it is tried again
                # Whoever asks is told why; here a line each second would only hide the others.
                log.debug("not_followed", cause=type(error).__name__)

    def end(self) -> None:
        self._over.set()
