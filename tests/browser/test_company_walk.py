"""A company's way from registering itself to a case that it opened, and to being found once an officer verified it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from api.service import Service
from corpus.identifiers import is_business_number
from corpus.roles import Role
from tests.browser.conftest import PATIENCE
from tests.browser.examining import Watch
from tests.browser.walking import WAYS, Walker, go_by, way_name
from tests.signing import PASSWORD, make_person

pytestmark = pytest.mark.browser

NUMBERS = [f"{stem:09d}{digit}" for stem in range(701_810_001, 701_810_005) for digit in range(10)]


@pytest.mark.parametrize("context", WAYS, indirect=True, ids=way_name)
def test_from_registering_to_a_case_it_opened_and_to_being_found(
    walker: Walker, service: Service, browser: Browser, request: pytest.FixtureRequest
) -> None:
    way = request.node.callspec.id
    page = walker.page
    number = [each for each in NUMBERS if is_business_number(each)][way_number(way)]
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    name = f"가상로소재 {way}"
    walker.open("/register")
    form = {"company": name, "number": wrong, "person": "가상 담당", "email": f"{way}@firm.example"}
    secret = {"password": PASSWORD, "password_again": PASSWORD, "consent": "yes"}
    walker.send("form[action='/register']", {**form, **secret})
    expect(page.locator("#f-number")).to_have_attribute("aria-invalid", "true")
    walker.send("form[action='/register']", {**form, **secret, "number": number})
    expect(page).to_have_url(f"{walker.site}/company")

    walker.open("/company/profile/summary")
    walker.send("form[action='/company/profile/summary']", {"summary": "가상의 세라믹 소재 기업이다."}, button=SAVE)
    walker.open("/company/profile/capabilities")
    if not page.locator("[name='title']").count():
        walker.send("form[action='/company/profile/capabilities']", button="button[value='add']")
    says = {
        "title": f"Ceramic nozzle furnace {way}",
        "text": "Silicon carbide fibre nozzle parts that withstand hot exhaust gas.",
    }
    walker.send("form[action='/company/profile/capabilities']", says, button=SAVE)
    walker.open("/company/preview")
    expect(page.locator("main")).to_contain_text(says["title"])

    walker.open("/company")
    fit = page.locator("form[action='/company/interest']:has([value='FICT-P1'])")
    go_by(fit.locator("button"))
    walker.check()
    reference = page.url.partition("/cases/")[2].partition("#")[0]
    assert reference.startswith("CMT-"), page.url
    walker.send(f"form[action='/cases/{reference}/messages']", {"message": "시험 생산이 가능합니다."})
    expect(page.locator("main")).to_contain_text("시험 생산이 가능합니다.")
    with service.database.reading() as store:
        case = store.cases.require(reference)
    assert (case.origin, case.owner, case.stage) == ("company", None, "shortlisted")

    walker.open("/company")
    walker.send("form[action='/company/submission']")
    _verified_and_found(walker, service, browser, case.company_id, way)
    walker.open("/company")
    expect(page.locator("header .badge.good").first).to_be_visible()


SAVE = "button[value='save']:not(.unseen)"


def way_number(way: str) -> int:
    return [way_name(each) for each in WAYS].index(way)


def _verified_and_found(walker: Walker, service: Service, browser: Browser, company_id: str, way: str) -> None:
    """An officer, in a browser of the same kind, verifies the company; the next search finds it, and none before."""
    with service.database.transaction() as store:
        officer = make_person(store, f"verifier.{way}", Role.OFFICER)
    locale = "ko-KR" if walker.korean else "en-GB"
    context = browser.new_context(locale=locale, java_script_enabled=walker.scripts)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    other = Walker(page, walker.site, Watch.over(page, walker.site), walker.korean, walker.scripts)
    other.sign_in(officer)
    question = f"/?text=Ceramic+nozzle+furnace+{way}&to=companies"
    other.open(question)
    expect(page.locator(f"a[href='/companies/{company_id}']")).to_have_count(0)
    other.open("/registrations")
    other.follow(f"a[href='/registrations/{company_id}']")
    other.send(f"form[action='/registrations/{company_id}/verification']")
    other.open(question)
    expect(page.locator(f"#match-1 a[href='/companies/{company_id}']")).to_be_visible()
    context.close()
