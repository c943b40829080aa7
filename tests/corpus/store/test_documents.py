"""Documents, summaries, fingerprints and filters."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.database import Database
from corpus.drafts import (
    CapabilityDraft,
    CompanyDraft,
    CompanySize,
    LegalStatus,
    NeedDraft,
    NeedKind,
    OrganisationName,
    PatentDraft,
    ProfileDraft,
    ProjectDraft,
)
from corpus.filters import parse_filters
from corpus.passages import KINDS, Kind, PassageKind
from corpus.store import RecordSummary

PATENTS = [
    PatentDraft(
        id="P1",
        country="KR",
        title="소나",
        title_en="Sonar",
        abstract="수중 음파를 탐지한다.",
        claims=("1. 배열.",),
        ipc=("G01S 15/02", "G01S 13/90"),
        filing_date=date(2010, 5, 1),
        legal_status=LegalStatus.GRANTED,
        owners=(OrganisationName(name="국방과학연구소"), OrganisationName(name="가람")),
        keywords=("Sonar_50%", "수중"),
        family_id="F1",
        trl=5,
    ),
    PatentDraft(
        id="P2",
        country="US",
        title="Armour plate",
        abstract="Steel.",
        ipc=("F41H 5/04",),
        cpc=("G01S 137/00",),
        filing_date=date(2012, 1, 1),
        owners=(OrganisationName(name="The United States of America as represented by the Secretary of the Navy"),),
        fictional=True,
    ),
    PatentDraft(id="P3", country="US", title="Bare"),
]
COMPANIES = [
    CompanyDraft(
        id="C1",
        name="한빛",
        name_en="Hanbit",
        country="KR",
        region="경상남도",
        size=CompanySize.SMALL,
        employees=45,
        founded_year=2009,
        industry="항공기 부품",
        profile=ProfileDraft(
            summary="항공 부품을 가공한다.",
            capabilities=(CapabilityDraft(title="5축 가공", text="티타늄."),),
            projects=(ProjectDraft(title="날개 시제", year=2022),),
            keywords=("Titanium",),
            trl=7,
        ),
    ),
    CompanyDraft(
        id="C2", name="Norden", country="US", industry="Titanium castings", profile=ProfileDraft(summary="Cast.")
    ),
]
NEEDS = [
    NeedDraft(
        id="N1",
        title="Quiet pump",
        description="For a hull.",
        requirements=("Below 40 dB.",),
        organisation="해군 정비창",
        kind=NeedKind.DEFENCE,
        keywords=("pump",),
        country="KR",
        open_date=date(2026, 3, 2),
        required_trl=7,
    ),
    NeedDraft(id="N2", title="절단기"),
]


@pytest.fixture
def filled(database: Database) -> Database:
    with database.transaction() as store:
        store.patents.put(PATENTS)
        store.companies.put(COMPANIES)
        store.needs.put(NEEDS)
    return database


def test_documents_hold_what_is_searched(filled: Database) -> None:
    with filled.reading() as store:
        patent, company = store.documents.get("patents", "P1"), store.documents.get("companies", "C1")
        need = store.documents.get("needs", "N1")
        assert patent is not None
        assert company is not None
        assert need is not None
        assert [passage.kind for passage in patent.passages] == ["abstract", "abstract", "claim"]
        assert [(passage.kind, passage.heading, passage.text) for passage in company.passages] == [
            (PassageKind.SUMMARY, "", "항공 부품을 가공한다."),
            (PassageKind.CAPABILITY, "5축 가공", "티타늄."),
            (PassageKind.PROJECT, "날개 시제", ""),
        ]
        assert [passage.text for passage in need.passages] == ["For a hull.", "Below 40 dB."]
        assert list(store.documents.many("patents", ["P3", "P9", "P1"])) == ["P1", "P3"]
        assert store.documents.get("patents", "C1") is None


def test_a_stream_is_the_same_documents_whatever_the_batch(filled: Database) -> None:
    with filled.reading() as store:
        for kind in KINDS:
            whole = list(store.documents.stream(kind))
            assert len(whole) == store.documents.count(kind)
            assert list(store.documents.stream(kind, batch=1)) == whole
            assert whole == list(store.documents.many(kind, [document.id for document in whole]).values())


def test_summaries_say_what_lists_show(filled: Database) -> None:
    with filled.reading() as store:
        found = store.documents.summaries("patents", ["P1", "P9"])
        assert set(found) == {"P1"}
        summary = found["P1"]
        assert summary == RecordSummary(
            id="P1",
            kind="patents",
            title="소나",
            title_en="Sonar",
            language="ko",
            version=1,
            content_hash=summary.content_hash,
            owner="국방과학연구소",
            organisation_id=store.organisations.find("ADD")[0],
            country="KR",
            year=2010,
            date=date(2010, 5, 1),
            family_id="F1",
            legal_status="granted",
            classes=("G01S13/90", "G01S15/02"),
            trl=5,
        )
        company = store.documents.summaries("companies", ["C1"])["C1"]
        assert (company.title, company.size, company.employees, company.trl) == ("한빛", "small", 45, 7)
        assert (company.region, company.industry, company.year) == ("경상남도", "항공기 부품", 2009)
        need = store.documents.summaries("needs", ["N1"])["N1"]
        assert (need.organisation, need.date, need.trl, need.language) == ("해군 정비창", date(2026, 3, 2), 7, "en")


def test_a_fingerprint_follows_the_content_alone(filled: Database) -> None:
    with filled.transaction() as store:
        before = {kind: store.documents.fingerprint(kind) for kind in KINDS}
        store.patents.put(PATENTS)
        assert store.documents.fingerprint("patents") == before["patents"]
        store.patents.put([PATENTS[0].model_copy(update={"trl": 6})])
        assert store.documents.fingerprint("patents") != before["patents"]
        assert store.documents.fingerprint("needs") == before["needs"]
        assert len(set(before.values())) == 3


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("patents", {"country": "US"}, "P2 P3"),
        ("patents", {"country": "US,KR", "fictional": "true"}, "P2"),
        ("patents", {"fictional": "false"}, "P1 P3"),
        ("patents", {"filed_from": "2010-05-01", "filed_to": "2010-05-01"}, "P1"),
        ("patents", {"filed_from": "2010"}, "P1 P2"),
        ("patents", {"classes": "G01S"}, "P1 P2"),
        ("patents", {"classes": "G01S 13"}, "P1"),
        ("patents", {"classes": "G01S13/9,F41"}, "P1 P2"),
        ("patents", {"classes": "H"}, ""),
        ("patents", {"language": "ko"}, "P1"),
        ("patents", {"legal_status": "granted,lapsed"}, "P1"),
        ("patents", {"trl": "4,5"}, "P1"),
        ("patents", {"owner": "ADD"}, "P1"),
        ("patents", {"owner": ["Agency for Defense Development", "U.S. Navy"]}, "P1 P2"),
        ("patents", {"owner": "가"}, "P1"),
        ("patents", {"owner": "Nobody"}, ""),
        ("patents", {"area": "sonar_50%"}, "P1"),
        ("patents", {"area": "sonarX50"}, ""),
        ("patents", {"area": "수중"}, "P1"),
        ("companies", {"region": "Gyeongsangnam-do"}, "C1"),
        ("companies", {"region": "경남", "size": "small"}, "C1"),
        ("companies", {"size": "large"}, ""),
        ("companies", {"industry": "titanium"}, "C2"),
        ("companies", {"area": "titanium"}, "C1 C2"),
        ("companies", {"area": "항공", "country": "KR"}, "C1"),
        ("companies", {"language": "en"}, "C2"),
        ("companies", {"trl": "7"}, "C1"),
        ("needs", {"owner": "해군 정비창"}, "N1"),
        ("needs", {"owner": "Nobody"}, ""),
        ("needs", {"area": "PUMP", "country": "KR"}, "N1"),
        ("needs", {"trl": ["6", "7"]}, "N1"),
        ("needs", {"trl": "9"}, ""),
    ],
)
def test_filters_let_through_what_they_say(
    filled: Database, kind: Kind, given: dict[str, str | list[str]], expected: str
) -> None:
    with filled.reading() as store:
        assert store.documents.matching(kind, parse_filters(kind, given)) == frozenset(expected.split())


def test_no_filter_is_told_from_a_filter_that_nothing_passes(filled: Database) -> None:
    with filled.transaction() as store:
        assert store.documents.matching("needs", parse_filters("needs", {})) is None
        store.needs.withdraw("N1", "done")
        assert store.documents.matching("needs", parse_filters("needs", {"country": "KR"})) == frozenset()
