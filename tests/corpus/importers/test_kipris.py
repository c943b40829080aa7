"""KIPRIS answers: two search dialects, the detail answer, and errors that come as answers."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.drafts import LegalStatus, PatentDraft
from corpus.importers import kipris
from corpus.importers.format import Accepted, Parsed, Rejected
from corpus.importers.source import Source
from corpus.problems import Invalid

ITEM = """<item><indexNo>1</indexNo><registerStatus>{status}</registerStatus>
<inventionTitle>
접이식 다리의 잠금 장치(Locking device for a folding bridge)
</inventionTitle>
<ipcNumber>E01D 15/12|F16B 21/00</ipcNumber><registerNumber>1029999990000</registerNumber>
<registerDate>2024.05.31</registerDate>
<applicationNumber>{number}</applicationNumber><applicationDate>2021/02/28 00:00:00</applicationDate>
<openNumber>1020220000002</openNumber><openDate>20220905</openDate><publicationNumber/>
<publicationDate>20240605</publicationDate>
<astrtCont>다리를 잠그는 장치에 관한 것이다. 잠금쇠와...(이하생략)</astrtCont>
<applicantName>한솔가교 주식회사 | 대한민국(관리부서 가상시험소)</applicantName></item>"""


def kipi(
    items: str,
    total: int = 1,
    header: str = "<successYN>Y</successYN><resultCode>00</resultCode><resultMsg>NORMAL SERVICE.</resultMsg>",
) -> str:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<response><header>{header}</header><body><items>{items}</items></body><count><totalCount>{total}</totalCount></count>
</response>"""


def item(status: str = "등록", number: str = "1020210000001") -> str:
    return ITEM.format(status=status, number=number)


def read(data: str, encoding: str = "utf-8") -> list[Parsed]:
    source = Source.of("answer.xml", data.encode(encoding))
    assert kipris.recognises(source)
    return list(kipris.read(source))


def draft(data: str, encoding: str = "utf-8") -> PatentDraft:
    (parsed,) = read(data, encoding)
    assert isinstance(parsed, Accepted), parsed
    assert isinstance(parsed.draft, PatentDraft)
    return parsed.draft


def test_the_first_dialect() -> None:
    found = draft(kipi(item()))
    assert (found.id, found.country, found.application_number) == ("KR1020210000001", "KR", "1020210000001")
    assert (found.title, found.title_en) == ("접이식 다리의 잠금 장치", "Locking device for a folding bridge")
    assert found.abstract == "다리를 잠그는 장치에 관한 것이다. 잠금쇠와"
    assert [owner.name for owner in found.owners] == ["한솔가교 주식회사", "대한민국(관리부서 가상시험소)"]
    assert found.ipc == ("E01D 15/12", "F16B 21/00")
    assert (found.publication_number, found.registration_number) == ("1020220000002", "1029999990000")
    assert (found.filing_date, found.publication_date) == (date(2021, 2, 28), date(2022, 9, 5))
    assert (found.grant_date, found.legal_status) == (date(2024, 5, 31), LegalStatus.GRANTED)


def test_the_second_dialect() -> None:
    data = """<response><header><resultCode></resultCode><resultMsg></resultMsg></header><body><items>
<PatentUtilityInfo>
<Applicant>누리부양 주식회사</Applicant><ApplicationDate>20190102</ApplicationDate>
<ApplicationNumber>20-2019-0000003</ApplicationNumber>
<Abstract>부표에 관한 것이다.</Abstract><InventionName>부표(PTFE 부표)</InventionName>
<InternationalpatentclassificationNumber>B63B 22/00</InternationalpatentclassificationNumber><OpeningDate>
</OpeningDate>
<PublicDate>20200305</PublicDate><PublicNumber>2020200000004</PublicNumber>
<RegistrationStatus>거절</RegistrationStatus>
</PatentUtilityInfo><TotalSearchCount>1</TotalSearchCount></items></body></response>"""
    found = draft(data)
    assert (found.id, found.title, found.title_en) == ("KR2020190000003", "부표(PTFE 부표)", None)
    assert (found.legal_status, found.publication_date) == (LegalStatus.REFUSED, date(2020, 3, 5))
    assert draft(data.replace("<response>", '<?xml version="1.0" encoding="EUC-KR"?><response>'), "cp949") == found


DETAIL = """<response><header><resultCode>00</resultCode></header><body><item>
<abstractInfoArray><abstractInfo><astrtCont><p>윤활제에 관한 것이다.</p></astrtCont></abstractInfo>
</abstractInfoArray>
<agentInfoArray><agentInfo><name>아무 특허법인</name></agentInfo></agentInfoArray>
<applicantInfoArray><applicantInfo><country>대한민국</country><engName>Garam Lubricants Co., Ltd.</engName>
<name>가람윤활 주식회사</name></applicantInfo></applicantInfoArray>
<biblioSummaryInfoArray><biblioSummaryInfo><applicationDate>2020.07.01</applicationDate>
<applicationNumber>10-2020-0000005</applicationNumber>
<inventionTitle>고온 윤활제</inventionTitle><inventionTitleEng>HIGH TEMPERATURE LUBRICANT</inventionTitleEng>
<registerStatus>공개</registerStatus>
</biblioSummaryInfo></biblioSummaryInfoArray>
<claimInfoArray><claimInfo><claim>1. 윤활제.</claim></claimInfo><claimInfo><claim>2. 제1항의 윤활제.</claim>
</claimInfo></claimInfoArray>
<inventorInfoArray><inventorInfo><name>김가람</name></inventorInfo></inventorInfoArray>
<ipcInfoArray><ipcInfo><ipcNumber>C10M 107/00</ipcNumber></ipcInfo><ipcInfo><ipcNumber>C10N 40/00</ipcNumber>
</ipcInfo></ipcInfoArray>
<rndInfoArray><rndInfo><rndDepartmentName>가상산업부</rndDepartmentName><rndProjectName>소재 과제</rndProjectName>
</rndInfo></rndInfoArray>
</item></body></response>"""


