"""The settings of this process, from its environment and from the files that it names for secrets.

The only module, with `Settings` itself, that reads the environment.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr, ValidationError

from api.addresses import password_in, without_passwords
from api.declared import PREFIX
from api.settings import Settings
from corpus.problems import Invalid, Problem
from corpus.text import Language

IN_FILE: Final = "_FILE"
"""Ends the name of a variable that names a file with a secret in it."""
METRICS_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder where serving processes share their counts; the library reads it as it is imported."""
OTHERS: Final = 0o007
"""What a file's mode gives to everybody on the machine."""
SECRETS: Final = (
    "database_url",
    *(each for each, field in Settings.model_fields.items() if SecretStr in getattr(field.annotation, "__args__", ())),
)
"""Settings that may be in a file of their own."""


@dataclass(frozen=True, slots=True)
class Found:
    """The settings, and what cannot be used of what was set: that is left at its default."""

    settings: Settings
    problems: tuple[Problem, ...]


def load(**overrides: object) -> Settings:
    """The settings of this process: what is given here, else the environment, else a file that it names for a secret.

    Raises Invalid, mostly `bad_setting`, which names every one that cannot be used.
    """
    found = look(**overrides)
    if found.problems:
        raise Invalid(*found.problems)
    return found.settings


def look(**overrides: object) -> Found:
    """As `load`, without refusing anything."""
    given, problems = dict(overrides), []
    for name in SECRETS:
        try:
            kept = _in_file(name)
        except Invalid as refused:
            problems.append(refused.problem)
            continue
        if kept is not None:
            given.setdefault(name, kept)
    # One that cannot be used may stand in the way of another: each round leaves out what the one before refused.
    for _ in Settings.model_fields:
        try:
            return Found(Settings(**given), tuple(problems))  # type: ignore[arg-type]  # pydantic checks them
        except ValidationError as error:
            for name, problem in _refused(error):
                problems.append(problem)
                given[name] = Settings.model_fields[name].get_default()
    raise AssertionError("the settings' own defaults are refused")


def _refused(error: ValidationError) -> Iterator[tuple[str, Problem]]:
    for each in error.errors(include_url=False):
        name = str(each["loc"][0])
        variable = f"{PREFIX}{name.upper()}"
        meaning = Settings.model_fields[name].description or ""
        shown = without_passwords(str(each["input"]))
        yield name, Problem.of("bad_setting", variable, shown, cause=each["msg"], meaning=meaning)


def _in_file(name: str) -> str | None:
    """A secret from the file that the environment names for it, without the line's end; None where it names none.

    Raises Invalid `secret_twice`, `secret_unreadable`, `secret_open` for a file that everybody may read.
    """
    variable = f"{PREFIX}{name.upper()}"
    place = os.environ.get(f"{variable}{IN_FILE}")
    if not place:
        return None
    if os.environ.get(variable):
        raise Invalid.because("secret_twice", f"{variable}{IN_FILE}", variable)
    path = Path(place)
    try:
        mode, content = path.stat().st_mode, path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        cause = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise Invalid.because("secret_unreadable", f"{variable}{IN_FILE}", place, cause=cause or "") from error
    if mode & OTHERS:
        raise Invalid.because("secret_open", f"{variable}{IN_FILE}", place, mode=f"{mode & 0o777:04o}")
    return content.rstrip("\r\n")


def secrets_of(settings: Settings) -> Mapping[str, str]:
    """Every secret that is set, by its setting's name: a password in an address under the address's."""
    found = {name: value for name in SECRETS if (value := _plain(getattr(settings, name)))}
    # Of an address only the password is secret.
    found.pop("database_url", None)
    within = password_in(settings.database_url)
    return {**found, "database_url": within} if within else found


def _plain(value: Any) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else value or ""


def hand_down(**given: object) -> None:
    """Puts settings into the environment, from which the processes that this one starts read theirs."""
    os.environ.update({f"{PREFIX}{name.upper()}": str(value) for name, value in given.items()})


def share_counts(folder: Path) -> None:
    """Lets the processes that this one starts count together in this folder."""
    os.environ[METRICS_FOLDER] = str(folder)


def counts_folder() -> Path | None:
    """Where this process counts together with others, None where it counts for itself."""
    folder = os.environ.get(METRICS_FOLDER)
    return Path(folder) if folder else None


def unknown_variables() -> list[str]:
    """Variables with our prefix that no setting reads: most likely misspelt."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    known |= {f"{PREFIX}{name.upper()}{IN_FILE}" for name in SECRETS}
    return sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)


def terminal_language() -> Language:
    """The language of the terminal's locale: Korean or, for every other, English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "ko" if value.lower().startswith("ko") else "en"
    return "en"


def wants_traceback() -> bool:
    """`MATCHER_DEBUG`, read even where the other settings are refused."""
    return os.environ.get(f"{PREFIX}DEBUG", "").casefold() in {"1", "true", "yes", "on"}
