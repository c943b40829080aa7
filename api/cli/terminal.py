"""What commands say and how they end: answers to standard output, everything else to standard error."""

from __future__ import annotations

import json
import sys
from contextvars import ContextVar
from typing import TYPE_CHECKING

import typer

from corpus.problems import Problem, Refused
from corpus.text import Language
from corpus.wording import Sentence, sentence

if TYPE_CHECKING:
    from api.language import Words

DONE, FAILED, BAD_CALL = 0, 1, 2
CALL_CODES = frozenset(
    {
        *("one_source", "bad_option", "unknown_filter", "bad_filter_value", "too_many_filter_values", "bad_top"),
        *(
            "bad_setting",
            "secret_twice",
            "secret_unreadable",
            "secret_open",
            "bad_database_url",
            "unknown_format_name",
            "patent_or_need",
            "table_too_long",
        ),
    }
)
"""Refusals of the call itself: they end with 2."""

asked_language: ContextVar[Language | None] = ContextVar("asked_language", default=None)
asked_json: ContextVar[bool] = ContextVar("asked_json", default=False)


def say(text: str = "") -> None:
    """A line of the answer; nothing where JSON was asked for."""
    if not asked_json.get():
        typer.echo(text)


def note(text: str) -> None:
    """A line beside the answer, to standard error."""
    typer.echo(text, err=True)


def answer(document: object) -> None:
    """The one JSON document, where JSON was asked for."""
    if asked_json.get():
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))


def language() -> Language:
    """What `--lang` says, else the terminal's locale."""
    # Reading the environment is the settings' business; they load pydantic, which `--help` does not need.
    from api.environment import terminal_language  # noqa: PLC0415 - heavy, and not for `--help`

    return asked_language.get() or terminal_language()


def words() -> Words:
    """Translates the lines of commands into the reader's language."""
    # Reading a catalogue costs a tenth of a second: not for `--help`.
    from api.language import COMMANDS, Words  # noqa: PLC0415 - heavy, and not for `--help`

    return Words(language(), COMMANDS)


def worded(problem: Problem) -> Sentence:
    """The problem in the reader's language."""
    # As above.
    from api.language import localised  # noqa: PLC0415 - heavy, and not for `--help`

    return sentence(localised(problem, language()), language())


def refuse(refused: Refused) -> int:
    """Says what is wrong and how to mend it; gives the exit code."""
    problem = refused.problem
    first, *others = [_detail(each) for each in (problem, *refused.others)]
    answer({"error": {**first, "others": others} if others else first})
    for each in (first, *others):
        note(each["reason"])
        if each["mend"]:
            note(f"→ {each['mend']}")
    return BAD_CALL if problem.code in CALL_CODES else FAILED


def _detail(problem: Problem) -> dict[str, str]:
    said = worded(problem)
    return {
        "code": problem.code,
        "reason": said.reason,
        "field": problem.field,
        "value": problem.value,
        "mend": said.mend,
    }


def on_terminal() -> bool:
    """Whether somebody watches standard error."""
    return sys.stderr.isatty()
