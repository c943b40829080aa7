"""What fraud gains: a company's fraudulent twin is ranked in its place, against its honest rank.

    python -m bench.quality.gaming --data-dir var/bench FOLDER [FOLDER ...] [--queries N] [--draws N] [--json FILE]

Each folder is a judged set whose records are companies. Of a sample of its questions, asked as plain text and as a
stored record, companies are drawn from the honest ranks 1 to 200; each is replaced by each of its twins
(`bench.quality.twins`) as a registration would replace it, and the question is asked again.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np

from api.environment import load
from api.service import Service
from bench.quality.__main__ import Reporting
from bench.quality.measuring import sampled
from bench.quality.twins import FRAUDS, Bait
from corpus.drafts import CapabilityDraft, ProfileDraft, ProjectDraft
from corpus.passages import SINGULAR, Document, Kind, PassageKind, company_document, titled_document
from index.bm25 import idf
from index.cache import VectorCache
from index.encoder import Encoder, Vectors
from index.encoding import vectors_for
from index.fresh import FreshSegment, prepared
from index.likeness import shared_by
from index.searcher import Searcher
from index.segment import Segment
from index.tokens import WORD, keywords_many, question_terms
from index.vocabulary import Vocabulary
from matcher.areas.definition import shipped
from matcher.bootstrap import SEED
from matcher.copies import Wording, changed_views, suspected
from matcher.evaluation import Progress, searcher_of
from matcher.judged import JudgedSet, read_judged_set
from matcher.match import Query
from matcher.query import record_query
from matcher.retrieval import LOOKED_AT, find
from matcher.weights import WEIGHTS, Weights

RANKS: Final = 200
"""From how far down companies are drawn."""
TERMS: Final = 12
"""Key terms of a question: its rarest words."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One question; `record` is the stored record that asks, None for plain text."""

    query: Query
    vectors: Vectors
    tokens: list[str]
    bait: Bait
    record: Document | None


@dataclass(frozen=True, slots=True)
class Gain:
    """`honest` and `twin` are ranks from 1; a twin that was not found stands behind the last."""

    question: str
    asked: str
    company: str
    kind: str
    fraud: str
    honest: int
    twin: int

    @property
    def ranks(self) -> int:
        return self.honest - self.twin


class Course:
    """The companies of a judged set, and what replaces them one at a time."""

    def __init__(self, judged: JudgedSet, encoder: Encoder, cache: VectorCache, report: Progress) -> None:
        self.kind = judged.kind
        self._encoder, self._cache = encoder, cache
        self.documents = {document.id: document for document in judged.documents}
        self.honest = searcher_of(judged, encoder, cache, report)
        segment = self.honest.pools[judged.kind].tiers[0].base
        assert segment is not None
        self._segment: Segment = segment
        self._vocabulary = Vocabulary()

    def ranking(self, asking: Asking, weights: Weights, searcher: Searcher, twin: Document | None = None) -> list[str]:
        """The ids as a request ranks them; `twin` is the company that stands there with another text."""
        found = find(searcher, self.kind, asking.vectors, asking.tokens, weights)
        if asking.record is not None:
            wording = Wording(asking.vectors, asking.tokens)
            shared = shared_by(searcher.pools[self.kind], found.first(LOOKED_AT), wording.phrases)
            suspects = suspected(wording, shared)
            documents = [twin if twin and twin.id == suspect else self.documents[suspect] for suspect in suspects]
            found = found.changed(changed_views(searcher, wording, documents))
        return found.first(len(found.ids))

    def with_twins(self, twins: Sequence[Document]) -> Iterator[Searcher]:
        """One searcher a twin, which stands in it in place of the company of its id."""
        vectors = vectors_for(twins, self._encoder, self._cache).matrices
        for ready in prepared(twins, vectors, self._vocabulary):
            fresh = FreshSegment.of([ready], (), self._segment, self._vocabulary, self._encoder.info.dimension)
            yield Searcher.of(self._encoder.info, {self.kind: self._segment}, {self.kind: fresh})

    def rarity(self, word: str) -> float:
        """The inverse document frequency of a written word; 0 for one that is no term."""
        found = keywords_many([word])[0]
        statistics = self._segment.document_statistics
        known = [idf(statistics.frequency(term), statistics.count) for term in found if statistics.frequency(term) > 1]
        return max(known, default=0.0)


def gains(
    judged: JudgedSet,
    encoder: Encoder,
    cache: VectorCache,
    *,
    record: Kind,
    draws: int,
    report: Progress,
    weights: Weights = WEIGHTS["full"],
) -> list[Gain]:
    """Every fraud of every drawn company; `record` is what asks where a stored record does."""
    course = Course(judged, encoder, cache, report)
    words = tuple(dict.fromkeys(phrase.text for area in shipped() for phrase in area.phrases))
    found: list[Gain] = []
    asked = [query_id for query_id in judged.queries if query_id in judged.grades]
    for number, query_id in enumerate(asked):
        for asking in askings(judged.queries[query_id], course, encoder, words, record):
            found += _gains(course, asking, query_id, draws, weights)
        report("twins", number + 1, len(asked))
    return found


