"""What the doctor says of one thing that it looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from api.errors import worded
from api.language import Words
from corpus.problems import Problem

State = Literal["good", "warning", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and what to do about it."""

    subject: str
    state: State
    detail: str
    mend: str = ""


def finding(subject: str, state: State, problem: Problem, told: Words) -> Finding:
    """The problem in the reader's words."""
    said = worded(problem, told.language)
    return Finding(subject, state, said.reason, said.mend)
