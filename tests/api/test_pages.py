"""The pages: what the officer reads, in both languages, with and without results."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import Literal

import pytest
from babel.messages.pofile import read_po
from fastapi.testclient import TestClient

from api.language import catalogues, translations
from api.operating.rebuilding import told
from api.pages.labels import LABELS
from api.pages.marking import Excerpt, mark, with_excerpts
from api.pages.operating.history import outcome
from api.pages.records import router as record_router
from api.pages.rendering import STATIC, TEMPLATES
from api.pages.view import Part, Section
from index.manifest import Counts
from index.rebuild import RebuildReport
from tests.api.records import Json, company, need, other_company, patent

KOREAN = {"Accept-Language": "ko"}
ENGLISH = {"Accept-Language": "en"}


def noted(became: Literal["published", "unchanged", "refused"], reason: str = "") -> str:
    """What a rebuild leaves in the history."""
    counts = Counts(records=5, passages=9)
    return told(RebuildReport(became, "G2", reason, {"patents": counts}, encoded=1_200, reused=34, seconds=2.5))


@pytest.fixture(scope="module")
def filled(shared_client: TestClient) -> Iterator[TestClient]:
    shared_client.post("/api/v1/patents", json=patent(title="<b>Nozzle</b> & shield", title_en="Nozzle"))
    shared_client.post("/api/v1/companies", json=company())
    shared_client.post("/api/v1/companies", json=other_company())
    shared_client.post("/api/v1/needs", json=need())
    yield shared_client
    shared_client.cookies.clear()


def test_the_first_page_offers_a_start(client: TestClient) -> None:
    page = client.get("/", headers=KOREAN)
    assert page.status_code == 200
    assert '<html lang="ko">' in page.text
    assert "아직 등록된 자료가 없습니다" in page.text
    assert "Content-Security-Policy" in page.headers
    assert "unsafe" not in page.headers["Content-Security-Policy"]


def test_results_show_evidence_with_marked_terms_and_the_receipt(filled: TestClient) -> None:
    page = filled.get("/", params={"patent": "FICT-P1", "to": "companies"}, headers=ENGLISH)
    assert page.status_code == 200
    assert page.text.index("Hanul Ceramics") < page.text.index("Bada Foods")
    assert "<mark>" in page.text
    assert "fictional" in page.text
    assert "hash@" in page.text
    assert "/?company=FICT-C1&amp;to=patents" in page.text
    assert "<b>Nozzle</b>" not in page.text
    assert "&lt;b&gt;Nozzle&lt;/b&gt; &amp; shield" in page.text


def test_a_sent_form_leads_to_an_address_of_its_own(filled: TestClient) -> None:
    form = {"text": "세라믹 노즐", "source": "patent", "id": "", "to": "patents", "top": "20", "country": "KR"}
    sent = filled.post("/", data=form, follow_redirects=False)
    assert sent.status_code == 303
    assert sent.headers["location"].startswith("/?text=%EC%84%B8")
    assert "to=patents&country=KR&top=20" in sent.headers["location"]
    page = filled.get(sent.headers["location"], headers=ENGLISH)
    assert page.status_code == 200
    assert "1 of 1 patents pass the filters" in page.text
    assert "Remove this filter: Country KR" in page.text


def test_a_long_text_is_answered_without_an_address(filled: TestClient) -> None:
    text = "ceramic exhaust nozzle " * 200
    page = filled.post("/", data={"text": text, "to": "companies"}, headers=ENGLISH, follow_redirects=False)
    assert page.status_code == 200
    assert "Hanul Ceramics" in page.text


@pytest.mark.parametrize(("syllables", "status"), [(20_000, 200), (20_001, 413)])
def test_the_longest_text_is_taken_and_no_longer_one(filled: TestClient, syllables: int, status: int) -> None:
    page = filled.post("/", data={"text": ("노즐 " * 10_000)[:20_000].ljust(syllables, "가"), "to": "companies"})
    assert page.status_code == status


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("patent=NOPE", 404, "NOPE"),
        ("text=%20%21", 422, "no word"),
        ("text=a&patent=b", 422, "Both a text and the record"),
        ("text=a&to=patents&filed_from=never", 422, "never"),
        ("text=a&top=500", 422, "500"),
    ],
)
def test_a_search_that_cannot_be_run_says_why_and_keeps_the_form(
    filled: TestClient, query: str, status: int, said: str
) -> None:
    page = filled.get(f"/?{query}", headers=ENGLISH)
    assert page.status_code == status
    assert said in page.text
    assert 'role="alert"' in page.text
    assert '<form class="ask"' in page.text


def test_no_result_says_what_to_do(filled: TestClient) -> None:
    page = filled.get("/", params={"text": "nozzle", "to": "companies", "country": "FR"}, headers=ENGLISH)
    assert "No record passes the filters" in page.text


def test_a_filter_that_does_not_fit_the_target_is_left_out(filled: TestClient) -> None:
    page = filled.get("/", params={"text": "nozzle", "to": "patents", "size": "small"}, headers=ENGLISH)
    assert page.status_code == 200
    assert "Size: small enterprise (set aside)" in page.text


def test_each_filter_can_be_taken_away(filled: TestClient) -> None:
    asked = {"text": "nozzle & <shield>", "to": "companies", "country": "KR", "size": "small", "top": "20"}
    page = filled.get("/", params=asked, headers=ENGLISH)
    ways = [unescape(found) for found in re.findall(r'<a href="(/\?[^"]+)" aria-label="Remove', page.text)]
    rest = "/?text=nozzle+%26+%3Cshield%3E&to=companies"
    assert ways == [f"{rest}&size=small&top=20", f"{rest}&country=KR&top=20"]


@pytest.mark.parametrize(
    ("before", "location"),
    [
        ("patent:FICT-P1", "/?text=nozzle&to=companies"),
        ("text", "/?patent=FICT-P1&to=companies"),
        ("", "/?text=nozzle&patent=FICT-P1&to=companies"),
        ("patent:OTHER", "/?text=nozzle&patent=FICT-P1&to=companies"),
    ],
)
def test_of_text_and_record_the_newer_is_asked(filled: TestClient, before: str, location: str) -> None:
    form = {"text": "nozzle", "source": "patent", "id": "FICT-P1", "to": "companies", "before": before}
    assert filled.post("/", data=form, follow_redirects=False).headers["location"] == location


def test_a_match_is_laid_out_side_by_side(filled: TestClient) -> None:
    page = filled.get("/compare", params={"patent": "FICT-P1", "to": "companies", "with": "FICT-C1"}, headers=ENGLISH)
    assert page.status_code == 200
    assert 'id="asked-1" href="#pair-1"' in page.text
    assert 'id="found-1" href="#pair-1"' in page.text
    assert 'id="pair-1"' in page.text
    assert "&lt;b&gt;Nozzle&lt;/b&gt; &amp; shield" in page.text
    assert "<b>Nozzle</b>" not in page.text
    assert 'href="/?patent=FICT-P1&amp;to=companies"' in page.text


def test_a_text_is_laid_out_beside_a_record(filled: TestClient) -> None:
    asked = {"text": "<i>Infiltrate</i> silicon carbide preforms with a matrix.", "to": "companies", "with": "FICT-C1"}
    page = filled.get("/compare", params=asked, headers=ENGLISH)
    assert page.status_code == 200
    assert "What was asked for" in page.text
    assert "&lt;i&gt;Infiltrate&lt;/i&gt;" in page.text.replace("<mark>", "").replace("</mark>", "")
    assert "<i>" not in page.text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("patent=FICT-P1&to=companies&with=NOPE", 404),
        ("patent=FICT-P1&to=companies", 422),
        ("patent=NOPE&to=companies&with=FICT-C1", 404),
        ("to=companies&with=FICT-C1", 422),
        ("text=a&patent=FICT-P1&to=companies&with=FICT-C1", 422),
        (f"patent=FICT-P1&to=companies&with={'x' * 400}", 422),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(filled: TestClient, query: str, status: int) -> None:
    page = filled.get(f"/compare?{query}", headers=KOREAN)
    assert page.status_code == status
    assert 'role="alert"' in page.text
    assert '<html lang="ko">' in page.text


SECOND = "A second text."


@pytest.mark.parametrize(
    ("kind", "first", "second", "then"),
    [
        ("patents", patent("V1"), patent("V1", abstract=SECOND), "infiltrated with a ceramic"),
        ("needs", need("V1"), need("V1", description=SECOND), "for 400 hours"),
        ("companies", company("V1"), company("V1", profile={"summary": SECOND}), "Furnaces infiltrate"),
    ],
)
def test_a_records_versions_stay_readable(client: TestClient, kind: str, first: Json, second: Json, then: str) -> None:
    client.post(f"/api/v1/{kind}", json=first)
    client.put(f"/api/v1/{kind}/V1", json=second)
    current = client.get(f"/{kind}/V1", headers=ENGLISH).text
    assert SECOND in current
    assert then not in current
    assert f"/{kind}/V1?version=1" in current
    former = client.get(f"/{kind}/V1?version=1", headers=ENGLISH).text
    assert then in former
    assert SECOND not in former
    assert "This is version 1" in former
    refused = client.get(f"/{kind}/V1?version=3", headers=ENGLISH)
    assert refused.status_code == 404
    assert "V1 has no version 3" in refused.text
    assert client.get(f"/{kind}/V1?version=0").status_code == 422


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/patents/FICT-P1", "silicon carbide fibre preform"),
        ("/companies/FICT-C1", "Furnaces infiltrate"),
        ("/needs/FICT-N1", "heat shield that withstands"),
    ],
)
def test_a_record_is_shown_whole_with_the_ways_on(filled: TestClient, path: str, said: str) -> None:
    page = filled.get(path, headers=ENGLISH)
    assert page.status_code == 200
    assert said in page.text
    assert page.text.count('class="button') == 3
    assert len(record_router.routes) == 3


def test_an_unknown_record_or_address_is_a_page_in_the_same_words(filled: TestClient) -> None:
    for path in ("/patents/NOPE", "/nowhere"):
        page = filled.get(path, headers=KOREAN)
        reason = filled.get(f"/api/v1{path}", headers=KOREAN).json()["error"]["reason"].replace("/api/v1", "")
        assert page.status_code == 404
        assert reason in page.text


def test_the_pages_of_operation_show_imports_and_rebuilds(client: TestClient) -> None:
    assert "No rebuild has run yet" in client.get("/operation/index", headers=ENGLISH).text
    table = "회사명,주요제품\n한울,세라믹 노즐\n".encode()
    imported = client.post("/api/v1/imports", files={"file": ("firms.csv", table)})
    assert imported.status_code == 201, imported.text
    page = client.get("/operation/imports", headers=KOREAN)
    assert page.status_code == 200
    assert "firms.csv" in page.text


def test_a_failed_import_says_why(client: TestClient) -> None:
    client.post(
        "/api/v1/imports", files={"file": ("patents.jsonl", b'{"id": "P", "title": ')}, data={"format": "plain-patents"}
    )
    page = client.get("/operation/imports", headers=KOREAN).text
    assert "patents.jsonl" in page
    assert 'class="reason bad"' in page


@pytest.mark.parametrize(
    ("detail", "korean"),
    [
        (noted("published"), "레코드 5건 게시 (새로 인코딩한 문단 1,200개, 재사용 34개, 2.5초)"),
        (noted("unchanged"), "바뀐 것이 없어 G2 세대를 그대로 씁니다"),
        (noted("refused", "quality 0.5000 is below 0.7000: 3 of 5"), "게시하지 않음: 품질 0.5000 (최소 기준 0.7000)"),
        ("encoder_mismatch other", "색인은 … 모델로 만들어졌으나 현재 서비스는 … 모델을 사용합니다."),
        ("query_too_long", "query_too_long"),
        ("the lease ran out", "작업하던 프로세스가 응답 없이 끝났습니다"),
        ("stopped", "끝나기 전에 멈췄습니다"),
        ("OSError", "OSError"),
    ],
)
def test_a_rebuild_is_told_in_the_readers_language(detail: str, korean: str) -> None:
    assert outcome(detail, "ko").reason == korean
    assert outcome(detail, "en").reason


def test_a_language_that_is_asked_for_is_kept(shared_client: TestClient) -> None:
    assert '<html lang="en">' in shared_client.get("/?lang=en", headers=KOREAN).text
    assert '<html lang="en">' in shared_client.get("/", headers=KOREAN).text
    shared_client.cookies.clear()
    assert '<html lang="ko">' in shared_client.get("/", headers=KOREAN).text


def test_static_files_are_served_and_need_nothing_from_elsewhere(shared_client: TestClient) -> None:
    for path in STATIC.iterdir():
        assert shared_client.get(f"/static/{path.name}").status_code == 200
        assert "https://" not in path.read_text(encoding="utf-8")


def test_every_sentence_of_the_pages_has_its_korean() -> None:
    sentences = {text for group in LABELS.values() for text in group.values()}
    for template in TEMPLATES.rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        sentences |= {found[1] for found in re.findall(r"""_\((["'])(.+?)\1""", text)}
        assert not re.search(r"style=|onclick=|<script>", text)
    pages = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.parent.rglob("*.py"))
    sentences |= set(re.findall(r'(?:Fact|Section)\("(.+?)"', pages))
    sentences |= set(re.findall(r'words\(\s*"(.+?)"', pages))
    sentences |= set(re.findall(r'notice\(\s*"(.+?)"', pages))
    known = translations("ko")
    assert sorted(sentences - known.keys()) == []
    assert sorted(known.keys() - sentences) == []
    for english, korean in known.items():
        assert sorted(re.findall(r"%\(\w+\)s", english)) == sorted(re.findall(r"%\(\w+\)s", korean)), english


