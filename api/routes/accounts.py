"""Accounts and their tokens; who the caller is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, BackgroundTasks, Body, Path, Query, Request, Response

from api.accounts.administration import Invited, help_in, invite, reset_factor
from api.downloads import FILE
from api.errors import language_of_request
from api.exporting import Form
from api.lists.columns import account_columns
from api.lists.tables import all_pages, listed_in
from api.mailing import send_quietly
from api.routes.dependencies import AccountEditor, After, CallerHere, Limit, ServiceHere, refusals
from api.schemas.accounts import (
    AccountInFull,
    AccountInput,
    AccountRecord,
    Accounts,
    InvitationInput,
    IssuedToken,
    Me,
    PasswordLink,
    RoleInput,
    TokenInput,
    TokenRecord,
    VerifiedInput,
)
from api.schemas.bounds import LARGEST_NUMBER
from corpus.disclosure import TIERS
from corpus.problems import NotFound
from corpus.records import TokenPurpose
from corpus.roles import RIGHTS, Role
from corpus.store import Store

router = APIRouter(tags=["accounts"])

Name = Annotated[str, Path(max_length=80, description="Name of the account.")]
Sought = Annotated[str, Query(max_length=200, description="Part of name, address or company.")]
OfRole = Annotated[Role | None, Query(description="Of this role only.")]
TokenId = Annotated[int, Path(ge=1, le=LARGEST_NUMBER, description="Number of the token.")]
TOKENS = 1_000
"""How many tokens of an account are listed, the latest; older ones have long expired."""


@router.get("/me", summary="Who calls", responses=refusals(401))
def read_me(caller: CallerHere) -> Me:
    """Role, company, and what that lets the caller see and do; anybody may ask."""
    return Me(
        account=caller.account,
        role=caller.role,
        company_id=caller.company_id,
        verified=caller.verified,
        tiers=[tier for tier in TIERS if tier in caller.tiers],
        rights=sorted(RIGHTS[caller.role]),
    )


@router.get("/accounts", summary="List accounts", responses=refusals(401, 403))
def list_accounts(
    service: ServiceHere,
    _caller: AccountEditor,
    after: After = None,
    limit: Limit = 100,
    search: Sought = "",
    role: OfRole = None,
) -> Accounts:
    """In order of name, disabled ones too."""
    with service.database.reading() as store:
        rows = store.accounts.page(after, limit, search=search, role=role)
    following = rows[-1].name if len(rows) == limit else None
    return Accounts(items=[AccountRecord.model_validate(row) for row in rows], next=following)


@router.get(
    "/accounts.{form}",
    summary="Download accounts as a table",
    response_class=Response,
    responses=refusals(401, 403, 413, 422) | FILE,
)
def download_accounts(
    *,
    form: Form,
    request: Request,
    service: ServiceHere,
    _caller: AccountEditor,
    search: Sought = "",
    role: OfRole = None,
) -> Response:
    """All of the list. Of passwords and tokens it holds nothing."""
    language = language_of_request(request)
    with service.database.reading() as store:
        rows = all_pages(
            lambda after, most: store.accounts.page(after, most, search=search, role=role), lambda row: row.name
        )
        records = (AccountRecord.model_validate(row) for row in rows)
        return listed_in(form, account_columns(language), records, "accounts", language)


@router.post(
    "/accounts",
    status_code=201,
    summary="Create an account",
    responses=refusals(400, 401, 403, 404, 409, 415, 422),
)
def create_account(wanted: AccountInput, service: ServiceHere, caller: AccountEditor) -> AccountRecord:
    """It cannot be signed in to before it has a token or a sign-in link."""
    with service.database.transaction() as store:
        row = store.accounts.create(
            wanted.name, wanted.role, caller, company_id=wanted.company_id, verified=wanted.verified
        )
        return AccountRecord.model_validate(row)


@router.post(
    "/accounts/invitations",
    status_code=201,
    summary="Invite somebody by mail",
    responses=refusals(400, 401, 403, 404, 409, 415, 422),
)
def invite_account(
    wanted: InvitationInput, service: ServiceHere, caller: AccountEditor, after: BackgroundTasks
) -> AccountRecord:
    """A new account, and a letter with a link with which its holder chooses a password."""
    row = invite(service, Invited(**wanted.model_dump()), caller)
    after.add_task(send_quietly, service)
    return AccountRecord.model_validate(row)


@router.get("/accounts/{name}", summary="Read an account", responses=refusals(401, 403, 404))
def read_account(name: Name, service: ServiceHere, _caller: AccountEditor) -> AccountInFull:
    """With its tokens, without the tokens themselves."""
    with service.database.reading() as store:
        return _in_full(store, name)


@router.post("/accounts/{name}/disable", summary="Disable an account", responses=refusals(401, 403, 404, 409))
def disable_account(name: Name, service: ServiceHere, caller: AccountEditor) -> AccountInFull:
    """Shuts it out at once and takes all its tokens back. Again changes nothing."""
    with service.database.transaction() as store:
        store.accounts.disable(name, caller)
        return _in_full(store, name)


@router.post("/accounts/{name}/enable", summary="Enable an account", responses=refusals(401, 403, 404))
def enable_account(name: Name, service: ServiceHere, caller: AccountEditor) -> AccountInFull:
    """Lets it in again, with new tokens only."""
    with service.database.transaction() as store:
        store.accounts.enable(name, caller)
        return _in_full(store, name)


@router.post(
    "/accounts/{name}/verification",
    summary="Note that a company was verified, or is no longer",
    responses=refusals(400, 401, 403, 404, 409, 415, 422),
)
def verify_account(name: Name, wanted: VerifiedInput, service: ServiceHere, caller: AccountEditor) -> AccountInFull:
    """A verified company's member sees what is released to companies, from the next request on."""
    with service.database.transaction() as store:
        store.accounts.verify_company(name, caller, verified=wanted.verified)
        return _in_full(store, name)


