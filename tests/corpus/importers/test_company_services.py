"""Companies from SAM.gov, SBIR.gov, the Korea Exchange and FinanceDatabase."""

from __future__ import annotations

import io
import json

from openpyxl import Workbook

from corpus.importers.format import Rejected
from tests.corpus.importers.reading import company, taken


def test_awards_in_each_spelling() -> None:
    snake = {
        "company": "Hanbit Inc. ",
        "award_title": "Mast",
        "agency": "Department of Defense",
        "branch": "Navy",
        "phase": "Phase I",
        "program": "SBIR",
        "agency_tracking_number": "N1",
        "award_year": "2018",
        "duns": "012345678",
        "number_employees": "",
        "research_keywords": "mast,boom",
        "abstract": "It folds.",
    }
    capital = {key.title(): value for key, value in snake.items()}
    service = {
        "firm": "Hanbit Inc.",
        "award_title": "Mast",
        "agency": "Department of Defense",
        "branch": "Navy",
        "phase": "Phase I",
        "program": "SBIR",
        "award_year": 2018,
        "number_employees": 0,
        "uei": "ABC",
        "research_area_keywords": "mast,boom",
        "abstract": "It folds.",
        "duns": "'012345678'",
    }
    legacy = {
        "firm": "Hanbit Inc.",
        "title": "Mast",
        "agency": ["Department of Defense"],
        "phase": "Phase I",
        "program": "SBIR",
        "year": "2018",
        "abstract": "It folds.",
        "link": "x",
    }
    for award in (snake, capital, service, legacy):
        draft = company(taken([award], "sbir-awards")[0])
        assert (draft.id, draft.name, draft.adds_projects) == (None, "Hanbit Inc.", True)
        (project,) = draft.profile.projects
        assert (project.title, project.text, project.year) == ("Mast", "It folds.", 2018)
        assert str(project.agency).startswith("Department of Defense")
    assert company(taken([service], "sbir-awards")[0]).duns == "012345678"


def test_awards_in_tables() -> None:
    heads = [
        "Company",
        "Award Title",
        "Agency",
        "Phase",
        "Program",
        "Award Year",
        "Number Employees",
        "Duns",
        "Abstract",
    ]
    row = ["Hanbit Inc.", "Mast", "Department of Defense", "Phase I", "SBIR", 2018, 34.0, "'012345678'", "It folds."]
    made = Workbook(write_only=True)
    sheet = made.create_sheet()
    sheet.append(heads)
    sheet.append(row)
    held = io.BytesIO()
    made.save(held)
    text = ",".join(heads) + "\n" + ",".join(map(str, row)) + "\n"
    for data in (held.getvalue(), text.encode(), text.replace(",", "\t").encode("utf-16")):
        draft = company(taken(data, "sbir-awards")[0])
        assert (draft.name, draft.employees, draft.duns) == ("Hanbit Inc.", 34, "012345678")
        assert draft.profile.projects[0].year == 2018


def test_an_award_without_firm_or_title_is_rejected() -> None:
    base = {"award_year": 2018, "phase": "I", "program": "SBIR"}
    first, second = taken(
        [base | {"firm": "", "award_title": "a"}, base | {"firm": "b", "award_title": None}], "sbir-awards"
    )
    assert isinstance(first, Rejected)
    assert (first.problem.code, first.problem.field) == ("missing", "firm")
    assert isinstance(second, Rejected)
    assert (second.problem.code, second.problem.field) == ("missing", "award_title")
    (third,) = taken([base | {"firm": "b", "award_title": "a", "award_year": "soon"}], "sbir-awards")
    assert isinstance(third, Rejected)
    assert (third.problem.code, third.problem.field, third.problem.value) == ("bad_number", "award_year", "soon")


