"""The command `matcher`. Each command imports what it needs when it runs, so that `--help` answers at once."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import typer

from api.cli import (
    accounts,
    alerts,
    audit,
    backup,
    consortium,
    controls,
    demo,
    differing,
    doctor,
    evaluation,
    formats,
    importing,
    index,
    judgements,
    ledger,
    matching,
    programmes,
    rebuilding,
    screening,
    serving,
    sweeping,
    tuning,
    working,
)
from api.cli.options import Lang
from api.cli.terminal import FAILED, asked_json, asked_language, note, refuse, words
from corpus.problems import Refused

app = typer.Typer(
    name="matcher",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def matcher(lang: Lang = None) -> None:
    """Finds, explains and follows civil-military technology transfers."""


for noun in (
    demo,
    importing,
    rebuilding,
    matching,
    sweeping,
    consortium,
    differing,
    evaluation,
    tuning,
    index,
    programmes,
    ledger,
    judgements,
    serving,
    working,
    screening,
    controls,
    accounts,
    alerts,
    audit,
    backup,
    formats,
    doctor,
):
    noun.add_to(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one command. Exits with 0, 1 (did not succeed) or 2 (bad call); a refusal is said, never traced."""
    asked_json.set(False)
    asked_language.set(None)
    try:
        app(args=list(arguments) if arguments is not None else None)
    except Refused as refused:
        sys.exit(refuse(refused))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(FAILED)
    except OSError as error:
        # As below.
        from api.environment import wants_traceback  # noqa: PLC0415 - heavy, and not for `--help`
        from api.errors import storage_unavailable  # noqa: PLC0415 - heavy, and not for `--help`

        if wants_traceback():
            raise
        sys.exit(refuse(storage_unavailable(error, whole_path=True)))
    except Exception as error:
        # Reading the environment is the settings' business; they load pydantic, which `--help` does not need.
        from api.environment import wants_traceback  # noqa: PLC0415 - heavy, and not for `--help`

        if wants_traceback():
            raise
        note(f"{type(error).__name__}: {error}")
        note(words()("→ MATCHER_DEBUG=1 shows where; “matcher doctor” checks the installation."))
        sys.exit(FAILED)
