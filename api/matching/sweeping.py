"""The best candidates of every patent and need, judged, as lines of one table that is written as it is made."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from operator import attrgetter

import numpy as np

from api.matching.candidates import Asker, Line, Stamp, owner_of
from api.service import Service
from corpus.disclosure import TIERS, Tier
from corpus.passages import SINGULAR, Document, Kind
from corpus.problems import Invalid
from corpus.roles import Caller
from corpus.store import RecordSummary, Store
from index.asked import asked_vectors
from index.encoder import Vectors
from index.tokens import question_terms_many
from matcher.copies import Wording, views_without_copies
from matcher.judgement import Asking
from matcher.judging import Judging, Known
from matcher.match import MatchRequest, Query
from matcher.query import record_query
from matcher.retrieval import Changed
from matcher.snapshot import searcher_over
from matcher.sweeping import MOST, Candidate, Question, Sweep, Swept
from matcher.tracks import Track

AT_ONCE = 1_024
"""Records that are read at once to ask."""
JUDGED_AT_ONCE = 128
"""Of those who asked: few enough that the next candidates are not waited for."""
Told = Callable[[int, int], None]
"""Told how many records have asked so far, and how many of their texts had to be encoded."""


@dataclass(frozen=True, slots=True)
class SweepRequest:
    """Who asks, and for what. `track` and `programme` select among the best `MOST` candidates of each.

    Raises Invalid `bad_top`.
    """

    asking: tuple[Kind, ...] = ("patents", "needs")
    to: Kind = "companies"
    top: int = 5
    track: Track | None = None
    programme: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.top <= MOST:
            raise Invalid.because("bad_top", "top", self.top, limit=MOST)

    @property
    def selection(self) -> MatchRequest:
        """What a candidate must be, as a single question puts it."""
        return MatchRequest("text", self.to, top=self.top, track=self.track, programme=self.programme)


@contextmanager
def sweeping(service: Service, request: SweepRequest, caller: Caller) -> Iterator[CandidateSweep]:
    """A sweep over what the caller may know of, all of it as it is at this moment.

    Raises NotFound `programme_unknown`, Unavailable where nothing can be searched.
    """
    with service.reading(caller) as store:
        yield CandidateSweep(service, store, request)


class CandidateSweep:
    """One run over one state of the records. `asked` and `encoded` count while `lines` are taken."""

    def __init__(self, service: Service, store: Store, request: SweepRequest) -> None:
        self._service, self._store, self._request = service, store, request
        self._searcher = searcher_over(service.index, store)
        self._judging = Judging.over(store, self._searcher, service.today())
        if request.programme is not None:
            self._judging.catalogue.current(request.programme)
        weights = service.weights()
        self._weights = weights
        self.stamp = Stamp(
            self._searcher.generation, self._judging.rules.version, self._judging.context.today, weights.name
        )
        self.asked = self.encoded = 0
        self._pending: dict[str, _Asked] = {}

    @property
    def _wanted(self) -> int:
        """How many candidates of each are looked at: more than are told where some will not do."""
        apart = self._request.to == "patents"
        return MOST if self._request.selection.selects or apart else self._request.top

    @property
    def total(self) -> int:
        """How many records ask."""
        return sum(self._store.documents.count(kind) for kind in self._request.asking)

    def lines(self, told: Told | None = None) -> Iterator[Line]:
        """By kind and id of who asks, then by rank."""
        request = self._request
        ids = sorted(self._searcher.ids(request.to))
        candidates = _Candidates(self._judging.known(request.to, ids), self._store.documents.summaries(request.to, ids))
        anew = self._without_copies if request.to == "companies" else None
        threads = self._service.settings.thread_count
        sweep = Sweep(self._searcher, request.to, self._weights, threads=threads, anew=anew)
        for kind in request.asking:
            swept = sweep.run(self._questions(kind), self._wanted)
            while batch := list(islice(swept, JUDGED_AT_ONCE)):
                yield from self._lines(kind, [(self._pending.pop(each.id), each) for each in batch], candidates)
                self.asked += len(batch)
                if told is not None:
                    told(self.asked, self.encoded)

    def _questions(self, kind: Kind) -> Iterator[Question]:
        """Of all records of a kind, in order of id; who asks is pending until judged."""
        documents = _by_tier(self._store, kind)
        while batch := list(islice(documents, AT_ONCE)):
            for each in self._asked(kind, batch):
                self._pending[each.question.id] = each
                yield each.question

    def _asked(self, kind: Kind, batch: Sequence[_Tiered]) -> list[_Asked]:
        """The questions of some records, with what is known of these."""
        queries = [record_query(SINGULAR[kind], each.document) for each in batch]
        vectors = self._vectors(batch, queries)
        tokens = question_terms_many([query.text for query in queries])
        ids = [each.document.id for each in batch]
        summaries = self._store.documents.summaries(kind, ids)
        askings = self._judging.asking_many(kind, ids)
        found = zip(ids, vectors, tokens, askings, strict=True)
        same = kind == self._request.to
        return [
            _Asked(Question(each, rows, terms, frozenset({each} if same else ())), asking, summaries[each])
            for each, rows, terms, asking in found
        ]

    def _vectors(self, batch: Sequence[_Tiered], queries: Sequence[Query]) -> list[Vectors]:
        """What each query asks with, float32[passages, d]; a text is kept in the cache of its record's tier only."""
        found: dict[int, Vectors] = {}
        for tier in dict.fromkeys(each.tier for each in batch):
            places = [place for place, each in enumerate(batch) if each.tier is tier]
            texts = [text for place in places for text in queries[place].passages]
            askers = [batch[place].document for place in places for _ in queries[place].passages]
            asked = asked_vectors(texts, self._service.encoder, self._service.caches[tier], askers)
            self.encoded += asked.encoded
            ends = np.cumsum([len(queries[place].passages) for place in places])
            found.update(zip(places, np.split(asked.vectors, ends[:-1]), strict=True))
        return [found[place] for place in range(len(queries))]

    def _lines(self, kind: Kind, swept: Sequence[tuple[_Asked, Swept]], candidates: _Candidates) -> Iterator[Line]:
        selection, top = self._request.selection, self._request.top
        pairs: list[tuple[_Asked, list[Candidate], bool]] = []
        for each, found in swept:
            looked = list(found.candidates) if selection.selects else candidates.apart(each.summary, found)[:top]
            pairs.append((each, looked, found.credible))
        judged = self._judging.judged_many(
            [(each.asking, [candidate.id for candidate in looked]) for each, looked, _ in pairs], candidates.known
        )
        for (each, looked, credible), judgements in zip(pairs, judged, strict=True):
            admitted = [found for found in looked if found.id in judgements and selection.admits(judgements[found.id])]
            shown = candidates.apart(each.summary, Swept(each.question.id, tuple(admitted)))[:top]
            asker = Asker(kind, each.question.id, each.summary.title, owner_of(each.summary))
            for rank, one in enumerate(shown, start=1):
                record = candidates.summaries[one.id]
                score, judgement = round(one.score, 4), judgements[one.id]
                yield Line(asker, rank, score, record, judgement, self.stamp, credible=credible)

    def _without_copies(self, question: Question, shared: Mapping[str, int]) -> Changed:
        record = self._pending[question.id].summary
        if record.kind == "companies":
            return {}
        wording = Wording(question.vectors, question.tokens)
        return views_without_copies(self._store, self._searcher, record, wording, shared)


