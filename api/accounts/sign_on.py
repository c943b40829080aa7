"""Single sign-on with OpenID Connect: authorisation code with PKCE, state and nonce (extra `oidc`).

It opens accounts that are there: by issuer and subject, at the first time by an e-mail address that both sides have
confirmed. It makes none, and gives none a role.
"""

from __future__ import annotations

import importlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

import orjson

from api.accounts.signing import Opened, Step
from api.service import Service
from corpus.problems import Forbidden, Unavailable
from corpus.records import Account
from corpus.store import Store
from corpus.store.account_tokens import caller_of
from corpus.store.tokens import Origin

if TYPE_CHECKING:
    import httpx

SECONDS = 10
"""How long the single sign-on may take to answer."""
LEEWAY = 60
"""How many seconds its clock may be off."""
ALGORITHMS: Final = ("RS256", "PS256", "ES256")
STRONG: Final = frozenset({"mfa", "otp", "hwk", "fpt", "face", "sc"})
"""Methods (RFC 8176) that tell of a second factor."""
RETURN = "/sign-in/oidc/return"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the browser keeps until it comes back: nobody else's answer fits it."""

    state: str
    nonce: str
    verifier: str
    onward: str

    def dumped(self) -> str:
        return orjson.dumps([self.state, self.nonce, self.verifier, self.onward]).decode()

    @classmethod
    def loaded(cls, kept: str) -> Asked:
        """Raises Forbidden `sign_on_refused` for what nobody here wrote."""
        try:
            state, nonce, verifier, onward = orjson.loads(kept)
            return cls(str(state), str(nonce), str(verifier), str(onward))
        except (ValueError, TypeError):
            raise Forbidden.because("sign_on_refused", cause="state") from None


