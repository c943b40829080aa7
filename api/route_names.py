"""What logs and figures call a request: by the template of its route, never by its address, which names records."""

from __future__ import annotations

from typing import Final

from starlette.types import Scope

NOWHERE: Final = "none"
"""Stands for what leads to no route: an address that somebody made up must not become a label."""


def template_of(scope: Scope, prefix: str) -> str:
    """Of the route that answered; of what is mounted, and of what leads nowhere, as much as is known.

    `prefix` begins the API's addresses.
    """
    found = getattr(scope.get("route"), "path_format", None)
    if found is None:
        return str(scope.get("root_path") or NOWHERE)
    # A router's routes do not know the prefix that it was included with.
    return f"{prefix}{found}" if scope["path"].startswith(f"{prefix}/") and not found.startswith(prefix) else str(found)
