"""Patents that services answer as JSON: The Lens, BigQuery, the American office."""

from __future__ import annotations

import gzip
import json
from datetime import date

import pytest

from corpus.drafts import LegalStatus
from corpus.importers.format import Rejected
from corpus.problems import Invalid
from tests.corpus.importers.reading import patent, taken

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


def test_gzip_makes_no_difference() -> None:
    assert patent(taken(gzip.compress(json.dumps([LENS]).encode()), "lens-json")[0]).title_en == "Folding mast"


def test_bigquery_in_wrappings() -> None:
    titles, codes = [{"text": "Mast", "language": "en"}], [{"code": "F16M11/04"}]
    base = {"publication_number": "US-7000001-B2", "filing_date": "20050201", "grant_date": "0"}
    claims = [{"text": "What is claimed is: 1. A mast. 2. The mast of claim 1.", "language": "en"}]
    plain = base | {"title_localized": titles, "cpc": codes, "claims_localized": claims}
    nested = base | {
        "title_localized": {"list": [{"element": titles[0]}]},
        "cpc": {"list": [{"element": codes[0]}]},
        "claims_localized": {"v": [{"v": claims[0]}]},
    }
    quoted = base | {name: json.dumps(plain[name]) for name in ("title_localized", "cpc", "claims_localized")}
    for record in (plain, nested, quoted):
        draft = patent(taken(json.dumps(record) + "\n" + json.dumps(record), "bigquery")[0])
        assert (draft.id, draft.title, draft.cpc) == ("US7000001", "Mast", ("F16M 11/04",))
        assert draft.claims == ("1. A mast.", "2. The mast of claim 1.")
        assert (draft.filing_date, draft.grant_date) == (date(2005, 2, 1), None)


def test_the_country_of_an_owner_in_the_lens() -> None:
    parties = {
        "applicants": [{"residence": "KR", "extracted_name": {"value": "HANBIT CO LTD"}}],
        "owners_all": [
            {"extracted_name": {"value": "Hanbit Co., Ltd"}},
            {"extracted_name": {"value": "SAEBYEOL"}, "extracted_country": "US"},
        ],
    }
    record = LENS | {"biblio": {"invention_title": "Mast", "parties": parties}}
    draft = patent(taken([record], "lens-json")[0])
    assert [owner.country for owner in draft.owners] == ["KR", "US"]
