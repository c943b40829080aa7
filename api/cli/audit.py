"""`matcher audit`: what was decided, and whether the log is whole."""

# ruff: noqa: ARG001 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.options import DataDir, Json, Lang
from api.cli.terminal import answer, say, words
from corpus.problems import Conflict, Invalid

if TYPE_CHECKING:
    from corpus.store.audit import AuditState

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Read and verify the audit log.")
NOTED = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


def add_to(parent: typer.Typer) -> None:
    parent.add_typer(app, name="audit")


@app.command()
def verify(
    noted: Annotated[
        str | None,
        typer.Option("--noted", metavar="COUNT:DIGEST", help="What an earlier call printed: finds a cut-off end too."),
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Read the whole log and find the first event that was changed or is missing."""
    # Database and index cost a second to import: not for `--help`.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`

    before = _noted(noted)
    with opened(data_dir) as service, service.database.reading() as store:
        state = store.audit.verify(before)
    if state.broken is not None:
        raise Conflict.because("audit_broken", "seq", state.broken)
    answer(asdict(state))
    say(words()("%(count)s events, all sound", count=f"{state.count:,}"))
    say(f"{state.count}:{state.last}")


@app.command("list")
def list_events(
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many at most.")] = 50,
    before: Annotated[int | None, typer.Option("--before", min=1, help="Only events before this number.")] = None,
    action: Annotated[str | None, typer.Option("--action", help="Only this kind of event.")] = None,
    *,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Print events, the latest first."""
    # As above.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`

    with opened(data_dir) as service, service.database.reading() as store:
        rows = store.audit.events(before, limit, action=action)
    answer([row.model_dump(mode="json") for row in rows])
    for row in rows:
        about = "/".join(part for part in (row.kind, row.record_id) if part)
        say(f"{row.seq:>8}  {row.at:%Y-%m-%d %H:%M}  {row.actor:<24} {row.action:<22} {about}")


def _noted(given: str | None) -> AuditState | None:
    # As above.
    from corpus.store.audit import AuditState  # noqa: PLC0415 - heavy, and not for `--help`

    if given is None:
        return None
    found = NOTED.fullmatch(given)
    if found is None:
        raise Invalid.because("bad_option", "--noted", given, expected="COUNT:DIGEST")
    return AuditState(int(found[1]), found[2])
