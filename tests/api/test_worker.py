"""The worker: on schedule, after changes, on request; one at a time however many run."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from api.operating.jobs import SCREENING
from api.operating.leasing import Stopped
from api.operating.rebuilding import JOB, rebuild_under_lease
from api.service import Service
from api.settings import Settings
from api.worker import Worker
from corpus.disclosure import Tier
from corpus.drafts import CompanyDraft, ProfileDraft
from corpus.problems import Conflict
from corpus.store import Store
from index.build import RebuildProgress
from index.rebuild import RebuildReport
from tests.fakes import HashEncoder


def register(service: Service, *numbers: int) -> None:
    drafts = [
        CompanyDraft(id=f"C{each}", name=f"Firm {each}", profile=ProfileDraft(summary=f"Makes part number {each}."))
        for each in numbers
    ]
    with service.database.transaction() as store:
        store.companies.put(drafts)


@pytest.fixture
def second(settings: Settings, service: Service) -> Iterator[Service]:
    """Another process's service on the same database and index."""
    other = Service(settings, encoder=HashEncoder())
    yield other
    other.close()


def test_the_first_step_builds_and_the_next_rests(service: Service) -> None:
    register(service, 1)
    worker = Worker(service, "one")
    report = worker.step()
    assert report is not None
    assert report.outcome == "published"
    assert worker.step() is None
    with service.database.reading() as store:
        run = store.jobs.history(JOB)[0]
    assert (run.state, run.owner) == ("succeeded", "one")
    assert "published" in (run.detail or "")


def test_a_request_over_the_api_is_taken_up(client: TestClient, service: Service) -> None:
    register(service, 1)
    Worker(service).step()
    queued = client.post("/api/v1/index/rebuild", json={"full": True})
    assert queued.status_code == 202
    report = Worker(service).step()
    assert report is not None
    assert report.outcome == "published"
    # A serving process loads a new generation beside the old one, and then takes it over.
    client.get("/api/v1/index")
    service.index.settle()
    assert client.get("/api/v1/index").json()["generation"] == report.generation
    assert client.post("/api/v1/index/verification").json()["items"][0]["sound"] is True
    rolled = client.post("/api/v1/index/rollback").json()["generation"]
    assert f"public:{rolled}" != report.generation


def test_many_changes_and_the_schedule_call_for_a_rebuild(settings: Settings) -> None:
    service = Service(settings.model_copy(update={"rebuild_after_changes": 3}), encoder=HashEncoder())
    service.open()
    moment = datetime.now(UTC)
    Worker(service).step()
    later = Worker(service, clock=lambda: moment + timedelta(minutes=5))
    register(service, 1, 2)
    assert later.step() is None
    register(service, 3)
    report = later.step()
    assert report is not None
    assert report.outcome == "published"
    register(service, 4)
    tomorrow = Worker(service, clock=lambda: moment + timedelta(days=1, minutes=1))
    assert tomorrow.step() is not None
    service.close()


def test_two_workers_never_build_at_once(service: Service, second: Service) -> None:
    register(service, 1, 2)
    inside, leave = threading.Event(), threading.Event()

    def hold(_done: RebuildProgress) -> None:
        inside.set()
        assert leave.wait(20)

    building = threading.Thread(target=rebuild_under_lease, args=(service,), kwargs={"owner": "a", "progress": hold})
    building.start()
    assert inside.wait(20)
    # Longer than the lease of one second: it is renewed meanwhile.
    threading.Event().wait(1.5)
    assert Worker(second, "b").step() is None
    with pytest.raises(Conflict):
        rebuild_under_lease(second, owner="b")
    leave.set()
    building.join(20)
    with service.database.reading() as store:
        assert [run.owner for run in store.jobs.history(JOB)] == ["a"]


def test_a_stopped_worker_leaves_the_rest_to_another(service: Service, second: Service) -> None:
    register(service, 1)
    stopped = Worker(service, "a")
    stopped.stop.set()
    with pytest.raises(Stopped):
        stopped.step()
    report = Worker(second, "b").step()
    assert report is not None
    assert report.outcome == "published"


def test_the_lease_of_a_process_that_died_here_is_taken_over_at_once(service: Service) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    now = datetime.now(UTC)
    with service.database.transaction() as store:
        assert store.jobs.claim(JOB, f"{socket.gethostname()}:{dead.pid}:1", 3_600, now)
    assert rebuild_under_lease(service).outcome == "published"


