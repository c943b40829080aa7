from __future__ import annotations

import json
from datetime import date

import pytest

from corpus.drafts import CompanyDraft, CompanySize, LegalStatus, NeedDraft, NeedKind, PatentDraft
from corpus.importers.detect import detect
from corpus.importers.format import Accepted, Parsed, Rejected
from corpus.importers.plain import kind_of
from corpus.importers.source import Source


def taken(data: str, wanted: str = "auto") -> list[Parsed]:
    source = Source.of("t", data.encode())
    return list(detect(source, wanted).read(source))


def only(parsed: list[Parsed]) -> Accepted:
    assert len(parsed) == 1
    assert isinstance(parsed[0], Accepted), parsed[0]
    return parsed[0]


def patent(data: str) -> PatentDraft:
    draft = only(taken(data)).draft
    assert isinstance(draft, PatentDraft)
    return draft


def company(data: str, wanted: str = "auto") -> CompanyDraft:
    draft = only(taken(data, wanted)).draft
    assert isinstance(draft, CompanyDraft)
    return draft


def need(data: str) -> NeedDraft:
    draft = only(taken(data)).draft
    assert isinstance(draft, NeedDraft)
    return draft


def line(**record: object) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"


def problem(data: str, wanted: str = "auto") -> tuple[str, str]:
    (parsed,) = taken(data, wanted)
    assert isinstance(parsed, Rejected)
    return parsed.problem.code, parsed.problem.field


def test_a_korean_patent_table() -> None:
    draft = patent(
        "발명의 명칭(국문),발명의 명칭(영문),출원번호,출원일자,등록번호,등록일,"
        "출원인,권리자,IPC분류,법적상태,요약,청구항,키워드\n"
        "접이식 마스트,Folding mast,10-2020-0000001,2020. 3. 4.,10-2345678-0000,2022-05-06,가상대학교,"
        "가상국방기술연구원|한빛정밀(주),F16M  11/04; B60R 11/00,등록,접는다....(이하생략),"
        '"1. 기둥을 가진 마스트. 2. 제1항의 마스트.",마스트; 접이식\n'
    )
    assert draft.id == "KR1020200000001"
    assert (draft.country, draft.title, draft.title_en) == ("KR", "접이식 마스트", "Folding mast")
    assert [owner.name for owner in draft.owners] == ["가상국방기술연구원", "한빛정밀(주)"]
    assert draft.ipc == ("F16M 11/04", "B60R 11/00")
    assert (draft.filing_date, draft.grant_date) == (date(2020, 3, 4), date(2022, 5, 6))
    assert draft.abstract == "접는다"
    assert draft.claims == ("1. 기둥을 가진 마스트.", "2. 제1항의 마스트.")
    assert draft.legal_status is LegalStatus.GRANTED
    assert draft.keywords == ("마스트", "접이식")


def test_a_registration_number_names_a_patent_without_application_number() -> None:
    assert patent("등록번호\t발명의명칭\t요약\n10-2345678\t마스트\t접는다\n").id == "KR102345678"


def test_several_publications_in_one_cell() -> None:
    data = '"No","Title","Applicants","Publication number"\n"1","Mast","HANBIT","US2021000001A1 \nKR102345678B1"\n'
    assert patent(data).id == "US20210000001"


def test_an_english_patent_line_with_the_owners_country() -> None:
    draft = patent(
        line(
            id="US7000001",
            title="Folding mast",
            abstract="It folds.",
            assignee="Hanbit Composites Co., Ltd.",
            city="Busan",
            country="KR",
            filing_date="20050321",
            gov_interest=True,
            gov_agencies=["Navy"],
            gov_statement="Made with support.",
        )
    )
    assert (draft.id, draft.country) == ("US7000001", "US")
    assert [(owner.name, owner.country) for owner in draft.owners] == [("Hanbit Composites Co., Ltd.", "KR")]
    assert (draft.government_interest, draft.agencies, draft.interest_statement) == (
        True,
        ("Navy",),
        "Made with support.",
    )


