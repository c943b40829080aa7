"""Rejected rows as a file to mend: what was wrong, where, and the row itself."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from corpus.importers.format import Rejected
from corpus.store import Store
from corpus.store.imports import MOST_ORIGINAL, problem_of, storable
from corpus.text import Language
from corpus.wording import sentence

COLUMNS = ("file", "row", "field", "value", "reason", "mend", "original")
FORMULA = ("=", "+", "-", "@")
"""A spreadsheet reads a cell that begins like this as a formula."""


class RejectionFile:
    """Rejected rows, written as they come: JSON lines where the path ends in `.jsonl`, else CSV for a spreadsheet.

    In CSV a cell that would be read as a formula gets an apostrophe before it. The file comes to be with the
    first row. To be used as a context manager.
    """

    def __init__(self, path: Path, source_name: str, language: Language = "en") -> None:
        self._path, self._source_name, self._language = path, source_name, language
        self._stream: IO[str] | None = None
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stream:
            self._stream.close()

    def write(self, rejected: Rejected) -> None:
        """Adds one row, its problem in words."""
        told = sentence(rejected.problem, self._language)
        problem, original = rejected.problem, rejected.original[:MOST_ORIGINAL]
        texts = (self._source_name, str(rejected.row), problem.field, problem.value, told.reason, told.mend, original)
        row: dict[str, str | int] = dict(zip(COLUMNS, map(storable, texts), strict=True)) | {"row": rejected.row}
        lines = self._path.suffix == ".jsonl"
        if self._stream is None:
            self._stream = self._path.open("w", encoding="utf-8" if lines else "utf-8-sig", newline="")
            if not lines:
                csv.writer(self._stream).writerow(COLUMNS)
        if lines:
            self._stream.write(json.dumps(row, ensure_ascii=False) + "\n")
        else:
            csv.writer(self._stream).writerow([_harmless(cell) for cell in row.values()])
        self.count += 1


def write_rejected(store: Store, run_id: int, path: Path, language: Language = "en") -> int:
    """Writes the rejected rows of a run on record as `RejectionFile` does, and says how many."""
    run = store.imports.get(run_id)
    with RejectionFile(path, run.source_name if run else "", language) as file:
        for row in store.imports.all_rejected(run_id):
            file.write(Rejected(row.row, problem_of(row), row.original))
        return file.count


def _harmless(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip().startswith(FORMULA) else cell
