"""Requests over HTTP from several connections, and how long each took."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Load:
    """`latencies` in seconds, of the answered requests; `refused` counts the others."""

    seconds: float
    latencies: tuple[float, ...]
    refused: int

    @classmethod
    def of(cls, loads: Sequence[Load]) -> Load:
        """Several, one after another."""
        taken = tuple(each for load in loads for each in load.latencies)
        return cls(sum(load.seconds for load in loads), taken, sum(load.refused for load in loads))

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    def percentile(self, percent: float) -> float:
        """In milliseconds."""
        return float(np.percentile(self.latencies, percent)) * 1_000


def load(port: int, paths: Sequence[str], connections: int, seconds: float) -> Load:
    """Asks for the paths in turn, each connection from another one on, for so long."""
    taken: list[list[float]] = [[] for _ in range(connections)]
    refused = [0] * connections
    ends = time.perf_counter() + seconds

    def ask(own: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        number = own * 7
        while time.perf_counter() < ends:
            started = time.perf_counter()
            connection.request("GET", paths[number % len(paths)])
            answer = connection.getresponse()
            answer.read()
            if answer.status == http.client.OK:
                taken[own].append(time.perf_counter() - started)
            else:
                refused[own] += 1
            number += 1
        connection.close()

    started = time.perf_counter()
    threads = [threading.Thread(target=ask, args=(own,)) for own in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Load(time.perf_counter() - started, tuple(each for own in taken for each in own), sum(refused))
