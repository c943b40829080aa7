"""`matcher import`: files, archives and folders into the database."""

# ruff: noqa: ARG001, PLR0917 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.options import DataDir, Json, Lang, given_path
from api.cli.progress import progress
from api.cli.terminal import DONE, FAILED, answer, language, note, say, worded, words

if TYPE_CHECKING:
    from api.imports.importing import FileOutcome
    from corpus.importers.child import ReadSource
    from corpus.importers.format import Rejected
    from corpus.ingest import Progress


def add_to(app: typer.Typer) -> None:
    app.command("import")(import_files)


def import_files(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", parser=given_path, help="Files, archives or folders.")
    ],
    format_name: Annotated[str, typer.Option("--format", help="`auto`, or a format of “matcher formats”.")] = "auto",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only report what would be done.")] = False,
    rejected: Annotated[
        Path | None,
        typer.Option("--rejected", help="File for rejected rows (.csv or .jsonl); else in the data folder."),
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Import patents, companies and needs. Rows that cannot be taken go to a file, with reasons."""
    # Importers and database cost half a second: not for `--help`.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`
    from api.imports.importing import import_path  # noqa: PLC0415 - heavy, and not for `--help`

    outcomes: list[FileOutcome] = []
    with opened(data_dir) as service, progress("rows") as report:
        rejections = Rejections(rejected, service.settings.data_dir / "rejected")

        def on_progress(source: ReadSource, done: Progress) -> None:
            report(source.name, done.counts.rows, None)

        with rejections:
            for path in paths:
                for outcome in import_path(
                    service.database,
                    path,
                    wanted=format_name,
                    dry_run=dry_run,
                    on_progress=on_progress,
                    on_rejected=rejections.keep,
                ):
                    outcomes.append(outcome)
                    _tell(outcome, dry_run=dry_run)
    for path in rejections.paths:
        note(words()("rejected rows: %(path)s", path=path))
    answer(_document(outcomes, rejections.paths, dry_run=dry_run))
    raise typer.Exit(FAILED if any(_is_lost(outcome, outcomes) for outcome in outcomes) else DONE)


def _is_lost(outcome: FileOutcome, all_outcomes: list[FileOutcome]) -> bool:
    """Whether a refused file's content is nowhere: a companion table was read with the table that it belongs to."""
    if outcome.refused is None:
        return False
    problem = outcome.refused.problem
    main = str(problem.facts.get("main", ""))
    read_along = any(each.report and main in each.source_name for each in all_outcomes)
    return not (problem.code == "companion_file" and read_along)


class Rejections:
    """One file of rejected rows for each source that has any."""

    def __init__(self, wanted: Path | None, folder: Path) -> None:
        self.paths: list[Path] = []
        self._wanted, self._folder = wanted, folder
        self._stack = ExitStack()
        self._writing = ""

    def __enter__(self) -> None:
        self._stack.__enter__()

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def keep(self, source: ReadSource, row: Rejected) -> None:
        # As above: the store behind it is heavy.
        from corpus.rejections import RejectionFile  # noqa: PLC0415 - heavy, and not for `--help`

        if source.name != self._writing:
            self._stack.close()
            self._writing = source.name
            path = self._path(source.name)
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._stack.enter_context(RejectionFile(path, source.name, language()))
            self.paths.append(path)
        self._file.write(row)

    def _path(self, source_name: str) -> Path:
        if self._wanted is None:
            safe = "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in source_name)
            first = self._folder / f"{safe[-120:]}.csv"
        else:
            first = self._wanted
        path, number = first, 1
        while path in self.paths:
            number += 1
            path = first.with_name(f"{first.stem}-{number}{first.suffix}")
        return path


def _tell(outcome: FileOutcome, *, dry_run: bool) -> None:
    report = outcome.report
    if report is None:
        said = worded(outcome.refused.problem) if outcome.refused else None
        note(f"{outcome.source_name}: {said.reason if said else ''}")
        note(f"→ {said.mend if said else ''}")
        return
    rate = report.rows / report.seconds if report.seconds else 0
    told = words()
    counted = told(
        "%(rows)s rows: %(added)s added, %(updated)s updated, %(unchanged)s unchanged, %(rejected)s rejected "
        "(%(rate)s rows/s)",
        rows=f"{report.rows:,}",
        added=f"{report.added:,}",
        updated=f"{report.updated:,}",
        unchanged=f"{report.unchanged:,}",
        rejected=f"{report.rejected:,}",
        rate=f"{rate:,.0f}",
    )
    dry = f", {told('dry run')}" if dry_run else ""
    say(f"{outcome.source_name}: {report.format_name} ({told(report.kind.capitalize())}){dry}: {counted}")
    for row in report.samples[:3]:
        why = worded(row.problem)
        note(f"  {told('row')} {row.row}: {why.reason} → {why.mend}")
    if report.rejected > 3:
        note("  … " + told("and %(count)s more", count=f"{report.rejected - 3:,}"))


def _document(outcomes: list[FileOutcome], rejected: list[Path], *, dry_run: bool) -> dict[str, object]:
    files: list[dict[str, object]] = []
    for outcome in outcomes:
        report, problem = outcome.report, outcome.refused.problem if outcome.refused else None
        said = worded(problem) if problem else None
        files.append(
            {
                "file": outcome.source_name,
                "format": outcome.format_name,
                "kind": report.kind if report else None,
                "run": report.run_id if report else None,
                "rows": report.rows if report else 0,
                "added": report.added if report else 0,
                "updated": report.updated if report else 0,
                "unchanged": report.unchanged if report else 0,
                "rejected": report.rejected if report else 0,
                "reasons": dict(report.reasons) if report else {},
                "seconds": round(report.seconds, 3) if report else 0,
                "error": {"code": problem.code, "reason": said.reason, "mend": said.mend} if problem and said else None,
            }
        )
    return {"dry_run": dry_run, "files": files, "rejected_files": [str(path) for path in rejected]}
