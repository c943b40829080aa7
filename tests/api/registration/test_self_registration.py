"""Anybody registers a company in one form, and goes on signed in; brochures propose, and members confirm."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.service import Service
from corpus.problems import Problem
from corpus.roles import Role
from corpus.wording import sentence
from corpus.wording.registration import WORDING
from tests.api.conftest import as_
from tests.api.records import company
from tests.api.registration.registering import ORIGIN, SELF, Member, post, registered, written
from tests.corpus.brochures.making import BROCHURES
from tests.fonts import needs_korean_font

pytestmark = needs_korean_font

FORM = {
    "company": "새솔복합재(가상)",
    "number": "124-81-00998",
    "person": "한가람",
    "email": "garam@saesol.example",
    "password": "walnut lighthouse carousel",
    "password_again": "walnut lighthouse carousel",
    "consent": "yes",
}
LOCAL = {**ORIGIN, "Origin": "http://127.0.0.1"}


@pytest.fixture
def visitor(service: Service) -> Any:
    with TestClient(create_app(service), base_url="http://127.0.0.1") as made:
        yield made


def send(visitor: TestClient, **changes: str) -> Any:
    return visitor.post("/register", data={**FORM, **changes}, headers=LOCAL, follow_redirects=False)


def test_registering_ends_signed_in_on_the_companys_page(visitor: TestClient, service: Service) -> None:
    assert visitor.get("/register", headers=LOCAL).status_code == 200
    sent = send(visitor)
    assert (sent.status_code, sent.headers["location"]) == (303, "/company")
    page = visitor.get("/company", headers=LOCAL)
    assert page.status_code == 200
    assert "새솔복합재(가상)" in page.text
    assert "Next: describe what your company can do" in page.text
    assert "Write the profile" in page.text
    assert visitor.get("/register", headers=LOCAL, follow_redirects=False).headers["location"] == "/company"
    with service.database.reading() as store:
        account = store.accounts.by_email("garam@saesol.example")
        assert account is not None
        assert (account.role, account.verified, account.display_name) == ("company", False, "한가람")
        registration = store.registrations.of(account.company_id or "")
        assert registration is not None
        assert (registration.state, registration.consent != "") == ("open", True)
        assert store.companies.count() == 0
    signed_out = visitor.post("/sign-out", headers=LOCAL, follow_redirects=False)
    assert signed_out.status_code == 303
    way = {"name": FORM["email"], "password": FORM["password"], "next": "/company"}
    assert visitor.post("/sign-in", data=way, headers=LOCAL, follow_redirects=False).status_code == 303
    assert visitor.get("/company", headers=LOCAL).status_code == 200


def test_all_that_is_wrong_is_told_at_once_beside_its_field(visitor: TestClient) -> None:
    wrong = {"company": " ", "number": "220-81-65217", "person": "", "email": "nowhere", "consent": "", "password": "x"}
    sent = send(visitor, **wrong)
    assert sent.status_code == 422
    troubles = re.findall(r'id="trouble-(\w+)"', sent.text)
    assert troubles == ["company", "number", "person", "email", "password_again", "consent"]
    assert "Compare group 3 with the certificate first" in sent.text
    assert "walnut" not in sent.text
    assert 'value="nowhere"' in sent.text


def test_an_address_is_taken_once(visitor: TestClient) -> None:
    assert send(visitor).status_code == 303
    visitor.cookies.clear()
    again = send(visitor, number="220-81-62517")
    assert again.status_code == 409
    assert "Another account has the address" in again.text


def test_registrations_of_one_address_are_bounded(visitor: TestClient, service: Service) -> None:
    for place in range(20):
        service.attempts.take("registration", "testclient")
        assert place < 20
    sent = send(visitor)
    assert sent.status_code == 429
    with service.database.reading() as store:
        assert store.accounts.by_email("garam@saesol.example") is None


def test_a_known_number_says_no_more_than_that(visitor: TestClient, client: TestClient) -> None:
    kept = company(business_registration_number="1248100998", name="Kept Works", website="kept.example")
    client.post("/api/v1/companies", json=kept)
    assert send(visitor).headers["location"] == "/company"
    page = visitor.get("/company", headers=LOCAL).text
    assert "already on record" in page
    assert "Kept" not in page
    assert "kept.example" not in page


def test_the_same_over_the_api(client: TestClient, service: Service) -> None:
    wanted = {name: FORM[name] for name in ("company", "number", "person", "email", "password")}
    made = client.post("/api/v1/registrations", json={**wanted, "consent": True})
    assert made.status_code == 201
    assert made.json()["company_id"].startswith("reg-")
    assert client.get(f"/api/v1/companies/{made.json()['company_id']}").status_code == 404
    refused = client.post("/api/v1/registrations", json={**wanted, "consent": False, "email": "b@saesol.example"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "consent_needed")


def upload(client: TestClient, member: Member, number: int) -> Any:
    brochure = BROCHURES[number]
    files = {"file": (brochure.name, brochure.make())}
    return client.post("/company/brochure", files=files, headers=member.headers, follow_redirects=False)


def profile_of(service: Service, member: Member) -> Any:
    with service.database.reading() as store:
        return store.profiles.working(member.company_id)


def test_nothing_of_a_brochure_is_in_the_profile_before_it_is_confirmed(client: TestClient, service: Service) -> None:
    member = registered(service)
    for number in (1, 5, 8):
        sent = upload(client, member, number)
        assert sent.status_code == 303, sent.text
        stated = BROCHURES[number].stated
        page = client.get(sent.headers["location"], headers=member.headers).text
        assert all(title in page for title in stated.capabilities)
        assert "checked" not in page
        assert profile_of(service, member) is None
    assert "proposes" in client.get("/company", headers=member.headers).text


def test_only_what_is_ticked_enters_as_it_is_worded(client: TestClient, service: Service) -> None:
    member = registered(service)
    written(client, member)
    before = profile_of(service, member)
    location = upload(client, member, 1).headers["location"]
    page = client.get(location, headers=member.headers).text
    assert profile_of(service, member).content_hash == before.content_hash
    numbers = dict(re.findall(r'id="f-title-(\d+)" name="title-\d+" value="([^"]+)"', page))
    by_title = {title: number for number, title in numbers.items()}
    array, certificate = by_title["Conformal array design"], by_title["ISO 9001:2015"]
    chosen = {
        "take": [array, certificate],
        f"title-{array}": "Conformal arrays, 2 to 18 GHz",
        f"text-{array}": "Laid into composite skins.",
        f"title-{certificate}": "ISO 9001:2015",
    }
    assert client.post(location, data=chosen, headers=member.headers, follow_redirects=False).status_code == 303
    after = profile_of(service, member)
    assert [each["title"] for each in after.capabilities] == [
        "Chemical vapour infiltration",
        "Conformal arrays, 2 to 18 GHz",
    ]
    assert after.certificates == ["ISO 9001:2015"]
    assert (after.projects, after.keywords, after.trl) == ([], [], None)
    assert client.post(location, data=chosen, headers=member.headers).status_code == 409
    settled = client.get(location, headers=member.headers).text
    assert settled.count(">confirmed<") == 2


def test_a_file_that_cannot_be_read_is_refused_beside_its_field(client: TestClient, service: Service) -> None:
    member = registered(service)
    files = {"file": ("소개서.hwp", b"HWP Document File")}
    sent = client.post("/company/brochure", files=files, headers=member.headers)
    assert sent.status_code == 422
    assert 'id="trouble-file"' in sent.text
    assert "no PDF, DOCX or XLSX" in sent.text
    assert client.post("/company/brochure", data={}, headers=member.headers).status_code == 422


def test_brochures_over_the_api_are_the_members_own(client: TestClient, service: Service) -> None:
    member, other = registered(service), registered(service, "다른회사(가상)", "2208162517")
    brochure = BROCHURES[8]
    made = client.post("/api/v1/brochures", files={"file": (brochure.name, brochure.make())}, headers=member.headers)
    assert made.status_code == 201
    number = made.json()["number"]
    first = made.json()["proposals"][0]
    assert {"kind", "title", "place", "source", "state"} <= first.keys()
    assert client.get(f"/api/v1/brochures/{number}", headers=other.headers).status_code == 404
    assert client.get("/api/v1/brochures", headers=other.headers).json()["items"] == []
    assert client.get("/api/v1/brochures").status_code == 403
    capability = next(each for each in made.json()["proposals"] if each["kind"] == "capability")
    taken = {"take": [{"number": capability["number"]}]}
    done = client.post(f"/api/v1/brochures/{number}/confirmation", json=taken, headers=member.headers)
    assert done.json() == {"added": 1, "version": 1}
    assert profile_of(service, member).capabilities[0]["title"] == capability["title"]


def test_the_way_over_the_api(client: TestClient, service: Service) -> None:
    member = registered(service)
    base = f"/api/v1/companies/{member.company_id}"
    officer = as_(service, Role.OFFICER)
    made = client.post(f"{base}/profiles?draft=true", json={"summary": "Makes nozzles."}, headers=member.headers)
    assert (made.status_code, made.json()["status"]) == (201, "draft")
    refused = client.post(f"{base}/profiles", json={"summary": "At once."}, headers=member.headers)
    assert refused.json()["error"]["code"] == "company_not_verified_yet"
    stamp = made.json()["content_hash"]
    changed = client.put(
        f"{base}/profiles/1", params={"stamp": stamp}, json={"summary": "Makes good nozzles."}, headers=member.headers
    )
    assert changed.status_code == 200
    late = client.put(f"{base}/profiles/1", params={"stamp": stamp}, json={"summary": "x"}, headers=member.headers)
    assert (late.status_code, late.json()["error"]["code"]) == (409, "profile_changed")
    sent = client.post(f"{base}/profiles/submission", json={"publish": True}, headers=member.headers)
    assert sent.json()["status"] == "submitted"
    queue = client.get("/api/v1/registrations", headers=officer).json()
    assert [each["company_id"] for each in queue["items"]] == [member.company_id]
    shown = client.get(f"/api/v1/registrations/{member.company_id}", headers=officer).json()
    assert (shown["number_fits"], shown["profile_version"]) == (True, 1)
    assert client.get("/api/v1/registrations", headers=member.headers).status_code == 403
    url = f"/api/v1/registrations/{member.company_id}"
    returned = client.post(f"{url}/return", json={"reason": "Which nozzles?"}, headers=officer)
    assert returned.json()["state"] == "returned"
    standing = client.get(f"{base}/standing", headers=member.headers).json()
    assert (standing["state"], standing["reason"]) == ("returned", "Which nozzles?")
    again = client.post(f"{base}/profiles?draft=true", json={"summary": "Exhaust nozzles."}, headers=member.headers)
    assert again.json()["version"] == 2
    between = client.get(f"{base}/profiles/differences", params={"before": 1, "after": 2}, headers=member.headers)
    assert between.json()["parts"][0]["name"] == "summary"
    client.post(f"{base}/profiles/submission", json={}, headers=member.headers)
    decided = client.post(f"{url}/verification", json={}, headers=officer).json()
    assert decided == {"company_id": member.company_id, "state": "verified", "published": 2}
    assert client.get(base).json()["profile"]["summary"] == "Exhaust nozzles."
    others = client.get(f"{base}/profiles", headers=as_(service, Role.COMPANY, member.company_id)).json()
    assert [each["status"] for each in others["items"]] == ["returned", "published"]
    client.headers.pop("Authorization")
    public = client.get(f"{base}/profiles").json()
    assert [each["version"] for each in public["items"]] == [2]
    gone = client.post(f"{base}/profiles/withdrawal", headers=member.headers).json()
    assert gone["in_search"] is False
    assert client.get(base).status_code == 404
    back = client.post(f"{base}/profiles/restoration", headers=member.headers).json()
    assert back["in_search"] is True


def test_the_company_gets_a_letter_of_each_decision(client: TestClient, service: Service) -> None:
    member = registered(service)
    written(client, member)
    with service.database.transaction() as store:
        account = store.accounts.require(member.account)
        account.language = "ko"
        store.accounts.set_email(member.account, "m@saesol.example", SELF, datetime.now(UTC), confirmed=True)
    post(client, member, "/company/submission", {"publish": "yes"})
    officer = {**as_(service, Role.OFFICER), **ORIGIN}
    url = f"/registrations/{member.company_id}"
    client.post(f"{url}/return", data={"reason": "로의 제조사를 적으십시오."}, headers=officer)
    sent = client.post("/company/submission", data={"publish": "yes"}, headers=member.headers, follow_redirects=False)
    assert sent.status_code == 409, "nothing new was written"
    post(client, member, "/company/profile/summary", {"summary": "Makes ceramic nozzles in two furnaces."})
    post(client, member, "/company/submission", {"publish": "yes"})
    client.post(f"{url}/verification", headers=officer)
    with service.database.reading() as store:
        verified, returned = store.mails.page()[:2]
    assert (returned.recipient, returned.purpose) == ("m@saesol.example", "registration")
    assert "로의 제조사를 적으십시오." in returned.text
    assert returned.subject == "새솔복합재(가상) 등록 신청을 다시 확인하여 주십시오"
    assert "프로필을 게시했습니다" in verified.text


@pytest.mark.parametrize("code", sorted(WORDING))
def test_every_problem_is_worded_in_both_languages(code: str) -> None:
    names = ("id", "state", "status", "group", "expected", "given", "limit", "least", "most")
    facts: dict[str, str | int | float] = dict.fromkeys(names, "x")
    problem = Problem.of(code, "field", "value", **facts)
    english, korean = sentence(problem), sentence(problem, "ko")
    assert english.reason
    assert english.mend
    assert re.search("[가-힣]", korean.reason)
    assert re.search("[가-힣]", korean.mend)
