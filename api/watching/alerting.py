"""Saved searches asked again, each morning by their holders' clock; what differs is told in alerts."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog

from api.service import Service
from api.watching.searches import asked_again
from corpus.problems import Invalid, NotFound, Refused, TooLarge
from corpus.store.searches import Round, Watched
from matcher.watching.rounds import Watcher, unasked
from matcher.watching.times import is_due, zone_of

log = structlog.get_logger(__name__)

MOST_A_STEP: Final = 25
"""How many searches are asked before the worker looks after its other work."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Searches that were asked, alerts that came of them, searches that cannot be asked, and that failed for now."""

    searches: int = 0
    alerts: int = 0
    problems: int = 0
    failed: int = 0

    def __add__(self, other: Asked) -> Asked:
        return Asked(
            self.searches + other.searches,
            self.alerts + other.alerts,
            self.problems + other.problems,
            self.failed + other.failed,
        )


def due_searches(service: Service, now: datetime) -> list[Watched]:
    """Searches that were not asked since their holder's last morning; a new one is due at once."""
    settings = service.settings
    with service.database.reading() as store:
        watched = store.searches.watched()
    return [
        each
        for each in watched
        if is_due(each.search.checked_at, now, settings.digest_hour, zone_of(each.account.zone, settings.time_zone))
    ]


def ask_due(
    service: Service,
    now: datetime,
    *,
    every: bool = False,
    limit: int | None = None,
    stop: threading.Event | None = None,
) -> Asked:
    """Asks searches that are due (`every`: all), at most `limit`, until `stop` is set. One transaction a search."""
    if every:
        with service.database.reading() as store:
            watched = store.searches.watched()
    else:
        watched = due_searches(service, now)
    done = Asked()
    for each in watched[:limit]:
        if stop is not None and stop.is_set():
            break
        done += ask_one(service, each, now)
    return done


def ask_one(service: Service, watched: Watched, now: datetime) -> Asked:
    """Asks one search with its holder's present tiers, and keeps what came of it, or nothing at all.

    What is not ready (no index yet) leaves the search due.
    """
    try:
        found = round_of(service, watched)
    except Refused as refused:
        log.warning("search_not_asked", search=watched.search.id, code=refused.problem.code)
        return Asked(failed=1)
    with service.database.transaction() as store:
        kept = store.searches.note(watched.search, found, now)
    if not kept:
        return Asked()
    return Asked(searches=1, alerts=len(found.alerts), problems=found.problem is not None)


def round_of(service: Service, watched: Watched) -> Round:
    """What asking the search brings now; nothing is kept. Raises Unavailable, Conflict."""
    service.catch_up()
    watcher = Watcher(service.database, service.index, service.matchmaker)
    try:
        request = asked_again(watched.search)
        return watcher.ask(watched.search, request, watched.holder.tiers, service.today())
    except (NotFound, Invalid, TooLarge) as refused:
        return unasked(watched.search, refused.problem)
