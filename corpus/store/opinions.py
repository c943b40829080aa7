"""What officers thought of matches, by the language of what was asked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, case, func, select
from sqlmodel import Session, SQLModel

from corpus.records import Company, Need, Patent, RelevanceGrade, RelevanceJudgement
from corpus.store.statistics import KEY, Span
from corpus.store.tables import table
from corpus.text import language_of

ASKING: Final[Mapping[str, type[SQLModel]]] = {"patents": Patent, "companies": Company, "needs": Need}


@dataclass(frozen=True, slots=True)
class Opinion:
    """How many matches were judged, and how many of them as what."""

    relevant: int
    partly: int
    not_relevant: int

    @property
    def judged(self) -> int:
        return self.relevant + self.partly + self.not_relevant


class Opinions:
    """Counts records of every tier: for officials alone."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def by_language(self, span: Span) -> dict[str, Opinion]:
        """Judgements of the span that count: of each account and pair the latest, unless it took the former back.

        The language is that of the asking record, of a plain text its own. What two officers judged counts twice.
        """
        judgements = table(RelevanceJudgement)
        asked = (judgements.c.account, judgements.c.kind, judgements.c.record_id, judgements.c.other_kind)
        newest = select(func.max(judgements.c.id)).group_by(*asked, judgements.c.other_id)
        spoken: ColumnElement[str] = case(
            *((judgements.c.kind == kind, table(model).c.language) for kind, model in ASKING.items()), else_=None
        )
        # Grouped by what is asked, so that the text of a question comes once, however often it was judged.
        statement = select(
            spoken.label(KEY),
            judgements.c.text,
            judgements.c.grade,
            func.count(judgements.c.id).label("number"),
        ).select_from(judgements)
        for model in ASKING.values():
            statement = statement.outerjoin(table(model), table(model).c.id == judgements.c.record_id)
        statement = statement.where(
            judgements.c.id.in_(newest), judgements.c.grade.is_not(None), span.holds(judgements.c.recorded_at)
        ).group_by(KEY, judgements.c.text, judgements.c.grade)
        found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for row in self._session.connection().execute(statement):
            found[row.counted_by or language_of(row.text or "")][row.grade] += row.number
        return {language: _opinion(grades) for language, grades in sorted(found.items())}


def _opinion(grades: Mapping[str, int]) -> Opinion:
    number = {grade: grades.get(grade.value, 0) for grade in RelevanceGrade}
    return Opinion(number[RelevanceGrade.RELEVANT], number[RelevanceGrade.PARTLY], number[RelevanceGrade.NOT])
