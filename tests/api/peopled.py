"""A small service with somebody of every role in it, and records of every tier: who asks, and what they ask for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from anyio.from_thread import start_blocking_portal
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from api.application import create_app
from api.operating.building import rebuild_tiers
from api.schemas.own_needs import OwnNeedInput
from api.service import Service
from api.watching import own_needs
from corpus.disclosure import Tier
from corpus.drafts import CompanyDraft, NeedDraft, PatentDraft
from corpus.records import Audience, Frequency, TokenPurpose, TokenScope
from corpus.roles import Caller, Role
from corpus.store import Store
from corpus.store.tokens import Issued
from matcher.cases.documents import add_document
from matcher.cases.opening import Opening, open_case
from tests.api.conftest import settings_in
from tests.api.records import company, need, patent
from tests.browser.furnishing import KEEPER, LOCAL, OWNER, furnish
from tests.fakes import HashEncoder
from tests.sending import with_form_token
from tests.signing import SESSION_COOKIE, quick_passwords

SITE = "https://transfer.example"
NEWCOMER = "pages.member"
"""Of a company that registered itself and waits for its verification."""
NO_NUMBER = "987654"
"""Of nothing that is on record."""
HIDDEN_WORD = "zephyrine"
"""In every restricted record, and in no other."""
Targets = Mapping[str, Mapping[str, str]]
"""By name of a target what stands for it in an address."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody who asks. `token` is that of a program, `session` that of a browser; "" for nobody in particular."""

    name: str
    token: str = ""
    session: str = ""

    def headers(self, *, page: bool) -> dict[str, str]:
        """A page is asked for as a browser does it, with its origin, everything else as a program does."""
        headers = {"Accept-Language": "en"}
        if page:
            headers["Origin"] = SITE
            if self.session:
                headers["Cookie"] = f"{SESSION_COOKIE}={self.session}"
        elif self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return headers


REQUEST = with_form_token(httpx.AsyncClient.request)
COMPANIES = ("newcomer", "firm", "rival")
PEOPLE = ("anonymous", *COMPANIES, "officer", "reviewer", "administrator")
"""Nobody in particular; an unverified company; the company that records are of; another one; officials."""
NAMES = {
    "newcomer": NEWCOMER,
    "firm": OWNER.account,
    "rival": "pages.rival",
    "officer": KEEPER.account,
    "reviewer": "pages.reviewer",
    "administrator": "pages.administrator",
}
ALL_COMPANIES = ("anonymous", *COMPANIES)
UNKNOWN: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "patents": {"released": ("anonymous", "newcomer"), "restricted": ALL_COMPANIES},
    "companies": {
        "draft": ("anonymous", "firm", "rival"),
        "released": ("anonymous", "newcomer"),
        "restricted": ALL_COMPANIES,
    },
    "needs": {"released": ("anonymous", "newcomer"), "restricted": ALL_COMPANIES},
    "own-needs": {
        "firm": ("anonymous", "newcomer", "rival"),
        "rival": ("anonymous", "newcomer", "firm"),
        "officer": ALL_COMPANIES,
    },
    "cases": {
        "firm": ("anonymous", "newcomer", "rival"),
        "rival": ("anonymous", "newcomer", "firm"),
        "hidden": ALL_COMPANIES,
    },
    "documents": {"firm": ("anonymous", "newcomer", "rival"), "elsewhere": ("anonymous", "newcomer", "firm")},
    "brochures": {"firm": ("anonymous", "newcomer", "rival"), "rival": ("anonymous", "newcomer", "firm")},
    "searches": {
        "firm": tuple(name for name in PEOPLE if name != "firm"),
        "officer": tuple(name for name in PEOPLE if name != "officer"),
    },
    "tokens": {
        "firm": tuple(name for name in PEOPLE if name != "firm"),
        "officer": tuple(name for name in PEOPLE if name != "officer"),
    },
    "accounts": {"known": tuple(name for name in PEOPLE if name != "administrator")},
    "uploads": {"kept": (*ALL_COMPANIES, "reviewer")},
    "runs": {"kept": (*ALL_COMPANIES, "reviewer")},
}
"""Who may not know that a target is there at all."""
ABSENT: Mapping[str, str] = {"documents": "unknown"}
"""What such a target must look like, where that is not `absent`."""