def test_a_fictional_record_keeps_its_id() -> None:
    draft = patent(
        line(
            id="FICT-P-A01",
            fictional=True,
            country="KR",
            title="마스트",
            abstract="접는다",
            applicants=["가상연구원"],
            claims=["1. 가; 나"],
            trl=6,
            status="pending",
        )
    )
    assert (draft.id, draft.country, draft.fictional, draft.trl) == ("FICT-P-A01", "KR", True, 6)
    assert draft.claims == ("1. 가; 나",)
    assert draft.legal_status is LegalStatus.PENDING


@pytest.mark.parametrize(
    ("record", "code", "field"),
    [
        ({"id": "US1000001", "title": None, "abstract": "a"}, "missing", "title"),
        ({"id": "US1000001", "title": ["a", "b"], "abstract": "a"}, "bad_value", "title"),
        ({"id": "US1000001", "title": "x" * 1_001, "abstract": "a"}, "too_long", "title"),
        ({"id": None, "title": "Mast", "abstract": "a", "country": "US"}, "missing", "id"),
        ({"id": "US1000001", "title": "Mast", "abstract": {"x": 1}}, "bad_value", "abstract"),
        ({"id": "US1000001", "title": "Mast", "filing_date": "32.13.2020", "abstract": "a"}, "bad_date", "filing_date"),
        ({"number": "7000001", "title": "Mast", "country": "Atlantis", "abstract": "a"}, "bad_country", "country"),
    ],
)
def test_patents_that_are_rejected(record: dict[str, object], code: str, field: str) -> None:
    assert problem(line(**record)) == (code, field)


def test_numbers_and_nan_and_nul_are_cleaned() -> None:
    draft = patent(line(id="US1000001", title="Mast\u0000 folds", abstract=float("nan"), keywords=[3, "a"]))
    assert (draft.title, draft.abstract, draft.keywords) == ("Mast folds", "", ("3", "a"))


def test_a_korean_company_table() -> None:
    draft = company(
        "회사명,영문 회사명,사업자등록번호,법인등록번호,업종,주요제품,지역,"
        "종업원수,설립일,기업규모,기업소개,보유기술,인증,홈페이지\n"
        '한빛정밀(주),Hanbit Precision,124-81-00998,110111-0000002,금속 가공,마스트; 브래킷,부산,"1,200명",2009-05-01,'
        "중소기업,정밀 가공 전문,5축 가공|접합,ISO 9001; AS9100D,hanbit.example\n"
    )
    assert (draft.name, draft.name_en, draft.country) == ("한빛정밀(주)", "Hanbit Precision", "KR")
    assert (draft.business_registration_number, draft.corporate_number) == ("1248100998", "1101110000002")
    assert (draft.employees, draft.founded_year, draft.size) == (1_200, 2009, CompanySize.MEDIUM)
    assert draft.profile.summary == "정밀 가공 전문"
    assert [capability.title for capability in draft.profile.capabilities] == ["5축 가공", "접합", "마스트; 브래킷"]
    assert draft.profile.certificates == ("ISO 9001", "AS9100D")


def test_a_wrong_check_digit_rejects_the_company() -> None:
    data = "회사명,사업자등록번호\n한빛정밀,124-81-00997\n"
    assert problem(data) == ("bad_business_number", "사업자등록번호")


def test_rows_of_a_search_benchmark() -> None:
    draft = company(line(_id="AB^C", title="Hanbit Co", text="It mills.", country="South Korea", industry=None))
    assert (draft.id, draft.name, draft.country, draft.profile.summary) == ("AB^C", "Hanbit Co", "KR", "It mills.")
    projects = [
        {"title": "Mast", "abstract": "Folds.", "agency": "Navy", "year": "2006"},
        {"title": None, "text": "Bare."},
    ]
    draft = company(line(_id="firm-1", title="HANBIT", state="VA", projects=projects))
    assert [(p.title, p.text, p.year, p.agency) for p in draft.profile.projects] == [
        ("Mast", "Folds.", 2006, "Navy"),
        ("Bare.", "Bare.", None, None),
    ]


