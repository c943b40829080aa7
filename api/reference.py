"""Reference pages made from the code: routes, commands, settings. `python -m api.reference docs` writes them anew."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from api.application import create_app
from api.cli import app as commands
from api.declared import PREFIX
from api.environment import SECRETS
from api.service import Service
from api.settings import Settings
from corpus.records import CaseStage
from corpus.store.case_lists import UNFINISHED
from corpus.wording.case_labels import REASON_LABELS, STAGE_LABELS
from matcher.cases.files import TYPES
from matcher.cases.stages import DeclineReason, steps_from

ERRORS = """## Refusals

Every refusal, whatever its cause, has one body; `reason` and `mend` are in Korean or English:

```json
{"error": {"code": "unknown_patent", "reason": "…", "field": "patent", "value": "KR1", "mend": "…"}}
```

| status | means |
| --- | --- |
| 400 | the request cannot be read: broken JSON, a broken form |
| 401 | nobody is signed in, or the token is not valid |
| 403 | the caller's role may not do this |
| 404 | no such record, import, generation or address |
| 405 | the address does not take this method |
| 409 | contradicts what is on record: a duplicate id, two ids in one request, a rebuild under way |
| 413 | larger than allowed: body, upload, query |
| 415 | the body is not of the type that the route takes: send `Content-Type` |
| 422 | an input is not acceptable: wrong type, unknown field, parameter or filter, a file that no format reads |
| 429 | tried too often: signing in, second factors, resets; `Retry-After` says when to try again |
| 500 | our fault; the body names the request's id, the log has the rest |
| 503 | not ready: the database is out of reach, the index damaged or made with another model |
"""


def routes_page() -> str:
    """`docs/api.md`."""
    document = create_app(Service(Settings.model_construct())).openapi()
    lines = [
        "# API",
        "",
        "JSON over HTTP under `/api/v1`; the full schema is at `/api/v1/openapi.json`.",
        "Made by `python -m api.reference docs`.",
        "",
        "Refusals speak the language of `?lang=` (`ko`, `en`), else of the cookie `lang`, else of `Accept-Language`.",
        "A parameter or field that a route does not have is refused, not ignored. What is written is searched by the",
        "next request; a withdrawn record is gone from it. Every answer carries `X-Request-ID`. `HEAD` answers as",
        "`GET` without a body, and a slash at an address's end is forgiven.",
        "",
        "A company is registered with its profile in `profile` or, as in an imported row, with the profile's fields",
        "(`summary`, `capabilities`, `projects`, `certificates`, `keywords`, `trl`) beside its own; not with both.",
        "",
        "## Routes",
        "",
        "| route | does | parameters |",
        "| --- | --- | --- |",
        *_routes(document),
        "",
        "```sh",
        "curl -s 'localhost:8000/api/v1/matches?patent=FICT-P-A01&to=companies&country=KR&size=small&size=medium'",
        'curl -s localhost:8000/api/v1/matches -d \'{"text": "무인기용 적외선 검출기", "to": "patents"}\' \\',
        "  -H 'Content-Type: application/json'",
        "curl -s localhost:8000/api/v1/imports -F file=@patents.xml.gz -F dry_run=true",
        "```",
        "",
        ERRORS,
    ]
    return "\n".join(lines)


def _routes(document: Mapping[str, Any]) -> Iterator[str]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            names = [each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"]
            yield _row(f"`{method.upper()} {path}`", operation["summary"], ", ".join(f"`{name}`" for name in names))


def commands_page() -> str:
    """`docs/cli.md`."""
    root = cast(TyperGroup, typer.main.get_command(commands))
    lines = [
        "# Commands",
        "",
        "`matcher` is the one entry point. Answers go to standard output, progress and refusals to standard error.",
        "With `--json` one JSON document is all that standard output gets. Exit codes: 0 done, 1 did not succeed,",
        "2 bad call. Messages are in Korean where the terminal is (`LANG=ko_KR.UTF-8`) or with `--lang ko`.",
        "`MATCHER_DEBUG=1` shows the traceback of an unexpected error. Made by `python -m api.reference docs`.",
        "",
    ]
    for name, command in _leaves(root, "matcher"):
        arguments = [each for each in command.params if isinstance(each, TyperArgument)]
        usage = " ".join(each.metavar or each.name.upper() for each in arguments)
        lines += [f"## {f'{name} {usage}'.strip()}", "", (command.help or "").strip(), ""]
        options = [parameter for parameter in command.params if isinstance(parameter, TyperOption)]
        if options:
            lines += ["| option | means | default |", "| --- | --- | --- |"]
            lines += [_row(f"`{', '.join(_spellings(each))}`", each.help or "", _default(each)) for each in options]
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _leaves(command: TyperCommand | TyperGroup, name: str) -> Iterator[tuple[str, TyperCommand]]:
    if not isinstance(command, TyperGroup):
        yield name, command
        return
    for each, inner in command.commands.items():
        yield from _leaves(cast(TyperCommand | TyperGroup, inner), f"{name} {each}")


def _spellings(option: TyperOption) -> list[str]:
    return [*option.opts, *option.secondary_opts]


def _default(option: TyperOption) -> str:
    default = option.default
    return f"`{default}`" if isinstance(default, str | int) and not isinstance(default, bool) else ""


def settings_page() -> str:
    """`docs/settings.md`."""
    lines = [
        "# Settings",
        "",
        "All come from the environment; each has a default that works on one machine. `matcher doctor` names a",
        "variable that begins with `MATCHER_` and is none of these. Made by `python -m api.reference docs`.",
        "",
        "A secret may lie in a file that the variable with `_FILE` at its end names, such as",
        "`MATCHER_SMTP_PASSWORD_FILE=/run/secrets/smtp_password`: not open to everybody on the machine, and not set",
        f"twice. That goes for {', '.join(f'`{PREFIX}{name.upper()}`' for name in SECRETS)}.",
        "",
        "| variable | default | means |",
        "| --- | --- | --- |",
    ]
    for name, field in Settings.model_fields.items():
        default = "" if field.default in {None, ""} else f"`{field.default}`"
        lines.append(_row(f"`{PREFIX}{name.upper()}`", default, field.description or ""))
    return "\n".join(lines) + "\n"


def case_stages_page() -> str:
    """`docs/case-stages.md`."""
    lines = ["# Stages, reasons and files of cases", "", "Made by `python -m api.reference docs`; see `cases.md`.", ""]
    lines += ["## Stages", "", "| from | next | with a note | declined |", "| --- | --- | --- | --- |"]
    for stage in CaseStage:
        follow = steps_from(stage)
        plain = ", ".join(_stage(step.to) for step in follow if not step.with_note)
        noted = ", ".join(_stage(step.to) for step in follow if step.with_note)
        declines = "yes" if stage in UNFINISHED else "reopened with a reason" if stage is CaseStage.DECLINED else "no"
        lines.append(_row(_stage(stage), plain or "–", noted or "–", declines))
    lines += ["", "## Reasons for declining", "", "| code | English | Korean |", "| --- | --- | --- |"]
    lines += [_row(f"`{reason}`", REASON_LABELS[reason]["en"], REASON_LABELS[reason]["ko"]) for reason in DeclineReason]
    lines += ["", "`other` wants words. A company ends its case with `withdrew` alone.", ""]
    lines += ["## Files that are taken", "", "| ending | media type |", "| --- | --- |"]
    lines += [_row(f"`.{ending}`", f"`{kind.media_type}`") for ending, kind in TYPES.items()]
    return "\n".join(lines) + "\n"


def _stage(stage: CaseStage) -> str:
    return f"{STAGE_LABELS[stage]['en']} ({STAGE_LABELS[stage]['ko']})"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '¦') for cell in cells)} |"


PAGES: Mapping[str, Callable[[], str]] = {
    "api.md": routes_page,
    "cli.md": commands_page,
    "settings.md": settings_page,
    "case-stages.md": case_stages_page,
}


def write(folder: Path) -> None:
    """Writes every reference page into a folder."""
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
