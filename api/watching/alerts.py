"""Alerts as they are told: in the reader's language, and no more of a record than the reader may know of now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from api.errors import worded as worded_problem
from api.service import Service
from corpus.passages import Kind, kind_of
from corpus.problems import NotFound, Problem
from corpus.records import AlertKind
from corpus.roles import Caller
from corpus.store import Store
from corpus.store.alerts import ToldAlert, place
from corpus.text import Language
from corpus.wording import Sentence, sentence
from matcher.programmes.in_force import rules_over
from matcher.reasons import Label, worded
from matcher.watching.comparing import reasons_of
from matcher.watching.labels import labels_of
from matcher.watching.liveness import UNAVAILABLE

PAGE = 50


@dataclass(frozen=True, slots=True)
class AlertShown:
    """`title` is "" and `match` None of a record that the reader may not know of (any more).

    `match` is the path of the page on which the search's question and the record stand side by side; None too where
    the record was withdrawn.
    """

    id: int
    kind: AlertKind
    search_id: int
    search: str
    record_kind: Kind
    record_id: str | None
    title: str
    reasons: tuple[Sentence, ...]
    at: datetime
    read_at: datetime | None
    match: str | None


@dataclass(frozen=True, slots=True)
class AlertPage:
    """`latest` is the number of the newest alert: what a reader who marks all as read has in view."""

    items: list[AlertShown]
    next: str | None
    unread: int
    counts: Mapping[AlertKind, int]
    latest: int


def match_path(question: str, record_id: str) -> str:
    """The page on which a question and a candidate stand side by side."""
    return f"/compare?{question}&{urlencode({'with': record_id}, quote_via=quote)}"


def labels_over(store: Store) -> Mapping[str, Label]:
    """Names of what alerts speak of, by the catalogue in force."""
    return labels_of(rules_over(store).catalogue)


def shown(told: ToldAlert, language: Language, labels: Mapping[str, Label]) -> AlertShown:
    """One alert in the reader's language."""
    alert, hidden = told.alert, told.tier is None
    return AlertShown(
        id=alert.id or 0,
        kind=AlertKind(alert.kind),
        search_id=alert.search_id,
        search=told.search.name,
        record_kind=kind_of(alert.record_kind),
        record_id=None if hidden or not alert.record_id else alert.record_id,
        title=told.title,
        reasons=tuple(_said(told, language, labels)),
        at=alert.at,
        read_at=alert.read_at,
        match=match_path(told.search.question, alert.record_id) if told.live else None,
    )


def page(
    service: Service,
    caller: Caller,
    language: Language,
    *,
    kind: AlertKind | None = None,
    unread: bool = False,
    search_id: int | None = None,
    after: str = "",
    limit: int = PAGE,
) -> AlertPage:
    """The caller's alerts, unread ones first. Raises Invalid `bad_place`."""
    with service.reading(caller) as store:
        found = store.alerts.page(
            caller.account, kind=kind, unread=unread, search_id=search_id, after=after, limit=limit
        )
        labels = labels_over(store)
        return AlertPage(
            items=[shown(each, language, labels) for each in found],
            next=place(found[-1].alert) if len(found) == limit else None,
            unread=store.alerts.unread(caller.account),
            counts=store.alerts.counts(caller.account, unread=unread),
            latest=store.alerts.latest(caller.account),
        )


def read(service: Service, caller: Caller, ids: Sequence[int], now: datetime) -> int:
    """Marks these alerts as read. Raises NotFound `unknown_alert` for one that is not the caller's."""
    with service.writing(caller) as store:
        own = store.alerts.own(caller.account, ids)
        for each in ids:
            if each not in own:
                raise NotFound.because("unknown_alert", "id", each)
        return store.alerts.read(caller.account, ids, now)


def read_all(service: Service, caller: Caller, until: int, now: datetime) -> int:
    """Marks all up to number `until` as read."""
    with service.writing(caller) as store:
        return store.alerts.read_all(caller.account, until, now)


def unread(service: Service, caller: Caller) -> int:
    """How many alerts the caller has not read."""
    with service.reading(caller) as store:
        return store.alerts.unread(caller.account)


def _said(told: ToldAlert, language: Language, labels: Mapping[str, Label]) -> list[Sentence]:
    alert = told.alert
    if alert.kind == AlertKind.PROBLEM:
        problem = alert.facts["problem"]
        cause = Problem(problem["code"], problem["field"], problem["value"], problem["facts"])
        lead = Problem.of("search_problem", search=told.search.name)
        return [sentence(lead, language), worded_problem(cause, language)]
    if told.tier is None:
        return [worded(UNAVAILABLE, language, labels)]
    return [worded(each, language, labels) for each in reasons_of(alert.facts)]
