"""SIGTERM under load: whoever was let in is answered, what was acknowledged is there, `/ready` tells the truth."""

from __future__ import annotations

import random
import signal
import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.ending import ENDING
from api.operating.building import rebuild_tiers
from api.service import Service
from api.settings import Settings
from bench.soak.firms import Founder
from bench.soak.site import Process, Site
from corpus.disclosure import Tier
from tests.conftest import Scale
from tests.fakes import HashEncoder
from tests.proof.figures import Recorder
from tests.sites import built_site, drafts

CLIENTS = 4
ANSWERS = 24
"""That each process gives, all clients together, before it is told to end."""
PATIENCE = 120


@dataclass
class Clients:
    """Threads that search and register all the time, every other one with a connection for each request.

    Whoever cannot connect tries again; anything else that goes wrong is `dropped`.
    """

    address: str
    token: str
    seed: int
    answered: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    dropped: list[str] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    over: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        self._threads = [threading.Thread(target=self._run, args=(number,)) for number in range(CLIENTS)]
        for thread in self._threads:
            thread.start()

    def wait(self, more: int) -> None:
        """Until so many more were answered."""
        wanted, ends = self.answered.total() + more, time.monotonic() + PATIENCE
        while self.answered.total() < wanted and time.monotonic() < ends:
            time.sleep(0.01)

    def end(self) -> None:
        self.over.set()
        for thread in self._threads:
            thread.join()

    def _run(self, number: int) -> None:
        chosen = random.Random(f"{self.seed} {number}")
        founder = Founder(f"END-{'ABCDEFGH'[number]}", self.seed)
        headers = {"Authorization": f"Bearer {self.token}"} | ({"Connection": "close"} if number % 2 else {})
        with httpx.Client(base_url=f"{self.address}/api/v1", headers=headers, timeout=PATIENCE) as client:
            while not self.over.is_set():
                if chosen.random() < 0.4:
                    firm = founder.firm()
                    if self._asked(client, "registration", "POST", "/companies", 201, json=firm.body()):
                        self.acknowledged.add(firm.id)
                else:
                    question = {"text": f"pump valve {chosen.randrange(1_000)}", "to": "companies"}
                    self._asked(client, "search", "POST", "/matches", 200, json=question)

    def _asked(self, client: httpx.Client, what: str, method: str, path: str, expected: int, **given: object) -> bool:
        while True:
            try:
                answer = client.request(method, path, **given)  # type: ignore[arg-type]
            except httpx.ConnectError:
                self.refused += 1
                if self.over.wait(0.02):
                    return False
                continue
            except httpx.HTTPError as error:
                self.dropped.append(f"{what}: {type(error).__name__} {error}")
                return False
            if answer.status_code != expected:
                self.dropped.append(f"{what}: {answer.status_code} {answer.text[:200]}")
                return False
            self.answered[what] += 1
            return True


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Site, str]]:
    """With an officer's token."""
    made = built_site(tmp_path / "site", MATCHER_DRAIN_SECONDS="1")
    yield made
    made[0].kill()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def started(site: Site, port: int, processes: int, number: int) -> Process:
    process = site.launch(f"serve-{number}", "serve", "--port", str(port), "--processes", str(processes))
    site.until_ready(process)
    return process


def ended(process: Process) -> int:
    """Its exit status after it was asked to end."""
    try:
        return process.running.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        raise AssertionError(f"does not end: {process.log.read_text()[-2_000:]}") from None


def is_ready(address: str) -> bool | None:
    """None where nobody listens."""
    try:
        return httpx.get(f"{address}/api/v1/ready", timeout=PATIENCE).status_code == 200
    except httpx.ConnectError:
        return None


@pytest.mark.row("terminated")
@pytest.mark.parametrize("processes", [1, 2])
def test_a_terminated_process_answers_whoever_it_let_in(
    site: tuple[Site, str], processes: int, scale: Scale, figure: Recorder
) -> None:
    running, token = site
    rounds, port, chosen = scale(2 // processes, 20 // processes), free_port(), random.Random(processes)
    process = started(running, port, processes, 0)
    clients = Clients(process.address, token, seed=processes)
    clients.start()
    told: list[list[bool]] = []
    try:
        for number in range(1, rounds + 1):
            clients.wait(ANSWERS)
            time.sleep(chosen.random() / 10)
            process.running.terminate()
            told.append(list(_told_while_it_ends(process.address, processes)))
            assert ended(process) in {0, -signal.SIGTERM}
            process = started(running, port, processes, number)
        clients.wait(ANSWERS)
    finally:
        clients.end()
    asked = clients.answered.total() + len(clients.dropped)
    missing = _missing(process.address, token, clients.acknowledged)
    assert clients.dropped == []
    assert not any(any(each) for each in told)
    assert min(clients.answered["search"], clients.answered["registration"]) >= rounds
    assert (missing, running.logged_errors()) == ([], [])
    figure(
        f"{len(clients.dropped)} of {asked:,} requests dropped and {len(missing)} of {len(clients.acknowledged):,} "
        f"registrations lost over {rounds} ends of {'one process' if processes == 1 else f'{processes} processes'}"
    )


def _told_while_it_ends(address: str, processes: int) -> Iterator[bool]:
    """What `/ready` says from the signal until nobody listens."""
    if processes > 1:
        # The one that started them looks twice a second what it was told.
        time.sleep(1)
    while (ready := is_ready(address)) is not None:
        yield ready
        time.sleep(0.05)


def _missing(address: str, token: str, ids: set[str]) -> list[str]:
    with httpx.Client(base_url=f"{address}/api/v1", headers={"Authorization": f"Bearer {token}"}) as client:
        return [each for each in sorted(ids) if client.get(f"/companies/{each}").status_code != 200]


def test_a_process_that_was_told_to_end_is_not_ready(service: Service) -> None:
    with TestClient(create_app(service)) as client:
        assert client.get("/api/v1/ready").json()["ready"] is True
        client.app_state[ENDING].set()
        answer = client.get("/api/v1/ready", headers={"Accept-Language": "en"})
        assert (answer.status_code, answer.json()["reason"]) == (503, "This process was told to end.")
        assert client.get("/api/v1/health").status_code == 200


@pytest.mark.row("terminated")
def test_nobody_is_ready_without_an_index_that_was_verified(settings: Settings, figure: Recorder) -> None:
    service = Service(settings, encoder=HashEncoder())
    service.open()
    names = []
    for firms in (3, 4):
        with service.database.transaction() as store:
            store.companies.put(drafts(firms))
        names.append(rebuild_tiers(service).generation)
    service.close()
    generations = service.generations[Tier.PUBLIC]
    told = [_readiness(settings)]
    for name in reversed(generations.names()):
        _flip_a_bit(generations.directory / name)
        told.append(_readiness(settings))
    assert told == [(200, names[1], ""), (200, names[0], "index_damaged"), (503, "none", "index_damaged")]
    statuses = ", ".join(str(status) for status, _, _ in told)
    figure(f"`/ready` with two sound generations, one and none: {statuses}")


def _readiness(settings: Settings) -> tuple[int, str, str]:
    """Of a process that starts now: status and generation of `/ready`, and the problem that its operator is told."""
    service = Service(settings, encoder=HashEncoder())
    with TestClient(create_app(service)) as client:
        answer = client.get("/api/v1/ready")
        return answer.status_code, answer.json()["generation"], service.index.status()[Tier.PUBLIC].problem


def _flip_a_bit(folder: Path) -> None:
    file = max((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.stat().st_size)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
