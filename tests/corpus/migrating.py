"""Migrations in processes of their own, told by their statements: ended at one of them, or held up there."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event

from corpus.database import Database

AtStatement = Callable[[int, str], None]
"""Called before each statement that the database gets, with its number from 1, and before the end of the
transaction."""
END = "COMMIT"


def migrate(url: str, at: AtStatement | None = None) -> None:
    """Brings the database up to date."""
    database = Database(url)
    with_statements(at) if at else None
    database.migrate()
    database.close()


def with_statements(at: AtStatement) -> None:
    """For the rest of this process."""
    numbers = iter(range(1, sys.maxsize))
    event.listen(Engine, "before_cursor_execute", lambda *given: at(next(numbers), given[2]))
    event.listen(Engine, "commit", lambda _connection: at(next(numbers), END))


def killed_at(url: str, number: int) -> None:
    """Ends at its n-th statement as a process ends that is killed there."""

    def die(reached: int, _statement: str) -> None:
        if reached == number:
            os.kill(os.getpid(), signal.SIGKILL)

    migrate(url, die)


def held_up(url: str, number: int, there: Any) -> None:  # `there` is an event of multiprocessing
    """Tells when it is at its n-th statement, and stays there."""

    def stay(reached: int, _statement: str) -> None:
        if reached == number:
            there.set()
            time.sleep(600)

    migrate(url, stay)


def telling(url: str, told: Any, begin: Any) -> None:  # a queue and a barrier of multiprocessing
    """Migrates as soon as all have come, and tells the statements that made tables."""
    made: list[str] = []

    def note(_number: int, statement: str) -> None:
        if statement.lstrip().upper().startswith("CREATE TABLE"):
            made.append(statement.split("(", maxsplit=1)[0].strip())

    begin.wait()
    migrate(url, note)
    told.put(made)
