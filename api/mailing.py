"""Delivers the letters that wait: to the mail server of the settings, else into a folder."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path

import structlog
from starlette.background import BackgroundTask, BackgroundTasks
from starlette.responses import Response

from api.service import Service
from api.settings import Settings
from corpus.problems import Refused
from corpus.records import Mail

log = structlog.get_logger(__name__)

SECONDS = 20
"""How long a mail server may take to answer."""
AT_ONCE = 50

Deliver = Callable[[Mail], None]
"""Sends one letter. Raises OSError or smtplib.SMTPException where it cannot."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of the letters that were due."""

    sent: int = 0
    failed: int = 0


def send_waiting(service: Service, now: datetime | None = None) -> Delivered:
    """Sends what is due, each letter noted on its own: one that fails waits for its next attempt.

    Safe in any number of processes at once. Raises Unavailable `database_unavailable`.
    """
    moment = now or datetime.now(UTC)
    with service.database.reading() as store:
        if not store.mails.due(moment, 1):
            return Delivered()
    with service.database.transaction() as store:
        letters = store.mails.take(moment, AT_ONCE)
    sent = failed = 0
    try:
        with post(service.settings) as deliver:
            for letter in letters:
                done = _attempt(service, deliver, letter, now)
                sent, failed = sent + done, failed + (not done)
    except (OSError, smtplib.SMTPException) as error:
        # The server itself was not reached: every letter that it was meant for waits.
        for letter in letters[sent + failed :]:
            _note_failure(service, letter, error, now)
            failed += 1
    return Delivered(sent, failed)


def sending_after(service: Service, response: Response) -> Response:
    """The response, after which the letters that this request queued are sent in the background."""
    tasks = BackgroundTasks()
    if response.background is not None:
        tasks.tasks.append(response.background)
    tasks.tasks.append(BackgroundTask(send_quietly, service))
    response.background = tasks
    return response


def send_quietly(service: Service) -> None:
    """As `send_waiting`, for whom nobody waits: what fails is logged, and the worker tries again."""
    try:
        done = send_waiting(service)
    except Refused as refused:
        log.warning("mail_not_sent", code=refused.problem.code)
        return
    if done.failed:
        log.warning("mail_failed", failed=done.failed)


@contextmanager
def post(settings: Settings) -> Iterator[Deliver]:
    """A way to deliver letters, as the settings say. Raises OSError, smtplib.SMTPException."""
    if not settings.smtp_host:
        yield lambda letter: _file(settings, letter)
        return
    secure = ssl.create_default_context()
    server: smtplib.SMTP
    if settings.smtp_tls == "tls":
        server = smtplib.SMTP_SSL(settings.smtp_host, settings.smtp_port, timeout=SECONDS, context=secure)
    else:
        server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=SECONDS)
    with server:
        if settings.smtp_tls == "starttls":
            server.starttls(context=secure)
        if settings.smtp_user:
            server.login(
                settings.smtp_user, settings.smtp_password.get_secret_value() if settings.smtp_password else ""
            )
        yield lambda letter: _refused_none(server.send_message(message(settings, letter)))


def message(settings: Settings, letter: Mail, *, plain: bool = False) -> EmailMessage:
    """The letter with its headers; `plain` leaves Korean as it is, for eyes rather than for mail servers.

    Raises ValueError for one whose headers would hold a line break."""
    made = EmailMessage(policy=policy.SMTP)
    made["From"] = settings.mail_from
    made["To"] = letter.recipient
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(letter.created_at)
    made["Message-ID"] = make_msgid(f"{letter.id}", domain=settings.mail_from.partition("@")[2])
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.text, cte="8bit" if plain else "base64" if not letter.text.isascii() else None)
    return made


def _attempt(service: Service, deliver: Deliver, letter: Mail, now: datetime | None) -> bool:
    try:
        deliver(letter)
    except smtplib.SMTPServerDisconnected:
        raise
    except (OSError, smtplib.SMTPException, ValueError) as error:
        _note_failure(service, letter, error, now)
        return False
    with service.database.transaction() as store:
        store.mails.sent(letter.id or 0, now or datetime.now(UTC))
    log.info("mail_sent", mail=letter.id, purpose=letter.purpose)
    return True


def _note_failure(service: Service, letter: Mail, error: Exception, now: datetime | None) -> None:
    said = str(error) or type(error).__name__
    with service.database.transaction() as store:
        store.mails.failed(letter.id or 0, said, now or datetime.now(UTC))
    log.warning("mail_attempt_failed", mail=letter.id, purpose=letter.purpose, error=type(error).__name__)


def _refused_none(refused: object) -> None:
    """A server may take a letter for some recipients only; ours have one."""
    if refused:
        raise smtplib.SMTPException(str(refused))


def _file(settings: Settings, letter: Mail) -> None:
    """A file for its owner only, written whole or not at all: letters open accounts."""
    folder = settings.mail_dir
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{letter.id:08d}-{letter.purpose}.eml"
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
        stream.write(message(settings, letter, plain=True).as_bytes())
    Path(part).replace(path)
