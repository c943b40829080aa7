"""Options that commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.cli.terminal import asked_json, asked_language
from corpus.roles import NOBODY, Caller, Role
from corpus.text import Language


class ReaderLanguage(StrEnum):
    KO = "ko"
    EN = "en"


class EncodingEngine(StrEnum):
    LOCAL = "local"
    RAY = "ray"


class RecordKind(StrEnum):
    COMPANIES = "companies"
    PATENTS = "patents"
    NEEDS = "needs"


class SeenBy(StrEnum):
    ANONYMOUS = "anonymous"
    COMPANY = "company"
    OFFICIAL = "official"


SEEN_BY: dict[SeenBy, Caller] = {
    SeenBy.ANONYMOUS: NOBODY,
    SeenBy.COMPANY: Caller(Role.COMPANY, "command", verified=True),
    SeenBy.OFFICIAL: Caller(Role.OFFICER, "command"),
}
LANGUAGES: dict[ReaderLanguage, Language] = {ReaderLanguage.KO: "ko", ReaderLanguage.EN: "en"}


def _keep_language(value: ReaderLanguage | None) -> ReaderLanguage | None:
    if value is not None:
        asked_language.set(LANGUAGES[value])
    return value


def _keep_json(value: bool) -> bool:
    if value:
        asked_json.set(True)
    return value


def given_path(value: str) -> Path:
    """Refuses an empty path, which would mean the folder that one happens to be in: most likely a variable unset."""
    if not value:
        raise typer.BadParameter("a path is empty; write “.” for this folder")
    return Path(value)


Lang = Annotated[
    ReaderLanguage | None,
    typer.Option("--lang", callback=_keep_language, help="Language of messages; else the terminal's."),
]
Json = Annotated[
    bool, typer.Option("--json", callback=_keep_json, is_eager=True, help="One JSON document instead of text.")
]
DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data-dir",
        parser=given_path,
        metavar="PATH",
        help="Folder for everything that is written; else MATCHER_DATA_DIR.",
    ),
]
