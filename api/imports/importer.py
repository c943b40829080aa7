"""Importing what waits: one upload after the other, each held under a lease that its batches renew.

When the process that holds one dies, the next one begins anew, and what was kept before comes out as unchanged.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final

import structlog

from api.imports.importing import FileOutcome, Outcomes, import_path
from api.imports.uploading import path_of, remove_file
from api.operating.leasing import has_died, process_name
from api.service import Service, ask_for_rebuild
from corpus.importers.child import ReadSource
from corpus.ingest import CutOff
from corpus.problems import Conflict, Problem, Refused, Unavailable
from corpus.records import Upload
from corpus.store import Store
from corpus.store.imports import Counts
from corpus.store.uploads import MOST_ATTEMPTS

log = structlog.get_logger(__name__)

POLL_SECONDS: Final = 5.0
"""How often a process that serves looks for uploads that another one left behind."""


class Importer:
    """Imports what waits, one upload after the other. `run` until `stop` is set, or `step` once."""

    def __init__(self, service: Service, owner: str = "", clock: Callable[[], datetime] | None = None) -> None:
        self.service = service
        self.stop = threading.Event()
        self._owner = owner
        self._clock = clock or (lambda: datetime.now(UTC))
        self._woken = threading.Event()

    @property
    def owner(self) -> str:
        return self._owner or process_name()

    def run(self, poll_seconds: float = POLL_SECONDS) -> None:
        """Works and waits by turns; what fails here is logged and tried again."""
        while not self.stop.is_set():
            self._woken.clear()
            try:
                while self.step():
                    pass
            except Exception:
                log.exception("importing_failed")
            self._woken.wait(poll_seconds)

    def wake(self) -> None:
        """Tells `run` that an upload waits."""
        self._woken.set()

    def end(self) -> None:
        """Ends `run` after the batch under way; its upload waits for the next process."""
        self.stop.set()
        self._woken.set()

    def step(self) -> bool:
        """Imports the oldest upload that waits, and says whether there was one."""
        upload = self._claimed()
        if upload is None:
            return False
        _Work(self, upload, self._clock).run()
        return True

    def _claimed(self) -> Upload | None:
        now = self._clock()
        with self.service.database.reading() as store:
            dead = {row.owner for row in store.uploads.running() if row.owner and has_died(row.owner)}
            if not dead and not store.uploads.is_due(now):
                return None
        with self.service.database.transaction() as store:
            for owner in dead:
                store.uploads.expire(str(owner), now)
            upload = store.uploads.claim(self.owner, self.service.settings.lease_seconds, now)
            if upload is not None and upload.attempts > 1 and upload.id is not None:
                store.imports.cut_off(upload.id)
            return upload


class _Work:
    """One upload's import under way."""

    def __init__(self, importer: Importer, upload: Upload, clock: Callable[[], datetime]) -> None:
        self._service, self._stop, self._owner = importer.service, importer.stop, importer.owner
        self._seconds = importer.service.settings.lease_seconds
        self._upload, self._clock = upload, clock
        self._number = upload.id or 0
        self._outcomes, self._bytes_before = Outcomes(), 0
        self._over = threading.Event()

    def run(self) -> None:
        """Imports it; whatever happens, its row says so, or is left to the lease."""
        upload = self._upload
        log.info("upload_started", upload=self._number, attempt=upload.attempts)
        renewing = threading.Thread(target=self._renew, name="upload-lease", daemon=True)
        renewing.start()
        try:
            self._import()
        except CutOff:
            self._told(lambda store: store.uploads.give_back(self._number, self._owner, self._clock()))
        except Unavailable as unavailable:
            # The database or the disk: no fault of the file. The lease runs out, and it is taken up again.
            log.warning("upload_interrupted", upload=self._number, code=unavailable.problem.code)
            self._failed_or_again(unavailable.problem.code)
        except Refused as refused:
            self._fail(refused.problem)
        except Exception as error:
            log.exception("upload_failed", upload=self._number)
            self._failed_or_again(type(error).__name__)
        finally:
            self._over.set()
            renewing.join()

    def _import(self) -> None:
        upload = self._upload
        if upload.attempts > MOST_ATTEMPTS:
            problem = Problem.of("upload_keeps_failing", "file", upload.name, attempts=upload.attempts - 1)
            return self._fail(problem)
        path = path_of(self._service, upload)
        outcomes = self._outcomes
        for outcome in import_path(
            self._service.database,
            path,
            wanted=upload.format_name,
            dry_run=upload.dry_run,
            on_batch=self._on_batch,
            on_total=self._tell_total,
            mends=upload.mends,
            upload_id=self._number,
        ):
            outcomes.add(outcome)
            self._bytes_before += outcome.size
            if self._stop.is_set():
                raise CutOff
        files = [_file(outcome, samples=upload.dry_run) for outcome in outcomes.told]
        if outcomes.refusal:
            return self._fail(outcomes.refusal.problem, files)
        return self._finish(files)

    def _on_batch(self, source: ReadSource, store: Store, counts: Counts) -> None:
        """In the batch's transaction: what another has taken over is not written twice."""
        total = self._outcomes.counts.plus(counts)
        done = self._bytes_before + source.position
        try:
            store.uploads.advance(self._number, self._owner, self._seconds, self._clock(), done=done, **asdict(total))
        except Conflict as taken:
            raise CutOff from taken
        if self._stop.is_set():
            # Raised within the transaction: this batch comes with the next attempt.
            raise CutOff

    def _tell_total(self, total: int) -> None:
        with self._service.database.transaction() as store:
            try:
                store.uploads.advance(self._number, self._owner, self._seconds, self._clock(), total=total)
            except Conflict as taken:
                raise CutOff from taken

    def _finish(self, files: list[dict[str, Any]]) -> None:
        upload, counts = self._upload, self._outcomes.counts

        def finish(store: Store) -> None:
            store.uploads.finish(self._number, self._owner, files, counts, self._clock())
            if upload.rebuild and not upload.dry_run and counts.added + counts.updated:
                ask_for_rebuild(store)
            if not upload.dry_run:
                store.uploads.forget_file(self._number)

        self._told(finish)
        if not upload.dry_run:
            remove_file(self._service, upload.path)
        log.info("upload_ended", upload=self._number, **asdict(counts))

    def _fail(self, problem: Problem, files: list[dict[str, Any]] | None = None) -> None:
        # Where uploads lie is nothing to the sender.
        name = self._upload.name
        if str(self._service.settings.upload_dir) in problem.value:
            problem = Problem(problem.code, problem.field, name, problem.facts)
        self._told(lambda store: store.uploads.fail(self._number, self._owner, problem, self._clock(), files or []))

    def _failed_or_again(self, cause: str) -> None:
        """Lets it wait for another attempt, or after the last says why."""
        if self._upload.attempts < MOST_ATTEMPTS:
            # Not given back at once: the lease is the rest between two attempts.
            return
        self._fail(Problem.of("upload_failed", "file", self._upload.name, cause=cause))

    def _told(self, tell: Callable[[Store], None]) -> None:
        try:
            with self._service.database.transaction() as store:
                tell(store)
        except Conflict:
            log.warning("upload_taken_over", upload=self._number)

    def _renew(self) -> None:
        """Keeps the lease where a batch takes long. A dry run's own transaction may keep this waiting."""
        while not self._over.wait(self._seconds / 3):
            with suppress(Refused), self._service.database.transaction() as store:
                store.uploads.advance(self._number, self._owner, self._seconds, self._clock())


def _file(outcome: FileOutcome, *, samples: bool) -> dict[str, Any]:
    """What became of one file, in plain JSON values; of a dry run with the first rejected rows."""
    report, refused = outcome.report, outcome.refused
    counts = (
        Counts(report.rows, report.added, report.updated, report.unchanged, report.rejected) if report else Counts()
    )
    shown = [
        {"row": each.row, "problem": _problem(each.problem), "original": each.original[:1_000]}
        for each in (report.samples if report and samples else ())
    ]
    return {
        "source_name": outcome.source_name,
        "format_name": outcome.format_name,
        "run_id": report.run_id if report else None,
        **asdict(counts),
        "samples": shown,
        "problem": _problem(refused.problem) if refused else None,
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {"code": problem.code, "field": problem.field, "value": problem.value, "facts": dict(problem.facts)}
