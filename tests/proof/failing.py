"""An import and a registration whose database cannot write, and what the next process finds on record.

Called in a process of its own, which forks for each strike and so may have no threads.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import corpus.ingest
from api.accounts.signing import Chosen
from api.registration.registering import Wanted, register
from api.service import Service
from api.settings import Settings
from corpus.database import Database
from corpus.drafts import NeedDraft
from corpus.importers.format import Accepted
from corpus.ingest import ingest
from corpus.problems import Refused
from corpus.store.tokens import Origin
from tests.fakes import HashEncoder
from tests.proof.calls import Call, Striking, followed
from tests.proof.memory import folder
from tests.signing import PASSWORD, quick_passwords

BATCH, BEFORE, ROWS = 4, 8, 20
"""Rows to a transaction; how many are on record before, and how many the file has."""
COUNTED_APART: Final = frozenset({"addressattempt", "sqlite_sequence"})
"""Tables: attempts, and the numbers that SQLite gave."""
DONE: Final = "done"
TAKEN: Final = "email_taken"
"""The code of the refusal of a registration that is there."""
WANTED: Final = Wanted(
    company="Hanul Ceramics",
    number="1248100998",
    person="Kim",
    email="kim@hanul.example",
    chosen=Chosen(PASSWORD, PASSWORD),
    consent=True,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`said` is "done" or a refusal's code. Then what the next process has: how many parts it `found`, whether the
    database is `sound`, and whether doing it again makes all parts be there, once (`done_then`).
    """

    calls: tuple[Call, ...]
    struck: tuple[Call, ...]
    said: str | None
    found: int
    sound: bool
    done_then: bool


def service_in(place: Path) -> Service:
    made = Service(Settings(data_dir=place, language="en", threads=1), encoder=HashEncoder())
    made.passwords = quick_passwords()
    return made


def prepared(place: Path) -> None:
    """A database with some needs on record."""
    service = service_in(place)
    service.open()
    _imported(service.database, BEFORE)
    service.close()


def imported(place: Path) -> str:
    return _said(place, lambda service: _imported(service.database, ROWS))


def registered(place: Path) -> str:
    return _said(place, lambda service: register(service, WANTED, Origin(), "en"))


def struck_import(base: Path, striking: Striking) -> Outcome:
    """Parts are rows of the file that are on record afterwards, besides those that were."""
    return _struck(base, imported, striking, lambda place: _rows(place)["need"] - BEFORE, ROWS - BEFORE)


def struck_registration(base: Path, striking: Striking) -> Outcome:
    """Parts are tables in which the registration left something."""
    before, tables = _rows(base), registration_tables(base)
    return _struck(base, registered, striking, lambda place: len(_more(before, _rows(place)) & tables), len(tables))


@cache
def registration_tables(base: Path) -> frozenset[str]:
    """Into which a registration writes, but for what a transaction of its own counts."""
    with folder() as elsewhere:
        place = Path(shutil.copytree(base, elsewhere / "var"))
        assert registered(place) == DONE
        return _more(_rows(base), _rows(place)) - COUNTED_APART


def _more(before: Mapping[str, int], after: Mapping[str, int]) -> frozenset[str]:
    return frozenset(name for name in after if after[name] > before[name])


def _struck(
    base: Path,
    work: Callable[[Path], str],
    striking: Striking,
    count: Callable[[Path], int],
    whole: int,
) -> Outcome:
    with folder() as elsewhere:
        place = Path(shutil.copytree(base, elsewhere / "var"))
        ended = followed(lambda: work(place), place, striking)
        found, sound = count(place), _is_sound(place)
        done = work(place) in {DONE, TAKEN} and count(place) == whole and _is_sound(place)
        return Outcome(tuple(ended.calls), tuple(ended.struck), ended.said, found, sound, done)


def _said(place: Path, work: Callable[[Service], object]) -> str:
    service = service_in(place)
    try:
        work(service)
    except Refused as refused:
        return refused.problem.code
    finally:
        service.database.close()
    return DONE


def _imported(database: Database, rows: int) -> None:
    corpus.ingest.ROWS_A_BATCH = BATCH
    parsed = (Accepted(number, NeedDraft(id=f"N{number}", title=f"Need {number}")) for number in range(1, rows + 1))
    ingest(database, parsed, source_name="needs.csv", format_name="plain-needs", kind="needs")


def _rows(place: Path) -> dict[str, int]:
    """Of each table."""
    with _opened(place) as connection:
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}


def _opened(place: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(Settings(data_dir=place).database_file or ""))


def _is_sound(place: Path) -> bool:
    """SQLite's own checks, and the audit log's chain."""
    with _opened(place) as connection:
        sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        sound = sound and not connection.execute("PRAGMA foreign_key_check").fetchall()
    service = service_in(place)
    try:
        with service.database.reading() as store:
            return sound and store.audit.verify().broken is None
    finally:
        service.database.close()
