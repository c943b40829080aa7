"""`matcher index`: the generations, verified and rolled back."""

# ruff: noqa: ARG001 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.options import DataDir, Json, Lang
from api.cli.terminal import FAILED, answer, language, note, say, words
from corpus.disclosure import EVERY_TIER, Tier
from corpus.problems import NotFound

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Show, verify and roll back generations.")


def add_to(parent: typer.Typer) -> None:
    parent.add_typer(app, name="index")


@app.command()
def status(data_dir: DataDir = None, as_json: Json = False, lang: Lang = None) -> None:
    """Show what is searched and which generations are kept."""
    # Database and index cost a second to import: not for `--help`.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`
    from api.operating.index_status import index_status  # noqa: PLC0415 - heavy, and not for `--help`

    with opened(data_dir) as service:
        found = index_status(service, EVERY_TIER, language())
        with service.database.reading() as store:
            runs = store.jobs.history("rebuild", limit=5)
    answer(found.model_dump(mode="json"))
    told = words()
    waiting = told("%(count)s written records wait for the next rebuild", count=f"{found.pending:,}")
    say(f"{told('generation')} {found.generation}, {waiting}")
    for count in found.counts:
        kept, seen = f"{count.recorded:>9,} {told('on record')}", f"{count.searchable:>9,} {told('searchable')}"
        say(f"  {told(count.kind.capitalize()):<10} {kept} {seen}")
    for each in found.generations:
        quality = f"{told('quality')} {each.quality:.3f}" if each.quality is not None else told("not measured")
        mark = "*" if each.current else " "
        say(
            f"{mark} {each.tier:<10} {each.name}  {each.records:>9,} {told('records')}"
            f"  {each.model} {each.precision}  {quality}"
        )
    for run in runs:
        say(f"  {told('rebuild')} {run.started_at:%Y-%m-%d %H:%M} {told(run.state)}: {run.detail or ''}")
    if found.problem:
        note(f"{found.problem.reason}\n→ {found.problem.mend}")
        raise typer.Exit(FAILED)


@app.command()
def verify(
    name: Annotated[str | None, typer.Argument(metavar="[GENERATION]", help="Else the serving ones.")] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Compare every file of a generation, or of each tier's serving one, with what was published."""
    # As above.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`

    with opened(data_dir) as service:
        kept = service.generations
        if name is None:
            wanted = {tier: serving for tier in kept if (serving := kept[tier].current())}
        else:
            wanted = {tier: name for tier in kept if name in kept[tier].names()}
        if not wanted:
            raise NotFound.because("unknown_generation" if name else "no_generation", "generation", name or "")
        sound = {tier: kept[tier].verify(generation) for tier, generation in wanted.items()}
    answer(
        [
            {"tier": tier, "generation": manifest.name, "sound": True, "files": len(manifest.files)}
            for tier, manifest in sound.items()
        ]
    )
    for tier, manifest in sound.items():
        count = len(manifest.files)
        say(f"{tier:<10} {words()('%(generation)s: sound, %(count)s files', generation=manifest.name, count=count)}")


@app.command()
def rollback(
    to: Annotated[str | None, typer.Option("--to", help="A kept generation; else the one before.")] = None,
    tier: Annotated[Tier, typer.Option("--tier", help="Whose index; tiers are rolled back one by one.")] = Tier.PUBLIC,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Serve an earlier generation again, after verifying it."""
    # As above.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`

    with opened(data_dir) as service:
        name = service.generations[tier].roll_back(to)
    answer({"tier": tier, "generation": name})
    say(words()("%(generation)s serves now", generation=name))
