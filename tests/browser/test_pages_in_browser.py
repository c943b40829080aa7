"""What only a browser shows: keys, focus, layout, colours, the way back, and that nothing needs scripts."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from api.service import Service
from corpus.records import TokenPurpose
from corpus.roles import Role
from tests.browser.conftest import LOCAL, LONG_ID, Desk
from tests.browser.examining import OVERHANG, faults
from tests.browser.walking import go_by

pytestmark = pytest.mark.browser

ANSWER = "/?patent=FICT-P1&to=companies"
COMPARISON = "/compare?patent=FICT-P1&to=companies&with=FICT-C1"
PAGES = (
    "/",
    ANSWER,
    f"{ANSWER}&country=KR&size=small&legal_status=granted",
    "/?text=ceramic&to=needs&country=FR",
    "/?patent=NOPE",
    "/?need=FICT-N1&to=companies&track=spin-on&sme_share=0.5&per_firm=1",
    "/compare?need=FICT-N1&to=companies&with=FICT-C1",
    "/patents/FICT-P2",
    f"/companies/{LONG_ID}",
    "/patents/FICT-P1?version=1",
    f"/compare?patent=FICT-P2&to=companies&with={LONG_ID}",
    "/compare/several?patent=FICT-P1&to=companies&with=FICT-C1&with=FICT-C2",
    "/compare/why-not?patent=FICT-P1&to=companies&size=large&named=FICT-C1",
    "/index",
    "/nowhere",
)
CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const channel = (v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ground = (element) => {
    const layers = [];
    for (let each = element; each; each = each.parentElement) {
      layers.push(rgba(getComputedStyle(each).backgroundColor));
    }
    return layers.reverse().reduce((below, c) => below.map((v, i) => v * (1 - c[3]) + c[i] * c[3]), [255, 255, 255]);
  };
  const words = (element) => [...element.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  return [...document.querySelectorAll("body *")]
    .filter((element) => words(element) && element.checkVisibility())
    .map((element) => {
      const [a, b] = [light(rgba(getComputedStyle(element).color)), light(ground(element))];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      return { ratio, what: `${element.tagName}.${element.className}: ${element.textContent.trim().slice(0, 40)}` };
    })
    .filter((each) => each.ratio < 4.5);
}"""


