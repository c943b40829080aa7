"""A row's values under the names of our own fields, by the tables of spellings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.importers.cells import is_blank
from corpus.importers.headings import Kind, place
from corpus.importers.rows import Row


@dataclass(frozen=True, slots=True)
class Picked:
    """`values` by our field, blank ones left out; `names` are the source's headings of the same fields."""

    row: Row
    values: Mapping[str, object]
    names: Mapping[str, str]

    def get(self, *fields: str) -> object:
        """The first of the fields that is there, or None."""
        for field in fields:
            if field in self.values:
                return self.values[field]
        return None

    def written(self, field: str) -> object:
        """The cell as it stands, also where it is blank to others (`없음`, an empty list); None without its column."""
        if field in self.values:
            return self.values[field]
        return self.row.values.get(self.names[field]) if field in self.names else None

    def named(self, **ours: str) -> dict[str, str]:
        """The headings, with those of further fields (`owners="applicants"`) where a draft's field came from one."""
        names = dict(self.names)
        for field, origin in ours.items():
            if field not in names and origin in names:
                names[field] = names[origin]
        return names


def pick(kind: Kind, row: Row) -> Picked:
    """Of several headings for one field the one that its table lists first, among those that are filled."""
    ranks: dict[str, int] = {}
    values: dict[str, object] = {}
    names: dict[str, str] = {}
    for heading, value in row.values.items():
        at = place(kind, heading)
        if at is None:
            continue
        names.setdefault(at.field, heading)
        if not is_blank(value) and at.rank < ranks.get(at.field, 1_000):
            ranks[at.field], values[at.field], names[at.field] = at.rank, value, heading
    return Picked(row, values, names)
