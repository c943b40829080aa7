"""The dashboard over the API and as a page: who sees it, what it says of nothing, what it refuses."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from fastapi.testclient import TestClient
from lxml import html

from api.application import create_app
from api.dashboard.tables import TABLES
from api.operating.building import rebuild_tiers
from api.programmes.won import about
from api.service import Service
from corpus.drafts import CompanyDraft
from corpus.roles import Caller, Role
from corpus.store.keys import Pair, RecordKey
from corpus.store.shown import Shown
from tests.api.conftest import as_
from tests.api.judged_records import fill
from tests.api.records import company

ENGLISH = {"Accept-Language": "en"}
HOSTILE = "<script>alert('x')</script>"
OFFICER = Caller(Role.OFFICER, "tests")


@pytest.fixture
def officer(service: Service) -> Iterator[TestClient]:
    with TestClient(create_app(service)) as made:
        made.headers.update(as_(service, Role.OFFICER))
        yield made


def test_officials_alone_see_it(service: Service) -> None:
    with service.database.transaction() as store:
        store.put("companies", [CompanyDraft.model_validate(company())])
    statuses = {None: 401, Role.COMPANY: 403, Role.OFFICER: 200, Role.REVIEWER: 200, Role.ADMINISTRATOR: 200}
    with TestClient(create_app(service)) as client:
        for role, status in statuses.items():
            headers = as_(service, role, "FICT-C1" if role is Role.COMPANY else None) if role else {}
            for path in ("/api/v1/dashboard", "/api/v1/dashboard/tracks.csv", "/dashboard"):
                assert client.get(path, headers=headers).status_code == status, (role, path)


def test_of_an_empty_service_it_says_what_to_do(officer: TestClient) -> None:
    page = officer.get("/dashboard", headers=ENGLISH).text
    assert "Nothing was shown, opened or booked in this period" in page
    assert "No case was opened in this period." in page
    assert "<svg" not in page
    record = officer.get("/api/v1/dashboard").json()
    totals = {name: value for name, value in record["totals"].items() if name != "name"}
    assert totals == {"code": None, "matches": 0, "cases": 0, "licences": 0, "entries": 0, "amount": 0}
    assert [line["cases"] for line in record["funnel"]] == [0] * 7
    assert record["years"] == []
    assert record["index"]["built"] is None
    assert len(record["months"]) == 12


def shown_in(service: Service, region: str) -> None:
    pair = Pair.of(RecordKey("companies", "FICT-C1"), RecordKey("patents", "FICT-P1"))
    shown = Shown(pair, "officer", "ko", region, "small", ("spin-off",), (), ("space",), datetime.now(UTC))
    with service.database.transaction() as store:
        store.shown.note([shown])


def test_a_hostile_region_stays_words(service: Service, officer: TestClient) -> None:
    shown_in(service, HOSTILE)
    page = officer.get("/dashboard", headers=ENGLISH)
    assert page.status_code == 200
    assert HOSTILE not in page.text
    tree = html.fromstring(page.text)
    assert HOSTILE in tree.xpath("//section[@id='regions']//tbody/tr[1]/th/text()")
    assert tree.xpath("//section[@id='regions']//*[local-name()='svg']")
    csv = officer.get("/api/v1/dashboard/regions.csv", headers=ENGLISH).content.decode("utf-8-sig")
    assert HOSTILE in csv


def test_every_table_is_a_file_in_every_form(service: Service, officer: TestClient) -> None:
    shown_in(service, "대전")
    for code, form in zip(TABLES, ("csv", "jsonl", "xlsx") * 5, strict=False):
        answer = officer.get(f"/api/v1/dashboard/{code}.{form}", headers={"Accept-Language": "ko"})
        assert answer.status_code == 200, code
        assert f"dashboard-{code}-" in answer.headers["content-disposition"]
    book = openpyxl.load_workbook(io.BytesIO(officer.get("/api/v1/dashboard/regions.xlsx?lang=ko").content))
    assert book.active is not None
    rows = [[cell.value for cell in row] for row in book.active.rows]
    assert rows == [
        ["코드", "지역", "매칭", "사례", "기술이전 계약", "약정", "약정 금액"],
        ["대전광역시", "대전광역시", 1, 0, 0, 0, 0],
    ]


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ("from=2026-05-02&to=2026-05-01", "to", "period_reversed"),
        ("from=2010-01-01&to=2026-05-01", "from", "period_too_long"),
        ("from=1066-10-14&to=1066-10-15", "from", "period_out_of_range"),
    ],
)
def test_a_period_that_cannot_be_is_told_beside_its_field(
    officer: TestClient, query: str, field: str, code: str
) -> None:
    answer = officer.get(f"/api/v1/dashboard?{query}")
    assert answer.status_code == 422
    assert (answer.json()["error"]["code"], answer.json()["error"]["field"]) == (code, field)
    page = officer.get(f"/dashboard?{query}", headers=ENGLISH)
    assert page.status_code == 422
    tree = html.fromstring(page.text)
    assert tree.xpath(f"//input[@name='{field}'][@aria-invalid='true']")
    assert tree.xpath(f"//*[@id='trouble-{field}']")


def test_what_is_no_day_or_zone_or_table(officer: TestClient) -> None:
    assert officer.get("/dashboard?from=tomorrow").status_code == 422
    assert officer.get("/api/v1/dashboard?from=tomorrow").status_code == 422
    assert officer.get("/api/v1/dashboard?zone=Atlantis/City").json()["error"]["code"] == "unknown_zone"
    assert officer.get("/api/v1/dashboard/moods.csv").json()["error"]["code"] == "unknown_table"


def test_the_readers_zone_decides_the_month(service: Service, officer: TestClient) -> None:
    at = datetime(2026, 4, 30, 16, tzinfo=UTC)
    pair = Pair.of(RecordKey("companies", "C"), RecordKey("patents", "P"))
    with service.database.transaction() as store:
        store.shown.note([Shown(pair, "officer", "ko", None, None, (), (), (), at)])
    for zone, months in (("Asia/Seoul", {"2026-05": 1}), ("UTC", {"2026-04": 1})):
        asked = {"from": "2026-04-01", "to": "2026-05-31", "zone": zone}
        record = officer.get("/api/v1/dashboard", params=asked).json()
        assert {line["code"]: line["matches"] for line in record["months"] if line["matches"]} == months


def test_the_links_of_usual_periods_lead_to_themselves(officer: TestClient) -> None:
    tree = html.fromstring(officer.get("/dashboard", headers=ENGLISH).text)
    here = tree.xpath("//ul[@class='periods']//a[@aria-current]/text()")
    assert "Last twelve months" in here
    for address in tree.xpath("//ul[@class='periods']//a/@href"):
        assert officer.get(address).status_code == 200


def test_age_and_quality_come_with_a_generation(service: Service, officer: TestClient) -> None:
    fill(service)
    rebuild_tiers(service)
    record = officer.get("/api/v1/dashboard").json()
    assert record["index"]["hours"] < 1
    assert record["index"]["measure"] == "known-items"
    english = next(line for line in record["languages"] if line["language"] == "en")
    assert english["questions"] > 10
    assert 0.5 < english["quality"] <= 1
    page = officer.get("/dashboard", headers=ENGLISH).text
    assert "At the gate: records found by their own title." in page


def test_figures_entered_by_hand_stand_with_their_source(service: Service, officer: TestClient) -> None:
    with service.database.transaction() as store:
        store.ledger.figures.enter("export-drive", "방산수출 순위", 9, "위", OFFICER, source="가상 통계", year=2026)
    figures = officer.get("/api/v1/dashboard?lang=ko").json()["figures"]
    mine = next(each for each in figures if each["entered"])
    assert (mine["programme"], mine["name"], mine["amount"], mine["source"]) == (
        *("export-drive", "방산수출 순위", 9),
        "가상 통계",
    )
    assert any(not each["entered"] and each["programme"] == "export-drive" for each in figures)


def test_a_ceiling_fills_up(service: Service, officer: TestClient) -> None:
    with service.database.transaction() as store:
        store.ledger.commit("innovation-100", OFFICER, year=2026, amount=30_000_000_000, case_reference="X")
    page = officer.get("/dashboard", headers={"Accept-Language": "ko"})
    tree = html.fromstring(page.text)
    said = tree.xpath("//section[@id='ceilings']//*[local-name()='text']/text()")
    assert "25.0% · 300억" in said
    rows = tree.xpath("//section[@id='ceilings']//tbody/tr")
    cells = [" ".join(cell.text_content().split()) for cell in rows[1].xpath("./th|./td")]
    assert cells[1].startswith("1,200억 원")
    assert cells[2:] == ["1,200억 원", "300억 원", "900억 원", "25.0%"]


@pytest.mark.parametrize(
    ("amount", "korean", "english"),
    [
        (0, "0", "0"),
        (9_990, "9,990", "9,990"),
        (12_345, "1.23만", "12,345"),
        (99_960_000, "1억", "100 m"),
        (999_999_999, "10억", "1 bn"),
        (4_560_000_000, "45.6억", "4.56 bn"),
        (1_234_567_890_123, "1.23조", "1.23 tn"),
        (5 * 10**15, "5,000조", "5,000 tn"),
    ],
)
def test_sums_in_charts_are_short(amount: int, korean: str, english: str) -> None:
    assert about(amount, "ko") == korean
    assert about(amount, "en") == english


def test_the_page_is_within_its_policy(service: Service, officer: TestClient) -> None:
    shown_in(service, "대전")
    page = officer.get("/dashboard", headers=ENGLISH)
    assert not re.search(r"\sstyle=|<script>|\son\w+=", page.text)
    assert "http" not in re.sub(r"http://(?:testserver|www\.w3\.org)", "", page.text)


def test_a_later_period_begins_with_nothing(service: Service, officer: TestClient) -> None:
    shown_in(service, "대전")
    later = (datetime.now(UTC) + timedelta(days=40)).date()
    asked = {"from": later.isoformat(), "to": later.isoformat()}
    assert officer.get("/api/v1/dashboard", params=asked).json()["totals"]["matches"] == 0
