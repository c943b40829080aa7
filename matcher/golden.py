"""The rebuild's gate: the same questions asked of each new generation before it is published.

Where the judged records of the sample corpus (or of a folder of the operator's own, in the same form) are
indexed, their graded judgements are asked: each query ranks only the records judged for it, so that the
figure tells about the index and not about how much else was imported. Elsewhere records are asked for by their
own titles, companies by their first words too (known-item search).
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from corpus.passages import KINDS, Document, Kind
from corpus.problems import Invalid
from corpus.text import content_hash, language_of
from index.encoder import Encoder
from index.manifest import Measured
from index.rebuild import GateResult
from index.searcher import Searcher
from index.tokens import question_terms_many
from matcher.judged import judgements, rows_of
from matcher.match import KIND_OF, Query, QueryKind
from matcher.metrics import Grades, quality
from matcher.query import head, record_query, text_query
from matcher.retrieval import rank
from matcher.weights import WEIGHTS, Weights

FEWEST_QUERIES = 20
"""With fewer answerable queries the known items are asked instead."""
FEWEST_JUDGED = 3
KNOWN_ITEMS = 100
"""Records asked for by their title, of each kind."""
KNOWN = "known-items"

Documents = Callable[[Kind, Sequence[str]], Mapping[str, Document]]


@dataclass(frozen=True, slots=True)
class GoldenQuery:
    """A judged question from a record (`record`) or from plain `text`; grades are 0 to 3."""

    id: str
    kind: QueryKind
    record: str | None
    text: str | None
    to: Kind
    language: str
    grades: Grades


def read_golden(folder: Path) -> list[GoldenQuery]:
    """`queries.jsonl` and `qrels.tsv` as the sample corpus has them. Raises Invalid naming file and line."""
    grades = judgements(folder / "qrels.tsv")
    return [_golden(row, grades.get(str(row["_id"]), {})) for row in rows_of(folder / "queries.jsonl")]


def _golden(row: Mapping[str, object], grades: Grades) -> GoldenQuery:
    kind = next((kind for kind in get_args(QueryKind) if kind == row.get("kind")), None)
    to = next((to for to in KINDS if to == row.get("to")), None)
    record, text = row.get("record"), row.get("text")
    if kind is None or to is None or not isinstance(text if kind == "text" else record, str):
        raise Invalid.because("evaluation_row", "queries.jsonl", json.dumps(row, ensure_ascii=False), line=0)
    return GoldenQuery(
        str(row["_id"]),
        kind,
        None if kind == "text" else str(record),
        str(text) if kind == "text" else None,
        to,
        str(row.get("language", "")),
        grades,
    )


@dataclass(frozen=True, slots=True)
class GoldenGate:
    """Call it with a searcher to have its quality measured."""

    queries: Sequence[GoldenQuery]
    documents: Documents
    encoder: Encoder
    weights: Weights = WEIGHTS["full"]

    def __call__(self, searcher: Searcher) -> GateResult:
        answerable = [query for query in self.queries if _answerable(query, searcher)]
        if len(answerable) < FEWEST_QUERIES:
            return self._known_items(searcher)
        grades = {query.id: _present(query, searcher) for query in answerable}
        ranked = rankings(answerable, searcher, self.documents, self.encoder, self.weights, judged=True)
        name = f"judged-{content_hash(grades)[:12]}"
        detail = f"nDCG@10 over {len(answerable)} judged queries"
        by_language: defaultdict[str, dict[str, Grades]] = defaultdict(dict)
        for query in answerable:
            by_language[query.language or language_of(query.text or "")][query.id] = grades[query.id]
        measured = {
            language: Measured(quality(ranked, graded).ndcg10, len(graded))
            for language, graded in sorted(by_language.items())
        }
        return GateResult(quality(ranked, grades).ndcg10, detail, name, measured)

    def _known_items(self, searcher: Searcher) -> GateResult:
        asked, found = Counter[str](), Counter[str]()
        for kind in KINDS:
            ids = sorted(searcher.ids(kind), key=content_hash)[:KNOWN_ITEMS]
            documents = list(self.documents(kind, ids).values())
            if not documents:
                continue
            chosen = frozenset(document.id for document in documents)
            asked_by = [_known_by(document) for document in documents]
            tokens = question_terms_many(asked_by)
            vectors = self.encoder.encode_query(asked_by)
            for row, document in enumerate(documents):
                ranked = rank(searcher, kind, vectors[row : row + 1], tokens[row], self.weights, allowed=chosen)
                language = language_of(document.title)
                asked[language] += 1
                found[language] += document.id in ranked.ids[:10]
        detail = f"{found.total()} of {asked.total()} records found by their title"
        measured = {
            language: Measured(found[language] / asked[language], asked[language]) for language in sorted(asked)
        }
        return GateResult(found.total() / asked.total() if asked else 1.0, detail, KNOWN, measured)


def rankings(
    queries: Sequence[GoldenQuery],
    searcher: Searcher,
    documents: Documents,
    encoder: Encoder,
    weights: Weights,
    *,
    judged: bool = False,
) -> dict[str, list[str]]:
    """Ids, best first, by query; with `judged` only records that the query has a judgement for take part."""
    asked = [(golden, _query(golden, documents)) for golden in queries]
    found: dict[str, list[str]] = {}
    for (golden, query), tokens in zip(asked, question_terms_many([query.text for _, query in asked]), strict=True):
        allowed = frozenset(golden.grades) if judged else None
        vectors = encoder.encode_query(query.passages)
        found[golden.id] = list(rank(searcher, golden.to, vectors, tokens, weights, allowed=allowed).ids)
    return found


def _query(golden: GoldenQuery, documents: Documents) -> Query:
    if golden.record is None:
        return text_query(golden.text or "")
    kind = KIND_OF[golden.kind]
    return record_query(golden.kind, documents(kind, [golden.record])[golden.record])


def _known_by(document: Document) -> str:
    """Its title; of a record whose passages do not have it, as a company's do not, its first words too."""
    first = document.passages[0]
    return document.title if first.heading == document.title else f"{document.title}. {head(first.searchable)}"


def _present(golden: GoldenQuery, searcher: Searcher) -> dict[str, int]:
    return {record: grade for record, grade in golden.grades.items() if searcher.contains(golden.to, record)}


def _answerable(golden: GoldenQuery, searcher: Searcher) -> bool:
    present = _present(golden, searcher)
    known = golden.record is None or searcher.contains(KIND_OF[golden.kind], golden.record)
    return known and len(present) >= FEWEST_JUDGED and any(present.values())
