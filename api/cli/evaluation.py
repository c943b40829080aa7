"""`matcher evaluate`: how good the matching is on a judged folder."""

# ruff: noqa: ARG001 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

from pathlib import Path
from typing import Annotated, cast, get_args

import typer

from api.cli.options import DataDir, Json, Lang
from api.cli.progress import progress
from api.cli.terminal import answer, say, words
from corpus.problems import Invalid
from matcher.modes import Mode

MODES: tuple[str, ...] = get_args(Mode)


def add_to(app: typer.Typer) -> None:
    app.command("evaluate")(evaluate)


def evaluate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="corpus.jsonl, queries.jsonl, qrels.tsv.")],
    modes: Annotated[str, typer.Option("--modes", help="Of dense, lexical, hybrid and full.")] = ",".join(MODES),
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Measure HR@10, MRR, nDCG@10 and R@100 on a folder in BEIR form, by the code that serves requests."""
    # Index and model cost seconds to import: not for `--help`.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`
    from matcher.evaluation import evaluate as measured  # noqa: PLC0415 - heavy, and not for `--help`

    wanted = [mode.strip() for mode in modes.split(",") if mode.strip()]
    if not wanted or not set(wanted) <= set(MODES):
        raise Invalid.because("bad_option", "--modes", modes, expected=", ".join(MODES))
    with opened(data_dir) as service, progress("texts") as report:
        found = measured(
            folder,
            encoder=service.encoder,
            cache=service.judged_cache,
            modes=cast(list[Mode], wanted),
            progress=report,
        )
    answer(found.as_json())
    told = words()
    say(f"{found.set}: {found.queries:,} {told('queries')}, {found.corpus:,} {told('records')}")
    say(f"{told('mode'):<10}{'HR@10':>9}{'MRR':>9}{'nDCG@10':>9}{'R@100':>9}")
    for mode, quality in found.modes.items():
        say(f"{mode:<10}{quality.hr10:>9.4f}{quality.mrr:>9.4f}{quality.ndcg10:>9.4f}{quality.r100:>9.4f}")
