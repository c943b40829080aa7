"""The sequence that the index follows."""

from __future__ import annotations

from threading import Event, Thread

from corpus.database import Database
from corpus.disclosure import Tier
from corpus.drafts import NeedDraft
from corpus.records import Action


def need(number: int, title: str = "t") -> NeedDraft:
    return NeedDraft(id=f"N{number}", title=title)


def test_changes_are_told_once_a_record_in_order(database: Database) -> None:
    with database.transaction() as store:
        assert (
            store.changes.of(Tier.PUBLIC).last(),
            store.changes.of(Tier.PUBLIC).since(0),
            store.changes.of(Tier.PUBLIC).count_since(0),
        ) == (0, [], 0)
        store.needs.put([need(1), need(2), need(3)])
        store.needs.put([need(1, "u")])
        store.needs.withdraw("N2", "r")
    with database.reading() as store:
        changes = store.changes.of(Tier.PUBLIC).since(0)
        assert [(change.record_id, change.action) for change in changes] == [
            ("N3", Action.PUT),
            ("N1", Action.PUT),
            ("N2", Action.WITHDRAW),
        ]
        assert [change.kind for change in changes] == ["needs"] * 3
        assert store.changes.of(Tier.PUBLIC).last() == changes[-1].seq
        assert store.changes.of(Tier.PUBLIC).count_since(0) == 3
        assert store.changes.of(Tier.PUBLIC).since(changes[-1].seq) == []
        assert store.changes.of(Tier.PUBLIC).count_since(changes[1].seq) == 1


def test_changes_come_in_portions(database: Database) -> None:
    with database.transaction() as store:
        store.needs.put([need(number) for number in range(7)])
    with database.reading() as store:
        told: list[str] = []
        seq = 0
        while portion := store.changes.of(Tier.PUBLIC).since(seq, limit=3):
            told += [change.record_id for change in portion]
            seq = portion[-1].seq
        assert told == [f"N{number}" for number in range(7)]


def test_a_later_number_is_never_seen_before_an_earlier_one(database: Database) -> None:
    """One writer draws its number and lingers: the other must not become visible with a later one meanwhile."""
    drawn, finish, second_done = Event(), Event(), Event()

    def first() -> None:
        with database.transaction() as store:
            store.needs.put([need(1)])
            drawn.set()
            finish.wait(20)

    def second() -> None:
        with database.transaction() as store:
            store.needs.put([need(2)])
        second_done.set()

    threads = [Thread(target=first), Thread(target=second)]
    threads[0].start()
    assert drawn.wait(20)
    threads[1].start()
    assert not second_done.wait(0.5)
    with database.reading() as store:
        assert store.changes.of(Tier.PUBLIC).last() == 0
    finish.set()
    for thread in threads:
        thread.join(20)
    with database.reading() as store:
        assert [change.record_id for change in store.changes.of(Tier.PUBLIC).since(0)] == ["N1", "N2"]


def test_numbers_are_not_used_again_after_a_rollback(database: Database) -> None:
    with database.transaction() as store:
        store.needs.put([need(1)])
    with database.transaction(keep=False) as store:
        store.needs.put([need(2)])
    with database.transaction() as store:
        store.needs.put([need(3)])
    with database.reading() as store:
        seqs = [change.seq for change in store.changes.of(Tier.PUBLIC).since(0)]
        assert seqs == sorted(set(seqs))
        assert store.changes.of(Tier.PUBLIC).last() == seqs[-1]
