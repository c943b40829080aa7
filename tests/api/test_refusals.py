"""Bad input over the API: a clear reason, a way to mend it, the right status, and nothing changed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.service import Service
from corpus.disclosure import Tier
from tests.api.records import company, need, patent

ALL_KINDS = ("patents", "companies", "needs")


@dataclass(frozen=True)
class Bad:
    """One bad request and what is to be said about it."""

    method: str
    path: str
    status: int
    code: str
    named: str = ""
    sent: dict[str, Any] = field(default_factory=dict)


JSON_HEADERS = {"Content-Type": "application/json"}
HUGE = "9" * 30
EMPTY_ZIP = b"PK\x05\x06" + bytes(18)


def half_pair(body: str) -> dict[str, Any]:
    """A body with half of a surrogate pair, which JSON can write and UTF-8 cannot."""
    return {"content": body.replace("PLACE", "\\ud800").encode(), "headers": JSON_HEADERS}


TABLE = [
    Bad("GET", "/api/v1/matches?patent=NOPE", 404, "unknown_patent", "NOPE"),
    Bad("GET", "/api/v1/matches?need=NOPE", 404, "unknown_need", "NOPE"),
    Bad("GET", "/api/v1/companies/NOPE", 404, "unknown_company", "NOPE"),
    Bad("DELETE", "/api/v1/companies/NOPE", 404, "unknown_company", "NOPE"),
    Bad("GET", "/api/v1/imports/999", 404, "unknown_import", "999"),
    Bad("GET", "/api/v1/nowhere", 404, "unknown_route", "/api/v1/nowhere"),
    Bad("PATCH", "/api/v1/companies", 405, "wrong_method", "GET"),
    Bad("GET", "/api/v1/matches?text=", 422, "query_empty"),
    Bad("GET", "/api/v1/matches?text=%20%01", 422, "query_empty"),
    Bad("GET", "/api/v1/matches", 422, "one_source"),
    Bad("GET", "/api/v1/matches?text=a&patent=b", 422, "one_source"),
    Bad("GET", "/api/v1/matches?text=a&top=0", 422, "out_of_range", "top"),
    Bad("GET", "/api/v1/matches?text=a&top=ten", 422, "bad_input", "top"),
    Bad("GET", "/api/v1/matches?text=a&to=ships", 422, "bad_input", "companies"),
    Bad("GET", "/api/v1/matches?text=a&colour=red", 422, "unknown_parameter", "country"),
    Bad("GET", "/api/v1/companies?offset=3", 422, "unknown_parameter", "after"),
    Bad("GET", "/api/v1/matches?text=a&to=patents&size=small", 422, "unknown_filter", "legal_status"),
    Bad("GET", "/api/v1/matches?text=a&country=Korea", 422, "bad_filter_value", "Korea"),
    Bad("GET", "/api/v1/matches?text=a&filed_from=yesterday&to=patents", 422, "bad_filter_value", "yesterday"),
    Bad(
        "POST",
        "/api/v1/matches",
        422,
        "unknown_filter",
        "colour",
        {"json": {"text": "a", "filters": {"colour": "red"}}},
    ),
    Bad("POST", "/api/v1/matches", 413, "query_too_long", "20,000", {"json": {"text": "word " * 5_000}}),
    Bad("POST", "/api/v1/matches", 413, "body_too_large", "2000000", {"json": {"text": "x" * 10_000_000}}),
    Bad("POST", "/api/v1/matches", 422, "unknown_body_field", "patent", {"json": {"txt": "a"}}),
    Bad("POST", "/api/v1/matches", 400, "broken_json", "", {"content": b'{"text": ', "headers": JSON_HEADERS}),
    Bad(
        "POST", "/api/v1/matches", 400, "unreadable_body", "", {"content": b'{"text": "\xb0"}', "headers": JSON_HEADERS}
    ),
    Bad("POST", "/api/v1/matches", 422, "body_missing"),
    Bad(
        "POST",
        "/api/v1/companies",
        422,
        "unknown_body_field",
        "capabilities",
        {"json": company(profile={"skills": []})},
    ),
    Bad("POST", "/api/v1/companies", 422, "not_given", "name", {"json": {"id": "X", "profile": {}}}),
    Bad("POST", "/api/v1/companies", 422, "bad_input", "employees", {"json": company(employees="many")}),
    Bad("POST", "/api/v1/companies", 422, "bad_input", "micro", {"json": company(size="gigantic")}),
    Bad("POST", "/api/v1/companies", 422, "too_long", "300", {"json": company(industry="x" * 400)}),
    Bad("POST", "/api/v1/companies", 422, "bad_input", "profile", {"json": company(profile="everything")}),
    Bad("POST", "/api/v1/patents", 422, "bad_input", "filing_date", {"json": patent(filing_date="2021-02-30")}),
    Bad("PUT", "/api/v1/patents/OTHER", 409, "id_mismatch", "OTHER", {"json": patent()}),
    Bad("POST", "/api/v1/companies/NOPE/profiles", 404, "unknown_company", "NOPE", {"json": {"summary": "x"}}),
    Bad("POST", "/api/v1/index/verification", 404, "no_generation", "matcher rebuild"),
    Bad("POST", "/api/v1/index/rollback", 404, "unknown_generation", "", {"json": {"to": "../../etc"}}),
    Bad("POST", "/api/v1/imports", 415, "wrong_media_type", "multipart/form-data"),
    Bad("POST", "/api/v1/imports", 422, "not_given", "file", {"files": {"format": (None, "auto")}}),
    Bad(
        "POST",
        "/api/v1/imports",
        422,
        "unknown_body_field",
        "dry_run",
        {"files": {"file": ("a.jsonl", b"{}")}, "data": {"dryrun": "true"}},
    ),
    Bad(
        "POST",
        "/api/v1/imports",
        422,
        "given_twice",
        "file",
        {"files": [("file", ("a.jsonl", b"{}")), ("file", ("b.jsonl", b"{}"))]},
    ),
    Bad("POST", "/api/v1/imports", 422, "bad_input", "a file", {"files": {"file": (None, "text")}}),
    Bad("POST", "/api/v1/imports", 422, "no_files", "empty.zip", {"files": {"file": ("empty.zip", EMPTY_ZIP)}}),
    Bad("GET", f"/api/v1/imports/{HUGE}", 422, "out_of_range", "id"),
    Bad("GET", f"/api/v1/imports/{HUGE}/rejected.csv", 422, "out_of_range", "id"),
    Bad("GET", f"/api/v1/imports?before={HUGE}", 422, "out_of_range", "before"),
    Bad("POST", f"/api/v1/companies/C/profiles/{HUGE}/publication", 422, "out_of_range", "version"),
    Bad("GET", f"/api/v1/matches?text=a&top={HUGE * 200}", 422, "bad_input", "a whole number"),
    Bad("GET", "/api/v1/matches?text=a&text=b", 422, "given_twice", "text"),
    Bad("GET", "/api/v1/matches?text=a%00b", 422, "not_text", "text"),
    Bad("GET", "/api/v1/companies/a%00b", 422, "not_text", "company_id"),
    Bad("POST", "/api/v1/matches", 422, "not_text", "text", half_pair('{"text": "a PLACE"}')),
    Bad("POST", "/api/v1/matches", 422, "not_text", "filters.owner", half_pair('{"filters": {"owner": ["PLACE"]}}')),
    Bad("POST", "/api/v1/matches", 422, "not_text", "filters", half_pair('{"filters": {"PLACE": "x"}}')),
    Bad(
        "POST", "/api/v1/companies", 422, "not_text", "profile.summary", half_pair('{"profile": {"summary": "PLACE"}}')
    ),
    Bad("POST", "/api/v1/matches", 415, "wrong_media_type", "application/json", {"content": b'{"text": "a"}'}),
    Bad("POST", "/api/v1/matches", 415, "wrong_media_type", "application/json", {"data": {"text": "a"}}),
    Bad("POST", "/api/v1/matches", 422, "body_missing", "", {"content": b"null", "headers": JSON_HEADERS}),
    Bad(
        "POST",
        "/api/v1/matches",
        422,
        "bad_input",
        "filters.country",
        {"json": {"text": "a", "filters": {"country": 5}}},
    ),
    Bad("POST", "/api/v1/companies", 422, "bad_id", "../../x", {"json": company("../../x")}),
    Bad("POST", "/api/v1/companies", 422, "bad_id", "a/profiles", {"json": company("a/profiles")}),
    Bad("POST", "/api/v1/patents", 422, "bad_id", "..", {"json": patent("..")}),
    Bad("PUT", "/api/v1/needs/%3Cb%3E", 422, "bad_id", "<b>", {"json": need()}),
    Bad("PUT", f"/api/v1/companies/{'x' * 81}", 422, "bad_id", "80", {"json": company(None)}),
    Bad(
        "POST", "/api/v1/companies", 422, "bad_input", "ten digits", {"json": company(business_registration_number="1")}
    ),
    Bad(
        "POST",
        "/api/v1/imports",
        422,
        "unknown_format_name",
        "uspto",
        {"files": {"file": ("a.jsonl", b'{"id": 1}')}, "data": {"format": "word"}},
    ),
    Bad("POST", "/api/v1/imports", 422, "empty_file", "", {"files": {"file": ("a.xml", b"")}}),
    Bad("POST", "/api/v1/imports", 422, "unknown_format", "PDF", {"files": {"file": ("a.csv", b"%PDF-1.7 ...")}}),
    Bad(
        "POST",
        "/api/v1/imports",
        400,
        "unreadable_body",
        "",
        {"content": b"nonsense", "headers": {"Content-Type": "multipart/form-data"}},
    ),
]


def state(service: Service) -> tuple[object, ...]:
    with service.database.reading() as store:
        return (store.changes.of(Tier.PUBLIC).last(), *(store.documents.fingerprint(kind) for kind in ALL_KINDS))  # type: ignore[arg-type]


@pytest.mark.parametrize("bad", TABLE, ids=lambda bad: f"{bad.method} {bad.path} {bad.code}")
def test_bad_input_is_refused_with_reason_and_mend(
    shared_client: TestClient, shared_service: Service, bad: Bad
) -> None:
    before = state(shared_service)
    response = shared_client.request(bad.method, bad.path, **bad.sent)
    assert response.status_code == bad.status, response.text
    error = response.json()["error"]
    assert error["code"] == bad.code
    assert error["reason"]
    assert error["mend"]
    assert bad.named in json.dumps(error, ensure_ascii=False)
    assert len(response.text) < 3_000
    assert state(shared_service) == before


def test_a_duplicate_id_is_refused(client: TestClient, service: Service) -> None:
    for kind, record in (("patents", patent()), ("companies", company()), ("needs", need())):
        assert client.post(f"/api/v1/{kind}", json=record).status_code == 201
        before = state(service)
        again = client.post(f"/api/v1/{kind}", json={**record, "fictional": False})
        assert (again.status_code, again.json()["error"]["code"]) == (409, "already_registered")
        assert state(service) == before


@pytest.mark.parametrize(
    ("headers", "query", "word"),
    [
        ({"Accept-Language": "ko-KR,ko;q=0.9,en;q=0.5"}, "", "없습니다"),
        ({"Accept-Language": "de,en;q=0.4,ko;q=0.2"}, "", "There is"),
        ({"Accept-Language": "ko"}, "?lang=en", "There is"),
        ({}, "?lang=ko", "없습니다"),
        ({"Accept-Language": "q;;q=x,,"}, "", "There is"),
    ],
)
def test_a_refusal_speaks_the_readers_language(
    shared_client: TestClient, headers: dict[str, str], query: str, word: str
) -> None:
    response = shared_client.get(f"/api/v1/nowhere{query}", headers=headers)
    assert word in response.json()["error"]["reason"]


def test_a_body_that_grows_past_the_bound_is_refused(shared_client: TestClient) -> None:
    def endless() -> Any:
        for _ in range(30):
            yield b" " * 100_000

    response = shared_client.post("/api/v1/matches", content=endless(), headers=JSON_HEADERS)
    assert (response.status_code, response.json()["error"]["code"]) == (413, "body_too_large")


def test_an_unexpected_exception_names_only_the_request(
    client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        def match(self, *_asked: object) -> None:
            raise RuntimeError("secret detail")

    monkeypatch.setitem(service.__dict__, "matchmaker", Broken())
    response = client.get("/api/v1/matches?text=a", headers={"X-Request-ID": "abc-1"})
    assert (response.status_code, response.json()["error"]["code"]) == (500, "internal")
    assert "abc-1" in response.json()["error"]["reason"]
    assert "secret" not in response.text
    assert response.headers["X-Request-ID"] == "abc-1"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/api/v1/matches?text=a&top=x", "정수"),
        ("/api/v1/matches?text=a&country=Korea", "KR, US 같은 두 글자"),
        ("/api/v1/matches?text=a&to=patents&filed_from=x", "2024-05-01 같은 날짜"),
    ],
)
def test_what_was_expected_is_told_in_the_readers_language(shared_client: TestClient, path: str, expected: str) -> None:
    assert expected in shared_client.get(path, headers={"Accept-Language": "ko"}).json()["error"]["mend"]


def test_a_refused_upload_leaves_no_file_behind(client: TestClient, service: Service) -> None:
    client.post("/api/v1/imports", files={"file": ("empty.zip", EMPTY_ZIP)})
    client.get("/api/v1/imports/77/rejected.csv")
    folder = service.settings.upload_dir
    assert not folder.is_dir() or list(folder.iterdir()) == []


def test_head_answers_as_get_without_a_body_and_a_last_slash_is_forgiven(shared_client: TestClient) -> None:
    for path in ("/api/v1/health", "/api/v1/companies", "/"):
        head, got = shared_client.head(path), shared_client.get(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == got.headers["content-length"]
    assert shared_client.get("/api/v1/companies/").json() == shared_client.get("/api/v1/companies").json()
    assert shared_client.get("/api/v1/matches/?text=a", follow_redirects=False).status_code == 200


def test_a_file_system_that_refuses_is_no_fault_of_ours(
    client: TestClient, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    class ReadOnly:
        def match(self, *_asked: object) -> None:
            raise PermissionError(13, "Permission denied", "/secret/place/vectors.db")

    monkeypatch.setitem(service.__dict__, "matchmaker", ReadOnly())
    response = client.get("/api/v1/matches?text=a")
    assert (response.status_code, response.json()["error"]["code"]) == (503, "storage_unavailable")
    assert "/secret" not in response.text
