"""The measured part of docs/quality.md: one table a set, between two markers; what stands around them is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bench.quality.measuring import METRICS, Group, Measured, System
from matcher.bootstrap import Interval

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
HEADINGS = {"ndcg10": "nDCG@10", "hr10": "HR@10", "mrr": "MRR", "r100": "R@100"}
GROUPS: dict[Group, str] = {"peer": "peers", "mode": "this project", "ablation": "each part left out"}
READING = """In brackets: 95 % bootstrap interval over queries (1,000 resamples). The last column is the mean difference
of nDCG@10 to `full`, query by query, below zero where the row ranks worse; bold where its interval leaves out zero."""


@dataclass(frozen=True, slots=True)
class Machine:
    """What the figures depend on besides the code; `glossary` is its version, "" for none."""

    cores: int
    model: str
    precision: str
    glossary: str

    def __str__(self) -> str:
        glossary = f", glossary {self.glossary}" if self.glossary else ""
        return f"{self.cores} cores, model `{self.model}` in {self.precision}{glossary}"


def rendered(found: Sequence[Measured], machine: Machine, command: str) -> str:
    """Command, machine, cost and one table a set."""
    parts = [f"    {command}", f"{machine}.\n{_cost(found)}", READING, *(_set(measured) for measured in found)]
    return "\n\n".join(parts) + "\n"


def _cost(found: Sequence[Measured]) -> str:
    largest = max(found, key=lambda measured: measured.records)
    return (
        f"Beyond encoding, `full` takes {largest.cost.median:.1f} ms a query (median; p95 {largest.cost.p95:.1f} ms):\n"
        f"retrieval, views and fusion over {largest.records:,} records ({largest.set})."
    )


def _set(measured: Measured) -> str:
    lines = [
        f"### {measured.set}: {len(measured.queries):,} queries, {measured.records:,} records",
        "",
        f"| | {' | '.join(HEADINGS[metric] for metric in METRICS)} | against `full` |",
        "| --- |" + " --- |" * (len(METRICS) + 1),
    ]
    for group, heading in GROUPS.items():
        lines.append(f"| *{heading}* |" + " |" * (len(METRICS) + 1))
        lines += [_row(measured, system) for system in measured.systems if system.group == group]
    return "\n".join(lines)


def _row(measured: Measured, system: System) -> str:
    if system.values is None:
        return f"| {system.name} | not installed |" + " |" * len(METRICS)
    cells = [_figure(system.interval(metric)) for metric in METRICS]
    return f"| {system.name} | {' | '.join(cells)} | {_difference(measured.against_full(system))} |"


def _figure(found: Interval | None) -> str:
    return "" if found is None else f"{found.mean:.3f} ({found.low:.3f} to {found.high:.3f})"


def _difference(found: Interval | None) -> str:
    if found is None:
        return ""
    # Rounded first, and with zero added: a difference of -0.0001 is no minus zero.
    mean, low, high = (
        f"{round(value, 3) + 0.0:+.3f}".replace("-", "−") for value in (found.mean, found.low, found.high)
    )
    return f"{f'**{mean}**' if found.excludes_zero else mean} ({low} to {high})"
