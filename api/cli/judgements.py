"""`matcher judgements`: what officials think of matches, to tune by."""

# ruff: noqa: ARG001 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.options import SEEN_BY, DataDir, Json, Lang, SeenBy, given_path
from api.cli.terminal import answer, say, words

judgements = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Take away what officials think of matches.")

Folder = Annotated[Path, typer.Argument(parser=given_path, metavar="DIR", help="A new or an empty folder.")]


def add_to(parent: typer.Typer) -> None:
    parent.add_typer(judgements, name="judgements")


@judgements.command("export")
def export(
    folder: Folder,
    seen_by: Annotated[SeenBy, typer.Option("--as", help="Whose view: what they may know of.")] = SeenBy.OFFICIAL,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Write judged sets in the form of BEIR, one folder for each kind of candidate, for “matcher evaluate”."""
    # Database and settings cost a second to import: not for `--help`.
    from dataclasses import asdict  # noqa: PLC0415 - as the others

    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`
    from matcher.judged_sets import write_judged_sets  # noqa: PLC0415 - heavy, and not for `--help`

    with opened(data_dir) as service, service.reading(SEEN_BY[seen_by]) as store:
        written = write_judged_sets(store, folder)
    answer([asdict(each) for each in written])
    told = words()
    if not written:
        say(told("No match has been judged yet: nothing is written."))
    for each in written:
        line = told(
            "%(folder)s: %(judged)s judgements of %(queries)s questions, "
            "%(corpus)s records, %(left_out)s pairs left out",
            folder=folder / each.kind,
            judged=each.judged,
            queries=each.queries,
            corpus=each.corpus,
            left_out=each.left_out,
        )
        say(line)
