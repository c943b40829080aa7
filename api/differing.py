"""What lies between two kept generations of a tier: which matches moved, and why."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from api.questions import USUAL_TARGET
from api.wiring import Service
from corpus.disclosure import Tier
from corpus.passages import Document, Kind
from corpus.problems import Invalid, NotFound
from corpus.store import Store
from index.generation import Loaded
from index.segment import record_hash
from index.tokens import tokens_many
from matcher.differences import Move, Ranking, States, moved, rankings_of, state_of
from matcher.match import KIND_OF
from matcher.programmes.in_force import rules_at

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
class Difference:
    """`asked` records, and every candidate of theirs whose rank is another."""

    before: Side
    after: Side
    asked: int
    moves: tuple[Moved, ...]


def difference(service: Service, request: DiffRequest) -> Difference:
    """How the matches of two generations differ, by the index alone: of verdicts nothing is kept.

    Raises NotFound `unknown_generation` or for an unknown record, Invalid `bad_top`, Unavailable for a damaged index.
    """
    kept, threads = service.generations[request.tier], service.settings.thread_count
    loaded = [kept.load(name, threads) for name in (request.before, request.after)]
    with service.database.reading(frozenset({request.tier})) as store:
        before, after = (_Kept.of(store, each) for each in loaded)
        asking = _asking(store, request, before.loaded, after.loaded)
        moves = [
            move for kind, ids in asking.items() for move in _moves(store, kind, ids, (before, after), request.top)
        ]
    return Difference(before.side, after.side, sum(map(len, asking.values())), tuple(moves))


@dataclass(frozen=True, slots=True)
class _Kept:
    loaded: Loaded
    side: Side

    @classmethod
    def of(cls, store: Store, loaded: Loaded) -> Self:
        manifest = loaded.manifest
        rules = rules_at(store, datetime.fromisoformat(manifest.created)).version
        model = f"{manifest.encoder.model} {manifest.encoder.revision}"
        return cls(loaded, Side(manifest.name, manifest.created, model, rules))


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
    drawn = sorted(random.Random(0).sample(everybody, min(request.sample, len(everybody))))  # noqa: S311
    return {kind: [record_id for of, record_id in drawn if of == kind] for kind in SAMPLED}


def _moves(store: Store, kind: Kind, ids: Sequence[str], sides: tuple[_Kept, _Kept], top: int) -> list[Moved]:
    to = TARGETS[kind]
    before, after = (_ranking(store, each.loaded, kind, ids, top) for each in sides)
    states = States(*(state_of(each.loaded, kind, to, each.side.rules) for each in sides))
    found = moved(before, after, states)
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


def _ranking(store: Store, loaded: Loaded, kind: Kind, ids: Sequence[str], top: int) -> Ranking:
    documents = list(_as_indexed(store, loaded, kind, ids))
    terms = tokens_many([document.text for document in documents])
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
