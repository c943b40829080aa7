"""Measures speed beside peers and writes the table into docs/performance.md.

    python -m bench.speed --data ../shared/data --data-dir var/bench [--write docs/performance.md] [PART...]

`--data-dir` is the service's data folder; where it is empty, the shared patents and companies are imported and indexed,
some fifteen minutes. Parts are `encoding`, `rebuilding`, `search`, `serving` and `sweep`, all of them without any. What
was measured is kept in `--folder`, so that parts may be measured apart.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.marked import rewrite
from bench.speed import encoding, rebuilding, search, serving, sweeping
from bench.speed.records import Site
from bench.speed.rows import Row, keep, known, table

BEGIN, END = "<!-- speed: begin -->", "<!-- speed: end -->"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--folder", type=Path, default=Path("var/bench-speed"))
    parser.add_argument("--write", type=Path)
    parser.add_argument("parts", nargs="*")
    given = parser.parse_args(arguments)
    site = Site(given.data, given.data_dir, given.folder)
    site.full_rebuild()
    parts: dict[str, Callable[[], list[Row]]] = {
        encoding.PART: lambda: encoding.measure(given.data, given.folder),
        rebuilding.PART: lambda: rebuilding.measure(site),
        search.PART: lambda: search.measure(given.data_dir / "vectors.db", given.folder),
        serving.PART: lambda: serving.measure(given.data, given.data_dir, given.folder),
        sweeping.PART: lambda: sweeping.measure(site),
    }
    for part in given.parts or parts:
        rows = parts[part]()
        keep(given.folder, part, rows)
        print(table(rows), flush=True)
    if given.write is not None:
        rewrite(given.write, table(known(given.folder)), BEGIN, END)


if __name__ == "__main__":
    main()
