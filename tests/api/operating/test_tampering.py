"""Somebody who has the database's file changes the audit log, and knows how its chain is computed."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from corpus.database import Database
from corpus.roles import Caller, Role
from corpus.store.audit import FIRST, _digest, _written
from tests.conftest import Scale
from tests.proof.figures import Recorder

pytestmark = pytest.mark.sqlite
EVENTS = 30
COLUMNS = ("seq", "at", "actor", "role", "action", "kind", "record_id", "facts", "previous", "digest")
CONTENT = COLUMNS[1:8]
Tampering = Callable[[sqlite3.Connection, random.Random, int], None]
"""Changes the log; the number tells which way of doing it."""


def fill(file: Path, count: int = EVENTS) -> None:
    database = Database(f"sqlite:///{file}")
    database.migrate()
    who = (Caller(Role.OFFICER, "officer.kim"), Caller(Role.REVIEWER, "reviewer.lee"), Caller(account="scan"))
    with database.transaction() as store:
        for number in range(count):
            about = ("needs", f"N{number}") if number % 3 else (None, None)
            store.audit.write(who[number % 3], "noted", *about, {"reason": f"사유 {number}", "number": number})
    database.close()


def compute_anew(connection: sqlite3.Connection) -> None:
    """The whole chain, over what the events say now."""
    previous = FIRST
    for row in connection.execute(f"SELECT {', '.join(COLUMNS)} FROM auditevent ORDER BY seq").fetchall():
        event = dict(zip(COLUMNS, row, strict=True))
        at = _written(datetime.fromisoformat(event["at"]).replace(tzinfo=UTC))
        digest = _digest(previous, {**event, "at": at, "facts": orjson.loads(event["facts"])})
        connection.execute(
            "UPDATE auditevent SET previous = ?, digest = ? WHERE seq = ?", (previous, digest, event["seq"])
        )
        previous = digest


def changed(connection: sqlite3.Connection, chosen: random.Random, way: int) -> None:
    """One event in one column; with the chain computed anew, a column of its content."""
    anew = way % 2 == 1
    names = CONTENT if anew else COLUMNS[1:]
    name, seq = names[way // 2 % len(names)], chosen.randint(1, EVENTS)
    other = {"at": "2026-01-02 03:04:05.678901", "facts": f'{{"reason": "{chosen.random()}"}}'}
    connection.execute(f"UPDATE auditevent SET {name} = ? WHERE seq = ?", (other.get(name, f"x{chosen.random()}"), seq))
    if anew:
        compute_anew(connection)


def removed(connection: sqlite3.Connection, chosen: random.Random, way: int) -> None:
    """One event that is not the last; or with the chain anew; or with the gap in the numbers closed as well."""
    seq = chosen.randint(1, EVENTS - 1)
    connection.execute("DELETE FROM auditevent WHERE seq = ?", (seq,))
    if way % 3 == 2:
        for number in range(seq + 1, EVENTS + 1):
            connection.execute("UPDATE auditevent SET seq = ? WHERE seq = ?", (number - 1, number))
    if way % 3:
        compute_anew(connection)


def renumbered(connection: sqlite3.Connection, chosen: random.Random, way: int) -> None:
    """Two events swapped; or with the chain anew; or all from one on moved up; or the first moved down."""
    first, second = sorted(chosen.sample(range(1, EVENTS + 1), 2))
    if way % 4 < 2:
        moves = [(first, -1), (second, first), (-1, second)]
    elif way % 4 == 2:
        moves = [(number, number + way) for number in range(EVENTS, first - 1, -1)]
    else:
        moves = [(1, -way)]
    for old, new in moves:
        connection.execute("UPDATE auditevent SET seq = ? WHERE seq = ?", (new, old))
    if way % 4 == 1:
        compute_anew(connection)


def inserted(connection: sqlite3.Connection, chosen: random.Random, way: int) -> None:
    """An event of the attacker's in the middle; or with the chain anew; or at the end, by its look alone."""
    seq = EVENTS + 1 if way % 3 == 2 else chosen.randint(2, EVENTS)
    for number in range(EVENTS, seq - 1, -1):
        connection.execute("UPDATE auditevent SET seq = ? WHERE seq = ?", (number + 1, number))
    row = connection.execute(f"SELECT {', '.join(COLUMNS)} FROM auditevent WHERE seq = ?", (seq - 1,)).fetchone()
    values = {**dict(zip(COLUMNS, row, strict=True)), "seq": seq, "record_id": "N-none", "previous": row[-1]}
    values["digest"] = f"{chosen.getrandbits(256):064x}"
    connection.execute(
        f"INSERT INTO auditevent ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})",
        [values[name] for name in COLUMNS],
    )
    if way % 3 == 1:
        compute_anew(connection)


def cut_off(connection: sqlite3.Connection, chosen: random.Random, way: int) -> None:
    """The last events; or with others in their place, to the same number of events; or all of them."""
    kept = 0 if way % 3 == 2 else chosen.randint(1, EVENTS - 1)
    if way % 3 == 1:
        connection.execute(
            "UPDATE auditevent SET actor = 'nobody', facts = '{}', record_id = 'N-none' WHERE seq > ?", (kept,)
        )
        compute_anew(connection)
    else:
        connection.execute("DELETE FROM auditevent WHERE seq > ?", (kept,))


KINDS: dict[str, Tampering] = {
    "changed": changed,
    "removed": removed,
    "reordered or renumbered": renumbered,
    "inserted": inserted,
    "cut off": cut_off,
}


@pytest.mark.row("audit")
def test_every_tampering_is_found(run: Any, data_dir: Path, scale: Scale, figure: Recorder) -> None:
    file, whole, checkpoint = data_dir / "var" / "matcher.db", data_dir / "whole.db", data_dir / "checkpoint.json"
    fill(file)
    assert run("audit", "checkpoint", str(checkpoint)).code == 0
    shutil.copyfile(file, whole)
    times = scale(12, 200)
    found: Counter[str] = Counter()
    by_checkpoint, missed = 0, []
    for kind, tamper in KINDS.items():
        for way in range(times):
            lay(whole, file)
            with closing(sqlite3.connect(file, isolation_level=None)) as connection:
                for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                    connection.execute(f"DROP TRIGGER {name}")
                connection.execute("BEGIN")
                tamper(connection, random.Random(f"{kind} {way}"), way)
                connection.execute("COMMIT")
            said = run("audit", "verify", "--checkpoint", str(checkpoint), "--json")
            told = said.document["error"]["code"] if said.code == 1 else ""
            if told in {"audit_broken", "audit_not_as_signed"}:
                found[kind] += 1
                by_checkpoint += told == "audit_not_as_signed"
            else:
                missed.append((kind, way))
    assert missed == []
    assert by_checkpoint
    # What nobody tampered with passes, and so does what grew since.
    lay(whole, file)
    assert run("audit", "verify", "--checkpoint", str(checkpoint)).code == 0
    fill(file, 5)
    assert run("audit", "verify", "--checkpoint", str(checkpoint)).code == 0
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in found.items())
    every = f"{found.total():,} of {times * len(KINDS):,} found ({kinds})"
    figure(f"{every}, {by_checkpoint:,} of them by the checkpoint alone")


def lay(whole: Path, file: Path) -> None:
    """The log as it was, without what SQLite keeps beside the file."""
    for path in file.parent.glob(f"{file.name}-*"):
        path.unlink()
    shutil.copyfile(whole, file)