@router.post(
    "/accounts/{name}/role",
    summary="Give an account another role",
    responses=refusals(400, 401, 403, 404, 409, 415, 422),
)
def change_role(name: Name, wanted: RoleInput, service: ServiceHere, caller: AccountEditor) -> AccountInFull:
    """From the next request on; its sessions and tokens are taken back. Not for one's own account."""
    with service.database.transaction() as store:
        store.accounts.change_role(name, wanted.role, caller, company_id=wanted.company_id)
        return _in_full(store, name)


@router.post(
    "/accounts/{name}/password-link",
    status_code=201,
    summary="Send a link to choose a password",
    responses=refusals(401, 403, 404, 409),
)
def send_password_link(name: Name, service: ServiceHere, caller: AccountEditor, after: BackgroundTasks) -> PasswordLink:
    """By mail; for an account without an address the link is in the answer, this once, to be handed over."""
    helped = help_in(service, name, caller)
    after.add_task(send_quietly, service)
    return PasswordLink(account=name, sent_to=helped.sent_to or None, address=helped.address or None)


@router.delete(
    "/accounts/{name}/second-factor",
    summary="Take a second factor away that was lost",
    responses=refusals(401, 403, 404, 409),
)
def remove_second_factor(
    name: Name, service: ServiceHere, caller: AccountEditor, after: BackgroundTasks
) -> AccountInFull:
    """Ends the account's sessions; officials set up another one at their next sign-in. Not for one's own account."""
    reset_factor(service, name, caller)
    after.add_task(send_quietly, service)
    with service.database.reading() as store:
        return _in_full(store, name)


@router.delete(
    "/accounts/{name}/tokens", summary="Take all sessions and tokens back", responses=refusals(401, 403, 404)
)
def revoke_tokens(name: Name, service: ServiceHere, caller: AccountEditor) -> AccountInFull:
    """Links that are under way too. The account itself stays open."""
    with service.database.transaction() as store:
        store.accounts.take_back_all(name, caller, datetime.now(UTC))
        return _in_full(store, name)


@router.post(
    "/accounts/{name}/tokens",
    status_code=201,
    summary="Issue a token or a sign-in link",
    responses=refusals(400, 401, 403, 404, 409, 415, 422),
)
def issue_token(
    name: Name,
    service: ServiceHere,
    caller: AccountEditor,
    wanted: TokenInput = Body(default=TokenInput()),  # noqa: B008 - FastAPI's form
) -> IssuedToken:
    """Told once, here; nobody can read it again."""
    purpose = TokenPurpose(wanted.purpose)
    lifetime = timedelta(days=wanted.days) if wanted.days else None
    with service.database.transaction() as store:
        issued = store.accounts.issue(name, purpose, caller, label=wanted.label, lifetime=lifetime, scope=wanted.scope)
    address = f"/sign-in?{urlencode({'link': issued.token})}" if purpose is TokenPurpose.LINK else None
    return IssuedToken(id=issued.id, purpose=purpose, token=issued.token, expires_at=issued.expires_at, sign_in=address)


@router.delete(
    "/accounts/{name}/tokens/{token_id}", summary="Take a token back", responses=refusals(401, 403, 404, 422)
)
def revoke_token(name: Name, token_id: TokenId, service: ServiceHere, caller: AccountEditor) -> AccountInFull:
    """Not valid from the next request on. Again changes nothing."""
    with service.database.transaction() as store:
        found = _in_full(store, name)
        if token_id not in {token.id for token in found.tokens}:
            raise NotFound.because("unknown_token", "token_id", token_id)
        store.accounts.revoke(token_id, caller)
        return _in_full(store, name)


def _in_full(store: Store, name: str) -> AccountInFull:
    account = AccountRecord.model_validate(store.accounts.require(name))
    tokens = [TokenRecord.model_validate(row) for row in store.accounts.tokens(name, TOKENS)]
    return AccountInFull(**account.model_dump(), tokens=tokens)
