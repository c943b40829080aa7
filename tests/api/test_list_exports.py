"""Lists as tables to keep: the rows of the list, for whom the list is, in the reader's words, linked from its page."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.schemas.own_needs import OwnNeedInput
from api.service import Service
from api.watching import own_needs
from corpus.drafts import CompanyDraft, ProfileDraft
from corpus.records import AlertKind, Frequency, RunStatus, TokenPurpose
from corpus.roles import Caller, Role
from corpus.store.jobs import Result
from corpus.store.searches import HitState, NewAlert, Round
from tests.api.registration.registering import registered

FORMULA = '=HYPERLINK("http://example")'
LOCAL = Caller(Role.ADMINISTRATOR, "tests")
NOW = datetime(2026, 5, 4, 3, 0, tzinfo=UTC)
KOREAN = {"Accept-Language": "ko"}
PROGRAMME = "innovation-100"


@dataclass(frozen=True)
class Listed:
    """A list: for whom it is and is not, filters that leave `rows`, the page with those filters, and its link."""

    path: str
    role: Role
    refused: tuple[Role, ...]
    asked: str
    rows: int
    page: str
    formula: str

    def url(self, form: str) -> str:
        return f"/api/v1/{self.path}.{form}" + (f"?{self.asked}" if self.asked else "")


OFFICER, REVIEWER, ADMINISTRATOR, COMPANY = Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR, Role.COMPANY
LISTS = {
    each.path: each
    for each in (
        Listed("registrations", OFFICER, (REVIEWER, COMPANY), "state=open", 1, "/registrations?state=open", "name"),
        Listed(*("own-needs", OFFICER, (REVIEWER,), "state=open&mine=1", 1, "/own-needs?state=open&mine=1"), "title"),
        Listed("alerts", OFFICER, (), "kind=new&unread=1", 2, "/alerts?kind=new&unread=1", "search"),
        Listed("searches", OFFICER, (), "", 1, "/searches", "name"),
        Listed(
            *("accounts", ADMINISTRATOR, (OFFICER, REVIEWER, COMPANY), "search=Sought&role=officer", 1),
            *("/accounts?q=Sought&role=officer", "display_name"),
        ),
        Listed("imports", OFFICER, (REVIEWER, COMPANY), "", 2, "/operation/imports", "source_name"),
        Listed("jobs", ADMINISTRATOR, (OFFICER, COMPANY), "", 2, "/operation/jobs", "detail"),
        Listed(
            *(f"programmes/{PROGRAMME}/commitments", REVIEWER, (COMPANY,), "", 2, f"/programmes/{PROGRAMME}", "note"),
        ),
    )
}


@dataclass(frozen=True)
class Desk:
    client: TestClient
    headers: dict[Role, dict[str, str]]

    def get(self, url: str, role: Role, **headers: str) -> Any:
        return self.client.get(url, headers={**self.headers[role], **headers})


@pytest.fixture(scope="module")
def desk(shared_service: Service) -> Iterator[Desk]:
    headers = {}
    with shared_service.database.transaction() as store:
        store.companies.put([CompanyDraft(id="C1", name="Firm", profile=ProfileDraft())])
        for role in (OFFICER, REVIEWER, ADMINISTRATOR, COMPANY):
            company = {"company_id": "C1", "verified": True} if role is COMPANY else {}
            row = store.accounts.create(role.value, role, LOCAL, **company)
            row.display_name = f"{FORMULA} Sought"
            row.password = "$argon2id$kept"
            token = store.accounts.issue(role.value, TokenPurpose.API, LOCAL).token
            headers[role] = {"Authorization": f"Bearer {token}"}
    _fill(shared_service)
    with TestClient(create_app(shared_service)) as client:
        yield Desk(client, headers)


def _fill(service: Service) -> None:
    officer = Caller(OFFICER, "officer")
    registered(service, FORMULA)
    for holder, title in ((officer, FORMULA), (Caller(ADMINISTRATOR, "administrator"), "Another's")):
        given = OwnNeedInput(title=title, organisation="가상 부대", requirements=("60 dB(A)",), required_trl=6)
        own_needs.register(service, holder, given, datetime.now(UTC))
    with service.database.transaction() as store:
        search = store.searches.keep(
            *("officer",),
            name=FORMULA,
            question="text=a&to=companies",
            to="companies",
            frequency=Frequency.DAILY,
            now=NOW,
        )
        hits = [HitState("C1", "a", "Firm", {"version": 1})]
        kinds = (AlertKind.NEW, AlertKind.NEW, AlertKind.GONE)
        told = [NewAlert(kind, "C1", "Firm", "new_match", {"reasons": []}) for kind in kinds]
        store.searches.note(search, Round(hits, told), NOW)
        for name in (f"{FORMULA}.csv", "b.csv"):
            run = store.imports.start(source_name=name, format_name="companies", kind="companies")
            store.imports.finish(run, RunStatus.FINISHED)
        for at in (NOW, NOW.replace(hour=5)):
            store.jobs.note("letters", "host:1", Result("succeeded", FORMULA), at, at)
        for note in (FORMULA, "second"):
            store.ledger.commit(PROGRAMME, officer, year=2026, amount=3_000, case_reference="X", note=note)
        store.ledger.commit("export-drive", officer, year=2026, amount=5, case_reference="Y")


@pytest.fixture(params=LISTS)
def listed(request: pytest.FixtureRequest) -> Listed:
    return LISTS[request.param]


def items(desk: Desk, listed: Listed) -> list[dict[str, Any]]:
    found = desk.get(f"/api/v1/{listed.path}?{listed.asked}", listed.role).json()["items"]
    if listed.path == "jobs":
        return [{"job": job["name"], **run} for job in found for run in job["runs"]]
    return list(found)


def at(record: dict[str, Any], key: str) -> Any:
    value: Any = record
    for part in key.split("."):
        value = None if value is None else value.get(part)
    if isinstance(value, dict):
        return value["reason"]
    return [each["reason"] if isinstance(each, dict) else each for each in value] if isinstance(value, list) else value


def same(told: Any, said: Any) -> bool:
    if isinstance(said, str) and re.match(r"\d{4}-\d\d-\d\dT", said):
        return datetime.fromisoformat(told) == datetime.fromisoformat(said).replace(microsecond=0)
    return bool(told == said)


def test_its_rows_are_those_of_the_list(desk: Desk, listed: Listed) -> None:
    answer = desk.get(listed.url("jsonl"), listed.role)
    assert answer.status_code == 200, answer.text
    lines = [json.loads(line) for line in answer.text.splitlines()]
    wanted = items(desk, listed)
    assert len(lines) == len(wanted) == listed.rows
    for line, record in zip(lines, wanted, strict=True):
        for key, told in line.items():
            assert same(told, at(record, key)), (key, told)
    assert "argon2" not in answer.text


def test_readers_get_their_words_and_no_formula(desk: Desk, listed: Listed) -> None:
    lines = desk.get(listed.url("jsonl"), listed.role).text.splitlines()
    keys = list(json.loads(lines[0]))
    table = desk.get(listed.url("csv"), listed.role, **KOREAN)
    headings, *rows = csv.reader(io.StringIO(table.text.removeprefix("\ufeff")))
    assert all(re.search("[가-힣]", heading) for heading in headings), headings
    assert len(set(headings)) == len(keys)
    english = desk.get(listed.url("csv"), listed.role, **{"Accept-Language": "en"}).text.splitlines()[0]
    assert not re.search("[가-힣]", english)
    sheet = openpyxl.load_workbook(io.BytesIO(desk.get(listed.url("xlsx"), listed.role, **KOREAN).content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == headings
    place = keys.index(listed.formula)
    formulas = 0
    for row, cells in zip(rows, sheet.iter_rows(min_row=2), strict=True):
        assert [str(cell.value or "") for cell in cells if cell.value != 0] == [
            text.removeprefix("'") for text, cell in zip(row, cells, strict=True) if cell.value != 0
        ]
        assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
        formulas += str(cells[place].value).startswith(FORMULA) and row[place].startswith(f"'{FORMULA}")
    assert formulas


@pytest.mark.parametrize("form", ["csv", "xlsx", "jsonl"])
def test_it_is_for_whom_the_list_is(desk: Desk, listed: Listed, form: str) -> None:
    url = listed.url(form)
    assert desk.client.get(url).status_code == desk.client.get(f"/api/v1/{listed.path}").status_code == 401
    for role in listed.refused:
        assert desk.get(url, role).status_code == desk.get(f"/api/v1/{listed.path}", role).status_code == 403
    assert desk.get(url.replace(f".{form}", ".pdf"), listed.role).status_code == 422
    assert desk.get(url.replace(PROGRAMME, "nowhere"), listed.role).status_code == (404 if PROGRAMME in url else 200)


@pytest.mark.parametrize("name", ["alerts", "searches"])
def test_what_is_one_person_s_own_is_in_no_other_s_table(desk: Desk, name: str) -> None:
    for role in (REVIEWER, ADMINISTRATOR, COMPANY):
        assert desk.get(f"/api/v1/{name}.jsonl", role).text == ""


def test_its_page_links_to_it_with_the_filters_in_force(desk: Desk, listed: Listed) -> None:
    page = desk.get(listed.page, listed.role, **KOREAN).text
    for form, said in (("xlsx", "엑셀"), ("csv", "CSV")):
        found = re.search(rf'<a href="([^"]+\.{form}[^"]*)" download>{said}</a>', page)
        assert found is not None
        link = found[1].replace("&amp;", "&")
        assert link == listed.url(form)
        assert desk.get(link, listed.role).status_code == 200


def test_a_long_list_is_whole(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("api.lists.tables", "api.routes.alerts", "api.routes.registrations"):
        monkeypatch.setattr(f"{module}.BATCH", 1)
    assert len(desk.get("/api/v1/accounts.jsonl", ADMINISTRATOR).text.splitlines()) == 5
    for name, listed in LISTS.items():
        rows = desk.get(listed.url("jsonl"), listed.role).text.splitlines()
        assert len(rows) == listed.rows, name
