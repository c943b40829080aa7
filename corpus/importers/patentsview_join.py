"""The tables beside `g_patent`, gathered by patent in a temporary file: millions of rows, flat memory."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from corpus.importers.cells import text

Cells = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Companion:
    """A table: the headings that tell it, and what a row says as pairs of a name and a value."""

    headings: tuple[str, ...]
    said: Callable[[Cells], Iterable[tuple[str, object]]]


def _application(cells: Cells) -> Iterator[tuple[str, object]]:
    yield "application", cells.get("applicationid")
    yield "filing", cells.get("filingdate")


def _owner(cells: Cells) -> Iterator[tuple[str, object]]:
    given, family = (
        text(cells.get("disambigassigneeindividualnamefirst")),
        text(cells.get("disambigassigneeindividualnamelast")),
    )
    person = " ".join(str(part) for part in (given, family) if part)
    yield "owner", cells.get("disambigassigneeorganization") or cells.get("assigneeorganization") or person


COMPANIONS = (
    Companion(("patent_id", "patent_abstract"), lambda cells: [("abstract", cells.get("patentabstract"))]),
    Companion(("patent_id", "application_id", "filing_date"), _application),
    Companion(("patent_id", "assignee_sequence", "disambig_assignee_organization"), _owner),
    Companion(("patent_id", "cpc_sequence", "cpc_group"), lambda cells: [("cpc", cells.get("cpcgroup"))]),
    Companion(("patent_id", "gi_statement"), lambda cells: [("interest", cells.get("gistatement"))]),
    Companion(("patent_id", "fedagency_name"), lambda cells: [("agency", cells.get("fedagencyname"))]),
)


class Join:
    """Open it with `with`; the file is gone afterwards."""

    def __enter__(self) -> Join:
        self._folder = tempfile.TemporaryDirectory(prefix="patentsview-")
        self._file = sqlite3.connect(Path(self._folder.name) / "join.sqlite")
        self._file.execute("PRAGMA journal_mode = OFF")
        self._file.execute("PRAGMA synchronous = OFF")
        self._file.execute("CREATE TABLE said (patent TEXT, name TEXT, value TEXT)")
        self._indexed = False
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self._folder.cleanup()

    def add(self, companion: Companion, lines: Iterable[Cells]) -> None:
        """Every row of one companion, as text."""
        self._file.executemany("INSERT INTO said VALUES (?, ?, ?)", _said(companion, lines))

    def of(self, patent: str) -> dict[str, list[str]]:
        """What the companions say of a patent, in their order, by name."""
        if not self._indexed:
            self._file.execute("CREATE INDEX by_patent ON said (patent)")
            self._indexed = True
        found: dict[str, list[str]] = {}
        for name, value in self._file.execute(
            "SELECT name, value FROM said WHERE patent = ? ORDER BY rowid", (patent,)
        ):
            found.setdefault(name, []).append(value)
        return found


def _said(companion: Companion, lines: Iterable[Cells]) -> Iterator[tuple[str, str, str]]:
    for cells in lines:
        patent = text(cells.get("patentid"))
        for name, value in companion.said(cells):
            said = text(value)
            if patent and said:
                yield str(patent), name, str(said)
