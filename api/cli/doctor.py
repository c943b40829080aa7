"""`matcher doctor`: whether everything is in place."""

# ruff: noqa: ARG001 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from api.cli.options import DataDir, Json, Lang
from api.cli.terminal import FAILED, answer, say, words

if TYPE_CHECKING:
    from api.operating.diagnosis import State

SIGNS: dict[State, str] = {"good": "ok  ", "warning": "note", "bad": "BAD "}


def add_to(app: typer.Typer) -> None:
    app.command("doctor")(doctor)


def doctor(data_dir: DataDir = None, as_json: Json = False, lang: Lang = None) -> None:
    """Check settings, database, migrations, model, index and disk. Changes nothing."""
    # Database, index and model cost seconds to import: not for `--help`.
    from api.operating.diagnosis import diagnosis  # noqa: PLC0415 - heavy, and not for `--help`
    from api.pages.rendering import Templates  # noqa: PLC0415 - heavy, and not for `--help`
    from api.settings import load  # noqa: PLC0415 - heavy, and not for `--help`
    from api.wiring import Service  # noqa: PLC0415 - heavy, and not for `--help`

    service = Service(load(**({"data_dir": data_dir} if data_dir else {})))
    Templates()
    findings = diagnosis(service, words())
    service.close()
    answer([asdict(finding) for finding in findings])
    for finding in findings:
        say(f"{words()(SIGNS[finding.state])} {finding.subject:<10} {finding.detail}")
        if finding.mend:
            say(f"     → {finding.mend}")
    if any(finding.state == "bad" for finding in findings):
        raise typer.Exit(FAILED)
