"""`matcher doctor`: whether everything is in place."""

# ruff: noqa: ARG001 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.options import DataDir, Json, Lang
from api.cli.terminal import FAILED, answer, say, words
from corpus.problems import Invalid

if TYPE_CHECKING:
    from api.operating.finding import State

SIGNS: dict[State, str] = {"good": "ok  ", "warning": "note", "bad": "BAD "}


def add_to(app: typer.Typer) -> None:
    app.command("doctor")(doctor)


def doctor(
    only: Annotated[
        list[str] | None, typer.Option("--only", help="A subject to look at alone; may be repeated.")
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Check settings, database, model, index, worker, letters, audit log, disk, files and fonts. Changes nothing."""
    # Database, index and model cost seconds to import: not for `--help`.
    from api.environment import look  # noqa: PLC0415 - heavy, and not for `--help`
    from api.operating.diagnosis import CHECKS, diagnosis  # noqa: PLC0415 - heavy, and not for `--help`
    from api.pages.rendering import Templates  # noqa: PLC0415 - heavy, and not for `--help`
    from api.service import Service  # noqa: PLC0415 - heavy, and not for `--help`

    subjects = [check.subject for check in CHECKS]
    for each in only or ():
        if each not in subjects:
            raise Invalid.because("bad_option", "--only", each, expected=", ".join(subjects))
    found = look(**({"data_dir": data_dir} if data_dir else {}))
    service = Service(found.settings)
    Templates()
    findings = diagnosis(service, words(), problems=found.problems, only=only or ())
    service.close()
    answer([asdict(finding) for finding in findings])
    for finding in findings:
        say(f"{words()(SIGNS[finding.state])} {finding.subject:<10} {finding.detail}")
        if finding.mend:
            say(f"     → {finding.mend}")
    if any(finding.state == "bad" for finding in findings):
        raise typer.Exit(FAILED)
