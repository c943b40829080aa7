"""Headers of every answer, cookies of every answer, and pages without anything that a strict policy would stop."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from lxml import html

from api.application import create_app
from api.cookies import HOST
from api.middleware import SECURITY
from api.pages.rendering import STATIC
from api.service import Service
from corpus.disclosure import Tier
from corpus.records import TokenPurpose
from corpus.roles import Caller, Role
from tests.api.accounts.visiting import ORIGIN, SITE
from tests.api.addresses import Address, addresses
from tests.api.conftest import settings_in
from tests.api.records import company, need, patent
from tests.conftest import Scale
from tests.fakes import HashEncoder
from tests.proof.figures import Recorder
from tests.signing import SESSION_COOKIE, make_person, next_code, quick_passwords

LOCAL = Caller(Role.ADMINISTRATOR, "tests")
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
PUBLIC = frozenset({"/api/v1/health", "/api/v1/ready", "/api/v1/openapi.json"})
"""The same for everybody, whoever asks."""
CHOICES = frozenset({"lang", "zone"})
"""Cookies that are a reader's choice, and may be anybody's."""
READ_BY_SCRIPT = frozenset({"zone"})


class Site:
    """Asks, and looks at each answer's headers and cookies; counts what it saw."""

    def __init__(self, service: Service) -> None:
        self.client = TestClient(create_app(service), base_url=SITE, follow_redirects=False)
        self.answers: Counter[int] = Counter()
        self.cookies: Counter[str] = Counter()
        self.pages = 0

    def ask(self, method: str, path: str, session: str = "", *, public: bool = False, **given: Any) -> httpx.Response:
        self.client.cookies.clear()
        headers = {**given.pop("headers", {})}
        if session:
            headers["Cookie"] = f"{SESSION_COOKIE}={session}"
        answer = self.client.request(method, path, headers=headers, **given)
        self.answers[answer.status_code] += 1
        check_headers(answer, signed_in=bool(session) and not public and path not in PUBLIC)
        for line in answer.headers.get_list("set-cookie"):
            self.cookies[check_cookie(line)] += 1
        if answer.headers.get("content-type", "").startswith("text/html") and answer.text:
            check_page(answer.text)
            self.pages += 1
        return answer


def check_headers(answer: httpx.Response, *, signed_in: bool) -> None:
    about = f"{answer.request.method} {answer.request.url} {answer.status_code}"
    found = answer.headers
    policy = dict(part.strip().split(" ", 1) for part in found["content-security-policy"].split(";"))
    assert policy == POLICY, about
    for name in SECURITY:
        assert found.get_list(name) == [SECURITY[name]], (about, name)
    assert found["x-content-type-options"] == "nosniff", about
    assert found["referrer-policy"] == "same-origin", about
    assert found["strict-transport-security"] == "max-age=31536000; includeSubDomains", about
    assert "camera=()" in found["permissions-policy"], about
    assert not {"server", "x-powered-by"} & set(found), about
    if signed_in or answer.status_code in {401, 403}:
        assert found.get_list("cache-control") == ["no-store"], about
    if answer.is_redirect:
        assert re.match(r"/(?![/\\])", found["location"]), about


def check_cookie(line: str) -> str:
    """The cookie's name without its prefix."""
    (morsel,) = SimpleCookie(line).values()
    name = morsel.key.removeprefix(HOST)
    assert (name in CHOICES) or morsel.key.startswith(HOST), line
    assert (morsel["path"], morsel["domain"], bool(morsel["secure"])) == ("/", "", True), line
    assert bool(morsel["httponly"]) is (name not in READ_BY_SCRIPT), line
    assert morsel["samesite"] in {"strict", "lax"}, line
    if name in {"session", "opening", "known"}:
        assert morsel["samesite"] == "strict", line
    return name


def check_page(text: str) -> None:
    """Nothing on it runs, styles or loads what is not a file of this site."""
    page = html.document_fromstring(text)
    for each in page.iter():
        if not isinstance(each.tag, str):
            continue
        assert each.tag not in {"style", "iframe", "object", "embed", "base", "frame", "applet"}, each.tag
        assert each.tag != "script" or (each.get("src", "").startswith("/static/") and not (each.text or "").strip())
        for name, value in each.attrib.items():
            assert not re.match("style$|on", name), (each.tag, name, value)
            # A page without scripts may come again by itself; it leads nowhere else.
            again = value == "refresh" and each.get("content", "").isdigit()
            assert name != "http-equiv" or again, (each.tag, value)
            if name in {"href", "src", "action", "formaction"}:
                assert not re.match(r"\s*(javascript|vbscript|data:text)", value, re.IGNORECASE), value
            if name in {"src", "action", "formaction"} or each.tag == "link":
                assert not re.match(r"(https?:)?//", value) or name not in {"src", "href", "action"}, value


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = settings_in(tmp_path_factory.mktemp("headers")).model_copy(update={"public_url": SITE})
    built = Service(settings, encoder=HashEncoder())
    built.open()
    built.passwords = quick_passwords()
    yield built
    built.close()


