"""The clock a day or a year off, then back: nothing is built twice, and nothing waits for the time that it showed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from api.accounts.signing import MOST_FAILURES, PASSWORD, with_password
from api.attempts import LIMITS
from api.mailing import send_waiting
from api.operating.jobs import pulse
from api.operating.rebuilding import JOB, rebuild_under_lease
from api.service import Service
from api.settings import Settings
from api.worker import Worker
from corpus.problems import Conflict, TooOften, Unauthorised
from corpus.records import Frequency, TokenPurpose
from corpus.roles import Caller, Role
from corpus.store.attempts import WINDOW
from corpus.store.jobs import Result
from corpus.store.mails import LONGEST_PAUSE
from corpus.store.tokens import Origin
from index.build import RebuildProgress
from tests.clocks import WrongClock
from tests.conftest import Scale
from tests.fakes import HashEncoder
from tests.proof.figures import Recorder
from tests.signing import make_person, quick_passwords
from tests.sites import drafts

LEASE = timedelta(minutes=5)
DAY, YEAR = timedelta(days=1), timedelta(days=365)
OFFSETS = (DAY, -DAY, YEAR, -YEAR, timedelta(hours=2), timedelta(hours=-2), timedelta(days=40), -2 * YEAR)
LOCAL = Caller(Role.ADMINISTRATOR, "tests")
HERE = Origin("tests", "192.0.2.1")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> WrongClock:
    return WrongClock(monkeypatch)


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    yield from _opened(settings)


@pytest.fixture
def second(settings: Settings) -> Iterator[Service]:
    """Another process's."""
    yield from _opened(settings)


def _opened(settings: Settings) -> Iterator[Service]:
    # What waits for the schedule is told apart from what changes call for.
    # A lease is renewed long after the jump.
    own = {"rebuild_after_changes": 1_000, "rebuild_schedule": "0 3 * * *", "lease_seconds": LEASE.total_seconds()}
    chosen = settings.model_copy(update=own)
    made = Service(chosen, encoder=HashEncoder())
    made.open()
    made.passwords = quick_passwords()
    yield made
    made.close()


@dataclass
class Seen:
    """What came of the jumps."""

    jumps: int = 0
    twice: int = 0
    stolen: int = 0
    stuck: list[str] = field(default_factory=list)


@pytest.mark.row("clock")
def test_a_clock_that_was_wrong_and_is_right_again_leaves_nothing_behind(
    service: Service, second: Service, clock: WrongClock, scale: Scale, figure: Recorder
) -> None:
    worker, seen, offsets = Worker(service), Seen(), OFFSETS[: scale(4, len(OFFSETS))]
    _register(service, 1)
    assert worker.step() is not None
    with service.database.transaction() as store:
        for number in range(len(offsets)):
            make_person(store, f"kim{number}", Role.OFFICER, email=f"kim{number}@a.example", factor=False)
        store.searches.keep(
            "kim0", name="Pumps", question="text=pump", to="companies", frequency=DAILY, now=clock.now()
        )
    for number, offset in enumerate(offsets):
        seen.stolen += _jump_while_it_builds(service, second, clock, offset)
        seen.twice += _built_by(worker, 3) > 0
        _use_while_wrong(service, clock, f"kim{number}")
        clock.ahead = timedelta()
        seen.twice += _built_by(worker, 3) > 0
        seen.stuck += _stuck(service, worker, clock, f"kim{number}")
        clock.ahead = timedelta()
        with service.database.transaction() as store:
            store.put_clock_right(clock.now(), timedelta(seconds=1))
        seen.jumps += 1
    with service.database.reading() as store:
        chain, events = store.audit.verify(), store.audit.events(limit=10_000)
    numbers = [event.seq for event in events]
    assert (chain.broken, numbers) == (None, list(range(chain.count, 0, -1)))
    assert [event.at for event in events] != sorted((event.at for event in events), reverse=True)
    assert (seen.twice, seen.stolen, seen.stuck) == (0, 0, [])
    figure(
        f"{seen.twice} double rebuilds, {seen.stolen} leases stolen, {len(seen.stuck)} things stuck over {seen.jumps} "
        f"jumps there and back; {chain.count} audit events in their order, the chain verifies"
    )