@pytest.mark.parametrize(
    "owner",
    ["elsewhere:1:1", f"{socket.gethostname()}:{os.getpid()}:1", "not a process"],
    ids=["elsewhere", "running", "unreadable"],
)
def test_a_lease_of_a_process_that_may_run_is_respected(service: Service, owner: str) -> None:
    with service.database.transaction() as store:
        assert store.jobs.claim(JOB, owner, 3_600, datetime.now(UTC))
    with pytest.raises(Conflict):
        rebuild_under_lease(service)


def test_a_lease_that_ran_out_is_taken_over(service: Service, second: Service) -> None:
    register(service, 1)
    past = datetime.now(UTC) - timedelta(minutes=5)
    with service.database.transaction() as store:
        assert store.jobs.claim(JOB, "dead", 1, past)
        store.jobs.request(JOB, past)
    assert Worker(second, "b").step() is not None
    with service.database.reading() as store:
        assert [(run.owner, run.state) for run in store.jobs.history(JOB)] == [("b", "succeeded"), ("dead", "lost")]


def test_running_workers_publish_once_and_stop(service: Service, second: Service) -> None:
    register(service, 1, 2, 3)
    workers = [Worker(service, "a"), Worker(second, "b")]
    threads = [threading.Thread(target=worker.run) for worker in workers]
    for thread in threads:
        thread.start()
    for _ in range(200):
        if service.generations[Tier.PUBLIC].current():
            break
        threading.Event().wait(0.05)
    for worker in workers:
        worker.stop.set()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive()
    assert len(service.generations[Tier.PUBLIC].names()) == 1


def test_what_a_dead_worker_was_asked_for_is_taken_up_without_waiting_for_the_schedule(service: Service) -> None:
    register(service, 1)
    Worker(service, "first").step()
    past = datetime.now(UTC) - timedelta(minutes=5)
    with service.database.transaction() as store:
        store.jobs.request(JOB, past, {"full": True})
        assert store.jobs.claim(JOB, "elsewhere:1:1", 1, past)
    report = Worker(service, "second").step()
    assert report is not None
    assert report.outcome == "published"
    with service.database.reading() as store:
        assert [run.state for run in store.jobs.history(JOB)] == ["succeeded", "lost", "succeeded"]


def test_what_another_did_meanwhile_is_not_done_again(service: Service, second: Service) -> None:
    """Both workers see the request; the one is through before the other takes the job."""

    class Slow(Worker):
        def _reason(self, store: Store) -> str:
            found = super()._reason(store)
            if found and not meanwhile:
                meanwhile.append(Worker(service, "quick").step())
            return found

    meanwhile: list[RebuildReport | None] = []
    register(service, 1)
    with service.database.transaction() as store:
        store.jobs.request(JOB, datetime.now(UTC), {"full": True})
    assert Slow(second, "slow").step() is None
    assert [report.outcome for report in meanwhile if report] == ["published"]
    with service.database.reading() as store:
        assert [run.owner for run in store.jobs.history(JOB)] == ["quick"]


def test_two_workers_never_scan_anew_at_once(service: Service, second: Service) -> None:
    register(service, 1)
    now = datetime.now(UTC)
    with service.database.transaction() as store:
        store.jobs.request(SCREENING, now)
        assert store.jobs.claim(SCREENING, "a", 3_600, now)
        store.jobs.request(SCREENING, now)
    Worker(second, "b").step()
    with service.database.transaction() as store:
        job = store.jobs.get(SCREENING)
        assert job is not None
        # What is asked for meanwhile waits for the next.
        assert (job.owner, job.requested_at) == ("a", now)
        store.jobs.expire(SCREENING, "a", now)
    Worker(second, "b").step()
    with service.database.reading() as store:
        assert [(run.owner, run.state) for run in store.jobs.history(SCREENING)] == [("b", "succeeded"), ("a", "lost")]


def test_a_scan_of_everything_that_is_stopped_is_left_to_another(service: Service, second: Service) -> None:
    register(service, 1)
    with service.database.transaction() as store:
        store.jobs.request(SCREENING, datetime.now(UTC))
    stopped = Worker(service, "a")
    stopped.stop.set()
    with pytest.raises(Stopped):
        stopped.step()
    with service.database.reading() as store:
        job = store.jobs.get(SCREENING)
    assert job is not None
    assert (job.owner, job.requested_at is not None) == (None, True)
    Worker(second, "b").step()
    with service.database.reading() as store:
        runs = [(run.owner, run.state, run.detail) for run in store.jobs.history(SCREENING)]
    assert [each[:2] for each in runs] == [("b", "succeeded"), ("a", "failed")]
    assert runs[1][2] == "stopped"
