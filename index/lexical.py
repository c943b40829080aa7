"""BM25 over token lists: bm25s builds the matrix of scores, this keeps it, saves it and adds its columns up."""

from __future__ import annotations

import json
import logging
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus.problems import Unavailable
from index.arrays import array_bytes, array_from
from index.bm25 import METHOD, Parameters, Statistics, Term, emphasis
from index.hashes import Hashes

Scores = NDArray[np.float32]

DATA, INDICES, STARTS, TERMS, HASHES = "scores.npy", "rows.npy", "starts.npy", "terms.json", "hashes.npy"
FILES = (DATA, INDICES, STARTS, TERMS)
HASHED_FILES = (*FILES, HASHES)
NO_ROWS = np.zeros(0, dtype=np.int32)


@dataclass(frozen=True)
class LexicalIndex:
    """Scores by term: those of term t stand at `starts[t]:starts[t + 1]` in `data` (score) and `rows` (text)."""

    terms: dict[Term, int] | Hashes
    data: Scores
    rows: NDArray[np.int32]
    starts: NDArray[np.int64]
    count: int
    mean_length: float
    parameters: Parameters

    @staticmethod
    def build(texts: Iterable[Sequence[str]], parameters: Parameters | None = None) -> LexicalIndex:
        builder = LexicalBuilder(parameters or Parameters())
        for tokens in texts:
            builder.add(tokens)
        return builder.build()

    @cached_property
    def statistics(self) -> Statistics:
        """By which texts outside this index are scored on the same scale."""
        return Statistics(self.count, self.mean_length, self.frequency)

    def frequency(self, term: Term) -> int:
        """In how many texts the term occurs."""
        number = self.terms.get(term)
        return 0 if number is None else int(self.starts[number + 1] - self.starts[number])

    def scores(self, tokens: Sequence[Term], weights: Mapping[Term, float] | None = None) -> Scores:
        """BM25 of every text, float32[count]; 0 where no token is shared.

        A token that the query repeats counts by its `emphasis`, and `weights` times (once if not there).
        """
        found = np.zeros(self.count, dtype=np.float32)
        for term, times in Counter(tokens).items():
            number = self.terms.get(term)
            if number is not None:
                part = slice(self.starts[number], self.starts[number + 1])
                # A text stands at most once under a term, so plain indexing adds up rightly.
                factor = emphasis(times) if weights is None else emphasis(times) * weights.get(term, 1.0)
                found[self.rows[part]] += self.data[part] * np.float32(factor)
        return found

    def occurring(self, terms: Iterable[Term]) -> NDArray[np.int32]:
        """How many of the terms, which are distinct, occur in each text, int32[count]."""
        numbers = [number for term in terms if (number := self.terms.get(term)) is not None]
        return occurring(numbers, self.starts, self.rows, self.count)

    def files(self) -> dict[str, bytes]:
        """What `load` reads, by file name."""
        facts: dict[str, object] = {
            "count": self.count,
            "mean_length": self.mean_length,
            "k1": self.parameters.k1,
            "b": self.parameters.b,
        }
        named: dict[str, bytes] = {}
        if isinstance(self.terms, Hashes):
            named[HASHES] = array_bytes(self.terms.hashes)
        else:
            facts["terms"] = list(self.terms)
        return {
            **named,
            DATA: array_bytes(self.data),
            INDICES: array_bytes(self.rows),
            STARTS: array_bytes(self.starts),
            TERMS: json.dumps(facts, ensure_ascii=False).encode(),
        }

    @staticmethod
    def load(read: Callable[[str], bytes], *, hashed: bool = False) -> LexicalIndex:
        """From the bytes that `read` returns for a name. Raises Unavailable `index_damaged`.

        `hashed`: the terms are numbers between 0 and 2**32, see `index.hashes`.
        """
        try:
            facts = json.loads(read(TERMS))
            terms: dict[Term, int] | Hashes
            if hashed:
                terms = _hashes(read(HASHES))
            else:
                terms = {str(term): number for number, term in enumerate(facts["terms"])}
            count, mean_length = int(facts["count"]), float(facts["mean_length"])
            parameters = Parameters(float(facts["k1"]), float(facts["b"]))
        except (ValueError, KeyError, TypeError) as error:
            raise Unavailable.because("index_damaged", TERMS, detail="not what was written") from error
        data = array_from(read(DATA), "f4", 1, DATA)
        rows = array_from(read(INDICES), "i4", 1, INDICES)
        starts = array_from(read(STARTS), "i8", 1, STARTS)
        fits = len(terms) + 1 == len(starts) and len(data) == len(rows) == starts[-1] and starts[0] == 0
        if not fits or (np.diff(starts) < 0).any() or (len(rows) and not 0 <= rows.min() <= rows.max() < count):
            raise Unavailable.because("index_damaged", STARTS, detail="arrays do not fit each other")
        return LexicalIndex(terms, data, rows, starts, count, mean_length, parameters)


def occurring(
    numbers: Iterable[int], starts: NDArray[np.int64], rows: NDArray[np.int32], count: int
) -> NDArray[np.int32]:
    """How many of the terms with these numbers each of `count` texts has, int32[count].

    The texts of term n are `rows[starts[n]:starts[n + 1]]`.
    """
    texts = [rows[starts[number] : starts[number + 1]] for number in numbers]
    return np.bincount(np.concatenate([NO_ROWS, *texts]), minlength=count).astype(np.int32)


def _hashes(content: bytes) -> Hashes:
    hashes = array_from(content, "u4", 1, HASHES)
    if (hashes[1:] <= hashes[:-1]).any():
        raise Unavailable.because("index_damaged", HASHES, detail="not in order")
    return Hashes(hashes)


class _Numbers(dict[Term, int]):
    """Numbers terms as they are first met, without a call for those already known."""

    def __missing__(self, term: Term) -> int:
        self[term] = number = len(self)
        return number


class LexicalBuilder:
    """Takes token lists one at a time and keeps four bytes a token."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters
        self._numbers = _Numbers()
        self._texts: list[array[int]] = []

    def add(self, tokens: Sequence[str]) -> None:
        self._texts.append(array("i", map(self._numbers.__getitem__, tokens)))

    def build(self) -> LexicalIndex:
        """The same texts in the same order give the same bytes."""
        count = len(self._texts)
        total = sum(map(len, self._texts))
        mean_length = total / count if count else 0.0
        if not total:
            empty = np.zeros(0, dtype=np.float32)
            starts = np.zeros(1, dtype=np.int64)
            return LexicalIndex({}, empty, empty.astype(np.int32), starts, count, mean_length, self._parameters)
        # The library sets its logger to tell everything.
        import bm25s  # noqa: PLC0415 - brings SciPy along, a quarter of a second: only for those who build

        logging.getLogger("bm25s").setLevel(logging.WARNING)
        built = bm25s.BM25(k1=self._parameters.k1, b=self._parameters.b, method=METHOD)
        built.index((self._texts, dict(self._numbers)), create_empty_token=False, show_progress=False)
        return LexicalIndex(
            dict(self._numbers),
            np.asarray(built.scores["data"], dtype=np.float32),
            np.asarray(built.scores["indices"], dtype=np.int32),
            np.asarray(built.scores["indptr"], dtype=np.int64),
            count,
            mean_length,
            self._parameters,
        )
