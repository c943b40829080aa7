"""The files behind a path, read in a process of their own: rows come over a pipe, so that memory stays flat here."""

from __future__ import annotations

import fcntl
import json
import os
import select
import subprocess
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from corpus.confined import command, environment
from corpus.importers.detect import named
from corpus.importers.format import Format, Parsed
from corpus.importers.passing import MOST_LINE, Garbled, line, refusal_of, row_of
from corpus.problems import Refused, TooLarge

SILENCE: Final = 60.0
"""Seconds by the clock without a word after which a process is given up; it tells that it reads every second."""
CHUNK: Final = 256 * 1024
AHEAD: Final = 1024 * 1024
"""Bytes that the process may be ahead of who keeps its rows: with less, each would wait for the other's batch."""
MOST_LOST: Final = 3
"""After so many files of one path that took their process down with them nothing more is read of it."""


class Lost(Exception):
    """The process is gone, or says what no reader of ours says."""


@dataclass(slots=True)
class ReadSource:
    """One file as its process tells it: `position` of its `size` bytes, as it is stored, are read."""

    name: str
    size: int
    told: Iterator[dict[str, Any]]
    position: int = 0
    format: Format | None = None
    ended: bool = False
    lost: bool = field(default=False, repr=False)

    def detected(self) -> Format:
        """The file's format. Raises Refused as `detect` does, TooLarge `file_too_much_work`, OSError of a disk."""
        for told, _ in self._messages():
            if "format" in told:
                self.format = named(str(told["format"]))
                return self.format
        raise self._too_much()

    def rows(self) -> Iterator[Parsed]:
        """Its rows, after `detected`. Raises Refused as the format's reader does, TooLarge `file_too_much_work`."""
        if self.format is None:
            return
        for told, size in self._messages():
            if "row" in told:
                try:
                    yield row_of(told, self.format.kind, size)
                except Garbled:
                    raise self._too_much() from None

    def passed_over(self) -> None:
        """Reads on to its end, where nobody wants what is left of it."""
        with suppress(Refused):
            while not self.ended:
                for _ in self._messages():
                    pass

    def _messages(self) -> Iterator[tuple[dict[str, Any], int]]:
        while not self.ended:
            try:
                told = next(self.told)
                self.position = min(int(told.get("at", told.get("end", self.position))), self.size)
                self.ended = "end" in told
                disk = int(told.get("disk", 0))
                refused = refusal_of(told["refused"]) if "refused" in told else None
            except (StopIteration, Lost, Garbled, ValueError, TypeError):
                raise self._too_much() from None
            if disk:
                raise OSError(disk, os.strerror(disk))
            if refused:
                raise refused
            yield told, int(told.get("bytes", 0))

    def _too_much(self) -> Refused:
        self.ended = self.lost = True
        return TooLarge.because("file_too_much_work", "file", self.name)


@dataclass(slots=True)
class Reading:
    """A path under way. `total` is the size of all its files, where it was asked for."""

    path: Path
    wanted: str
    total: int | None = None

    def sources(self, *, count: bool = False) -> Generator[ReadSource]:
        """Each file, to be read to its end before the next; a process that a file takes down is begun anew behind it.

        Raises NotFound as `corpus.importers.source.sources`, TooLarge `file_too_much_work`, Invalid `none_of_many`.
        """
        after = lost = 0
        is_over = False
        while not is_over:
            with _process(self.path, self.wanted, after, count=count and not after) as told:
                for source in self._of(told):
                    if source is None:
                        is_over = True
                        break
                    after += 1
                    yield source
                    source.passed_over()
                    if source.lost:
                        lost += 1
                        break
                else:
                    lost += 1
            if lost >= MOST_LOST or (lost and not after):
                raise TooLarge.because("file_too_much_work", "file", self.path.name)

    def _of(self, told: Iterator[dict[str, Any]]) -> Iterator[ReadSource | None]:
        """The files that the process tells; None at the end of all, nothing more where it is lost."""
        try:
            for message in told:
                if "total" in message:
                    self.total = int(message["total"])
                elif "source" in message:
                    yield ReadSource(str(message["source"]), int(message["size"]), told)
                elif "over" in message:
                    if "refused" in message:
                        raise refusal_of(message["refused"])
                    yield None
        except (Lost, Garbled, ValueError, TypeError, KeyError):
            return


@contextmanager
def _process(path: Path, wanted: str, after: int, *, count: bool) -> Iterator[Iterator[dict[str, Any]]]:
    asked = line({"path": os.fspath(path), "wanted": wanted, "after": after, "total": count})
    with (
        tempfile.TemporaryDirectory(prefix="reading-", ignore_cleanup_errors=True) as folder,
        subprocess.Popen(  # nosec B603  # noqa: S603 - our own module, with nothing of the sender's in the call
            command("corpus.importers.process"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(folder),
        ) as process,
    ):
        assert process.stdin is not None  # noqa: S101 - as it was asked for; for the type checker
        assert process.stdout is not None  # noqa: S101 - as it was asked for; for the type checker
        # The kernel gives a user only so much for all pipes; with what it has by itself the import is slower, no more.
        with suppress(OSError):
            fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, AHEAD)
        try:
            process.stdin.write(asked)
            process.stdin.close()
            yield _messages(process.stdout.fileno())
        finally:
            process.kill()


def _messages(descriptor: int) -> Iterator[dict[str, Any]]:
    """Each line as it comes, with its length as `bytes`. Raises Lost for silence and for what is no line."""
    held = bytearray()
    while True:
        readable, _, _ = select.select([descriptor], [], [], SILENCE)
        chunk = os.read(descriptor, CHUNK) if readable else b""
        if not chunk:
            raise Lost
        held += chunk
        begin = 0
        while (end := held.find(b"\n", begin)) >= 0:
            yield _message(bytes(memoryview(held)[begin:end]))
            begin = end + 1
        del held[:begin]
        if len(held) > MOST_LINE:
            raise Lost


def _message(text: bytes) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise Lost from None
    if not isinstance(told, dict):
        raise Lost
    told["bytes"] = len(text)
    return told
