"""Several processes over one database and one folder: what one knows, all know."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import httpx
import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.attempts import LIMITS
from api.cli.serving import HEALTHCHECK_SECONDS
from api.follower import Follower
from api.operating.rebuilding import JOB
from api.service import Service
from api.settings import Settings
from api.worker import Worker
from corpus.disclosure import Tier
from corpus.problems import TooOften
from corpus.records import TokenPurpose
from corpus.roles import Caller, Role
from tests.api.accounts.visiting import ORIGIN, SITE
from tests.api.records import company, patent
from tests.signing import Person, make_person, next_code, sign_in

ROOT = Path(__file__).parents[2]
PATIENCE = 60
# One that is killed while it starts is missed when it has not answered for so long.
REPLACED = 2 * HEALTHCHECK_SECONDS


@pytest.fixture
def browsers(service: Service, other: Service) -> tuple[TestClient, TestClient]:
    """Of each process."""
    first, second = (TestClient(create_app(each), base_url=SITE, follow_redirects=False) for each in (service, other))
    first.headers.update(ORIGIN)
    second.headers.update(ORIGIN)
    return first, second


def person(service: Service) -> Person:
    with service.database.transaction() as store:
        return make_person(store, "kim", Role.OFFICER)


def until(holds: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    ends = time.monotonic() + seconds
    while not holds() and time.monotonic() < ends:
        time.sleep(0.05)
    return holds()


def at_once(*calls: Callable[[], int]) -> list[int]:
    """What the calls answer that are made at the same moment, in order of size."""
    answers: list[int] = []
    threads = [Thread(target=lambda each=each: answers.append(each())) for each in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return sorted(answers)


def test_an_address_has_one_share_of_all_processes(service: Service, other: Service) -> None:
    most = LIMITS["registration"].most
    for number in range(most):
        (service, other)[number % 2].attempts.take("registration", "192.0.2.1")
    for each in (service, other):
        with pytest.raises(TooOften, match="too_many_attempts"):
            each.attempts.take("registration", "192.0.2.1")
        each.attempts.check("password", "192.0.2.1")
        each.attempts.take("registration", "192.0.2.2")
    for _ in range(LIMITS["password"].most):
        service.attempts.count("password", "2001:db8::1")
    with pytest.raises(TooOften):
        other.attempts.check("password", "2001:db8::2")


def test_a_failure_is_counted_though_its_request_is_undone(service: Service, other: Service) -> None:
    def tried() -> None:
        service.attempts.count("code", "192.0.2.1")
        with service.database.transaction():
            raise RuntimeError

    for _ in range(LIMITS["code"].most):
        with pytest.raises(RuntimeError):
            tried()
    with pytest.raises(TooOften):
        other.attempts.check("code", "192.0.2.1")


def test_a_session_is_one_of_all_processes(browsers: tuple[TestClient, TestClient], service: Service) -> None:
    first, second = browsers
    kim = person(service)
    sign_in(first, kim.name, kim.password, kim.secret)
    second.cookies = first.cookies
    assert second.get("/account").status_code == 200
    assert second.post("/sign-out").status_code == 303
    assert first.get("/account").status_code != 200


def test_a_link_is_used_once_over_all_processes(browsers: tuple[TestClient, TestClient], service: Service) -> None:
    kim = person(service)
    with service.database.transaction() as store:
        link = store.accounts.issue(kim.name, TokenPurpose.LINK, Caller(Role.ADMINISTRATOR, "tests")).token
    first, second = browsers
    calls = [lambda each=each: each.post("/sign-in", data={"link": link}).status_code for each in (first, second) * 2]
    assert at_once(*calls) == [303, 401, 401, 401]


def test_a_code_is_used_once_over_all_processes(browsers: tuple[TestClient, TestClient], service: Service) -> None:
    kim = person(service)
    for each in browsers:
        assert each.post("/sign-in", data={"name": kim.name, "password": kim.password}).status_code == 303
    code = next_code(kim.secret)
    calls = [lambda each=each: each.post("/sign-in/code", data={"code": code}).status_code for each in browsers]
    assert at_once(*calls) == [303, 401]


def test_a_process_that_nobody_asks_follows(client: TestClient, service: Service, other: Service) -> None:
    follower = Follower(other, seconds=0.05)
    following = Thread(target=follower.run)
    following.start()
    try:
        client.post("/api/v1/companies", json=company()).raise_for_status()
        assert until(lambda: other.index.status()[Tier.PUBLIC].fresh == 1)
        published = client.post("/api/v1/index/rebuild", json={"full": True})
        assert published.status_code == 202
        report = Worker(service).step()
        assert report is not None
        assert until(lambda: f"public:{other.index.status()[Tier.PUBLIC].generation}" == report.generation)
        assert other.index.status()[Tier.PUBLIC].fresh == 0
    finally:
        follower.end()
        following.join(PATIENCE)


@contextmanager
def running(settings: Settings, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A command in a process of its own, over these settings' database and folder; killed where it does not end."""
    environment = {
        **os.environ,
        "MATCHER_DATA_DIR": str(settings.data_dir),
        "MATCHER_DATABASE_URL": settings.database,
        "MATCHER_REBUILD_SCHEDULE": "0 0 1 1 *",
        "MATCHER_WORKER_POLL_SECONDS": "0.05",
        "MATCHER_LANGUAGE": "en",
    }
    command = [sys.executable, "-m", "tests.hashed", *arguments]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def line_with(process: subprocess.Popen[str], *words: str) -> str:
    """The next line of its standard error with one of the words."""
    assert process.stderr is not None
    for line in process.stderr:
        if any(word in line for word in words):
            return line.strip()
    raise AssertionError(f"ended without {words}")


