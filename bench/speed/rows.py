"""What was measured: a row of the table, kept in a file so that parts may be measured one after another."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = "results.json"


@dataclass(frozen=True, slots=True)
class Row:
    """`ours` beside `theirs`, both told with their unit; `ratio` is what `floor` and `aim` bound.

    `at_least` says from which side. `part` names what measured it. Without bounds it is told for comparison. One
    that is not `sound` holds no bound: what it was measured under, such as a recall, was not reached.
    """

    part: str
    what: str
    ours: str
    theirs: str
    ratio: float
    floor: float | None = None
    aim: float | None = None
    at_least: bool = True
    sound: bool = True

    @property
    def holds(self) -> str:
        if self.floor is None or self.aim is None:
            return ""
        return "aim" if self._within(self.aim) else "floor" if self._within(self.floor) else "**below**"

    def _within(self, bound: float) -> bool:
        return self.sound and (self.ratio >= bound if self.at_least else self.ratio <= bound)

    def told(self, bound: float | None) -> str:
        """A bound with its side."""
        return "" if bound is None else f"{'≥' if self.at_least else '≤'} {bound:g}"


def keep(folder: Path, part: str, rows: Iterable[Row]) -> None:
    """In place of what the part measured before."""
    kept = [row for row in known(folder) if row.part != part]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / RESULTS).write_text(json.dumps([asdict(row) for row in [*kept, *rows]], indent=1, ensure_ascii=False))


def known(folder: Path) -> list[Row]:
    path = folder / RESULTS
    return [Row(**each) for each in json.loads(path.read_text())] if path.is_file() else []


def table(rows: Sequence[Row]) -> str:
    """As Markdown."""
    lines = ["| what | here | beside it | ratio | floor | aim | holds |", "| --- | --- | --- | --- | --- | --- | --- |"]
    for row in rows:
        bounds = f"{row.told(row.floor)} | {row.told(row.aim)}"
        lines.append(f"| {row.what} | {row.ours} | {row.theirs} | {row.ratio:.3g} | {bounds} | {row.holds} |")
    return "\n".join(lines)
