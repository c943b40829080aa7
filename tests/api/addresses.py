"""Every route of pages and API, with something in the place of its parameters: for what has to hold on all of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.routing import APIRoute

from api.application import PREFIX
from api.pages.routers import PAGES
from api.routes.routers import ROUTES

PARAMETER = re.compile(r"\{(\w+)(:\w+)?\}")
FILLED = {"kind": "patents", "step": "capabilities", "theirs": "companies"}
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, order=True)
class Address:
    """One method of one route. `path` is as it is asked for, `template` as it is declared."""

    template: str
    method: str
    path: str
    is_page: bool

    @property
    def is_safe(self) -> bool:
        return self.method in SAFE

    def __str__(self) -> str:
        return f"{self.method} {self.template}"


def addresses() -> list[Address]:
    """All of them, in order of their templates."""
    found = [(PREFIX, router, False) for router in ROUTES] + [("", router, True) for router in PAGES]
    return sorted({each for prefix, router, is_page in found for each in _of(router, prefix, is_page=is_page)})


def _of(router: APIRouter, prefix: str, *, is_page: bool) -> list[Address]:
    return [
        Address(prefix + route.path, method, PARAMETER.sub(_filled, prefix + route.path), is_page)
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods
    ]


def _filled(parameter: re.Match[str]) -> str:
    return FILLED.get(parameter[1], "1")
