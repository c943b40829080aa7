"""Time, memory and agreement of a sweep: candidates for every record of one kind, in one pass.

    python bench/sweep.py --data-dir var/bench [--asking patents] [--kind companies] [--top 5]

First the whole job as `matcher sweep` does it, into a CSV file. Beside it, in the same process: a bare exact FAISS
search of the same query vectors over the same passages, what encoding all queries would take (by a sample), the
sweep of `matcher.sweeping` alone, and for a sample of the questions the ranking of `matcher.retrieval.rank`. A first
run encodes what the index has not; run it twice to see both. Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from api.environment import load
from api.exporting import Form, write_table, written_aside
from api.matching.candidates import cells, columns
from api.matching.sweeping import SweepRequest, sweeping
from api.schemas.judgements import Reader
from api.service import Service
from corpus.disclosure import Tier
from corpus.passages import KINDS, Kind
from corpus.roles import Caller, Role
from index.asked import asked_vectors
from index.dense.flat import FlatIndex
from index.searcher import Searcher
from index.tokens import question_terms_many
from matcher.match import KIND_OF, Query, QueryKind
from matcher.programmes.in_force import rules_over
from matcher.query import record_query
from matcher.retrieval import rank
from matcher.snapshot import searcher_over
from matcher.sweeping import Question, Sweep, Swept
from matcher.weights import WEIGHTS

T = TypeVar("T")
FULL = WEIGHTS["full"]
AT_ONCE = 1_000
OFFICER = Caller(Role.OFFICER, "bench")
QUERY_KIND: dict[Kind, QueryKind] = {kind: name for name, kind in KIND_OF.items()}


@dataclass(frozen=True, slots=True)
class Timed:
    """Wall and processor seconds of one step."""

    wall: float
    processor: float


@dataclass(frozen=True, slots=True)
class Whole:
    """What `matcher sweep` did."""

    asked: int
    rows: int
    encoded: int
    generation: str


@dataclass(frozen=True, slots=True)
class Bare:
    """A search by vectors alone, among so many passages."""

    passages: int
    took: Timed


def timed(work: Callable[[], T]) -> tuple[T, Timed]:
    wall, processor = time.monotonic(), time.process_time()
    result = work()
    return result, Timed(time.monotonic() - wall, time.process_time() - processor)


def peak() -> float:
    """The largest resident memory of the process so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def whole_job(service: Service, request: SweepRequest) -> Whole:
    """The table, written and thrown away."""
    with tempfile.TemporaryDirectory() as folder, service.reading(OFFICER) as store:
        reader = Reader("en", rules_over(store).catalogue, OFFICER)
        with sweeping(service, request, OFFICER) as run, written_aside(Path(folder, "candidates.csv")) as stream:
            lines = (cells(line, reader) for line in run.lines())
            rows = write_table(stream, Form.CSV, columns(reader), lines)
    return Whole(run.asked, rows, run.encoded, run.stamp.generation)


def questions_of(service: Service, queries: list[Query], kind: Kind, asking: Kind) -> list[Question]:
    """With vectors from the cache of public records."""
    asked: list[Question] = []
    for start in range(0, len(queries), AT_ONCE):
        batch = queries[start : start + AT_ONCE]
        texts = [text for query in batch for text in query.passages]
        vectors = asked_vectors(texts, service.encoder, service.caches[Tier.PUBLIC]).vectors
        ends = np.cumsum([len(query.passages) for query in batch])[:-1]
        for query, rows, terms in zip(
            batch, np.split(vectors, ends), question_terms_many([query.text for query in batch]), strict=True
        ):
            record_id = query.id or ""
            asked.append(Question(record_id, rows, terms, frozenset({record_id} if asking == kind else ())))
    return asked


def bare_search(searcher: Searcher, kind: Kind, asked: list[Question], top: int, threads: int) -> Bare:
    """An exact search of FAISS, of all questions in one batch."""
    vectors = np.concatenate([block for part, _ in searcher.parts(kind) for _, block in part.blocks()])
    index = FlatIndex(vectors, threads)
    asked_with = np.concatenate([question.vectors for question in asked])
    return Bare(len(vectors), timed(lambda: index.search(asked_with, top))[1])


