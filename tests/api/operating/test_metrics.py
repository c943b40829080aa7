"""What Prometheus reads: every figure moves with what it counts, and nobody reads them who may not operate."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from api.application import create_app
from api.metering import Metered
from api.meters import LIMITS, WAYS, Meters
from api.operating import gauges
from api.operating.jobs import ask_for
from api.operating.leasing import Lease
from api.operating.rebuilding import JOB, rebuild_under_lease
from api.service import Service
from api.settings import Settings
from corpus.disclosure import Tier
from corpus.problems import Refused
from corpus.roles import Caller, Role
from corpus.store.jobs import Result
from corpus.store.mails import MOST_ATTEMPTS
from tests.api.accounts.visiting import ORIGIN, SITE
from tests.api.conftest import as_
from tests.api.records import company, company_row, patent
from tests.api.test_several_processes import REPLACED, answers, children, line_with, running, until
from tests.conftest import Scale
from tests.fakes import HashEncoder
from tests.proof.figures import Recorder
from tests.signing import make_person, quick_passwords

ROOT = Path(__file__).parents[3]
LOCAL = Caller(Role.ADMINISTRATOR, "tests")
TOKEN = "a token that only the scraper has"
Figures = dict[tuple[str, ...], float]


def figures_in(text: str) -> Figures:
    """By name and the labels' values."""
    return {
        (sample.name.removeprefix("matcher_"), *(sample.labels[label] for label in sorted(sample.labels))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    """With a token for the scraper."""
    built = Service(settings.model_copy(update={"metrics_token": SecretStr(TOKEN)}), encoder=HashEncoder())
    built.passwords = quick_passwords()
    built.open()
    yield built
    built.close()


@pytest.fixture
def browser(service: Service) -> Iterator[TestClient]:
    """Nobody's. No importer runs, so that uploads wait."""
    with_app = TestClient(create_app(service), base_url=SITE, follow_redirects=False, headers=ORIGIN)
    yield with_app
    with_app.close()


def scraped(browser: TestClient) -> Figures:
    answer = browser.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert answer.headers["cache-control"] == "no-store"
    return figures_in(answer.text)


class Operation:
    """Things that happen to a service, each of which moves figures."""

    def __init__(self, service: Service, browser: TestClient) -> None:
        self.service, self.browser = service, browser
        self.headers = as_(service, Role.ADMINISTRATOR)
        with service.database.transaction() as store:
            self.kim = make_person(store, "kim", Role.OFFICER)

    def post(self, path: str, **sent: Any) -> httpx.Response:
        answer: httpx.Response = self.browser.post(path, headers=self.headers, **sent)
        return answer

    def answered(self) -> None:
        self.browser.get("/api/v1/health")

    def not_found(self) -> None:
        self.browser.get("/patents/US-SECRET-NUMBER")

    def nowhere(self) -> None:
        self.browser.get("/somebody/made/this/up")

    def recorded(self) -> None:
        self.post("/api/v1/patents", json=patent()).raise_for_status()

    def looked_up(self) -> None:
        self.service.follow()

    def built(self) -> None:
        rebuild_under_lease(self.service)

    def built_again(self) -> None:
        rebuild_under_lease(self.service, full=True)

    def fails_to_build(self) -> None:
        with Lease(self.service, JOB, "tests") as lease:
            pass
        lease.release(Result("failed", "the disk is full"))

    def asked_for(self) -> None:
        ask_for(self.service, LOCAL, JOB, datetime.now(UTC))

    def held(self) -> None:
        with self.service.database.transaction() as store:
            assert store.jobs.claim(JOB, "tests", 600, datetime.now(UTC))

    def holder_dies(self) -> None:
        with self.service.database.transaction() as store:
            store.jobs.expire(JOB, "tests", datetime.now(UTC) - timedelta(seconds=1))

    def uploaded(self) -> None:
        self.post("/api/v1/uploads", files={"file": ("firms.jsonl", json.dumps(company_row(company())))})

    def imports_with_a_bad_row(self) -> None:
        rows = [company_row(company("FICT-C1")), {"id": "FICT-C2", "name": ""}]
        sent = {"file": ("firms.jsonl", "\n".join(map(json.dumps, rows)))}
        assert self.post("/api/v1/imports", files=sent).status_code in {200, 201}

    def writes_a_letter(self) -> None:
        with self.service.database.transaction() as store:
            self.letter = store.mails.queue(
                purpose="digest",
                recipient="kim@x.example",
                subject="News",
                text="",
                account=None,
                now=datetime.now(UTC),
            )

    def gives_a_letter_up(self) -> None:
        for number in range(MOST_ATTEMPTS):
            now = datetime.now(UTC) + timedelta(days=number)
            with self.service.database.transaction() as store:
                store.mails.take(now)
                store.mails.failed(self.letter, "no such mailbox", now)

    def worker_looks(self) -> None:
        with self.service.database.transaction() as store:
            store.jobs.seen("worker", datetime.now(UTC))

    def wrong_password(self) -> None:
        assert self.browser.post("/sign-in", data={"name": "kim", "password": "guessed"}).status_code == 401

    def wrong_code(self) -> None:
        sent = {"name": "kim", "password": self.kim.password}
        assert self.browser.post("/sign-in", data=sent).status_code == 303
        assert self.browser.post("/sign-in/code", data={"code": "000000"}).status_code in {401, 422}

    def wrong_link(self) -> None:
        assert self.browser.post("/sign-in", data={"link": "cmm_made_up"}).status_code == 401

    def wrong_token(self) -> None:
        headers = {"Authorization": "Bearer cmm_made_up"}
        assert self.browser.get("/api/v1/patents", headers=headers).status_code == 401

    def wrong_sign_on(self) -> None:
        assert self.browser.get("/sign-in/oidc/return?code=1&state=2").status_code == 403

    def tries_too_often(self) -> None:
        sent = {"name": "kim", "password": "guessed"}
        assert 429 in {self.browser.post("/sign-in", data=sent).status_code for _ in range(12)}

    def sends_too_much(self) -> None:
        too_much = self.service.settings.max_body_bytes + 1
        assert self.post("/api/v1/patents", content=b" " * too_much).status_code == 413

    def index_is_damaged(self) -> None:
        kept = self.service.generations[Tier.PUBLIC]
        name = kept.current()
        assert name is not None
        (kept.directory / name / "manifest.json").write_bytes(b"{}")
        with pytest.raises(Refused):
            Service(self.service.settings, encoder=HashEncoder()).searcher()


EXPECTED: tuple[tuple[Callable[[Operation], None], tuple[str, ...], float | None], ...] = (
    (Operation.answered, ("request_seconds_count", "GET", "/api/v1/health", "2xx"), 1),
    (Operation.not_found, ("request_seconds_count", "GET", "/patents/{record_id}", "4xx"), 1),
    (Operation.nowhere, ("request_seconds_count", "GET", "none", "4xx"), 1),
    (Operation.recorded, ("records_waiting", "public"), 1),
    (Operation.looked_up, ("vector_cache_lookups_total", "miss"), None),
    (Operation.built, ("records_waiting", "public"), -1),
    (Operation.built_again, ("job_runs_total", JOB, "succeeded"), 1),
    (Operation.fails_to_build, ("job_runs_total", JOB, "failed"), 1),
    (Operation.asked_for, ("jobs", JOB, "waiting"), 1),
    (Operation.held, ("jobs", JOB, "running"), 1),
    (Operation.holder_dies, ("jobs", JOB, "dead"), 1),
    (Operation.uploaded, ("uploads", "waiting"), 1),
    (Operation.imports_with_a_bad_row, ("import_rows_total", "rejected"), 1),
    (Operation.imports_with_a_bad_row, ("imports_total", "finished"), 1),
    (Operation.writes_a_letter, ("letters", "waiting"), 1),
    (Operation.gives_a_letter_up, ("letters", "given_up"), 1),
    (Operation.worker_looks, ("worker_seen_timestamp_seconds",), None),
    (Operation.wrong_password, ("sign_ins_refused_total", "password"), 1),
    (Operation.wrong_code, ("sign_ins_refused_total", "code"), 1),
    (Operation.wrong_link, ("sign_ins_refused_total", "link"), 1),
    (Operation.wrong_token, ("sign_ins_refused_total", "token"), 1),
    (Operation.wrong_sign_on, ("sign_ins_refused_total", "sign_on"), 1),
    (Operation.tries_too_often, ("sign_ins_refused_total", "too_often"), None),
    (Operation.tries_too_often, ("limits_hit_total", "tries"), None),
    (Operation.sends_too_much, ("limits_hit_total", "size"), 1),
    (Operation.asked_for, ("audit_events_total",), 1),
)
"""What happens, the figure that tells of it, and by how much it grows (None: by something)."""


@pytest.mark.row("metrics")
def test_every_figure_moves_with_what_it_counts(service: Service, browser: TestClient, figure: Recorder) -> None:
    operation = Operation(service, browser)
    moved = 0
    for happens, key, by in EXPECTED:
        before = scraped(browser).get(key, 0)
        happens(operation)
        grown = scraped(browser).get(key, 0) - before
        assert grown == by if by is not None else grown > 0, (happens.__name__, key, before, grown)
        moved += 1
    figure(f"{moved} of {len(EXPECTED)} events show in their figure")


@pytest.mark.row("metrics")
def test_generation_quality_and_what_the_cache_spared_are_told(
    service: Service, browser: TestClient, figure: Recorder
) -> None:
    operation = Operation(service, browser)
    operation.recorded()
    operation.built()
    found = scraped(browser)
    (info,) = [key for key in found if key[0] == "index_generation_info"]
    assert info[1:] == (service.generations[Tier.PUBLIC].current(), service.encoder.info.model, "public")
    assert 0 <= found["index_age_seconds", "public"] < 60
    assert 0 <= found["index_quality", "public"] <= 1
    fresh = found["index_passages", "encoded", "public"]
    assert fresh > 0
    assert found["index_passages", "cache", "public"] == 0
    operation.built_again()
    again = scraped(browser)
    assert [key for key in again if key[0] == "index_generation_info"] != [info]
    assert (again["index_passages", "encoded", "public"], again["index_passages", "cache", "public"]) == (0, fresh)
    assert found["disk_free_bytes", "data"] > 0
    assert again["job_last_seconds", JOB] > 0
    assert again[("requests_in_flight",)] == 1
    assert figures_in(service.meters.exposition().decode())[("requests_in_flight",)] == 0
    later = figures_in(gauges.exposition(service, datetime.now(UTC) + timedelta(days=3)).decode())
    assert later["index_age_seconds", "public"] > timedelta(days=2).total_seconds()
    taken = again["index_passages", "cache", "public"]
    figure(f"{taken:.0f} of {fresh:.0f} passages of a second rebuild told as taken from the cache")


def test_a_generation_that_cannot_be_read_is_told(service: Service, browser: TestClient) -> None:
    operation = Operation(service, browser)
    operation.recorded()
    operation.built()
    assert scraped(browser)["index_problem", "public"] == 0
    operation.index_is_damaged()
    other = Service(service.settings, encoder=HashEncoder())
    other.open()
    with pytest.raises(Refused):
        other.searcher()
    found = scraped(TestClient(create_app(other)))
    other.close()
    assert found["index_problem", "public"] == 1
    assert found[("database_up",)] == 1
    assert ("records_waiting", "public") not in found
    assert not [key for key in found if key[0] == "index_generation_info"]


def test_without_its_database_a_service_still_tells_that(service: Service, browser: TestClient) -> None:
    assert scraped(browser)[("database_up",)] == 1
    away = Service(service.settings.model_copy(update={"database_url": "sqlite:////nowhere/at/all.db"}), HashEncoder())
    found = scraped(TestClient(create_app(away)))
    away.close()
    assert found[("database_up",)] == 0
    assert ("sign_ins_refused_total", "password") in found
    assert ("audit_events_total",) not in found


@pytest.mark.row("metrics")
def test_only_who_operates_reads_figures(service: Service, browser: TestClient, figure: Recorder) -> None:
    expected = {
        Role.COMPANY: 403,
        Role.OFFICER: 403,
        Role.REVIEWER: 403,
        Role.ADMINISTRATOR: 200,
    }
    browser.post("/api/v1/companies", json=company(), headers=as_(service, Role.ADMINISTRATOR))
    callers = {role: as_(service, role, "FICT-C1" if role is Role.COMPANY else None) for role in expected}
    found = {role: browser.get("/metrics", headers=headers).status_code for role, headers in callers.items()}
    assert found == expected
    sent = ("Bearer ", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", f"Basic {TOKEN}", TOKEN)
    strangers = ({}, *({"Authorization": header} for header in sent))
    assert [browser.get("/metrics", headers=each).status_code for each in strangers] == [401] * len(strangers)
    assert browser.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 401
    assert browser.post("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 405
    assert browser.get(f"/metrics?token={TOKEN}", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 422
    refused = sum(status != 200 for status in found.values()) + len(strangers)
    figure(f"{refused} of {refused} callers refused who may not operate")


def test_without_a_token_of_its_own_nobody_passes_for_the_scraper(settings: Settings) -> None:
    for token in (None, SecretStr("")):
        service = Service(settings.model_copy(update={"metrics_token": token}), encoder=HashEncoder())
        service.open()
        browser = TestClient(create_app(service))
        for header in ("Bearer", "Bearer ", "Bearer None"):
            assert browser.get("/metrics", headers={"Authorization": header}).status_code == 401
        service.close()


def test_no_label_holds_what_somebody_sent(service: Service, browser: TestClient) -> None:
    for folder in ("/patents", "/api/v1/patents", "/static", ""):
        address = f"{folder}/US-SECRET"
        browser.get(address, headers={"User-Agent": "US-SECRET"})
    browser.request("US-SECRET", "/api/v1/health")
    browser.post("/sign-in", data={"name": "US-SECRET", "password": "US-SECRET"})
    text = browser.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    assert "US-SECRET" not in text
    routes = {key[2] for key in figures_in(text) if key[0] == "request_seconds_count"}
    assert {"/patents/{record_id}", "/api/v1/patents/{patent_id}", "none", "/static", "/sign-in"} <= routes


def test_every_way_and_limit_is_told_before_it_happens(service: Service, browser: TestClient) -> None:
    found = scraped(browser)
    assert {key[1] for key in found if key[0] == "sign_ins_refused_total"} == set(WAYS)
    assert {key[1] for key in found if key[0] == "limits_hit_total"} == set(LIMITS.values())


COUNTING = """
import sys, time
from pathlib import Path
from api.meters import Meters
meters = Meters(Path(sys.argv[1]))
meters.in_flight.inc()
for _ in range(int(sys.argv[2])):
    meters.requests.labels("/x", "GET", "2xx").observe(0.01)
    meters.sign_ins_refused.labels("password").inc()
print("counted", flush=True)
time.sleep(600)
"""
TELLING = """
import sys
from pathlib import Path
from api.meters import Meters
sys.stdout.buffer.write(Meters(Path(sys.argv[1])).exposition())
"""


def test_processes_count_together_and_a_killed_one_holds_no_request(tmp_path: Path) -> None:
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}

    def started(count: int) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", COUNTING, str(tmp_path), str(count)]
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)

    def told() -> Figures:
        command = [sys.executable, "-c", TELLING, str(tmp_path)]
        told = subprocess.run(command, check=True, cwd=ROOT, env=environment, capture_output=True, text=True)
        return figures_in(told.stdout)

    both = [started(3), started(4)]
    try:
        for each in both:
            assert each.stdout is not None
            assert each.stdout.readline() == "counted\n"
        found = told()
        assert found["request_seconds_count", "GET", "/x", "2xx"] == 7
        assert found["sign_ins_refused_total", "password"] == 7
        assert found[("requests_in_flight",)] == 2
        both[0].kill()
        both[0].wait()
        found = told()
        assert found[("requests_in_flight",)] == 1
        assert found["request_seconds_count", "GET", "/x", "2xx"] == 7
    finally:
        for each in both:
            each.kill()
            each.communicate()


@pytest.mark.row("metrics")
def test_measuring_a_request_costs_little(figure: Recorder, scale: Scale) -> None:
    async def answer(scope: Any, receive: Any, send: Any) -> None:
        scope["route"] = SimpleNamespace(path_format="/matches")
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def send(message: Any) -> None:
        pass

    def seconds(app: Any, requests: int) -> float:
        async def several() -> float:
            started = time.perf_counter()
            for _ in range(requests):
                await app({"type": "http", "method": "GET", "path": "/api/v1/matches"}, None, send)
            return (time.perf_counter() - started) / requests

        with start_blocking_portal() as portal:
            return portal.call(several)

    requests = scale(2_000, 50_000)
    meters = Meters()
    with_ = min(seconds(Metered(answer, meters, "/api/v1"), requests) for _ in range(5))
    without = min(seconds(answer, requests) for _ in range(5))
    found = figures_in(meters.exposition().decode())
    assert found["request_seconds_count", "GET", "/api/v1/matches", "2xx"] == 5 * requests
    assert with_ - without < 0.001
    figure(f"{(with_ - without) * 1e6:.0f} µs a request")


@pytest.mark.row("metrics")
@pytest.mark.long
def test_several_processes_tell_of_all_requests(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, figure: Recorder, scale: Scale
) -> None:
    """Whichever process of two answers the scrape, it knows of every request that either has answered."""
    rounds, a_round = scale(0, 20), 50
    if not rounds:
        pytest.skip("with --long: starts processes; two that count together are above")
    monkeypatch.setenv("MATCHER_METRICS_TOKEN", TOKEN)
    key = ("request_seconds_count", "GET", "/api/v1/health", "2xx")
    times: list[float] = []
    with running(settings, "serve", "--port", "0", "--processes", "2") as process:
        address = line_with(process, "http://")
        assert process.stderr is not None
        Thread(target=process.stderr.read, daemon=True).start()
        assert until(lambda: answers(address), REPLACED)
        for number in range(1, rounds + 1):
            for _ in range(a_round):
                # A connection each: the kernel gives them to either process.
                httpx.get(f"{address}api/v1/health", timeout=60).raise_for_status()
            started = time.perf_counter()
            answer = httpx.get(f"{address}metrics", headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60)
            times.append(time.perf_counter() - started)
            assert figures_in(answer.text)[key] == number * a_round
        assert len(children(process)) == 2
    middle = sorted(times)[rounds // 2] * 1e3
    figure(f"{rounds} of {rounds} scrapes of two processes with every request of both, {middle:.0f} ms each")
