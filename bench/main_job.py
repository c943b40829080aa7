"""Time and memory of the main job: import, import again, rebuild, rebuild with nothing changed, match.

    python bench/main_job.py --data-dir var/bench FILE...

Every step is a process of its own, measured by the operating system: wall seconds, processor seconds, and the
largest resident memory of the process (MiB). Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

MATCHER = Path(sys.executable).with_name("matcher")


@dataclass(frozen=True, slots=True)
class Step:
    """One finished process; `output` is what it printed to stdout."""

    name: str
    wall: float
    processor: float
    mebibytes: float
    output: str


def measured(name: str, arguments: list[str], environment: dict[str, str]) -> Step:
    """Runs `matcher` with these arguments; exits with its message if it fails."""
    started = time.monotonic()
    process = subprocess.Popen([MATCHER, *arguments], env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - started
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"{name}: exit {os.waitstatus_to_exitcode(status)}\n{output}")
    return Step(name, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output)


def rows_of(step: Step) -> int:
    """How many rows an import read, by its own report."""
    report = json.loads(step.output)
    return sum(file["rows"] for file in report["files"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--no-rebuild", action="store_true")
    parser.add_argument("files", type=Path, nargs="+")
    arguments = parser.parse_args()
    environment = {**os.environ, "MATCHER_DATA_DIR": str(arguments.data_dir), "HF_HUB_OFFLINE": "1"}
    print("| step | rows | rows/s | wall s | processor s | peak MiB |\n| --- | --- | --- | --- | --- | --- |")
    for attempt in ("import", "import again"):
        for file in arguments.files:
            step = measured(f"{attempt} {file.name}", ["import", "--json", str(file)], environment)
            show(step, rows_of(step))
    if not arguments.no_rebuild:
        show(measured("rebuild", ["rebuild", "--json"], environment))
        show(measured("rebuild, nothing changed", ["rebuild", "--json"], environment))
        show(
            measured(
                "match, first in a process", ["match", "--text", "carbon fibre rotor blades", "--json"], environment
            )
        )


def show(step: Step, rows: int | None = None) -> None:
    rate = f"{rows / step.wall:,.0f}" if rows else ""
    counted = f"{rows:,}" if rows else ""
    print(
        f"| {step.name} | {counted} | {rate} | {step.wall:.1f} | {step.processor:.1f} | {step.mebibytes:,.0f} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
