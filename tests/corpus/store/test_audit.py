"""The chain of audit events, and what becomes of it when somebody changes the database by hand."""

from __future__ import annotations

from threading import Event, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from corpus.database import Database
from corpus.store.audit import FIRST, AuditState, Extent
from corpus.store.keys import RecordKey
from tests.corpus.store.deciding import OFFICER, REVIEWER, deciding, looking

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)

COPIED = "auditevent SELECT * FROM auditevent WHERE seq = 2"
REFUSED = {
    "both": (
        "UPDATE auditevent SET actor = 'somebody' WHERE seq = 2",
        "UPDATE auditevent SET seq = 99 WHERE seq = 2",
        "DELETE FROM auditevent WHERE seq = 5",
        "DELETE FROM auditevent",
    ),
    "sqlite": (f"INSERT OR REPLACE INTO {COPIED}", f"REPLACE INTO {COPIED}"),
    "postgresql": ("TRUNCATE auditevent", f"INSERT INTO {COPIED} ON CONFLICT (seq) DO UPDATE SET actor = 'x'"),
}


def written(database: Database, count: int = 5) -> AuditState:
    with deciding(database) as parts:
        for number in range(count):
            parts.audit.write(OFFICER, "noted", "needs", f"N{number}", {"reason": f"사유 {number}", "number": number})
        return parts.audit.verify()


def change(database: Database, *statements: str) -> None:
    """By hand, as somebody who owns the database can: its triggers are taken away first."""
    with deciding(database) as parts:
        connection = parts.session.connection()
        for statement in (*taking_guards_away(connection), *statements):
            connection.execute(text(statement))


def taking_guards_away(connection: Connection) -> list[str]:
    if connection.dialect.name == "postgresql":
        return ["ALTER TABLE auditevent DISABLE TRIGGER USER"]
    named = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'auditevent'")
    return [f"DROP TRIGGER {name}" for name in connection.scalars(named)]


def broken(database: Database) -> int | None:
    with looking(database) as parts:
        return parts.audit.verify().broken


def holds(database: Database, earlier: Extent) -> bool:
    with looking(database) as parts:
        return parts.audit.verify(earlier).holds


def test_an_empty_log_fits(database: Database) -> None:
    with looking(database) as parts:
        assert parts.audit.verify(Extent()) == AuditState(0, FIRST) == parts.audit.state()


def test_events_are_chained_and_found(database: Database) -> None:
    with deciding(database) as parts:
        first = parts.audit.write(OFFICER, "shortlisted", "patents", "KR1", {"근거": "표본"})
        second = parts.audit.write(REVIEWER, "cleared", "patents", "KR1")
        third = parts.audit.write(REVIEWER, "cleared", "needs", "KR1")
    with looking(database) as parts:
        latest, middle, earliest = parts.audit.events()
        assert (latest.seq, middle.seq, earliest.seq) == (third, second, first)
        assert (earliest.actor, earliest.role, earliest.facts) == ("officer.kim", "officer", {"근거": "표본"})
        assert [earliest.previous, middle.previous, latest.previous] == [FIRST, earliest.digest, middle.digest]
        assert parts.audit.state() == AuditState(3, latest.digest)
        state = parts.audit.verify()
        assert (state.count, state.last, state.broken) == (3, latest.digest, None)
        assert (state.extent.count, state.extent.seq, state.extent.digest) == (3, third, latest.digest)
        assert [event.seq for event in parts.audit.events(before=third, limit=1)] == [second]
        assert [event.seq for event in parts.audit.events(action="cleared")] == [third, second]
        assert [event.seq for event in parts.audit.events(record=RecordKey("patents", "KR1"))] == [second, first]


def test_what_is_not_kept_leaves_no_event(database: Database) -> None:
    with deciding(database, keep=False) as parts:
        parts.audit.write(OFFICER, "noted")
    with looking(database) as parts:
        assert parts.audit.events() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "'somebody'"),
        ("role", "'reviewer'"),
        ("action", "'noted '"),
        ("kind", "NULL"),
        ("record_id", "'N9'"),
        ("at", "'2001-02-03 04:05:06.000007'"),
        ("facts", """'{"reason": "x", "number": 2}'"""),
        ("facts", "'[]'"),
        ("previous", f"'{FIRST}'"),
        ("digest", f"'{FIRST}'"),
    ],
)
def test_a_changed_event_is_found(database: Database, column: str, value: str) -> None:
    written(database)
    change(database, f"UPDATE auditevent SET {column} = {value} WHERE seq = 3")
    assert broken(database) == 3