@dataclass(frozen=True, slots=True)
class Peopled:
    """`targets` are by the kind of record that an address names."""

    service: Service
    app: FastAPI
    people: Mapping[str, Asking]
    tokens: Mapping[str, Asking]
    targets: Mapping[str, Targets]


@contextmanager
def peopled(folder: Path) -> Iterator[Peopled]:
    """The service over a database of its own; nothing runs beside its requests."""
    service = Service(settings_in(folder), encoder=HashEncoder())
    service.passwords = quick_passwords()
    service.open()
    try:
        ids = furnish(service)
        more = _furnished(service)
        people, tokens = _signed_in(service)
        yield Peopled(service, create_app(service), people, tokens, _targets({**ids, **more}))
    finally:
        service.close()


def _furnished(service: Service) -> dict[str, str]:
    """Beside what pages need: records of the other tiers, what another company has, and somebody's own things."""
    now = datetime.now(UTC)
    rival = Caller(Role.COMPANY, NAMES["rival"], "FICT-C2", verified=True)
    with service.database.transaction() as store:
        for name in ("reviewer", "administrator"):
            store.accounts.create(NAMES[name], Role(name), LOCAL)
        store.accounts.create(rival.account, Role.COMPANY, LOCAL, company_id="FICT-C2", verified=True)
        for tier, number in ((Tier.RELEASED, 3), (Tier.RESTRICTED, 4)):
            _put(store, tier, number)
        others = open_case(store, Opening("patents", "FICT-P1", "FICT-C2", None, 0.5, None), rival, now).reference
        hidden = open_case(store, Opening("patents", "FICT-P4", "FICT-C1", None, 0.5, None), KEEPER, now).reference
        brochure = store.brochures.add(
            "FICT-C2", rival.account, name="rival.pdf", sha256="3" * 64, size=10, proposals=[], now=now
        )
        tokens = {
            name: store.accounts.issue(NAMES[name], TokenPurpose.API, LOCAL).id for name in ("firm", "rival", "officer")
        }
        searches = {
            name: store.searches.keep(
                NAMES[name],
                name="nozzles",
                question="text=nozzle&to=patents",
                to="patents",
                frequency=Frequency.DAILY,
                now=now,
            ).id
            for name in ("firm", "rival", "officer")
        }
        own = store.cases.of_pair("FICT-C1", "patents", "FICT-P1")[0].reference
        document = _document(store, own, OWNER, now)
    given = OwnNeedInput(title="A wish of the rival", description="Wanted is a seal.", organisation="Bada Foods")
    return {
        "rival_case": others,
        "hidden_case": hidden,
        "document": str(document),
        "rival_brochure": str(brochure.id),
        "rival_need": own_needs.register(service, rival, given, now).kept.need.id,
        **{f"{name}_token": str(number) for name, number in tokens.items()},
        **{f"{name}_search": str(number) for name, number in searches.items()},
    }


def _put(store: Store, tier: Tier, number: int) -> None:
    word = HIDDEN_WORD if tier is Tier.RESTRICTED else "cermet"
    store.put("patents", [PatentDraft.model_validate(patent(f"FICT-P{number}", title=f"A {word} nozzle", tier=tier))])
    store.put("needs", [NeedDraft.model_validate(need(f"FICT-N{number}", title=f"A {word} shield", tier=tier))])
    made = company(f"FICT-C{number}", name=f"Garam {word}", tier=tier)
    store.put("companies", [CompanyDraft.model_validate(made)])


def _document(store: Store, reference: str, actor: Caller, now: datetime) -> int:
    kept = add_document(store, reference, "plan.txt", b"A plan.", actor, audience=Audience.BOTH, limit=1_000, now=now)
    return kept.id or 0


def _signed_in(service: Service) -> tuple[dict[str, Asking], dict[str, Asking]]:
    """Everybody with a token and a session, and the officer's tokens that let less through or nothing at all."""
    long_ago = datetime.now(UTC) - timedelta(days=200)
    with service.database.transaction() as store:

        def issued(name: str, **told: Any) -> tuple[Issued, Issued]:
            both = (TokenPurpose.API, TokenPurpose.SESSION)
            return tuple(store.accounts.issue(NAMES[name], each, LOCAL, **told) for each in both)  # type: ignore[return-value]  # a pair of two

        people = {"anonymous": Asking("anonymous")}
        for name in NAMES:
            token, session = issued(name)
            people[name] = Asking(name, token.token, session.token)
        expired, revoked = issued("officer", now=long_ago), issued("officer")
        for each in revoked:
            store.accounts.revoke(each.id, LOCAL)
        reading = store.accounts.issue(NAMES["officer"], TokenPurpose.API, LOCAL, scope=TokenScope.READ)
    tokens = {
        "reading": Asking("reading", reading.token),
        **{
            name: Asking(name, *(each.token for each in pair))
            for name, pair in (("expired", expired), ("revoked", revoked))
        },
    }
    return people, tokens


