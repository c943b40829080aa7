"""A client: searches, reads, registers, edits, withdraws, and looks at every process whether its change is there."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from bench.soak.firms import Firm, Founder
from bench.soak.tally import Tally

SHARES: Final = {"search": 40, "match": 20, "read": 15, "register": 10, "edit": 8, "withdraw": 7}
"""Of a hundred things that a visitor does."""
TOP: Final = 20
LOOK_SECONDS: Final = 0.1
GIVEN_UP_AFTER: Final = 30.0
"""Seconds after which a change that a process does not show counts as lost to it."""


@dataclass(frozen=True, slots=True)
class Caller:
    """A client of one process; `name` is the process's."""

    name: str
    client: httpx.Client
    tally: Tally

    def ask(self, what: str, method: str, path: str, expected: int = 200, **given: Any) -> Any:
        """The answer's JSON; None for anything but the expected status, which is noted as an error."""
        started = time.perf_counter()
        try:
            answer = self.client.request(method, f"/api/v1{path}", **given)
        except httpx.HTTPError as error:
            self.tally.error(f"{self.name}: {method} {path}: {type(error).__name__} {error}")
            return None
        self.tally.took(what, time.perf_counter() - started)
        if answer.status_code != expected:
            self.tally.error(f"{self.name}: {method} {path}: {answer.status_code} {answer.text[:300]}")
            return None
        return answer.json()

    def matches(self, what: str, **question: Any) -> dict[str, int] | None:
        """Ids and versions of what a question finds; None after an error."""
        found = self.ask(what, "POST", "/matches", json={"top": TOP, **question})
        if found is None:
            return None
        self.tally.answered(self.name, found["generation"])
        return {match["id"]: match["record"]["version"] for match in found["matches"]}


@dataclass
class Visitor:
    """`run` until `over`; what it registers is its own, so that it knows how each of its firms stands."""

    number: int
    callers: Sequence[Caller]
    texts: Sequence[str]
    records: Sequence[tuple[str, str]]
    tally: Tally
    over: threading.Event
    seed: int
    pause: float
    live: dict[str, tuple[Firm, int]] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._random = random.Random(f"visitor {self.number} {self.seed}")
        self._founder = Founder(f"SOAK-{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[self.number % 26]}{self.number}", self.seed)

    def run(self) -> None:
        """Does one thing after the other; what it did not foresee is an error, and it goes on."""
        acts: dict[str, Callable[[], None]] = {name: getattr(self, name) for name in SHARES}
        while not self.over.is_set():
            name = self._random.choices(list(SHARES), weights=list(SHARES.values()))[0]
            try:
                acts[name]()
            except Exception as error:  # noqa: BLE001 - whatever it is, it belongs into the report
                self.tally.error(f"visitor {self.number}: {name}: {type(error).__name__} {error}")
            self.over.wait(self._random.expovariate(1 / self.pause) if self.pause else 0)

    def search(self) -> None:
        self._any().matches("text search", text=self._random.choice(self.texts), to="companies")

    def match(self) -> None:
        kind, record_id = self._random.choice(self.records)
        self._any().matches("search from a record", **{kind: record_id})

    def read(self) -> None:
        """One of its own, at any process: the version that was acknowledged last."""
        if not self.live:
            return
        firm, version = self._one()
        found = self._any().ask("read", "GET", f"/companies/{firm.id}")
        if found is not None and found["version"] != version:
            self.tally.lose(f"{firm.id} reads as version {found['version']}, {version} was acknowledged")

    def register(self) -> None:
        firm = self._founder.firm()
        kept = self._any().ask("register", "POST", "/companies", 201, json=firm.body())
        if kept is not None:
            self._hold(firm, kept["version"], "registered")

    def edit(self) -> None:
        if not self.live:
            return
        firm = self._founder.other_version(self._one()[0])
        kept = self._any().ask("edit", "PUT", f"/companies/{firm.id}", json=firm.body())
        if kept is not None:
            self._hold(firm, kept["version"], "edited")

    def withdraw(self) -> None:
        if not self.live:
            return
        firm, _ = self._one()
        gone = self._any().ask("withdraw", "DELETE", f"/companies/{firm.id}", params={"reason": "soak"})
        if gone is None:
            return
        acknowledged = time.monotonic()
        del self.live[firm.id]
        self.withdrawn.add(firm.id)
        self._watch("withdrawn", firm, acknowledged, lambda found: firm.id not in found)

    def check_all(self) -> None:
        """Every firm that it holds reads as acknowledged at every process, every other is gone."""
        for caller in self.callers:
            for firm, version in self.live.values():
                found = caller.ask("final read", "GET", f"/companies/{firm.id}")
                if found is None or found["version"] != version:
                    self.tally.lose(f"{firm.id} version {version} at {caller.name}")
            for record_id in self.withdrawn:
                caller.ask("final read", "GET", f"/companies/{record_id}", 404)

    def _hold(self, firm: Firm, version: int, what: str) -> None:
        acknowledged = time.monotonic()
        self.live[firm.id] = (firm, version)
        self._watch(what, firm, acknowledged, lambda found: found.get(firm.id) == version)

    def _watch(self, what: str, firm: Firm, acknowledged: float, shows: Callable[[dict[str, int]], bool]) -> None:
        """Asks each process for the firm by its own words until it shows the change."""
        waiting = list(self.callers)
        self._random.shuffle(waiting)
        for _ in waiting:
            self.tally.look(what)
        while waiting:
            for caller in list(waiting):
                asked = time.monotonic()
                found = caller.matches("search for a change", text=firm.text, to="companies")
                if found is not None and shows(found):
                    waiting.remove(caller)
                elif found is not None:
                    self.tally.stale(what, asked - acknowledged)
            if waiting and time.monotonic() - acknowledged > GIVEN_UP_AFTER:
                for caller in waiting:
                    self.tally.lose(f"{firm.id} as {what} ({firm.word}) is not shown by {caller.name}")
                return
            if waiting:
                time.sleep(LOOK_SECONDS)

    def _any(self) -> Caller:
        return self._random.choice(self.callers)

    def _one(self) -> tuple[Firm, int]:
        return self._random.choice(list(self.live.values()))