@dataclass(frozen=True, slots=True)
class _Tiered:
    document: Document
    tier: Tier


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question, and the record that asks it."""

    question: Question
    asking: Asking
    summary: RecordSummary


@dataclass(frozen=True, slots=True)
class _Candidates:
    """What is known of all that may be candidates, read once."""

    known: Known
    summaries: Mapping[str, RecordSummary] = field(repr=False)

    def apart(self, asking: RecordSummary, swept: Swept) -> list[Candidate]:
        """The best of each patent family, and none of the asking record's own; of other kinds all."""
        if self.known.kind != "patents":
            return list(swept.candidates)
        kept: dict[str, Candidate] = {}
        for each in swept.candidates:
            family = self.summaries[each.id].family_id
            if family is None or asking.kind != "patents" or family != asking.family_id:
                kept.setdefault(family or each.id, each)
        return list(kept.values())


def _by_tier(store: Store, kind: Kind) -> Iterator[_Tiered]:
    """All records of a kind in order of id, each with its tier."""
    streams = [_tiered(store.documents.of(tier).stream(kind), tier) for tier in TIERS if tier in store.tiers]
    return heapq.merge(*streams, key=attrgetter("document.id"))


def _tiered(documents: Iterable[Document], tier: Tier) -> Iterator[_Tiered]:
    return (_Tiered(document, tier) for document in documents)