def test_an_event_that_cannot_be_read_is_found(database: Database) -> None:
    written(database)
    if database.dialect == "sqlite":
        change(
            database, "UPDATE auditevent SET facts = '{' WHERE seq = 4", "UPDATE auditevent SET at = 'x' WHERE seq = 5"
        )
        assert broken(database) == 4
        change(database, "DELETE FROM auditevent WHERE seq = 4")
        assert broken(database) == 5
        change(database, "UPDATE auditevent SET actor = x'ff' WHERE seq = 2")
        assert broken(database) == 2


def test_a_removed_event_is_found(database: Database) -> None:
    written(database)
    change(database, "DELETE FROM auditevent WHERE seq = 1")
    assert broken(database) == 2


def test_swapped_events_are_found(database: Database) -> None:
    written(database)
    change(
        database,
        "UPDATE auditevent SET seq = 99 WHERE seq = 2",
        "UPDATE auditevent SET seq = 2 WHERE seq = 3",
        "UPDATE auditevent SET seq = 3 WHERE seq = 99",
    )
    assert broken(database) == 2


def test_a_cut_off_or_rewritten_end_is_found_against_an_earlier_extent(database: Database) -> None:
    earlier = written(database).extent
    assert holds(database, earlier)
    change(database, "DELETE FROM auditevent WHERE seq = 5")
    assert broken(database) is None
    assert not holds(database, earlier)
    with deciding(database) as parts:
        parts.audit.write(OFFICER, "something else")
    assert broken(database) is None
    assert not holds(database, earlier)


def test_other_numbers_are_found_against_an_earlier_extent(database: Database) -> None:
    """The chain covers what events say and their order, not their numbers."""
    earlier = written(database).extent
    change(database, "UPDATE auditevent SET seq = -7 WHERE seq = 1")
    assert broken(database) is None
    assert not holds(database, earlier)


def test_a_log_that_grew_still_begins_as_it_did(database: Database) -> None:
    earlier = written(database).extent
    later = written(database, 2)
    assert (later.count, holds(database, earlier), holds(database, Extent())) == (7, True, True)


def test_the_database_refuses_to_change_or_take_out_an_event(database: Database) -> None:
    before = written(database)
    for statement in (*REFUSED["both"], *REFUSED[database.dialect]):
        with pytest.raises(DBAPIError, match="append-only"), deciding(database) as parts:
            parts.session.connection().execute(text(statement))
    with looking(database) as parts:
        assert parts.audit.verify(before.extent) == before


def test_writers_wait_for_each_other(database: Database) -> None:
    """The second would otherwise chain to the same event as the first."""
    wrote, finish, second_done = Event(), Event(), Event()

    def first() -> None:
        with deciding(database) as parts:
            parts.audit.write(OFFICER, "first")
            wrote.set()
            finish.wait(20)

    def second() -> None:
        with deciding(database) as parts:
            parts.audit.write(OFFICER, "second")
        second_done.set()

    threads = [Thread(target=first), Thread(target=second)]
    threads[0].start()
    assert wrote.wait(20)
    threads[1].start()
    assert not second_done.wait(0.3)
    finish.set()
    for thread in threads:
        thread.join(20)
    with looking(database) as parts:
        assert parts.actions() == ["first", "second"]
        assert parts.audit.verify().broken is None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=st.dictionaries(st.text(max_size=6), VALUES, max_size=4), action=st.text(min_size=1, max_size=10))
def test_whatever_is_written_verifies(database: Database, facts: dict[str, object], action: str) -> None:
    if "\x00" in action:
        return
    with deciding(database) as parts:
        parts.audit.write(OFFICER, action, facts=facts)
        assert parts.audit.verify().broken is None
