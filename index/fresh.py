"""Records written since the generation: searched exactly and scored by the generation's own statistics.

So a record's scores are the same whether it is still here or already merged, and old and new ones can be
ranked in one list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from corpus.passages import Document
from index.bm25 import Parameters, Statistics, Term, Tuning, contributions, emphasis, idf
from index.encoder import Vectors
from index.entries import record_hash
from index.labels import NO_LABELS, Halves, LabelScheme, labels_for
from index.part import Mask, Rows, Scored, Scores, nearest_of
from index.segment import Segment
from index.terms import terms_of
from index.vocabulary import NOTHING, TermCounts, Vocabulary


@dataclass(frozen=True, slots=True)
class FreshDocument:
    """A record ready to be searched: all that encoding, tokenising and labelling it gave."""

    id: str
    record_hash: str
    hashes: tuple[str, ...]
    vectors: Vectors
    whole: TermCounts
    phrases: TermCounts
    labels: Halves


def prepared(
    documents: Sequence[Document],
    vectors: Sequence[Vectors],
    vocabulary: Vocabulary,
    labels: Halves | None = None,
) -> list[FreshDocument]:
    """Each document with its vectors float32[passages, d] and its row of `labels` float16[documents, names].

    Tokenises, so it takes milliseconds a document.
    """
    given = labels_for(None, documents, vectors) if labels is None else labels
    return [
        FreshDocument(
            document.id,
            record_hash(document),
            tuple(passage.hash for passage in document.passages),
            rows,
            vocabulary.counted(terms.whole),
            vocabulary.counted(terms.phrases),
            row,
        )
        for document, rows, terms, row in zip(documents, vectors, terms_of(documents), given, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class FreshLexical:
    """BM25 over texts counted by one vocabulary: entry j says that term `terms[j]` adds `data[j]` to text `rows[j]`."""

    vocabulary: Vocabulary
    terms: NDArray[np.int32]
    rows: NDArray[np.int32]
    data: Scores
    count: int
    statistics: Statistics

    @classmethod
    def of(
        cls, texts: Sequence[TermCounts], vocabulary: Vocabulary, statistics: Statistics | None, parameters: Parameters
    ) -> Self:
        """Without statistics of a generation the texts' own are used."""
        sizes = np.array([len(text.numbers) for text in texts], dtype=np.int64)
        lengths = np.array([text.length for text in texts], dtype=np.int64)
        terms = np.concatenate([np.zeros(0, dtype=np.int32), *(text.numbers for text in texts)])
        counts = np.concatenate([np.zeros(0, dtype=np.int32), *(text.counts for text in texts)])
        rows = np.repeat(np.arange(len(texts), dtype=np.int32), sizes)
        distinct, places, frequencies = np.unique(terms, return_inverse=True, return_counts=True)
        if statistics is None:
            mean_length = float(lengths.mean()) if len(texts) else 0.0
            statistics = Statistics(len(texts), mean_length, _counted(vocabulary, distinct, frequencies))
            known = frequencies
        else:
            known = np.array([statistics.frequency(vocabulary.term(int(term))) for term in distinct], dtype=np.int64)
        idfs = np.array([idf(int(frequency), statistics.count) for frequency in known], dtype=np.float32)
        data = contributions(counts, idfs[places], lengths[rows], statistics.mean_length, parameters)
        return cls(vocabulary, terms, rows, data, len(texts), statistics)

    def scores(self, tokens: Sequence[Term], weights: Mapping[Term, float] | None = None) -> Scores:
        """BM25 of every text, float32[count]; `weights` as in `LexicalIndex.scores`."""
        factors = np.zeros(len(self.vocabulary), dtype=np.float32)
        for term, times in Counter(tokens).items():
            number = self.vocabulary.number(term)
            # The vocabulary may have grown since its length was taken; what is new is in none of these texts.
            if number is not None and number < len(factors):
                factors[number] = emphasis(times) if weights is None else emphasis(times) * weights.get(term, 1.0)
        found = np.bincount(self.rows, weights=factors[self.terms] * self.data, minlength=self.count)
        return found.astype(np.float32)

    def occurring(self, terms: Iterable[Term]) -> NDArray[np.int32]:
        """See `LexicalIndex.occurring`."""
        numbers = [number for term in terms if (number := self.vocabulary.number(term)) is not None]
        rows = self.rows[np.isin(self.terms, numbers)]
        return np.bincount(rows, minlength=self.count).astype(np.int32)


