"""From files to records: each source detected, read and kept, with what became of it. One way for upload and CLI."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from corpus.database import Database
from corpus.importers.child import Reading, ReadSource
from corpus.importers.format import Rejected
from corpus.ingest import ImportReport, Progress, ingest
from corpus.problems import Invalid, Refused, Unavailable
from corpus.store import Store
from corpus.store.imports import Counts

OnBatch = Callable[[ReadSource, Store, Counts], None]
"""Works in the transaction of each batch, told the counts of the source so far."""
OnProgress = Callable[[ReadSource, Progress], None]
OnRejected = Callable[[ReadSource, Rejected], None]

MOST_FILES: Final = 500
"""Of an archive so many files that were taken and so many that were refused are told one by one."""


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one source. `report` is None, and `refused` says why, where the file was refused.

    `size` is the source's in bytes as it is stored.
    """

    source_name: str
    format_name: str | None
    report: ImportReport | None
    refused: Refused | None = None
    size: int = 0


@dataclass(slots=True)
class Outcomes:
    """What became of all files behind a path: `told` of the first ones, the counts of all."""

    told: list[FileOutcome] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    taken: int = 0
    refused: int = 0

    def add(self, outcome: FileOutcome) -> None:
        if report := outcome.report:
            self.taken += 1
            self.counts = self.counts.plus(
                Counts(report.rows, report.added, report.updated, report.unchanged, report.rejected)
            )
        else:
            self.refused += 1
        if (self.taken if report else self.refused) <= MOST_FILES:
            self.told.append(outcome)

    @property
    def refusal(self) -> Refused | None:
        """That of the first file, where none was taken."""
        return None if self.taken or not self.told else self.told[0].refused


def import_path(
    database: Database,
    path: Path,
    *,
    wanted: str = "auto",
    dry_run: bool = False,
    on_progress: OnProgress | None = None,
    on_rejected: OnRejected | None = None,
    on_batch: OnBatch | None = None,
    on_total: Callable[[int], None] | None = None,
    mends: int | None = None,
    upload_id: int | None = None,
) -> Iterator[FileOutcome]:
    """Imports a file, an archive or a folder, one source after the other: a refused one does not stop the rest.

    What is read is read in a process of its own (`corpus.importers.child`). `on_total` is told the size of all files
    before the first; `mends` is the import whose rejected rows it brings back, `upload_id` the upload that it
    came with.

    Raises NotFound for a path that is not there, Invalid `no_files` for one that holds none, `none_of_many` for an
    archive of very many refused files, TooLarge `file_too_much_work` for a path that takes its process down again and
    again.
    """
    count = 0
    reading = Reading(path, wanted)
    # Closed with this generator: the process ends with the import that it reads for.
    with closing(reading.sources(count=on_total is not None)) as sources:
        for source in sources:
            if not count and on_total:
                on_total(reading.total or 0)
            count += 1
            yield _import_source(
                database,
                source,
                dry_run=dry_run,
                on_progress=on_progress,
                on_rejected=on_rejected,
                on_batch=on_batch,
                mends=mends,
                upload_id=upload_id,
            )
    if not count:
        raise Invalid.because("no_files", "path", path)


def _import_source(
    database: Database,
    source: ReadSource,
    *,
    dry_run: bool,
    on_progress: OnProgress | None,
    on_rejected: OnRejected | None,
    on_batch: OnBatch | None,
    mends: int | None,
    upload_id: int | None,
) -> FileOutcome:
    try:
        found = source.detected()
        report = ingest(
            database,
            source.rows(),
            source_name=source.name,
            format_name=found.name,
            kind=found.kind,
            dry_run=dry_run,
            progress=(lambda done: on_progress(source, done)) if on_progress else None,
            on_rejected=(lambda rejected: on_rejected(source, rejected)) if on_rejected else None,
            on_batch=(lambda store, counts: on_batch(source, store, counts)) if on_batch else None,
            mends=mends,
            upload_id=upload_id,
        )
    except Unavailable:
        # No fault of the file: whoever imports it may try again.
        raise
    except Refused as refused:
        name = source.format.name if source.format else None
        # Its traceback holds all that was under way, and an archive may have a hundred thousand refused files.
        return FileOutcome(source.name, name, None, refused.with_traceback(None), source.size)
    return FileOutcome(source.name, found.name, report, size=source.size)
