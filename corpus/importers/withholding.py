"""Refusals of what carries a marking of secrecy: which row, field and grade, and nothing else of it.

A row may be refused for another fault before its secrecy is looked at, so every refusal passes through here before
it is kept, counted or told.
"""

from __future__ import annotations

from corpus.importers.format import Rejected
from corpus.importers.headings import is_tier
from corpus.importers.rows import Row
from corpus.markings import SECRET_REFUSED, first_marked, grade_in, grade_in_broken
from corpus.problems import Problem, Refused
from corpus.secrecy import Grade

FILE = "file"


def refused_as_secret(field: str, grade: Grade) -> Problem:
    return Problem.of(SECRET_REFUSED, field, grade=grade.value)


def secret_of(row: Row) -> Problem | None:
    """The problem of a row in which any cell is marked, whether its column is taken or not; None for other rows."""
    found = first_marked(dict(row.values), [heading for heading in row.values if is_tier(heading)])
    return refused_as_secret(found.field, found.grade) if found else None


def withheld_if_broken(rejected: Rejected) -> Rejected:
    """The rejection of a row whose cells cannot be told apart: what may be its tier counts as one."""
    grade = grade_in_broken(rejected.original or rejected.problem.value)
    return Rejected(rejected.row, refused_as_secret(rejected.problem.field, grade)) if grade else rejected


def withheld(rejected: Rejected) -> Rejected:
    """The rejection, without anything of its row where that is marked."""
    problem = without_secret(rejected.problem)
    if problem.code != SECRET_REFUSED and (grade := grade_in(rejected.original)):
        problem = refused_as_secret(problem.field, grade)
    if problem.code != SECRET_REFUSED and rejected.cells is not None and (found := first_marked(dict(rejected.cells))):
        problem = refused_as_secret(found.field, found.grade)
    return Rejected(rejected.row, problem, mends=rejected.mends) if problem.code == SECRET_REFUSED else rejected


def without_secret(problem: Problem) -> Problem:
    """The problem, or where it repeats a marking the one that says so."""
    if problem.code == SECRET_REFUSED:
        return Problem(problem.code, problem.field, "", problem.facts)
    told = (problem.value, *(fact for fact in problem.facts.values() if isinstance(fact, str)))
    grade = next((grade for text in told if (grade := grade_in(text))), None)
    return refused_as_secret(problem.field, grade) if grade else problem


def refused_without_secret(refused: Refused) -> Refused:
    """The refusal of a whole file, with a problem that repeats no marking."""
    return type(refused)(without_secret(refused.problem))
