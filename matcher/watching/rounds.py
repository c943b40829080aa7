"""Asks a saved search again and says what came of it; keeps nothing itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from corpus.database import Database
from corpus.disclosure import Tiers
from corpus.passages import Kind
from corpus.problems import Problem
from corpus.records import AlertKind, SavedSearch, SearchHit
from corpus.store import Store
from corpus.store.searches import NewAlert, Round
from index.searcher import Searcher
from index.tiers import TieredIndex
from matcher.judgement import Asking
from matcher.judging import Judging
from matcher.match import KIND_OF, Answer, MatchRequest
from matcher.matchmaker import Matchmaker
from matcher.reasons import Reason
from matcher.snapshot import searcher_over
from matcher.watching.comparing import Seen, changed_parts, compared
from matcher.watching.liveness import UNFITTING, Sight, why_dead
from matcher.watching.snapshot import Snapshot

TOP: Final = 20
"""How many candidates of a search are watched for what is new; of one without a credible match none is."""
NEAR: Final = 20
"""How many more are known, so that those that rise among the best by a hair are no news."""


@dataclass(frozen=True, slots=True)
class Watcher:
    """Holds no state of its own; any number of threads may ask."""

    database: Database
    index: TieredIndex
    matchmaker: Matchmaker

    def ask(self, search: SavedSearch, request: MatchRequest, tiers: Tiers, today: date) -> Round:
        """What the search finds now among the records of these tiers, beside what it has found so far.

        Raises as `Matchmaker.match`: NotFound or Invalid for a search that cannot be asked any more.
        """
        asked = replace(request, top=TOP + NEAR, evidence=False, facets=False)
        with self.database.reading(tiers) as store:
            answer = self.matchmaker.match(asked, store, today)
            known = store.searches.hits(search.id or 0)
            required = _required(store, asked)
            found = [_snapshot(answer, row, required, today) for row in range(len(answer.matches))]
            ids = {each.record_id for each in found}
            left = [each for each, hit in known.items() if hit.gone_at is None and each not in ids]
            missing = _missing(store, self.index, asked, left, required=required, today=today)
            edited = _edited(store, asked.to, known, found)
        told = TOP if answer.credible else 0
        return compared(known, Seen(found[:told], found[told:], missing, edited), baseline=_is_first(search, known))


def _is_first(search: SavedSearch, known: Mapping[str, SearchHit]) -> bool:
    """Whether nothing can be new yet; a search that could not be asked so far has found nothing either."""
    return search.checked_at is None or (search.problem is not None and not known)


def unasked(search: SavedSearch, problem: Problem) -> Round:
    """What is kept of a search that cannot be asked: its holder is told once of each problem."""
    kept = {"code": problem.code, "field": problem.field, "value": problem.value, "facts": dict(problem.facts)}
    if search.problem == kept:
        return Round(problem=kept)
    return Round(alerts=[NewAlert(AlertKind.PROBLEM, "", "", problem.code, {"problem": kept})], problem=kept)


def _required(store: Store, request: MatchRequest) -> tuple[str, ...]:
    """Certificates that the asking need requires."""
    if request.kind != "need" or request.id is None:
        return ()
    facts = store.facts.of("needs", [request.id]).get(request.id)
    return facts.required_certificates if facts else ()


def _snapshot(answer: Answer, row: int, required: Sequence[str], today: date) -> Snapshot:
    match = answer.matches[row]
    dead = why_dead(Sight(match.judgement.facts), today, required)
    return Snapshot.of(match.record, match.judgement, today, dead)


def _missing(
    store: Store,
    index: TieredIndex,
    request: MatchRequest,
    ids: Collection[str],
    *,
    required: Sequence[str],
    today: date,
) -> dict[str, Reason | None]:
    """Why candidates that were known and are no longer among the best are gone; None for those that are not."""
    facts = store.facts.of(request.to, ids)
    sights = {each: Sight(facts[each]) if each in facts else _unlit(store, request.to, each) for each in ids}
    reasons = {each: why_dead(sight, today, required) for each, sight in sights.items()}
    alive = [each for each, reason in reasons.items() if reason is None]
    fitting = _fitting(store, searcher_over(index, store), request, alive, today) if alive else frozenset()
    return {each: UNFITTING if reason is None and each not in fitting else reason for each, reason in reasons.items()}


def _unlit(store: Store, kind: Kind, record_id: str) -> Sight:
    """What is seen of a record that is not live."""
    row = store.shelf(kind).get(record_id, withdrawn=True)
    return Sight() if row is None else Sight(withdrawn=row.withdrawn_reason or "")


def _fitting(
    store: Store, searcher: Searcher, request: MatchRequest, ids: Sequence[str], today: date
) -> frozenset[str]:
    """Those that meet the search's conditions: filters, areas, track and programme."""
    fitting = frozenset(ids)
    allowed = store.documents.matching(request.to, request.filters)
    if allowed is not None:
        fitting &= allowed
    if request.areas:
        fitting &= frozenset[str]().union(*(searcher.labelled(request.to, area) for area in request.areas))
    if request.selects and fitting:
        judging = Judging.over(store, searcher, today)
        asking = judging.asking(KIND_OF[request.kind], request.id) if request.id else None
        judged = judging.judged(asking or Asking(), request.to, sorted(fitting))
        fitting = frozenset(each for each in fitting if each in judged and request.admits(judged[each]))
    return fitting


def _edited(
    store: Store, kind: Kind, known: Mapping[str, SearchHit], found: Sequence[Snapshot]
) -> dict[str, tuple[str, ...]]:
    """The parts that differ from the known version, of candidates whose text or facts do."""
    edited: dict[str, tuple[str, ...]] = {}
    for each in found:
        hit = known.get(each.record_id)
        if hit is None or hit.content_hash == each.content_hash:
            continue
        versions = {row.content_hash: row.content for row in store.shelf(kind).history(each.record_id)}
        before, after = versions.get(hit.content_hash), versions.get(each.content_hash)
        if before is not None and after is not None:
            edited[each.record_id] = changed_parts(before, after)
    return edited
