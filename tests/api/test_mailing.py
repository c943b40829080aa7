"""Letters on their way: to a real mail server on the loopback, or into a folder."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest

from api.environment import load
from api.mailing import Delivered, message, send_waiting
from api.service import Service
from api.worker import Worker
from corpus.problems import Invalid
from corpus.records import Mail
from tests.api.mail_server import Mailbox, mail_server
from tests.fakes import HashEncoder

NOW = datetime(2031, 5, 1, 9, tzinfo=UTC)


def queue(service: Service, recipient: str = "han@example.kr", purpose: str = "digest", now: datetime = NOW) -> None:
    with service.database.transaction() as store:
        store.mails.queue(
            purpose=purpose,
            recipient=recipient,
            subject="새 매칭 2건",
            text="안녕하십니까.\n끝.",
            account=None,
            now=now,
        )


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


@pytest.fixture
def posting(service: Service, mailbox: Mailbox) -> Service:
    """The service, its letters going to the mail server."""
    server = {"smtp_host": "127.0.0.1", "smtp_port": mailbox.port, "smtp_tls": "none"}
    service.settings = service.settings.model_copy(update={**server, "mail_from": "matcher@transfer.example"})
    return service


def test_without_a_server_letters_become_files_of_their_owner(service: Service) -> None:
    queue(service, purpose="reset")
    assert send_waiting(service, NOW) == Delivered(sent=1)
    (path,) = service.settings.mail_dir.iterdir()
    assert path.name == "00000001-reset.eml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    letter = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert (letter["To"], letter["Subject"]) == ("han@example.kr", "새 매칭 2건")
    assert letter.get_content().splitlines() == ["안녕하십니까.", "끝."]
    assert "안녕하십니까.".encode() in path.read_bytes()
    assert send_waiting(service, NOW) == Delivered()


def test_a_server_gets_each_letter_once(posting: Service, mailbox: Mailbox) -> None:
    queue(posting)
    queue(posting, "lee@example.kr")
    assert send_waiting(posting, NOW) == Delivered(sent=2)
    assert [each["To"] for each in mailbox.letters] == ["han@example.kr", "lee@example.kr"]
    first = mailbox.letters[0]
    assert (first["From"], first["Subject"]) == ("matcher@transfer.example", "새 매칭 2건")
    assert first["Auto-Submitted"] == "auto-generated"
    assert first.get_content().splitlines() == ["안녕하십니까.", "끝."]
    assert not posting.settings.mail_dir.exists()


def test_one_refused_letter_keeps_no_other_from_its_way(posting: Service, mailbox: Mailbox) -> None:
    queue(posting, "refused@example.kr")
    queue(posting, "lee@example.kr")
    assert send_waiting(posting, NOW) == Delivered(sent=1, failed=1)
    with posting.database.reading() as store:
        sent, refused = store.mails.page()
    assert (sent.sent_at, sent.error) == (NOW, None)
    assert refused.next_attempt_at == NOW + timedelta(minutes=1)
    assert "no such mailbox" in (refused.error or "")


def test_a_server_that_is_away_leaves_all_waiting_until_it_is_back(posting: Service, mailbox: Mailbox) -> None:
    queue(posting)
    queue(posting, "lee@example.kr")
    mailbox.hung_up = True
    assert send_waiting(posting, NOW) == Delivered(failed=2)
    mailbox.hung_up = False
    assert send_waiting(posting, NOW) == Delivered()
    assert send_waiting(posting, NOW + timedelta(minutes=1)) == Delivered(sent=2)


def test_the_worker_sends_what_waits(service: Service) -> None:
    queue(service, now=datetime.now(UTC))
    Worker(service).step()
    with service.database.reading() as store:
        assert store.mails.counts().sent == 1


def test_no_header_takes_a_line_break(service: Service) -> None:
    letter = Mail(id=1, purpose="x", recipient="a@b.kr", subject="a\nBcc: c@d.kr", text="t", created_at=NOW)
    with pytest.raises(ValueError, match="linefeed"):
        message(service.settings, letter)


@pytest.mark.parametrize(
    ("given", "site"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"host": "::1", "port": 9}, "http://[::1]:9"),
        ({"public_url": "https://transfer.example/"}, "https://transfer.example"),
    ],
)
def test_links_in_letters_name_the_site(given: dict[str, Any], site: str) -> None:
    assert load(**given).site == site


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("public_url", "transfer.example"),
        ("public_url", "https://transfer.example/path"),
        ("public_url", "https://a:b@transfer.example"),
        ("mail_from", "Matcher <a@b.kr>"),
        ("smtp_tls", "maybe"),
    ],
)
def test_settings_of_mail_are_checked(name: str, value: str) -> None:
    with pytest.raises(Invalid, match="bad_setting"):
        load(**{name: value})


def test_a_service_closes_after_its_mail(service: Service) -> None:
    again = Service(service.settings, encoder=HashEncoder())
    queue(again)
    assert send_waiting(again, NOW).sent == 1
    again.close()
