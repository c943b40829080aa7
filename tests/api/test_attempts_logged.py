"""What the log has of who signs in, who is refused and who tries to get round a control, and that nobody forges it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import count
from typing import Any

import httpx
import pytest
import structlog
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api import attempts
from api.accounts.signing import CODE, LINK, PASSWORD
from api.meters import SIGN_ON, TOKEN
from api.service import Service
from api.settings import Settings
from corpus.records import TokenPurpose
from corpus.roles import Role
from tests.api.accounts.sign_on_provider import CLIENT, provider
from tests.api.accounts.visiting import SITE, app_with_a_company, visitor
from tests.api.conftest import as_, log_into
from tests.api.serving import serving
from tests.api.test_hosts import exchanged, request
from tests.fakes import HashEncoder
from tests.signing import LOCAL, Person, make_person, sign_in

NUMBERS = count(1)
FORGED = '{"event": "request", "status": 200, "logger": "forged"}'
HOSTILE = (
    f"kim\r\n{FORGED}",
    f"kim\n{FORGED}\n",
    f"kim\x85{FORGED}\x0b{FORGED}\x0c",
    f"kim\u2028{FORGED}\u2029",
    '", "status": 200, "x": "',
    "kim\x1b[2K\x1b[1A\x9b2K\x08\x07",
    "kim\u202egnp.exe\u2066\u200b\ufeff",
    "%s %(message)s {event} {0.__class__}",
)
STEERING = ("\r", *"\x85\x0b\x0c\u2028\u2029\x1b\x9b\x08\x07\u202e\u2066\u200b\ufeff")


@pytest.fixture
def app(service: Service) -> FastAPI:
    return app_with_a_company(service)


def person(service: Service, role: Role = Role.OFFICER, **given: Any) -> Person:
    with service.database.transaction() as store:
        return make_person(store, f"kim{next(NUMBERS)}", role, **given)


def lines(written: io.StringIO, **about: object) -> list[Mapping[str, Any]]:
    """Those of the log that have all this."""
    found = [json.loads(line) for line in written.getvalue().splitlines()]
    return [each for each in found if about.items() <= each.items()]


def of_answer(written: io.StringIO, answer: httpx.Response) -> Mapping[str, Any]:
    """The line of the request that this answer is to."""
    (found,) = lines(written, event="request", request_id=answer.headers["X-Request-ID"])
    return found


def opened(service: Service, name: str) -> list[tuple[object, object]]:
    """How the account's sessions were opened, by the audit log."""
    with service.database.reading() as store:
        events = store.audit.events(action="token_issued", limit=1_000)
        facts = [each.facts for each in events if each.record_id == name and "by" in each.facts]
    return [(each["by"], each["second_factor"]) for each in facts]


def link_of(service: Service, name: str) -> str:
    with service.database.transaction() as store:
        return store.accounts.issue(name, TokenPurpose.LINK, LOCAL).token


def test_who_signs_in_is_in_the_audit_log_with_what_was_shown(app: FastAPI, service: Service) -> None:
    officer = person(service)
    member = person(service, Role.COMPANY, company_id="FICT-C1")
    guest = person(service)
    sign_in(visitor(app), officer.name, officer.password, officer.secret)
    sign_in(visitor(app), member.name, member.password)
    assert visitor(app).post("/sign-in", data={"link": link_of(service, guest.name)}).status_code == 303
    assert opened(service, officer.name) == [("password+code", True)]
    assert opened(service, member.name) == [("password", False)]
    assert opened(service, guest.name) == [("link", False)]


def test_who_is_refused_is_in_the_log_by_every_way(app: FastAPI, service: Service, written: io.StringIO) -> None:
    officer = person(service)
    browser = visitor(app)
    with provider() as made:
        told = {"oidc_issuer": made.issuer, "oidc_client_id": CLIENT, "public_url": SITE}
        service.settings = service.settings.model_copy(update=told)
        given = {"name": officer.name, "password": officer.password}
        refused = {
            (PASSWORD, "bad_sign_in"): browser.post("/sign-in", data={**given, "password": "not the one at all"}),
            (LINK, "bad_token"): browser.post("/sign-in", data={"link": "cmm_nonsense"}),
            (TOKEN, "bad_token"): browser.get("/api/v1/me", headers={"Authorization": "Bearer cmm_nonsense"}),
            (SIGN_ON, "sign_on_refused"): browser.get("/sign-in/oidc/return", params={"code": "x", "state": "y"}),
        }
        # A name that is nobody's is no event of an account, and yet a line.
        nobodys = browser.post("/sign-in", data={"name": "nobody.here", "password": "not the one at all"})
        assert browser.post("/sign-in", data=given).status_code == 303
        refused[CODE, "bad_code"] = browser.post("/sign-in/code", data={"code": "000000"})
    for (way, code), answer in refused.items():
        assert 400 <= answer.status_code < 500, way
        (line,) = lines(written, event="sign_in_refused", request_id=answer.headers["X-Request-ID"])
        assert (line["way"], line["code"], line["level"]) == (way, code, "info")
    assert lines(written, event="sign_in_refused", request_id=nobodys.headers["X-Request-ID"], way=PASSWORD)
    with service.database.reading() as store:
        failed = [each for each in store.audit.events(action="sign_in_failed") if each.record_id == officer.name]
    assert [each.facts for each in reversed(failed)] == [
        {"what": PASSWORD, "address": "testclient"},
        {"what": CODE, "address": "testclient"},
    ]


