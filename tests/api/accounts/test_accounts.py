"""Accounts and tokens over API and commands: who may what, what is told once, what ends at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.cli import main
from api.schemas import accounts as schemas
from api.schemas import screening as screening_schemas
from api.schemas.matches import Schema
from api.service import Service
from corpus.records import TokenPurpose
from corpus.roles import Caller, Role
from tests.api.conftest import as_, token_of
from tests.api.records import company, patent

LOCAL = Caller(Role.ADMINISTRATOR, "tests")
EVERYBODY = ("anonymous", "company", "officer", "reviewer", "administrator")
OFFICIALS = frozenset({"officer", "reviewer", "administrator"})


@dataclass(frozen=True)
class Route:
    """A route, and the roles that may use it."""

    method: str
    path: str
    body: dict[str, object] | None
    roles: frozenset[str]


ALLOWED = [
    Route("GET", "/api/v1/me", None, frozenset(EVERYBODY)),
    Route("GET", "/api/v1/accounts", None, frozenset({"administrator"})),
    Route("GET", "/api/v1/accounts/nobody", None, frozenset({"administrator"})),
    Route("POST", "/api/v1/accounts", {"name": "x", "role": "officer"}, frozenset({"administrator"})),
    Route("POST", "/api/v1/accounts/nobody/tokens", {}, frozenset({"administrator"})),
    Route("POST", "/api/v1/accounts/nobody/disable", None, frozenset({"administrator"})),
    Route("POST", "/api/v1/accounts/nobody/enable", None, frozenset({"administrator"})),
    Route("POST", "/api/v1/accounts/nobody/verification", {"verified": True}, frozenset({"administrator"})),
    Route("DELETE", "/api/v1/accounts/nobody/tokens/1", None, frozenset({"administrator"})),
    Route("GET", "/api/v1/audit", None, frozenset({"reviewer", "administrator"})),
    Route("GET", "/api/v1/screening", None, OFFICIALS),
    Route("GET", "/api/v1/screening/counts", None, OFFICIALS),
    Route("GET", "/api/v1/screening/patents/NOPE", None, OFFICIALS),
    Route(
        "POST",
        "/api/v1/screening/patents/NOPE/decisions",
        {"decision": "clear", "reason": "x"},
        frozenset({"reviewer"}),
    ),
    Route("GET", "/api/v1/control-lists", None, OFFICIALS),
    Route("POST", "/api/v1/control-lists", {"id": "none", "version": None}, frozenset({"reviewer", "administrator"})),
    Route("GET", "/screening", None, OFFICIALS),
    Route("GET", "/screening/patents/NOPE", None, OFFICIALS),
]


@pytest.fixture(scope="module")
def headers(shared_service: Service, shared_client: TestClient) -> dict[str, dict[str, str]]:
    """Of a request by somebody of each role."""
    shared_client.put("/api/v1/companies/FICT-C1", json=company())
    told = {role: as_(shared_service, Role(role)) for role in OFFICIALS}
    return {"anonymous": {}, "company": as_(shared_service, Role.COMPANY, "FICT-C1"), **told}


@pytest.fixture(scope="module")
def plain(shared_service: Service) -> TestClient:
    """Nobody's in particular."""
    return TestClient(create_app(shared_service))


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("route", ALLOWED, ids=lambda route: f"{route.method} {route.path}")
def test_roles_and_routes(plain: TestClient, headers: dict[str, dict[str, str]], role: str, route: Route) -> None:
    sent = {**headers[role], "Accept-Language": "en"}
    answer = plain.request(route.method, route.path, json=route.body, headers=sent)
    if role in route.roles:
        assert answer.status_code not in {401, 403}, answer.text
    else:
        assert answer.status_code == (401 if role == "anonymous" else 403)
        code = "sign_in_needed" if role == "anonymous" else "not_allowed"
        assert code in answer.text