def overlap(searcher: Searcher, kind: Kind, asked: list[Question], swept: list[Swept], top: int) -> tuple[float, float]:
    """Against `rank`: the mean share of its first `top` that the sweep has too, and how often the first is the same."""
    shared, first = 0.0, 0
    for question, found in zip(asked, swept, strict=True):
        ids = rank(searcher, kind, question.vectors, question.tokens, FULL, excluded=question.excluded).ids[:top]
        ours = [candidate.id for candidate in found.candidates][:top]
        shared += len(set(ids) & set(ours)) / max(len(ids), 1)
        first += ids[:1] == tuple(ours[:1])
    return shared / len(asked), first / len(asked)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--asking", choices=KINDS, default="patents")
    parser.add_argument("--kind", choices=KINDS, default="companies")
    parser.add_argument("--top", type=int, default=5)
    parser.add_argument("--sample", type=int, default=300, help="questions that are also ranked one by one")
    parser.add_argument("--encode", type=int, default=1_000, help="queries by which the speed of encoding is told")
    arguments = parser.parse_args()
    kind: Kind = arguments.kind
    asking: Kind = arguments.asking
    chance = np.random.default_rng(0)

    service = Service(load(data_dir=arguments.data_dir))
    service.open()
    whole, took = timed(lambda: whole_job(service, SweepRequest((asking,), kind, arguments.top)))
    used = peak()

    with service.reading(OFFICER) as store:
        searcher = searcher_over(service.index, store)
        queries = [record_query(QUERY_KIND[asking], each) for each in store.documents.stream(asking)]
    asked, tokenised = timed(lambda: questions_of(service, queries, kind, asking))
    sweep, laid_out = timed(lambda: Sweep(searcher, kind, FULL, threads=service.settings.thread_count))
    swept, ran = timed(lambda: list(sweep.run(asked, arguments.top)))
    bare = bare_search(searcher, kind, asked, arguments.top, service.settings.thread_count)

    texts = [text for query in queries for text in query.passages]
    drawn = [texts[row] for row in chance.permutation(len(texts))[: arguments.encode].tolist()]
    service.encoder.encode_query(drawn[:8])
    _, sampled = timed(lambda: service.encoder.encode_query(drawn))
    encoding = sampled.wall / len(drawn) * len(texts)

    rows = chance.permutation(len(asked))[: arguments.sample].tolist()
    (agreed, first), ranked = timed(
        lambda: overlap(searcher, kind, [asked[row] for row in rows], [swept[row] for row in rows], arguments.top)
    )
    print(f"{whole.asked:,} {asking} ask for {searcher.count(kind):,} {kind} ({bare.passages:,} passages)")
    print(f"{whole.rows:,} rows, {whole.encoded:,} texts encoded, {whole.generation}\n")
    print("| step | wall s | processor s |\n| --- | --- | --- |")
    for step, seconds in (
        ("the whole sweep into a CSV file", took),
        ("of that: texts from the cache, tokens", tokenised),
        ("of that: layout of the index", laid_out),
        ("of that: candidates", ran),
        (f"bare FAISS search, k = {arguments.top}", bare.took),
        (f"rank, {len(rows)} questions one by one", ranked),
    ):
        print(f"| {step} | {seconds.wall:.1f} | {seconds.processor:.1f} |")
    print(f"| encoding all {len(texts):,} queries, by {len(drawn):,} of them | {encoding:.1f} | |")
    print(f"\nsweep / (bare search + encoding): {took.wall / (bare.took.wall + encoding):.2f}")
    print(f"sweep / bare search: {took.wall / bare.took.wall:.2f}")
    print(f"overlap@{arguments.top} with rank: {agreed:.4f}; same first: {first:.3f}")
    print(f"peak resident memory of the whole sweep: {used:,.0f} MiB")
    service.close()


if __name__ == "__main__":
    main()
