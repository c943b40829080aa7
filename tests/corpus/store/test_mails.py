"""Letters that wait: kept with what they tell of, taken by one, tried again with growing pauses, given up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from corpus.database import Database
from corpus.problems import Invalid
from corpus.store import Store
from corpus.store.mails import LEASE, LONGEST_PAUSE, MOST_ATTEMPTS, MailCounts, address

NOW = datetime(2031, 5, 1, 9, tzinfo=UTC)


def queued(store: Store, purpose: str = "digest", recipient: str = "han@example.kr") -> int:
    return store.mails.queue(
        purpose=purpose, recipient=recipient, subject="새 매칭 2건", text="본문 https://x", account=None, now=NOW
    )


def test_a_letter_is_taken_once_and_then_sent(database: Database) -> None:
    with database.transaction() as store:
        first, second = queued(store), queued(store, recipient="lee@example.kr")
    with database.reading() as store:
        assert [each.id for each in store.mails.due(NOW)] == [first, second]
        assert store.mails.due(NOW - timedelta(seconds=1)) == []
    with database.transaction() as store:
        assert [each.id for each in store.mails.take(NOW, 1)] == [first]
    with database.transaction() as store:
        assert [each.id for each in store.mails.take(NOW)] == [second]
        assert store.mails.take(NOW) == []
        store.mails.sent(first, NOW)
    with database.transaction() as store:
        # Who took the second never came back.
        assert [(each.id, each.attempts) for each in store.mails.take(NOW + LEASE)] == [(second, 2)]
        assert store.mails.counts() == MailCounts(waiting=1, sent=1, given_up=0)


def test_a_letter_that_fails_waits_longer_each_time_and_is_given_up(database: Database) -> None:
    with database.transaction() as store:
        letter = queued(store)
    now, pauses = NOW, []
    for _ in range(MOST_ATTEMPTS):
        with database.transaction() as store:
            (taken,) = store.mails.take(now)
            assert taken.id == letter
            store.mails.failed(letter, "no route\x00 to host", now)
            (kept,) = store.mails.page()
        if kept.next_attempt_at is not None:
            pauses.append(kept.next_attempt_at - now)
            now = kept.next_attempt_at
    assert pauses[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE
    assert len(pauses) == MOST_ATTEMPTS - 1
    with database.transaction() as store:
        assert store.mails.take(now + timedelta(days=365)) == []
        assert store.mails.counts() == MailCounts(waiting=0, sent=0, given_up=1)
        assert store.mails.page()[0].text == "본문 https://x"


def test_a_letter_that_opens_an_account_keeps_no_text(database: Database) -> None:
    with database.transaction() as store:
        reset, digest = queued(store, "reset"), queued(store)
        store.mails.take(NOW)
        store.mails.sent(reset, NOW)
        store.mails.sent(digest, NOW)
        assert {each.id: each.text for each in store.mails.page()} == {reset: "", digest: "본문 https://x"}


def test_a_letter_of_a_transaction_that_failed_was_never_written(database: Database) -> None:
    with database.transaction(keep=False) as store:
        queued(store)
    with database.reading() as store:
        assert store.mails.page() == []


@pytest.mark.parametrize(
    "recipient",
    [
        "han@example.kr\nBcc: all@example.kr",
        "han@example.kr,lee@example.kr",
        "Han <han@example.kr>",
        "han",
        "han@",
        "@example.kr",
        "한@example.kr",
        f"{'a' * 65}@example.kr",
        f"a@{'b.' * 130}kr",
    ],
)
def test_an_address_is_one_address(database: Database, recipient: str) -> None:
    with database.transaction() as store, pytest.raises(Invalid, match="bad_mail_address"):
        queued(store, recipient=recipient)


def test_an_address_is_stripped() -> None:
    assert address("email", " han.officer+x@mail.example.kr ") == "han.officer+x@mail.example.kr"


@pytest.mark.parametrize("subject", ["", "  ", "a\r\nBcc: all@example.kr", "a\nb", "a\u2028b", "가" * 201])
def test_a_subject_is_one_line(database: Database, subject: str) -> None:
    with database.transaction() as store, pytest.raises(Invalid, match="bad_mail_subject"):
        store.mails.queue(
            purpose="digest", recipient="han@example.kr", subject=subject, text="x", account=None, now=NOW
        )
