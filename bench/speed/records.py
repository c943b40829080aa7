"""A data folder with real patents, companies and firms, what a rebuild of all took, and changes of one in a hundred."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

FILES = (
    "patents/us_patents.jsonl.gz",
    "eval/patent_to_company/corpus.jsonl.gz",
    "eval/award_to_firm/corpus.jsonl.gz",
)
"""Of the shared data, some 76,000 records of 111,000 passages."""
CHANGED = 100
"""Of so many records one is changed."""
FULL = "full-rebuild.json"
BACKGROUND = ("nice", "-n", "10")
"""As the worker runs (`MATCHER_WORKER_NICE`)."""


@dataclass(frozen=True, slots=True)
class Site:
    """`data` are the shared files, `data_dir` the service's folder, `folder` what is measured is kept in."""

    data: Path
    data_dir: Path
    folder: Path

    def full_rebuild(self) -> float:
        """Seconds of the first rebuild, of the whole process; imports and rebuilds where nothing was built yet."""
        kept = self.folder / FULL
        if not kept.is_file():
            self.folder.mkdir(parents=True, exist_ok=True)
            for name in FILES:
                self.run("import", str(self.data / name))
            kept.write_text(json.dumps({"seconds": self.rebuild()}))
        return float(json.loads(kept.read_text())["seconds"])

    def rebuild(self) -> float:
        """Seconds of the whole process."""
        started = time.perf_counter()
        self.run("rebuild")
        return time.perf_counter() - started

    def change(self) -> int:
        """Imports one record of a hundred with another text than it has; how many."""
        path, count = self.folder / "changed.jsonl", 0
        for name in FILES:
            rows = list(changed(self.data / name))
            path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
            self.run("import", str(path))
            count += len(rows)
        return count

    def run(self, *arguments: str) -> None:
        subprocess.run(self.command(*arguments), env=self.environment, stdout=subprocess.DEVNULL, check=True)

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "api.cli", *arguments]

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "MATCHER_DATA_DIR": str(self.data_dir)}


def changed(path: Path) -> Iterator[dict[str, Any]]:
    """Each hundredth row; its text says when it was changed."""
    said = f" Changed at {time.time():.0f}."
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in islice(lines, 0, None, CHANGED):
            row: dict[str, Any] = json.loads(line)
            if projects := row.get("projects"):
                projects[0]["abstract"] += said
            else:
                field = "abstract" if "abstract" in row else "text"
                row[field] += said
            yield row
