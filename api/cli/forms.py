"""Programmes as files that people edit: written as TOML, read as TOML or JSON."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

from corpus.problems import Invalid, Problem

LARGEST = 200_000
"""Bytes of a file: what a programme has at most."""


def read_form(path: Path) -> dict[str, object]:
    """The file's fields. JSON by its ending or first sign, else TOML. Raises Invalid `form_unreadable`, OSError."""
    with path.open("rb") as stream:
        content = stream.read(LARGEST + 1)
    begins = content.lstrip()[:1]
    language = "JSON" if path.suffix.casefold() == ".json" or begins == b"{" else "TOML"
    if len(content) > LARGEST:
        raise _unreadable(path, language, f"> {LARGEST:,}")
    try:
        text = content.decode("utf-8-sig")
        form = json.loads(text) if language == "JSON" else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _unreadable(path, language, str(error)) from error
    if not isinstance(form, dict):
        raise _unreadable(path, language, type(form).__name__)
    return form


def written_form(form: Mapping[str, object]) -> str:
    """The fields as TOML; one that has no value is left out, as TOML has none."""
    plain = [f"{name} = {_value(value)}" for name, value in form.items() if _is_plain(value)]
    tables = [
        f"\n[{name}]\n" + "\n".join(_lines(value))
        for name, value in form.items()
        if isinstance(value, Mapping) and any(each is not None for each in value.values())
    ]
    rows = [
        f"\n[[{name}]]\n" + "\n".join(_lines(row))
        for name, value in form.items()
        if not _is_plain(value) and isinstance(value, list)
        for row in value
    ]
    return "\n".join([*plain, *tables, *rows]) + "\n"


def _is_plain(value: object) -> bool:
    if isinstance(value, list):
        return not any(isinstance(each, Mapping) for each in value)
    return value is not None and not isinstance(value, Mapping)


def _lines(table: Mapping[str, object]) -> list[str]:
    return [f"{name} = {_value(value)}" for name, value in table.items() if value is not None]


def _value(value: object) -> str:
    """A value on one line; the escapes of JSON's texts are TOML's too, but for one sign."""
    if isinstance(value, Mapping):
        return f"{{ {', '.join(_lines(value))} }}" if value else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _unreadable(path: Path, language: str, cause: str) -> Invalid:
    told = Problem.of("form_unreadable", "FILE", path.name, format=language, cause=cause, limit=LARGEST)
    return Invalid(told)
