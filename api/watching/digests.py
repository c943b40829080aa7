"""Letters that tell of alerts: at most one a day for an account, in its language, in the morning by its clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from api.language import known_language
from api.service import Service
from api.settings import Settings
from api.watching.alerts import labels_over, shown
from corpus.disclosure import Tier
from corpus.problems import Problem
from corpus.records import Account, AlertKind, Frequency
from corpus.store import Store
from corpus.store.alerts import DIGEST, ToldAlert
from corpus.store.searches import Watched
from corpus.text import Language
from corpus.wording import sentence
from matcher.reasons import Label
from matcher.watching.times import is_due, latest_morning, letter_due, local_day, zone_of

PATIENCE: Final = timedelta(hours=3)
"""How long into the morning a letter waits for searches that are still to be asked."""
LINES: Final = 25
"""How many alerts of a kind a letter names; the others are counted, and stand on the page."""
ORDER: Final = (AlertKind.NEW, AlertKind.CHANGED, AlertKind.GONE, AlertKind.PROBLEM)


@dataclass(frozen=True, slots=True)
class Written:
    """Letters that were written, and alerts that they tell of."""

    letters: int = 0
    alerts: int = 0

    def __add__(self, other: Written) -> Written:
        return Written(self.letters + other.letters, self.alerts + other.alerts)


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str


def accounts_due(service: Service, now: datetime) -> list[str]:
    """Accounts of which a search is to be covered by a letter, all their searches having been asked this morning."""
    with service.database.reading() as store:
        by_account: dict[str, list[Watched]] = {}
        for each in store.searches.watched():
            by_account.setdefault(each.account.name, []).append(each)
        return [name for name, searches in by_account.items() if _is_due(service.settings, store, searches, now)]


def _is_due(settings: Settings, store: Store, searches: Sequence[Watched], now: datetime) -> bool:
    owner, hour = searches[0].account, settings.digest_hour
    zone = zone_of(owner.zone, settings.time_zone)
    if not _due(searches, now, hour, zone):
        return False
    unasked = any(is_due(each.search.checked_at, now, hour, zone) for each in searches)
    if unasked and now < latest_morning(now, hour, zone) + PATIENCE:
        return False
    last = store.alerts.last_letter(owner.name)
    return last is None or local_day(last, zone) != local_day(now, zone)


def write_due(service: Service, now: datetime) -> Written:
    """A letter for each account that is due and of which something happened. One transaction an account."""
    written = Written()
    for name in accounts_due(service, now):
        written += write_one(service, name, now)
    return written


def write_one(service: Service, account: str, now: datetime) -> Written:
    """Covers the account's due searches, with a letter where there is news and a confirmed address to send it to.

    The alerts are marked with the letter in the transaction that queues it, so that none is told twice or left out.
    """
    settings = service.settings
    with service.database.reading() as store:
        holder = next((each.holder for each in store.searches.watched(account)), None)
    if holder is None:
        return Written()
    with service.database.transaction(holder.tiers) as store:
        # Of two workers that are at it at once the second sees what the first has written.
        store.audit.lock()
        searches = store.searches.watched(account)
        if not searches:
            return Written()
        owner = searches[0].account
        zone = zone_of(owner.zone, settings.time_zone)
        last = store.alerts.last_letter(account)
        due = _due(searches, now, settings.digest_hour, zone)
        if not due or (last is not None and local_day(last, zone) == local_day(now, zone)):
            return Written()
        alerts = store.alerts.unmailed(account, due)
        store.searches.reported(due, now)
        if not alerts or owner.email is None or owner.email_confirmed_at is None:
            return Written()
        letter = letter_of(alerts, language_of(owner, settings.language), settings.site, labels_over(store))
        mail = store.mails.queue(
            purpose=DIGEST,
            recipient=owner.email,
            subject=letter.subject,
            text=letter.text,
            account=account,
            now=now,
        )
        store.alerts.mailed([each.alert.id or 0 for each in alerts], mail)
        return Written(1, len(alerts))


def letter_of(alerts: Sequence[ToldAlert], language: Language, site: str, labels: Mapping[str, Label]) -> Letter:
    """What is told of these alerts, by kind. A letter leaves the service, so it names public records only."""

    def say(code: str, **facts: str | int) -> str:
        return sentence(Problem(code, facts=facts), language).reason

    kinds = [(kind, [each for each in alerts if each.alert.kind == kind]) for kind in ORDER]
    groups = [(kind, found) for kind, found in kinds if found]
    parts = ", ".join(f"{say(f'digest_{kind.value}')} {len(found)}" for kind, found in groups)
    lines = [say("digest_opening")]
    for kind, found in groups:
        lines += ["", f"[{say(f'digest_{kind.value}')}]"]
        for each in found[:LINES]:
            lines += _lines(each, language, site, labels)
        if len(found) > LINES:
            lines.append(f"- {say('digest_more', count=len(found) - LINES)}")
    lines += ["", say("digest_all", url=f"{site}/alerts"), say("digest_frequency", url=f"{site}/searches")]
    return Letter(say("digest_subject", count=len(alerts), parts=parts), "\n".join(lines) + "\n")


def language_of(account: Account, usual: Language) -> Language:
    """The account's language, the service's where it has chosen none."""
    return known_language(account.language) or usual


def _due(searches: Sequence[Watched], now: datetime, hour: int, zone: ZoneInfo) -> list[int]:
    """Numbers of the searches that a letter is to cover."""
    return [
        each.search.id or 0
        for each in searches
        if letter_due(
            Frequency(each.search.frequency), each.search.reported_at or each.search.created_at, now, hour, zone
        )
    ]


def _lines(told: ToldAlert, language: Language, site: str, labels: Mapping[str, Label]) -> list[str]:
    alert = shown(told, language, labels)
    reasons = " ".join(each.reason for each in alert.reasons)
    if alert.kind is AlertKind.PROBLEM:
        return [f"- {reasons}", f"  {site}/searches"]
    public = told.tier is Tier.PUBLIC
    unnamed = "digest_hidden" if told.tier is None else "digest_closed"
    named = alert.title if public else sentence(Problem.of(unnamed), language).reason
    where = f"{site}{alert.match}" if alert.match and public else f"{site}/alerts"
    return [f"- {named} ({alert.search})", f"  {reasons}", f"  {where}"]
