"""People with a password and a second factor, and how they sign in: in a browser's page or with a client."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from corpus.passwords import Passwords
from corpus.records import TokenPurpose
from corpus.roles import OFFICIALS, Caller, Role
from corpus.second_factor import SECONDS, code_at
from corpus.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from api.service import Service

PASSWORD = "heron walks over the quiet ridge"
LOCAL = Caller(Role.ADMINISTRATOR, "tests")
SESSION_COOKIE, OPENING_COOKIE = "__Host-session", "__Host-opening"
"""As browsers have it over HTTPS; over plain HTTP, which is for this machine only, it is `session` and `opening`."""
LAST_STEPS: dict[str, int] = {}
"""The last time step that was used with a secret: each works once."""


@dataclass(frozen=True)
class Person:
    """What somebody signs in with; `secret` is the second factor's, "" for none."""

    name: str
    password: str
    secret: str


@cache
def quick_passwords() -> Passwords:
    """Checks passwords without the work that makes guessing them dear: `service.passwords = quick_passwords()`.

    A service of the usual parameters takes its hashes too, and makes them anew at the first sign-in.
    """
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def make_person(
    store: Store,
    name: str,
    role: Role,
    *,
    company_id: str | None = None,
    verified: bool = True,
    email: str | None = None,
    factor: bool | None = None,
) -> Person:
    """An account with a password, and with a confirmed second factor where the role needs one (or `factor` says)."""
    now = datetime.now(UTC)
    company = {"company_id": company_id, "verified": verified} if role is Role.COMPANY else {}
    store.accounts.create(name, role, LOCAL, **company)
    if email is not None:
        store.accounts.set_email(name, email, LOCAL, now, confirmed=True)
    store.credentials.set_password(name, quick_passwords().hash(PASSWORD), LOCAL, now)
    if not (role in OFFICIALS if factor is None else factor):
        return Person(name, PASSWORD, "")
    secret = store.credentials.begin_factor(name)
    store.credentials.confirm_factor(name, next_code(secret), now)
    return Person(name, PASSWORD, secret)


def next_code(secret: str) -> str:
    """A code that was not used before; waits for the next one where the present ones are used up."""
    step = max(LAST_STEPS.get(secret, 0) + 1, int(time.time()) // SECONDS - 1)
    while step > int(time.time()) // SECONDS + 1:
        time.sleep(0.2)
    LAST_STEPS[secret] = step
    return code_at(secret, datetime.fromtimestamp(step * SECONDS, UTC))


def open_session(context: BrowserContext, service: Service, name: str, address: str) -> None:
    """Signs the account in without its pages: its session's cookie is in the browser from now on."""
    with service.database.transaction() as store:
        token = store.accounts.issue(name, TokenPurpose.SESSION, LOCAL).token
    if not address.startswith("https:"):
        context.add_cookies([{"name": "session", "value": token, "url": address}])
        return
    context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": address, "secure": True}])


def sign_in(
    page: Page | TestClient, name: str, password: str, secret: str = "", *, site: str = "", onward: str = "/"
) -> None:
    """Signs in on the site's own pages: `site` is its address, for a client its own where none is given."""
    if not hasattr(page, "goto"):
        _with_client(page, Person(name, password, secret), site or str(page.base_url).rstrip("/"), onward)
        return
    page.goto(f"{site}/sign-in?next={onward}")
    page.fill("#f-name", name)
    page.fill("#f-password", password)
    page.click("form[action='/sign-in']:has(#f-password) button[type=submit]")
    if secret:
        page.fill("#f-code", next_code(secret))
        page.click("form[action='/sign-in/code'] button[type=submit]")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def _with_client(client: TestClient, person: Person, site: str, onward: str) -> None:
    headers = {"Origin": site}
    form = {"name": person.name, "password": person.password, "next": onward}
    answer = client.post(f"{site}/sign-in", data=form, headers=headers, follow_redirects=False)
    if person.secret:
        assert answer.headers["location"].startswith("/sign-in/code"), answer.text
        form = {"code": next_code(person.secret), "next": onward}
        answer = client.post(f"{site}/sign-in/code", data=form, headers=headers, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    assert {"session", SESSION_COOKIE} & set(client.cookies)
