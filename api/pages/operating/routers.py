"""The addresses of this room's pages, as one."""

from __future__ import annotations

from api.pages.operating import (
    audit,
    decisions,
    imports,
    index,
    jobs,
    mending,
    overview,
    screening,
    settings,
    status,
)

ROUTERS = tuple(
    each.router for each in (overview, imports, mending, index, jobs, audit, settings, status, decisions, screening)
)
"""In the order in which addresses are tried."""
