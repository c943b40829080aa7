"""What a page of matches costs beside its API call: the same question, in turn, in one process.

    python bench/match_pages.py [--data-dir var/demo] [--rounds 15]

Prints the median processor time of each in milliseconds, which other work on the machine does not stretch, their ratio,
and the size of the page.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fastapi.testclient import TestClient

from api import logs
from api.application import create_app
from api.service import Service
from api.settings import Settings
from corpus.records import TokenPurpose
from corpus.roles import Caller, Role

LOCAL = Caller(Role.ADMINISTRATOR, "bench")


@dataclass(frozen=True)
class Beside:
    """A page and the API call that answers the same."""

    name: str
    page: str
    api: str


def cases(service: Service) -> list[Beside]:
    with service.database.reading() as store:
        patent = store.patents.page(limit=1)[0].id
        need = store.needs.page(limit=1)[0].id
        firms = [row.id for row in store.companies.page(limit=4)]
    several = "&".join(f"with={each}" for each in firms)
    asked = f"patent={patent}&to=companies"
    return [
        Beside("answer to a patent", f"/?{asked}", f"/api/v1/matches?{asked}&facets=true"),
        Beside(
            "answer to a need, filtered",
            f"/?need={need}&to=companies&country=KR",
            f"/api/v1/matches?need={need}&to=companies&country=KR&facets=true",
        ),
        Beside(
            "answer to words",
            "/?text=heat+resistant+ceramic+parts&to=companies",
            "/api/v1/matches?text=heat+resistant+ceramic+parts&to=companies&facets=true",
        ),
        Beside(
            "match page",
            f"/compare?{asked}&with={firms[0]}",
            f"/api/v1/matches/comparison?{asked}&with={firms[0]}&neighbours=true",
        ),
        Beside("four compared", f"/compare/several?{asked}&{several}", f"/api/v1/matches/comparison?{asked}&{several}"),
        Beside(
            "why not this one",
            f"/compare/why-not?{asked}&named={firms[-1]}",
            f"/api/v1/matches/why-not?{asked}&with={firms[-1]}",
        ),
        Beside("patent", f"/patents/{patent}", f"/api/v1/records/patents/{patent}"),
        Beside("judgements", "/judgements", "/api/v1/judgements?mine=true"),
    ]


def spent(call: Callable[[], object]) -> float:
    """Milliseconds of processor time, of every thread of this process."""
    started = time.process_time()
    call()
    return (time.process_time() - started) * 1000


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--data-dir", type=Path, default=Path("var/demo"))
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args()
    settings = Settings(data_dir=given.data_dir, log_level="error", threads=1)
    logs.configure(settings)
    service = Service(settings)
    with TestClient(create_app(service), base_url="http://127.0.0.1") as client:
        with service.database.transaction() as store:
            name = f"bench-{time.time_ns()}"
            store.accounts.create(name, Role.OFFICER, LOCAL)
            token = store.accounts.issue(name, TokenPurpose.API, LOCAL).token
        client.headers["Authorization"] = f"Bearer {token}"

        def got(address: str) -> bytes:
            answer = client.get(address)
            answer.raise_for_status()
            return answer.content

        print(f"{'':28}{'page ms':>9}{'API ms':>9}{'ratio':>7}{'KB':>7}")
        for each in cases(service):
            size = len(got(each.page)) / 1000
            got(each.api)
            pages, calls = [], []
            for _ in range(given.rounds):
                pages.append(spent(lambda: got(each.page)))  # noqa: B023 - called at once
                calls.append(spent(lambda: got(each.api)))  # noqa: B023 - called at once
            page, api = statistics.median(pages), statistics.median(calls)
            print(f"{each.name:28}{page:9.1f}{api:9.1f}{page / api:7.2f}{size:7.0f}", flush=True)


if __name__ == "__main__":
    main()
