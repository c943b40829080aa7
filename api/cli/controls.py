"""`matcher controls`: the control lists that records are scanned with."""

# ruff: noqa: ARG001 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from api.cli.options import DataDir, Json, Lang, given_path
from api.cli.terminal import answer, say, words
from corpus.problems import Invalid

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Bring control lists and put them in force.")


def add_to(parent: typer.Typer) -> None:
    parent.add_typer(app, name="controls")


@app.command("import")
def import_list(
    path: Annotated[Path, typer.Argument(metavar="PATH", parser=given_path, help="JSON lines or CSV, gzipped or not.")],
    list_id: Annotated[str | None, typer.Option("--id", help="Name of the list; else the file tells it.")] = None,
    version: Annotated[str | None, typer.Option("--version", help="Its version; else the content's hash.")] = None,
    name: Annotated[str | None, typer.Option("--name", help="Its title for readers.")] = None,
    *,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Keep a version of a control list and put it in force. The worker then scans all records with it."""
    # Database, importers and index cost a second to import: not for `--help`.
    from api.cli.service import opened, operator  # noqa: PLC0415 - heavy, and not for `--help`
    from corpus.controls import read_control_list  # noqa: PLC0415 - heavy, and not for `--help`

    found = read_control_list(path, list_id, version, name)
    entries = [asdict(entry) for entry in found.entries]
    with opened(data_dir) as service, service.database.transaction() as store:
        store.screening.lists.put(
            found.id, found.version, operator(), name=found.name, source=found.source, entries=entries
        )
    answer({"id": found.id, "version": found.version, "name": found.name, "entries": len(entries)})
    told = words()
    say(
        told(
            "%(list)s %(version)s is in force: %(count)s entries",
            list=found.id,
            version=found.version,
            count=f"{len(entries):,}",
        )
    )


@app.command("list")
def list_lists(data_dir: DataDir = None, as_json: Json = False, lang: Lang = None) -> None:
    """List the versions on record; the one in force has a star."""
    # As above.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`

    with opened(data_dir) as service, service.database.reading() as store:
        listed = store.screening.lists.versions()
    answer([{**asdict(each), "imported_at": each.imported_at.isoformat()} for each in listed])
    told = words()
    for each in listed:
        mark = "*" if each.active else " "
        say(f"{mark} {each.id:<20} {each.version:<20} {each.entries:>7,} {told('entries')}  {each.name}")
    if not listed:
        say(told("only the list that comes with the service"))


@app.command()
def use(
    list_id: Annotated[str, typer.Argument(metavar="ID", help="The list.")],
    version: Annotated[str | None, typer.Argument(metavar="[VERSION]", help="The version to put in force.")] = None,
    off: Annotated[bool, typer.Option("--off", help="Do not use the list at all.")] = False,
    *,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Put a version of a list in force, or none. The worker then scans all records anew."""
    # As above.
    from api.cli.service import opened, operator  # noqa: PLC0415 - heavy, and not for `--help`

    if (version is None) != off:
        raise Invalid.because("bad_option", "VERSION", version, expected="either a version or --off")
    with opened(data_dir) as service, service.database.transaction() as store:
        store.screening.lists.set_active(list_id, version, operator())
    answer({"id": list_id, "version": version})
    told = words()
    say(
        told("%(list)s is not used any more", list=list_id)
        if version is None
        else told("%(list)s %(version)s is in force", list=list_id, version=version)
    )
