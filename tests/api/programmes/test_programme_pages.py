"""The pages of the programmes: what everybody reads, what officials read besides, in both languages."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from api.service import Service
from corpus.roles import Role
from matcher.programmes.catalogue import shipped
from tests.api.conftest import as_

KOREAN = {"Accept-Language": "ko"}


def text_of(html: str) -> str:
    """Without tags, white space folded."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace(" ,", ",")


@pytest.fixture
def booked(service: Service, client: TestClient) -> dict[str, str]:
    """Headers of an officer, who booked money, entered a figure and added a step."""
    officer = as_(service, Role.OFFICER)
    address = "/api/v1/programmes/civmil-cooperation"
    entry = {"year": 2026, "amount": 350_000_000, "case_reference": "가상-사례-1", "track": "spin-off", "note": "<b>"}
    first = client.post(f"{address}/commitments", json=entry, headers=officer).json()["id"]
    client.post(f"{address}/commitments", json=entry, headers=officer).raise_for_status()
    void = client.post(f"{address}/commitments/{first}/void", json={"reason": "두 번 기록함"}, headers=officer)
    assert void.status_code == 201
    step = {"case_reference": "가상-사례-1", "stage": "education", "held_on": "2026-09-14", "party": "가상 정비창"}
    client.post(f"{address}/follow-ups", json=step, headers=officer).raise_for_status()
    return officer


def test_everybody_reads_all_nine_with_what_is_unknown_and_where_it_is_from(client: TestClient) -> None:
    page = TestClient(client.app).get("/programmes", headers=KOREAN)
    assert page.status_code == 200
    assert '<html lang="ko">' in page.text
    assert 'aria-current="page">지원사업' in page.text
    said = text_of(page.text)
    for programme in shipped().programmes.values():
        assert f'href="/programmes/{programme.id}"' in page.text
        assert programme.names.ko in said
        assert all(unknown.ko in said for unknown in programme.unknowns)
    assert "1조 원 이상, 2027년까지" in said
    assert "알려진 한도가 없습니다" in said
    assert "2022-11-24" in said
    assert "잔액" not in said
    assert "서비스 집계" not in said
    english = text_of(TestClient(client.app).get("/programmes", headers={"Accept-Language": "en"}).text)
    assert "KRW 1 trillion or more, until 2027" in english


def test_officials_read_what_is_booked_and_left(client: TestClient, booked: dict[str, str]) -> None:
    listed = text_of(client.get("/programmes", headers={**booked, **KOREAN}).text)
    assert "기록된 약정액 3억 5,000만 원 · 잔액 9,996억 5,000만 원 이상" in listed
    assert "100개사 중 0개사" in listed
    page = client.get("/programmes/civmil-cooperation", headers={**booked, **KOREAN})
    said = text_of(page.text)
    for words in ("스핀오프(국방→민간)", "가상-사례-1", "1번 취소", "기술 교육", "가상 정비창", "두 번 기록함"):
        assert words in said
    assert "&lt;b&gt;" in page.text
    assert "<b></td>" not in page.text
    stranger = text_of(TestClient(client.app).get("/programmes/civmil-cooperation", headers=KOREAN).text)
    for words in ("가상-사례-1", "가상 정비창", "잔액 9"):
        assert words not in stranger
    assert "판정 규칙" in stranger


def test_a_former_version_says_so(client: TestClient) -> None:
    form = client.get("/api/v1/programmes/manpower/form").json()
    form["programme"]["period"] = {"start": "2023-01-01", "end": None}
    client.put("/api/v1/programmes/manpower", json={**form, "note": "시작일 공고"}).raise_for_status()
    now = client.get("/programmes/manpower", headers=KOREAN)
    assert "2023-01-01 –" in text_of(now.text)
    assert "시작일 공고" in now.text
    past = client.get("/programmes/manpower", params={"version": 1}, headers=KOREAN)
    assert "버전 1의 보관본입니다" in past.text
    assert "2023-01-01" not in past.text
    assert "시작일 공고" not in TestClient(client.app).get("/programmes/manpower", headers=KOREAN).text


def test_a_way_on_to_searching_where_matches_are_judged(client: TestClient) -> None:
    assert 'href="/?programme=materials-40"' in client.get("/programmes/materials-40").text
    assert "/?programme=" not in client.get("/programmes/export-drive").text


@pytest.mark.parametrize(
    ("path", "status"), [("nobody", 404), ("manpower?version=9", 404), ("manpower?version=x", 422)]
)
def test_what_is_not_there(client: TestClient, path: str, status: int) -> None:
    page = client.get(f"/programmes/{path}", headers=KOREAN)
    assert page.status_code == status
    assert '<html lang="ko">' in page.text
