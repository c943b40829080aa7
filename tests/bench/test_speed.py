"""The table of speed: which bounds hold, what is kept, and changed records."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from bench.marked import replaced
from bench.speed import records, search
from bench.speed.__main__ import BEGIN, END
from bench.speed.load import Load
from bench.speed.rows import Row, keep, known, table


@pytest.mark.parametrize(
    ("ratio", "at_least", "holds"),
    [(5, True, "aim"), (3, True, "floor"), (2.9, True, "**below**"), (2, False, "aim"), (4.1, False, "floor")],
)
def test_bounds_hold_from_their_side(ratio: float, at_least: bool, holds: str) -> None:
    floor, aim = (3, 5) if at_least else (5, 3)
    assert Row("part", "what", "1", "2", ratio, floor, aim, at_least).holds == holds


def test_a_fast_search_that_misses_too_much_holds_nothing() -> None:
    assert Row("part", "what", "1", "2", 5, 3, 5, sound=False).holds == "**below**"


def test_passages_without_a_direction_take_no_part(tmp_path: Path) -> None:
    chance = np.random.default_rng(3)
    vectors = chance.standard_normal((search.ASKED + 40, 8), dtype=np.float32)
    vectors[::3] = 0
    with closing(sqlite3.connect(tmp_path / "vectors.db")) as cache:
        cache.execute("CREATE TABLE vector (value BLOB)")
        cache.executemany("INSERT INTO vector VALUES (?)", [(each.tobytes(),) for each in [*vectors, *vectors]])
        cache.commit()
    path, asked = search.made(tmp_path / "vectors.db", tmp_path, count=100)
    assert (len(asked), np.load(path).shape) == (search.ASKED, (100, 8))
    assert asked.any(axis=1).all()


def test_a_row_for_comparison_holds_nothing() -> None:
    row = Row("part", "what", "1 ms", "2 ms, a peer", 2)
    assert table([row]).splitlines()[-1] == "| what | 1 ms | 2 ms, a peer | 2 |  |  |  |"


def test_a_part_takes_the_place_of_what_it_measured_before(tmp_path: Path) -> None:
    first, second = Row("a", "x", "1", "2", 1, 1, 1), Row("b", "y", "1", "2", 1)
    keep(tmp_path, "a", [first])
    keep(tmp_path, "b", [second])
    keep(tmp_path, "a", [Row("a", "z", "1", "2", 2, 1, 1)])
    assert [row.what for row in known(tmp_path)] == ["y", "z"]
    page = replaced(f"before\n{BEGIN}\nstale\n{END}\nafter", table(known(tmp_path)), BEGIN, END)
    assert "| z |" in page
    assert "stale" not in page


def test_loads_one_after_another_are_one() -> None:
    both = Load.of([Load(2.0, (0.1, 0.3), 1), Load(2.0, (0.2,), 0)])
    assert (both.rate, both.refused, round(both.percentile(50))) == (0.75, 1, 200)


def test_one_record_of_a_hundred_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl.gz"
    rows = [{"id": number, "abstract": "text"} for number in range(150)]
    rows[100] = {"id": 100, "projects": [{"abstract": "text"}, {"abstract": "text"}]}
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.writelines(f"{json.dumps(row)}\n" for row in rows)
    first, second = records.changed(path)
    assert first["abstract"].startswith("text Changed at")
    assert [each["abstract"][:9] for each in second["projects"]] == ["text Chan", "text"]
