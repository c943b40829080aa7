"""An officer's way from signing in to a licensed case with a booked commitment."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from api.service import Service
from corpus.roles import Role
from tests.browser.walking import WAYS, Walker, way_name
from tests.signing import make_person

pytestmark = pytest.mark.browser

STAGES = ("contacted", "nda", "evaluation", "negotiation", "licensed")


@pytest.mark.parametrize("context", WAYS, indirect=True, ids=way_name)
def test_from_signing_in_to_a_licensed_case_with_a_booked_commitment(
    walker: Walker, service: Service, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    way = request.node.callspec.id
    with service.database.transaction() as store:
        officer = make_person(store, f"officer.{way}", Role.OFFICER)
    page = walker.page
    walker.sign_in(officer)
    walker.open("/")
    walker.send("form.ask", {"source": "patent", "id": "FICT-P1", "to": "companies"}, stays=True)
    expect(page.locator("#match-1")).to_be_visible()
    walker.follow("#match-1 a.compare")
    walker.send("form[action='/cases']")
    if "/cases/" not in page.url:
        pytest.fail(f"no case was opened: {page.url}")
    reference = page.url.partition("/cases/")[2].partition("#")[0]
    assert re.fullmatch(r"CMT-\d{4}-\d{5}", reference)

    walker.send(f"form[action='/cases/{reference}/messages']", {"message": "시험 자료를 보내 주시겠습니까?"})
    walker.send(f"form[action='/cases/{reference}/notes']", {"note": "Asked for test data."})
    paper = tmp_path / "협의록.txt"
    paper.write_text("가상의 협의록", encoding="utf-8")
    walker.send(f"form[action='/cases/{reference}/documents']", {"document": str(paper), "audience": "both"})
    walker.send(f"form[action='/cases/{reference}/due']", {"due_on": "2099-12-31"})
    for stage in STAGES:
        walker.send(f"form[action='/cases/{reference}/stage']", {"to": stage})
    walker.reads("기술이전 계약", "Licensed")
    money = {"programme": "civmil-cooperation", "year": "2026", "amount": "350,000,000", "jobs_expected": "4"}
    walker.send(f"form[action='/cases/{reference}/bookings']", money)
    walker.reads("3억 5,000만 원", "KRW 350 million")
    expect(page.locator(".timeline")).to_contain_text("협의록.txt")

    with service.database.reading() as store:
        case = store.cases.require(reference)
        booked = [each.commitment for each in store.ledger.entries(case_reference=reference)]
    assert (case.stage, case.owner) == ("licensed", officer.name)
    assert [(each.programme_id, each.amount, each.track) for each in booked] == [
        ("civmil-cooperation", 350_000_000, case.track)
    ]
    walker.open("/cases")
    expect(page.locator(f"a[href='/cases/{reference}']").first).to_be_visible()
    walker.open("/programmes/civmil-cooperation")
    walker.reads(reference, reference)
    walker.open("/dashboard")
    walker.sign_out()
    page.goto(f"{walker.site}/cases/{reference}")
    assert page.locator("h1").count() == 1
    assert reference not in page.locator("main").inner_text()
