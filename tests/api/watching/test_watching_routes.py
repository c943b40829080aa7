"""Own needs, saved searches, alerts and the day over the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.registration.deciding import verify
from api.schemas import own_needs, watching
from api.schemas.matches import Schema
from api.service import Service
from api.watching.alerting import ask_due
from corpus.records import TokenPurpose
from corpus.roles import Caller, Role
from tests.api.conftest import as_
from tests.api.registration.registering import NUMBER, SELF, registered, written
from tests.api.watching.watched import QUESTION, account, put, saved

API = "/api/v1"
NEED = {"title": "Quiet drive", "organisation": "가상육군", "requirements": ["Below 60 dB at 50 m"]}


@pytest.fixture
def officer(client: TestClient, service: Service) -> TestClient:
    client.headers.update({**as_(service, Role.OFFICER), "Accept-Language": "en"})
    return client


def test_a_need_from_registration_to_restoration(officer: TestClient) -> None:
    made = officer.post(f"{API}/own-needs", json=NEED)
    assert made.status_code == 201
    need = made.json()
    assert (need["state"], need["kind"], need["version"]) == ("open", "defence", 1)
    path = f"{API}/own-needs/{need['id']}"
    changed = officer.put(path, json={**NEED, "title": "Quieter drive"}).json()
    assert (changed["title"], changed["version"], changed["expires_on"]) == ("Quieter drive", 2, need["expires_on"])
    renewed = officer.post(f"{path}/renewal", json={}).json()
    assert renewed["renewals"] == 1
    assert renewed["expires_on"] > need["expires_on"]
    assert officer.post(f"{path}/withdrawal").json()["state"] == "withdrawn"
    assert officer.post(f"{path}/renewal").json()["state"] == "withdrawn"
    assert officer.post(f"{path}/restoration").json()["state"] == "open"
    listed = officer.get(f"{API}/own-needs", params={"state": "open", "mine": True}).json()
    assert [each["id"] for each in listed["items"]] == [need["id"]]
    assert listed["counts"]["open"] == 1
    assert officer.get(f"{API}/needs/{need['id']}").json()["close_date"] == renewed["expires_on"]


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({**NEED, "expires_on": "2020-01-01"}, 422, "bad_need_end"),
        ({"title": "Quiet drive"}, 422, "not_given"),
        ({**NEED, "colour": "red"}, 422, "unknown_body_field"),
        ({**NEED, "description": "SECRET//NOFORN x"}, 422, "secret_refused"),
        ({}, 422, "not_given"),
    ],
)
def test_a_need_that_is_not_acceptable(officer: TestClient, sent: dict[str, Any], status: int, code: str) -> None:
    refused = officer.post(f"{API}/own-needs", json=sent)
    assert (refused.status_code, refused.json()["error"]["code"]) == (status, code)
    assert officer.get(f"{API}/own-needs/NOPE").status_code == 404


def test_a_search_is_kept_changed_deleted_and_restored(officer: TestClient, service: Service) -> None:
    put(service, 1)
    sent = {"name": "Parts", "question": f"?{QUESTION}&region=부산", "frequency": "daily"}
    made = officer.post(f"{API}/searches", json=sent)
    assert made.status_code == 201
    search = made.json()
    path = f"{API}/searches/{search['id']}"
    assert officer.post(f"{API}/searches", json=sent).json()["error"]["code"] == "search_kept_already"
    assert officer.patch(path, json={"name": "Other"}).json()["frequency"] == "daily"
    assert officer.get(path).json()["name"] == "Other"
    assert officer.delete(path).status_code == 200
    assert officer.get(path).status_code == 404
    assert officer.post(f"{path}/restoration").json()["name"] == "Other"
    assert officer.get(f"{API}/searches").json()["items"][0]["news"] == {}


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("text=a&patent=b", "one_source"),
        ("text=a&colour=red", "unknown_filter"),
        ("text=a&top=ten", "bad_question"),
        ("text_hash=0f1e&to=companies", "search_without_address"),
        ("text=" + "word+" * 400, "search_without_address"),
        ("patent=NOPE", "unknown_patent"),
    ],
)
def test_a_question_that_cannot_be_kept(officer: TestClient, question: str, code: str) -> None:
    refused = officer.post(f"{API}/searches", json={"name": "A", "question": question})
    assert refused.json()["error"]["code"] == code


def test_alerts_are_read_and_the_day_is_told(client: TestClient, service: Service) -> None:
    account(service, "officer")
    with service.database.transaction() as store:
        issued = store.accounts.issue("officer", TokenPurpose.API, Caller(Role.ADMINISTRATOR, "tests"))
    client.headers.update({"Authorization": f"Bearer {issued.token}", "Accept-Language": "en"})
    now = datetime.now(UTC) - timedelta(days=2)
    put(service, 1)
    saved(service, "officer", now)
    ask_due(service, now)
    put(service, 2)
    put(service, 3)
    ask_due(service, datetime.now(UTC))
    listed = client.get(f"{API}/alerts", params={"limit": 1}).json()
    assert (listed["unread"], listed["counts"]["new"], len(listed["items"])) == (2, 2, 1)
    first = listed["items"][0]
    assert first["reasons"][0]["reason"] == "New among the best matches."
    following = client.get(f"{API}/alerts", params={"limit": 1, "after": listed["next"]}).json()
    assert following["items"][0]["id"] < first["id"]
    day = client.get(f"{API}/home").json()
    assert (day["alerts"]["new"], day["searches"], day["first"]) == (2, 1, False)
    marked = client.post(f"{API}/alerts/reading", json={"ids": [first["id"]]})
    assert marked.json() == {"marked": 1, "unread": 1}
    assert client.post(f"{API}/alerts/reading", json={"until": listed["latest"]}).json()["unread"] == 0
    assert client.post(f"{API}/alerts/reading", json={"ids": [9_999]}).json()["error"]["code"] == "unknown_alert"
    assert client.get(f"{API}/alerts", params={"unread": True}).json()["items"] == []
    assert client.get(f"{API}/alerts", params={"after": "x"}).json()["error"]["code"] == "bad_place"


def test_the_day_is_an_officers(client: TestClient, service: Service) -> None:
    assert client.get(f"{API}/home").status_code == 403
    assert client.get(f"{API}/home", headers={"Authorization": ""}).status_code in {401, 403}
    put(service, 1)
    member = as_(service, Role.COMPANY, "FICT-K1")
    assert client.get(f"{API}/home", headers=member).status_code == 403
    assert client.get(f"{API}/own-needs", headers=member).json()["items"] == []
    assert client.post(f"{API}/own-needs", json=NEED, headers=member).json()["organisation"] == "Ceramics 1"


def test_every_example_is_what_it_is_an_example_of() -> None:
    for module in (own_needs, watching):
        for model in vars(module).values():
            if isinstance(model, type) and issubclass(model, Schema):
                extra: Any = model.model_config.get("json_schema_extra") or {}
                for example in extra.get("examples", ()):
                    assert model.model_validate(example)


@pytest.mark.parametrize("known", [False, True])
def test_what_a_company_registered_is_found_as_soon_as_it_is_verified(
    client: TestClient,
    service: Service,
    known: bool,
) -> None:
    if known:
        put(service, 1, business_registration_number=NUMBER)
    member = registered(service)
    written(client, member)
    made = client.post(f"{API}/own-needs", json=NEED, headers=member.headers).json()
    assert (made["state"], made["organisation"]) == ("waiting", "새솔복합재(가상)")
    assert client.get(f"{API}/needs/{made['id']}").status_code == 404
    officer = Caller(Role.OFFICER, "officer.kim")
    with service.database.transaction() as store:
        store.registrations.submit(member.company_id, member.account, SELF, publish=True, now=datetime.now(UTC))
        now = datetime.now(UTC)
        verify(store, officer, member.company_id, now, verified_as="FICT-K1" if known else None)
    assert client.get(f"{API}/needs/{made['id']}").status_code == 200
    assert client.get(f"{API}/own-needs/{made['id']}", headers=member.headers).json()["state"] == "open"
