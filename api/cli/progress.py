"""Progress: a bar with rate and time left where somebody watches, a line now and then where nobody does."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from api.cli.terminal import asked_json, note, on_terminal, words

SECONDS_BETWEEN_LINES = 10.0


class Report(Protocol):
    """Told what is being done, how many are done, how many there are, and what else is worth knowing."""

    def __call__(self, step: str, done: int, total: int | None, detail: str = "") -> None: ...


@contextmanager
def progress(unit: str) -> Iterator[Report]:
    """Gives the function to report to. Nothing is shown beside JSON."""
    unit = words()(unit)
    if asked_json.get():
        yield _say_nothing
    elif on_terminal():
        with _bar(unit) as report:
            yield report
    else:
        yield _Lines(unit)


def _say_nothing(step: str, done: int, total: int | None, detail: str = "") -> None:
    """JSON stands alone."""


class _Lines:
    """A line every ten seconds: kept logs stay short."""

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._last = self._began = time.monotonic()
        self._step = ""

    def __call__(self, step: str, done: int, total: int | None, detail: str = "") -> None:
        now = time.monotonic()
        if step != self._step:
            self._step, self._began, self._last = step, now, now
        if now - self._last < SECONDS_BETWEEN_LINES:
            return
        self._last = now
        of = f"/{total:,}" if total else ""
        rate = detail or f"{done / (now - self._began):,.0f}/s"
        note(f"{step}: {done:,}{of} {self._unit}, {rate}")


@contextmanager
def _bar(unit: str) -> Iterator[Report]:
    # Costs a tenth of a second: not for `--help`.
    from rich.console import Console  # noqa: PLC0415 - heavy, and not for `--help`
    from rich.progress import (  # noqa: PLC0415 - heavy, and not for `--help`
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text  # noqa: PLC0415 - heavy, and not for `--help`

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            speed = f"{task.speed:,.0f} {unit}/s" if task.speed else ""
            return Text(task.fields["detail"] or speed)

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        tasks = {}

        def report(step: str, done: int, total: int | None, detail: str = "") -> None:
            if step not in tasks:
                tasks[step] = shown.add_task(step, total=total, detail=detail)
            shown.update(tasks[step], completed=done, total=total, detail=detail)

        yield report