def test_an_account_from_its_creation_to_its_end(client: TestClient, service: Service) -> None:
    made = client.post("/api/v1/accounts", json={"name": "han.officer", "role": "officer"})
    assert (made.status_code, made.json()["role"]) == (201, "officer")
    again = client.post("/api/v1/accounts", json={"name": "han.officer", "role": "officer"})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "account_exists")
    issued = client.post("/api/v1/accounts/han.officer/tokens", json={"label": "export", "days": 2}).json()
    assert timedelta(days=1) < datetime.fromisoformat(issued["expires_at"]) - datetime.now(UTC) <= timedelta(days=2)
    officer = {"Authorization": f"Bearer {issued['token']}"}
    assert client.get("/api/v1/me", headers=officer).json()["account"] == "han.officer"
    assert issued["token"] not in client.get("/api/v1/accounts/han.officer").text
    gone = client.delete(f"/api/v1/accounts/han.officer/tokens/{issued['id']}")
    assert gone.json()["tokens"][0]["revoked_at"] is not None
    assert client.get("/api/v1/me", headers=officer).status_code == 401
    second = client.post("/api/v1/accounts/han.officer/tokens").json()["token"]
    officer = {"Authorization": f"Bearer {second}"}
    assert client.get("/api/v1/me", headers=officer).status_code == 200
    assert client.post("/api/v1/accounts/han.officer/disable").json()["disabled_at"] is not None
    assert client.get("/api/v1/me", headers=officer).status_code == 401
    assert client.post("/api/v1/accounts/han.officer/tokens").json()["error"]["code"] == "account_disabled"
    client.post("/api/v1/accounts/han.officer/enable")
    assert client.get("/api/v1/me", headers=officer).status_code == 401
    about = client.get("/api/v1/audit", params={"kind": "accounts", "id": "han.officer"}).json()["items"]
    assert [each["action"] for each in reversed(about)] == [
        *("account_created", "token_issued", "token_revoked", "token_issued"),
        *("account_disabled", "account_enabled"),
    ]
    assert client.get("/api/v1/audit", params={"kind": "accounts"}).json()["error"]["code"] == "not_given"


def test_a_token_of_another_account_is_not_revoked_under_this_name(client: TestClient, service: Service) -> None:
    for name in ("one", "two"):
        client.post("/api/v1/accounts", json={"name": name, "role": "officer"})
    token = client.post("/api/v1/accounts/one/tokens").json()
    assert client.delete(f"/api/v1/accounts/two/tokens/{token['id']}").json()["error"]["code"] == "unknown_token"
    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {token['token']}"}).status_code == 200


def test_verifying_a_company_opens_what_is_released_and_taking_it_back_closes_it(
    client: TestClient, service: Service
) -> None:
    client.post("/api/v1/companies", json=company())
    client.post("/api/v1/patents", json=patent(tier="released"))
    member = as_(service, Role.COMPANY, "FICT-C1", verified=False)
    name = client.get("/api/v1/me", headers=member).json()["account"]

    def read(*, verified: bool) -> int:
        assert client.post(f"/api/v1/accounts/{name}/verification", json={"verified": verified}).status_code == 200
        return client.get("/api/v1/patents/FICT-P1", headers=member).status_code

    assert client.get("/api/v1/patents/FICT-P1", headers=member).status_code == 404
    assert read(verified=True) == 200
    assert read(verified=False) == 404
    assert client.get("/api/v1/me", headers=member).json() == {
        "account": name,
        "role": "company",
        "company_id": "FICT-C1",
        "verified": False,
        "tiers": ["public"],
        "rights": ["keep_searches", "own_cases", "write_own_needs", "write_own_profile"],
    }


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer cmm_nonsense", "Basic YTpi", f"Bearer {'x' * 5_000}", "Bearer caf\u00e9"]
)
def test_a_token_that_is_none_is_refused(shared_client: TestClient, header: str) -> None:
    answer = shared_client.get("/api/v1/me", headers=[(b"Authorization", header.encode("latin-1"))])
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "bad_token")


