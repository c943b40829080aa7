"""Questions beside the judged ones: made-up ones that nobody can answer, and made-up ones in other words.

`data/unanswerable.jsonl` holds nonsense and everyday matter in English and Korean, `data/answerable.jsonl` questions
for technology, products and services as people put them. Those of one kind, in whichever language, are left out
together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from corpus.passages import Kind
from index.asked import asked_vectors
from index.cache import VectorCache
from index.encoder import Encoder
from index.tokens import tokens_many
from matcher.evaluation import Progress, searcher_of
from matcher.judged import JudgedSet, rows_of
from matcher.learning import Question, Seen, seen
from matcher.match import Query
from matcher.metrics import Grades, relevant_of
from matcher.query import text_query
from matcher.weights import Weights

DATA: Final = Path(__file__).with_name("data")
JUDGED, UNANSWERABLE, ANSWERABLE = "judged", "unanswerable", "answerable"
AT_ONCE: Final = 64
MOST_FOR_OTHERS: Final = 300
"""A set's questions that are asked by weights that are not the usual ones."""


@dataclass(frozen=True, slots=True)
class Posed:
    """A question before it is encoded, see `matcher.learning.Question`."""

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


def observe(  # noqa: PLR0917 - what is asked, how, and with what
    judged: JudgedSet,
    weights: Weights,
    others: Sequence[Weights],
    encoder: Encoder,
    cache: VectorCache,
    report: Progress,
) -> Observed:
    """Asks a set everything by `weights`, and the first of its own questions by the `others`."""
    searcher = searcher_of(judged, encoder, cache, report)
    relevant = {query_id: found for query_id, grades in judged.grades.items() if (found := relevant_of(grades))}
    own = [Posed(min(known), judged.queries[each], known) for each, known in relevant.items()]

    def asked(name: str, posed: Sequence[Posed], by: Weights) -> list[Seen]:
        found: list[Seen] = []
        for number, question in enumerate(_ready(posed, judged.kind, encoder, cache), start=1):
            met = seen(searcher, question, by)
            found += [] if met is None else [met]
            report(f"{by.name} {name}", number, len(posed))
        return found

    return Observed(
        judged.name,
        len(judged.documents),
        judged.kind == "companies",
        {
            **{by.name: asked(JUDGED, own[:MOST_FOR_OTHERS], by) for by in others},
            weights.name: asked(JUDGED, own, weights),
        },
        asked(UNANSWERABLE, made_up(UNANSWERABLE), weights),
        asked(ANSWERABLE, made_up(ANSWERABLE), weights),
    )


def made_up(name: str) -> list[Posed]:
    """Those of one file, grouped by kind without its language."""
    return [
        Posed(
            str(row["kind"]).removesuffix("-en").removesuffix("-ko"),
            text_query(str(row["text"])),
            answerable=name == ANSWERABLE,
        )
        for row in rows_of(DATA / f"{name}.jsonl")
    ]


def _ready(posed: Sequence[Posed], kind: Kind, encoder: Encoder, cache: VectorCache) -> Iterator[Question]:
    """Vectors come from the cache where it has them."""
    for start in range(0, len(posed), AT_ONCE):
        batch = posed[start : start + AT_ONCE]
        texts = [passage for each in batch for passage in each.query.passages]
        ends = np.cumsum([len(each.query.passages) for each in batch])
        vectors = np.split(asked_vectors(texts, encoder, cache).vectors, ends[:-1])
        tokens = tokens_many([each.query.text for each in batch])
        for each, rows, terms in zip(batch, vectors, tokens, strict=True):
            yield Question(kind, rows, terms, each.group, each.grades, each.answerable)
