"""Connections, transactions and migrations."""

from __future__ import annotations

import multiprocessing
import sys
from pathlib import Path
from threading import Thread

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect
from sqlalchemy.exc import DBAPIError, StatementError
from sqlmodel import SQLModel

from corpus.database import Database, migration_settings
from corpus.disclosure import Tier
from corpus.drafts import NeedDraft
from corpus.problems import Invalid, Unavailable
from corpus.records import Need
from corpus.roles import Caller, Role
from corpus.store.audit import Search
from corpus.store.tables import insert_rows, now
from tests.conftest import Scale
from tests.proof.figures import Recorder


def test_a_block_that_raises_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.transaction() as store:
            store.needs.put([NeedDraft(id="N1", title="Quiet pump")])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.reading() as store:
        assert store.needs.get("N1") is None
        assert store.changes.of(Tier.PUBLIC).last() == 0


def test_a_block_that_is_not_to_be_kept_leaves_nothing(database: Database) -> None:
    with database.transaction(keep=False) as store:
        store.needs.put([NeedDraft(id="N1", title="Quiet pump")])
        assert store.needs.get("N1") is not None
    with database.reading() as store:
        assert store.needs.get("N1") is None


def test_rows_can_be_read_after_their_block(database: Database) -> None:
    with database.transaction() as store:
        store.needs.put([NeedDraft(id="N1", title="Quiet pump")])
        need = store.needs.get("N1")
    assert need is not None
    assert need.title == "Quiet pump"
    assert need.created_at.utcoffset() is not None


def test_reading_sees_one_moment_and_cannot_write(database: Database) -> None:
    with database.reading() as before:
        assert before.needs.count() == 0
        with database.transaction() as store:
            store.needs.put([NeedDraft(id="N1", title="Quiet pump")])
        assert before.needs.count() == 0
    with database.reading() as store, pytest.raises(DBAPIError):
        store.needs.put([NeedDraft(id="N2", title="Loud pump")])
    with database.transaction() as store:
        store.needs.put([NeedDraft(id="N2", title="Loud pump")])


def test_models_and_migrations_agree(empty_url: str) -> None:
    database = Database(empty_url)
    assert not database.up_to_date()
    database.migrate()
    assert database.up_to_date()
    engine = create_engine(empty_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()
    database.close()


def test_migrations_go_down_and_up_again(empty_url: str) -> None:
    database = Database(empty_url)
    database.migrate()
    database.migrate()
    engine = create_engine(empty_url)
    with engine.begin() as connection:
        command.downgrade(migration_settings(connection), "base")
    assert database.revision() is None
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    database.migrate()
    assert database.up_to_date()
    engine.dispose()
    database.close()


def test_several_may_migrate_at_once(empty_url: str) -> None:
    failures: list[Exception] = []

    def migrate() -> None:
        database = Database(empty_url)
        try:
            database.migrate()
        except Exception as error:  # noqa: BLE001  # a thread's failure is handed to the test
            failures.append(error)
        database.close()

    threads = [Thread(target=migrate) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    database = Database(empty_url)
    assert database.up_to_date()
    database.close()


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://x/y", "sqlite://", "postgresql://x/y"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(Invalid, match="bad_database_url"):
        Database(url)


def test_a_password_is_not_repeated() -> None:
    with pytest.raises(Invalid) as refused:
        Database("mysql://user:secret@host/name")
    assert "secret" not in repr(refused.value.problem)


def test_a_database_that_cannot_be_reached_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="database_unavailable"), Database(f"sqlite:///{tmp_path}/no/x.db").reading():
        pass
    with (
        pytest.raises(Unavailable, match="database_unavailable"),
        Database("postgresql+psycopg://x@127.0.0.1:1/x?connect_timeout=2").transaction(),
    ):
        pass


def count_up(url: str, times: int) -> None:
    """Reads a number, writes it one higher, and says so in the audit log: loses counts unless all of it is one."""
    database = Database(url)
    for _ in range(times):
        with database.transaction() as store:
            store.changes.lock()
            need = store.needs.get("N1")
            title = str(int(need.title) + 1) if need else "1"
            store.needs.put([NeedDraft(id="N1", title=title)])
            store.audit.write(Caller(Role.OFFICER, "counting"), "counted", "needs", "N1", {"title": title})
    database.close()
    sys.exit(0)


@pytest.mark.row("contention")
def test_eight_processes_read_then_write_without_a_failure(
    database: Database, url: str, scale: Scale, figure: Recorder
) -> None:
    database.close()
    each = scale(10, 250)
    forked = multiprocessing.get_context("fork")
    processes = [forked.Process(target=count_up, args=(url, each)) for _ in range(8)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(600)
    failed = sum(process.exitcode != 0 for process in processes)
    with database.reading() as store:
        need, audit = store.needs.get("N1"), store.audit.verify()
        titles = {str(event.facts["title"]) for event in store.audit.found(Search(action="counted"))}
        assert need is not None
        counted, last = int(need.title), store.changes.of(Tier.PUBLIC).last()
    figure(
        f"{database.dialect}: {counted:,} of {8 * each:,} transactions of 8 processes kept, {failed} processes refused "
        f"or failed, {8 * each - counted} lost updates"
    )
    assert (failed, counted, need.version, last) == (0, 8 * each, 8 * each, 8 * each)
    assert (audit.count, audit.broken, len(titles)) == (8 * each, None, 8 * each)


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    row = {"id": "N1", "title": "x", "version": 1, "content_hash": "", "language": "en", "fictional": False}
    naive = now().replace(tzinfo=None)
    with database.transaction(keep=False) as store, pytest.raises(StatementError, match="without a zone"):
        insert_rows(store.needs._session, Need, [{**row, "created_at": naive, "updated_at": naive}])
