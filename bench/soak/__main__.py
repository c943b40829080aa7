"""Mixed use of two serving processes and two workers over one folder, with rebuilds at even distances.

    python -m bench.soak --minutes 30
    python -m bench.soak --minutes 30 --postgresql

Fails (exit 1) on any error, lost record, stale answer older than `--within` seconds, or other count of rebuilds.
An answer is stale where a change had been acknowledged before it was asked for and it does not show it.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from api.service import SAMPLE
from bench.soak.rebuilding import Rebuilds
from bench.soak.report import markdown
from bench.soak.site import Site
from bench.soak.tally import Tally, spread
from bench.soak.visitor import Caller, Visitor
from corpus.database import Database

ASKING = {"patent": "patents", "company": "companies"}
WATCH_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How long (in seconds), by how many clients, who rest `pause` seconds in the mean between two things.

    An answer that takes `timeout` seconds is an error, one that is `within` seconds stale is not.
    """

    seconds: float
    rebuilds: int = 10
    clients: int = 4
    pause: float = 0.1
    within: float = 5.0
    timeout: float = 60.0
    seed: int = 1


def soak(site: Site, plan: Plan) -> dict[str, Any]:
    """Runs it all in the site's folder, which has to be empty; gives the report, `passed` first."""
    tokens = site.fill()
    tally = Tally()
    with ExitStack() as stack:
        database = Database(site.database)
        stack.callback(database.close)
        # What is not asked to end, as after an error here, is killed.
        stack.callback(site.kill)
        site.start()
        operators = list(_callers(site, tokens["administrator"], tally, plan, stack))
        rebuilds = Rebuilds(operators, database, tally, plan.rebuilds, plan.seconds)
        over = threading.Event()
        visitors = [
            Visitor(
                number=number,
                callers=list(_callers(site, tokens["officer"], tally, plan, stack)),
                texts=_sample("queries", "text"),
                records=[(kind, each) for kind, name in ASKING.items() for each in _sample(name, "id")],
                tally=tally,
                over=over,
                seed=plan.seed,
                pause=plan.pause,
            )
            for number in range(plan.clients)
        ]
        started = time.monotonic()
        pause = _run(site, visitors, rebuilds, over, plan)
        for visitor in visitors:
            visitor.check_all()
        took = time.monotonic() - started
        memory = {process.name: process.peak_mebibytes() for process in site.processes}
        problems = [*site.stop(), *site.logged_errors(), *_verified(site)]
        runs = rebuilds.since()
    for problem in problems:
        tally.error(problem)
    exactly = len(runs) == plan.rebuilds == len(set(rebuilds.published)) and all(
        run.state == "succeeded" for run in runs
    )
    stale = tally.older_than(plan.within)
    return {
        "passed": not tally.error_count and not tally.lost and not stale and exactly,
        "database": site.database.partition(":")[0],
        "seconds": round(took, 1),
        "clients": plan.clients,
        "longest_pause_s": round(pause, 2),
        "stale_answers_older_than_s": {f"{plan.within:g}": stale},
        "rebuilds": {"asked": plan.rebuilds, "ran": len(runs), "published": len(set(rebuilds.published))},
        "rebuild_ms": spread(rebuilds.durations) if rebuilds.durations else {},
        "firms": {
            "live": sum(len(visitor.live) for visitor in visitors),
            "withdrawn": sum(len(visitor.withdrawn) for visitor in visitors),
        },
        "peak_mebibytes": memory,
        **tally.as_json(),
    }


def _run(site: Site, visitors: Sequence[Visitor], rebuilds: Rebuilds, over: threading.Event, plan: Plan) -> float:
    """All at once, to the last rebuild and for the whole of the time.

    Gives the longest time in seconds for which the machine kept the trial itself waiting.
    """
    threads = [threading.Thread(target=visitor.run, name=f"visitor {visitor.number}") for visitor in visitors]
    rebuilding = threading.Thread(target=rebuilds.run, args=(over,), name="rebuilds")
    for thread in (*threads, rebuilding):
        thread.start()
    now = time.monotonic()
    ends, longest = now + plan.seconds, 0.0
    while now < ends or rebuilding.is_alive():
        time.sleep(WATCH_SECONDS)
        before, now = now, time.monotonic()
        longest = max(longest, now - before - WATCH_SECONDS)
        if site.ended():
            # `stop` tells which.
            break
    over.set()
    for thread in (*threads, rebuilding):
        thread.join()
    return longest


def _callers(site: Site, token: str, tally: Tally, plan: Plan, stack: ExitStack) -> Iterator[Caller]:
    for process in site.serving:
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
        client = httpx.Client(base_url=process.address, headers=headers, timeout=plan.timeout)
        yield Caller(process.name, stack.enter_context(client), tally)


def _sample(name: str, column: str) -> list[str]:
    rows = map(json.loads, (SAMPLE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    return [str(row[column]) for row in rows if row.get(column)]


def _verified(site: Site) -> list[str]:
    """What the commands that verify have to say against the index and the audit log."""
    problems = []
    for arguments in (("index", "verify", "--json"), ("audit", "verify", "--json")):
        try:
            site.call(*arguments)
        except RuntimeError as error:
            problems.append(str(error))
    return problems


@contextmanager
def _database(*, postgresql: bool, url: str) -> Iterator[str]:
    if not postgresql:
        yield url
        return
    # Only a checkout has it: a server in a temporary folder.
    from tests.postgres import server  # noqa: PLC0415 - not where it is not asked for

    with server() as made:
        yield f"{made}postgres"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--rebuilds", type=int, default=10)
    parser.add_argument("--clients", type=int, default=4, help="threads that use it at once")
    parser.add_argument("--pause", type=float, default=0.1, help="mean seconds between two things of a client")
    parser.add_argument("--within", type=float, default=5.0, help="age in seconds of the oldest stale answer allowed")
    parser.add_argument("--timeout", type=float, default=60.0, help="seconds after which an answer counts as an error")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database-url", default="", help="an empty database; else SQLite in the folder")
    parser.add_argument("--postgresql", action="store_true", help="start a PostgreSQL server for it")
    parser.add_argument("--data-dir", type=Path, help="an empty folder that stays; else a temporary one")
    parser.add_argument("--json", type=Path, help="write the report there too")
    given = parser.parse_args()
    plan = Plan(given.minutes * 60, given.rebuilds, given.clients, given.pause, given.within, given.timeout, given.seed)
    with (
        TemporaryDirectory(prefix="soak-") as once,
        _database(postgresql=given.postgresql, url=given.database_url) as url,
    ):
        report = soak(Site(given.data_dir or Path(once), url), plan)
    if given.json:
        given.json.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(markdown(report))
    sys.exit(0 if report["passed"] else 1)


if __name__ == "__main__":
    main()
