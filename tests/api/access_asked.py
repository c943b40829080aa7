"""What is asked at each route: what an address names, and a query or a body that somebody who may would send."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from fastapi import FastAPI

from tests.api.records import company, need, patent

FIXED: Final[Mapping[str, str]] = {
    "form": "csv",
    "kind": "patents",
    "version": "1",
    "entry_id": "99",
    "entry": "99",
    "table": "funnel",
    "step": "summary",
    "action": "withdrawal",
}
"""What parts of addresses are where they name no target."""
OF_ROUTE: Final[Mapping[str, Mapping[str, str]]] = {
    "POST /api/v1/jobs/{name}": {"name": "rebuild"},
    "DELETE /api/v1/accounts/{name}/tokens/{token_id}": {"token_id": "99"},
    "GET /api/v1/patents/{patent_id:path}/sheet.{form}": {"form": "docx"},
    "GET /api/v1/needs/{need_id:path}/sheet.{form}": {"form": "docx"},
    "GET /patents/{record_id:path}/sheet.{form}": {"form": "docx"},
    "GET /needs/{record_id:path}/sheet.{form}": {"form": "docx"},
}
PATHS: Final[Mapping[str, str]] = {"GET /static": "/static/page.css"}
"""Addresses below a folder of files."""
WORDS = "text=ceramic+nozzle&to=companies"
PAIR = "patent={id}&to=companies&with=FICT-C1"
MATCHED = {"kind": "patents", "id": "{id}", "other_kind": "companies", "other_id": "FICT-C1"}
QUERIES: Final[Mapping[str, str]] = {
    "GET /api/v1/matches": "patent={id}&to=companies",
    "GET /api/v1/matches/comparison": PAIR,
    "GET /api/v1/matches/why-not": PAIR,
    "GET /api/v1/matches.{form}": "patent={id}&to=companies",
    "GET /api/v1/consortia": "need={id}",
    "GET /api/v1/completions": "q=FICT&kind=patents",
    "GET /api/v1/companies/{company_id:path}/profiles/differences": "before=1&after=1",
    "PUT /api/v1/companies/{company_id:path}/profiles/{version:int}": "stamp=none",
    "GET /api/v1/programmes/{programme_id}/overrides": "kind=patents&id=FICT-P1&other_kind=companies&other_id=FICT-C1",
    "POST /judgements": PAIR,
    "GET /": "patent={id}&to=companies",
    "GET /compare": PAIR,
    "GET /compare/override": PAIR,
    "POST /compare/override": PAIR,
    "GET /compare/several": f"{PAIR}&with=FICT-C2",
    "GET /compare/why-not": "patent={id}&to=companies&named=FICT-C1",
    "GET /searches/new": f"question={WORDS.replace('&', '%26').replace('=', '%3D')}",
    "GET /invitation": "code=none",
    "GET /reset/password": "code=none",
    "GET /confirmation": "code=none",
    "GET /sign-in/oidc/return": "state=none&code=none",
    "GET /operation/index/rollback": "to=none",
}
BODIES: Final[Mapping[str, Mapping[str, Any]]] = {
    "POST /api/v1/matches": {"patent": "{id}", "to": "companies"},
    "POST /api/v1/matches/repetition": {"question": "patent={id}&to=companies", "generation": "none", "sequence": 0},
    "POST /api/v1/judgements": {"patent": "{id}", "to": "companies", "candidate": "FICT-C1", "grade": "relevant"},
    "POST /api/v1/patents": patent("FICT-P9"),
    "PUT /api/v1/patents/{patent_id:path}": patent("{id}"),
    "POST /api/v1/companies": company("FICT-C9"),
    "PUT /api/v1/companies/{company_id:path}": company("{id}"),
    "POST /api/v1/needs": need("FICT-N9"),
    "PUT /api/v1/needs/{need_id:path}": need("{id}"),
    "PUT /api/v1/programmes/{programme_id}/overrides": {
        **MATCHED,
        "id": "FICT-P1",
        "outcome": "eligible",
        "reason": "By letter.",
    },
    "POST /api/v1/cases": {"subject_kind": "patents", "subject_id": "{id}", "company_id": "FICT-C2"},
    "POST /api/v1/cases/ownership": {"references": ["{id}"]},
    "POST /api/v1/cases/{reference}/stage": {"to": "contacted", "version": 1},
    "POST /api/v1/cases/{reference}/declination": {"reason": "withdrew", "note": "", "version": 1},
    "PUT /api/v1/cases/{reference}/owner": {"owner": None, "version": 1},
    "PUT /api/v1/cases/{reference}/due": {"due_on": None, "version": 1},
    "PUT /api/v1/cases/{reference}/track": {"track": "spin-on", "version": 1},
    "POST /api/v1/screening/{kind}/{record_id:path}/decisions": {"decision": "clear", "reason": "Nothing to control."},
    "POST /api/v1/searches": {"name": "others", "question": WORDS},
    "POST /api/v1/accounts": {"name": "new.officer", "role": "officer"},
    "POST /api/v1/accounts/{name}/role": {"role": "officer"},
    "POST /api/v1/accounts/{name}/tokens": {"days": 9, "label": "nightly", "purpose": "api"},
    "POST /api/v1/me/tokens": {"days": 9, "label": "nightly", "scope": "read"},
    "PUT /api/v1/programmes/facets/{facet_id}": {"facet": {"id": "{id}"}, "note": "", "expected_version": 1},
    "PUT /api/v1/programmes/{programme_id}": {"programme": {"id": "{id}"}, "note": "", "expected_version": 1},
    "POST /api/v1/alerts/reading": {"ids": [99]},
}
FORMS: Final[Mapping[str, Mapping[str, str]]] = {
    "POST /": {"text": "ceramic nozzle", "to": "companies"},
    "POST /compare/override": {"outcome": "eligible", "reason": "By letter.", "programme": "civmil-cooperation"},
    "POST /judgements": {"grade": "relevant"},
    "POST /cases": {"subject_kind": "patents", "subject_id": "{id}", "company_id": "FICT-C2", "question": WORDS},
    "POST /cases/moves": {"move": "{id} 1 contacted"},
    "POST /cases/ownership": {"reference": "{id}"},
    "POST /cases/{reference}/stage": {"to": "contacted", "version": "1"},
    "POST /cases/{reference}/declination": {"reason": "withdrew", "version": "1"},
    "POST /cases/{reference}/reopening": {"reopen_note": "After all.", "version": "1"},
    "POST /cases/{reference}/owner": {"owner": "", "version": "1"},
    "POST /cases/{reference}/due": {"due_on": "", "version": "1"},
    "POST /cases/{reference}/track": {"track": "spin-on", "version": "1"},
    "POST /cases/{reference}/messages": {"message": "The samples arrived."},
    "POST /cases/{reference}/notes": {"note": "The samples arrived."},
    "POST /cases/{reference}/bookings/{entry:int}/void": {"void_reason": "Twice."},
    "POST /cases/{reference}/terms": {"base_fee": "1000000", "running_rate": "2"},
    "POST /company/submission": {"publish": "yes"},
    "POST /company/interest": {"kind": "patents", "id": "{id}"},
    "POST /company/profile/{step}": {"summary": "Weaves preforms.", "act": "save"},
    "POST /registrations/{company_id}/return": {"reason": "Name the furnace."},
    "POST /own-needs": {"title": "A seal", "description": "Wanted is a seal."},
    "POST /own-needs/{need_id}": {"title": "A seal", "description": "Wanted is a seal."},
    "POST /searches": {"name": "others", "question": WORDS, "frequency": "daily"},
    "POST /searches/{search_id}": {"name": "renamed", "frequency": "daily"},
    "POST /sign-in": {"name": "pages.officer", "password": "wrong"},
    "POST /sign-in/code": {"code": "000000"},
    "POST /sign-in/factor": {"code": "000000"},
    "POST /invitation": {"code": "none"},
    "POST /reset": {"name": "pages.officer"},
    "POST /reset/password": {"code": "none"},
    "POST /confirmation": {"code": "none"},
    "POST /account/settings": {"display_name": "Somebody", "language": "ko", "zone": "Asia/Seoul"},
    "POST /accounts": {"name": "new.officer", "role": "officer", "email": "new@transfer.example"},
    "POST /accounts/{name}/role": {"role": "officer"},
    "POST /accounts/{name}/verification": {"verified": "yes"},
    "POST /operation/imports": {"format": "auto"},
    "POST /operation/index/rollback": {"tier": "public", "to": "none", "reason": "A trial."},
    "POST /operation/jobs": {"name": "rebuild"},
    "POST /screening/{kind}/{record_id:path}": {"decision": "clear", "reason": "Nothing to control."},
}
FILES: Final[Mapping[str, str]] = {
    "POST /api/v1/brochures": "file",
    "POST /api/v1/imports": "file",
    "POST /api/v1/uploads": "file",
    "POST /operation/imports": "file",
    "POST /company/brochure": "brochure",
    "POST /api/v1/cases/{reference}/documents": "file",
    "POST /cases/{reference}/documents": "document",
}
"""Names of the field that a file is sent in."""
FILE = ("plan.txt", b"A plan.\n")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. `sent` is what the client takes beside method and path."""

    method: str
    path: str
    page: bool
    sent: Mapping[str, Any] = field(default_factory=dict)