def test_every_sentence_stands_in_one_catalogue() -> None:
    found = Counter(
        str(entry.id)
        for path in catalogues("ko")
        for entry in read_po(path.read_bytes().splitlines(), locale="ko")
        if entry.id
    )
    assert [sentence for sentence, times in found.items() if times > 1] == []


@pytest.mark.parametrize(
    ("passage", "terms", "shown"),
    [
        ("A <b> fibre & matrix", ("fibre",), "A &lt;b&gt; <mark>fibre</mark> &amp; matrix"),
        ("carbide carb", ("carb",), "carbide <mark>carb</mark>"),
        ("세라믹을 만든다", ("세라믹을",), "<mark>세라믹을</mark> 만든다"),
        ("no terms", (), "no terms"),
        ("f-35 radar (x)", ("f-35", "(x)"), "<mark>f-35</mark> radar <mark>(x)</mark>"),
    ],
)
def test_terms_are_marked_where_they_stand(passage: str, terms: tuple[str, ...], shown: str) -> None:
    assert str(mark(passage, terms)) == shown


def test_excerpts_are_marked_once_and_overlapping_ones_together() -> None:
    sections = [Section("Claims", (Part("one two three & four", "Head"), Part("one two")))]
    excerpts = [Excerpt("two three", 1, ("two",)), Excerpt("three & four", 2), Excerpt("Head"), Excerpt("absent", 3)]
    part, other = with_excerpts(sections, excerpts, "a")[0].parts
    numbers = '<a class="number" id="a-1" href="#pair-1">1</a><a class="number" id="a-2" href="#pair-2">2</a>'
    assert part.text == f'one <span class="found">{numbers}<mark>two</mark> three &amp; four</span>'
    assert part.heading == '<span class="lacking">Head</span>'
    assert other.text == "one two"