def test_the_detail_answer() -> None:
    found = draft(DETAIL)
    assert (found.id, found.title, found.title_en) == ("KR1020200000005", "고온 윤활제", "HIGH TEMPERATURE LUBRICANT")
    assert found.abstract == "윤활제에 관한 것이다."
    assert found.claims == ("1. 윤활제.", "2. 제1항의 윤활제.")
    assert [(owner.name, owner.others) for owner in found.owners] == [
        ("가람윤활 주식회사", ("Garam Lubricants Co., Ltd.",))
    ]
    assert found.inventors == ("김가람",)
    assert found.ipc == ("C10M 107/00", "C10N 40/00")
    assert (found.government_interest, found.agencies) == (True, ("가상산업부",))
    assert found.interest_statement == "가상산업부; 소재 과제"
    assert found.legal_status is LegalStatus.PENDING


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("소멸", LegalStatus.LAPSED),
        ("거절", LegalStatus.REFUSED),
        ("등록거절", LegalStatus.REFUSED),
        ("취하", LegalStatus.WITHDRAWN),
        ("포기", LegalStatus.LAPSED),
        ("무효", LegalStatus.LAPSED),
        ("모름", LegalStatus.UNKNOWN),
    ],
)
def test_statuses(words: str, expected: LegalStatus) -> None:
    assert draft(kipi(item(words))).legal_status is expected


def test_an_abandoned_application_is_withdrawn() -> None:
    unregistered = item("포기").replace("1029999990000", "")
    assert draft(kipi(unregistered)).legal_status is LegalStatus.WITHDRAWN


def test_bad_items_are_rejected_and_the_rest_goes_on() -> None:
    bad_day = item().replace("2024.05.31", "2024.15.31")
    untitled = item().replace("<inventionTitle>", "<x>").replace("</inventionTitle>", "</x>")
    numberless = item(number="").replace("1029999990000", "")
    parsed = read(
        kipi(item(number="4020210000001") + item(number="PCT/1") + bad_day + untitled + numberless + item(), 6)
    )
    problems = [entry.problem for entry in parsed if isinstance(entry, Rejected)]
    assert [problem.code for problem in problems] == ["not_patent_row", "bad_form", "bad_date", "missing", "missing"]
    assert (problems[2].field, problems[2].value) == ("registerDate", "2024.15.31")
    assert problems[4].field == "applicationNumber"
    assert isinstance(parsed[5], Accepted)


GATEWAY = """<OpenAPI_ServiceResponse><cmmMsgHeader><errMsg>SERVICE ERROR</errMsg>
<returnAuthMsg>SERVICE_KEY_IS_NOT_REGISTERED_ERROR</returnAuthMsg><returnReasonCode>30</returnReasonCode>
</cmmMsgHeader></OpenAPI_ServiceResponse>"""
TRADE_MARK = """<response><header><resultCode></resultCode></header><body><items><TotalSearchCount>1</TotalSearchCount>
<TradeMarkInfo><ApplicationNumber>4020210000001</ApplicationNumber><Title>NAME</Title></TradeMarkInfo></items></body>
</response>"""


@pytest.mark.parametrize(
    ("data", "code", "value"),
    [
        (
            kipi("", header="<successYN>N</successYN><resultCode>22</resultCode><resultMsg>LIMITED</resultMsg>"),
            "kipris_error",
            "22",
        ),
        (kipi("", header="<resultCode>31</resultCode><resultMsg>DEADLINE</resultMsg>"), "kipris_error", "31"),
        (
            kipi("", header="<successYN>N</successYN><resultCode></resultCode><resultMsg>?</resultMsg>"),
            "kipris_error",
            "",
        ),
        (GATEWAY, "kipris_error", "30"),
        (kipi("", total=0), "no_records", "answer.xml"),
        (kipi("", header="<resultCode>03</resultCode>"), "no_records", "answer.xml"),
        (TRADE_MARK, "not_patent_xml", "answer.xml"),
        (kipi(item())[:-40], "xml_broken", ""),
    ],
)
def test_answers_that_are_refused(data: str, code: str, value: str) -> None:
    with pytest.raises(Invalid) as caught:
        read(data)
    assert (caught.value.problem.code, caught.value.problem.value) == (code, value)


def test_other_responses_are_not_recognised() -> None:
    assert not kipris.recognises(Source.of("a", b'<response><lst name="responseHeader"/></response>'))


def test_titles_in_curly_brackets_and_a_number_of_registration_alone() -> None:
    braced = item().replace("(Locking device for a folding bridge)", "{Lock}")
    assert (draft(kipi(braced)).title, draft(kipi(braced)).title_en) == ("접이식 다리의 잠금 장치", "Lock")
    assert draft(kipi(item(number=""))).id == "KR102999999"


def test_items_without_their_answer_and_without_declaration() -> None:
    assert draft(f"<items>{item()}</items>").id == "KR1020210000001"
    assert draft(f"<items>{item()}</items>", "cp949").title == "접이식 다리의 잠금 장치"
