"""`matcher tune`: weights and scores from judged questions, kept where they hold on held-out ones."""

# ruff: noqa: ARG001 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.options import DataDir, Json, Lang, given_path
from api.cli.progress import progress
from api.cli.terminal import answer, say, words


def add_to(app: typer.Typer) -> None:
    app.command("tune")(tune)


def tune(
    folders: Annotated[
        list[Path] | None,
        typer.Option("--from", parser=given_path, metavar="DIR", help="A judged folder in BEIR form; may be repeated."),
    ] = None,
    own: Annotated[
        bool, typer.Option("--own/--no-own", help="Learn from this office's judgements and concluded cases too.")
    ] = True,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Learn weights and scores from judged questions; the old ones stay unless the new are better on held-out ones."""
    # Index and model cost seconds to import: not for `--help`.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`
    from api.matching.tuning import tune_office  # noqa: PLC0415 - heavy, and not for `--help`

    with opened(data_dir) as service, progress("texts") as report:
        found = tune_office(service, folders or [], own=own, report=report)
    answer(found.as_json())
    told = words()
    if found.tuned is None:
        say(told("Too few judged questions: %(count)s. Nothing is learnt from fewer than %(least)s.", **found.counts))
        return
    figures = {"before": f"{found.tuned.before:.4f}", "after": f"{found.tuned.after:.4f}"}
    figures |= {"low": f"{found.tuned.difference.low:+.4f}", "high": f"{found.tuned.difference.high:+.4f}"}
    kept = told("Published: %(name)s", name=found.published) if found.published else told("Kept the old weights.")
    said = told("nDCG@10 on held-out questions: %(before)s now, %(after)s tuned (%(low)s to %(high)s)", **figures)
    say(f"{said}\n{kept}")
