"""Why a candidate stands elsewhere than it did: two rankings of the same questions, and what changed between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from corpus.passages import Kind
from index.loaded import Loaded
from index.searcher import Searcher
from index.segment import Segment
from matcher.query import FACETS
from matcher.sweeping import Question, Sweep
from matcher.weights import WEIGHTS

Ranking = Mapping[str, Sequence[str]]
"""The candidates of each asking record, best first."""
Hashes = Mapping[str, str]
"""Of every record that the index has, a hash that changes with its text."""


class Because(StrEnum):
    """What moved a candidate. Where several things changed, the nearest to the pair is named: in this order."""

    ADDED = "added"
    """The candidate, or the record that asks, was not there before."""
    WITHDRAWN = "withdrawn"
    """One of them is there no more."""
    PROFILE_CHANGED = "profile-changed"
    """The company of the pair tells something else."""
    TEXT_CHANGED = "text-changed"
    """The patent or need of the pair reads otherwise."""
    MODEL_CHANGED = "model-changed"
    """Texts are encoded or analysed in another way."""
    NEIGHBOURS = "neighbours"
    """Nothing of its own: others came, went or moved."""


@dataclass(frozen=True, slots=True)
class State:
    """What a ranking was made from. `asking` and `candidates` are the hashes of their records.

    `encoder` is `EncoderInfo.key`, `analysis` the version of the text analysis. Rules move no candidate: what they
    conclude is compared beside (`api.matching.differing`).
    """

    asking_kind: Kind
    kind: Kind
    asking: Hashes
    candidates: Hashes
    encoder: str
    analysis: str


@dataclass(frozen=True, slots=True)
class States:
    before: State
    after: State


@dataclass(frozen=True, slots=True)
class Move:
    """Ranks start at 1; None is outside the ranking."""

    asking_id: str
    candidate_id: str
    from_rank: int | None
    to_rank: int | None
    because: Because


def moved(before: Ranking, after: Ranking, states: States) -> tuple[Move, ...]:
    """Every candidate whose rank is another, by asking record, then by new rank, then by old one.

    Records that asked in one ranking only take part if they were not there at the time of the other.
    """
    moves: list[Move] = []
    for asking_id in dict.fromkeys(chain(after, before)):
        comes_or_goes = (asking_id in states.before.asking) != (asking_id in states.after.asking)
        if (asking_id in before and asking_id in after) or comes_or_goes:
            moves += _moves(asking_id, before.get(asking_id, ()), after.get(asking_id, ()), states)
    return tuple(moves)


def _moves(asking_id: str, before: Sequence[str], after: Sequence[str], states: States) -> Iterator[Move]:
    old = {candidate: rank for rank, candidate in enumerate(before, start=1)}
    new = {candidate: rank for rank, candidate in enumerate(after, start=1)}
    for candidate in dict.fromkeys(chain(after, before)):
        if old.get(candidate) != new.get(candidate):
            because = _because(asking_id, candidate, states)
            yield Move(asking_id, candidate, old.get(candidate), new.get(candidate), because)


def _because(asking_id: str, candidate: str, states: States) -> Because:
    before, after = states.before, states.after
    pair = (
        (after.kind, before.candidates.get(candidate), after.candidates.get(candidate)),
        (after.asking_kind, before.asking.get(asking_id), after.asking.get(asking_id)),
    )
    changed = {kind for kind, old, new in pair if old != new}
    causes = {
        Because.ADDED: any(old is None and new is not None for _, old, new in pair),
        Because.WITHDRAWN: any(old is not None and new is None for _, old, new in pair),
        Because.PROFILE_CHANGED: "companies" in changed,
        Because.TEXT_CHANGED: bool(changed),
        Because.MODEL_CHANGED: (before.encoder, before.analysis) != (after.encoder, after.analysis),
    }
    return next((because for because, applies in causes.items() if applies), Because.NEIGHBOURS)


def state_of(loaded: Loaded, asking_kind: Kind, kind: Kind) -> State:
    """What a ranking by this generation is made from."""
    manifest = loaded.manifest
    return State(
        asking_kind,
        kind,
        _hashes(loaded.segments[asking_kind]),
        _hashes(loaded.segments[kind]),
        manifest.encoder.key,
        manifest.analysis,
    )


def rankings_of(
    loaded: Loaded,
    asking_kind: Kind,
    kind: Kind,
    asking_ids: Iterable[str],
    *,
    top: int = 10,
    tokens: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, tuple[str, ...]]:
    """How a generation ranks candidates for its own records, without an encoder; ids that it lacks are left out.

    A record asks with its stored passages, the first `FACETS`. With `tokens` by asking id all views count, else the
    vectors alone. Raises Invalid `bad_top` as `Sweep.run` does.
    """
    searcher = Searcher.of(loaded.manifest.encoder, loaded.segments, generation=loaded.manifest.name)
    asking = (
        Question(
            record_id,
            searcher.passage_vectors(asking_kind, record_id)[:FACETS],
            (tokens or {}).get(record_id, ()),
            frozenset({record_id} if asking_kind == kind else ()),
        )
        for record_id in asking_ids
        if searcher.contains(asking_kind, record_id)
    )
    sweep = Sweep(searcher, kind, WEIGHTS["full" if tokens else "dense"])
    return {swept.id: tuple(candidate.id for candidate in swept.candidates) for swept in sweep.run(asking, top)}


def _hashes(segment: Segment) -> dict[str, str]:
    return {record_id: segment.record_hash(number) for number, record_id in enumerate(segment.ids)}
