"""`matcher alerts`: asks saved searches again and writes the letters, as the worker does."""

# ruff: noqa: ARG001 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated

import typer

from api.cli.options import DataDir, Json, Lang
from api.cli.terminal import FAILED, answer, note, say, words

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Saved searches, alerts and their letters.")


def add_to(parent: typer.Typer) -> None:
    parent.add_typer(app, name="alerts")


@app.command()
def run(
    every: Annotated[bool, typer.Option("--every", help="Ask every saved search, also those asked today.")] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Do at once what the worker does each morning: end needs, ask saved searches, write letters, send what waits."""
    # Database and index cost a second to import: not for `--help`.
    from datetime import UTC, datetime  # noqa: PLC0415 - with the others

    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`
    from api.mailing import send_waiting  # noqa: PLC0415 - heavy, and not for `--help`
    from api.watching.alerting import ask_due  # noqa: PLC0415 - heavy, and not for `--help`
    from api.watching.digests import write_due  # noqa: PLC0415 - heavy, and not for `--help`
    from api.watching.expiries import end_due  # noqa: PLC0415 - heavy, and not for `--help`
    from api.watching.jobs import ALERTS, DIGESTS, EXPIRIES, Done, held  # noqa: PLC0415 - heavy, and not for `--help`

    with opened(data_dir) as service:
        now = datetime.now(UTC)
        works: dict[str, Callable[[], Done]] = {
            EXPIRIES: lambda: end_due(service, now),
            ALERTS: lambda: ask_due(service, now, every=every),
            DIGESTS: lambda: write_due(service, now),
        }
        done = {job: held(service, job, "", work) for job, work in works.items()}
        sent = send_waiting(service)
    answer({**{job: asdict(each) if each else None for job, each in done.items()}, "mail": asdict(sent)})
    told = words()
    for job, each in done.items():
        if each is None:
            note(told("%(job)s: another process is at it", job=job))
        else:
            say(f"{job}: {', '.join(f'{count:,} {told(name)}' for name, count in asdict(each).items())}")
    say(f"mail: {sent.sent:,} {told('sent')}, {sent.failed:,} {told('failed')}")
    if None in done.values():
        raise typer.Exit(FAILED)
