"""Rejected rows as a file to mend: what was wrong, where, and the row itself.

Rows of a table are written as a table again: under their own headings, with notes (`corpus.importers.mending`) before
them. Mended, that file is imported as it is. Rows of another source (XML) are told with their text; they are mended
where they come from.
"""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

from corpus.formulas import guarded
from corpus.importers.format import Rejected
from corpus.importers.kept import MOST_ORIGINAL, kept_cells
from corpus.importers.mending import NOTES
from corpus.store import Store
from corpus.store.imports import problem_of
from corpus.text import Language, storable
from corpus.wording import sentence

COLUMNS = ("file", "row", "field", "value", "reason", "mend", "original")
ROWS_LOOKED_AT: Final = 500
"""How many rejected rows tell whether a run's cells hold lists, which only JSON lines keep as they are."""


class RejectionFile:
    """Rejected rows, taken as they come: JSON lines where the path ends in `.jsonl`, else CSV for a spreadsheet.

    In CSV a cell that would be read as a formula gets an apostrophe before it. The file is there when the block ends,
    if any row came. To be used as a context manager.
    """

    def __init__(self, path: Path, source_name: str, language: Language = "en") -> None:
        self._path, self._source_name, self._language = path, source_name, language
        self._kept: IO[str] | None = None
        self._headings: dict[str, None] = {}
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._kept is None:
            return
        with self._kept:
            self._kept.seek(0)
            lines = self._path.suffix == ".jsonl"
            with self._path.open("w", encoding="utf-8" if lines else "utf-8-sig", newline="") as stream:
                self._write_out(stream, lines=lines)

    def write(self, rejected: Rejected) -> None:
        """Adds one row."""
        if self._kept is None:
            # Which columns there are is known with the last row only.
            self._kept = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed by `__exit__`
        told = _told(rejected, self._source_name, self._language)
        cells = kept_cells(rejected)
        self._headings.update(dict.fromkeys(cells or ()))
        self._kept.write(json.dumps([told, cells], ensure_ascii=False) + "\n")
        self.count += 1

    def _write_out(self, stream: IO[str], *, lines: bool) -> None:
        assert self._kept is not None  # noqa: S101 - as `__exit__` has found; for the type checker
        rows = (json.loads(line) for line in self._kept)
        if lines:
            for told, cells in rows:
                shown = told if cells is None else {**_notes(told, self._language), **cells}
                stream.write(json.dumps(shown, ensure_ascii=False) + "\n")
            return
        writer = csv.writer(stream)
        if not self._headings:
            writer.writerow(COLUMNS)
            writer.writerows([_harmless(cell) for cell in told.values()] for told, _ in rows)
            return
        table = Table(tuple(self._headings), self._language)
        writer.writerow(table.headings)
        writer.writerows([_harmless(cell) for cell in table.line(told, cells)] for told, cells in rows)


class Table:
    """The columns of a table to mend: notes, then the rows' own; for rows without cells, their text at the end."""

    def __init__(self, own: Sequence[str], language: Language) -> None:
        self._own = tuple(own)
        self._language = language
        notes = NOTES[language]
        self.headings = (*notes.before(), *self._own, notes.original)

    def line(self, told: Mapping[str, Any], cells: Mapping[str, Any] | None) -> list[str]:
        """One row's cells, all as text."""
        own = cells or {}
        notes = [str(told[name]) for name in ("row", "field", "value", "reason", "mend")]
        return [*notes, *(_text(own.get(name)) for name in self._own), "" if cells else str(told["original"])]


def mending_table(store: Store, run_id: int, language: Language) -> tuple[tuple[str, ...], Iterator[list[str]]] | None:
    """Headings and rows of a run's table to mend, of rows that no later import took; None where no row has cells."""
    own = store.imports.headings(run_id)
    if own is None:
        return None
    table = Table(own, language)
    rows = store.imports.all_rejected(run_id, waiting=True)
    return table.headings, (table.line(_told(_of(row), "", language), row.cells) for row in rows)


def holds_lists(store: Store, run_id: int) -> bool:
    """Whether cells of a run's rejected rows are lists or objects, as JSON has them."""
    rows = store.imports.rejected(run_id, limit=ROWS_LOOKED_AT, waiting=True)
    return any(isinstance(cell, list | dict) for row in rows for cell in (row.cells or {}).values())


def write_rejected(store: Store, run_id: int, path: Path, language: Language = "en") -> int:
    """Writes the rejected rows of a run that no later one took as `RejectionFile` does, and says how many."""
    run = store.imports.get(run_id)
    with RejectionFile(path, run.source_name if run else "", language) as file:
        for row in store.imports.all_rejected(run_id, waiting=True):
            file.write(_of(row))
        return file.count


def write_mended(path: Path, rows: Iterable[tuple[int, Mapping[str, Any]]]) -> None:
    """Rows that were mended, with the number of the row that each mends, as JSON lines to be imported."""
    notes = NOTES["en"]
    with path.open("w", encoding="utf-8") as stream:
        for number, cells in rows:
            stream.write(json.dumps({notes.row: number, **cells}, ensure_ascii=False) + "\n")


def _of(row: Any) -> Rejected:  # a RejectedRow; its columns are read alone
    return Rejected(row.row, problem_of(row), row.original, row.cells)


def _told(rejected: Rejected, source_name: str, language: Language) -> dict[str, str | int]:
    told = sentence(rejected.problem, language)
    problem, original = rejected.problem, rejected.original[:MOST_ORIGINAL]
    texts = (source_name, str(rejected.row), problem.field, problem.value, told.reason, told.mend, original)
    return dict(zip(COLUMNS, map(storable, texts), strict=True)) | {"row": rejected.row}


def _notes(told: Mapping[str, Any], language: Language) -> dict[str, Any]:
    names = ("row", "field", "value", "reason", "mend")
    return dict(zip(NOTES[language].before(), (told[name] for name in names), strict=True))


def _text(cell: object) -> str:
    if isinstance(cell, list) and not any(isinstance(each, list | dict) for each in cell):
        return "; ".join(_text(each) for each in cell)
    if isinstance(cell, list | dict):
        return json.dumps(cell, ensure_ascii=False)
    return "" if cell is None else str(cell)


def _harmless(cell: object) -> object:
    return guarded(cell) if isinstance(cell, str) else cell
