"""What happened, counted by any number of threads."""

from __future__ import annotations

import math
import threading
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

KEPT_ERRORS: Final = 50
PERCENTILES: Final = (50, 95, 99)


@dataclass
class Tally:
    """`latencies` in seconds by what was asked; `ages` of stale answers in seconds by what was stale.

    An answer is stale by its age: how long what it does not show had been acknowledged when it was asked for.
    """

    latencies: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    ages: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    looks: Counter[str] = field(default_factory=Counter)
    generations: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    errors: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    error_count: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def took(self, what: str, seconds: float) -> None:
        with self._lock:
            self.latencies[what].append(seconds)

    def error(self, what: str) -> None:
        """Of many the first ones are kept, all are counted."""
        with self._lock:
            self.error_count += 1
            if len(self.errors) < KEPT_ERRORS:
                self.errors.append(what)

    def lose(self, what: str) -> None:
        with self._lock:
            self.lost.append(what)

    def look(self, what: str) -> None:
        """Counts one change whose way to one process is watched."""
        with self._lock:
            self.looks[what] += 1

    def stale(self, what: str, seconds: float) -> None:
        with self._lock:
            self.ages[what].append(seconds)

    def answered(self, process: str, generation: str) -> None:
        with self._lock:
            self.generations[process].add(generation)

    def older_than(self, seconds: float) -> int:
        """How many stale answers were older than that."""
        return sum(age > seconds for ages in self.ages.values() for age in ages)

    def as_json(self) -> dict[str, Any]:
        return {
            "requests": sum(map(len, self.latencies.values())),
            "latency_ms": {what: spread(seconds) for what, seconds in sorted(self.latencies.items())},
            "watched": {
                what: {
                    "changes": self.looks[what],
                    "stale_answers": len(self.ages[what]),
                    "worst_age_s": round(max(self.ages[what], default=0.0), 3),
                }
                for what in sorted(self.looks)
            },
            "generations_answered": {name: len(found) for name, found in sorted(self.generations.items())},
            "error_count": self.error_count,
            "errors": self.errors,
            "lost": self.lost,
        }


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Count, percentiles (nearest rank) and maximum, in milliseconds."""
    ordered = sorted(seconds)
    ranks = {f"p{each}": ordered[math.ceil(each / 100 * len(ordered)) - 1] for each in PERCENTILES}
    told = {name: round(value * 1000, 1) for name, value in {**ranks, "max": ordered[-1]}.items()}
    return {"count": len(ordered), **told}
