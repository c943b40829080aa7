"""SIGKILL at random moments of import, registration and rebuild: what was acknowledged is there, the index reads."""

from __future__ import annotations

import random
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from api.imports.importer import Importer
from api.service import Service
from corpus.disclosure import TIERS, Tier
from corpus.records import UploadState
from tests.conftest import Scale
from tests.proof.deeds import FILES, OFFICER, ROWS, doing, prepare, service_in
from tests.proof.figures import Recorder

SEED = 20261127
LATE = 1.1
"""Moments go a little past the end, where the last acknowledgement has just been given."""


@dataclass
class Promised:
    """All that was acknowledged so far."""

    patents: set[str] = field(default_factory=set)
    uploads: dict[int, list[str]] = field(default_factory=dict)
    companies: set[tuple[str, str, str]] = field(default_factory=set)

    def add(self, deed: str, told: list[Any]) -> None:
        for each in told:
            if deed in {"import", "write"}:
                self.patents |= set(each)
            elif deed == "upload":
                number, ids = each
                self.uploads[number] = ids
            elif deed == "registration":
                self.companies.add(each)

    def __len__(self) -> int:
        return len(self.patents) + sum(map(len, self.uploads.values())) + len(self.companies)


def lost(service: Service, promised: Promised) -> set[str]:
    """Acknowledged records that are not there, or not whole, as the database's file has them."""
    with closing(sqlite3.connect(service.settings.database_file or "")) as connection:
        patents = _ids(connection, "SELECT id FROM patent WHERE withdrawn_at IS NULL")
        paths = dict(connection.execute("SELECT id, path FROM upload WHERE state <> 'finished'"))
        finished = _ids(connection, "SELECT id FROM upload WHERE state = 'finished'")
        # With all that comes with it in one transaction: the account's password, the letter, the audit event.
        companies = _ids(
            connection,
            "SELECT r.company_id, a.name, a.email FROM registration r JOIN company c ON c.id = r.company_id "
            "JOIN account a ON a.company_id = c.id AND a.name = r.account AND a.password IS NOT NULL "
            "JOIN mail m ON m.recipient = a.email "
            "JOIN auditevent e ON e.record_id = c.id AND e.action = 'company_registered'",
        )
    found = promised.patents - patents
    for number, ids in promised.uploads.items():
        waits = number in paths and (service.settings.upload_dir / paths[number]).is_file()
        found |= set() if waits else set(ids) - (patents if number in finished else set())
    return found | {str(told) for told in promised.companies - companies}


def _ids(connection: sqlite3.Connection, query: str) -> set[Any]:
    return {row if len(row) > 1 else row[0] for row in connection.execute(query)}


def unreadable(service: Service) -> list[str]:
    """Current generations that are not whole, or that nothing is found in."""
    found = []
    for tier in TIERS:
        generations = service.generations[tier]
        name = generations.current()
        if name is not None and not generations.verify(name).counts["patents"].records:
            found.append(name)
    return found


def integrity(service: Service) -> str:
    with closing(sqlite3.connect(service.settings.database_file or "")) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])


@dataclass
class Killing:
    """Deeds of one data folder, each done to its end a few times and then killed at moments of that time."""

    folder: Path
    moments: random.Random
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(10_000)))
    promised: Promised = field(default_factory=Promised)
    seconds: dict[str, float] = field(default_factory=dict)
    kills: Counter[str] = field(default_factory=Counter)
    ended: int = 0
    """Deeds that came to their end before their moment."""

    def measure(self, deed: str, times: int) -> None:
        """How long it takes from end to end."""
        took = []
        for _ in range(times):
            with doing(deed, self.folder, [next(self.numbers)]) as under_way:
                under_way.begun()
                began = time.monotonic()
                under_way.process.join()
                took.append(time.monotonic() - began)
                assert under_way.process.exitcode == 0
                self.promised.add(deed, under_way.told())
        self.seconds[deed] = median(took)

    def kill(self, deed: str) -> None:
        with doing(deed, self.folder, [next(self.numbers)]) as under_way:
            under_way.begun()
            time.sleep(self.moments.uniform(0, LATE * self.seconds[deed]))
            under_way.process.kill()
            under_way.process.join()
            assert under_way.process.exitcode in {0, -signal.SIGKILL}
            self.ended += under_way.process.exitcode == 0
            self.promised.add(deed, under_way.told())
        self.kills[deed] += 1


@pytest.mark.sqlite
@pytest.mark.row("killed-at-moments")
def test_no_acknowledged_record_is_lost_at_a_kill(tmp_path: Path, scale: Scale, figure: Recorder) -> None:
    prepare(tmp_path / "var")
    killing = Killing(tmp_path / "var", random.Random(SEED))
    names = ("import", "upload", "registration")
    for deed in names:
        killing.measure(deed, scale(1, 3))
    service, missing = service_in(killing.folder), set[str]()
    for deed in killing.moments.sample(names * scale(2, 44), k=scale(6, 132)):
        killing.kill(deed)
        missing |= lost(service, killing.promised)
    drain(service)
    missing |= lost(service, killing.promised)
    with service.database.reading() as store:
        assert store.uploads.counts()[UploadState.FINISHED] == sum(store.uploads.counts().values())
        assert store.audit.verify().broken is None
    service.close()
    assert integrity(service) == "ok"
    kills, promised = killing.kills, len(killing.promised)
    figure(
        f"{kills.total()} kills of imports ({kills['import']}), uploads ({kills['upload']}) and registrations "
        f"({kills['registration']}), {killing.ended} after the end: {len(missing)} of {promised:,} acknowledged lost"
    )
    assert missing == set()
    assert killing.ended < kills.total() / 2
    assert promised > kills.total()


@pytest.mark.sqlite
@pytest.mark.row("killed-at-moments")
def test_the_index_is_readable_after_a_kill(tmp_path: Path, scale: Scale, figure: Recorder) -> None:
    prepare(tmp_path / "var")
    killing = Killing(tmp_path / "var", random.Random(SEED))
    killing.measure("import", 1)
    killing.measure("rebuild", scale(2, 4))
    service, damaged, names = service_in(killing.folder), list[str](), set[str | None]()
    for _ in range(scale(4, 68)):
        killing.kill("rebuild")
        damaged += unreadable(service)
        names.add(service.generations[Tier.PUBLIC].current())
    killing.measure("rebuild", 1)
    assert lost(service, killing.promised) == set()
    assert service.searcher().count("patents") == ROWS * FILES
    service.close()
    figure(
        f"{killing.kills.total()} kills of rebuilds, {killing.ended} after the end: {len(damaged)} unreadable indexes, "
        f"{len(names)} generations published meanwhile"
    )
    assert damaged == []
    assert killing.ended < killing.kills.total()


def drain(service: Service) -> None:
    """Imports what waits still; what was cut off too often is asked for again, as its page offers."""
    importer = Importer(service)
    while importer.step():
        pass
    with service.database.transaction() as store:
        for upload in store.uploads.failed_since(datetime(2026, 1, 1, tzinfo=UTC)):
            store.uploads.again(upload.id or 0, OFFICER, datetime.now(UTC), format_name="auto")
    while importer.step():
        pass
