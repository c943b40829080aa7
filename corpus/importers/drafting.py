"""From a row's fields to a draft, or to the reason why not: the one way for every importer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Sized
from datetime import date
from functools import cache
from typing import get_origin

from annotated_types import MaxLen
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from corpus.drafts import CompanyDraft, NeedDraft, PatentDraft, ProfileDraft
from corpus.importers.dates import read_date
from corpus.importers.format import Accepted, Parsed, Rejected
from corpus.markings import SECRET_REFUSED
from corpus.problems import Problem

LONGEST_ENGLISH_TITLE = 300
NO_NAMES: Mapping[str, str] = {}

CODES: Mapping[str, str] = {
    "missing": "missing",
    "string_too_short": "missing",
    "too_short": "missing",
    "string_too_long": "too_long",
    "too_long": "too_many",
    "string_unicode": "bad_characters",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "string_pattern_mismatch": "bad_form",
}
"""By pydantic's error type; those beginning with int are `bad_number`, the rest is `bad_value`."""


def build(
    model: type[PatentDraft | CompanyDraft | NeedDraft],
    row: int,
    fields: Mapping[str, object],
    *,
    names: Mapping[str, str] = NO_NAMES,
    original: str = "",
) -> Parsed:
    """The draft of a row, or its first fault; of a row that is secret that alone, and nothing of the row itself.

    `fields` are the draft's fields, `names` what the source calls them; dates may come as text, in any spelling
    that `read_date` knows. Lists past the draft's bounds are cut, texts past theirs are a fault. Raises
    TypeError for a field that the draft does not have: that is the importer's fault, not the file's.
    """
    prepared = _cut(model, fields)
    bad_date: Problem | None = None
    for name, value in fields.items():
        if name.endswith("_date") and not isinstance(value, date | None):
            try:
                prepared[name] = read_date(value)
            except ValueError:
                bad_date = bad_date or Problem.of("bad_date", names.get(name, name), _shown(value))
    try:
        draft = model.model_validate(prepared)
    except ValidationError as error:
        problem = _problem(error.errors(include_url=False)[0], names)
        is_secret = problem.code == SECRET_REFUSED
        return Rejected(row, problem if is_secret else bad_date or problem, "" if is_secret else original)
    return Rejected(row, bad_date, original) if bad_date else Accepted(row, draft)


def _cut(model: type[BaseModel], fields: Mapping[str, object]) -> dict[str, object]:
    """The fields with lists cut to the draft's bounds, and an English title to its length: the first ones count."""
    bounds = _bounds(model)
    cut: dict[str, object] = {}
    for name, value in fields.items():
        bound = bounds.get(name)
        is_text = isinstance(value, str) and name == "title_en"
        if name == "profile" and isinstance(value, dict):
            cut[name] = _cut(ProfileDraft, value)
        elif bound is not None and (is_text or isinstance(value, list | tuple)) and isinstance(value, Sequence):
            cut[name] = value[:bound]
        else:
            cut[name] = value
    return cut


@cache
def _bounds(model: type[BaseModel]) -> Mapping[str, int]:
    """How many entries each list of a draft may have; for `title_en` how many characters."""
    found = {"title_en": LONGEST_ENGLISH_TITLE}
    for name, field in model.model_fields.items():
        for fact in field.metadata if get_origin(field.annotation) is tuple else ():
            if isinstance(fact, MaxLen):
                found[name] = fact.max_length
    return found


def _problem(error: ErrorDetails, names: Mapping[str, str]) -> Problem:
    kind, place = error["type"], error["loc"]
    if kind == "extra_forbidden":
        raise TypeError(f"no such field: {place}")
    field = ".".join(str(step) for step in (names.get(str(place[0]), place[0]), *place[1:])) if place else ""
    value, context = error["input"], error.get("ctx", {})
    if kind == SECRET_REFUSED:
        first, *others = str(context["field"]).split(".")
        return Problem.of(SECRET_REFUSED, ".".join((names.get(first, first), *others)), grade=str(context["grade"]))
    code = _code(kind, value)
    if code == "missing":
        return Problem.of(code, field)
    if code in {"too_long", "too_many"}:
        return Problem.of(code, field, _shown(value), limit=int(context["max_length"]), length=_length(value))
    if code == "out_of_range":
        return Problem.of(code, field, value, bound=context.get("ge", context.get("le", 0)))
    return Problem.of(code, field, _shown(value), expected=str(context.get("expected", context.get("pattern", ""))))


def _code(kind: str, value: object) -> str:
    if value is None or value == "":
        return "missing"
    if kind.startswith("int"):
        return "bad_number"
    if kind == "too_long" and isinstance(value, str):
        return "too_long"
    return CODES.get(kind, "bad_value")


def _length(value: object) -> int:
    return len(value) if isinstance(value, Sized) else 0


def _shown(value: object) -> str:
    """Text that can be written down: a lone surrogate, left from bytes that do not decode, becomes `?`."""
    return str(value).encode(errors="replace").decode()
