"""Resident memory of a serving process over many requests, and of it and a worker over many rebuilds."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean

import httpx
import pytest

from api.operating.rebuilding import JOB
from bench.soak.firms import PLACES, TRADES, Firm
from bench.soak.site import Process, Site
from corpus.database import Database
from tests.conftest import Scale
from tests.proof.figures import Recorder
from tests.sites import built_site

FIRMS = 40
CLIENTS = 4
LOOKS = 100
"""How often memory is read, at even distances."""
PATIENCE = 120
RESIDENT = re.compile(r"VmRSS:\s+(\d+) kB")
Asking = Callable[[httpx.Client, random.Random], httpx.Response]


def _text(chosen: random.Random) -> str:
    # Of a few hundred: a warm process then has the pairs that it remembers (`api.noting`, at most 20,000).
    return f"{chosen.choice(TRADES)} {chosen.choice(PLACES)} {chosen.randrange(6)}"


def _match(client: httpx.Client, chosen: random.Random) -> httpx.Response:
    return client.post("/api/v1/matches", json={"text": _text(chosen), "to": "companies", "top": 10})


def _search(client: httpx.Client, chosen: random.Random) -> httpx.Response:
    return client.get("/", params={"text": _text(chosen), "to": "companies"})


def _read(client: httpx.Client, chosen: random.Random) -> httpx.Response:
    return client.get(f"/api/v1/companies/SITE-{chosen.randint(1, FIRMS):05d}")


def _page(client: httpx.Client, chosen: random.Random) -> httpx.Response:
    return client.get(chosen.choice(["/", "/programmes", "/sign-in", "/api/v1/ready", "/static/page.css"]))


def _edit(client: httpx.Client, chosen: random.Random) -> httpx.Response:
    firm = Firm(f"SITE-{chosen.randint(1, FIRMS):05d}", "word", _text(chosen))
    return client.put(f"/api/v1/companies/{firm.id}", json=firm.body())


ASKED: dict[Asking, int] = {_match: 12, _search: 6, _read: 40, _page: 37, _edit: 5}
"""Of a hundred requests."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Site, str]]:
    made = built_site(tmp_path / "site", FIRMS, MATCHER_REBUILD_SCHEDULE="0 0 29 2 *")
    yield made
    made[0].kill()


def resident(process: Process) -> float:
    """In MiB."""
    found = RESIDENT.search(Path(f"/proc/{process.running.pid}/status").read_text())
    assert found
    return int(found[1]) / 1024


def grown(looks: Sequence[float]) -> float:
    """By which share the mean of the last tenth lies above that of the first."""
    tenth = max(1, len(looks) // 10)
    return fmean(looks[-tenth:]) / fmean(looks[:tenth]) - 1


@pytest.mark.row("memory")
def test_memory_stays_flat_over_requests(site: tuple[Site, str], scale: Scale, figure: Recorder) -> None:
    running, token = site
    count, most = scale(400, 10_000), scale(20, 5) / 100
    serving = running.launch("serve", "serve", "--port", "0")
    running.until_ready(serving)
    _ask(serving, token, count // 4)
    looks = _ask(serving, token, count)
    assert (running.stop(), running.logged_errors()) == ([], [])
    assert grown(looks) < most
    figure(f"{grown(looks):+.1%} over {count:,} requests (serving, {fmean(looks):.0f} MiB)")


@pytest.mark.row("memory")
def test_memory_stays_flat_over_rebuilds(site: tuple[Site, str], scale: Scale, figure: Recorder) -> None:
    running, _ = site
    count, most = scale(4, 50), scale(20, 5) / 100
    serving = running.launch("serve", "serve", "--port", "0")
    running.until_ready(serving)
    worker = running.launch("worker", "worker")
    database = Database(running.database)
    _rebuild(database, [serving, worker], serving.address, count // 4)
    following, building = _rebuild(database, [serving, worker], serving.address, count)
    database.close()
    assert (running.stop(), running.logged_errors()) == ([], [])
    assert max(grown(following), grown(building)) < most
    figure(
        f"{grown(building):+.1%} over {count} rebuilds (worker, {fmean(building):.0f} MiB), {grown(following):+.1%} in "
        "the serving process that follows them"
    )


def _ask(serving: Process, token: str, count: int) -> list[float]:
    """Memory at `LOOKS` even distances while clients ask so many things."""
    looks = []
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    kinds, weights = list(ASKED), list(ASKED.values())
    with (
        httpx.Client(base_url=serving.address, headers=headers, timeout=PATIENCE) as client,
        ThreadPoolExecutor(CLIENTS) as clients,
    ):

        def one(number: int) -> int:
            chosen = random.Random(f"{count} {number}")
            return chosen.choices(kinds, weights)[0](client, chosen).status_code

        for first in range(0, count, count // LOOKS):
            statuses = set(clients.map(one, range(first, first + count // LOOKS)))
            assert statuses == {200}
            looks.append(resident(serving))
    return looks


def _rebuild(database: Database, processes: Sequence[Process], address: str, count: int) -> list[list[float]]:
    """Memory of each process after each rebuild that was asked for, once its generation serves."""
    looks: list[list[float]] = [[] for _ in processes]
    for _ in range(count):
        before = _published(database)
        with database.transaction() as store:
            store.jobs.request(JOB, datetime.now(UTC), {"full": True})
        ends = time.monotonic() + PATIENCE
        while (published := _published(database)) == before and time.monotonic() < ends:
            time.sleep(0.02)
        assert published != before
        while published != _generation(address) and time.monotonic() < ends:
            time.sleep(0.02)
        assert published == _generation(address)
        for kept, process in zip(looks, processes, strict=True):
            kept.append(resident(process))
    return looks


def _published(database: Database) -> str:
    """The generation of the last rebuild that ended, "" before the first."""
    with database.reading() as store:
        ended = [run.detail for run in store.jobs.history(JOB, 2) if run.state == "succeeded" and run.detail]
    return ended[0].split()[1].rstrip(":") if ended else ""


def _generation(address: str) -> str:
    answer = httpx.get(f"{address}/api/v1/ready", timeout=PATIENCE)
    return str(answer.json()["generation"])
