"""The caller's own sessions and tokens; a letter for who forgot the password."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Path, Request

from api.accounts.authentication import origin_of, session_of
from api.accounts.own import OwnAccount
from api.accounts.signing import request_reset
from api.errors import language_of_request
from api.mailing import send_quietly
from api.routes.dependencies import CallerHere, ServiceHere, refusals
from api.schemas.accounts import (
    Accepted,
    IssuedToken,
    OwnTokenInput,
    OwnTokens,
    ResetInput,
    TokenRecord,
)
from api.schemas.bounds import LARGEST_NUMBER
from corpus.problems import Unauthorised
from corpus.records import TokenPurpose

router = APIRouter(tags=["accounts"])

ENDING = refusals(401, 403, 404, 422)
TokenId = Annotated[int, Path(ge=1, le=LARGEST_NUMBER, description="Number of the session or token.")]


def own_account(request: Request, service: ServiceHere, caller: CallerHere) -> OwnAccount:
    """Raises Unauthorised `sign_in_needed`."""
    if not caller.account:
        raise Unauthorised.because("sign_in_needed")
    return OwnAccount(service, caller, session_of(request), origin_of(request), language_of_request(request))


OwnHere = Annotated[OwnAccount, Depends(own_account)]


@router.get("/me/sessions", summary="List one's own open sessions", responses=refusals(401))
def list_sessions(own: OwnHere) -> OwnTokens:
    """With browser, address and when each was last used, the latest first; `this` is the one that asks."""
    items = [TokenRecord.model_validate(row) for row in own.sessions()]
    return OwnTokens(items=items, this=own.session)


@router.delete(
    "/me/sessions/{token_id}", summary="End one of one's own sessions", responses=refusals(401, 403, 404, 422)
)
def end_session(own: OwnHere, token_id: TokenId) -> OwnTokens:
    """At once. Again changes nothing."""
    own.revoke(token_id)
    return list_sessions(own)


@router.delete("/me/sessions", summary="End all one's own sessions", responses=refusals(401, 403))
def end_sessions(own: OwnHere) -> OwnTokens:
    """All but the one that asks; a program has none, so it ends all."""
    own.end_other_sessions()
    return list_sessions(own)


@router.get("/me/tokens", summary="List one's own API tokens", responses=refusals(401))
def list_tokens(own: OwnHere) -> OwnTokens:
    """Those that stand, the latest first, without the tokens themselves."""
    return OwnTokens(items=[TokenRecord.model_validate(row) for row in own.tokens()], this=None)


@router.post(
    "/me/tokens",
    status_code=201,
    summary="Issue an API token to oneself",
    responses=refusals(400, 401, 403, 415, 422, 429),
)
def issue_token(own: OwnHere, wanted: OwnTokenInput) -> IssuedToken:
    """Told once, here. An account with a password gives it again: a token that leaked makes no other."""
    password = wanted.password_present.get_secret_value()
    issued = own.issue_token(wanted.label, wanted.scope, wanted.days, password)
    return IssuedToken(
        id=issued.id, purpose=TokenPurpose.API, token=issued.token, expires_at=issued.expires_at, sign_in=None
    )


@router.delete(
    "/me/tokens/{token_id}", summary="Take one of one's own tokens back", responses=refusals(401, 403, 404, 422)
)
def end_token(own: OwnHere, token_id: TokenId) -> OwnTokens:
    """Not valid from the next request on. Again changes nothing."""
    own.revoke(token_id)
    return list_tokens(own)


@router.post(
    "/resets", status_code=202, summary="Ask for a letter to choose another password", responses=refusals(400, 415, 429)
)
def ask_reset(
    wanted: ResetInput, request: Request, service: ServiceHere, caller: CallerHere, after: BackgroundTasks
) -> Accepted:
    """Anybody may ask. The answer is the same for every name; a letter goes only to an address that was confirmed."""
    service.attempts.take("reset", origin_of(request).address)
    after.add_task(request_reset, service, wanted.name, caller, language_of_request(request))
    after.add_task(send_quietly, service)
    return Accepted(accepted=True)