def children(process: subprocess.Popen[str]) -> set[int]:
    """Those that serve: of all, the spawned ones."""
    path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    found = {int(number) for number in path.read_text().split()}
    return {number for number in found if "spawn_main" in Path(f"/proc/{number}/cmdline").read_text()}


def answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}api/v1/ready", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


def test_several_processes_serve_one_port(settings: Settings) -> None:
    with running(settings, "serve", "--port", "0", "--processes", "2") as process:
        address = line_with(process, "http://")
        draining = Thread(target=process.stderr.read, daemon=True)  # type: ignore[union-attr]
        draining.start()
        assert until(lambda: answers(address))
        before = children(process)
        assert len(before) == 2
        os.kill(min(before), signal.SIGKILL)
        assert until(lambda: len(children(process) - before) == 1, REPLACED)
        assert until(lambda: answers(address))
        kept = children(process)
        process.send_signal(signal.SIGHUP)
        assert until(lambda: len(children(process)) == 2 and not children(process) & kept, REPLACED)
        assert until(lambda: answers(address))
        last = children(process)
        process.terminate()
        assert process.wait(PATIENCE) == 0
        assert not any(Path(f"/proc/{number}").exists() for number in last)


def test_processes_do_not_outlive_the_one_that_started_them(settings: Settings) -> None:
    with running(settings, "serve", "--port", "0", "--processes", "2") as process:
        address = line_with(process, "http://")
        assert until(lambda: answers(address))
        left = children(process)
        process.kill()
        assert until(lambda: not any(Path(f"/proc/{number}").exists() for number in left))


def test_two_workers_at_the_same_moment_rebuild_once(service: Service, client: TestClient, settings: Settings) -> None:
    client.post("/api/v1/patents", json=patent()).raise_for_status()
    # Nothing was ever built, and somebody asks for it: each worker has two reasons as it begins.
    client.post("/api/v1/index/rebuild", json={"full": True}).raise_for_status()
    with running(settings, "worker") as first, running(settings, "worker") as second:
        for process in (first, second):
            assert '"nice": 10' in line_with(process, "worker_started")
        assert until(lambda: _outcomes(service) == ["succeeded"])
        client.post("/api/v1/index/rebuild", json={"full": True}).raise_for_status()
        assert until(lambda: _outcomes(service) == ["succeeded"] * 2)
        # As long as either would take to begin another.
        time.sleep(1)
        assert _outcomes(service) == ["succeeded"] * 2
        for process in (first, second):
            process.terminate()
        assert [process.wait(PATIENCE) for process in (first, second)] == [0, 0]
    assert len(service.generations[Tier.PUBLIC].names()) == 2


def _outcomes(service: Service) -> list[str]:
    with service.database.reading() as store:
        return [run.state for run in store.jobs.history(JOB)]
