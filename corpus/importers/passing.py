"""Rows and refusals as lines of JSON, from the process that reads a file to the one that keeps its records.

What comes back is as hostile as the file: every line is bounded, and every draft is checked again as it is made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from pydantic import ValidationError

from corpus.drafts import CompanyDraft, NeedDraft, PatentDraft
from corpus.importers.format import Accepted, Parsed, RecordKind, Rejected
from corpus.importers.kept import MOST_CELLS, MOST_ORIGINAL, kept_cells
from corpus.importers.withholding import withheld
from corpus.problems import Conflict, Invalid, NotFound, Problem, Refused, TooLarge

MOST_LINE: Final = 8 * 1024 * 1024
"""Bytes of one line, far above any record in practice: a patent with 500 claims has 500 KB."""
MOST_FACT: Final = 2_000
CODE: Final = re.compile(r"[a-z][a-z_]{1,60}")
MODELS: Final[Mapping[RecordKind, type[PatentDraft | CompanyDraft | NeedDraft]]] = {
    "patents": PatentDraft,
    "companies": CompanyDraft,
    "needs": NeedDraft,
}
CLASSES: Final[Mapping[str, type[Refused]]] = {each.__name__: each for each in (Invalid, TooLarge, NotFound, Conflict)}


class Garbled(Exception):
    """A line that no reader of ours writes."""


def line(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, separators=(",", ":")).encode() + b"\n"


def row_line(parsed: Parsed) -> bytes:
    """One row. A rejected one is without what its secrecy withholds, and cut to what is kept of it anyway."""
    if isinstance(parsed, Accepted):
        head = line({"row": parsed.row, "cells": _cells(parsed), "mends": parsed.mends})
        made = head[:-2] + b',"draft":' + parsed.draft.model_dump_json(exclude_unset=True).encode() + b"}\n"
        if len(made) <= MOST_LINE:
            return made
        parsed = Rejected(parsed.row, Problem.of("line_too_long", "record", "", limit=MOST_LINE), mends=parsed.mends)
    told = withheld(parsed)
    fields = {"row": told.row, "cells": _cells(told), "mends": told.mends, "original": told.original[:MOST_ORIGINAL]}
    return line({**fields, "problem": problem_told(told.problem)})


def row_of(told: Mapping[str, Any], kind: RecordKind, size: int) -> Parsed:
    """Raises Garbled."""
    number, cells, mends = told.get("row"), told.get("cells"), told.get("mends")
    if type(number) is not int or not isinstance(cells, dict | None) or type(mends) not in {int, type(None)}:
        raise Garbled
    if "draft" not in told:
        return Rejected(number, problem_of(told.get("problem")), _text(told, "original"), cells, mends, size)
    try:
        return Accepted(number, MODELS[kind].model_validate(told["draft"]), cells, mends, size)
    except ValidationError:
        raise Garbled from None


def refusal_told(refused: Refused) -> dict[str, Any]:
    kind = next((name for name, each in CLASSES.items() if isinstance(refused, each)), "Invalid")
    return {"class": kind, "problem": problem_told(refused.problem)}


def refusal_of(told: object) -> Refused:
    """Raises Garbled."""
    kind = CLASSES.get(str(told.get("class"))) if isinstance(told, dict) else None
    if kind is None or not isinstance(told, dict):
        raise Garbled
    return kind(problem_of(told.get("problem")))


def problem_told(problem: Problem) -> dict[str, Any]:
    facts = {name: fact[:MOST_FACT] if isinstance(fact, str) else fact for name, fact in problem.facts.items()}
    return {"code": problem.code, "field": problem.field[:MOST_FACT], "value": problem.value, "facts": facts}


def problem_of(told: object) -> Problem:
    """Raises Garbled."""
    if not isinstance(told, dict) or not isinstance(facts := told.get("facts"), dict):
        raise Garbled
    code = _text(told, "code")
    if not CODE.fullmatch(code) or not all(isinstance(fact, str | int | float) for fact in facts.values()):
        raise Garbled
    return replace(Problem.of(code, _text(told, "field")), value=_text(told, "value")[:MOST_FACT], facts=facts)


def _cells(parsed: Parsed) -> Mapping[str, Any] | None:
    if parsed.cells is None or sum(len(cell) for cell in parsed.cells.values() if isinstance(cell, str)) > MOST_CELLS:
        return None
    return kept_cells(parsed)


def _text(told: Mapping[str, Any], name: str) -> str:
    text = told.get(name)
    if not isinstance(text, str):
        raise Garbled
    return text
