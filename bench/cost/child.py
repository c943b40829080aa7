"""One step in a process of its own: `python -m bench.cost.child import|build|search DATA_DIR`, figures as JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np

from api.environment import load
from api.imports.importing import import_path
from api.operating.building import rebuild_tiers
from api.service import Service
from bench.cost.records import COMPANIES, questions
from bench.cost.vectors import WordEncoder
from bench.memory import peak, resident
from corpus.database import Database
from corpus.disclosure import Tier
from corpus.passages import Kind
from index.dense import inverted
from index.dense.inverted import Lists
from index.dense.stored import Stored
from index.tokens import question_terms_many
from matcher.retrieval import rank

KIND: Final[Kind] = "companies"
ASKED, UNCOUNTED = 40, 5
NEAREST: Final = 10
MEBIBYTE: Final = 2**20
Figures = dict[str, float]


class TimedLists:
    """Makes inverted lists as the index does, and tells how long that took."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._listed = inverted.listed

    def __call__(self, vectors: Stored, threads: int) -> Lists:
        started = time.perf_counter()
        found = self._listed(vectors, threads)
        self.seconds += time.perf_counter() - started
        return found


def importing(data_dir: Path) -> Figures:
    """Of `companies.jsonl` into a new database, as `matcher import` does it."""
    address = load(data_dir=data_dir).database
    database = Database(address)
    database.migrate()
    # Closed, so that SQLite has nothing beside the file.
    database.close()
    empty = _bytes_of(data_dir)
    database = Database(address)
    (outcome,) = import_path(database, data_dir / COMPANIES, wanted="plain-companies")
    database.close()
    if outcome.report is None or outcome.report.added != outcome.report.rows:
        raise RuntimeError(f"not every row was taken: {outcome}")
    return {"seconds": outcome.report.seconds, "database": float(_bytes_of(data_dir) - empty)}


def build(data_dir: Path) -> Figures:
    """A first generation of all that was imported, as `matcher rebuild` makes it."""
    encoder, lists = WordEncoder(), TimedLists()
    inverted.listed = lists
    service = Service(load(data_dir=data_dir), encoder=encoder)
    service.open()
    encoder.encode_query(["ready"])
    encoder.seconds, before = 0.0, resident()
    report = rebuild_tiers(service, full=True)
    figures = {
        "passages": float(report.counts[KIND].passages),
        "seconds": report.seconds - encoder.seconds - lists.seconds,
        "memory": (peak() - before) * MEBIBYTE,
        "generation": float(service.generations[Tier.PUBLIC].size(report.generation.rpartition(":")[2])),
    }
    service.close()
    return figures | ({"lists": lists.seconds} if lists.seconds else {})


def search(data_dir: Path) -> Figures:
    """Questions to the generation that is there, one after the other: medians in milliseconds, and the memory.

    Their vectors and terms are made before: encoding a question costs the same however much is searched.
    """
    encoder = WordEncoder()
    service = Service(load(data_dir=data_dir), encoder=encoder)
    service.open()
    asked = questions(ASKED)
    vectors, terms, weights = encoder.encode_query(asked), question_terms_many(asked), service.weights()
    before = resident()
    searcher = service.searcher()
    ranking, dense = [], []
    for row, found in enumerate(terms):
        query = vectors[row : row + 1]
        ranking.append(_milliseconds(lambda query=query, found=found: rank(searcher, KIND, query, found, weights)))  # type: ignore[misc]  # bound to the round
        dense.append(_milliseconds(lambda query=query: searcher.dense(KIND, query, NEAREST)))  # type: ignore[misc]  # as above
    figures = {
        "rank": float(np.median(ranking[UNCOUNTED:])),
        "dense": float(np.median(dense[UNCOUNTED:])),
        "memory": (resident() - before) * MEBIBYTE,
        "process": before,
    }
    service.close()
    return figures


def _bytes_of(data_dir: Path) -> int:
    """Of the database, with what SQLite keeps beside it."""
    return sum(path.stat().st_size for path in data_dir.glob("matcher.db*"))


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1_000


STEPS: Final = {"import": importing, "build": build, "search": search}

if __name__ == "__main__":
    print(json.dumps(STEPS[sys.argv[1]](Path(sys.argv[2]))))
