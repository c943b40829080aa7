"""What is written is found by the next request, what is withdrawn is gone, before and after a rebuild and a restart."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.operating.building import rebuild_tiers
from api.service import Service
from api.settings import Settings
from corpus.text import language_of
from tests.api.records import Json, company, company_row, need, other_company, patent
from tests.fakes import HashEncoder


def found(client: TestClient, **parameters: str) -> list[str]:
    response = client.get("/api/v1/matches", params=parameters)
    assert response.status_code == 200, response.text
    return [match["id"] for match in response.json()["matches"]]


def test_a_registered_record_is_found_by_the_next_request(client: TestClient) -> None:
    assert client.post("/api/v1/patents", json=patent()).status_code == 201
    assert client.post("/api/v1/companies", json=company()).json() == {"id": "FICT-C1", "change": "added", "version": 1}
    client.post("/api/v1/companies", json=other_company())
    client.post("/api/v1/needs", json=need())
    assert found(client, patent="FICT-P1")[0] == "FICT-C1"
    assert found(client, company="FICT-C1", to="needs") == ["FICT-N1"]
    assert found(client, need="FICT-N1", to="patents") == ["FICT-P1"]
    assert found(client, text="ceramic exhaust nozzle", to="patents") == ["FICT-P1"]


def test_a_withdrawn_record_is_gone_and_comes_back(client: TestClient) -> None:
    client.post("/api/v1/companies", json=company())
    client.post("/api/v1/companies", json=other_company())
    gone = client.delete("/api/v1/companies/FICT-C1", params={"reason": "asked for by the owner"})
    assert gone.json()["change"] == "withdrawn"
    assert "FICT-C1" not in found(client, text="ceramic parts")
    assert client.get("/api/v1/companies/FICT-C1").status_code == 404
    assert client.post("/api/v1/companies/FICT-C1/restoration").json()["change"] == "restored"
    assert found(client, text="ceramic parts")[0] == "FICT-C1"


def test_everything_stays_after_a_rebuild_and_a_restart(
    client: TestClient, service: Service, settings: Settings
) -> None:
    client.post("/api/v1/patents", json=patent())
    client.post("/api/v1/companies", json=company())
    client.post("/api/v1/companies", json=other_company())
    client.delete("/api/v1/companies/FICT-C2")
    report = rebuild_tiers(service)
    assert report.outcome == "published"
    with TestClient(create_app(Service(settings, encoder=HashEncoder())), headers=client.headers) as restarted:
        answer = restarted.get("/api/v1/matches", params={"patent": "FICT-P1"}).json()
        assert [match["id"] for match in answer["matches"]] == ["FICT-C1"]
        assert answer["generation"] == report.generation
        assert answer["pending"] == 0
        restarted.put("/api/v1/companies/FICT-C1", json=other_company("FICT-C1"))
        assert restarted.get("/api/v1/companies/FICT-C1").json()["name"] == "Bada Foods"
        first = restarted.get("/api/v1/matches", params={"text": "seaweed snacks"}).json()["matches"][0]
        assert (first["id"], first["receipt"]["candidate_version"]) == ("FICT-C1", 2)


def test_a_profile_version_is_published_at_once_or_kept_as_a_draft(client: TestClient) -> None:
    client.post("/api/v1/companies", json=company())
    draft = client.post("/api/v1/companies/FICT-C1/profiles?draft=true", json={"summary": "Brews barley tea."})
    assert (draft.status_code, draft.json()["status"]) == (201, "draft")
    assert client.get("/api/v1/companies/FICT-C1").json()["profile"]["version"] == 1
    version = draft.json()["version"]
    published = client.post(f"/api/v1/companies/FICT-C1/profiles/{version}/publication")
    assert published.json()["status"] == "published"
    client.post("/api/v1/companies/FICT-C1/profiles", json={"summary": "Roasts coffee beans for offices."})
    profiles = client.get("/api/v1/companies/FICT-C1/profiles").json()
    assert (profiles["current"], [each["version"] for each in profiles["items"]]) == (3, [1, 2, 3])
    best = client.get("/api/v1/matches", params={"text": "roasts coffee beans"}).json()["matches"][0]
    assert "coffee" in best["evidence"]["pairs"][0]["passage"]


def test_a_company_without_id_gets_one_and_is_refused_again(client: TestClient) -> None:
    first = client.post("/api/v1/companies", json=company(None))
    assert first.status_code == 201
    again = client.post("/api/v1/companies", json=company(None))
    assert (again.status_code, again.json()["error"]["code"]) == (409, "already_registered")
    assert first.json()["id"] in again.json()["error"]["mend"]


def test_putting_the_same_again_changes_nothing(client: TestClient) -> None:
    assert client.put("/api/v1/patents/FICT-P1", json=patent()).json()["change"] == "added"
    assert client.put("/api/v1/patents/FICT-P1", json=patent()).json()["change"] == "unchanged"
    changed = client.put("/api/v1/patents/FICT-P1", json=patent(title="Another nozzle")).json()
    assert (changed["change"], changed["version"]) == ("updated", 2)


def test_an_id_with_a_slash_is_read_back(client: TestClient) -> None:
    client.post("/api/v1/patents", json=patent("WO2020/123"))
    assert client.get("/api/v1/patents/WO2020%2F123").json()["id"] == "WO2020/123"
    assert client.get("/patents/WO2020%2F123").status_code == 200


def test_lists_are_read_page_by_page(client: TestClient) -> None:
    for number in range(5):
        client.post("/api/v1/needs", json=need(f"N{number}"))
    first = client.get("/api/v1/needs", params={"limit": 2}).json()
    assert ([item["id"] for item in first["items"]], first["next"], first["total"]) == (["N0", "N1"], "N1", 5)
    last = client.get("/api/v1/needs", params={"limit": 4, "after": "N1"}).json()
    assert ([item["id"] for item in last["items"]], last["next"]) == (["N2", "N3", "N4"], None)


def test_a_flat_row_and_a_nested_one_register_the_same_company(client: TestClient) -> None:
    nested = company("FICT-C1")
    assert client.post("/api/v1/companies", json=nested).json()["change"] == "added"
    assert client.put("/api/v1/companies/FICT-C1", json=company_row(nested)).json()["change"] == "unchanged"
    assert client.post("/api/v1/companies", json=company_row(company("FICT-C9", name="Other"))).status_code == 201
    assert client.get("/api/v1/companies/FICT-C9").json()["profile"]["capabilities"][0]["title"] == "Infiltration"
    both = client.post("/api/v1/companies", json={**company("FICT-C8"), "summary": "x"})
    assert (both.status_code, both.json()["error"]["code"]) == (422, "unknown_body_field")


def test_an_address_keeps_an_id_as_a_body_does(client: TestClient) -> None:
    assert client.put("/api/v1/needs/%20FICT%20%20N7", json=need("FICT N7")).json()["id"] == "FICT N7"
    assert client.get("/api/v1/needs/FICT%20N7").status_code == 200


def test_facts_beside_the_text_are_kept_and_shown(client: TestClient) -> None:
    facts = {"company_kinds": ["venture"], "foreign_share": 12.5, "rd_centre_in_korea": False, "tier": "public"}
    row = {**company_row(company()), **facts, "facilities": ["Clean room"]}
    assert client.post("/api/v1/companies", json=row).status_code == 201
    shown = client.get("/api/v1/companies/FICT-C1").json()
    assert {name: shown[name] for name in facts} == facts
    assert shown["profile"]["facilities"] == ["Clean room"]
    asked: Json = {"required_certificates": ["AS9100D"], "required_facilities": ["무향실"]}
    client.post("/api/v1/needs", json=need(**asked))
    kept = client.get("/api/v1/needs/FICT-N1").json()
    assert {name: kept[name] for name in asked} == asked
    assert kept["tier"] == "public"
    client.post("/api/v1/patents", json=patent())
    assert client.get("/api/v1/patents/FICT-P1").json()["tier"] == "public"


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("patents", patent(title="[군사 II급 비밀] heron"), "title"),
        ("patents", patent(claims=["1. A heron.", "SECRET//NOFORN"], country="heron"), "claims.1"),
        ("companies", company(profile={"summary": "heron", "projects": [{"title": "(S//NF) heron"}]}), "profile"),
        ("companies", {**company_row(company()), "summary": "heron [대외비]"}, "profile.summary"),
        ("needs", need(title="heron", tier="Top Secret"), "tier"),
        ("needs", need(title="heron", **{"of the heron": "SECRET//NOFORN"}), "record"),
        ("needs", need(title="heron", **{"SECRET//NOFORN heron": "1"}), "record"),
        ("needs", [need(description="SECRET//NOFORN heron")], "0.description"),
    ],
)
def test_secret_matter_is_refused_and_not_repeated(
    client: TestClient, caplog: pytest.LogCaptureFixture, path: str, body: Json, field: str, *, language: str
) -> None:
    caplog.set_level("DEBUG")
    answer = client.post(f"/api/v1/{path}?lang={language}", json=body)
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["value"]) == (422, "secret_refused", "")
    assert error["field"].startswith(field)
    assert language_of(error["mend"]) == language
    assert "heron" not in answer.text + caplog.text
    assert "SECRET" not in answer.text + caplog.text
    assert client.get(f"/api/v1/{path}").json()["total"] == 0


def test_a_secret_profile_and_upload_leave_nothing_behind(client: TestClient) -> None:
    client.post("/api/v1/companies", json=company())
    refused = client.post("/api/v1/companies/FICT-C1/profiles", json={"summary": "[비밀] heron"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "secret_refused")
    assert len(client.get("/api/v1/companies/FICT-C1/profiles").json()["items"]) == 1
    table = "title,organisation,tier\nMast,Fictional Navy,public\nheron,Fictional Navy,Secret\n"
    answer = client.post("/api/v1/imports", files={"file": ("needs.csv", table.encode())})
    (file,) = answer.json()["files"]
    assert (file["added"], file["rejected"], file["samples"][0]["code"]) == (1, 1, "secret_refused")
    listed = client.get(f"/api/v1/imports/{file['run_id']}/rejected")
    table_again = client.get(f"/api/v1/imports/{file['run_id']}/rejected.csv")
    assert listed.json()["items"][0]["original"] == ""
    assert "heron" not in refused.text + answer.text + listed.text + table_again.text


def test_a_tier_is_one_of_three(client: TestClient) -> None:
    answer = client.post("/api/v1/needs", json=need(tier="unknown"))
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "bad_input")
    assert "public, released, restricted" in answer.text
