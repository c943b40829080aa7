"""Rebuilds, asked for at even distances; and whether every process is on the new generation soon after."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from bench.soak.tally import Tally
from bench.soak.visitor import GIVEN_UP_AFTER, LOOK_SECONDS, Caller
from corpus.database import Database
from corpus.records import JobRun

JOB: Final = "rebuild"
PUBLISHED: Final = re.compile(r"published (\S+): ")
LONGEST: Final = 600.0
"""Seconds that one rebuild may take."""


@dataclass
class Rebuilds:
    """`count` rebuilds within `seconds`, asked for at the callers by turns."""

    callers: Sequence[Caller]
    database: Database
    tally: Tally
    count: int
    seconds: float
    published: list[str] = field(default_factory=list)
    durations: list[float] = field(default_factory=list)

    def run(self, over: threading.Event) -> None:
        """Each is over, and shown, before the next is asked for. Ends early once `over` is set."""
        self._before = len(self.runs())
        started = time.monotonic()
        for number in range(self.count):
            if over.wait(max(0.0, started + self.seconds * (number + 0.5) / self.count - time.monotonic())):
                return
            self._one(number, over)

    def runs(self) -> list[JobRun]:
        """Of all that ran, the latest first."""
        with self.database.reading() as store:
            return store.jobs.history(JOB, 10_000)

    def since(self) -> list[JobRun]:
        """Those that ran since `run` began."""
        runs = self.runs()
        return runs[: len(runs) - self._before]

    def _one(self, number: int, over: threading.Event) -> None:
        known = len(self.runs())
        asked = time.monotonic()
        caller = self.callers[number % len(self.callers)]
        if caller.ask("ask for a rebuild", "POST", "/index/rebuild", 202, json={"full": True}) is None:
            return
        while time.monotonic() - asked < LONGEST and not over.is_set():
            runs = self.runs()
            if len(runs) > known and runs[0].finished_at is not None:
                self.durations.append(time.monotonic() - asked)
                self._follow(runs[0])
                return
            time.sleep(LOOK_SECONDS)
        self.tally.error(f"rebuild {number + 1} was not done within {LONGEST:.0f} s")

    def _follow(self, run: JobRun) -> None:
        done = time.monotonic()
        found = PUBLISHED.match(run.detail or "")
        if run.state != "succeeded" or found is None:
            self.tally.error(f"a rebuild by {run.owner} {run.state}: {run.detail}")
            return
        self.published.append(found[1])
        waiting = list(self.callers)
        for _ in waiting:
            self.tally.look("rebuilt")
        while waiting:
            for caller in list(waiting):
                asked = time.monotonic()
                index = caller.ask("read the index", "GET", "/index")
                if index is not None and index["generation"] == found[1]:
                    waiting.remove(caller)
                elif index is not None:
                    self.tally.stale("rebuilt", asked - done)
            if waiting and time.monotonic() - done > GIVEN_UP_AFTER:
                names = ", ".join(caller.name for caller in waiting)
                self.tally.error(f"generation {found[1]} is not served by {names}")
                return
            time.sleep(LOOK_SECONDS)
