"""`matcher formats`: what can be imported."""

# ruff: noqa: ARG001 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

import typer

from api.cli.options import Json, Lang
from api.cli.terminal import answer, say


def add_to(app: typer.Typer) -> None:
    app.command("formats")(formats)


def formats(as_json: Json = False, lang: Lang = None) -> None:
    """List the formats that “matcher import” reads."""
    # The importers cost half a second to import: not for `--help`.
    from corpus.importers.detect import FORMATS  # noqa: PLC0415 - heavy, and not for `--help`

    answer([{"name": each.name, "kind": each.kind, "title": each.title} for each in FORMATS])
    for each in FORMATS:
        say(f"{each.name:<24} {each.kind:<10} {each.title}")
