"""Formulas in what people write stay text in everything that leaves the service."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from api.exporting import Column, Form, write_table
from api.schemas.own_needs import OwnNeedInput
from api.service import Service
from api.watching import own_needs
from corpus.drafts import CapabilityDraft, CompanyDraft, PatentDraft, ProfileDraft
from corpus.records import AlertKind, Frequency, RunStatus
from corpus.roles import Caller, Role
from corpus.store.jobs import Result
from corpus.store.searches import HitState, NewAlert, Round
from corpus.text import clean, seen
from tests.api.registration.registering import registered
from tests.conftest import Scale
from tests.hostile.formulas import NUMBERS, PHONES, live, live_cells, payloads
from tests.proof.figures import Recorder

NOW = datetime(2026, 5, 4, 3, 0, tzinfo=UTC)
PROGRAMME = "innovation-100"
TABLES = {
    "/api/v1/matches.{form}": "/api/v1/matches.{form}?text=welding&to=companies&top=50",
    "/api/v1/judgements.{form}": "/api/v1/judgements.{form}",
    "/api/v1/registrations.{form}": "/api/v1/registrations.{form}",
    "/api/v1/programmes/{programme_id}/commitments.{form}": f"/api/v1/programmes/{PROGRAMME}/commitments.{{form}}",
    "/api/v1/cases.{form}": "/api/v1/cases.{form}",
    "/api/v1/dashboard/{table}.{form}": "/api/v1/dashboard/areas.{form}",
    "/api/v1/imports.{form}": "/api/v1/imports.{form}",
    "/api/v1/imports/{run_id}/mending.{form}": "/api/v1/imports/1/mending.{form}",
    "/api/v1/screening/decisions.{form}": "/api/v1/screening/decisions.{form}",
    "/api/v1/own-needs.{form}": "/api/v1/own-needs.{form}",
    "/api/v1/searches.{form}": "/api/v1/searches.{form}",
    "/api/v1/alerts.{form}": "/api/v1/alerts.{form}",
    "/api/v1/accounts.{form}": "/api/v1/accounts.{form}",
    "/api/v1/jobs.{form}": "/api/v1/jobs.{form}",
    "/api/v1/audit.{form}": "/api/v1/audit.{form}",
}
"""Every address that gives a table, and how it is asked."""
OTHERS = {
    "/api/v1/patents/{patent_id}/sheet.{form}",
    "/api/v1/needs/{need_id}/sheet.{form}",
    "/api/v1/cases/{reference}/documents/{number}",
    "/api/v1/imports/{run_id}/rejected.csv",
    "/metrics",
}
"""Those that give a document, a file as it was brought, or figures: no fields that somebody wrote. Refused rows are
mended and brought again: they are guarded at their beginning alone, see tests/corpus/test_mending.py, and come back as
they were."""


def fill(service: Service, client: TestClient, texts: list[str]) -> None:
    """Puts each text into the text fields of what tables tell of."""
    local, officer = Caller(Role.ADMINISTRATOR, "tests"), Caller(Role.ADMINISTRATOR, "administrator-0")
    rows = "".join(json.dumps({"id": f"N{place}", "title": text, "description": text, "required_trl": text}) + "\n"
                   for place, text in enumerate(texts))  # fmt: skip
    sent = client.post("/api/v1/imports", files={"file": ("a.jsonl", rows)}, data={"format": "plain-needs"})
    assert sent.json()["rejected"] > len(texts) // 2
    with service.database.transaction() as store:
        for place, text in enumerate(texts):
            profile = ProfileDraft(summary=f"welding {text}", capabilities=(CapabilityDraft(title=text, text=text),))
            store.companies.put([CompanyDraft(id=f"C{place}", name=text, city=text[:300], profile=profile)])
        store.patents.put([PatentDraft(id=f"P{place}", country="KR", title=text) for place, text in enumerate(texts)])
        for place, text in enumerate(texts):
            store.accounts.create(f"o{place}", Role.OFFICER, local).display_name = text
            run = store.imports.start(source_name=text, format_name="companies", kind="companies")
            store.imports.finish(run, RunStatus.FINISHED)
            store.jobs.note("letters", text, Result("succeeded", text), NOW, NOW)
            store.ledger.commit(PROGRAMME, officer, year=2026, amount=1, case_reference=text[:40], note=text)
        search = store.searches.keep(
            officer.account,
            name=texts[0],
            question="text=a&to=companies",
            to="companies",
            frequency=Frequency.DAILY,
            now=NOW,
        )
        hits = [HitState(f"C{place}", "a", text, {"version": 1}) for place, text in enumerate(texts)]
        told = [
            NewAlert(AlertKind.NEW, f"C{place}", text, "new_match", {"reasons": []}) for place, text in enumerate(texts)
        ]
        store.searches.note(search, Round(hits, told), NOW)
    for place, text in enumerate(texts):
        own_needs.register(
            service, officer, OwnNeedInput(title=text, organisation=text, requirements=(text,), required_trl=6), NOW
        )
        if place % 10 == 0:
            registered(service, clean(text) or "x", None)


def check(form: str, content: bytes, texts: set[str]) -> tuple[int, int]:
    """How many cells are formulas, and how many hold one of the texts."""
    if form == "csv":
        table = content.decode("utf-8-sig")
        return len(live_cells(table)), sum(text in table for text in texts)
    if form == "jsonl":
        values = [value for line in content.decode().splitlines() for value in json.loads(line).values()]
        return 0, sum(value in texts for value in values if isinstance(value, str))
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    formulas = sum(cell.data_type == "f" or cell.hyperlink is not None for cell in cells)
    return formulas, sum(cell.value in texts for cell in cells)


@pytest.mark.row("exports")
def test_no_export_holds_a_live_formula(service: Service, client: TestClient, figure: Recorder, scale: Scale) -> None:
    # What is shown from right to left is left out of what people write, and nothing may be left of it.
    texts = [text for text in payloads() if seen(text)][:: scale(8, 1)]
    fill(service, client, texts)
    spec: dict[str, Any] = client.get("/api/v1/openapi.json").json()
    giving = {
        path
        for path, calls in spec["paths"].items()
        for kind in calls.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        if kind != "application/json"
    }
    assert giving == TABLES.keys() | OTHERS
    kept = {clean(text) for text in texts} | set(texts)
    cells = filled = 0
    for url in TABLES.values():
        for form in Form:
            answer = client.get(url.format(form=form.value))
            assert answer.status_code in {200, 403}, (url, answer.text)
            if answer.status_code == 200:
                formulas, found = check(form.value, answer.content, kept)
                assert formulas == 0, (url, form)
                cells += found
                filled += found > 0
    assert cells > len(texts)
    figure(
        f"{len(texts)} texts, {len(TABLES)} tables in {len(Form)} forms: "
        f"0 live formulas among {cells:,} cells with one, in {filled} files"
    )


@pytest.mark.row("exports")
def test_every_text_is_written_as_text_and_numbers_stay(figure: Recorder) -> None:
    columns = [Column("title", "title"), Column("list", "list")]
    rows = [(text, (text, text)) for text in payloads()]
    written = {}
    for form in Form:
        stream = io.BytesIO()
        write_table(stream, form, columns, rows)
        written[form] = stream.getvalue()
    assert len(rows) == 200
    assert any(map(live, payloads()))
    assert live_cells(written[Form.CSV].decode("utf-8-sig")) == []
    sheet = openpyxl.load_workbook(io.BytesIO(written[Form.XLSX])).active
    assert sheet is not None
    told = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert not any(cell.data_type == "f" or cell.hyperlink for row in sheet.iter_rows() for cell in row)
    survive = [*NUMBERS, *PHONES]
    assert set(survive) <= {row[0] for row in told}
    lines = [json.loads(line) for line in written[Form.JSONL].decode().splitlines()]
    assert [line["title"] for line in lines] == payloads()
    table = written[Form.CSV].decode("utf-8-sig")
    assert all(f"\n{number}," in table or f'\n"{number}",' in table for number in NUMBERS)
    named = " and ".join(f"`{each}`" for each in NUMBERS[:2])
    figure(f"{len(rows)} texts alone and in lists; {named} among {len(survive)} numbers that survive")