@pytest.fixture(scope="module")
def sessions(service: Service) -> dict[Role, str]:
    """Of one account a role, over a few records of each tier."""
    with service.database.transaction() as store:
        store.accounts.create("first.admin", Role.ADMINISTRATOR, LOCAL)
        token = store.accounts.issue("first.admin", TokenPurpose.API, LOCAL).token
    plain = TestClient(create_app(service), base_url=SITE, headers={"Authorization": f"Bearer {token}"})
    for kind, record in (
        ("companies", company("1")),
        ("patents", patent("1")),
        ("needs", need("1")),
        ("patents", patent("2", tier=Tier.RESTRICTED)),
    ):
        plain.post(f"/api/v1/{kind}", json=record).raise_for_status()
    made = {}
    with service.database.transaction() as store:
        for role in (Role.ADMINISTRATOR, Role.COMPANY, Role.OFFICER, Role.REVIEWER):
            about = {"company_id": "1", "verified": True} if role is Role.COMPANY else {}
            store.accounts.create(f"one.{role.value}", role, LOCAL, **about)
            made[role] = store.accounts.issue(f"one.{role.value}", TokenPurpose.SESSION, LOCAL).token
    return made


def streams(address: Address) -> bool:
    return address.template.endswith("events")


@pytest.mark.row("headers")
def test_headers_and_cookies_of_every_route(
    service: Service, sessions: dict[Role, str], figure: Recorder, scale: Scale
) -> None:
    site = Site(service)
    held = [sessions[role] for role in [*sessions][: scale(1, 4)]]
    routes = addresses()
    for address in routes:
        for session in ("", *held):
            if streams(address) and session:
                continue
            if address.is_safe:
                site.ask(address.method, address.path, session, params={"lang": "ko"} if address.is_page else {})
                continue
            # Refused for their origin on pages, for who sends them or what over the API.
            site.ask(address.method, address.path, session, **({"data": {}} if address.is_page else {"json": {}}))
        if address.method == "GET" and not streams(address):
            site.ask("HEAD", address.path, held[0])
    for session in ("", held[0]):
        for path in ("/nowhere", "/api/v1/nowhere", "/static/nowhere", "/patents/NOPE", "/index/", "/%00", "/../x"):
            site.ask("GET", path, session, public=True)
        for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "MADEUP"):
            site.ask(method, "/", session, public=True)
            site.ask(method, "/api/v1/patents", session, public=True)
        site.ask("POST", "/sign-in", session, public=True, data={"name": "x" * 3_000_000})
        site.ask(
            "POST", "/api/v1/patents", session, content=b"{", public=True, headers={"Content-Type": "application/json"}
        )
        site.ask("POST", "/api/v1/patents", session, content=b"x", public=True, headers={"Content-Type": "text/plain"})
        site.ask("GET", "/api/v1/openapi.json", session)
    site.ask("GET", "/", headers={"Host": "evil.example"})
    for file in STATIC.iterdir():
        site.ask("GET", f"/static/{file.name}")
    site.ask("GET", "/static/page.css", held[0], public=True, headers={"Range": "bytes=0-3"})
    assert {200, 206, 303, 400, 401, 403, 404, 405, 413, 415, 422} <= set(site.answers)
    figure(
        f"{site.answers.total():,} answers of {len(routes)} routes with all headers (statuses "
        f"{', '.join(str(each) for each in sorted(site.answers))}), {site.pages:,} pages without inline script or style"
    )