def askings(query: Query, course: Course, encoder: Encoder, words: Sequence[str], record: Kind) -> Iterator[Asking]:
    """The question as plain text, and as a record of its own would ask it."""
    text = query.text.removeprefix(f"{query.title}. ") if query.title else query.text
    bait = Bait(query.title, text, key_terms(query.text, course), words)
    document = titled_document(record, query.id or "asking", query.title or text[:80], [text])
    for each, stored in ((query, None), (record_query(SINGULAR[record], document), document)):
        yield Asking(each, encoder.encode_query(each.passages), question_terms(each.text), bait, stored)


def key_terms(text: str, course: Course) -> list[str]:
    """The text's `TERMS` rarest words that more than one company uses, the rarest first."""
    words = dict.fromkeys(word for word in WORD.findall(text.casefold()) if len(word) > 2)
    return sorted(words, key=lambda word: -course.rarity(word))[:TERMS]


def profile_of(document: Document) -> ProfileDraft:
    """A company's text as it would register it."""
    summary: list[str] = []
    parts: dict[tuple[PassageKind, str], list[str]] = {}
    for passage in document.passages:
        if passage.kind is PassageKind.SUMMARY:
            summary.append(passage.text)
        else:
            parts.setdefault((passage.kind, passage.heading), []).append(passage.text)
    told = [(kind, title, " ".join(texts)) for (kind, title), texts in parts.items()]
    return ProfileDraft(
        summary=" ".join(summary),
        capabilities=tuple(CapabilityDraft(title=t, text=x) for k, t, x in told if k is PassageKind.CAPABILITY),
        projects=tuple(ProjectDraft(title=t, text=x) for k, t, x in told if k is PassageKind.PROJECT),
    )


def document_of(company: Document, profile: ProfileDraft) -> Document:
    return company_document(company.id, company.title, profile.summary, profile.capabilities, profile.projects)


def _gains(course: Course, asking: Asking, question: str, draws: int, weights: Weights) -> Iterator[Gain]:
    honest = course.ranking(asking, weights, course.honest)
    draw = random.Random(f"{SEED} {question}")
    places = sorted(draw.sample(range(min(RANKS, len(honest))), min(draws, len(honest))))
    planned: list[tuple[int, str, str, Document]] = []
    for place in places:
        company = course.documents[honest[place]]
        profile = profile_of(company)
        for kind, frauds in FRAUDS.items():
            for name, fraud in frauds.items():
                twin = document_of(company, fraud(profile, asking.bait, random.Random(f"{SEED} {question} {name}")))
                planned.append((place, kind, name, twin))
    searchers = course.with_twins([twin for *_, twin in planned])
    for (place, kind, name, twin), searcher in zip(planned, searchers, strict=True):
        ids = course.ranking(asking, weights, searcher, twin)
        there = ids.index(twin.id) + 1 if twin.id in ids else len(ids) + 1
        yield Gain(question, "record" if asking.record else "text", twin.id, kind, name, place + 1, there)


def table(found: Sequence[Gain]) -> str:
    """Rows by how it was asked, kind and fraud; of the gain in ranks median, 90th percentile, mean."""
    groups: dict[tuple[str, str, str], list[int]] = {}
    for each in found:
        for fraud in ("all", each.fraud):
            groups.setdefault((each.asked, each.kind, fraud), []).append(each.ranks)
    lines = ["| asked as | kind | fraud | twins | median | p90 | mean |", "| --- | --- | --- | --- | --- | --- | --- |"]
    for (asked, kind, fraud), ranks in sorted(groups.items()):
        median, high = np.median(ranks), np.percentile(ranks, 90)
        lines.append(
            f"| {asked} | {kind} | {fraud} | {len(ranks)} | {median:.0f} | {high:.0f} | {np.mean(ranks):.1f} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.quality.gaming", description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER", help="judged sets of companies")
    parser.add_argument("--data-dir", type=Path, required=True, help="where vectors are kept")
    parser.add_argument("--queries", type=int, default=40, help="questions of each set")
    parser.add_argument("--draws", type=int, default=2, help="companies for each question")
    parser.add_argument("--json", type=Path, metavar="FILE", help="every twin's ranks")
    given = parser.parse_args()
    service = Service(load(data_dir=given.data_dir))
    cache = service.judged_cache
    figures: dict[str, list[dict[str, object]]] = {}
    for folder in given.folders:
        judged = sampled(read_judged_set(folder), given.queries)
        record: Kind = "patents" if "patent" in judged.name else "needs"
        report = Reporting(judged.name)
        found = gains(judged, service.encoder, cache, record=record, draws=given.draws, report=report)
        figures[judged.name] = [asdict(each) for each in found]
        print(f"\n{judged.name}, {len(judged.documents):,} companies\n\n{table(found)}", flush=True)
    if given.json:
        given.json.write_text(json.dumps(figures) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
