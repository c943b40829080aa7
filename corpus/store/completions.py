"""What a reader who begins to type may mean: records by id, title or name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Table, case, func, or_, select
from sqlmodel import Session

from corpus.disclosure import Tiers
from corpus.passages import KINDS, Kind
from corpus.records import Company, Need, Patent
from corpus.store.tables import live, table
from corpus.text import clean

MOST: Final = 10
LONGEST: Final = 80
"""Characters of the typed text that count."""
ESCAPE: Final = "\\"
NAMES: Final[Mapping[Kind, tuple[type[Patent | Company | Need], tuple[str, ...]]]] = {
    "patents": (Patent, ("title", "title_en")),
    "companies": (Company, ("name", "name_en")),
    "needs": (Need, ("title",)),
}
"""The table of each kind, and the columns that name a record: the first is shown."""


@dataclass(frozen=True, slots=True)
class Completion:
    """A record that the typed text may mean."""

    kind: Kind
    id: str
    title: str


class Completions:
    """Of live records of the tiers given; others complete nothing."""

    def __init__(self, session: Session, tiers: Tiers) -> None:
        self._session = session
        self._tiers = tiers

    def of(self, typed: str, kinds: Sequence[Kind] = KINDS, limit: int = MOST) -> list[Completion]:
        """At most `limit` records whose id or a name begins with the text, then those that contain it.

        Letters of either case are equal where the database knows them to be. Shorter names come first, then ids.
        """
        text = clean(typed)[:LONGEST].rstrip()
        if not text:
            return []
        found: list[tuple[int, int, Completion]] = []
        for kind in kinds:
            found += self._of_kind(kind, text, limit)
        found.sort(key=lambda each: (each[0], each[1], each[2].title, each[2].id))
        return [completion for _, _, completion in found[:limit]]

    def _of_kind(self, kind: Kind, text: str, limit: int) -> list[tuple[int, int, Completion]]:
        model, names = NAMES[kind]
        records: Table = table(model)
        title = records.c[names[0]]
        searched = [records.c.id, *(records.c[name] for name in names)]
        place = case((or_(*(_like(column, f"{_plain(text)}%") for column in searched)), 0), else_=1)
        contained = or_(*(_like(column, f"%{_plain(text)}%") for column in searched))
        statement = (
            select(records.c.id, title.label("title"), place.label("place"), func.length(title).label("length"))
            .where(live(records.c, self._tiers), contained)
            .order_by(place, func.length(title), title, records.c.id)
            .limit(limit)
        )
        return [
            (row.place, row.length, Completion(kind, row.id, row.title))
            for row in self._session.connection().execute(statement)
        ]


def _like(column: Any, pattern: str) -> ColumnElement[bool]:  # a column of texts
    found: ColumnElement[bool] = column.ilike(pattern, escape=ESCAPE)
    return found


def _plain(text: str) -> str:
    """Without the signs that LIKE reads otherwise."""
    for sign in (ESCAPE, "%", "_"):
        text = text.replace(sign, f"{ESCAPE}{sign}")
    return text