class Asks:
    """Makes the request of a route for a target. Bodies that are none of this page's are the document's examples."""

    def __init__(self, app: FastAPI) -> None:
        document = app.openapi()
        self._examples = {
            f"{method.upper()} {path}": _example(document, operation["requestBody"]["content"])
            for path, operations in document["paths"].items()
            for method, operation in operations.items()
            if "requestBody" in operation
        }

    def __call__(self, route: str, target: Mapping[str, str]) -> Asked:
        method, _, template = route.partition(" ")
        page = not template.startswith("/api/")
        path = PATHS.get(route) or _filled(template, {**FIXED, **OF_ROUTE.get(route, {})}, target)
        if query := QUERIES.get(route):
            path += f"?{query.format(**target)}"
        sent: dict[str, Any] = {}
        if route in FILES:
            sent = {"files": {FILES[route]: FILE}, "data": dict(FORMS.get(route, {}))}
        elif page and method == "POST":
            sent = {"data": _named(FORMS.get(route, {}), target)}
        elif not page and (body := BODIES.get(route) or self._examples.get(re.sub(r":\w+}", "}", route))) is not None:
            sent = {"json": _named(body, target)}
        return Asked(method, path, page, sent)


def _filled(template: str, fixed: Mapping[str, str], target: Mapping[str, str]) -> str:
    """The address. Its last open name is the target's, `number` where the target has one."""

    def put(found: re.Match[str]) -> str:
        name = found[1].partition(":")[0]
        if name in {"number", "version"} and "number" in target:
            return target["number"]
        return fixed[name] if name in fixed else target["id"]

    return re.sub(r"{([^}]+)}", put, template)


def _named(body: Mapping[str, Any], target: Mapping[str, str]) -> Any:
    return json.loads(json.dumps(body).replace("{id}", target["id"]))


def _example(document: Mapping[str, Any], content: Mapping[str, Any]) -> Any:
    (given,) = content.values()
    if "example" in given:
        return given["example"]
    schema = document["components"]["schemas"][given["schema"]["$ref"].rpartition("/")[2]]
    return schema["examples"][0]
