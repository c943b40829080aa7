"""`matcher rebuild`: build, verify, publish."""

# ruff: noqa: ARG001 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.options import DataDir, EncodingEngine, Json, Lang
from api.cli.progress import Report, progress
from api.cli.terminal import FAILED, answer, note, say, words

if TYPE_CHECKING:
    from api.service import Service
    from api.setting_kinds import Engine
    from index.build import RebuildProgress
    from index.rebuild import RebuildReport


def add_to(app: typer.Typer) -> None:
    app.command("rebuild")(rebuild)


def rebuild(
    full: Annotated[bool, typer.Option("--full", help="Build even where nothing changed.")] = False,
    engine: Annotated[
        EncodingEngine | None,
        typer.Option("--engine", help="Where what is new is encoded; else MATCHER_REBUILD_ENGINE."),
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Build a new generation of the index, verify it and publish it. What did not change is not encoded again."""
    # Database and index cost a second to import: not for `--help`.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`

    with opened(data_dir) as service:
        report = rebuilt(service, full=full, engine=engine.value if engine else None)
    answer({**asdict(report), "counts": {kind: asdict(counts) for kind, counts in report.counts.items()}})
    if report.outcome == "refused":
        note(words()("The former generation serves on."))
        raise typer.Exit(FAILED)


def rebuilt(service: Service, *, full: bool = False, engine: Engine | None = None) -> RebuildReport:
    """Rebuilds with progress, and says what came of it."""
    # As above.
    from api.operating.rebuilding import rebuild_under_lease  # noqa: PLC0415 - heavy, and not for `--help`

    with service.database.reading() as store:
        totals = {"patents": store.patents.count(), "companies": store.companies.count(), "needs": store.needs.count()}
    with progress("records") as report:
        done = rebuild_under_lease(service, full=full, engine=engine, progress=_reporting(report, totals))
    say(_told(done))
    return done


def _told(done: RebuildReport) -> str:
    told = words()
    if done.outcome == "unchanged":
        return told("unchanged: %(generation)s has every record", generation=done.generation)
    if done.outcome == "refused":
        return told("refused: %(reason)s", reason=done.reason)
    return told(
        "published %(generation)s: %(records)s records, %(encoded)s passages encoded, %(reused)s reused, %(seconds)s s",
        generation=done.generation,
        records=f"{sum(counts.records for counts in done.counts.values()):,}",
        encoded=f"{done.encoded:,}",
        reused=f"{done.reused:,}",
        seconds=f"{done.seconds:.1f}",
    )


def _reporting(report: Report, totals: dict[str, int]) -> Callable[[RebuildProgress], None]:
    told = words()

    def tell(done: RebuildProgress) -> None:
        encoded = f"{done.encoded:,} {told('passages encoded')}, {done.rate:,.0f}/s" if done.encoded else ""
        step = told("encoding") if done.step == "encoding" else told("indexing")
        report(f"{step} {told(done.kind.capitalize())}", done.records, totals[done.kind], encoded)

    return tell
