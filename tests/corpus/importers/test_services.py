from __future__ import annotations

import gzip
import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from corpus.drafts import CompanyDraft, LegalStatus, PatentDraft
from corpus.importers.detect import detect
from corpus.importers.format import Accepted, Parsed, Rejected
from corpus.importers.source import Source, sources
from corpus.problems import Invalid


def taken(data: object, expected: str) -> list[Parsed]:
    if isinstance(data, bytes):
        raw = data
    else:
        raw = (data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)).encode()
    source = Source.of("t", raw)
    found = detect(source)
    assert found.name == expected
    return list(found.read(source))


def patent(parsed: Parsed) -> PatentDraft:
    assert isinstance(parsed, Accepted), parsed
    assert isinstance(parsed.draft, PatentDraft)
    return parsed.draft


def company(parsed: Parsed) -> CompanyDraft:
    assert isinstance(parsed, Accepted), parsed
    assert isinstance(parsed.draft, CompanyDraft)
    return parsed.draft


LENS: dict[str, object] = {
    "lens_id": "000-000-000-000-001",
    "jurisdiction": "KR",
    "doc_number": "20210000001",
    "kind": "A",
    "date_published": "2021-09-14",
    "biblio": {
        "application_reference": {"jurisdiction": "KR", "doc_number": "20200000001", "kind": "A", "date": "2020-03-04"},
        "invention_title": [{"text": "접이식 마스트", "lang": "ko"}, {"text": "Folding mast", "lang": "en"}],
        "parties": {
            "applicants": [{"residence": "KR", "extracted_name": {"value": "HANBIT"}}],
            "inventors": [{"extracted_name": {"value": "KIM GASANG"}}],
            "owners_all": [{"extracted_name": {"value": "SAEBYEOL"}}, {"extracted_name": {"value": "SAEBYEOL"}}],
        },
        "classifications_ipcr": {"classifications": [{"symbol": "F16M11/04"}]},
        "classifications_cpc": {"classifications": [{"symbol": "F16M11/046"}, {"symbol": "F16M11/046"}]},
    },
    "families": {"simple_family": {"family_id": 12345}},
    "legal_status": {"granted": False, "patent_status": "PENDING"},
    "abstract": [{"text": "It folds.", "lang": "en"}, {"text": "접는다.", "lang": "ko"}],
    "claims": [{"lang": "ko", "claims": [{"claim_text": ["1. 가", "나"]}, {"claim_text": "2. 다"}]}],
}


@pytest.mark.parametrize(
    "data",
    [
        {"total": 1, "data": [LENS], "results": 1},
        [LENS],
        json.dumps(LENS, ensure_ascii=False) + "\n" + json.dumps(LENS, ensure_ascii=False) + "\n",
        json.dumps(LENS, indent=1),
    ],
)
def test_lens_json(data: object) -> None:
    draft = patent(taken(data, "lens-json")[0])
    assert (draft.id, draft.country, draft.kind) == ("KR1020200000001", "KR", "A")
    assert (draft.title, draft.title_en) == ("접이식 마스트", "Folding mast")
    assert (draft.abstract, draft.abstract_en) == ("접는다.", "It folds.")
    assert [owner.name for owner in draft.owners] == ["SAEBYEOL"]
    assert (draft.ipc, draft.cpc, draft.family_id) == (("F16M 11/04",), ("F16M 11/046",), "12345")
    assert draft.claims == ("1. 가 나", "2. 다")
    assert (draft.filing_date, draft.legal_status) == (date(2020, 3, 4), LegalStatus.PENDING)


def test_a_lens_record_without_its_parts() -> None:
    bare = {"lens_id": "1", "jurisdiction": "US", "doc_number": "7000001", "biblio": {"invention_title": "Mast"}}
    no_title = {"lens_id": "1", "jurisdiction": "US", "doc_number": "7000002", "biblio": None, "abstract": None}
    no_number = {"lens_id": "1", "biblio": {"invention_title": "Mast"}}
    first, second, third = taken([bare, no_title, no_number], "lens-json")
    assert patent(first).id == "US7000001"
    assert isinstance(second, Rejected)
    assert (second.row, second.problem.code, second.problem.field) == (2, "missing", "biblio.invention_title")
    assert isinstance(third, Rejected)
    assert third.problem.code == "bad_number_of_patent"