def _targets(ids: Mapping[str, str]) -> dict[str, Targets]:
    """What the names of the table mean. Of each kind the last is absent, and of the form of the others."""

    def of(**by_name: str) -> Targets:
        return {name: {"id": value} for name, value in by_name.items()}

    def in_case(**by_name: tuple[str, str]) -> Targets:
        return {name: {"id": case, "number": number} for name, (case, number) in by_name.items()}

    return {
        "-": of(only=""),
        "patents": of(public="FICT-P1", released="FICT-P3", restricted="FICT-P4", absent="FICT-P9"),
        "companies": of(
            firm="FICT-C1", draft=ids["registration"], released="FICT-C3", restricted="FICT-C4", absent="FICT-C9"
        ),
        "needs": of(public="FICT-N1", released="FICT-N3", restricted="FICT-N4", absent="FICT-N9"),
        "own-needs": of(
            firm=ids["company_need"], rival=ids["rival_need"], officer=ids["own_need"], absent="NEED-2026-99999"
        ),
        "cases": of(firm=ids["case"], rival=ids["rival_case"], hidden=ids["hidden_case"], absent="CMT-2026-99999"),
        "documents": in_case(
            firm=(ids["case"], ids["document"]),
            elsewhere=(ids["rival_case"], ids["document"]),
            unknown=("CMT-2026-99999", ids["document"]),
            absent=(ids["case"], NO_NUMBER),
        ),
        "brochures": of(firm=ids["brochure"], rival=ids["rival_brochure"], absent=NO_NUMBER),
        "searches": of(firm=ids["firm_search"], officer=ids["officer_search"], absent=NO_NUMBER),
        "tokens": of(firm=ids["firm_token"], officer=ids["officer_token"], absent=NO_NUMBER),
        "accounts": of(known="pages.rival", absent="pages.nobod"),
        "uploads": of(kept=ids["upload"], absent=NO_NUMBER),
        "runs": of(kept=ids["run"], absent=NO_NUMBER),
        "programmes": of(known="civmil-cooperation", absent="civmil-coooperation"),
        "facets": of(known="materials", absent="materiels"),
    }


class Rewound:
    """Puts the database back to where it was, after each request that wrote into it."""

    def __init__(self, path: Path) -> None:
        self._live = sqlite3.connect(path)
        self._kept = sqlite3.connect(":memory:")
        self._live.backup(self._kept)
        self._version = self._now()

    def __call__(self) -> None:
        if self._now() != self._version:
            self._kept.backup(self._live)
            self._version = self._now()

    def close(self) -> None:
        self._live.close()
        self._kept.close()

    def _now(self) -> int:
        return int(self._live.execute("PRAGMA data_version").fetchone()[0])


def index(service: Service) -> None:
    """Builds an index of all tiers, and has the searcher that is asked be one over it."""
    rebuild_tiers(service)
    service.searcher()
    service.index.settle()
    service.searcher()


class Sender:
    """Sends requests to an application in this process, one after the other, on a loop of its own.

    The loop is in a thread of its own too: a browser started by another test leaves one running in this thread.
    """

    def __init__(self, app: FastAPI) -> None:
        self._ended = ExitStack()
        self._portal = self._ended.enter_context(start_blocking_portal())
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url=SITE, follow_redirects=False)

    def __call__(self, method: str, path: str, **sent: Any) -> httpx.Response:
        return self._portal.call(partial(REQUEST, self._client, method, path, **sent))

    def close(self) -> None:
        self._portal.call(self._client.aclose)
        self._ended.close()


def routes_of(app: FastAPI) -> set[str]:
    """Every route as `METHOD address`; what lies in a folder of files is one."""
    return {
        f"{method} {route.path}"
        for route in iter_route_contexts(app.routes)
        for method in (route.methods or {"GET"}) - {"HEAD"}
    }
