"""Matches that were shown: the first showing of a pair stands."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import create_engine, text

from corpus.database import Database
from corpus.store.keys import Pair, RecordKey
from corpus.store.shown import Shown

AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


def shown(number: int, **changes: object) -> Shown:
    pair = Pair.of(RecordKey("patents", f"P{number}"), RecordKey("companies", "C1"))
    usual = Shown(pair, "officer", "ko", "대전", "small", ("spin-off",), ("innovation-100",), ("space",), AT)
    return replace(usual, **changes)  # type: ignore[arg-type]


def rows(url: str) -> list[tuple[object, ...]]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = connection.execute(
            text("SELECT kind, record_id, other_kind, other_id, role, region FROM shownmatch ORDER BY id")
        )
        kept = [tuple(row) for row in found]
    engine.dispose()
    return kept


def test_a_pair_is_kept_once_as_it_was_shown_first(database: Database, url: str) -> None:
    with database.transaction() as store:
        store.shown.note([shown(1)])
    with database.transaction() as store:
        store.shown.note([shown(1, role="company", region="서울"), shown(2), shown(2)])
    assert rows(url) == [
        ("companies", "C1", "patents", "P1", "officer", "대전"),
        ("companies", "C1", "patents", "P2", "officer", "대전"),
    ]


def test_more_pairs_than_a_statement_takes(database: Database, url: str) -> None:
    with database.transaction() as store:
        store.shown.note([shown(number) for number in range(501)])
        store.shown.note([])
    assert len(rows(url)) == 501


def test_two_who_note_the_same_pairs_at_once_both_succeed(database: Database, url: str) -> None:
    refused: list[BaseException] = []

    def note(order: int) -> None:
        try:
            for _ in range(5):
                with database.transaction() as store:
                    store.shown.note([shown(number) for number in range(150)][::order])
        except Exception as error:  # noqa: BLE001 - told below, in the test's own thread
            refused.append(error)

    threads = [threading.Thread(target=note, args=(order,)) for order in (1, -1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == []
    assert len(rows(url)) == 150