def test_a_day_by_keys_alone(desk: Desk) -> None:
    page = desk.open("/")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("parts for hot exhaust gas")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/\?text=parts\+for\+hot\+exhaust\+gas&to=companies$"))
    page.keyboard.press("j")
    expect(page.locator("#match-1 .title")).to_be_focused()
    assert page.locator("#match-1 .title").evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    page.keyboard.press("j")
    expect(page.locator("#match-2 .title")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("o")
    expect(page).to_have_url(re.compile(r"/companies/FICT-C1$"))
    page.go_back()
    expect(page.locator("#text")).to_have_value("parts for hot exhaust gas")
    page.keyboard.press("/")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("jock/")
    expect(page.locator("#text")).to_have_value("jock/")
    page.keyboard.press("Escape")
    expect(page.locator("#text")).not_to_be_focused()


def test_tab_goes_through_the_form_in_order_and_shows_where_it_is(desk: Desk) -> None:
    page = desk.open(ANSWER)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.results') !== null")
    page.locator("#text").focus()
    reached = []
    for _ in range(4):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.name || document.activeElement.type"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    assert reached == ["source", "id", "to", "submit"]


def test_a_match_is_read_side_by_side_and_its_link_copied(desk: Desk, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = desk.open(ANSWER)
    page.keyboard.press("j")
    page.keyboard.press("c")
    expect(page).to_have_url(re.compile(r"/compare\?patent=FICT-P1&to=companies&with=FICT-C1$"))
    expect(page.locator("#found-1")).to_be_visible()
    page.locator("#pair-1 .to-text").first.click()
    expect(page).to_have_url(re.compile(r"#asked-1$"))
    page.locator(".copy").first.click()
    expect(page.locator(".copy").first).to_have_text("복사했습니다")
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.get_by_role("link", name="이 검색의 결과 전체").click()
    expect(page.locator("#match-1")).to_be_visible()


@pytest.mark.parametrize("context", [{"java_script_enabled": False}], indirect=True)
def test_everything_works_without_scripts(desk: Desk) -> None:
    page = desk.open("/")
    page.locator("#text").fill("세라믹 섬유")
    page.get_by_text("조건 좁히기").click()
    page.locator("#f-country").fill("KR")
    page.locator("#f-size").select_option("small")
    page.get_by_role("button", name="검색", exact=True).click()
    expect(page.locator(".match").first).to_be_visible()
    expect(page.locator(".chip")).to_have_count(2)
    page.get_by_role("link", name="이 조건 빼기: 국가 KR").click()
    expect(page.locator(".chip")).to_have_count(1)
    expect(page.locator(".chip")).to_contain_text("규모: 소기업")
    expect(page.locator("#text")).to_have_value("세라믹 섬유")
    page.locator("#match-1 .compare").click()
    expect(page.locator(".sides")).to_be_visible()
    expect(page.locator(".copy").first).to_be_hidden()


def test_a_slow_search_shows_that_it_works(desk: Desk) -> None:
    page = desk.open("/")
    page.evaluate("document.querySelector('.ask').addEventListener('submit', (event) => event.preventDefault())")
    page.locator("#text").fill("an answer to this never comes")
    page.keyboard.press("Enter")
    button = page.locator(".ask > button")
    expect(button).to_have_attribute("aria-busy", "true")
    expect(button).to_have_text("처리 중…")
    expect(page.locator("#working")).to_have_text("처리 중…")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(button).to_have_text("검색")
    expect(button).to_have_attribute("aria-busy", "false")


def test_the_way_back_from_a_record_leads_to_a_long_texts_answer(desk: Desk) -> None:
    page = desk.open("/")
    page.locator("#text").fill("ceramic nozzle for hot exhaust gas. " * 60)
    page.keyboard.press("Enter")
    page.locator("#match-1 .title").click()
    expect(page.locator(".record")).to_be_visible()
    page.go_back()
    expect(page.locator("#match-1")).to_be_visible()
    assert len(page.locator("#text").input_value()) > 2_000


def test_what_was_put_in_last_is_what_is_searched(desk: Desk) -> None:
    page = desk.open(ANSWER)
    page.locator("#text").fill("seaweed snacks")
    page.keyboard.press("Enter")
    expect(page.locator("#match-1 .title")).to_have_text("Bada Foods")
    expect(page.locator("#source")).to_have_value("")
    page.locator("#source").fill("FICT-P1")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/\?patent=FICT-P1&to=companies$"))


def test_filters_that_do_not_fit_are_out_of_sight(desk: Desk) -> None:
    page = desk.open(f"{ANSWER}&country=KR")
    page.get_by_text("조건 좁히기").click()
    expect(page.locator("#f-size")).to_be_visible()
    expect(page.locator("#f-legal_status")).to_be_hidden()
    page.get_by_label("특허", exact=True).check()
    expect(page.locator("#f-size")).to_be_hidden()
    expect(page.locator("#f-legal_status")).to_be_visible()


def test_nothing_runs_out_of_the_page_between_the_usual_widths(desk: Desk) -> None:
    for path in PAGES:
        page = desk.open(path)
        for width in (1024, 760):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate(OVERHANG) <= 0, (path, width)


def test_every_page_is_accessible_and_within_its_width(desk: Desk) -> None:
    for path in PAGES:
        assert faults(desk.open(path)) == [], path


def test_every_word_stands_out_from_its_ground(desk: Desk) -> None:
    for path in PAGES:
        page = desk.open(path)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate(CONTRAST) == [], (path, scheme)


def test_every_page_says_what_it_is(desk: Desk) -> None:
    titles = set()
    for path in PAGES:
        page = desk.open(path)
        titles.add(page.title())
        assert page.locator("html").get_attribute("lang") == "ko"
    assert len(titles) == len(PAGES) - 1  # the same search, once with filters


def test_text_is_told_in_its_own_language_and_broken_between_words(desk: Desk) -> None:
    page = desk.open("/patents/FICT-P2")
    assert page.locator(".text p").first.get_attribute("lang") == "ko"
    assert page.locator(".title-en").get_attribute("lang") == "en"
    assert page.locator(".text p").first.evaluate("e => getComputedStyle(e).wordBreak") == "keep-all"


def test_on_paper_the_answer_stands_alone(desk: Desk) -> None:
    page = desk.open(ANSWER)
    page.emulate_media(media="print")
    expect(page.locator(".ask")).to_be_hidden()
    expect(page.locator(".top")).to_be_hidden()
    expect(page.locator("#match-1 .evidence").first).to_be_visible()


@pytest.mark.parametrize("context", [{}, {"java_script_enabled": False}, {"locale": "en-GB"}], indirect=True)
def test_facets_narrow_the_answer_down_and_widen_it_again(desk: Desk) -> None:
    page = desk.open("/?need=FICT-N1&to=companies")
    panel = page.locator("#facets")
    shown = page.locator(".match").count()
    panel.get_by_role("link", name="US", exact=True).click()
    expect(page.locator(".match")).to_have_count(1)
    expect(page.locator(".chip")).to_have_count(1)
    assert shown > 1
    panel.locator("[aria-current]").click()
    expect(page.locator(".match")).to_have_count(shown)
    expect(page.locator(".chip")).to_have_count(0)


def test_on_a_phone_the_facets_stand_below_and_a_link_leads_there(desk: Desk) -> None:
    desk.page.set_viewport_size({"width": 360, "height": 800})
    page = desk.open("/?need=FICT-N1&to=companies")
    last = page.locator(".match").last.bounding_box()
    panel = page.locator("#facets").bounding_box()
    assert last
    assert panel
    assert panel["y"] > last["y"]
    page.locator(".to-facets a").click()
    expect(page.locator("#facets h2")).to_be_in_viewport()


@pytest.mark.parametrize("context", [{}, {"java_script_enabled": False}, {"locale": "en-GB"}], indirect=True)
def test_an_officer_signs_in_and_decides_otherwise(desk: Desk, link: str) -> None:
    page = desk.page
    page.goto(link)
    go_by(page.locator("main button[type=submit]"))
    desk.open("/compare?need=FICT-N1&to=companies&with=FICT-C1")
    card = page.locator("#programme-venture-incubation")
    card.locator("summary").click()
    card.locator("select").select_option("eligible")
    card.locator("textarea").fill("인증서를 확인함")
    card.locator("button[type=submit]").click()
    expect(page).to_have_url(re.compile(r"#programme-venture-incubation$"))
    expect(card.locator(".override")).to_contain_text("인증서를 확인함")
    expect(card.locator("h3 .outcome")).to_have_class("outcome eligible")
    card.locator("summary").click()
    card.locator("select").select_option("rules")
    card.locator("textarea").fill("잘못 판단함")
    card.locator("button[type=submit]").click()
    expect(card.locator(".override")).to_have_count(0)
    page.locator(".decisions summary").click()
    expect(page.locator(".decisions li").first).to_contain_text("잘못 판단함")


def test_a_receipt_is_copied_whole(desk: Desk, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = desk.open(COMPARISON)
    page.locator(".receipt.whole summary").click()
    page.locator(".receipt.whole .copy").click()
    expect(page.locator(".receipt.whole .copy")).to_have_text("복사했습니다")
    assert json.loads(page.evaluate("navigator.clipboard.readText()"))["question"] == "patent=FICT-P1&to=companies"


def test_an_outcome_is_told_by_shape_and_word(desk: Desk) -> None:
    page = desk.open(ANSWER)
    for mark in page.locator("#match-1 .marks .outcome").all():
        assert re.fullmatch(r"[●◐○] (?:적격|확인 필요|부적격)", mark.inner_text().strip())


def test_an_answer_comes_in_place_of_the_former(desk: Desk) -> None:
    page = desk.open("/?need=FICT-N1&to=companies")
    page.evaluate("window.kept = true")
    shown = page.locator(".match").count()
    page.locator("#facets").get_by_role("link", name="US", exact=True).click()
    expect(page.locator(".match")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"country=US"))
    expect(page.locator("#facets [aria-current]")).to_be_focused()
    expect(page.locator("#found")).to_have_text("후보 1건 중 상위 1건")
    page.locator("#text").fill("seaweed snacks")
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("^seaweed snacks"))
    expect(page.locator(".results")).to_be_focused()
    page.go_back()
    expect(page).to_have_url(re.compile(r"country=US"))
    expect(page.locator(".match")).to_have_count(1)
    page.go_back()
    expect(page.locator(".match")).to_have_count(shown)
    expect(page.locator("#source")).to_have_value("FICT-N1")
    assert page.evaluate("window.kept") is True
    page.locator("#text").fill("a record too")
    page.locator("#source").fill("NOPE")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("#found")).not_to_be_empty()
    expect(page.locator(".ask > button")).to_have_attribute("aria-busy", "false")


