"""Encoders that the workers of a cluster make, by import, for the tests of bulk encoding."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.problems import Unavailable
from index.encoder import EncodeProgress, Vectors
from tests.fakes import HashEncoder


class NotingEncoder(HashEncoder):
    """Leaves a file for each process that it runs in, with the texts that came there; slow, if asked to be."""

    def __init__(self, folder: Path, seconds: float = 0.0) -> None:
        super().__init__()
        self._folder = folder
        self._seconds = seconds

    def encode_document(self, texts: Sequence[str], progress: EncodeProgress | None = None) -> Vectors:
        with (self._folder / f"{os.getpid()}.txt").open("a", encoding="utf-8") as note:
            note.writelines(f"{text}\n" for text in texts)
        time.sleep(self._seconds)
        return super().encode_document(texts, progress)


@dataclass(frozen=True)
class Noting:
    """Makes the above."""

    folder: Path
    seconds: float = 0.0

    def __call__(self) -> NotingEncoder:
        return NotingEncoder(self.folder, self.seconds)

    def pids(self) -> set[int]:
        """Processes that have encoded."""
        return {int(note.stem) for note in self.folder.glob("*.txt")}

    def texts(self) -> list[str]:
        return [line for note in self.folder.glob("*.txt") for line in note.read_text(encoding="utf-8").splitlines()]


class RefusingEncoder(HashEncoder):
    """Has no model."""

    def encode_document(self, texts: Sequence[str], progress: EncodeProgress | None = None) -> Vectors:
        raise Unavailable.because("model_unavailable", "model", "some-model", detail="no such folder")


class BreakingEncoder(HashEncoder):
    """Fails as nobody foresaw."""

    def encode_document(self, texts: Sequence[str], progress: EncodeProgress | None = None) -> Vectors:
        raise ValueError("out of paper")


def other_revision() -> HashEncoder:
    return HashEncoder(revision="2")
