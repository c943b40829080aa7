"""What a serving process counts of itself: requests, refused sign-ins, limits, lookups of vectors.

Several processes of one `matcher serve` count into files of one folder, which whichever is asked adds up. What all
processes can read (the database, the index) is not counted here: see `api.operating.gauges`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
SIGN_ON, TOKEN, TOO_OFTEN = "sign_on", "token", "too_often"
WAYS: Final = ("password", "code", "link", SIGN_ON, TOKEN, TOO_OFTEN)
"""Why somebody was not let in, by what they tried; of no account and no address."""
LIMITS: Final = {413: "size", 429: "tries"}
"""Bounds that answers of these statuses tell of."""
HIT, MISS = "hit", "miss"
LIVE: Final = "gauge_live*_*.db"


class Meters:
    """`folder` is where several processes count together, None for one alone."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._registry = CollectorRegistry()
        # When each began to count is of use to nobody here, and a third of the text.
        disable_created_metrics()  # type: ignore[no-untyped-call]  # the library's
        self.requests = Histogram(
            "matcher_request_seconds",
            "Time of requests, by the route's template and the class of the answer's status",
            ("route", "method", "status"),
            buckets=SECONDS,
            registry=self._registry,
        )
        self.in_flight = Gauge(
            "matcher_requests_in_flight",
            "Requests that are being answered",
            multiprocess_mode="livesum",
            registry=self._registry,
        )
        self.sign_ins_refused = self._counter("sign_ins_refused", "Refused sign-ins, by what was tried", "way", WAYS)
        self.limits_hit = self._counter("limits_hit", "Requests that a limit refused", "limit", LIMITS.values())
        self.vector_lookups = self._counter(
            "vector_cache_lookups",
            "Passages of records beside the index, by whether the cache had their vectors",
            "outcome",
            (HIT, MISS),
        )

    def looked_up(self, found: int, missing: int) -> None:
        """Counts passages whose vectors were looked for in the cache."""
        self.vector_lookups.labels(HIT).inc(found)
        self.vector_lookups.labels(MISS).inc(missing)

    def exposition(self) -> bytes:
        """All that was counted, by every process that counts here, in Prometheus's text form."""
        if self._folder is None:
            return generate_latest(self._registry)
        for file in self._folder.glob(LIVE):
            # A killed process cannot say that its requests are not in flight any more.
            number = file.stem.rpartition("_")[2]
            if number.isdigit() and not _lives(int(number)):
                mark_process_dead(int(number), str(self._folder))  # type: ignore[no-untyped-call]  # as above
        together = CollectorRegistry()
        MultiProcessCollector(together, str(self._folder))  # type: ignore[no-untyped-call]  # as above
        return generate_latest(together)

    def _counter(self, name: str, text: str, label: str, values: Iterable[str]) -> Counter:
        """Every value is told from the beginning: what first appears with its first event has not grown."""
        made = Counter(f"matcher_{name}", text, (label,), registry=self._registry)
        for value in values:
            made.labels(value)
        return made


def _lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