def test_only_the_latest_of_two_questions_is_shown(desk: Desk) -> None:
    page = desk.open("/?need=FICT-N1&to=companies")

    def late(route: Route) -> None:
        if "country=US" in route.request.url:
            page.wait_for_timeout(700)
        route.continue_()

    page.route("**/?*", late)
    page.locator("#facets").get_by_role("link", name="US", exact=True).click()
    page.locator("#facets").get_by_role("link", name="KR", exact=True).click()
    expect(page.locator(".chip")).to_contain_text("KR")
    page.wait_for_timeout(1_200)
    expect(page.locator(".chip")).to_contain_text("KR")
    expect(page).to_have_url(re.compile(r"country=KR"))


def test_titles_complete_what_is_typed(desk: Desk) -> None:
    page = desk.open("/")
    page.locator("#source").press_sequentially("내열")
    expect(page.locator("#records option")).to_have_count(1)
    assert page.locator("#records option").get_attribute("value") == "FICT-P2"
    desk.open(ANSWER)
    page.locator("#named").press_sequentially("bada")
    expect(page.locator("#named-records option")).to_have_count(1)


@pytest.mark.parametrize("context", [{}, {"java_script_enabled": False}], indirect=True)
def test_an_officer_judges_compares_and_asks_back(desk: Desk, link: str) -> None:
    page = desk.page
    page.goto(link)
    go_by(page.locator("main button[type=submit]"))
    desk.open(ANSWER)
    first = page.locator("#match-1")
    first.locator(".judgement summary").click()
    first.locator("select[name=reason]").select_option("capacity")
    first.get_by_role("button", name="일부 적합").click()
    expect(first.locator(".judgement summary")).to_contain_text("생산·수행 능력 부족")
    for place in (1, 2):
        page.locator(f"#match-{place} .pick input").check()
    page.get_by_role("button", name="선택한 후보 비교").click()
    expect(page.locator(".beside thead th")).to_have_count(3)
    desk.open(f"{ANSWER}&size=large")
    page.locator("#named").fill("Hanul Ceramics")
    page.locator(".why-not button").click()
    expect(page.locator(".causes .decisive")).to_contain_text("검색 조건에서 제외되었습니다")
    desk.open("/judgements")
    expect(page.locator("tbody tr").first).to_contain_text("일부 적합")


@pytest.mark.parametrize("context", [{}, {"locale": "en-GB"}], indirect=True)
def test_the_menu_stands_in_one_line_for_everybody(desk: Desk, service: Service) -> None:
    desk.page.set_viewport_size({"width": 1440, "height": 900})
    for role in Role:
        if role is not Role.ANONYMOUS:
            name = f"a.rather.long.name.{role.value}"
            with service.database.transaction() as store:
                if store.accounts.get(name) is None:
                    member = {"company_id": "FICT-C1", "verified": True} if role is Role.COMPANY else {}
                    store.accounts.create(name, role, LOCAL, **member)  # type: ignore[arg-type]  # a member's two facts
                token = store.accounts.issue(name, TokenPurpose.API, LOCAL).token
            desk.page.context.set_extra_http_headers({"Authorization": f"Bearer {token}"})
        page = desk.open("/programmes")
        tops = page.locator(".top .menu a, .top .account a, .top .languages a").evaluate_all(
            "all => all.map((each) => each.getBoundingClientRect().top)"
        )
        assert max(tops) - min(tops) < 20, role
