"""What the pages tell of tracks, programmes, areas and receipts, and how an officer decides otherwise."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.pages.rendering import generation_built
from api.service import Service
from corpus.roles import Role
from tests.api.conftest import as_, settings_in
from tests.api.records import company, need, other_company, patent
from tests.fakes import HashEncoder

KOREAN, ENGLISH = {"Accept-Language": "ko"}, {"Accept-Language": "en"}
SITE = {"Origin": "http://testserver"}
LEARNING = "A deep neural network is trained by machine learning. Deep learning recognises ceramic nozzles."
ASKED = {"need": "FICT-N1", "to": "companies"}
PAIR = {**ASKED, "with": "FICT-C1"}
RESTRICTED = "FICT-P9"
RECORDS = (
    ("patents", patent(trl=4)),
    ("patents", patent(RESTRICTED, title="Restricted ceramic nozzle", tier="restricted")),
    ("companies", company(active=True, profile={**company()["profile"], "trl": 5, "certificates": ["ISO 9001"]})),
    ("companies", other_company()),
    ("companies", company("FICT-C3", name="Big Kiln", size="large", country="US", profile={"summary": LEARNING})),
    ("companies", company("FICT-C4", name="Plain Kiln", size=None, profile={"summary": "Ceramic exhaust parts."})),
    ("needs", need(required_trl=7, required_certificates=["AS9100"])),
)


@pytest.fixture(scope="module")
def judging(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    built = Service(settings_in(tmp_path_factory.mktemp("judging")), encoder=HashEncoder())
    built.open()
    yield built
    built.close()


@pytest.fixture(scope="module")
def reader(judging: Service) -> Iterator[TestClient]:
    """Nobody in particular, before a filled service."""
    with TestClient(create_app(judging), follow_redirects=False) as made:
        writing = as_(judging, Role.ADMINISTRATOR)
        reviewing = as_(judging, Role.REVIEWER)
        for kind, record in RECORDS:
            sent = {**record, "tier": "public"} if kind == "patents" else record
            made.post(f"/api/v1/{kind}", json=sent, headers=writing).raise_for_status()
        decision = {"decision": "tier", "tier": "restricted"}
        address = f"/api/v1/screening/patents/{RESTRICTED}/decisions"
        made.post(address, json=decision, headers=reviewing).raise_for_status()
        yield made


@pytest.fixture(scope="module")
def officer(judging: Service) -> dict[str, str]:
    return as_(judging, Role.OFFICER)


def text_of(page: str) -> str:
    """What is read on it, in one line."""
    plain = re.sub(r"<(?:script|style).*?</(?:script|style)>|<[^>]+>", "", page, flags=re.DOTALL)
    return " ".join(unescape(plain).split())


def links_in(page: str) -> dict[str, str]:
    """Addresses by the text of their links, of the facets only."""
    panel = page[page.index('id="facets"') :]
    found = re.findall(r'<a href="([^"]+)"[^>]*>(.*?)</a>', panel, flags=re.DOTALL)
    return {text_of(text): unescape(address) for address, text in found}


@pytest.mark.parametrize(
    ("headers", "track", "marks", "gap"),
    [
        (KOREAN, "스핀온", ("● 적격: 민군기술협력사업", "◐ 확인 필요:", "○ 부적격:"), "TRL 5 → 7: 2단계 부족"),
        (
            ENGLISH,
            "Spin-on",
            ("● eligible: Civil-military", "◐ to be clarified:", "○ not eligible:"),
            "2 levels missing",
        ),
    ],
)
def test_a_candidate_shows_its_track_its_verdicts_and_its_gap(
    reader: TestClient, headers: dict[str, str], track: str, marks: tuple[str, ...], gap: str
) -> None:
    page = reader.get("/", params=ASKED, headers=headers)
    said = text_of(page.text)
    first = page.text[page.text.index('id="match-1"') : page.text.index('id="match-2"')]
    assert re.search(rf'class="track-chip" title="[^"]+">{track}<span class="unseen">: .+</span>', first)
    for mark in marks:
        assert mark in said
    assert gap in said


@pytest.mark.parametrize(
    ("headers", "reason", "mend", "source"),
    [
        (
            KOREAN,
            "기업 규모를 알 수 없습니다",
            "→ 기업 정보에 규모를 입력하십시오",
            "기업 규모: 알 수 없음 · company-size v1",
        ),
        (ENGLISH, "company's size is not known", "→ ", "company size: not known · company-size v1"),
    ],
)
def test_every_rule_tells_its_reason_its_facts_and_what_to_do(
    reader: TestClient, headers: dict[str, str], reason: str, mend: str, source: str
) -> None:
    page = reader.get("/compare", params={**ASKED, "with": "FICT-C4"}, headers=headers)
    card = page.text[page.text.index('id="programme-innovation-100"') :]
    said = text_of(card[: card.index("</article>")])
    assert reason in said
    assert mend in said
    assert source in said


def test_decisive_rules_stand_before_those_that_are_met(reader: TestClient) -> None:
    page = reader.get("/compare", params={**ASKED, "with": "FICT-C3"}, headers=ENGLISH).text
    card = page[page.index('id="programme-innovation-100"') :]
    shapes = re.findall(r'class="shape (\w+)"', card[: card.index("</article>")])[1:]
    assert shapes == sorted(shapes, key=("ineligible", "unknown", "eligible").index)
    assert shapes[0] == "ineligible"


def test_disclosure_is_for_officials(reader: TestClient, officer: dict[str, str]) -> None:
    asked = {"need": "FICT-N1", "to": "patents"}
    for_all = reader.get("/", params=asked, headers=ENGLISH).text
    assert RESTRICTED not in for_all
    assert 'class="held' not in for_all
    for_officer = reader.get("/", params=asked, headers={**officer, **ENGLISH}).text
    assert RESTRICTED in for_officer
    assert "officials only · not screened" in text_of(for_officer)
    assert reader.get(f"/patents/{RESTRICTED}", headers=ENGLISH).status_code == 404


def test_facets_count_what_was_scored_and_narrow_it_down(reader: TestClient) -> None:
    page = reader.get("/", params=ASKED, headers=ENGLISH).text
    links = links_in(page)
    assert links["Spin-on"] == "/?need=FICT-N1&to=companies&track=spin-on"
    assert links["large enterprise"] == "/?need=FICT-N1&to=companies&size=large"
    assert links["artificial intelligence"] == "/?need=FICT-N1&to=companies&tag=ai"
    narrowed = reader.get(links["large enterprise"], headers=ENGLISH).text
    assert "1 of 4 companies pass the filters" in narrowed
    assert links_in(narrowed)["large enterprise ×"] == "/?need=FICT-N1&to=companies"
    assert "Counted over the 4 scored candidates" in page


def test_every_facet_leads_to_as_many_records_as_it_counts(reader: TestClient) -> None:
    page = reader.get("/", params=ASKED, headers=ENGLISH).text
    panel = page[page.index('id="facets"') :]
    rows = re.findall(r'<li><a href="([^"]+)" data-key="[^"]+">.*?<span class="count">(\d+)</span>', panel)
    assert len(rows) > 8
    for address, count in rows:
        narrowed = reader.get(unescape(address), headers=ENGLISH)
        assert narrowed.status_code == 200
        assert narrowed.text.count('<li class="match"') == int(count), address


@pytest.mark.parametrize(
    ("condition", "chip"),
    [
        ({"track": "spin-on"}, "트랙: 스핀온"),
        ({"programme": "innovation-100", "outcome": "unknown"}, "지원사업: 방산혁신기업 100 (확인 필요)"),
        ({"tag": "ai"}, "기술 분야: 인공지능"),
        ({"sme_share": "0.5"}, "중소기업 최소 비율: 50%"),
        ({"per_firm": "1"}, "기업당 최대 후보 수: 1"),
    ],
)
def test_every_condition_can_be_taken_off(reader: TestClient, condition: dict[str, str], chip: str) -> None:
    page = reader.get("/", params={**ASKED, **condition}, headers=KOREAN)
    assert page.status_code == 200
    assert chip in text_of(page.text)
    off = re.findall(r'<a href="([^"]+)" aria-label="이 조건 빼기', page.text)
    assert [unescape(each) for each in off] == ["/?need=FICT-N1&to=companies"]


def test_a_sent_form_keeps_every_condition(reader: TestClient) -> None:
    sent = {"source": "need", "id": "FICT-N1", "to": "companies", "track": "spin-on", "programme": "innovation-100"}
    sent |= {"outcome": "unknown", "tag": "ai", "sme_share": "0.3", "per_firm": "2"}
    address = reader.post("/", data=sent).headers["location"]
    asked = parse_qs(urlsplit(address).query)
    assert {name: values[0] for name, values in asked.items() if name in sent} == {
        name: value for name, value in sent.items() if name not in {"source", "id"}
    }


def test_what_the_options_changed_is_said(reader: TestClient) -> None:
    plain = reader.get("/", params={"text": "neural network of ceramic", "to": "companies"}, headers=ENGLISH).text
    assert plain.index("Big Kiln") < plain.index("Hanul Ceramics")
    asked = {"text": "neural network of ceramic", "to": "companies", "sme_share": "1", "top": "2"}
    said = text_of(reader.get("/", params=asked, headers=ENGLISH).text)
    assert "stand elsewhere than their score says" in said
    assert "Big Kiln: was rank 2 · made room for one that was brought forward" in said
    unchanged = reader.get("/", params={**ASKED, "per_firm": "3"}, headers=KOREAN).text
    assert "바뀐 것이 없습니다" in unchanged


@pytest.mark.parametrize(
    ("condition", "status", "said"),
    [
        ({"track": "spin-round"}, 422, "spin-round"),
        ({"programme": "nothing"}, 404, "There is no programme “nothing”"),
        ({"programme": "innovation-100", "outcome": "maybe"}, 422, "maybe"),
        ({"tag": "nothing"}, 422, "There is no label nothing"),
        ({"sme_share": "1.5"}, 422, "0–1"),
        ({"sme_share": "nan"}, 422, "0–1"),
        ({"per_firm": "0"}, 422, "1–100"),
    ],
)
def test_a_condition_that_cannot_be_is_refused(
    reader: TestClient, condition: dict[str, str], status: int, said: str
) -> None:
    page = reader.get("/", params={**ASKED, **condition}, headers=ENGLISH)
    assert page.status_code == status
    assert said in page.text
    assert '<form class="ask"' in page.text


def test_nothing_with_that_verdict_says_so(reader: TestClient) -> None:
    page = reader.get("/", params={**ASKED, "track": "spin-off"}, headers=ENGLISH)
    assert "No candidate has that track or that verdict" in page.text


def test_a_share_of_companies_is_set_aside_where_patents_are_looked_for(reader: TestClient) -> None:
    page = reader.get("/", params={"need": "FICT-N1", "to": "patents", "sme_share": "0.5"}, headers=ENGLISH)
    assert page.status_code == 200
    assert "At least this share of SMEs: 50% (set aside)" in text_of(page.text)


def test_a_long_text_counts_nothing_but_is_judged(reader: TestClient) -> None:
    page = reader.post("/", data={"text": "ceramic nozzle " * 200, "to": "patents"}, headers=ENGLISH)
    assert page.status_code == 200
    assert 'id="facets"' not in page.text
    assert 'class="marks"' in page.text


def test_rules_of_a_long_list_are_told_for_its_beginning(reader: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.pages.search.DETAILED", 1)
    page = reader.get("/", params=ASKED, headers=ENGLISH).text
    assert page.count('<details class="rules">') == 1
    assert page.count('class="marks"') == 4


@pytest.mark.parametrize(
    ("headers", "kind", "ministry"),
    [(KOREAN, "민·군기술이전", "산업통상자원부"), (ENGLISH, "transfer", "Ministry of National Defense")],
)
def test_a_pair_tells_its_project_type_and_what_lies_between(
    reader: TestClient, headers: dict[str, str], kind: str, ministry: str
) -> None:
    said = text_of(reader.get("/compare", params=PAIR, headers=headers).text)
    assert kind in said
    assert ministry in said
    assert "TRL 6" in said
    assert "AS9100" in said


def test_the_receipt_of_a_pair_is_that_of_the_answer(reader: TestClient) -> None:
    page = reader.get("/compare", params=PAIR, headers=ENGLISH).text
    shown = re.search(r'<pre id="receipt"[^>]*>(.*?)</pre>', page, flags=re.DOTALL)
    assert shown
    answer = reader.get("/api/v1/matches", params=ASKED).json()
    receipts = {match["id"]: match["receipt"] for match in answer["matches"]}
    assert json.loads(unescape(shown[1])) == receipts["FICT-C1"]


def test_a_pair_keeps_the_way_back_to_its_list(reader: TestClient) -> None:
    listed = reader.get("/", params={**ASKED, "size": "small", "top": "20"}, headers=ENGLISH).text
    address = unescape(re.findall(r'class="compare" href="([^"]+)"', listed)[0])
    assert "size=small" in address
    assert 'href="/?need=FICT-N1&amp;to=companies&amp;size=small&amp;top=20"' in reader.get(address).text


def test_areas_are_told_with_the_words_that_they_rest_on(reader: TestClient) -> None:
    page = reader.get("/companies/FICT-C3", headers=ENGLISH).text
    part = page[page.index('<section class="areas"') :]
    assert "artificial intelligence" in part
    assert re.search(r"<mark>[^<]*(?:learning|neural network)</mark>", part)
    plain = reader.get("/companies/FICT-C2", headers=KOREAN).text
    assert "목록의 기술 분야에 해당하지 않는 레코드입니다" in plain


def test_a_former_version_has_no_areas(reader: TestClient, judging: Service) -> None:
    writing = as_(judging, Role.ADMINISTRATOR)
    changed = company("FICT-C5", name="Kiln 5", profile={"summary": "Changed."})
    reader.post("/api/v1/companies", json=company("FICT-C5", name="Kiln 5"), headers=writing).raise_for_status()
    reader.put("/api/v1/companies/FICT-C5", json=changed, headers=writing).raise_for_status()
    assert 'class="areas"' in reader.get("/companies/FICT-C5").text
    assert 'class="areas"' not in reader.get("/companies/FICT-C5?version=1").text
    reader.request("DELETE", "/api/v1/companies/FICT-C5?reason=test", headers=writing).raise_for_status()


def test_a_record_leads_officials_to_its_screening(reader: TestClient, judging: Service) -> None:
    address = f'href="/screening/patents/{RESTRICTED}"'
    officer = reader.get(f"/patents/{RESTRICTED}", headers={**as_(judging, Role.OFFICER), **ENGLISH}).text
    assert address in officer
    assert "Show the screening" in officer
    assert "Disclosure tier: officials only" in text_of(officer)
    reviewer = reader.get(f"/patents/{RESTRICTED}", headers={**as_(judging, Role.REVIEWER), **KOREAN}).text
    assert "공개 등급·통제 상태 결정" in reviewer
    assert "/screening/" not in reader.get("/patents/FICT-P1").text


@pytest.mark.parametrize("headers", [KOREAN, ENGLISH])
def test_an_officer_decides_otherwise_and_takes_it_back(
    reader: TestClient, officer: dict[str, str], headers: dict[str, str]
) -> None:
    mine = {**officer, **headers, **SITE}
    korean = headers is KOREAN
    page = reader.get("/compare", params=PAIR, headers=mine).text
    action = unescape(re.findall(r'action="(/compare/override[^"]+)"', page)[0])
    verdict = {"programme": "venture-incubation", "outcome": "eligible", "reason": "They showed the certificate."}
    sent = reader.post(action, data=verdict, headers=mine)
    assert sent.status_code == 303
    assert sent.headers["location"].endswith("with=FICT-C1#programme-venture-incubation")
    said = text_of(reader.get("/compare", params=PAIR, headers=mine).text)
    assert ("담당자가 규칙을 대신하여 판단함" if korean else "An officer decided in place of the rules") in said
    assert "They showed the certificate." in said
    listed = reader.get("/", params={**ASKED, "programme": "venture-incubation"}, headers=mine).text
    assert "Hanul Ceramics" in listed
    assert ("담당자 판단" if korean else "officer's") in text_of(listed)
    for_all = text_of(reader.get("/compare", params=PAIR, headers=headers).text)
    assert "They showed the certificate." in for_all
    assert "officer-" not in for_all
    back = reader.post(action, data={**verdict, "outcome": "rules", "reason": "By mistake."}, headers=mine)
    assert back.status_code == 303
    said = text_of(reader.get("/compare", params=PAIR, headers=mine).text)
    assert ("취소" if korean else "taken back") in said
    assert "By mistake." in said
    assert 'class="override"' not in reader.get("/compare", params=PAIR, headers=mine).text


@pytest.mark.parametrize(
    ("verdict", "status", "said"),
    [
        ({"programme": "innovation-100", "outcome": "unknown", "reason": " "}, 422, "is empty"),
        ({"programme": "innovation-100", "outcome": "perhaps", "reason": "kept <b>"}, 422, "perhaps"),
        ({"programme": "innovation-100", "outcome": "rules", "reason": "kept <b>"}, 409, "no override"),
        ({"programme": "manpower", "outcome": "eligible", "reason": "kept <b>"}, 422, "manpower"),
    ],
)
def test_a_refused_verdict_stays_on_the_page(
    reader: TestClient, officer: dict[str, str], verdict: dict[str, str], status: int, said: str
) -> None:
    mine = {**officer, **ENGLISH, **SITE}
    page = reader.post("/compare/override", params=PAIR, data=verdict, headers=mine)
    assert page.status_code == status
    assert said in page.text
    assert 'role="alert"' in page.text
    assert "<b>\n" not in page.text
    if verdict["programme"] == "innovation-100" and verdict["reason"].strip():
        assert "kept &lt;b&gt;" in page.text


def test_only_an_officer_of_this_site_decides(reader: TestClient, judging: Service, officer: dict[str, str]) -> None:
    verdict = {"programme": "innovation-100", "outcome": "eligible", "reason": "Why not."}
    tries = [
        (SITE, 401),
        ({**as_(judging, Role.ADMINISTRATOR), **SITE}, 403),
        ({**officer, "Origin": "https://evil.example"}, 403),
        (officer, 403),
    ]
    for headers, status in tries:
        refused = reader.post("/compare/override", params=PAIR, data=verdict, headers={**headers, **ENGLISH})
        assert refused.status_code == status
    assert "Why not." not in reader.get("/compare", params=PAIR, headers=officer).text
    unknown = reader.post(
        "/compare/override", params={**PAIR, "with": "NOPE"}, data=verdict, headers={**officer, **SITE}
    )
    assert unknown.status_code == 404
    text = {"text": "ceramic", "to": "companies", "with": "FICT-C1"}
    page = reader.post("/compare/override", params=text, data=verdict, headers={**officer, **SITE, **ENGLISH})
    assert page.status_code == 422
    assert "register the text as a need first" in page.text


def test_a_reload_after_a_refusal_shows_the_pair(reader: TestClient) -> None:
    again = reader.get("/compare/override", params=PAIR)
    assert again.headers["location"] == "/compare?need=FICT-N1&to=companies&with=FICT-C1"


def test_an_index_is_told_by_its_moment() -> None:
    name = "public:20261122T223317.817Z-245e01+restricted:20261123T010203.000Z-93af8b"
    assert generation_built(name) == datetime(2026, 11, 23, 1, 2, tzinfo=UTC)
    assert generation_built("fresh records only") is None
