"""Accounts of others, for an administrator."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.accounts.administration import Invited, help_in, invite, reset_factor
from api.accounts.authentication import checked
from api.errors import status_of
from api.language import known_language
from api.mailing import sending_after
from api.pages.accounts.browsers import browser_of
from api.pages.accounts.signing import private
from api.pages.dependencies import Visit, VisitHere
from api.pages.forms import Form, Sent, SentForm
from api.pages.labels import label
from api.pages.navigation import Crumb
from api.pages.rendering import notice
from corpus.problems import Invalid, Refused
from corpus.roles import Right, Role
from corpus.store.keys import RecordKey

router = APIRouter(include_in_schema=False)

HERE: Final = "accounts"
PAGE = 50
EVENTS = 30
TOKENS = 50
ROLES: Final = (Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR, Role.COMPANY)
Name = Annotated[str, Path(max_length=80)]


@router.get("/accounts")
def accounts_page(
    visit: VisitHere,
    q: Annotated[str, Query(max_length=200)] = "",
    role: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[str, Query(max_length=80)] = "",
) -> Response:
    """All accounts in order of name, or those that a search leaves."""
    checked(visit.caller, Right.EDIT_ACCOUNTS)
    chosen = Role(role) if role in {each.value for each in ROLES} else None
    with visit.service.database.reading(frozenset()) as store:
        rows = store.accounts.page(after or None, PAGE + 1, search=q, role=chosen)
        counts = store.accounts.counts()
    kept = {name: value for name, value in (("q", q), ("role", chosen.value if chosen else "")) if value}
    following = f"/accounts?{urlencode({**kept, 'after': rows[PAGE - 1].name})}" if len(rows) > PAGE else ""
    values = {
        "accounts": rows[:PAGE],
        "form": Form({"q": q, "role": role}),
        "roles": [("", visit.words("any role")), *_roles(visit)],
        "counts": [(each, counts.get(each, 0)) for each in ROLES],
        "searched": bool(kept),
        "asked": {"search" if name == "q" else name: value for name, value in kept.items()},
        "following": following,
        "first": f"/accounts?{urlencode(kept)}" if after else "",
    }
    return private(
        visit.page("accounts/accounts.html", values, here=HERE, crumbs=[Crumb(visit.words("Accounts"), "/accounts")])
    )


@router.get("/accounts/new")
def new_account_page(visit: VisitHere) -> Response:
    checked(visit.caller, Right.EDIT_ACCOUNTS)
    return _new(visit, Form())


@router.post("/accounts")
def send_new_account(visit: VisitHere, sent: SentForm) -> Response:
    """Makes the account and sends the invitation."""
    checked(visit.caller, Right.EDIT_ACCOUNTS)
    try:
        account = invite(visit.service, _invited(sent), visit.caller)
    except Refused as refused:
        return _new(visit, Form.again(sent, refused, visit.words.language), status_of(refused))
    said = notice("%(name)s was invited by mail to %(email)s.")
    response = visit.onward(_url(account.name), said, name=account.name, email=account.email or "")
    return sending_after(visit.service, response)


@router.get("/accounts/{name}")
def account_page(visit: VisitHere, name: Name) -> Response:
    """What the account is, its sessions and tokens, what happened to it, and what can be done."""
    checked(visit.caller, Right.EDIT_ACCOUNTS)
    return _account(visit, name)


@router.post("/accounts/{name}/disabling")
def send_disable(visit: VisitHere, name: Name, _sent: SentForm) -> Response:
    checked(visit.caller, Right.EDIT_ACCOUNTS)
    with visit.service.database.transaction() as store:
        store.accounts.disable(name, visit.caller)
    return visit.onward(_url(name), notice("%(name)s is shut out. All its sessions and tokens have ended."), name=name)


@router.post("/accounts/{name}/enabling")
def send_enable(visit: VisitHere, name: Name, _sent: SentForm) -> Response:
    checked(visit.caller, Right.EDIT_ACCOUNTS)
    with visit.service.database.transaction() as store:
        store.accounts.enable(name, visit.caller)
    return visit.onward(_url(name), notice("%(name)s may sign in again."), name=name)


@router.post("/accounts/{name}/role")
def send_role(visit: VisitHere, name: Name, sent: SentForm) -> Response:
    """Another role; who has the account signs in anew."""
    checked(visit.caller, Right.EDIT_ACCOUNTS)
    try:
        role, company = _role(sent), sent.text("company_id") or None
        with visit.service.database.transaction() as store:
            store.accounts.change_role(name, role, visit.caller, company_id=company if role is Role.COMPANY else None)
    except Refused as refused:
        return _account(visit, name, Form.again(sent, refused, visit.words.language), status_of(refused))
    return visit.onward(_url(name), notice("The role was changed. %(name)s has to sign in anew."), name=name)


@router.post("/accounts/{name}/verification")
def send_verification(visit: VisitHere, name: Name, sent: SentForm) -> Response:
    checked(visit.caller, Right.EDIT_ACCOUNTS)
    verified = sent.text("verified") == "yes"
    with visit.service.database.transaction() as store:
        store.accounts.verify_company(name, visit.caller, verified=verified)
    said = notice("The company is noted as verified.") if verified else notice("The company is noted as not verified.")
    return visit.onward(_url(name), said)


@router.post("/accounts/{name}/tokens/end")
def send_end_tokens(visit: VisitHere, name: Name, _sent: SentForm) -> Response:
    """Ends sessions, links and API tokens."""
    checked(visit.caller, Right.EDIT_ACCOUNTS)
    with visit.service.database.transaction() as store:
        ended = store.accounts.take_back_all(name, visit.caller, datetime.now(UTC))
    return visit.onward(_url(name), notice("%(count)s sessions, links and tokens were taken back."), count=ended)


@router.post("/accounts/{name}/second-factor/removal")
def send_reset_factor(visit: VisitHere, name: Name, _sent: SentForm) -> Response:
    checked(visit.caller, Right.EDIT_ACCOUNTS)
    reset_factor(visit.service, name, visit.caller)
    said = notice("The second factor was taken away. It is set up anew at the next sign-in.")
    return sending_after(visit.service, visit.onward(_url(name), said))


@router.post("/accounts/{name}/password-link")
def send_password_link(visit: VisitHere, name: Name, _sent: SentForm) -> Response:
    """A letter with which a password is chosen; the link itself where there is no address to send it to."""
    checked(visit.caller, Right.EDIT_ACCOUNTS)
    helped = help_in(visit.service, name, visit.caller)
    if helped.address:
        return _account(visit, name, address=helped.address)
    response = visit.onward(_url(name), notice("A letter is on its way to %(email)s."), email=helped.sent_to)
    return sending_after(visit.service, response)


def _invited(sent: Sent) -> Invited:
    role = _role(sent)
    of_company = role is Role.COMPANY
    return Invited(
        email=sent.text("email"),
        role=role,
        name=sent.text("name").lower(),
        company_id=(sent.text("company_id") or None) if of_company else None,
        verified=of_company and sent.text("verified") == "yes",
        language=known_language(sent.text("language")),
    )


def _role(sent: Sent) -> Role:
    """Raises Invalid `bad_account_role`."""
    wanted = sent.text("role")
    known = [each.value for each in ROLES]
    if wanted not in known:
        raise Invalid.because("bad_account_role", "role", wanted, known=", ".join(known))
    return Role(wanted)


def _new(visit: Visit, form: Form, status: int = 200) -> Response:
    values = {"form": form, "roles": _roles(visit)}
    crumbs = [Crumb(visit.words("Invite somebody"))]
    return private(visit.page("accounts/new-account.html", values, here=HERE, status=status, crumbs=crumbs))


def _account(visit: Visit, name: str, form: Form | None = None, status: int = 200, address: str = "") -> Response:
    with visit.service.database.reading(frozenset()) as store:
        account = store.accounts.require(name)
        values = {
            "account": account,
            "tokens": store.accounts.tokens(name, TOKENS, standing=datetime.now(UTC)),
            "events": store.audit.events(limit=EVENTS, record=RecordKey("accounts", name)),
            "own": name == visit.caller.account,
            "form": form or Form(),
            "roles": _roles(visit),
            "address": address,
            "browser_of": browser_of,
        }
    crumbs = [Crumb(account.name)]
    return private(visit.page("accounts/managed.html", values, here=HERE, status=status, crumbs=crumbs))


def _roles(visit: Visit) -> list[tuple[str, str]]:
    return [(role.value, visit.words(label("role", role.value))) for role in ROLES]


def _url(name: str) -> str:
    return f"/accounts/{quote(name)}"
