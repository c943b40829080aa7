"""A company's own pages: written step by step, verified by an officer, found by the next search; nothing of others."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from api.service import Service
from corpus.roles import Role
from tests.api.conftest import as_
from tests.api.records import company, need, other_company, patent
from tests.api.registration.registering import ORIGIN, OTHER_NUMBER, post, registered, written

KOREAN = {"Accept-Language": "ko"}
STEPS = ("facts", "summary", "capabilities", "projects", "certificates", "keywords", "review")


def officer(service: Service) -> dict[str, str]:
    return {**as_(service, Role.OFFICER), **ORIGIN}


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def test_a_company_is_found_by_the_next_search_once_an_officer_verified_it(
    client: TestClient, service: Service
) -> None:
    client.post("/api/v1/patents", json=patent())
    client.post("/api/v1/companies", json=other_company())
    member = registered(service)
    written(client, member)
    asked = {"text": "ceramic exhaust nozzle", "to": "companies"}
    before = [match["id"] for match in client.get("/api/v1/matches", params=asked).json()["matches"]]
    assert member.company_id not in before
    assert client.get(f"/companies/{member.company_id}").status_code == 404
    assert post(client, member, "/company/submission", {"publish": "yes"}) == "/company"
    queue = client.get("/registrations", headers=officer(service))
    assert "새솔복합재(가상)" in queue.text
    assert "check digit fits" in queue.text
    verified = client.post(
        f"/registrations/{member.company_id}/verification", headers=officer(service), follow_redirects=False
    )
    assert verified.status_code == 303
    after = [match["id"] for match in client.get("/api/v1/matches", params=asked).json()["matches"]]
    assert after[0] == member.company_id
    me = client.get("/api/v1/me", headers=member.headers).json()
    assert me["verified"]
    assert "released" in me["tiers"]


def test_what_fits_is_shown_before_anybody_verified_the_company(client: TestClient, service: Service) -> None:
    client.post("/api/v1/patents", json=patent())
    client.post("/api/v1/needs", json=need(required_certificates=["AS9100D"]))
    member = registered(service)
    page = client.get("/company", headers=member.headers)
    assert "Nothing is written yet that could be matched" in page.text
    written(client, member)
    page = client.get("/company", headers=member.headers)
    assert "/patents/FICT-P1" in page.text
    assert "/needs/FICT-N1" in page.text
    assert "1 of 1 needs ask for AS9100D" in text_of(page.text)
    assert "We are interested" in page.text
    assert '<dl class="why">' in page.text


def test_released_records_fit_verified_companies_only(client: TestClient, service: Service) -> None:
    client.post("/api/v1/patents", json=patent(tier="released"))
    member = registered(service)
    written(client, member)
    assert "FICT-P1" not in client.get("/company", headers=member.headers).text
    post(client, member, "/company/submission", {})
    client.post(f"/registrations/{member.company_id}/verification", headers=officer(service))
    assert "FICT-P1" in client.get("/company", headers=member.headers).text


def test_interest_opens_a_case_in_one_click(client: TestClient, service: Service) -> None:
    client.post("/api/v1/patents", json=patent())
    member = registered(service)
    written(client, member)
    location = post(client, member, "/company/interest", {"kind": "patents", "id": "FICT-P1"})
    assert location.startswith("/cases/CMT-")
    again = post(client, member, "/company/interest", {"kind": "patents", "id": "FICT-P1"})
    assert again == location
    page = client.get("/company", headers=member.headers)
    assert location in page.text
    refused = client.post("/company/interest", data={"kind": "patents", "id": "NOPE"}, headers=member.headers)
    assert refused.status_code == 404


def test_a_second_tab_is_told_and_overwrites_nothing_unseen(client: TestClient, service: Service) -> None:
    member = registered(service)
    page = client.get("/company/profile/summary", headers=member.headers).text
    stamp = page.split('name="stamp" value="')[1].split('"')[0]
    url = "/company/profile/summary"
    first = {"stamp": stamp, "summary": "From the first tab."}
    assert client.post(url, data=first, headers=member.headers, follow_redirects=False).status_code == 303
    second = client.post(url, data={"stamp": stamp, "summary": "From the second."}, headers=member.headers)
    assert second.status_code == 409
    assert "From the second." in second.text
    assert "From the first tab." in second.text
    assert "saved elsewhere since you opened it" in second.text
    stamp = second.text.split('name="stamp" value="')[1].split('"')[0]
    knowing = {"stamp": stamp, "summary": "From the second."}
    assert client.post(url, data=knowing, headers=member.headers, follow_redirects=False).status_code == 303
    # Another part is not touched by it.
    rows = {"stamp": "", "title": ["Weaving"], "text": [""]}
    assert client.post("/company/profile/capabilities", data=rows, headers=member.headers).status_code == 409
    post(client, member, "/company/profile/capabilities", {"title": ["Weaving"], "text": [""]})
    assert "From the second." in client.get(url, headers=member.headers).text


def test_rows_are_added_moved_and_removed_without_a_script(client: TestClient, service: Service) -> None:
    member = registered(service)
    url = "/company/profile/capabilities"
    rows: dict[str, object] = {"title": ["One", "Two", "Three"], "text": ["a", "b", "c"]}
    assert post(client, member, url, {**rows, "act": "add"}) == f"{url}?add=true#row-3"
    assert client.get(f"{url}?add=true", headers=member.headers).text.count('class="row card"') == 4
    post(client, member, url, {**rows, "act": "up:2"})
    page = client.get(url, headers=member.headers).text
    assert re.findall(r'name="title" value="(\w+)"', page) == ["One", "Three", "Two"]
    moved: dict[str, object] = {"title": ["One", "Three", "Two"], "text": ["a", "c", "b"]}
    post(client, member, url, {**moved, "act": "remove:0"})
    page = client.get(url, headers=member.headers).text
    assert re.findall(r'name="title" value="(\w+)"', page) == ["Three", "Two"]
    assert post(client, member, url, {**moved, "act": "next"}) == "/company/profile/projects"


def test_an_entry_without_a_name_comes_back_with_what_was_written(client: TestClient, service: Service) -> None:
    member = registered(service)
    url = "/company/profile/capabilities"
    sent = {"stamp": "", "title": ["", "Named"], "text": ["Furnaces of 1.2 m", ""], "act": "add"}
    refused = client.post(url, data=sent, headers=member.headers)
    assert refused.status_code == 422
    assert 'id="trouble-capabilities-0-title"' in refused.text
    assert "Furnaces of 1.2 m" in refused.text
    assert refused.text.count('class="row card"') == 3


def test_facts_are_checked_beside_their_fields(client: TestClient, service: Service) -> None:
    member = registered(service)
    url = "/company/profile/facts"
    sent = {"name": "새솔", "business_registration_number": "142-81-00998", "stamp": ""}
    refused = client.post(url, data=sent, headers=member.headers)
    assert refused.status_code == 422
    assert "Compare group 1 with the certificate first" in refused.text
    assert 'id="trouble-business_registration_number"' in refused.text
    good = {**sent, "business_registration_number": "220-81-62517", "region": "경상남도", "size": "small"}
    post(client, member, url, {name: value for name, value in good.items() if name != "stamp"})
    page = client.get(url, headers=member.headers).text
    assert 'value="220-81-62517"' in page
    assert 'value="small" selected' in page


def test_verified_names_and_numbers_are_the_officers_to_change(client: TestClient, service: Service) -> None:
    member = registered(service)
    written(client, member)
    post(client, member, "/company/submission", {"publish": "yes"})
    client.post(f"/registrations/{member.company_id}/verification", headers=officer(service))
    page = client.get("/company/profile/facts", headers=member.headers).text
    assert 'name="business_registration_number"' not in page
    assert post(client, member, "/company/profile/facts", {"name": "Other", "employees": "45"})
    record = client.get(f"/api/v1/companies/{member.company_id}").json()
    assert (record["name"], record["employees"]) == ("새솔복합재(가상)", 45)
    whole = {"name": "Other", "profile": {}}
    refused = client.put(f"/api/v1/companies/{member.company_id}", json=whole, headers=member.headers)
    assert refused.status_code == 403
    assert refused.json()["error"]["code"] == "identity_by_officer"


def test_a_published_profile_is_searched_while_the_next_version_is_written(
    client: TestClient, service: Service
) -> None:
    member = registered(service)
    written(client, member)
    post(client, member, "/company/submission", {"publish": "yes"})
    client.post(f"/registrations/{member.company_id}/verification", headers=officer(service))
    post(client, member, "/company/profile/summary", {"summary": "Makes ceramic exhaust nozzles and heat shields."})
    assert "heat shields" not in client.get(f"/companies/{member.company_id}").text
    page = client.get("/company", headers=member.headers).text
    assert "Version 2 is a draft" in page
    versions = client.get("/company/versions", headers=member.headers).text
    assert "<del>nozzles.</del>" in versions
    assert "<ins>nozzles and heat shields.</ins>" in versions
    post(client, member, "/company/publication", {})
    assert "heat shields" in client.get(f"/companies/{member.company_id}").text
    post(client, member, "/company/withdrawal", {})
    assert client.get(f"/companies/{member.company_id}").status_code == 404
    post(client, member, "/company/restoration", {})
    assert client.get(f"/companies/{member.company_id}").status_code == 200


def test_a_returned_registration_says_why_and_comes_again(client: TestClient, service: Service) -> None:
    member = registered(service)
    written(client, member)
    post(client, member, "/company/submission", {"publish": "yes"})
    url = f"/registrations/{member.company_id}"
    empty = client.post(f"{url}/return", data={"reason": ""}, headers=officer(service))
    assert empty.status_code == 422
    client.post(f"{url}/return", data={"reason": "Name the furnace's maker."}, headers=officer(service))
    page = client.get("/company", headers=member.headers).text
    assert "Name the furnace&#39;s maker." in page
    post(client, member, "/company/profile/summary", {"summary": "Makes ceramic exhaust nozzles in two furnaces."})
    post(client, member, "/company/submission", {"publish": "yes"})
    shown = client.get(url, headers=officer(service)).text
    assert "What changed since it was returned" in shown
    assert "<ins>nozzles in two furnaces.</ins>" in shown


def test_a_number_on_record_is_told_no_further(client: TestClient, service: Service) -> None:
    client.post("/api/v1/companies", json=company(business_registration_number="1248100998", name="Kept Works"))
    member = registered(service)
    written(client, member)
    page = client.get("/company", headers=member.headers).text
    assert "already on record; an officer will confirm" in page
    assert "Kept Works" not in page
    assert "FICT-C1" not in page
    refused = client.put("/api/v1/companies/FICT-C1", json=company("FICT-C1"), headers=member.headers)
    assert refused.status_code == 403
    post(client, member, "/company/submission", {"publish": "yes"})
    url = f"/registrations/{member.company_id}"
    shown = client.get(url, headers=officer(service)).text
    assert "same number" in shown
    assert client.post(f"{url}/verification", data={"verified_as": ""}, headers=officer(service)).status_code == 409
    granted = client.post(
        f"{url}/verification", data={"verified_as": "FICT-C1"}, headers=officer(service), follow_redirects=False
    )
    assert granted.status_code == 303
    assert client.get("/api/v1/me", headers=member.headers).json()["company_id"] == "FICT-C1"


def test_a_company_sees_and_changes_nothing_of_another(client: TestClient, service: Service) -> None:
    one = registered(service)
    other = registered(service, "다른회사(가상)", OTHER_NUMBER)
    written(client, one)
    assert "Chemical vapour" not in client.get("/company/profile/capabilities", headers=other.headers).text
    for path in ("", "/profiles", "/fits"):
        assert client.get(f"/api/v1/companies/{one.company_id}{path}", headers=other.headers).status_code in {403, 404}
    sent = client.post(f"/api/v1/companies/{one.company_id}/profiles", json={"summary": "x"}, headers=other.headers)
    assert sent.status_code == 403
    assert client.get("/registrations", headers=other.headers).status_code == 403


@pytest.mark.parametrize("path", ["/company", "/company/profile/facts", "/company/brochure", "/company/versions"])
def test_the_pages_are_a_members_own(client: TestClient, service: Service, path: str) -> None:
    assert client.get(path, headers=officer(service)).status_code == 403


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_page_stands_in_both_languages(client: TestClient, service: Service, language: str) -> None:
    client.post("/api/v1/patents", json=patent())
    member = registered(service)
    written(client, member)
    paths = ["/company", "/company/preview", "/company/versions", "/company/brochure"]
    for path in [*paths, *(f"/company/profile/{step}" for step in STEPS)]:
        page = client.get(path, headers={**member.headers, "Accept-Language": language})
        assert page.status_code == 200, path
        assert page.text.count("<h1") == 1, path
        assert f'<html lang="{language}">' in page.text
    for path in ("/registrations", "/registrations?state=open", f"/registrations/{member.company_id}"):
        page = client.get(path, headers={**officer(service), "Accept-Language": language})
        assert page.status_code == 200, path
        assert page.text.count("<h1") == 1, path


def test_a_form_from_another_site_is_not_read(client: TestClient, service: Service) -> None:
    member = registered(service)
    headers = {**member.headers, "Origin": "http://elsewhere.example"}
    for path in ("/company/submission", "/company/interest", "/company/profile/summary", "/company/brochure"):
        assert client.post(path, data={"summary": "x"}, headers=headers).status_code == 403