class SignOn:
    """The single sign-on of the settings. Asks it for its addresses and keys when they are first needed."""

    def __init__(self, service: Service, client: httpx.Client | None = None) -> None:
        """Raises Unavailable `sign_on_missing` where none is set, or its libraries are not installed."""
        self._service = service
        settings = service.settings
        if not (settings.oidc_issuer and settings.oidc_client_id):
            raise Unavailable.because("sign_on_missing", "MATCHER_OIDC_ISSUER")
        try:
            # Not needed, and perhaps not installed, where no single sign-on is set.
            import httpx  # noqa: PLC0415 - optional
            from authlib.integrations import httpx_client  # noqa: PLC0415 - optional
        except ModuleNotFoundError as error:
            raise Unavailable.because("sign_on_missing", "MATCHER_OIDC_ISSUER", error.name) from error
        self._http = client or httpx.Client(timeout=SECONDS)
        self._failed = _failures()
        self._oauth = httpx_client

    def begin(self, onward: str) -> tuple[str, Asked]:
        """The address to send the browser to, and what it keeps meanwhile. Raises Unavailable `sign_on_away`."""
        asked = Asked(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48), onward)
        with self._session() as session:
            address, _state = session.create_authorization_url(
                self._metadata["authorization_endpoint"],
                state=asked.state,
                nonce=asked.nonce,
                code_verifier=asked.verifier,
            )
        return str(address), asked

    def conclude(self, asked: Asked, given: Mapping[str, str], origin: Origin) -> Opened:
        """A session for whom the single sign-on says it is.

        Raises Forbidden `sign_on_refused` for an answer that does not fit, `sign_on_unknown` where no account does,
        Unavailable `sign_on_away`.
        """
        if not secrets.compare_digest(given.get("state", ""), asked.state) or not asked.state:
            raise Forbidden.because("sign_on_refused", cause="state")
        if "code" not in given:
            raise Forbidden.because("sign_on_refused", cause=given.get("error", "no code")[:80])
        claims = self._claims(self._exchange(given["code"], asked), asked)
        now = datetime.now(UTC)
        methods = claims.get("amr")
        strong = isinstance(methods, list) and not STRONG.isdisjoint(str(each) for each in methods)
        with self._service.database.transaction() as store:
            account = self._account(store, claims)
            session = store.accounts.open_session(
                account.name,
                now,
                by="sign-on",
                second_factor=strong,
                lifetime=self._service.settings.session_life,
                origin=origin,
            )
            return Opened(Step.DONE, session, account)

    def _account(self, store: Store, claims: Mapping[str, Any]) -> Account:
        subject = f"{claims['iss']} {claims['sub']}"
        account = store.accounts.by_subject(subject)
        if account is None and claims.get("email_verified") is True and isinstance(claims.get("email"), str):
            found = store.accounts.by_email(claims["email"])
            if found is not None and found.email_confirmed_at is not None and found.oidc_subject is None:
                store.accounts.link_subject(found.name, subject, caller_of(found))
                account = found
        if account is None or account.disabled_at is not None:
            raise Forbidden.because("sign_on_unknown")
        return account

    def _exchange(self, code: str, asked: Asked) -> str:
        """The ID token for a code."""
        try:
            with self._session() as session:
                answer = session.fetch_token(
                    self._metadata["token_endpoint"],
                    code=code,
                    code_verifier=asked.verifier,
                    grant_type="authorization_code",
                )
        except self._failed as error:
            raise Unavailable.because("sign_on_away", value=type(error).__name__) from error
        except Exception as error:
            raise Forbidden.because("sign_on_refused", cause=type(error).__name__) from error
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise Forbidden.because("sign_on_refused", cause="no id token")
        return token

    def _claims(self, token: str, asked: Asked) -> Mapping[str, Any]:
        """The ID token's claims, its signature and every claim that binds it to this sign-in checked (OIDC 3.1.3.7)."""
        # As above.
        from joserfc import jwt  # noqa: PLC0415 - optional
        from joserfc.errors import JoseError  # noqa: PLC0415 - optional
        from joserfc.jwk import KeySet  # noqa: PLC0415 - optional

        settings = self._service.settings
        keys = KeySet.import_key_set(self._fetched(self._metadata["jwks_uri"]))  # type: ignore[arg-type]  # a key set's document
        rules = jwt.JWTClaimsRegistry(
            now=int(time.time()),
            leeway=LEEWAY,
            iss={"essential": True, "value": self._metadata["issuer"]},
            aud={"essential": True, "value": settings.oidc_client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": asked.nonce},
        )
        try:
            claims = jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims
            rules.validate(claims)
        except (JoseError, ValueError) as error:
            raise Forbidden.because("sign_on_refused", cause=type(error).__name__) from error
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != settings.oidc_client_id:
            raise Forbidden.because("sign_on_refused", cause="azp")
        return claims

    def _session(self) -> Any:  # an OAuth client of a library without types
        settings = self._service.settings
        secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else None
        return self._oauth.OAuth2Client(
            client_id=settings.oidc_client_id,
            client_secret=secret,
            token_endpoint_auth_method="client_secret_basic" if secret else "none",
            redirect_uri=f"{settings.site}{RETURN}",
            scope="openid email profile",
            code_challenge_method="S256",
            timeout=SECONDS,
        )

    @cached_property
    def _metadata(self) -> Mapping[str, Any]:
        """Raises Unavailable `sign_on_away`, also for what calls itself another issuer."""
        issuer = self._service.settings.oidc_issuer.rstrip("/")
        found = self._fetched(f"{issuer}/.well-known/openid-configuration")
        if str(found.get("issuer", "")).rstrip("/") != issuer:
            raise Unavailable.because("sign_on_away", value="issuer")
        return found

    def _fetched(self, address: str) -> dict[str, Any]:
        failures: tuple[type[Exception], ...] = (*self._failed, ValueError)
        try:
            answer = self._http.get(address)
            answer.raise_for_status()
            found = answer.json()
        except failures as error:
            raise Unavailable.because("sign_on_away", value=type(error).__name__) from error
        return found if isinstance(found, dict) else {}


def _failures() -> tuple[type[Exception], ...]:
    """Of the clients that call the provider: authlib's is one of httpx2 where that is installed, else of httpx."""
    there = [importlib.import_module(name) for name in ("httpx", "httpx2") if find_spec(name)]
    return tuple(each.HTTPError for each in there)
