"""What was measured at each size, kept in a file so that sizes and steps may be measured in runs of their own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

RESULTS: Final = "results.json"


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of a step that grows with the passages, in `unit`: `s`, `ms`, `bytes`.

    `switches`: it goes another way from the number of passages on at which inverted lists are made.
    """

    step: str
    name: str
    unit: str
    label: str
    switches: bool = False


MEASURES: Final = (
    Measure("import", "seconds", "s", "time of the import"),
    Measure("import", "database", "bytes", "database on the disk"),
    Measure("encoding", "seconds", "s", "time of encoding"),
    Measure("encoding", "cache", "bytes", "vector cache on the disk"),
    Measure("build", "seconds", "s", "time of the build, without encoding and lists"),
    Measure("build", "lists", "s", "time of making inverted lists"),
    Measure("build", "generation", "bytes", "generation on the disk"),
    Measure("build", "memory", "bytes", "peak memory of the build", switches=True),
    Measure("search", "rank", "ms", "one full ranking", switches=True),
    Measure("search", "dense", "ms", "the search by vectors alone", switches=True),
    Measure("search", "memory", "bytes", "memory of the open index", switches=True),
)
STEPS: Final = tuple(dict.fromkeys(measure.step for measure in MEASURES))


@dataclass(frozen=True, slots=True)
class Point:
    """One step at one size: figures by the name of their measure. One that does not occur there is left out."""

    step: str
    passages: int
    figures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Series:
    """One measure at all its sizes, in their order."""

    measure: Measure
    sizes: tuple[int, ...]
    values: tuple[float, ...]


def series(points: Iterable[Point]) -> list[Series]:
    """Of each measure that has a point; a figure too small to be told from nothing is none."""
    ordered = sorted(points, key=lambda point: point.passages)
    found = []
    for measure in MEASURES:
        own = [point for point in ordered if point.step == measure.step and point.figures.get(measure.name, 0) > 0]
        if own:
            values = tuple(point.figures[measure.name] for point in own)
            found.append(Series(measure, tuple(point.passages for point in own), values))
    return found


@dataclass(frozen=True, slots=True)
class Facts:
    """What all points depend on: processor cores, and the precision that encoding ran in ("" before it did).

    `tokens` are those of a passage in the mean, `process` the MiB that a process takes before it opens an index.
    """

    cores: int = 0
    precision: str = ""
    tokens: float = 0.0
    process: float = 0.0


@dataclass(frozen=True, slots=True)
class Results:
    facts: Facts
    points: tuple[Point, ...]


def known(folder: Path) -> Results:
    """Nothing in a new folder."""
    path = folder / RESULTS
    if not path.is_file():
        return Results(Facts(), ())
    told = json.loads(path.read_text(encoding="utf-8"))
    return Results(Facts(**told["facts"]), tuple(Point(**each) for each in told["points"]))


def keep(folder: Path, points: Sequence[Point], facts: Mapping[str, float | str]) -> None:
    """In place of what was known of the same steps at the same sizes, and of the same facts."""
    before = known(folder)
    taken = {(point.step, point.passages) for point in points}
    stay = [point for point in before.points if (point.step, point.passages) not in taken]
    told = {
        "facts": {**asdict(before.facts), **facts},
        "points": [asdict(point) for point in sorted([*stay, *points], key=lambda each: (each.step, each.passages))],
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / RESULTS).write_text(json.dumps(told, indent=1), encoding="utf-8")
