"""Rebuilds against a rebuild of all, and what readers notice of one."""

from __future__ import annotations

import subprocess
from urllib.parse import quote

from bench.speed.load import Load, load
from bench.speed.records import BACKGROUND, Site
from bench.speed.rows import Row
from bench.speed.serving import PORT, SECONDS, SHORT, own, running

PART = "rebuilding"


def measure(site: Site) -> list[Row]:
    full = site.full_rebuild()
    site.rebuild()
    nothing = site.rebuild()
    changed = site.change()
    some = site.rebuild()
    idle, busy = _served(site)
    p99, quiet = busy.percentile(99), idle.percentile(99)
    return [
        _row("rebuild with nothing changed", nothing, full, 0.02, 0.005),
        _row(f"rebuild with 1 % changed ({changed:,} records)", some, full, 0.04, 0.02),
        Row(
            PART,
            "match over HTTP, one connection, p99 while a rebuild runs",
            f"{p99:.1f} ms",
            f"{quiet:.1f} ms, idle",
            p99 / quiet,
            3,
            1.5,
            at_least=False,
        ),
    ]


def _row(what: str, seconds: float, full: float, floor: float, aim: float) -> Row:
    return Row(PART, what, f"{seconds:.1f} s", f"{full:.0f} s, of all", seconds / full, floor, aim, at_least=False)


def _served(site: Site) -> tuple[Load, Load]:
    """While nothing else runs, and while a rebuild does, as the worker runs it."""
    server = own(site.data_dir)
    paths = [server.path.format(quote(text)) for text in SHORT]
    with running(server):
        load(PORT, paths, 2, 4)
        idle = load(PORT, paths, 1, SECONDS)
        site.change()
        rebuild = subprocess.Popen(
            [*BACKGROUND, *site.command("rebuild")], env=site.environment, stdout=subprocess.DEVNULL
        )
        loads: list[Load] = []
        while rebuild.poll() is None:
            loads.append(load(PORT, paths, 1, 2))
        return idle, Load.of(loads)
