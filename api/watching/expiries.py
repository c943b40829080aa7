"""Needs that end: their holders are reminded, what has ended is out of sight the next morning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from api.service import Service
from api.settings import Settings
from api.watching.digests import language_of
from corpus.disclosure import Tier
from corpus.problems import Problem
from corpus.store import Store
from corpus.store.need_states import KeptNeed
from corpus.wording import sentence
from matcher.screening.desk import SERVICE
from matcher.watching.times import latest_morning, local_day, zone_of

REMINDER = "need-ending"
"""The purpose of a letter that reminds of a need's end."""
TITLE_IN_SUBJECT = 80


@dataclass(frozen=True, slots=True)
class Ended:
    """Needs taken out of sight, holders reminded, and needs brought into sight whose company was verified."""

    expired: int = 0
    reminded: int = 0
    published: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """What there is to do, by need and by company; `merged` companies turned out to be another one."""

    ended: list[str]
    ending: list[str]
    verified: list[str]
    merged: dict[str, str]

    def __bool__(self) -> bool:
        return bool(self.ended or self.ending or self.verified or self.merged)


def waiting(service: Service, now: datetime) -> Waiting:
    """Writes nothing."""
    day = office_day(service.settings, now)
    with service.database.reading() as store:
        kept = store.kept_needs
        return Waiting(kept.ended(day), kept.ending(day), kept.verified_waiting(), kept.merged())


def end_due(service: Service, now: datetime) -> Ended:
    """Does what is due, each need in a transaction of its own. Again changes nothing."""
    day, due = office_day(service.settings, now), waiting(service, now)
    expired = reminded = published = 0
    for need_id in due.ended:
        with service.database.transaction() as store:
            expired += store.kept_needs.expire(need_id, day, SERVICE, now)
    for need_id in due.ending:
        with service.database.transaction() as store:
            known = store.kept_needs.remind(need_id, day, now)
            if known is not None:
                reminded += _remind(service.settings, store, known, now)
    for company_id, verified_as in due.merged.items():
        with service.database.transaction() as store:
            store.kept_needs.adopt(company_id, verified_as, SERVICE, now)
            published += store.kept_needs.publish(verified_as, SERVICE, now)
    for company_id in due.verified:
        with service.database.transaction() as store:
            published += store.kept_needs.publish(company_id, SERVICE, now)
    return Ended(expired, reminded, published)


def office_day(settings: Settings, now: datetime) -> date:
    """The day that it is for the office from the hour on at which it begins."""
    zone = zone_of(None, settings.time_zone)
    return local_day(latest_morning(now, settings.digest_hour, zone), zone)


def _remind(settings: Settings, store: Store, known: KeptNeed, now: datetime) -> bool:
    """Writes to who registered the need; says whether there is an address to write to."""
    account = store.accounts.get(known.keeping.account)
    if account is None or account.email is None or account.email_confirmed_at is None or account.disabled_at:
        return False
    language = language_of(account, settings.language)
    public = known.need.tier == Tier.PUBLIC
    title = known.need.title if public else sentence(Problem.of("need_ending_closed"), language).reason
    facts = {"title": title, "day": known.keeping.expires_on.isoformat(), "id": known.need.id}
    short = title if len(title) <= TITLE_IN_SUBJECT else f"{title[:TITLE_IN_SUBJECT]}…"
    subject = sentence(Problem.of("need_ending_subject", day=facts["day"], title=short), language).reason
    said = sentence(Problem.of("need_ending_text", url=f"{settings.site}/own-needs/{known.need.id}", **facts), language)
    store.mails.queue(
        purpose=REMINDER,
        recipient=account.email,
        subject=subject,
        text=f"{said.reason}\n{said.mend}\n",
        account=account.name,
        now=now,
    )
    return True