def _counted(
    vocabulary: Vocabulary, distinct: NDArray[np.int32], frequencies: NDArray[np.int64]
) -> Callable[[Term], int]:
    """In how many texts a term occurs: term `distinct[i]`, ascending, in `frequencies[i]`."""

    def frequency(term: Term) -> int:
        number = vocabulary.number(term)
        place = len(distinct) if number is None else int(np.searchsorted(distinct, number))
        return int(frequencies[place]) if place < len(distinct) and distinct[place] == number else 0

    return frequency


@dataclass(frozen=True, slots=True)
class FreshSegment:
    """A `Part` (see `index.part`) of at most some thousand records, and the ids that it hides in the generation."""

    documents: Mapping[str, FreshDocument]
    withdrawn: frozenset[str]
    ids: tuple[str, ...]
    numbers: Mapping[str, int]
    starts: Rows
    vectors: Vectors
    records: FreshLexical
    phrases: FreshLexical
    labels: Halves
    scheme: LabelScheme
    base: Segment | None

    @classmethod
    def of(
        cls,
        documents: Iterable[FreshDocument],
        withdrawn: Iterable[str],
        base: Segment | None,
        vocabulary: Vocabulary,
        dimension: int,
        *,
        scheme: LabelScheme = NO_LABELS,
    ) -> Self:
        """A record that is both written and withdrawn counts as withdrawn. All are labelled by the scheme."""
        gone = frozenset(withdrawn)
        kept = {document.id: document for document in documents if document.id not in gone}
        kept = {record_id: kept[record_id] for record_id in sorted(kept)}
        starts = np.cumsum([0, *(len(document.hashes) for document in kept.values())], dtype=np.int64)
        empty = np.zeros((0, dimension), dtype=np.float32)
        tuning = base.tuning if base else Tuning()
        # A generation without any record of this kind has no statistics worth scoring by.
        known = base if base and base.ids else None
        return cls(
            documents=kept,
            withdrawn=gone,
            ids=tuple(kept),
            numbers={record_id: number for number, record_id in enumerate(kept)},
            starts=starts,
            vectors=np.concatenate([empty, *(document.vectors for document in kept.values())]),
            records=FreshLexical.of(
                [document.whole for document in kept.values()],
                vocabulary,
                known.records.statistics if known else None,
                tuning.records,
            ),
            phrases=FreshLexical.of(
                # Where the generation has none, they would speak for the fresh records only.
                [document.phrases if known is None or known.phrased else NOTHING for document in kept.values()],
                vocabulary,
                known.phrases.statistics if known else None,
                tuning.phrases,
            ),
            labels=np.array([document.labels for document in kept.values()], dtype=np.float16).reshape(
                len(kept), len(scheme.names)
            ),
            scheme=scheme,
            base=base,
        )

    @property
    def tuning(self) -> Tuning:
        return self.base.tuning if self.base else Tuning()

    @property
    def document_statistics(self) -> Statistics:
        return self.records.statistics

    @property
    def phrase_statistics(self) -> Statistics:
        return self.phrases.statistics

    def visible(self) -> Mask | None:
        """Of the generation's records, those that nothing here replaces or withdraws; None: all of them."""
        if self.base is None:
            return None
        known = self.base.numbers
        hidden = [known[record_id] for record_id in (*self.ids, *self.withdrawn) if record_id in known]
        if not hidden:
            return None
        mask = np.ones(len(self.base.ids), dtype=np.bool_)
        mask[hidden] = False
        return mask

    def passage_hashes(self, number: int) -> tuple[str, ...]:
        return self.documents[self.ids[number]].hashes

    def rows(self, numbers: Rows) -> Vectors:
        """See `Part`."""
        chosen: Vectors = self.vectors[numbers]
        return chosen

    def blocks(self) -> Iterator[tuple[int, Vectors]]:
        """See `Part`: one block."""
        yield 0, self.vectors

    def nearest(self, queries: Vectors, depth: int, mask: Mask | None) -> Scored:  # noqa: ARG002 - see Part
        """See `Part`: all of them, which are few."""
        return nearest_of(self.vectors, self.starts, queries, mask)

    def document_scores(self, tokens: Sequence[str], weights: Mapping[Term, float] | None = None) -> Scores:
        return self.records.scores(tokens, weights)

    def phrase_scores(self, phrases: Sequence[int], weights: Mapping[Term, float] | None = None) -> Scores:
        return self.phrases.scores(phrases, weights)

    def shared_phrases(self, phrases: Iterable[int]) -> NDArray[np.int32]:
        return self.phrases.occurring(phrases)