def test_an_expired_token_and_one_of_another_purpose_are_refused(
    shared_client: TestClient, shared_service: Service
) -> None:
    name = shared_client.get("/api/v1/me").json()["account"]
    past = datetime.now(UTC) - timedelta(days=2)
    with shared_service.database.transaction() as store:
        expired = store.accounts.issue(name, TokenPurpose.API, LOCAL, lifetime=timedelta(days=1), now=past).token
        link = store.accounts.issue(name, TokenPurpose.LINK, LOCAL).token
    for token in (expired, link):
        answer = shared_client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "bad_token")


def test_lists_are_paged(client: TestClient) -> None:
    for number in range(3):
        client.post("/api/v1/accounts", json={"name": f"n{number}", "role": "officer"})
    first = client.get("/api/v1/accounts", params={"limit": 2}).json()
    rest = client.get("/api/v1/accounts", params={"after": first["next"]}).json()
    assert [each["name"] for each in first["items"] + rest["items"]] == ["administrator-0", "n0", "n1", "n2"]
    assert rest["next"] is None
    newest = client.get("/api/v1/audit", params={"limit": 1}).json()
    assert (
        client.get("/api/v1/audit", params={"before": newest["next"]}).json()["items"][0]["seq"] == newest["next"] - 1
    )


def test_every_example_is_what_it_is_an_example_of() -> None:
    for module in (schemas, screening_schemas):
        for model in vars(module).values():
            if isinstance(model, type) and issubclass(model, Schema):
                extra: Any = model.model_config.get("json_schema_extra") or {}
                for example in extra.get("examples", ()):
                    assert set(model.model_validate(example).model_dump()) == set(example), model.__name__


def test_commands_make_accounts_tokens_and_links(
    service: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MATCHER_DATA_DIR", str(service.settings.data_dir))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    code, out, err = run(
        "account", "create", "lee.reviewer", "--role", "reviewer", "--base", "https://transfer.example"
    )
    assert (code, "within 7 days" in err) == (0, True)
    assert out.splitlines()[-1].startswith("https://transfer.example/invitation?code=cmm_")
    monkeypatch.setattr("sys.stdin", StringIO("seven slow rivers bend eastward\n"))
    assert run("account", "create", "first.admin", "--role", "administrator", "--password-stdin")[0] == 0
    with service.database.reading() as store:
        first = store.accounts.require("first.admin")
    assert service.passwords.verify(first.password, "seven slow rivers bend eastward")
    monkeypatch.setattr("sys.stdin", StringIO("first.admin!\n"))
    code, _out, err = run("account", "create", "first.admin", "--role", "administrator", "--password-stdin")
    assert (code, "your name" in err) == (1, True)
    code, out, err = run("account", "token", "lee.reviewer", "--days", "3")
    assert (code, "this once only" in err) == (0, True)
    client = TestClient(create_app(service))
    headers = {"Authorization": f"Bearer {out.strip()}"}
    assert client.get("/api/v1/me", headers=headers).json()["role"] == "reviewer"
    code, out, _err = run("account", "link", "lee.reviewer", "--base", "https://transfer.example/")
    assert out.startswith("https://transfer.example/sign-in?link=cmm_")
    assert "보안 검토자" in run("account", "list", "--lang", "ko")[1]
    assert "argon2" not in run("account", "list", "--json")[1]
    assert run("account", "verify", "lee.reviewer")[0] == 1
    assert run("account", "disable", "lee.reviewer")[0] == 0
    assert client.get("/api/v1/me", headers=headers).status_code == 401
    assert "disabled" in run("account", "list")[1]
    assert run("account", "enable", "lee.reviewer")[0] == 0
    assert "company" in run("account", "create", "member", "--role", "company")[2]
    code, out, _err = run("audit", "verify")
    assert (code, "events, all sound" in out) == (0, True)
    assert "account_disabled" in run("audit", "list")[1]
    assert token_of(service, Role.OFFICER).startswith("cmm_")
