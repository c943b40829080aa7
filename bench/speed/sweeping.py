"""All patents against all companies with verdicts, beside a bare search of the same vectors in one batch."""

from __future__ import annotations

from api.environment import load as settings_of
from api.matching.sweeping import SweepRequest
from api.service import Service
from bench.speed.records import Site
from bench.speed.rows import Row
from bench.sweep import OFFICER, QUERY_KIND, bare_search, questions_of, timed, whole_job
from corpus.passages import Kind
from matcher.query import record_query
from matcher.snapshot import searcher_over

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
        swept, taken = timed(lambda: whole_job(service, SweepRequest((ASKING,), KIND, TOP)))
        took, bare = taken.wall, _bare(service)
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
    asked = questions_of(service, queries, KIND, ASKING)
    return bare_search(searcher, KIND, asked, TOP, service.settings.thread_count).took.wall
