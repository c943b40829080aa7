"""Lists that records are tagged with: game-changer areas, key materials. Data, open to additions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from corpus.problems import Conflict
from matcher.programmes.fields import Fields, label_of
from matcher.reasons import Label

MOST_MEMBERS = 500


@dataclass(frozen=True, slots=True)
class Facet:
    """One list. `total` is how many members its source counts; fewer `members` means that not all are named."""

    id: str
    names: Label
    total: int | None
    members: Mapping[str, Label]
    source: str
    source_date: date | None

    @property
    def complete(self) -> bool:
        return self.total is not None and len(self.members) >= self.total

    @classmethod
    def from_mapping(cls, value: object) -> Facet:
        """Raises Invalid naming the field, Conflict for a member that is listed twice."""
        fields = Fields(value, ("id", "names", "total", "members", "source", "source_date"))
        members: dict[str, Label] = {}
        for row, path in fields.rows("members", MOST_MEMBERS):
            member = Fields(row, ("id", "names"), path)
            code = member.code("id")
            if code in members:
                raise Conflict.because("programme_listed_twice", member.named("id"), code)
            members[code] = label_of(member.raw("names"), member.named("names"))
        return cls(
            fields.code("id"),
            fields.label("names"),
            fields.whole("total", 0, MOST_MEMBERS),
            members,
            fields.text("source"),
            fields.day("source_date"),
        )

    def to_mapping(self) -> dict[str, object]:
        """What `from_mapping` reads, as JSON has it."""
        return {
            "id": self.id,
            "names": {"ko": self.names.ko, "en": self.names.en},
            "total": self.total,
            "members": [{"id": code, "names": {"ko": each.ko, "en": each.en}} for code, each in self.members.items()],
            "source": self.source,
            "source_date": self.source_date.isoformat() if self.source_date else None,
        }
