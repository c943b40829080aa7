"""What lies between two kept generations of a tier: which matches moved, and why."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Self

from api.matching.questions import USUAL_TARGET
from api.service import Service
from corpus.disclosure import Tier
from corpus.passages import Document, Kind
from corpus.problems import Invalid, NotFound
from corpus.store import Store
from index.entries import record_hash
from index.loaded import Loaded
from index.searcher import Searcher
from index.tokens import question_terms_many
from matcher.differences import Move, Ranking, States, moved, rankings_of, state_of
from matcher.judgement import Judgement
from matcher.judging import Judging
from matcher.match import KIND_OF
from matcher.programmes.in_force import InForce, rules_at
from matcher.programmes.verdicts import Outcome

SAMPLED: tuple[Kind, ...] = ("patents", "needs")
MOST_SAMPLED = 5_000
VERSIONS_LOOKED_AT = 20
TARGETS: Mapping[Kind, Kind] = {kind: USUAL_TARGET[name] for name, kind in KIND_OF.items()}


@dataclass(frozen=True, slots=True)
class DiffRequest:
    """Two generations of a tier, the earlier first. Who asks: the records of `ids`, else a `sample` of all.

    Raises Invalid `bad_option`.
    """

    before: str
    after: str
    tier: Tier = Tier.PUBLIC
    ids: Mapping[Kind, Sequence[str]] = field(default_factory=dict)
    sample: int = 200
    top: int = 10

    def __post_init__(self) -> None:
        if not 1 <= self.sample <= MOST_SAMPLED:
            raise Invalid.because("bad_option", "--sample", self.sample, expected=f"1 to {MOST_SAMPLED}")


@dataclass(frozen=True, slots=True)
class Side:
    """A generation, and the rules that were in force when it was made."""

    generation: str
    created: str
    model: str
    rules: str


@dataclass(frozen=True, slots=True)
class Moved:
    """One move in words: titles are those of today, None for a record that is no longer shown."""

    asking_kind: Kind
    kind: Kind
    move: Move
    asking_title: str | None
    title: str | None


@dataclass(frozen=True, slots=True)
class Turn:
    """A programme that says something else of a pair, by the rules alone: both judged by today's facts."""

    asking_kind: Kind
    asking_id: str
    kind: Kind
    candidate_id: str
    programme: str
    before: Outcome | None
    after: Outcome | None


@dataclass(frozen=True, slots=True)
class Difference:
    """`asked` records, every candidate of theirs whose rank is another, and whose verdicts the rules turned."""

    before: Side
    after: Side
    asked: int
    moves: tuple[Moved, ...]
    turns: tuple[Turn, ...]


def difference(service: Service, request: DiffRequest) -> Difference:
    """How the matches of two generations differ: ranks by the index, verdicts by the rules in force at each one's time.

    Raises NotFound `unknown_generation` or for an unknown record, Invalid `bad_top`, Unavailable for a damaged index.
    """
    kept, threads = service.generations[request.tier], service.settings.thread_count
    loaded = [kept.load(name, threads) for name in (request.before, request.after)]
    with service.database.reading(frozenset({request.tier})) as store:
        before, after = (_Kept.of(store, each) for each in loaded)
        asking = _asking(store, request, before.loaded, after.loaded)
        moves: list[Moved] = []
        turns: list[Turn] = []
        for kind, ids in asking.items():
            rankings = [_ranking(store, each.loaded, kind, ids, request.top) for each in (before, after)]
            moves += _moves(store, kind, (before, after), rankings)
            turns += _turns(store, kind, (before, after), rankings[1], service.today())
    return Difference(before.side, after.side, sum(map(len, asking.values())), tuple(moves), tuple(turns))


@dataclass(frozen=True, slots=True)
class _Kept:
    loaded: Loaded
    side: Side
    rules: InForce

    @classmethod
    def of(cls, store: Store, loaded: Loaded) -> Self:
        manifest = loaded.manifest
        rules = rules_at(store, datetime.fromisoformat(manifest.created))
        model = f"{manifest.encoder.model} {manifest.encoder.revision}"
        return cls(loaded, Side(manifest.name, manifest.created, model, rules.version), rules)


