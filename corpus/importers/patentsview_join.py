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
    """A table: the headings that tell it, what a row says as pairs of a name and a value, and of what (`key`)."""

    headings: tuple[str, ...]
    said: Callable[[Cells], Iterable[tuple[str, object]]]
    key: str = "patentid"


def _first(cells: Cells, *keys: str) -> object:
    return next((cells[key] for key in keys if text(cells.get(key)) is not None), None)


def _person(cells: Cells, *keys: str) -> str:
    return " ".join(str(part) for part in (text(cells.get(key)) for key in keys) if part)


def _application(cells: Cells) -> Iterator[tuple[str, object]]:
    yield "application", cells.get("applicationid")
    yield "filing", cells.get("filingdate")


def _owner(cells: Cells) -> Iterator[tuple[str, object]]:
    """Name, place and country in one value, so that they stay together."""
    organisation = _first(cells, "disambigassigneeorganization", "assigneeorganization", "rawassigneeorganization")
    person = _person(cells, "disambigassigneeindividualnamefirst", "disambigassigneeindividualnamelast")
    person = person or _person(cells, "assigneeindividualnamefirst", "assigneeindividualnamelast")
    name = text(organisation) or person
    if name:
        place, country = text(cells.get("locationid")), text(cells.get("assigneecountry"))
        yield "owner", PARTED.join((str(name), str(place or ""), str(country or "")))


def _inventor(cells: Cells) -> Iterator[tuple[str, object]]:
    yield "inventor", _person(cells, "disambiginventornamefirst", "disambiginventornamelast")
    yield "inventor", _person(cells, "inventornamefirst", "inventornamelast")


def _cpc(cells: Cells) -> Iterator[tuple[str, object]]:
    yield "cpc", _first(cells, "cpcgroup", "cpcgroupid", "cpcsubgroupid")


def _ipc(cells: Cells) -> Iterator[tuple[str, object]]:
    parts = [str(text(cells.get(key)) or "") for key in ("section", "ipcclass", "subclass", "maingroup", "subgroup")]
    if all(parts):
        yield "ipc", "{}{:0>2}{} {}/{:0>2}".format(*parts)


def _interest(cells: Cells) -> Iterator[tuple[str, object]]:
    yield "interest", _first(cells, "gistatement", "govintereststatement")


def _place(cells: Cells) -> Iterator[tuple[str, object]]:
    yield "country", cells.get("disambigcountry")


PARTED = "\x1f"
COMPANIONS = (
    Companion(("patent_id", "patent_abstract"), lambda cells: [("abstract", cells.get("patentabstract"))]),
    Companion(("patent_id", "application_id", "filing_date"), _application),
    Companion(("patent_id", "assignee_sequence", "disambig_assignee_organization"), _owner),
    Companion(("patent_id", "inventor_sequence", "disambig_inventor_name_last"), _inventor),
    Companion(("patent_id", "cpc_sequence", "cpc_group"), _cpc),
    Companion(("patent_id", "ipc_sequence", "ipc_class"), _ipc),
    Companion(("patent_id", "gi_statement"), _interest),
    Companion(("patent_id", "fedagency_name"), lambda cells: [("agency", cells.get("fedagencyname"))]),
    Companion(("patent_id", "claim_sequence", "claim_text"), lambda cells: [("claim", cells.get("claimtext"))]),
    Companion(("location_id", "disambig_country"), _place, key="locationid"),
)


def said_by(cells: Cells) -> Iterator[tuple[str, str]]:
    """What one row of many columns says by itself, as the tables would."""
    for companion in COMPANIONS:
        for name, value in companion.said(cells):
            said = text(value)
            if said:
                yield name, str(said)


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
        """What the companions say of a patent (or a place), in their order, by name."""
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
        patent = text(cells.get(companion.key))
        for name, value in companion.said(cells):
            said = text(value)
            if patent and said:
                yield str(patent), name, str(said)
