"""`matcher index`: the generations, verified and rolled back."""

# ruff: noqa: ARG001 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.options import DataDir, Json, Lang
from api.cli.terminal import FAILED, answer, language, note, say
from corpus.problems import NotFound

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Show, verify and roll back generations.")


def add_to(parent: typer.Typer) -> None:
    parent.add_typer(app, name="index")


@app.command()
def status(data_dir: DataDir = None, as_json: Json = False, lang: Lang = None) -> None:
    """Show what is searched and which generations are kept."""
    # Database and index cost a second to import: not for `--help`.
    from api.cli.service import opened  # noqa: PLC0415
    from api.index_status import index_status  # noqa: PLC0415

    with opened(data_dir) as service:
        found = index_status(service, language())
        with service.database.reading() as store:
            runs = store.jobs.history("rebuild", limit=5)
    answer(found.model_dump(mode="json"))
    say(f"generation {found.generation}, {found.pending:,} written records wait for the next rebuild")
    for count in found.counts:
        say(f"  {count.kind:<10} {count.recorded:>9,} on record {count.searchable:>9,} searchable")
    for each in found.generations:
        quality = f"quality {each.quality:.3f}" if each.quality is not None else "not measured"
        mark = "*" if each.current else " "
        say(f"{mark} {each.name}  {each.records:>9,} records  {each.model} {each.precision}  {quality}")
    for run in runs:
        say(f"  rebuild {run.started_at:%Y-%m-%d %H:%M} {run.state}: {run.detail or ''}")
    if found.problem:
        note(f"{found.problem.reason}\n→ {found.problem.mend}")
        raise typer.Exit(FAILED)


@app.command()
def verify(
    name: Annotated[str | None, typer.Argument(metavar="[GENERATION]", help="Else the serving one.")] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Compare every file of a generation with what was published."""
    # As above.
    from api.cli.service import opened  # noqa: PLC0415

    with opened(data_dir) as service:
        wanted = name or service.generations.current()
        if wanted is None:
            raise NotFound.because("no_generation", "generation")
        manifest = service.generations.verify(wanted)
    answer({"generation": wanted, "sound": True, "files": len(manifest.files)})
    say(f"{wanted}: sound, {len(manifest.files)} files")


@app.command()
def rollback(
    to: Annotated[str | None, typer.Option("--to", help="A kept generation; else the one before.")] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Serve an earlier generation again, after verifying it."""
    # As above.
    from api.cli.service import opened  # noqa: PLC0415

    with opened(data_dir) as service:
        name = service.generations.roll_back(to)
    answer({"generation": name})
    say(f"{name} serves now")
