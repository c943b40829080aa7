"""Sheets: one page, word for word, the same bytes each time, nothing for those who may not know of the record."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pypdf
import pytest
import typst
from fastapi.testclient import TestClient

from api.application import create_app
from api.service import Service
from api.settings import Settings
from api.sheets import docx as word
from api.sheets import making, pdf
from api.sheets.laid import Laid, Line, Part, Row
from api.sheets.laying import lay
from api.sheets.making import SheetForm, Wanted, material_of, sheet_of
from corpus.passages import sentences
from corpus.problems import Forbidden, Unavailable
from corpus.roles import NOBODY, Caller, Role
from tests.api.conftest import as_, settings_in
from tests.api.records import company, need, patent
from tests.fakes import HashEncoder
from tests.fonts import needs_korean_font

pytestmark = needs_korean_font

OFFICIAL = Caller(Role.OFFICER, "officer")
KOREAN = "탄화규소 섬유에 세라믹 기지를 함침하여 고온 배기가스에 견디는 노즐을 만든다."
SIGNS = 'A "quoted" #set text(size: 90pt) *bold* _it_ `raw` $x$ \\ @ref <tag> // [b] office first.'
LONG = " ".join(
    f"Sentence number {n} tells of fibre {n % 7}, matrix {n % 5} and of heat for a while." for n in range(90)
)
RECORDS = (
    ("patents", patent(title="내열 세라믹 노즐", title_en="Nozzle #1", abstract=f"{KOREAN} {SIGNS}", trl=6)),
    ("patents", patent("FICT-P2", abstract=LONG, claims=[f"{n}. {LONG}" for n in range(1, 4)], keywords=["한글"] * 30)),
    ("patents", patent("FICT-P3", title="Restricted array", tier="restricted")),
    ("patents", patent("FICT-P4", title="x", abstract="", claims=[])),
    ("companies", company()),
    ("needs", need(requirements=["It withstands 1,300 °C.", "두께는 3 mm 이하이다."], required_trl=7)),
)


def office(settings: Settings) -> Settings:
    return settings.model_copy(update={"office_name": "민군 기술이전실", "office_contact": "042-000-0000"})


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    built = Service(office(settings_in(tmp_path_factory.mktemp("sheets"))), encoder=HashEncoder())
    built.open()
    with TestClient(create_app(built)) as made:
        writing = as_(built, Role.REVIEWER)
        officer = as_(built, Role.ADMINISTRATOR)
        for kind, record in RECORDS:
            sent = {name: value for name, value in record.items() if name != "tier"}
            made.post(f"/api/v1/{kind}", json=sent, headers=officer).raise_for_status()
            if "tier" in record:
                decision = {"decision": "tier", "tier": record["tier"]}
                address = f"/api/v1/screening/{kind}/{record['id']}/decisions"
                made.post(address, json=decision, headers=writing).raise_for_status()
        yield built


@pytest.fixture(scope="module")
def reader(filled: Service) -> Iterator[TestClient]:
    with TestClient(create_app(filled)) as made:
        yield made


def plain(text: str) -> str:
    """Without white space: lines break where they must."""
    return "".join(text.split())


def read_back(form: SheetForm, content: bytes) -> str:
    return plain(pdf.text_of(content) if form is SheetForm.PDF else word.text_of(content))


WANTED = [
    Wanted("patents", "FICT-P1", "ko"),
    Wanted("patents", "FICT-P1", "en", ("FICT-C1",)),
    Wanted("needs", "FICT-N1", "ko", ("FICT-C1",)),
    Wanted("patents", "FICT-P3", "ko"),
    Wanted("patents", "FICT-P4", "en"),
]


@pytest.mark.parametrize("form", SheetForm)
@pytest.mark.parametrize("wanted", WANTED, ids=lambda wanted: f"{wanted.id}-{wanted.language}")
def test_a_sheet_reads_back_to_what_was_put_in(filled: Service, wanted: Wanted, form: SheetForm) -> None:
    content = sheet_of(filled, OFFICIAL, wanted, form)
    laid = lay(material_of(filled, OFFICIAL, wanted))
    assert read_back(form, content) == plain("".join(laid.texts))
    assert sheet_of(filled, OFFICIAL, wanted, form) == content


def test_every_sentence_is_the_records_own_and_has_its_source(filled: Service) -> None:
    material = material_of(filled, OFFICIAL, Wanted("patents", "FICT-P1", "ko", ("FICT-C1",)))
    laid = lay(material)
    whole = plain("".join((KOREAN, SIGNS, *patent()["claims"])))
    what, does = laid.parts[0], laid.parts[1]
    day = material.record.updated_at.date().isoformat()
    for line in (*what.lines, *does.lines):
        assert plain(line.text) in whole
        assert line.source.startswith("[FICT-P1 · ")
        assert line.source.endswith(f" · v1 · {day}]")
    assert [line.source for line in does.lines if "청구항 1" in line.source]
    evidence = next(part for part in laid.parts if part.heading == "후보 기업의 근거")
    assert [line.leading for line in evidence.lines] == [True, *([False] * (len(evidence.lines) - 1))]
    profile = company()["profile"]
    told = plain(profile["summary"] + "".join(each["text"] for each in profile["capabilities"]))
    assert len(evidence.lines) > 1
    for line in evidence.lines[1:]:
        assert plain(line.text) in told
        assert line.source.startswith("[FICT-C1 · ")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_long_record_fits_on_one_page_by_whole_sentences(filled: Service, language: str) -> None:
    wanted = Wanted("patents", "FICT-P2", language, ("FICT-C1",))  # type: ignore[arg-type]  # one of both
    content = sheet_of(filled, OFFICIAL, wanted, SheetForm.PDF)
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == 1
    text = read_back(SheetForm.PDF, content)
    shown = [each for each in sentences(LONG) if plain(each) in text]
    considered = len(sentences(LONG)) + 1
    said = f"원문문장{considered}개중{considered - len(shown)}개는" if language == "ko" else ""
    assert said in text
    assert shown
    assert ("외24건" if language == "ko" else "and24more") in text


def test_what_does_not_fit_is_taken_out_and_said(filled: Service) -> None:
    material = material_of(filled, OFFICIAL, Wanted("patents", "FICT-P2", "en"))
    tall = replace(material, contact="line " * 800)
    found = pdf.fitted(lambda count: lay(making._shortened(tall, count)), len(material.draft.does))
    assert found
    laid, content = found
    assert pdf.pages_of(content) == 1
    left = material.draft.considered - len(laid.parts[1].lines) - 1
    assert len(laid.parts[1].lines) < len(material.draft.does)
    assert plain(f"{left} of the {material.draft.considered} sentences") in plain(pdf.text_of(content))
    assert pdf.fitted(lambda count: lay(replace(tall, contact="line " * 4_000)), 3) is None


def test_a_restricted_sheet_is_for_officials_and_says_so(reader: TestClient, filled: Service) -> None:
    assert reader.get("/patents/FICT-P3/sheet.pdf").status_code == 404
    assert reader.get("/api/v1/patents/FICT-P3/sheet.docx").status_code == 404
    sheet = reader.get("/patents/FICT-P3/sheet.pdf", headers={**as_(filled, Role.OFFICER), "Accept-Language": "ko"})
    assert sheet.status_code == 200
    assert plain("담당 공무원 전용") in read_back(SheetForm.PDF, sheet.content)
    open_ = reader.get("/patents/FICT-P1/sheet.pdf", headers={"Accept-Language": "ko"})
    assert plain("담당 공무원 전용") not in read_back(SheetForm.PDF, open_.content)


def test_of_a_blocked_record_there_is_no_sheet(reader: TestClient, filled: Service) -> None:
    reviewer, officer = as_(filled, Role.REVIEWER), as_(filled, Role.OFFICER)
    address = "/api/v1/screening/patents/FICT-P4/decisions"
    reader.post(address, json={"decision": "block", "reason": "Test."}, headers=reviewer).raise_for_status()
    for path in ("/patents/FICT-P4/sheet.docx", "/api/v1/patents/FICT-P4/sheet.pdf"):
        assert reader.get(path, headers=officer).status_code == 403
        assert reader.get(path).status_code == 404
    assert "sheet.pdf" not in reader.get("/patents/FICT-P4", headers=officer).text
    reader.post(address, json={"decision": "reopen", "reason": "Test."}, headers=reviewer).raise_for_status()


def test_only_officials_put_companies_on_a_sheet(reader: TestClient, filled: Service) -> None:
    assert reader.get("/patents/FICT-P1/sheet.pdf?with=FICT-C1").status_code == 403
    with pytest.raises(Forbidden, match="sheet_for_officials"):
        sheet_of(filled, NOBODY, Wanted("patents", "FICT-P1", "ko", ("FICT-C1",)), SheetForm.DOCX)
    missing = reader.get("/patents/FICT-P1/sheet.pdf?with=NOPE", headers=as_(filled, Role.OFFICER))
    assert missing.status_code == 404


@pytest.mark.parametrize("form", SheetForm)
def test_pages_and_api_give_the_same_file(reader: TestClient, form: SheetForm) -> None:
    for kind, record_id in (("patents", "FICT-P1"), ("needs", "FICT-N1")):
        page = reader.get(f"/{kind}/{record_id}/sheet.{form}?lang=en")
        assert page.status_code == 200, page.text
        assert page.headers["content-type"] == making.MEDIA_TYPES[form]
        assert page.headers["content-disposition"].endswith(f'-{record_id}-en.{form}"')
        assert reader.get(f"/api/v1/{kind}/{record_id}/sheet.{form}?lang=en").content == page.content
        reader.cookies.clear()
    assert reader.get("/patents/FICT-P1/sheet.odt").status_code in {404, 422}
    assert reader.get("/patents/NOPE/sheet.pdf").status_code == 404


def laid(text: str) -> Laid:
    part = Part("Heading", rows=(Row("Name", text),), lines=(Line(text, "[source]"),))
    return Laid("ko", "Kind", text, "", (), (part,), ("Foot",), date(2026, 5, 4))


def test_without_a_korean_font_no_empty_boxes_are_printed() -> None:
    bare = typst.Fonts(include_system_fonts=False)
    with pytest.raises(Unavailable, match="no_korean_font"):
        pdf.check_letters(pdf.pdf_of(laid(KOREAN), bare), laid(KOREAN), bare)
    with pytest.raises(Unavailable, match="no_font") as refused:
        pdf.check_letters(pdf.pdf_of(laid("plain 水"), bare), laid("plain 水"), bare)
    assert refused.value.problem.value == "水"
    pdf.check_letters(pdf.pdf_of(laid("plain text"), bare), laid("plain text"), bare)


def test_no_text_is_read_as_markup() -> None:
    for text in (SIGNS, '#read("/etc/passwd")', '#import "@preview/x:0.1.0"', "= Heading", "\\u{1F600}"):
        assert plain("".join(laid(text).texts)) == plain(pdf.text_of(pdf.pdf_of(laid(text))))
        assert plain("".join(laid(text).texts)) == plain(word.text_of(word.docx_of(laid(text))))
