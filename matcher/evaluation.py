"""Match quality on a judged set, by the very code that serves requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from index.bm25 import Tuning
from index.cache import VectorCache
from index.encoder import Encoder, Vectors
from index.encoding import vectors_for
from index.entries import Entry
from index.searcher import Searcher
from index.segment import Segment, SegmentWriter
from index.terms import terms_of
from index.tokens import question_terms_many
from matcher.judged import JudgedSet, read_judged_set
from matcher.metrics import RECALL_CUT, Quality, quality, relevant_of
from matcher.modes import MODES, Mode
from matcher.retrieval import rank
from matcher.weights import WEIGHTS, Weights

BATCH = 64
DOCUMENTS_AT_ONCE = 500
THREADS = 2

Progress = Callable[[str, int, int], None]
"""Called with (step, done, in all)."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One folder's result; `queries` counts those with a judgement above zero."""

    set: str
    queries: int
    corpus: int
    modes: Mapping[Mode, Quality]

    def as_json(self) -> dict[str, object]:
        return {
            "set": self.set,
            "queries": self.queries,
            "corpus": self.corpus,
            "modes": {
                mode: {name: round(value, 4) for name, value in asdict(quality).items()}
                for mode, quality in self.modes.items()
            },
        }


@dataclass(frozen=True, slots=True)
class Asked:
    """A judged query as it is ranked by: `vectors` float32[its passages, d] and the terms that BM25 counts."""

    id: str
    vectors: Vectors
    tokens: list[str]


def evaluate(
    folder: Path,
    *,
    encoder: Encoder,
    cache: VectorCache,
    modes: Sequence[Mode] = MODES,
    progress: Progress | None = None,
) -> Evaluation:
    """Indexes the folder's corpus in memory (vectors come from the cache where it has them) and asks every query.

    Raises Invalid for a folder that is not of the form.
    """
    report = progress or _silent
    judged = read_judged_set(folder)
    searcher = searcher_of(judged, encoder, cache, report)
    rankings = ask_all(searcher, judged, encoder, modes, report)
    return Evaluation(
        judged.name,
        sum(1 for grades in judged.grades.values() if relevant_of(grades)),
        len(judged.documents),
        {mode: quality(rankings[mode], judged.grades) for mode in modes},
    )


def searcher_of(judged: JudgedSet, encoder: Encoder, cache: VectorCache, report: Progress) -> Searcher:
    """The set's records as a generation of their own that nobody publishes."""
    dimension = encoder.info.dimension
    with TemporaryDirectory(prefix="matcher-evaluation-") as folder:
        directory = Path(folder) / judged.kind
        writer = SegmentWriter(directory, dimension, Tuning())
        for start in range(0, len(judged.documents), DOCUMENTS_AT_ONCE):
            batch = judged.documents[start : start + DOCUMENTS_AT_ONCE]
            matrices = vectors_for(batch, encoder, cache).matrices
            for document, vectors, terms in zip(batch, matrices, terms_of(batch), strict=True):
                writer.add(document.id, Entry.of(document, terms), vectors)
            report("index", start + len(batch), len(judged.documents))
        writer.close()
        segment = Segment.load(lambda name: (directory / name).read_bytes(), dimension, THREADS)
    return Searcher.of(encoder.info, {judged.kind: segment})


def ask_all(
    searcher: Searcher, judged: JudgedSet, encoder: Encoder, modes: Sequence[Mode], report: Progress
) -> dict[Mode, dict[str, list[str]]]:
    """The first `RECALL_CUT` ids of every judged query, by mode."""
    rankings: dict[Mode, dict[str, list[str]]] = {mode: {} for mode in modes}
    for query in questions(judged, encoder, report):
        for mode in modes:
            rankings[mode][query.id] = ranking(searcher, judged, query, WEIGHTS[mode])
    return rankings


def questions(judged: JudgedSet, encoder: Encoder, report: Progress) -> Iterator[Asked]:
    """Every judged query, encoded and tokenised in batches."""
    asked = [(query_id, query) for query_id, query in judged.queries.items() if query_id in judged.grades]
    for start in range(0, len(asked), BATCH):
        batch = asked[start : start + BATCH]
        starts: list[int] = [0]
        texts: list[str] = []
        for _, query in batch:
            texts += query.passages
            starts.append(len(texts))
        vectors = encoder.encode_query(texts)
        tokens = question_terms_many([query.text for _, query in batch])
        for row, (query_id, _) in enumerate(batch):
            yield Asked(query_id, vectors[starts[row] : starts[row + 1]], tokens[row])
        report("ask", min(start + BATCH, len(asked)), len(asked))


def ranking(searcher: Searcher, judged: JudgedSet, query: Asked, weights: Weights) -> list[str]:
    """The first `RECALL_CUT` ids of one query, best first, as a request with these weights gets them."""
    return list(rank(searcher, judged.kind, query.vectors, query.tokens, weights).ids[:RECALL_CUT])


def _silent(_step: str, _done: int, _of: int) -> None:
    """Progress that nobody watches."""
