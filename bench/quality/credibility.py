"""Questions beside the judged ones: made-up ones that nobody can answer, and made-up ones in other words.

`data/unanswerable.jsonl` holds nonsense and everyday matter in English and Korean, `data/answerable.jsonl` questions
for technology, products and services as people put them, in a sentence or in a word or two; terms of the glossary are
such words, too. Those of one kind or area, in whichever language, are left out together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from api.service import Service
from corpus.passages import KINDS, Kind, PassageKind
from corpus.text import content_hash
from index.asked import asked_vectors
from index.cache import VectorCache
from index.encoder import Encoder
from index.glossary import shipped_entries
from index.searcher import Searcher
from index.tokens import question_terms_many
from matcher.evaluation import Progress, searcher_of
from matcher.judged import JudgedSet, rows_of
from matcher.learning import Question, Seen, seen
from matcher.match import KIND_OF, Query
from matcher.metrics import Grades, relevant_of
from matcher.query import record_query, text_query
from matcher.weights import Weights

DATA: Final = Path(__file__).with_name("data")
JUDGED, UNANSWERABLE, ANSWERABLE = "judged", "unanswerable", "answerable"
AT_ONCE: Final = 64
SAMPLE_CORPUS: Final = "sample corpus"
TERMS_AN_AREA: Final = 12
NO_TECHNOLOGY: Final = frozenset({"construction", "finance", "food", "general", "logistics", "media", "retail", "verb"})
"""Areas of the glossary of which no term is asked for: many are everyday words."""
MOST_FOR_OTHERS: Final = 300
"""A set's questions that are asked by weights that are not the usual ones."""


@dataclass(frozen=True, slots=True)
class Posed:
    """A question before it is encoded, see `matcher.learning.Question`."""

    kind: Kind
    group: str
    query: Query
    grades: Grades | None = None
    answerable: bool = True


@dataclass(frozen=True, slots=True)
class Observed:
    """What was found in one set: of its own questions by name of the weights, of the made-up ones by the first."""

    set: str
    records: int
    companies: bool
    judged: Mapping[str, list[Seen]]
    unanswerable: list[Seen]
    answerable: list[Seen]


def observe(
    judged: JudgedSet, weights: Sequence[Weights], encoder: Encoder, cache: VectorCache, report: Progress
) -> Observed:
    """Asks a set everything by the first of the weights, and some of its own questions by the others."""
    searcher = searcher_of(judged, encoder, cache, report)
    relevant = {query_id: found for query_id, grades in judged.grades.items() if (found := relevant_of(grades))}
    own = [Posed(judged.kind, min(known), judged.queries[each], known) for each, known in relevant.items()]
    asking = _Asking(searcher, encoder, cache, report)
    return _observed(judged.name, len(judged.documents), own, weights, asking, kind=judged.kind)


def observe_sample(
    service: Service, weights: Sequence[Weights], encoder: Encoder, cache: VectorCache, report: Progress
) -> Observed:
    """As `observe`, of the sample corpus that the package carries: small, and judged as a whole.

    What its companies call each of their capabilities asks as well, unjudged: somebody can surely do it. `service` has
    the sample and nothing else.
    """
    searcher = service.searcher()
    own: list[Posed] = []
    with service.database.reading() as store:
        for golden in service.golden():
            relevant = relevant_of(golden.grades)
            document = store.documents.get(KIND_OF[golden.kind], golden.record) if golden.record else None
            query = text_query(golden.text or "") if document is None else record_query(golden.kind, document)
            own += [Posed(golden.to, min(relevant), query, relevant)] if relevant else []
        own += [
            Posed("companies", company.id, text_query(passage.heading))
            for company in store.documents.many("companies", sorted(searcher.ids("companies"))).values()
            for passage in company.passages
            if passage.kind is PassageKind.CAPABILITY and passage.heading
        ]
    records = sum(searcher.count(kind) for kind in KINDS)
    return _observed(SAMPLE_CORPUS, records, own, weights, _Asking(searcher, encoder, cache, report), kind="companies")


@dataclass(frozen=True, slots=True)
class _Asking:
    """Whom to ask, and with what."""

    searcher: Searcher
    encoder: Encoder
    cache: VectorCache
    report: Progress

    def seen(self, name: str, posed: Sequence[Posed], weights: Weights) -> list[Seen]:
        found: list[Seen] = []
        for number, question in enumerate(_ready(posed, self.encoder, self.cache), start=1):
            met = seen(self.searcher, question, weights)
            found += [] if met is None else [met]
            self.report(f"{weights.name} {name}", number, len(posed))
        return found


def _observed(
    name: str, records: int, own: Sequence[Posed], weights: Sequence[Weights], asking: _Asking, *, kind: Kind
) -> Observed:
    """`kind` is what the made-up questions look for."""
    first, *others = weights
    return Observed(
        name,
        records,
        kind == "companies",
        {
            first.name: asking.seen(JUDGED, own, first),
            **{by.name: asking.seen(JUDGED, own[:MOST_FOR_OTHERS], by) for by in others},
        },
        asking.seen(UNANSWERABLE, made_up(UNANSWERABLE, kind), first),
        asking.seen(ANSWERABLE, [*made_up(ANSWERABLE, kind), *terms(kind)], first),
    )


def terms(kind: Kind = "companies") -> list[Posed]:
    """Terms of two English words or more, as many of each area of technology, each in one of its languages."""
    by_area: dict[str, list[tuple[str, str]]] = {}
    for korean, english, area in sorted(shipped_entries(), key=lambda entry: content_hash(entry[0])):
        if area not in NO_TECHNOLOGY and " " in english:
            by_area.setdefault(area, []).append((korean, english))
    return [
        Posed(kind, f"term of {area}", text_query(entry[number % len(entry)]))
        for area, entries in sorted(by_area.items())
        for number, entry in enumerate(entries[:TERMS_AN_AREA])
    ]


def made_up(name: str, kind: Kind = "companies") -> list[Posed]:
    """Those of one file, grouped by kind without its language."""
    return [
        Posed(
            kind,
            str(row["kind"]).removesuffix("-en").removesuffix("-ko"),
            text_query(str(row["text"])),
            answerable=name == ANSWERABLE,
        )
        for row in rows_of(DATA / f"{name}.jsonl")
    ]


def _ready(posed: Sequence[Posed], encoder: Encoder, cache: VectorCache) -> Iterator[Question]:
    """Vectors come from the cache where it has them."""
    for start in range(0, len(posed), AT_ONCE):
        batch = posed[start : start + AT_ONCE]
        texts = [passage for each in batch for passage in each.query.passages]
        ends = np.cumsum([len(each.query.passages) for each in batch])
        vectors = np.split(asked_vectors(texts, encoder, cache).vectors, ends[:-1])
        tokens = question_terms_many([each.query.text for each in batch])
        for each, rows, terms in zip(batch, vectors, tokens, strict=True):
            yield Question(each.kind, rows, terms, each.group, each.grades, each.answerable)