def test_lens_tables_old_and_new() -> None:
    old = (
        '"#",Jurisdiction,Kind,Publication Number,Lens ID,Publication Date,Application Number,Application Date,Title,'
        "Applicants,Inventors,CPC Classifications,IPCR Classifications\n"
        "1,US,B2,US 7000001 B2,0-1,2006-02-14,US 1 A,2005-02-01,Mast,HANBIT;;SAEBYEOL,KIM;;LEE,F16M11/04;;B60R11/00,\n"
    )
    new = (
        '"#",Jurisdiction,Kind,Display Key,Lens ID,Publication Date,Application Date,Title,Abstract,Applicants,Owners,'
        "Legal Status\n1,WO,A1,WO 2006/000001 A1,0-2,2006-01-05,2005-02-01,Mast,Folds.,HANBIT,SAEBYEOL,Active\n"
    )
    first = patent(taken(old, "lens-table")[0])
    assert (first.id, first.kind, first.publication_number) == ("US7000001", "B2", "US7000001B2")
    assert [owner.name for owner in first.owners] == ["HANBIT", "SAEBYEOL"]
    assert (first.inventors, first.cpc) == (("KIM", "LEE"), ("F16M 11/04", "B60R 11/00"))
    second = patent(taken(new, "lens-table")[0])
    assert (second.id, second.abstract, second.owners[0].name) == ("WO2006000001", "Folds.", "SAEBYEOL")
    assert second.legal_status is LegalStatus.GRANTED


def test_bigquery() -> None:
    record = {
        "publication_number": "KR-102345678-B1",
        "application_number": "KR-20200000001-A",
        "country_code": "KR",
        "kind_code": "B1",
        "family_id": "777",
        "title_localized": [{"text": "Folding mast", "language": "en"}, {"text": "접이식 마스트", "language": "ko"}],
        "abstract_localized": [{"text": "It folds.", "language": "en"}],
        "claims_localized": [{"text": "1. A mast. 2. The mast of claim 1.", "language": "en"}],
        "publication_date": 20220506,
        "filing_date": 20200304,
        "grant_date": 20220506,
        "assignee_harmonized": [{"name": "HANBIT", "country_code": "KR"}],
        "inventor_harmonized": [{"name": "KIM GASANG"}],
        "ipc": [{"code": "F16M11/04"}],
        "cpc": [],
    }
    pending = record | {"publication_number": "US-2021000001-A1", "grant_date": 0, "country_code": "US"}
    lines = json.dumps(record) + "\n" + json.dumps(pending) + "\n" + json.dumps({"publication_number": "?"}) + "\n"
    first, second, third = taken(lines, "bigquery")
    draft = patent(first)
    assert (draft.id, draft.title, draft.title_en) == ("KR1020200000001", "접이식 마스트", "Folding mast")
    assert (draft.abstract, draft.claims) == ("It folds.", ("1. A mast.", "2. The mast of claim 1."))
    assert (draft.grant_date, draft.legal_status) == (date(2022, 5, 6), LegalStatus.GRANTED)
    assert (patent(second).id, patent(second).grant_date) == ("US20210000001", None)
    assert isinstance(third, Rejected)


def test_the_open_data_portal_old_and_new() -> None:
    new = {
        "count": 1,
        "patentFileWrapperDataBag": [
            {
                "applicationNumberText": "18000001",
                "applicationMetaData": {
                    "inventionTitle": "Folding mast",
                    "filingDate": "2024-01-01",
                    "grantDate": "2026-01-06",
                    "patentNumber": "12000001",
                    "earliestPublicationNumber": "US20250000001A1",
                    "applicantBag": [{"applicantNameText": "Hanbit"}],
                    "cpcClassificationBag": ["F16M  11/046"],
                    "applicationStatusDescriptionText": "Patented Case",
                },
            }
        ],
    }
    draft = patent(taken(new, "uspto-odp")[0])
    assert (draft.id, draft.application_number, draft.owners[0].name) == ("US12000001", "18000001", "Hanbit")
    assert (draft.cpc, draft.legal_status) == (("F16M 11/046",), LegalStatus.GRANTED)
    hit = {"applicationNumberText": "18000002", "inventionTitle": "Mast", "filingDate": "2024-02-15"}
    assert patent(taken({"count": 9, "patentBag": [hit]}, "uspto-odp")[0]).id == "US18/000002"


def test_a_long_first_application_is_read_all_the_same() -> None:
    events = [{"recordedDate": "2024-01-01", "caseActionCode": "X" * 50}] * 2_000
    long = {"transactionContentBag": events, "applicationNumberText": "18000003", "inventionTitle": "Mast"}
    assert patent(taken({"patentBag": [long]}, "uspto-odp")[0]).title == "Mast"


def test_an_answer_about_assignments_is_refused_by_name() -> None:
    with pytest.raises(Invalid) as refusal:
        taken({"patentBag": [{"assignmentBag": [{"frameNumber": "1"}]}]}, "uspto-odp")
    assert refusal.value.problem.code == "answer_without_title"
    assert "assignmentBag" in str(refusal.value.problem.facts["found"])


