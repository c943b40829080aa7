"""Programmes over the API: read by everybody, edited by versions, booked on, decided in place of their rules."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.programmes.won import said, won
from api.schemas import ledger, programmes
from api.schemas.matches import Schema
from api.service import Service
from corpus.roles import Caller, Role
from matcher.judging import Judging
from matcher.programmes.catalogue import shipped
from matcher.programmes.verdicts import Outcome
from matcher.reasons import Label
from matcher.screening.desk import today
from matcher.snapshot import searcher_over
from tests.api.conftest import as_
from tests.api.records import Json, company, need, patent

KOREAN = {"Accept-Language": "ko"}
OFFICER = Caller(Role.OFFICER, "tests")
PAIR = {"kind": "patents", "id": "FICT-P1", "other_kind": "companies", "other_id": "FICT-C1"}
CEILING = 120_000_000_000
STEP = {"case_reference": "A", "stage": "trial-run", "held_on": "2026-09-14", "party": "가상 정비창"}


@pytest.fixture
def officer(service: Service, client: TestClient) -> dict[str, str]:
    """Headers of an officer, beside records that are known well enough to be judged."""
    known: Json = {
        "title": "Deep learning for images of carbon fibre reinforced plastic",
        "owners": [{"name": "국방과학연구소", "country": "KR"}],
        "abstract": "A neural network finds flaws in carbon fibre reinforced plastic; machine learning does the rest.",
    }
    client.post("/api/v1/patents", json=patent(**known)).raise_for_status()
    client.post("/api/v1/companies", json=company(active=True)).raise_for_status()
    client.post("/api/v1/needs", json=need()).raise_for_status()
    return as_(service, Role.OFFICER)


def row(client: TestClient, programme: str, **asked: Any) -> Json:
    answered = client.get(f"/api/v1/programmes/{programme}", **asked)
    assert answered.status_code == 200, answered.text
    found: Json = answered.json()
    return found


def refused(answered: Any, status: int, code: str) -> Json:
    assert answered.status_code == status, answered.text
    error: Json = answered.json()["error"]
    assert error["code"] == code
    assert error["reason"]
    return error


def booked(client: TestClient, headers: dict[str, str], programme: str, amount: int, **more: object) -> int:
    body = {"year": today().year, "amount": amount, "case_reference": "CASE-1", **more}
    answered = client.post(f"/api/v1/programmes/{programme}/commitments", json=body, headers=headers)
    assert answered.status_code == 201, answered.text
    return int(answered.json()["id"])


def verdict(service: Service, programme: str) -> Outcome | None:
    """What is concluded of the pair by the rules in force and by officers."""
    with service.reading(OFFICER) as store:
        judging = Judging.over(store, searcher_over(service.index, store), today())
        judged = judging.judged(judging.asking("patents", "FICT-P1"), "companies", ["FICT-C1"])["FICT-C1"]
    return next(each.outcome for each in judged.standings if each.verdict.programme == programme)


@pytest.fixture
def anybody(client: TestClient) -> TestClient:
    """Nobody in particular."""
    return TestClient(client.app)


@pytest.mark.parametrize(
    ("language", "name"), [("ko", "민군기술협력사업"), ("en", "Civil-military technological cooperation")]
)
def test_all_nine_are_told_to_everybody(anybody: TestClient, language: str, name: str) -> None:
    items = anybody.get("/api/v1/programmes", headers={"Accept-Language": language}).json()["items"]
    assert [each["id"] for each in items] == list(shipped().programmes)
    assert items[0]["name"] == name
    assert all(each["unknowns"] and each["source"] and each["source_date"] == "2022-11-24" for each in items)
    assert all(each["criteria"] or each["figures"] for each in items)


def test_money_and_criteria_in_words(anybody: TestClient) -> None:
    korean, english = (row(anybody, "civmil-cooperation", headers={"Accept-Language": each}) for each in ("ko", "en"))
    assert korean["ceilings"][0]["said"] == "1조 원 이상, 2027년까지"
    assert english["ceilings"][0]["said"] == "KRW 1 trillion or more, until 2027"
    assert korean["criteria"][0]["said"] == "다음 중 하나: 스핀오프(국방→민간), 스핀온(민간→국방), 스핀업(공동 개발)"
    assert english["criteria"][3]["said"] == "What is asked: nothing stands against it"


def test_books_are_for_officials(
    service: Service, client: TestClient, officer: dict[str, str], anybody: TestClient
) -> None:
    booked(client, officer, "innovation-100", 350_000_000)
    seen = row(client, "innovation-100", headers=officer)
    assert seen["ceilings"][0]["booked"] == 350_000_000
    assert seen["ceilings"][0]["left"] == CEILING - 350_000_000
    assert [(each["code"], each["amount"], each["of"]) for each in seen["counts"]] == [("places-taken", 1, 100)]
    assert row(client, "venture-incubation", headers=officer)["ceilings"][0]["booked"] == 350_000_000
    for headers in ({}, as_(service, Role.COMPANY, "FICT-C1")):
        shown = row(anybody, "innovation-100", headers=headers)
        assert (shown["booked"], shown["counts"]) == (None, None)
        assert (shown["ceilings"][0]["booked"], shown["ceilings"][0]["left"]) == (None, None)
        history = anybody.get("/api/v1/programmes/innovation-100/versions", headers=headers).json()["items"]
        assert [(each["note"], each["by"]) for each in history] == [(None, None)]
        for path in ("commitments", "follow-ups", "overrides?kind=patents&id=a&other_kind=needs&other_id=b"):
            answered = anybody.get(f"/api/v1/programmes/innovation-100/{path}", headers=headers)
            assert answered.status_code == (403 if headers else 401)


def test_every_row_gives_verdicts_or_figures(service: Service, client: TestClient, officer: dict[str, str]) -> None:
    judged = {id_: verdict(service, id_) for id_, each in shipped().programmes.items() if each.criteria}
    assert judged == {
        "civmil-cooperation": Outcome.ELIGIBLE,
        "innovation-100": Outcome.ELIGIBLE,
        "venture-incubation": Outcome.UNKNOWN,
        "game-changers": Outcome.ELIGIBLE,
        "materials-40": Outcome.ELIGIBLE,
        "international-rd": Outcome.INELIGIBLE,
    }
    areas = {each["label"]: each for each in row(client, "game-changers")["tagged"]}
    assert len(areas) == 8
    assert areas["ai"]["patents"] == 1
    assert areas["ai"]["needs"] == 0
    assert [each["patents"] for each in row(client, "materials-40")["tagged"]] == [1]

    booked(client, officer, "civmil-cooperation", 5_000, track="spin-off", jobs_expected=12, case_reference="A")
    booked(client, officer, "innovation-100", 5_000, jobs_reached=3, case_reference="A")
    jobs = {each["code"]: each["amount"] for each in row(client, "manpower", headers=officer)["counts"]}
    assert jobs == {"jobs-expected": 12, "jobs-reached": 3}

    figure = {"name": "세계 시장 점유율", "value": 2.4, "unit": "%", "year": 2025, "source": "지어낸 연감 3쪽"}
    assert client.post("/api/v1/programmes/export-drive/figures", json=figure).status_code == 201
    assert client.post("/api/v1/programmes/export-drive/figures", json={**figure, "value": 2.5}).status_code == 201
    entered = [each for each in row(client, "export-drive", headers=KOREAN)["figures"] if each["entered"]]
    assert [(each["said"], each["source"]) for each in entered] == [("2.5%", "지어낸 연감 3쪽")]
    listed = client.get("/api/v1/programmes/export-drive/figures", params={"name": "세계 시장 점유율"}).json()["items"]
    assert [each["value"] for each in listed] == [2.5, 2.4]

    added = client.post("/api/v1/programmes/civmil-cooperation/follow-ups", json=STEP, headers=officer)
    assert added.status_code == 201
    counts = {each["code"]: each["amount"] for each in row(client, "after-sales", headers=officer)["counts"]}
    assert counts == {"education": 0, "joint-training": 0, "trial-run": 1}
    steps = client.get("/api/v1/programmes/civmil-cooperation/follow-ups", params={"case": "A"}).json()["items"]
    assert [each["party"] for each in steps] == ["가상 정비창"]


def test_restricted_records_count_for_officials_only(
    client: TestClient, officer: dict[str, str], anybody: TestClient
) -> None:
    before = anybody.get("/api/v1/programmes").content
    facets = anybody.get("/api/v1/programmes/facets").content
    hidden = patent("FICT-P9", title="Quantum key distribution", abstract="Entangled photons in quantum computing.")
    assert client.post("/api/v1/patents", json={**hidden, "tier": "restricted"}).status_code == 201
    booked(client, officer, "civmil-cooperation", 900)
    body = {**PAIR, "id": "FICT-P9", "outcome": "eligible", "reason": "x"}
    answered = client.put("/api/v1/programmes/game-changers/overrides", json=body, headers=officer)
    assert answered.status_code == 200
    assert anybody.get("/api/v1/programmes").content == before
    assert anybody.get("/api/v1/programmes/facets").content == facets
    areas = {each["label"]: each["patents"] for each in row(client, "game-changers")["tagged"]}
    assert areas["quantum"] == 1


def test_an_edit_is_a_version_and_the_one_before_stays(client: TestClient, officer: dict[str, str]) -> None:
    form = client.get("/api/v1/programmes/manpower/form").json()
    assert form["expected_version"] == 1
    form["programme"]["unknowns"] = []
    form["programme"]["names"]["ko"] = "인력 양성 사업"
    catalogue = client.get("/api/v1/programmes").json()["version"]
    kept = client.put("/api/v1/programmes/manpower", json={**form, "note": "새 공고"})
    assert (kept.status_code, kept.json()) == (200, {"id": "manpower", "version": 2})
    assert row(client, "manpower", headers=KOREAN)["name"] == "인력 양성 사업"
    assert client.get("/api/v1/programmes").json()["version"] != catalogue
    past = row(client, "manpower", params={"version": 1}, headers=KOREAN)
    assert (past["name"], past["in_force"]) == ("기계·항공·소재·부품·장비 인력 양성", False)
    error = refused(client.put("/api/v1/programmes/manpower", json={**form, "note": "다시"}), 409, "programme_changed")
    assert error["value"] == "1"
    history = client.get("/api/v1/programmes/manpower/versions").json()["items"]
    assert [(each["version"], each["in_force"], each["note"]) for each in history] == [
        (2, True, "새 공고"),
        (1, False, ""),
    ]
    back = client.get("/api/v1/programmes/manpower/form", params={"version": 1}).json()
    assert client.put("/api/v1/programmes/manpower", json={**back, "note": "되돌림"}).json()["version"] == 3
    assert row(client, "manpower")["unknowns"]
    refused(client.get("/api/v1/programmes/manpower", params={"version": 9}), 404, "unknown_programme_version")


def test_who_may_edit_and_what_is_refused(client: TestClient, officer: dict[str, str], anybody: TestClient) -> None:
    form = {**client.get("/api/v1/programmes/manpower/form").json(), "note": "x"}
    address = "/api/v1/programmes/manpower"
    refused(client.put(address, json=form, headers=officer), 403, "not_allowed")
    refused(anybody.put(address, json=form), 401, "sign_in_needed")
    refused(client.put(address, json={**form, "note": " "}), 422, "entry_missing")
    content = form["programme"]
    for change, status, code in (
        ({"kind": "verdict"}, 422, "programme_kind_contradicts"),
        ({"budget": 1}, 422, "programme_field_unknown"),
        ({"id": "after-sales"}, 409, "id_mismatch"),
        ({"source": None}, 422, "programme_field_missing"),
        ({"figures": [{"names": {"ko": "가", "en": "a"}, "amount": True}]}, 422, "programme_bad_number"),
        ({"ceilings": [{"amount": 1, "source": "x", "shared_with": ["nobody"]}]}, 422, "programme_unknown"),
    ):
        refused(client.put(address, json={**form, "programme": {**content, **change}}), status, code)
    refused(client.put("/api/v1/programmes/facet-areas", json=form), 422, "programme_id_reserved")
    assert row(client, "manpower")["version"] == 1
    refused(client.get("/api/v1/programmes/nobody"), 404, "programme_unknown")


def test_a_tenth_programme(client: TestClient) -> None:
    content = {**client.get("/api/v1/programmes/civmil-cooperation/form").json()["programme"], "id": "harbour"}
    content["criteria"] = content["criteria"][:1]
    body = {"programme": content, "note": "지어낸 사업", "expected_version": 0}
    assert client.put("/api/v1/programmes/harbour", json=body).json() == {"id": "harbour", "version": 1}
    assert len(client.get("/api/v1/programmes").json()["items"]) == 10
    refused(client.put("/api/v1/programmes/harbour", json=body), 409, "programme_changed")


def test_lists_are_edited_by_versions(client: TestClient, officer: dict[str, str]) -> None:
    found = client.get("/api/v1/programmes/facets/materials").json()
    assert (found["total"], found["complete"], found["members"][0]["patents"]) == (40, False, 1)
    form = found["form"]
    form["members"].append({"id": "quiet-propellers", "names": {"ko": "저소음 추진기", "en": "quiet propellers"}})
    body = {"facet": form, "note": "공고 2호", "expected_version": found["version"]}
    address = "/api/v1/programmes/facets/materials"
    refused(client.put(address, json=body, headers=officer), 403, "not_allowed")
    assert client.put(address, json=body).json() == {"id": "materials", "version": 2}
    refused(client.put(address, json=body), 409, "programme_changed")
    members = client.get(address).json()["members"]
    assert [(each["name"], each["patents"]) for each in members] == [
        ("carbon composites", 1),
        ("quiet propellers", 0),
    ]
    assert len(client.get(address, params={"version": 1}).json()["members"]) == 1
    assert len(row(client, "materials-40")["tagged"]) == 2
    versions = client.get(f"{address}/versions").json()["items"]
    assert [(each["version"], each["note"]) for each in versions] == [(2, "공고 2호"), (1, "")]
    twice = {"id": "ai", "names": {"ko": "가", "en": "a"}}
    for change, status, code in (
        ({"members": form["members"][1:]}, 422, "facet_member_tagged"),
        ({"members": [*form["members"], twice]}, 409, "programme_listed_twice"),
        ({"id": "areas"}, 409, "id_mismatch"),
        ({"total": "many"}, 422, "programme_bad_whole_number"),
    ):
        refused(client.put(address, json={**body, "facet": {**form, **change}, "expected_version": 2}), status, code)
    refused(client.get("/api/v1/programmes/facets/colours"), 404, "facet_unknown")
    refused(client.get(address, params={"version": 7}), 404, "unknown_programme_version")


def test_a_ceiling_that_is_used_up_changes_the_verdict(
    service: Service, client: TestClient, officer: dict[str, str]
) -> None:
    assert verdict(service, "innovation-100") is Outcome.ELIGIBLE
    shared = booked(client, officer, "venture-incubation", CEILING - 10)
    assert verdict(service, "innovation-100") is Outcome.ELIGIBLE
    address = "/api/v1/programmes/innovation-100/commitments"
    body = {"year": today().year, "amount": 11, "case_reference": "CASE-2"}
    error = refused(client.post(address, json=body, headers={**officer, **KOREAN}), 409, "ceiling_exceeded")
    assert "잔액 10원" in error["reason"]
    booked(client, officer, "innovation-100", 10)
    assert verdict(service, "innovation-100") is Outcome.INELIGIBLE
    assert row(client, "innovation-100", headers=officer)["ceilings"][0]["left"] == 0

    void = f"/api/v1/programmes/venture-incubation/commitments/{shared}/void"
    refused(client.post(void, json={"reason": ""}, headers=officer), 422, "entry_missing")
    refused(
        client.post(void.replace("venture-incubation", "manpower"), json={"reason": "x"}, headers=officer),
        404,
        "unknown_commitment",
    )
    refused(client.post(void, json={"reason": "x"}), 403, "not_allowed")
    assert client.post(void, json={"reason": "두 번 기록함"}, headers=officer).status_code == 201
    refused(client.post(void, json={"reason": "x"}, headers=officer), 409, "commitment_voided")
    assert verdict(service, "innovation-100") is Outcome.ELIGIBLE
    listed = client.get("/api/v1/programmes/venture-incubation/commitments").json()["items"]
    assert [(each["voids"], each["voided_by"]) for each in listed] == [(shared, None), (None, listed[0]["id"])]
    assert row(client, "venture-incubation")["counts"][0]["amount"] == 0


def test_a_lower_bound_is_no_wall(client: TestClient, officer: dict[str, str], service: Service) -> None:
    booked(client, officer, "civmil-cooperation", 1_000_000_000_000, track="spin-off")
    booked(client, officer, "civmil-cooperation", 1, track="spin-up")
    assert verdict(service, "civmil-cooperation") is Outcome.UNKNOWN
    shown = row(client, "civmil-cooperation", headers=officer)
    assert (shown["ceilings"][0]["left"], shown["ceilings"][0]["left_said"]) == (None, "")
    assert [(each["track"], each["amount"]) for each in shown["booked"]] == [
        ("spin-off", 1_000_000_000_000),
        ("spin-up", 1),
    ]
    assert shown["counts"][0]["amount"] == 1, "one case, booked twice"


@pytest.mark.parametrize(
    ("path", "body", "code"),
    [
        ("commitments", {"year": 1066, "amount": 1, "case_reference": "x"}, "entry_out_of_range"),
        ("commitments", {"year": 2026, "amount": 0, "case_reference": "x"}, "entry_out_of_range"),
        ("commitments", {"year": 2026, "amount": 1, "case_reference": " "}, "entry_missing"),
        ("commitments", {"year": 2026, "amount": 1, "case_reference": "x", "track": "spin"}, "entry_not_known"),
        ("commitments", {"year": 2026, "amount": 2**60, "case_reference": "x"}, "out_of_range"),
        ("figures", {"name": "x", "value": 1e16, "unit": "%", "source": "x"}, "bad_figure"),
        ("figures", {"name": "x", "value": 1, "unit": "%", "source": ""}, "entry_missing"),
        (
            "follow-ups",
            {"case_reference": "x", "stage": "party", "held_on": "2026-01-01", "party": "x"},
            "entry_not_known",
        ),
    ],
)
def test_what_cannot_be_booked_is_refused(
    client: TestClient, officer: dict[str, str], path: str, body: Json, code: str
) -> None:
    refused(client.post(f"/api/v1/programmes/manpower/{path}", json=body, headers=officer), 422, code)


def test_nothing_is_booked_on_an_unknown_programme(client: TestClient, officer: dict[str, str]) -> None:
    body = {"year": 2026, "amount": 1, "case_reference": "x"}
    refused(client.post("/api/v1/programmes/nobody/commitments", json=body, headers=officer), 404, "programme_unknown")


def test_an_override_keeps_what_the_rules_said(service: Service, client: TestClient, officer: dict[str, str]) -> None:
    address = "/api/v1/programmes/venture-incubation/overrides"
    body = {**PAIR, "outcome": "eligible", "reason": "창업 확인서를 제출받음"}
    refused(client.put(address, json=body), 403, "not_allowed")
    assert client.put(address, json=body, headers=officer).status_code == 200
    assert verdict(service, "venture-incubation") is Outcome.ELIGIBLE
    turned = {"kind": "companies", "id": "FICT-C1", "other_kind": "patents", "other_id": "FICT-P1"}
    assert client.put(address, json={**turned, "outcome": None, "reason": "철회"}, headers=officer).status_code == 200
    assert verdict(service, "venture-incubation") is Outcome.UNKNOWN
    refused(client.put(address, json={**body, "outcome": None}, headers=officer), 409, "no_override")
    history = client.get(address, params=PAIR).json()["items"]
    assert [(each["outcome"], each["judged"], each["programme_version"]) for each in history] == [
        (None, "unknown", 1),
        ("eligible", "unknown", 1),
    ]
    same = {**body, "other_kind": "patents", "other_id": "FICT-P1"}
    refused(client.put(address, json=same, headers=officer), 422, "override_same_record")
    refused(client.put(address, json={**body, "id": "FICT-P7"}, headers=officer), 404, "unknown_patent")
    refused(client.put(address, json={**body, "reason": ""}, headers=officer), 422, "entry_missing")
    figures = "/api/v1/programmes/manpower/overrides"
    refused(client.put(figures, json=body, headers=officer), 422, "programme_not_judged")


def test_every_example_is_what_it_is_an_example_of() -> None:
    for module in (programmes, ledger):
        for model in vars(module).values():
            if isinstance(model, type) and issubclass(model, Schema):
                extra: Any = model.model_config.get("json_schema_extra") or {}
                for example in extra.get("examples", ()):
                    assert set(model.model_validate(example).model_dump()) == set(example), model.__name__


@pytest.mark.parametrize(
    ("amount", "korean", "english"),
    [
        (0, "0원", "KRW 0"),
        (7_890, "7,890원", "KRW 7,890"),
        (10**12, "1조 원", "KRW 1 trillion"),
        (1_200_000_000_000, "1조 2,000억 원", "KRW 1.2 trillion"),
        (177_200_000_000, "1,772억 원", "KRW 177.2 billion"),
        (1_234_567_890, "12억 3,456만 7,890원", "KRW 1,234,567,890"),
        (-300_000_000, "-3억 원", "-KRW 300 million"),
        (10**15, "1,000조 원", "KRW 1,000 trillion"),
        (1_000_500_000_000, "1조 5억 원", "KRW 1,000.5 billion"),
        (999_999_997_000, "9,999억 9,999만 7,000원", "KRW 999,999,997,000"),
    ],
)
def test_won_as_readers_say_them(amount: int, korean: str, english: str) -> None:
    assert won(amount, "ko") == korean
    assert won(amount, "en") == english


def test_amounts_with_their_units() -> None:
    assert said(50_000_000_000, Label("원/년", "won a year"), "ko") == "500억 원/년"
    assert said(50_000_000_000, Label("원/년", "won a year"), "en") == "KRW 50 billion a year"
    assert said(3_300, Label("개", "jobs"), "en") == "3,300 jobs"
    assert said(4, Label("위", "rank"), "en") == "rank 4"
    assert said(2.5, Label("%", "%"), "ko") == "2.5%"
    assert said(None, Label("회", "times"), "ko") == ""
