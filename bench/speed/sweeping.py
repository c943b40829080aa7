"""All patents against all companies with verdicts, beside a bare search of the same vectors in one batch."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from api.matching.sweeping import SweepRequest
from api.settings import load as settings_of
from api.wiring import Service
from bench.speed.records import Site
from bench.speed.rows import Row
from bench.sweep import OFFICER, QUERY_KIND, questions_of, whole_job
from corpus.passages import Kind
from index.dense.flat import FlatIndex
from matcher.query import record_query
from matcher.snapshot import searcher_over

T = TypeVar("T")

PART = "sweep"
ASKING: Kind = "patents"
KIND: Kind = "companies"
TOP = 50


def measure(site: Site) -> list[Row]:
    service = Service(settings_of(data_dir=site.data_dir))
    service.open()
    try:
        # What the index has no vectors of is encoded once, and not counted.
        whole_job(service, SweepRequest((ASKING,), KIND, 1))
        swept, took = _timed(lambda: whole_job(service, SweepRequest((ASKING,), KIND, TOP)))
        bare = _bare(service)
    finally:
        service.close()
    return [
        Row(
            PART,
            f"{swept.asked:,} {ASKING} against all {KIND}, the best {TOP} with verdicts: {swept.rows:,} rows",
            f"{took:.0f} s, into a CSV file",
            f"{bare:.1f} s, FAISS IndexFlatIP in one batch",
            took / bare,
            2,
            1.3,
            at_least=False,
        )
    ]


def _bare(service: Service) -> float:
    with service.reading(OFFICER) as store:
        searcher = searcher_over(service.index, store)
        queries = [record_query(QUERY_KIND[ASKING], each) for each in store.documents.stream(ASKING)]
    asked = np.concatenate([question.vectors for question in questions_of(service, queries, KIND, ASKING)])
    vectors = np.concatenate([block for part, _ in searcher.parts(KIND) for _, block in part.blocks()])
    index = FlatIndex(vectors, service.settings.thread_count)
    return _timed(lambda: index.search(asked, TOP))[1]


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.perf_counter()
    found = work()
    return found, time.perf_counter() - started