def test_public_search() -> None:
    hit = {
        "guid": "US-12000001-B2",
        "inventionTitle": "Folding <b>mast</b>",
        "type": "USPAT",
        "datePublished": "2026-01-06T00:00:00Z",
        "assigneeName": ["Hanbit"],
        "applicationFilingDate": ["2024-01-01T00:00:00Z"],
        "cpcInventiveFlattened": "F16M11/04;F16M11/046",
        "cpcAdditionalFlattened": None,
    }
    draft = patent(taken({"query": {"q": "x"}, "patents": [hit]}, "uspto-ppubs")[0])
    assert (draft.id, draft.title, draft.kind) == ("US12000001", "Folding mast", "B2")
    assert (draft.filing_date, draft.grant_date) == (date(2024, 1, 1), date(2026, 1, 6))
    assert draft.cpc == ("F16M 11/04", "F16M 11/046")


PATENTSVIEW = {
    "g_patent.tsv": "patent_id\tpatent_type\tpatent_date\tpatent_title\twipo_kind\twithdrawn\n"
    '7000001\tutility\t2006-02-14\t"Folding mast"\tB1\t0\nD500001\tdesign\t2006-02-14\tMast\tS1\t0\n',
    "g_patent_abstract.tsv": 'patent_id\tpatent_abstract\n7000001\t"It\nfolds."\n',
    "g_application.tsv": "application_id\tpatent_id\tfiling_date\n10/000001\t7000001\t2005-03-04\n",
    "g_assignee_disambiguated.tsv": "patent_id\tassignee_sequence\tassignee_id\tdisambig_assignee_organization\n"
    "7000001\t0\tx\tHanbit\n",
    "g_cpc_current.tsv": "patent_id\tcpc_sequence\tcpc_section\tcpc_group\n7000001\t0\tF\tF16M11/04\n",
    "g_gov_interest.tsv": "patent_id\tgi_statement\n7000001\tMade with support of the Navy.\n",
}


def test_patentsview_joined_in_one_folder_or_archive(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    for name, text in PATENTSVIEW.items():
        (folder / name).write_text(text, encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for name, text in PATENTSVIEW.items():
            archive.writestr(name, text)
    for place in (folder, tmp_path / "all.zip"):
        found = {source.name.split("!")[-1]: source for source in sources(place)}
        main = found.pop("g_patent.tsv")
        first, second = detect(main).read(main)
        draft = patent(first)
        assert (draft.id, draft.abstract, draft.filing_date) == ("US7000001", "It folds.", date(2005, 3, 4))
        assert (draft.owners[0].name, draft.cpc) == ("Hanbit", ("F16M 11/04",))
        assert (draft.government_interest, draft.agencies) == (True, ("Navy",))
        assert (patent(second).id, patent(second).abstract) == ("USD500001", "")
        for companion in found.values():
            with pytest.raises(Invalid) as refusal:
                list(detect(companion).read(companion))
            assert refusal.value.problem.code == "companion_file"


def test_nasa_table_and_answer() -> None:
    table = (
        "Center,Status,Case Number,Patent Number,Application SN,Title,Patent Expiration Date\n"
        'NASA Example Center,Issued,EX-1,"7,000,001","10/000,001",Mast,10/03/2030\n'
        'NASA Example Center,Application,EX-2,0,"13/000,002",Boom,0000-00-00\n'
        "NASA Example Center,Application,EX-3,,,Strut,\n"
    )
    drafts = [patent(parsed) for parsed in taken(table, "nasa")]
    assert [draft.id for draft in drafts] == ["US7000001", "US13/000002", "NASA-EX-3"]
    assert drafts[0].owners[0].name == "NASA Example Center"
    answer = {
        "results": [
            [
                "id1",
                "EX-4",
                "Folding <span>mast</span>",
                "<p>It &amp; folds.</p>",
                "EX-4",
                "materials",
                "",
                "",
                "",
                "EX",
            ]
        ],
        "count": 1,
        "total": 1,
        "perpage": 10,
        "page": 0,
    }
    draft = patent(taken(answer, "nasa")[0])
    assert (draft.id, draft.title, draft.abstract) == ("NASA-EX-4", "Folding mast", "It & folds.")


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
    assert second.problem.code == "missing"


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


def test_a_markdown_page() -> None:
    page = (
        "---\n\ntitle: Folding mast: light\nabstract: It folds.\n"
        "owner: The United States of America, as represented by the Secretary of the Navy\n"
        "number: 07000001\nowner_country: US\npublication_date: 20050321\n---\nText.\n\n"
        "The invention may be used by or for the Government for governmental purposes.\n\nMore.\n"
    )
    draft = patent(taken(page, "patent-markdown")[0])
    assert (draft.id, draft.title, draft.filing_date) == ("US7000001", "Folding mast: light", date(2005, 3, 21))
    assert (draft.government_interest, draft.agencies) == (True, ("Navy",))
    assert draft.interest_statement == "The invention may be used by or for the Government for governmental purposes."


def test_gzip_makes_no_difference() -> None:
    assert patent(taken(gzip.compress(json.dumps([LENS]).encode()), "lens-json")[0]).title_en == "Folding mast"