def _asking(store: Store, request: DiffRequest, before: Loaded, after: Loaded) -> dict[Kind, list[str]]:
    """The given records, each in one of the generations; else the same sample whenever it is asked for."""
    known = {kind: sorted({*before.segments[kind].ids, *after.segments[kind].ids}) for kind in TARGETS}
    if request.ids:
        for kind, ids in request.ids.items():
            for stranger in sorted(set(ids) - set(known[kind])):
                raise NotFound.because(store.shelf(kind).unknown, "id", stranger)
        return {kind: list(dict.fromkeys(ids)) for kind, ids in request.ids.items()}
    everybody = [(kind, record_id) for kind in SAMPLED for record_id in known[kind]]
    # The seed makes two calls comparable; nothing is to be kept secret by it.
    drawn = sorted(random.Random(0).sample(everybody, min(request.sample, len(everybody))))  # nosec B311  # noqa: S311 - a sample, no secret
    return {kind: [record_id for of, record_id in drawn if of == kind] for kind in SAMPLED}


def _moves(store: Store, kind: Kind, sides: tuple[_Kept, _Kept], rankings: Sequence[Ranking]) -> list[Moved]:
    to = TARGETS[kind]
    states = States(*(state_of(each.loaded, kind, to) for each in sides))
    found = moved(rankings[0], rankings[1], states)
    asking = store.documents.summaries(kind, {move.asking_id for move in found})
    candidates = store.documents.summaries(to, {move.candidate_id for move in found})
    return [
        Moved(
            kind,
            to,
            move,
            asking[move.asking_id].title if move.asking_id in asking else None,
            candidates[move.candidate_id].title if move.candidate_id in candidates else None,
        )
        for move in found
    ]


def _turns(store: Store, kind: Kind, sides: tuple[_Kept, _Kept], ranking: Ranking, today: date) -> Iterator[Turn]:
    """Of the later ranking's pairs, the programmes whose outcome the two sides' rules make another."""
    if sides[0].rules.version == sides[1].rules.version:
        return
    to, loaded = TARGETS[kind], sides[1].loaded
    searcher = Searcher.of(loaded.manifest.encoder, loaded.segments, scheme=loaded.manifest.labels)
    judgings = [Judging.over(store, searcher, today, each.rules) for each in sides]
    for asking_id, candidates in ranking.items():
        asking = judgings[0].asking(kind, asking_id)
        before, after = (_outcomes(judging.judged(asking, to, candidates)) for judging in judgings)
        for key in dict.fromkeys((*after, *before)):
            if before.get(key) is not after.get(key):
                candidate, programme = key
                yield Turn(kind, asking_id, to, candidate, programme, before.get(key), after.get(key))


def _outcomes(judged: Mapping[str, Judgement]) -> dict[tuple[str, str], Outcome | None]:
    """By candidate and programme."""
    return {
        (candidate, standing.verdict.programme): standing.outcome
        for candidate, judgement in judged.items()
        for standing in judgement.standings
    }


def _ranking(store: Store, loaded: Loaded, kind: Kind, ids: Sequence[str], top: int) -> Ranking:
    documents = list(_as_indexed(store, loaded, kind, ids))
    terms = question_terms_many([document.text for document in documents])
    tokens = {document.id: each for document, each in zip(documents, terms, strict=True)}
    return rankings_of(loaded, kind, TARGETS[kind], ids, top=top, tokens=tokens)


def _as_indexed(store: Store, loaded: Loaded, kind: Kind, ids: Sequence[str]) -> Iterable[Document]:
    """The records as the generation has them, as far as their versions are kept; else as they read today."""
    segment = loaded.segments[kind]
    summaries = store.documents.summaries(kind, ids)
    for record_id, document in store.documents.many(kind, ids).items():
        if record_id not in segment.numbers:
            continue
        wanted = segment.record_hash(segment.numbers[record_id])
        version = summaries[record_id].version
        earlier = range(version - 1, max(0, version - 1 - VERSIONS_LOOKED_AT), -1)
        former = (store.documents.former(kind, record_id, number) for number in earlier)
        same = record_hash(document) == wanted
        yield document if same else next((each for each in former if each and record_hash(each) == wanted), document)