@pytest.mark.row("headers")
def test_headers_of_an_answer_that_failed(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(service)

    def fail(*_: object) -> None:
        raise RuntimeError("secret of ours")

    monkeypatch.setattr(service.attempts, "take", fail)
    monkeypatch.setattr(service.index, "status", fail)
    for answer in (site.ask("POST", "/reset", data={"name": "x"}, headers=ORIGIN), site.ask("GET", "/api/v1/ready")):
        assert answer.status_code in {500, 503}
        assert "secret of ours" not in answer.text
    assert site.answers[500] >= 1


@pytest.mark.row("sessions")
def test_cookies_of_the_whole_way_in_and_out(service: Service, figure: Recorder) -> None:
    with service.database.transaction() as store:
        kim = make_person(store, "kim", Role.OFFICER)
        store.accounts.settle("kim", LOCAL, display_name="", language="ko", zone="Asia/Seoul")
    site = Site(service)
    site.ask("POST", "/sign-in", data={"name": kim.name, "password": kim.password}, headers=ORIGIN)
    opening = site.client.cookies[f"{HOST}opening"]
    cookie = {**ORIGIN, "Cookie": f"{HOST}opening={opening}"}
    done = site.ask("POST", "/sign-in/code", data={"code": next_code(kim.secret)}, headers=cookie)
    assert done.status_code == 303
    session = site.client.cookies[SESSION_COOKIE]
    form = {"display_name": "Kim", "language": "en", "zone": "Europe/Paris"}
    assert site.ask("POST", "/account/settings", session, data=form, headers=ORIGIN).status_code == 303
    assert site.ask("POST", "/sign-out", session, data={}, headers=ORIGIN).status_code == 303
    assert set(site.cookies) == {"session", "opening", "lang", "zone", "notice", "known"}
    assert site.ask("GET", "/api/v1/me", session, public=True).json()["role"] == "anonymous"
    figure(f"{site.cookies.total()} of {site.cookies.total()} cookies strict ({len(site.cookies)} kinds)")


def test_a_plain_connection_has_cookies_without_prefix_and_no_promise_of_https(service: Service) -> None:
    own = service.settings.model_copy(update={"public_url": ""})
    plain = Service(own, encoder=HashEncoder())
    plain.open()
    with plain.database.transaction() as store:
        store.accounts.create("local.officer", Role.OFFICER, LOCAL)
        link = store.accounts.issue("local.officer", TokenPurpose.LINK, LOCAL).token
    client = TestClient(create_app(plain), base_url="http://127.0.0.1", follow_redirects=False)
    done = client.post("/sign-in", data={"link": link}, headers={"Origin": "http://127.0.0.1"})
    assert "strict-transport-security" not in done.headers
    assert "session" in client.cookies
    assert not any("Secure" in each for each in done.headers.get_list("set-cookie"))
    assert client.get("/api/v1/me").json()["role"] == "officer"
    plain.close()


ELSEWHERE = [
    *("https://evil.example", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/%5cevil"),
    *("/\t/evil.example", "/\n/evil.example", "/\r/evil.example", "\t//evil.example", " //evil.example", "/ /evil"),
    *(
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "http:evil.example",
        "https:/evil",
    ),
    *("/x\r\nSet-Cookie: a=b", "/x\nLocation: //evil.example", "//evil.example/%2f..", "/.//evil.example", "/..//evil"),
    *("//evil.example@transfer.example", "https://transfer.example.evil.example", "/\x00/evil", "http://[::1", "evil"),
    *("//transfer.example:80@evil.example", "/\u2028/evil.example", "／／evil.example", "/" + "x" * 5_000),
]


@pytest.mark.row("headers")
def test_no_way_onward_leaves_the_site(service: Service, figure: Recorder) -> None:
    site = Site(service)
    with service.database.transaction() as store:
        store.accounts.create("onward.officer", Role.OFFICER, LOCAL)
    kept = 0
    for wanted in ELSEWHERE:
        with service.database.transaction() as store:
            link = store.accounts.issue("onward.officer", TokenPurpose.LINK, LOCAL).token
        answers = [
            site.ask("POST", "/sign-in", data={"link": link, "next": wanted}, headers=ORIGIN),
            site.ask("GET", "/sign-in/code", params={"next": wanted}),
            site.ask("GET", "/sign-in/factor", params={"next": wanted}),
            site.ask("POST", "/sign-in/code", data={"next": wanted}, headers=ORIGIN),
            site.ask("POST", "/sign-in/factor", data={"next": wanted}, headers=ORIGIN),
        ]
        for answer in answers:
            assert answer.status_code == 303
            # As a browser reads it: blanks and slashes the wrong way round count for nothing.
            led = httpx.URL(SITE).join(re.sub(r"[\t\r\n]", "", answer.headers["location"]).replace("\\", "/"))
            assert (led.scheme, led.host) == ("https", "transfer.example"), wanted
            onward = led.params.get("next", "/")
            assert httpx.URL(SITE).join(re.sub(r"[\t\r\n]", "", onward).replace("\\", "/")).host == "transfer.example"
            kept += 1
        page = site.ask("GET", "/sign-in", params={"next": wanted}).text
        for value in html.document_fromstring(page).xpath("//input[@name='next']/@value"):
            assert httpx.URL(SITE).join(value).host == "transfer.example", wanted
    figure(f"{kept} of {kept} redirects stay on the site ({len(ELSEWHERE)} addresses elsewhere)")
