"""Searches that a caller keeps, the same for the API and the pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from api.matching.questions import ADDRESS_CHARACTERS, Question, asked_in, match_request
from api.service import Service
from corpus.passages import Kind, kind_of
from corpus.problems import Invalid, Problem
from corpus.records import AlertKind, Frequency, SavedSearch
from corpus.roles import Caller
from matcher.match import KIND_OF, MatchRequest


@dataclass(frozen=True, slots=True)
class SearchShown:
    """`news` are unread alerts by kind; `problem` is why the search cannot be asked any more."""

    id: int
    name: str
    question: str
    to: Kind
    frequency: Frequency
    created_at: datetime
    checked_at: datetime | None
    news: Mapping[AlertKind, int]
    problem: Problem | None

    @property
    def unread(self) -> int:
        return sum(self.news.values())


def request_of(question: Question) -> MatchRequest:
    """The question as it can be kept. Raises Invalid `search_without_address` for a long text, as `match_request`."""
    if question.text is not None and len(question.text) > ADDRESS_CHARACTERS:
        raise Invalid.because("search_without_address", "question", "", limit=ADDRESS_CHARACTERS)
    return match_request(question)


def asked_again(search: SavedSearch) -> MatchRequest:
    """The request of a kept search. Raises Invalid where it cannot be asked (any more), such as for a filter gone."""
    return request_of(asked_in(search.question))


def keep(
    service: Service, caller: Caller, request: MatchRequest, *, name: str, frequency: Frequency, now: datetime
) -> SavedSearch:
    """Raises NotFound for a record that the caller may not ask with, Invalid and Conflict as the store does."""
    with service.writing(caller) as store:
        if request.id is not None and request.kind != "text":
            store.shelf(KIND_OF[request.kind]).require(request.id)
        return store.searches.keep(
            caller.account, name=name, question=request.asked, to=request.to, frequency=frequency, now=now
        )


def listed(service: Service, caller: Caller) -> list[SearchShown]:
    """The caller's searches: those with news first, then by name."""
    with service.reading(caller) as store:
        news = store.alerts.news(caller.account)
        found = [shown(each, news.get(each.id or 0, {})) for each in store.searches.of(caller.account)]
    return sorted(found, key=lambda each: each.unread == 0)


def one(service: Service, caller: Caller, search_id: int) -> SearchShown:
    """Raises NotFound `unknown_search`."""
    with service.reading(caller) as store:
        search = store.searches.require(search_id, caller.account)
        return shown(search, store.alerts.news(caller.account).get(search_id, {}))


def shown(search: SavedSearch, news: Mapping[AlertKind, int] | None = None) -> SearchShown:
    kept = search.problem
    return SearchShown(
        id=search.id or 0,
        name=search.name,
        question=search.question,
        to=kind_of(search.to),
        frequency=Frequency(search.frequency),
        created_at=search.created_at,
        checked_at=search.checked_at,
        news=news or {},
        problem=None if kept is None else Problem(kept["code"], kept["field"], kept["value"], kept["facts"]),
    )


def change(
    service: Service, caller: Caller, search_id: int, *, name: str | None = None, frequency: Frequency | None = None
) -> SavedSearch:
    """Raises NotFound, Invalid `entry_missing` or `entry_too_long`."""
    with service.writing(caller) as store:
        return store.searches.change(search_id, caller.account, name=name, frequency=frequency)


def delete(service: Service, caller: Caller, search_id: int, now: datetime) -> SavedSearch:
    """Raises NotFound."""
    with service.writing(caller) as store:
        return store.searches.delete(search_id, caller.account, now)


def restore(service: Service, caller: Caller, search_id: int) -> SavedSearch:
    """Raises NotFound, Conflict `search_kept_already`."""
    with service.writing(caller) as store:
        return store.searches.restore(search_id, caller.account)
