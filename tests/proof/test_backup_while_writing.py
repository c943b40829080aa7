"""Backups taken while four processes write, restored elsewhere: whole, and answering as the records that they hold."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from api.operating.backing_up import back_up
from api.operating.backup_file import Manifest
from api.operating.rebuilding import rebuild_under_lease
from api.operating.restoring import restore
from api.service import Service
from matcher.match import MatchRequest
from tests.conftest import Scale
from tests.proof.deeds import OFFICER, WORDS, doing, prepare, service_in
from tests.proof.figures import Recorder
from tests.proof.test_killed_at_moments import Promised, integrity, lost

PATIENCE, ENOUGH = 120, 30
"""Seconds that writers may take, and records that they have acknowledged before a backup begins."""
WRITERS = {"write": range(100, 1000), "import": range(1000, 2000), "upload": range(2000, 3000)} | {
    "registration": range(3000, 4000)
}
TOP = 10
QUERIES = [f"{one} {other}" for one, other in zip(WORDS, WORDS[5:] + WORDS[:5], strict=True)]
Answers = list[list[tuple[str, float]]]


def quiet(_step: str, _done: int, _total: int) -> None:
    """Nobody watches."""


class Watching:
    """Holds the copy up, once it has begun, until somebody has written."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._before = folder, change_number(folder)
        self.written = 0

    def __call__(self, step: str, _done: int, _total: int) -> None:
        if step == "database" and not self.written:
            assert until(lambda: change_number(self._folder) > self._before)
            self.written = change_number(self._folder) - self._before


def until(holds: Callable[[], bool]) -> bool:
    """Waits for it, at most PATIENCE seconds."""
    ends = time.monotonic() + PATIENCE
    while not holds() and time.monotonic() < ends:
        time.sleep(0.01)
    return holds()


def change_number(folder: Path) -> int:
    """The last that the database knows."""
    with closing(sqlite3.connect(folder / "matcher.db")) as connection:
        return int(connection.execute("SELECT coalesce(max(seq), 0) FROM change").fetchone()[0])


def patents(folder: Path, last: int) -> set[str]:
    """Those of changes up to a number: none is changed twice here."""
    with closing(sqlite3.connect(folder / "matcher.db")) as connection:
        query = "SELECT record_id FROM change WHERE kind = 'patents' AND seq <= ?"
        return {row[0] for row in connection.execute(query, (last,))}


def answers(service: Service) -> Answers:
    """Of an index that is built now."""
    assert rebuild_under_lease(service, full=True).outcome == "published"
    requests = [MatchRequest(kind="text", to="patents", text=query, top=TOP, evidence=False) for query in QUERIES]
    return [[(each.id, each.score) for each in service.match(request, OFFICER).matches] for request in requests]


def answers_of(original: Path, kept: set[str], folder: Path) -> Answers:
    """What a copy of the original says, without the records that came later."""
    folder.mkdir()
    with (
        closing(sqlite3.connect(original / "matcher.db")) as source,
        closing(sqlite3.connect(folder / "matcher.db")) as target,
    ):
        source.backup(target)
    service = service_in(folder)
    service.open()
    with service.database.transaction() as store:
        for later in patents(folder, change_number(folder)) - kept:
            store.patents.withdraw(later, "later")
    found = answers(service)
    service.close()
    return found


def backed_up(original: Path, archive: Path) -> tuple[Manifest, Promised, int]:
    """A backup while processes write: what they had acknowledged before it, and how much came during the copy."""
    promised = Promised()
    with ExitStack() as stack:
        writers = {name: stack.enter_context(doing(name, original, list(each))) for name, each in WRITERS.items()}
        for each in writers.values():
            each.begun()

        def heard() -> bool:
            for name, each in writers.items():
                promised.add(name, each.told())
            return len(promised) >= ENOUGH

        assert until(heard)
        watching, service = Watching(original), service_in(original)
        manifest = back_up(service, archive, watching).manifest
        service.close()
    return manifest, promised, watching.written


@pytest.mark.sqlite
@pytest.mark.row("backup")
def test_what_is_backed_up_while_others_write_is_whole(
    tmp_path: Path, scale: Scale, figure: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.dump.PAGES", 20)
    template, rounds = tmp_path / "template", scale(2, 20)
    prepare(template)
    with doing("import", template, [0, 1]) as furnishing:
        furnishing.process.join()
    acknowledged, meanwhile, missing, same = 0, 0, set[str](), 0
    for number in range(rounds):
        original, other = tmp_path / f"original-{number}", tmp_path / f"other-{number}"
        shutil.copytree(template, original)
        archive = tmp_path / f"{number}.backup"
        before = change_number(original)
        manifest, promised, written = backed_up(original, archive)
        there = service_in(other)
        assert restore(there, archive, quiet) == manifest
        last = change_number(other)
        acknowledged, meanwhile = acknowledged + len(promised), meanwhile + written
        assert before <= last <= change_number(original)
        kept = patents(other, last)
        assert kept == patents(original, last)
        missing |= lost(there, promised)
        count, _, digest = manifest.audit.partition(":")
        with there.database.reading() as store:
            found = store.audit.verify()
            assert (found.count, found.last, found.broken) == (int(count), digest, None)
        assert integrity(there) == "ok"
        same += answers(there) == answers_of(original, kept, tmp_path / f"copy-{number}")
        there.close()
        for folder in (original, other, tmp_path / f"copy-{number}"):
            shutil.rmtree(folder)
    figure(
        f"{rounds} backups while 4 processes wrote, restored elsewhere: integrity and audit chain hold, "
        f"{len(missing)} of {acknowledged:,} records acknowledged before missing, {meanwhile:,} changes came during "
        f"copies; {same} of {rounds} rebuilt indexes with the same top {TOP} for {len(QUERIES)} questions"
    )
    assert missing == set()
    assert same == rounds
    assert acknowledged >= ENOUGH * rounds
    assert meanwhile >= rounds
