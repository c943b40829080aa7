"""From files to records: each source detected, read and kept, with what became of it. One way for upload and CLI."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.database import Database
from corpus.importers.detect import detect
from corpus.importers.format import Rejected
from corpus.importers.source import Source, sources
from corpus.ingest import ImportReport, Progress, ingest
from corpus.problems import Invalid, Refused

OnProgress = Callable[[Source, Progress], None]
OnRejected = Callable[[Source, Rejected], None]


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one source. `report` is None, and `refused` says why, where the file was refused."""

    source_name: str
    format_name: str | None
    report: ImportReport | None
    refused: Refused | None = None


def import_path(
    database: Database,
    path: Path,
    *,
    wanted: str = "auto",
    dry_run: bool = False,
    on_progress: OnProgress | None = None,
    on_rejected: OnRejected | None = None,
) -> Iterator[FileOutcome]:
    """Imports a file, an archive or a folder, one source after the other: a refused one does not stop the rest.

    Raises NotFound for a path that is not there, Invalid `no_files` for one that holds none.
    """
    count = 0
    for source in sources(path):
        count += 1
        yield _import_source(
            database, source, wanted=wanted, dry_run=dry_run, on_progress=on_progress, on_rejected=on_rejected
        )
    if not count:
        raise Invalid.because("no_files", "path", path)


def _import_source(
    database: Database,
    source: Source,
    *,
    wanted: str,
    dry_run: bool,
    on_progress: OnProgress | None,
    on_rejected: OnRejected | None,
) -> FileOutcome:
    found = None
    try:
        found = detect(source, wanted)
        report = ingest(
            database,
            found.read(source),
            source_name=source.name,
            format_name=found.name,
            kind=found.kind,
            dry_run=dry_run,
            progress=(lambda done: on_progress(source, done)) if on_progress else None,
            on_rejected=(lambda rejected: on_rejected(source, rejected)) if on_rejected else None,
        )
    except Refused as refused:
        return FileOutcome(source.name, found.name if found else None, None, refused)
    return FileOutcome(source.name, found.name, report)
