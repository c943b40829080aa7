"""Every page of the service in one table: its address, who may see it, its call of the API, what must be on record.

`{patent}`, `{company}` and so on in an address stand for what `furnish` puts on record. A test fails where a page is
missing here, so that what is examined on "every page" is.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.routing import APIRoute

import api.pages
from corpus.roles import Role

ANYBODY = (Role.ANONYMOUS, Role.COMPANY, Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR)
SIGNED_IN = ANYBODY[1:]
OFFICIALS = ANYBODY[2:]
OFFICER, REVIEWER, ADMINISTRATOR = (Role.OFFICER,), (Role.REVIEWER,), (Role.ADMINISTRATOR,)
COMPANY = (Role.COMPANY,)


@dataclass(frozen=True, slots=True)
class Page:
    """`route` is the address as the application declares it, `path` one that opens it for each of `roles`.

    `call` is the API's way to the same content, "" where there is none to compare with: a form, a way to sign in.
    A page that shows what several calls tell has these in `more`.
    """

    route: str
    path: str
    roles: tuple[Role, ...] = ANYBODY
    call: str = ""
    more: tuple[str, ...] = ()

    @property
    def picture(self) -> str:
        """What its picture in `docs/images` is called, without ending: its address, and what it asks where it does."""
        place, _, asked = re.sub(r"[{}]", "", self.path.lower()).partition("?")
        words = re.sub(r"[^a-z0-9]+", "-", place).strip("-") or "search"
        first, _, value = asked.partition("&")[0].partition("=")
        if not asked or place.startswith(("/compare", "/searches")):
            return words
        return f"{words}-{value if first == 'view' else first}"

    def at(self, ids: Mapping[str, str]) -> str:
        """The address with what is on record."""
        return self.path.format(**ids)

    def calls_at(self, ids: Mapping[str, str]) -> list[str]:
        """The calls that together tell what the page does."""
        return [each.format(**ids) for each in (self.call, *self.more) if each]


ASKED = "patent={patent}&to=companies"
WORDS = "text=ceramic+nozzle&to=companies"
PAGES: tuple[Page, ...] = (
    Page("/", "/"),
    Page("/", f"/?{WORDS}", call=f"/api/v1/matches?{WORDS}&facets=true"),
    Page("/", f"/?{ASKED}", call=f"/api/v1/matches?{ASKED}&facets=true"),
    Page(
        *("/compare", f"/compare?{ASKED}&with={{company}}"),
        call=f"/api/v1/matches/comparison?{ASKED}&with={{company}}&neighbours=true",
    ),
    Page(
        *("/compare/several", f"/compare/several?{ASKED}&with={{company}}&with={{other}}"),
        call=f"/api/v1/matches/comparison?{ASKED}&with={{company}}&with={{other}}",
    ),
    Page(
        *("/compare/why-not", f"/compare/why-not?{ASKED}&named={{other}}"),
        call=f"/api/v1/matches/why-not?{ASKED}&with={{other}}",
    ),
    Page(
        *("/patents/{record_id:path}", "/patents/{patent}"),
        call="/api/v1/records/patents/{patent}",
    ),
    Page(
        *("/companies/{record_id:path}", "/companies/{company}"),
        call="/api/v1/records/companies/{company}",
    ),
    Page(
        *("/needs/{record_id:path}", "/needs/{need}"),
        call="/api/v1/records/needs/{need}",
    ),
    Page("/programmes", "/programmes", call="/api/v1/programmes"),
    Page(
        *("/programmes/{programme_id}", "/programmes/civmil-cooperation"),
        call="/api/v1/programmes/civmil-cooperation",
    ),
    Page("/index", "/index", call="/api/v1/index"),
    Page("/judgements", "/judgements", OFFICER, call="/api/v1/judgements"),
    Page("/home", "/home", OFFICER, call="/api/v1/home"),
    Page("/cases", "/cases", (*COMPANY, *OFFICIALS), call="/api/v1/cases/board"),
    Page("/cases", "/cases?view=list", (*COMPANY, *OFFICIALS), call="/api/v1/cases"),
    Page("/cases/{reference}", "/cases/{case}", (*COMPANY, *OFFICIALS), call="/api/v1/cases/{case}"),
    Page("/registrations", "/registrations", OFFICER, call="/api/v1/registrations"),
    Page(
        *("/registrations/{company_id}", "/registrations/{registration}", OFFICER),
        call="/api/v1/registrations/{registration}",
    ),
    Page("/screening", "/screening", OFFICIALS, call="/api/v1/screening", more=("/api/v1/screening/counts",)),
    Page(
        *("/screening/{kind}/{record_id:path}", "/screening/patents/{patent}", OFFICIALS),
        call="/api/v1/screening/patents/{patent}",
    ),
    Page("/screening/history", "/screening/history", OFFICIALS, call="/api/v1/screening/decisions"),
    Page("/dashboard", "/dashboard", OFFICIALS, call="/api/v1/dashboard"),
    Page("/company", "/company", COMPANY, call="/api/v1/companies/{company}/fits"),
    Page("/company/preview", "/company/preview", COMPANY),
    Page("/company/profile/{step}", "/company/profile/summary", COMPANY),
    Page("/company/profile/{step}", "/company/profile/capabilities", COMPANY),
    Page("/company/versions", "/company/versions", COMPANY, call="/api/v1/companies/{company}/profiles"),
    Page("/company/brochure", "/company/brochure", COMPANY, call="/api/v1/brochures"),
    Page(
        *("/company/brochure/{number:int}", "/company/brochure/{brochure}", COMPANY),
        call="/api/v1/brochures/{brochure}",
    ),
    Page("/alerts", "/alerts", SIGNED_IN, call="/api/v1/alerts"),
    Page("/searches", "/searches", SIGNED_IN, call="/api/v1/searches"),
    Page("/searches/new", f"/searches/new?question={ASKED}", SIGNED_IN),
    Page("/own-needs", "/own-needs", (*COMPANY, *OFFICER), call="/api/v1/own-needs"),
    Page("/own-needs/{need_id}", "/own-needs/{own_need}", OFFICER, call="/api/v1/own-needs/{own_need}"),
    Page("/own-needs/{need_id}", "/own-needs/{company_need}", COMPANY, call="/api/v1/own-needs/{company_need}"),
    Page("/own-needs/{need_id}/edit", "/own-needs/{own_need}/edit", OFFICER),
    Page("/own-needs/new", "/own-needs/new", (*COMPANY, *OFFICER)),
    Page("/operation", "/operation", OFFICIALS, call="/api/v1/operation"),
    Page("/operation/audit", "/operation/audit", (*REVIEWER, *ADMINISTRATOR), call="/api/v1/audit"),
    Page("/operation/imports", "/operation/imports", (*OFFICER, *ADMINISTRATOR), call="/api/v1/imports"),
    Page(
        *("/operation/imports/{upload_id:int}", "/operation/imports/{upload}", (*OFFICER, *ADMINISTRATOR)),
        call="/api/v1/uploads/{upload}",
    ),
    Page(
        *("/operation/imports/{upload_id:int}", "/operation/imports/{running}", (*OFFICER, *ADMINISTRATOR)),
        call="/api/v1/uploads/{running}",
    ),
    Page(
        *("/operation/runs/{run_id:int}", "/operation/runs/{run}", (*OFFICER, *ADMINISTRATOR)),
        call="/api/v1/imports/{run}",
        more=("/api/v1/imports/{run}/rejected",),
    ),
    Page("/operation/index", "/operation/index", ADMINISTRATOR, call="/api/v1/index"),
    Page("/operation/jobs", "/operation/jobs", ADMINISTRATOR, call="/api/v1/jobs"),
    Page(
        *("/operation/settings", "/operation/settings", ADMINISTRATOR),
        call="/api/v1/settings",
        more=("/api/v1/diagnosis",),
    ),
    Page("/account", "/account", SIGNED_IN, call="/api/v1/me", more=("/api/v1/me/sessions", "/api/v1/me/tokens")),
    Page("/account/password", "/account/password", SIGNED_IN),
    Page("/account/second-factor", "/account/second-factor", (*OFFICER, *REVIEWER)),
    Page("/account/tokens", "/account/tokens", SIGNED_IN, call="/api/v1/me/tokens"),
    Page("/accounts", "/accounts", ADMINISTRATOR, call="/api/v1/accounts"),
    Page("/accounts/new", "/accounts/new", ADMINISTRATOR),
    Page("/accounts/{name}", "/accounts/{account}", ADMINISTRATOR, call="/api/v1/accounts/{account}"),
    Page("/register", "/register", (Role.ANONYMOUS,)),
    Page("/sign-in", "/sign-in", (Role.ANONYMOUS,)),
    Page("/reset", "/reset", (Role.ANONYMOUS,)),
)
NO_PAGES: Mapping[str, str] = {
    "/compare/override": "leads on to the comparison",
    "/needs/{record_id:path}/sheet.{form}": "a file",
    "/patents/{record_id:path}/sheet.{form}": "a file",
    "/cases/{reference}/documents/{number:int}": "a file",
    "/company/profile": "leads to the first step",
    "/confirmation": "wants a link by letter; its own tests open it",
    "/invitation": "wants a link by letter; its own tests open it",
    "/reset/password": "wants a link by letter; its own tests open it",
    "/sign-in/code": "wants a password that was given; its own tests open it",
    "/sign-in/factor": "wants a password that was given; its own tests open it",
    "/sign-in/oidc": "leads to the provider",
    "/sign-in/oidc/return": "comes from the provider",
    "/operation/imports/{upload_id:int}/events": "a stream",
    "/operation/index/events": "a stream",
    "/operation/index/rollback": "wants two generations; its own tests open it",
}
"""Addresses of the application that are none of the table, and why."""


def routes() -> Iterator[str]:
    """The addresses that pages declare."""
    for module in pkgutil.walk_packages(api.pages.__path__, f"{api.pages.__name__}."):
        declared = vars(importlib.import_module(module.name)).values()
        for router in [each for each in declared if isinstance(each, APIRouter)]:
            yield from (route.path for route in router.routes if isinstance(route, APIRoute) and "GET" in route.methods)
