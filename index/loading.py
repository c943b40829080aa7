"""Generations on their way into memory: the first while its caller waits, later ones in the background."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass

from corpus.problems import Refused, Unavailable
from index.dense.engine import DOWN
from index.encoder import Encoder
from index.generation import Generations
from index.loaded import Loaded

log = logging.getLogger(__name__)

RETRY_SECONDS = 30.0
DOWN_SECONDS = 1.0
"""As `RETRY_SECONDS`, while what keeps the vectors does not answer: that passes by itself."""
Stamp = tuple[int, int, int]
"""Of CURRENT, see `Generations.stamp`."""


@dataclass(frozen=True, slots=True)
class _Arrival:
    """What loading the generation that CURRENT named at that stamp came to."""

    stamp: Stamp
    loaded: Loaded | None
    refused: Refused | None
    moment: float


class Loader:
    """Loads what CURRENT names. A failure is remembered for a while, or until CURRENT changes."""

    def __init__(self, generations: Generations, encoder: Encoder, threads: int) -> None:
        self._generations = generations
        self._encoder = encoder
        self._threads = threads
        self._arrival: _Arrival | None = None
        self._thread: threading.Thread | None = None

    @property
    def problem(self) -> str:
        """The code of what the last load failed with, "" if it did not."""
        arrival = self._arrival
        return arrival.refused.problem.code if arrival is not None and arrival.refused is not None else ""

    @property
    def busy(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def now(self, stamp: Stamp) -> Loaded | None:
        """Loads while the caller waits; one thread at a time. None if CURRENT went meanwhile.

        Where the current generation cannot be used, the newest sound one before it stands in, and `problem` tells.
        Raises Unavailable `encoder_mismatch`, `index_damaged`, `index_format`, `vectors_elsewhere` where there is none,
        and `vectors_unavailable` while what keeps its vectors does not answer: the next calls try again.
        """
        arrival = self._known(stamp) or self._load(stamp)
        self._arrival = arrival
        if arrival.refused is None:
            return arrival.loaded
        if arrival.refused.problem.code == DOWN:
            raise arrival.refused
        stand_in = self._stand_in()
        if stand_in is None:
            raise arrival.refused
        return stand_in

    def arrived(self, stamp: Stamp) -> Loaded | None:
        """The generation if it has arrived; else sees to it that it is on its way."""
        arrival = self._known(stamp)
        if arrival is not None:
            return arrival.loaded
        if not self.busy:
            thread = threading.Thread(target=self._fetch, args=(stamp,), name="index-load", daemon=True)
            thread.start()
            # Only a thread that runs can be waited for.
            self._thread = thread
        return None

    def forget(self) -> None:
        """Lets go of an arrived generation that its caller has taken over; a problem is kept."""
        if self._arrival is not None and self._arrival.refused is None:
            self._arrival = None

    def wait(self, seconds: float) -> None:
        if self._thread is not None:
            self._thread.join(seconds)

    def _known(self, stamp: Stamp) -> _Arrival | None:
        arrival = self._arrival
        if arrival is None or arrival.stamp != stamp:
            return None
        if arrival.refused is None:
            return arrival
        seconds = DOWN_SECONDS if arrival.refused.problem.code == DOWN else RETRY_SECONDS
        return arrival if time.monotonic() - arrival.moment <= seconds else None

    def _fetch(self, stamp: Stamp) -> None:
        self._arrival = self._load(stamp)

    def _load(self, stamp: Stamp) -> _Arrival:
        try:
            name = self._generations.current()
            loaded = None if name is None else self._checked(name)
        except Refused as refused:
            log.warning("index: the current generation cannot be loaded: %s", refused.problem)
            return _Arrival(stamp, None, refused, time.monotonic())
        return _Arrival(stamp, loaded, None, time.monotonic())

    def _stand_in(self) -> Loaded | None:
        """The newest generation that can be loaded, whatever CURRENT names."""
        for name in reversed(self._generations.names()):
            try:
                loaded = self._checked(name)
            except Refused:
                continue
            log.warning("index: generation %s stands in for the current one", name)
            return loaded
        return None

    def _checked(self, name: str) -> Loaded:
        """Vectors of another model would be compared without any error, and mean nothing: they are refused."""
        made_with, running = self._generations.manifest(name).encoder, self._encoder.info
        if made_with.space != running.space:
            raise Unavailable.because(
                "encoder_mismatch",
                "model",
                running.model,
                made_with=f"{made_with.model} ({made_with.revision[:12]})",
                running=f"{running.model} ({running.revision[:12]})",
            )
        return self._generations.load(name, self._threads)
