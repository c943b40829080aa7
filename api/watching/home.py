"""What an officer begins the day with. Each block is one function over the store, the same for the API and the page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from api.schemas.own_needs import OwnNeed
from api.service import REBUILD, Service
from api.watching.alerts import AlertShown, labels_over, shown
from corpus.disclosure import Tier
from corpus.records import AlertKind, Case, CaseStage, RegistrationState
from corpus.roles import Caller
from corpus.store import Store
from corpus.store.case_lists import CaseFilters, WaitingCase, WaitingReason
from corpus.store.need_states import Holding, NeedState
from corpus.store.registration_lists import Waiting
from corpus.text import Language
from matcher.watching.times import last_working_day, zone_of

LINES: Final = 5
"""How many lines of a block are shown before its link."""
STALE_AFTER: Final = timedelta(hours=36)
"""How old a generation that lacks changes may be: a nightly rebuild may miss its night, but not two."""
OWN_STAGES: Final = tuple(stage for stage in CaseStage if stage is not CaseStage.DECLINED)


@dataclass(frozen=True, slots=True)
class Alerts:
    """`new` are matches found since the day's beginning (`Home.since`), `unread` all alerts not read, by kind."""

    new: int
    new_items: Sequence[AlertShown]
    unread: Mapping[AlertKind, int]
    items: Sequence[AlertShown]

    @property
    def unread_others(self) -> int:
        """Unread alerts of changes, of what is gone, and of searches that cannot be run."""
        return sum(count for kind, count in self.unread.items() if kind is not AlertKind.NEW)


@dataclass(frozen=True, slots=True)
class Registrations:
    count: int
    items: Sequence[Waiting]


@dataclass(frozen=True, slots=True)
class Cases:
    """How many cases wait for the caller or for anybody, why (one with two reasons under both), and the caller's own
    open ones by stage.
    """

    count: int
    waiting: Mapping[WaitingReason, int]
    items: Sequence[WaitingCase]
    own: Mapping[CaseStage, int]
    latest: Sequence[Case]


@dataclass(frozen=True, slots=True)
class Needs:
    """Of the caller's own needs those that end soon or have expired."""

    counts: Mapping[NeedState, int]
    items: Sequence[OwnNeed]


@dataclass(frozen=True, slots=True)
class Freshness:
    """Why the index is stale: `failed`, `old` or `missing`; `changes` is how many records wait for a rebuild."""

    reason: str
    built: datetime | None
    changes: int


@dataclass(frozen=True, slots=True)
class Home:
    """`first` says that the caller has not begun: no search, no case, no need."""

    since: datetime
    today: date
    alerts: Alerts
    registrations: Registrations
    cases: Cases
    needs: Needs
    index: Freshness | None
    searches: int
    first: bool


def home(service: Service, caller: Caller, language: Language, now: datetime, *, zone: ZoneInfo | None = None) -> Home:
    """The officer's day as it is now, by the clock of `zone`, else the account's. Writes nothing."""
    with service.reading(caller) as store:
        account = store.accounts.get(caller.account)
        zone = zone or zone_of(account.zone if account else None, service.settings.time_zone)
        since, today = day_began(now, zone), now.astimezone(zone).date()
        alerts = alerts_block(store, caller, language, since)
        cases = cases_block(store, caller, today)
        needs = needs_block(store, caller, today)
        searches = len(store.searches.of(caller.account))
        return Home(
            since=since,
            today=today,
            alerts=alerts,
            registrations=registrations_block(store),
            cases=cases,
            needs=needs,
            index=freshness(service, store, now),
            searches=searches,
            first=not searches and not any(cases.own.values()) and not any(needs.counts.values()),
        )


def day_began(now: datetime, zone: ZoneInfo) -> datetime:
    """The beginning of the last working day before today: on a Monday that of Friday, so that no weekend is missed."""
    return datetime.combine(last_working_day(now.astimezone(zone).date()), time(), tzinfo=zone)


def alerts_block(store: Store, caller: Caller, language: Language, since: datetime) -> Alerts:
    labels = labels_over(store)
    new = store.alerts.page(caller.account, kind=AlertKind.NEW, since=since, limit=LINES)
    others = [
        each
        for kind in (AlertKind.CHANGED, AlertKind.GONE, AlertKind.PROBLEM)
        for each in store.alerts.page(caller.account, kind=kind, unread=True, limit=LINES)
    ]
    others.sort(key=lambda each: each.alert.id or 0, reverse=True)
    return Alerts(
        new=store.alerts.counts(caller.account, since=since)[AlertKind.NEW],
        new_items=[shown(each, language, labels) for each in new],
        unread=store.alerts.counts(caller.account, unread=True),
        items=[shown(each, language, labels) for each in others[:LINES]],
    )


def registrations_block(store: Store) -> Registrations:
    count = store.registrations.counts()[RegistrationState.SUBMITTED]
    return Registrations(count, store.registrations.waiting(LINES) if count else ())


def cases_block(store: Store, caller: Caller, today: date) -> Cases:
    own = store.cases.counts(CaseFilters(owner=caller.account))
    latest = CaseFilters(owner=caller.account, stages=OWN_STAGES)
    return Cases(
        count=store.cases.waiting_count(caller.account, today),
        waiting=store.cases.waiting_counts(caller.account, today),
        items=store.cases.waiting(caller.account, today, LINES),
        own={stage: own[stage] for stage in OWN_STAGES},
        latest=store.cases.page(latest, limit=LINES),
    )


def needs_block(store: Store, caller: Caller, today: date) -> Needs:
    holding = Holding(account=caller.account)
    counts = store.kept_needs.counts(holding, today)
    ending = [
        each
        for state in (NeedState.EXPIRED, NeedState.EXPIRING)
        if counts[state]
        for each in store.kept_needs.page(holding, state=state, today=today, limit=LINES)
    ]
    return Needs(counts, [OwnNeed(each, each.state(today)) for each in ending[:LINES]])


def freshness(service: Service, store: Store, now: datetime) -> Freshness | None:
    """Why the index is stale, None where it is not. A generation is of use while nothing has changed since."""
    name = service.generations[Tier.PUBLIC].current()
    changes = service.changed_since_rebuild()
    if name is None:
        return Freshness("missing", None, changes) if changes else None
    built = datetime.fromisoformat(service.generations[Tier.PUBLIC].manifest(name).created)
    job = store.jobs.get(REBUILD)
    if job is not None and job.state == "failed":
        return Freshness("failed", built, changes)
    return Freshness("old", built, changes) if changes and now - built > STALE_AFTER else None