def test_a_korean_need_table() -> None:
    draft = need(
        "수요번호,수요기술명,세부내용,요구사항,수요기관,요구TRL,마감일,구분\n"
        'N-1,경량 마스트,가벼워야 한다,"10 kg 이하\n높이 5 m",해군,7,2026-12-31,국방\n'
    )
    assert (draft.id, draft.title, draft.organisation) == ("N-1", "경량 마스트", "해군")
    assert draft.requirements == ("10 kg 이하", "높이 5 m")
    assert (draft.required_trl, draft.close_date, draft.kind) == (7, date(2026, 12, 31), NeedKind.DEFENCE)


def test_a_topic_without_title_gets_its_first_sentence() -> None:
    told = "Develop a mast that folds in a minute. It must be light."
    record = {
        "id": "t-1",
        "topic_code": "N1-001",
        "description": told,
        "keywords": ["mast"],
        "open_date": "May 1, 2026",
    }
    draft = need(line(**record, close_date="June 1, 2026", agency="Department of Defense; Navy"))
    assert draft.title == "Develop a mast that folds in a minute."
    assert draft.keywords == ("N1-001", "mast")
    assert draft.kind is NeedKind.DEFENCE
    long = need(line(id="t-2", description="word " * 60, close_date="2026-06-01"))
    assert len(long.title) <= 120
    assert long.title.endswith("word…")


def test_a_need_without_title_and_description_is_rejected() -> None:
    assert problem(line(id="t-1", title=None, agency="Navy", close_date="2026-06-01")) == ("missing", "title")


def test_a_need_without_id_keeps_the_same_one() -> None:
    data = "수요기술명,수요기관\n경량 마스트,해군\n"
    assert need(data).id == need(data).id
    assert need(data).id.startswith("need-")


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        (("발명의명칭", "출원번호"), "patents"),
        (("Title", "Application No."), "patents"),
        (("회사명", "업종"), "companies"),
        (("Company Name", "Employees"), "companies"),
        (("수요기술명", "수요기관"), "needs"),
        (("title", "organisation", "required_trl"), "needs"),
        (("id", "title", "description"), None),
        (("_id", "title", "text"), None),
        (("name", "website"), None),
        (("a", "b"), None),
    ],
)
def test_headings_tell_the_kind(headings: tuple[str, ...], kind: str | None) -> None:
    assert kind_of(headings) == kind


def test_ambiguous_rows_can_be_named() -> None:
    draft = company(line(_id="c1", title="Hanbit Co", text="It mills."), "plain-companies")
    assert (draft.id, draft.name) == ("c1", "Hanbit Co")


def test_numbers_of_patents_tell_what_headings_do_not() -> None:
    source = Source.of("t.csv", b"id,title,description\nUS7000001B2,Mast,It folds.\nKR1020210000001,Boom,It bends.\n")
    found = detect(source)
    assert found.name == "plain-patents"
    first = next(iter(found.read(source)))
    assert isinstance(first, Accepted)
    assert isinstance(first.draft, PatentDraft)
    assert (first.draft.id, first.draft.kind, first.draft.abstract) == ("US7000001", "B2", "It folds.")
    assert detect(Source.of("t.csv", b"name,description\nHanbit,Masts.\n")).name == "plain-companies"


def test_an_id_that_is_no_number_of_a_patent_is_named() -> None:
    source = Source.of("t.csv", b"id,title,description\n1,Mast,It folds.\n")
    (parsed,) = detect(source, "plain-patents").read(source)
    assert isinstance(parsed, Rejected)
    assert (parsed.problem.code, parsed.problem.field, parsed.problem.value) == ("bad_number_of_patent", "id", "1")


def test_a_quote_that_never_closes_does_not_swallow_rows_unseen() -> None:
    source = Source.of("t.csv", b'id,title,abstract\nUS7000001,Mast,"It folds\nUS7000002,a,b\nUS7000003,c,d\n')
    (parsed,) = detect(source).read(source)
    assert isinstance(parsed, Rejected)
    assert (parsed.problem.code, parsed.problem.field) == ("unclosed_quote", "abstract")