def test_sam_entities() -> None:
    entity = {
        "entityRegistration": {
            "ueiSAM": "ABC123DEF456",
            "legalBusinessName": "HANBIT INC",
            "dbaName": "Hanbit",
            "registrationStatus": "Active",
        },
        "coreData": {
            "entityInformation": {"entityURL": "hanbit.example", "entityStartDate": "2009-05-01"},
            "physicalAddress": {"city": "Austin", "stateOrProvinceCode": "TX", "countryCode": "USA"},
        },
        "assertions": {
            "goodsAndServices": {
                "primaryNaics": "332710",
                "naicsList": [{"naicsCode": "332710", "naicsDescription": "Machine Shops"}],
                "pscList": [{"pscCode": "5445", "pscDescription": "PREFABRICATED TOWER STRUCTURES"}],
            }
        },
    }
    for data in ({"totalRecords": 1, "entityData": [entity]}, entity, json.dumps(entity, indent=2)):
        draft = company(taken(data, "sam-entities")[0])
        assert (draft.name, draft.uei, draft.country, draft.active) == ("HANBIT INC", "ABC123DEF456", "US", True)
        assert (draft.industry, draft.industry_codes, draft.founded_year) == ("Machine Shops", ("332710",), 2009)
        assert draft.profile.summary == "Machine Shops; PREFABRICATED TOWER STRUCTURES"
    (rejected,) = taken({"entityData": [{"entityRegistration": None, "coreData": []}]}, "sam-entities")
    assert isinstance(rejected, Rejected)


def test_the_exchanges_list() -> None:
    text = '회사명,종목코드,업종,주요제품,상장일,결산월,대표자명,홈페이지,지역\n한빛정밀,1234,금속 가공,"마스트,브래킷",2003-01-28,12월,,http://x,부산\n'
    for data in (text.encode("cp949"), text.encode("utf-8-sig")):
        draft = company(taken(data, "krx-list")[0])
        assert (draft.name, draft.stock_code, draft.country, draft.region) == ("한빛정밀", "001234", "KR", "부산")
        assert draft.profile.summary == "마스트,브래킷"


def test_finance_database() -> None:
    text = (
        "symbol,name,summary,currency,sector,industry_group,industry,exchange,country,city,website,market_cap\n"
        '001234.KQ,"Hanbit Co., Ltd",Mills.,KRW,Industry,Capital Goods,,KOE,South Korea,Busan,http://x,Small Cap\n'
    )
    draft = company(taken(text, "financedatabase")[0])
    assert (draft.id, draft.stock_code, draft.country, draft.industry) == ("001234.KQ", "001234", "KR", "Capital Goods")


def test_the_first_sam_service_and_an_entity_without_its_list() -> None:
    old = {
        "sam_data": {
            "registration": {
                "duns": "0123456780000",
                "legalBusinessName": "HANBIT INC",
                "samAddress": {"city": "Austin", "stateOrProvince": "TX", "countryCode": "USA"},
                "naics": [{"isPrimary": True, "naicsCode": "332710", "naicsName": "Machine Shops"}],
            }
        }
    }
    registration = {"legalBusinessName": "HANBIT INC", "ueiDUNS": "012345678"}
    for data in (old, {"totalRecords": 1, "entityData": {"entityRegistration": registration}}):
        draft = company(taken(data, "sam-entities")[0])
        assert (draft.name, draft.duns) == ("HANBIT INC", "012345678")


def test_agencies_in_a_list_written_as_text_and_a_number_without_its_zeros() -> None:
    award = {
        "firm": "Hanbit Inc.",
        "title": "Mast",
        "agency": "['Department of Defense', 'Navy', 'Department of Defense']",
        "phase": "Phase I",
        "program": "SBIR",
        "year": "2018",
        "duns": 12345678,
    }
    draft = company(taken([award], "sbir-awards")[0])
    assert (draft.profile.projects[0].agency, draft.duns) == ("Department of Defense, Navy", "012345678")


def test_the_exchanges_other_list() -> None:
    text = (
        "표준코드,단축코드,한글 종목명,영문 종목명,상장일\nKR7001234009,001234,한빛정밀,Hanbit Precision,2003/01/28\n"
    )
    draft = company(taken(text.encode("cp949"), "krx-list")[0])
    assert (draft.name, draft.name_en, draft.stock_code) == ("한빛정밀", "Hanbit Precision", "001234")
