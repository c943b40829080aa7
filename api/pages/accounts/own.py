"""The own account: who one is, sessions, password, second factor, API tokens."""

from __future__ import annotations

from typing import Annotated, Final
from zoneinfo import available_timezones

from fastapi import APIRouter, Path
from starlette.responses import Response

from api.accounts.authentication import keep_session, origin_of, session_of
from api.accounts.own import OwnAccount
from api.accounts.signing import Chosen
from api.cookies import renewing
from api.errors import status_of
from api.mailing import sending_after
from api.pages.accounts.browsers import browser_of
from api.pages.accounts.signing import Secret, codes_page, keep_choices, private
from api.pages.dependencies import Visit, VisitHere
from api.pages.forms import Form, Sent, SentForm
from api.pages.navigation import Crumb
from api.pages.rendering import notice
from api.schemas.bounds import LARGEST_NUMBER
from corpus.problems import Invalid, Refused, Unauthorised
from corpus.records import TokenScope
from corpus.store.tokens import Issued

router = APIRouter(include_in_schema=False)

HERE: Final = "account"
TokenNumber = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]
ZONES: Final = tuple(sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/")))
DAYS: Final = (7, 30, 90, 180, 366)
USUAL_DAYS = 90


def own_account(visit: Visit) -> OwnAccount:
    """The reader's own account. Raises Unauthorised `sign_in_needed`."""
    if not visit.caller.account:
        raise Unauthorised.because("sign_in_needed")
    request = visit.request
    return OwnAccount(visit.service, visit.caller, session_of(request), origin_of(request), visit.words.language)


@router.get("/account")
def account_page(visit: VisitHere) -> Response:
    return _account(visit, own_account(visit))


@router.post("/account/settings")
def send_settings(visit: VisitHere, sent: SentForm) -> Response:
    """Name to display, language and zone, from the next page on."""
    own = own_account(visit)
    try:
        account = own.settle(sent.text("display_name"), sent.text("language"), sent.text("zone"))
    except Refused as refused:
        return _account(visit, own, settings=_again(visit, sent, refused), status=status_of(refused))
    response = visit.onward("/account", notice("Saved."))
    keep_choices(visit.request, response, account)
    return response


@router.post("/account/email")
def send_email(visit: VisitHere, sent: SentForm) -> Response:
    """A letter goes to the new address; it is the account's when its link is opened."""
    own = own_account(visit)
    try:
        own.offer_email(sent.text("email"), sent.secret("password_present"))
    except Refused as refused:
        return _account(visit, own, email=_again(visit, sent, refused), status=status_of(refused))
    said = notice("A letter is on its way to this address. Open its link to confirm the address.")
    return sending_after(visit.service, visit.onward("/account", said))


@router.post("/account/sessions/others/end")
def send_end_others(visit: VisitHere, _sent: SentForm) -> Response:
    ended = own_account(visit).end_other_sessions()
    return visit.onward("/account", notice("%(count)s other sessions were ended."), count=ended)


@router.post("/account/sessions/{token_id}/end")
def send_end_session(visit: VisitHere, token_id: TokenNumber, _sent: SentForm) -> Response:
    own_account(visit).revoke(token_id)
    return visit.onward("/account", notice("The session was ended."))


@router.get("/account/password")
def password_page(visit: VisitHere) -> Response:
    return _password(visit, own_account(visit), Form())


@router.post("/account/password")
def send_password(visit: VisitHere, sent: SentForm) -> Response:
    """Another password; all other sessions end."""
    own = own_account(visit)
    chosen = Chosen(sent.secret("password"), sent.secret("password_again"))
    try:
        session = own.change_password(sent.secret("password_present"), chosen)
    except Refused as refused:
        return _password(visit, own, _again(visit, sent, refused), status_of(refused))
    said = notice("Your password was changed. All other sessions have ended.")
    return sending_after(visit.service, _renewed(visit, session, visit.onward("/account", said)))


@router.get("/account/second-factor")
def factor_page(visit: VisitHere) -> Response:
    return _factor(visit, own_account(visit), Form())


@router.post("/account/second-factor")
def send_begin_factor(visit: VisitHere, sent: SentForm) -> Response:
    """A new secret, which the page then shows until it is confirmed."""
    own = own_account(visit)
    try:
        own.begin_factor(sent.secret("password_present"))
    except Refused as refused:
        return _factor(visit, own, _again(visit, sent, refused), status_of(refused))
    return visit.onward("/account/second-factor")


@router.post("/account/second-factor/confirmation")
def send_confirm_factor(visit: VisitHere, sent: SentForm) -> Response:
    """In use from now on; the recovery codes are shown this once."""
    own = own_account(visit)
    try:
        done = own.confirm_factor(sent.text("code"))
    except Refused as refused:
        return _factor(visit, own, _again(visit, Sent(), refused), status_of(refused))
    if done.session is not None:
        renewing(visit.request, done.session.token)
    response = codes_page(visit, done.codes, "/account/second-factor")
    return sending_after(visit.service, _renewed(visit, done.session, response))


@router.post("/account/second-factor/codes")
def send_renew_codes(visit: VisitHere, sent: SentForm) -> Response:
    own = own_account(visit)
    try:
        codes = own.renew_codes(sent.text("code"))
    except Refused as refused:
        return _factor(visit, own, _again(visit, Sent(), refused), status_of(refused))
    return codes_page(visit, codes, "/account/second-factor")


@router.post("/account/second-factor/removal")
def send_drop_factor(visit: VisitHere, sent: SentForm) -> Response:
    own = own_account(visit)
    try:
        session = own.drop_factor(sent.text("code"))
    except Refused as refused:
        return _factor(visit, own, _again(visit, Sent(), refused), status_of(refused))
    said = notice("The second factor was taken away.")
    return sending_after(visit.service, _renewed(visit, session, visit.onward("/account/second-factor", said)))


@router.get("/account/tokens")
def tokens_page(visit: VisitHere) -> Response:
    return _tokens(visit, own_account(visit), Form())


@router.post("/account/tokens")
def send_token(visit: VisitHere, sent: SentForm) -> Response:
    """A new API token, shown this once."""
    own = own_account(visit)
    try:
        issued = own.issue_token(sent.text("label"), _scope(sent), _days(sent), sent.secret("password_present"))
    except Refused as refused:
        return _tokens(visit, own, _again(visit, sent, refused), status_of(refused))
    return _tokens(visit, own, Form(), issued=issued)


@router.post("/account/tokens/{token_id}/end")
def send_end_token(visit: VisitHere, token_id: TokenNumber, _sent: SentForm) -> Response:
    own_account(visit).revoke(token_id)
    return visit.onward("/account/tokens", notice("The token was taken back."))


def _renewed(visit: Visit, session: Issued | None, response: Response) -> Response:
    """The response with the session that takes the place of the one before."""
    if session is not None:
        keep_session(visit.request, response, session)
    return response


def _scope(sent: Sent) -> TokenScope:
    """Raises Invalid `entry_not_known`."""
    try:
        return TokenScope(sent.text("scope"))
    except ValueError:
        raise Invalid.because("entry_not_known", "scope", sent.text("scope"), known="full, read") from None


def _days(sent: Sent) -> int:
    """Raises Invalid `bad_lifetime`."""
    given = sent.text("days")
    if not given.isascii() or not given.isdecimal() or not 1 <= int(given[:6]) <= DAYS[-1]:
        raise Invalid.because("bad_lifetime", "days", given, purpose="api", hours=DAYS[-1] * 24)
    return int(given)


def _again(visit: Visit, sent: Sent, refused: Refused) -> Form:
    return Form.again(sent, refused, visit.words.language)


def _account(
    visit: Visit, own: OwnAccount, *, settings: Form | None = None, email: Form | None = None, status: int = 200
) -> Response:
    values = {
        "account": own.read(),
        "sessions": own.sessions(),
        "this": own.session,
        "settings": settings or Form(),
        "email": email or Form(),
        "zones": [("", visit.words("as the browser has it")), *((zone, zone) for zone in ZONES)],
        "browser_of": browser_of,
        "tab": "account",
    }
    crumbs = [Crumb(visit.words("My account"))]
    return private(visit.page("accounts/account.html", values, here=HERE, status=status, crumbs=crumbs))


def _password(visit: Visit, own: OwnAccount, form: Form, status: int = 200) -> Response:
    values = {"account": own.read(), "form": form, "tab": "password"}
    return _below(visit, "accounts/password.html", visit.words("Password"), values, status)


def _factor(visit: Visit, own: OwnAccount, form: Form, status: int = 200) -> Response:
    account = own.read()
    pending = account.totp_secret is not None and account.totp_confirmed_at is None
    values = {
        "account": account,
        "form": form,
        "secret": Secret.of(account) if pending else None,
        "left": own.codes_left(),
        "needed": own.needs_factor,
        "tab": "second-factor",
    }
    return _below(visit, "accounts/second-factor.html", visit.words("Second factor"), values, status)


def _tokens(visit: Visit, own: OwnAccount, form: Form, status: int = 200, issued: Issued | None = None) -> Response:
    values = {
        "account": own.read(),
        "form": form,
        "tokens": own.tokens(),
        "issued": issued,
        "days": [(str(days), visit.words("%(count)s days", count=days)) for days in DAYS],
        "usual_days": str(USUAL_DAYS),
        "tab": "tokens",
    }
    return _below(visit, "accounts/tokens.html", visit.words("API tokens"), values, status)


def _below(visit: Visit, template: str, title: str, values: dict[str, object], status: int) -> Response:
    crumbs = [Crumb(visit.words("My account"), "/account"), Crumb(title)]
    return private(visit.page(template, values, here=HERE, status=status, crumbs=crumbs))
