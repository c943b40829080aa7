"""The report as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def markdown(report: dict[str, Any]) -> str:
    """Outcome first, then tables of figures, then whatever went wrong."""
    return "\n".join(_lines(report))


def _lines(report: dict[str, Any]) -> Iterator[str]:
    rebuilds, firms = report["rebuilds"], report["firms"]
    ((within, stale),) = report["stale_answers_older_than_s"].items()
    yield f"**{'Passed' if report['passed'] else 'FAILED'}** on {report['database']}: {report['seconds']:.0f} s, "
    yield f"{report['clients']} clients, {report['requests']:,} requests, {report['error_count']} errors, "
    yield f"{len(report['lost'])} records lost, {stale} stale answers older than {within} s, "
    yield f"{rebuilds['ran']} of {rebuilds['asked']} rebuilds ran and published {rebuilds['published']} generations; "
    yield f"{firms['live']:,} firms registered and live, {firms['withdrawn']:,} withdrawn; "
    yield f"the trial itself was kept waiting for {report['longest_pause_s']} s at most."
    yield "\n| request | count | p50 ms | p95 ms | p99 ms | most ms |\n| --- | --- | --- | --- | --- | --- |"
    for what, told in {**report["latency_ms"], "rebuild, from request to end": report["rebuild_ms"]}.items():
        if told:
            yield f"| {what} | {told['count']:,} | {told['p50']} | {told['p95']} | {told['p99']} | {told['max']} |"
    yield "\n| change | watched at a process | stale answers | worst age s |\n| --- | --- | --- | --- |"
    for what, told in report["watched"].items():
        yield f"| {what} | {told['changes']:,} | {told['stale_answers']:,} | {told['worst_age_s']} |"
    yield "\n| process | peak MiB | generations it answered from |\n| --- | --- | --- |"
    for name, size in report["peak_mebibytes"].items():
        yield f"| {name} | {size:,.0f} | {report['generations_answered'].get(name, '')} |"
    for problem in (*report["errors"], *(f"lost: {each}" for each in report["lost"])):
        yield f"\n- {problem}"
