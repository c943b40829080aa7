"""Encoding in bulk on a Ray cluster: one that is started for the run, or any that runs already.

Ray lives in a process of its own (`index.ray_driver`): it keeps state, signal handlers and variables for a whole
process, waits minutes for a head that is gone, and would listen and log in ours.
"""

from __future__ import annotations

import importlib.util
import logging
import multiprocessing
import os
import secrets
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import numpy as np

from corpus.problems import Invalid, Unavailable
from index.bulk import TextBlock, VectorBlock
from index.encoder import EncoderInfo
from index.ray_choice import EncoderFactory, Failed, RayChoice

log = logging.getLogger(__name__)

BEAT_SECONDS = 1.0
"""How often a caller hears from an engine that is busy."""
PROBE_SECONDS = 5.0
START_SECONDS = 120.0
END_SECONDS = 15.0
GONE = "Ray’s process is gone"
NO_VECTORS = VectorBlock((), np.zeros((0, 0), dtype=np.float32))


class RayBulk:
    """Starts at the first text and ends with `close`. For one thread.

    `factory` makes the encoder in each worker: it has to be importable there. The workers refuse to encode where theirs
    is not the encoder asked for.
    """

    def __init__(self, choice: RayChoice, factory: EncoderFactory) -> None:
        """Raises Invalid `cluster_without_token` for a cluster that anybody who reaches it may run code on."""
        if choice.address and not choice.token:
            raise Invalid.because("cluster_without_token", "cluster", choice.address)
        self._choice = choice
        self._factory = factory
        self._folder: Path | None = None
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None

    def encode(self, info: EncoderInfo, blocks: Iterable[TextBlock]) -> Iterator[VectorBlock]:
        """See `BulkEncoder`."""
        pipe = self._pipe
        if pipe is None:
            pipe = self._start()
            yield from self._answers(pipe, START_SECONDS, self._unavailable)
        self._send(pipe, info)
        for block in blocks:
            self._send(pipe, block)
            # Else a store that takes nothing more would hold us up without end.
            yield from self._answers(pipe, self._choice.patience, self._failed)
        self._send(pipe, None)
        yield from self._answers(pipe, self._choice.patience, self._failed)

    def close(self) -> None:
        """Ends the process, and the cluster that was started for it."""
        process, self._process = self._process, None
        pipe, self._pipe = self._pipe, None
        folder, self._folder = self._folder, None
        if pipe is not None:
            pipe.close()
        if process is not None:
            process.terminate()
            process.join(END_SECONDS)
            if process.is_alive():
                process.kill()
                process.join()
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)

    def _start(self) -> Connection:
        if importlib.util.find_spec("ray") is None:
            raise self._unavailable("Ray is not installed: the extra “ray” of this package brings it")
        self._probe()
        self._folder = Path(tempfile.mkdtemp(prefix="matcher-ray-"))
        # A forked process would inherit locks that other threads hold.
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        arguments = (theirs, self._choice, self._factory, self._folder, log.isEnabledFor(logging.DEBUG))
        self._process = context.Process(target=_drive, args=arguments, name="ray driver", daemon=True)
        self._process.start()
        theirs.close()
        return self._pipe

    def _probe(self) -> None:
        """Ray tries for minutes where nobody listens."""
        host, _, port = self._choice.address.rpartition(":")
        if not host:
            return
        try:
            socket.create_connection((host.strip("[]"), int(port)), PROBE_SECONDS).close()
        except OSError as error:
            raise self._unavailable(error.strerror or str(error)) from error

    def _send(self, pipe: Connection, message: EncoderInfo | TextBlock | None) -> None:
        try:
            pipe.send(message)
        except OSError as error:
            raise self._failed(GONE) from error

    def _answers(
        self, pipe: Connection, patience: float, refused: Callable[[str], Unavailable]
    ) -> Iterator[VectorBlock]:
        """Up to the end of what was asked, with signs of life between."""
        due = time.monotonic() + patience
        while True:
            try:
                answered = pipe.poll(BEAT_SECONDS)
                message = pipe.recv() if answered else NO_VECTORS
            except (EOFError, OSError) as error:
                raise refused(GONE) from error
            if message is None:
                return
            if isinstance(message, Failed):
                raise Unavailable(message.problem)
            if answered:
                due = time.monotonic() + patience
            elif time.monotonic() > due:
                raise refused(f"no answer for {patience:.0f} s")
            yield message

    def _unavailable(self, detail: str) -> Unavailable:
        return Unavailable.because("cluster_unavailable", "cluster", self._choice.address or "local", detail=detail)

    def _failed(self, detail: str) -> Unavailable:
        return Unavailable.because("cluster_failed", "cluster", self._choice.address or "local", detail=detail)


def _drive(pipe: Connection, choice: RayChoice, factory: EncoderFactory, folder: Path, talks: bool) -> None:
    """The whole of the other process. Ray reads its variables when it is imported."""
    if not talks:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
    os.environ.update(
        RAY_AUTH_MODE="token",
        RAY_AUTH_TOKEN=choice.token or secrets.token_hex(32),
        RAY_USAGE_STATS_ENABLED="0",
        RAY_DATA_DISABLE_PROGRESS_BARS="1",
    )
    from index.ray_driver import drive  # noqa: PLC0415 - only here, with the variables set, may Ray be imported

    try:
        drive(pipe, choice, factory, folder)
    finally:
        # Whoever asked may have been killed.
        shutil.rmtree(folder, ignore_errors=True)