DAILY = Frequency.DAILY


def _register(service: Service, count: int) -> None:
    with service.database.transaction() as store:
        store.companies.put(drafts(count))


def _jump_while_it_builds(service: Service, second: Service, clock: WrongClock, offset: timedelta) -> bool:
    """Whether another process took the rebuild over, though the one that holds it lives."""
    inside, leave = threading.Event(), threading.Event()

    def hold(_done: RebuildProgress) -> None:
        inside.set()
        assert leave.wait(60)

    building = threading.Thread(target=rebuild_under_lease, args=(service,), kwargs={"full": True, "progress": hold})
    before = _started(service)
    building.start()
    assert inside.wait(60)
    clock.ahead = offset
    try:
        Worker(second).step()
        with suppress(Conflict):
            rebuild_under_lease(second, owner="another")
    finally:
        leave.set()
        building.join(60)
    return _started(service) != before + 1


def _started(service: Service) -> int:
    with service.database.reading() as store:
        return len(store.jobs.history(JOB, 1_000))


def _built_by(worker: Worker, steps: int) -> int:
    """How many generations; a look that finds every record in the present one is none."""
    reports = [worker.step() for _ in range(steps)]
    return sum(report is not None and report.outcome == "published" for report in reports)


def _use_while_wrong(service: Service, clock: WrongClock, name: str) -> None:
    """Leases that nobody gives back, a letter that fails, failures to sign in, an address that tries too often."""
    now = clock.now()
    with service.database.transaction() as store:
        assert store.jobs.claim("elsewhere", f"elsewhere:{name}:1:1", 1, now)
        store.mails.queue(purpose="alert", recipient="a@b.example", subject="S", text="T", account=None, now=now)
        for letter in store.mails.take(now):
            store.mails.failed(letter.id or 0, "refused", now)
        store.searches.reported([1], now)
        store.accounts.issue(name, TokenPurpose.SESSION, LOCAL, now=now)
    for _ in range(MOST_FAILURES[PASSWORD] + 1):
        with pytest.raises((Unauthorised, TooOften)):
            with_password(service, name, "wrong", HERE)
    for _ in range(LIMITS["reset"].most):
        service.attempts.take("reset", "192.0.2.2")


def _stuck(service: Service, worker: Worker, clock: WrongClock, name: str) -> Iterator[str]:
    """What does not go on, or does not end, in its time once the clock is right again."""
    with service.database.transaction() as store:
        opened = store.accounts.open_session(name, clock.now() + 2 * YEAR, by="tests").token
    if _holds(service, opened, clock):
        yield "session"
    clock.ahead = LEASE + timedelta(seconds=2)
    with service.database.transaction() as store:
        if not store.jobs.claim("elsewhere", "another", 1, clock.now()):
            yield "lease"
        else:
            store.jobs.release("elsewhere", "another", Result("succeeded"), clock.now())
    clock.ahead = WINDOW + timedelta(minutes=2)
    try:
        with_password(service, name, "heron walks over the quiet ridge", HERE)
    except TooOften:
        yield "failures"
    clock.ahead = LONGEST_PAUSE + timedelta(minutes=1)
    try:
        service.attempts.take("reset", "192.0.2.2")
    except TooOften:
        yield "address"
    with service.database.reading() as store:
        if pulse(store, service.settings, clock.now()).beats:
            yield "worker's pulse"
    send_waiting(service)
    with service.database.reading() as store:
        if store.mails.counts().waiting:
            yield "letter"
    _register(service, 60 + int(name.removeprefix("kim")))
    clock.ahead = DAY + timedelta(minutes=5)
    if _built_by(worker, 3) != 1:
        yield "schedule"
    with service.database.reading() as store:
        reported = [each.search.reported_at for each in store.searches.watched()]
    if any(at is not None and at > clock.now() for at in reported):
        yield "saved search"


def _holds(service: Service, token: str, clock: WrongClock) -> bool:
    try:
        with service.database.reading() as store:
            store.accounts.held(token, TokenPurpose.SESSION, clock.now())
    except Unauthorised:
        return False
    return True