def test_what_somebody_may_not_do_is_in_the_log(app: FastAPI, service: Service, written: io.StringIO) -> None:
    client = TestClient(app)
    member = as_(service, Role.COMPANY, "FICT-C1")
    reading = "/api/v1/records/patents/NOBODYS"
    for answer, status, path, code in (
        (client.get("/api/v1/audit"), 401, "/api/v1/audit", "sign_in_needed"),
        (client.get("/api/v1/audit", headers=member), 403, "/api/v1/audit", "not_allowed"),
        (client.get("/accounts/kim", headers={"Accept": "text/html"}), 401, "/accounts/{name}", "sign_in_needed"),
        (client.get(reading), 404, "/api/v1/records/{kind}/{record_id}", "unknown_patent"),
    ):
        line = of_answer(written, answer)
        assert (answer.status_code, line["status"], line["path"], line["refused"]) == (status, status, path, code)
    assert "refused" not in of_answer(written, client.get("/api/v1/health"))


def test_attempts_to_get_round_a_control_are_in_the_log(
    app: FastAPI, service: Service, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = person(service)
    browser = visitor(app)
    sign_in(browser, officer.name, officer.password, officer.secret)
    foreign = {"Origin": "https://evil.example"}
    few = attempts.Limit(1, attempts.LIMITS["reset"].window)
    monkeypatch.setattr(attempts, "LIMITS", {**attempts.LIMITS, "reset": few})
    browser.post("/reset", data={"name": "kim"})
    big = {"Content-Type": "application/json", "Content-Length": str(service.settings.max_body_bytes + 1)}
    for answer, status, path, code in (
        (browser.post("/sign-out", data={"form_token": "forged"}), 403, "/sign-out", "form_of_other_session"),
        (browser.post("/account/settings", data={}, headers=foreign), 403, "/account/settings", "other_origin"),
        (browser.get("/", headers={"Host": "evil.example"}), 400, "none", "unknown_host"),
        (browser.post("/api/v1/matches", content=b"{}", headers=big), 413, "none", "body_too_large"),
        (browser.post("/api/v1/matches?evil=1", json={}), 422, "/api/v1/matches", "unknown_parameter"),
    ):
        line = of_answer(written, answer)
        assert (answer.status_code, line["status"], line["path"], line["refused"]) == (status, status, path, code)
    # Pages that show a refusal beside their form.
    elsewhere = browser.post("/sign-in", data={"name": "kim", "password": "x"}, headers=foreign)
    too_often = browser.post("/reset", data={"name": "kim"})
    for answer, status, path in ((elsewhere, 403, "/sign-in"), (too_often, 429, "/reset")):
        assert (answer.status_code, of_answer(written, answer)["status"]) == (status, status)
        assert of_answer(written, answer)["path"] == path


@pytest.fixture
def hostile_service(settings: Settings) -> Iterator[Service]:
    made = Service(settings, encoder=HashEncoder())
    yield made
    made.close()


def test_nothing_that_is_sent_forges_a_line(hostile_service: Service, written: io.StringIO) -> None:
    asked = 0
    with serving(hostile_service) as port:
        for text in HOSTILE:
            for head in (
                request(f"/patents/{_quoted(text)}?q={_quoted(text)}", "Host: localhost"),
                request("/api/v1/health", "Host: localhost", f"User-Agent: {text}", f"X-Request-ID: {text}"),
                request(f"/{text}", "Host: localhost"),
                request("/", "Host: localhost", method=text),
                _form({"name": text, "password": text}),
                _form({"link": text}),
            ):
                asked += bool(exchanged(port, head))
    found = lines(written)
    assert asked > len(HOSTILE) * 3
    assert len(found) > asked // 2
    assert [each for each in found if each["logger"] == "forged"] == []
    assert "forged" not in written.getvalue()
    assert {each["event"] for each in found if each["logger"] == "api.middleware"} == {"request"}


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_text_that_comes_into_a_line_stays_in_it(
    settings: Settings, written: io.StringIO, form: str, text: str
) -> None:
    """The last wall: no line of ours holds what was sent, but a library's may."""
    log_into(written, settings.model_copy(update={"log_format": form}))
    structlog.get_logger("tests").info("tried", account=text)
    structlog.get_logger("tests").info(text)
    logging.getLogger("a.library").warning("cannot read %s", text)
    said = written.getvalue()
    assert said.count("\n") == 3
    assert [sign for sign in STEERING if sign in said] == []
    if form == "json":
        first, second, third = (json.loads(line) for line in said.split("\n")[:3])
        assert (first["account"], second["event"], third["event"]) == (text, text, f"cannot read {text}")
        assert {each["logger"] for each in (first, second, third)} == {"tests", "a.library"}


def test_korean_and_tracebacks_stay_readable(settings: Settings, written: io.StringIO) -> None:
    structlog.get_logger("tests").info("tried", account="김수진")
    assert "김수진" in written.getvalue()
    log_into(written, settings.model_copy(update={"log_format": "console"}))
    try:
        datetime.now(UTC).replace(day=0)
    except ValueError:
        structlog.get_logger("tests").exception("failed", account="김수진")
    said, *traceback = written.getvalue().rpartition("failed")[2].splitlines()
    assert "김수진" in said
    assert any("test_attempts_logged.py" in line for line in traceback)
    assert "builtins.ValueError" in traceback


def _quoted(text: str) -> str:
    return "".join(f"%{each:02x}" for each in text.encode())


def _form(fields: dict[str, str]) -> bytes:
    body = "&".join(f"{name}={_quoted(value)}" for name, value in fields.items())
    kind = "Content-Type: application/x-www-form-urlencoded"
    own = (f"Host: {httpx.URL(SITE).host}", f"Origin: {SITE}", f"Content-Length: {len(body)}", kind)
    return request("/sign-in", *own, method="POST") + body.encode()
