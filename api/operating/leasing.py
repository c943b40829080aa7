"""Leases: a job that one process at a time may hold, over any number of processes and machines."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final

import structlog

from api.service import Service
from corpus.problems import Conflict, Refused
from corpus.store import Store
from corpus.store.jobs import Result

log = structlog.get_logger(__name__)

LEASED: Final = "job_leased"
"""The code of the refusal of a job that another process holds."""


class Stopped(Exception):
    """The work was asked to end early; what it had done stays done."""


def process_name() -> str:
    """Names this process and thread among all that share the database."""
    return f"{socket.gethostname()}:{os.getpid()}:{threading.get_native_id()}:{_begun(os.getpid())}"


def has_died(owner: str) -> bool:
    """Whether that process was one of this machine and runs no more; of another machine's nothing is known."""
    host, _, rest = owner.partition(":")
    number = rest.partition(":")[0]
    if host != socket.gethostname() or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def is_alive(owner: str) -> bool:
    """Whether that process is one of this machine and runs: the same one, not a later one of its number."""
    host, _, rest = owner.partition(":")
    number, _, rest = rest.partition(":")
    begun = rest.partition(":")[2]
    return host == socket.gethostname() and number.isdigit() and begun != "" and begun == _begun(int(number))


def _begun(number: int) -> str:
    """When a process began, in ticks since the machine did, which no setting of its clock changes; "" if unknown."""
    try:
        # Its name, in parentheses, may hold anything.
        fields = Path(f"/proc/{number}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return ""
    return fields[19]


class Lease:
    """Holds a job while the block runs, renewing it from a thread.

    Raises Conflict with the code `refusal` where another holds it, or where it is not `wanted` as it is taken.
    """

    def __init__(
        self,
        service: Service,
        job: str,
        owner: str,
        *,
        refusal: str = LEASED,
        wanted: Callable[[Store], bool] | None = None,
    ) -> None:
        self._service = service
        self._job = job
        self._owner = owner
        self._refusal = refusal
        self._wanted = wanted
        self._seconds = service.settings.lease_seconds
        self._over = threading.Event()
        self.lost = threading.Event()
        self._renewing = threading.Thread(target=self._renew, name="lease", daemon=True)

    def __enter__(self) -> Lease:
        with self._service.database.transaction() as store:
            holder = store.jobs.lock(self._job)
            if holder.owner and has_died(holder.owner):
                store.jobs.expire(self._job, holder.owner, datetime.now(UTC))
            # One that lives renews it: if it ran out all the same, the clock was put forward.
            held = holder.owner not in {None, self._owner} and is_alive(str(holder.owner))
            wanted = not held and (self._wanted is None or self._wanted(store))
            if not wanted or not store.jobs.claim(self._job, self._owner, self._seconds, datetime.now(UTC)):
                raise Conflict.because(self._refusal, "job", self._job, seconds=int(self._seconds))
        self._renewing.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._renewing.join()
        if error is not None:
            self.release(Result("failed", _told(error)), again=isinstance(error, (Stopped, KeyboardInterrupt)))

    def release(self, result: Result, *, again: bool = False) -> None:
        """Gives the job back; `again` asks for it anew, so that what was cut off is taken up."""
        now = datetime.now(UTC)
        try:
            with self._service.database.transaction() as store:
                store.jobs.release(self._job, self._owner, result, now)
                if again:
                    store.jobs.request(self._job, now)
        except Conflict:
            log.warning("lease_lost", job=self._job, owner=self._owner)

    def _renew(self) -> None:
        while not self._over.wait(self._seconds / 3):
            try:
                with self._service.database.transaction() as store:
                    if not store.jobs.renew(self._job, self._owner, self._seconds, datetime.now(UTC)):
                        self.lost.set()
                        return
            except Refused as refused:
                # The database may be back before the lease runs out.
                log.warning("lease_not_renewed", job=self._job, code=refused.problem.code)
            except Exception:
                # While this process lives, nobody else takes over: it must not give up.
                log.exception("lease_not_renewed", job=self._job)


def _told(error: BaseException) -> str:
    if isinstance(error, Refused):
        return f"{error.problem.code} {error.problem.value}".strip()
    return "stopped" if isinstance(error, (Stopped, KeyboardInterrupt)) else type(error).__name__
