"""Facts of records as rules read them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update
from sqlmodel import Session

from corpus.database import Database
from corpus.disclosure import EVERY_TIER, ControlStatus, Tier, Tiers
from corpus.drafts import (
    CompanyDraft,
    CompanyKind,
    CompanySize,
    LegalStatus,
    NeedDraft,
    NeedKind,
    OrganisationName,
    PatentDraft,
    ProfileDraft,
)
from corpus.facts import RecordFacts, Side
from corpus.records import Company, Need, Patent
from corpus.store.facts import Facts
from corpus.store.standing import Standing
from corpus.store.tables import table
from tests.corpus.store.deciding import REVIEWER, Parts, deciding, looking

PUBLIC: Tiers = frozenset({Tier.PUBLIC})
DEFENCE, CIVIL = frozenset({Side.DEFENCE}), frozenset({Side.CIVIL})


def facts(parts: Parts, tiers: Tiers = EVERY_TIER) -> Facts:
    return Facts(parts.session, tiers)


def patent(number: int, *owners: str, **more: object) -> PatentDraft:
    named = tuple(OrganisationName(name=owner) for owner in owners)
    told = {"id": f"P{number}", "country": "US", "title": "t", "owners": named, **more}
    return PatentDraft.model_validate(told)


def restrict(session: Session, model: type[Patent | Company | Need], record_id: str) -> None:
    records = table(model)
    statement = update(records).where(records.c.id == record_id).values(tier=Tier.RESTRICTED.value)
    session.connection().execute(statement)


def test_a_patent_with_all_its_facts(database: Database) -> None:
    draft = patent(
        1,
        "국방과학연구소",
        "가람전자(주)",
        country="KR",
        trl=6,
        legal_status=LegalStatus.GRANTED,
        filing_date=date(2020, 1, 2),
        fictional=True,
    )
    with deciding(database) as parts:
        parts.store.patents.put([draft])
        determined = Standing(Tier.PUBLIC, ControlStatus.DETERMINED, "판정 제1호", date(2032, 1, 1))
        parts.screening.save("patents", "P1", Standing(Tier.PUBLIC), determined, REVIEWER, action="determine")
    with looking(database) as parts:
        assert facts(parts).of("patents", ["P1", "P1", "P9"]) == {
            "P1": RecordFacts(
                kind="patents",
                id="P1",
                country="KR",
                sides=DEFENCE | CIVIL,
                owners=("국방과학연구소", "가람전자(주)"),
                trl=6,
                legal_status="granted",
                filing_date=date(2020, 1, 2),
                control=ControlStatus.DETERMINED,
                control_reference="판정 제1호",
                control_expires=date(2032, 1, 1),
                fictional=True,
            )
        }


def test_what_is_not_known_of_a_patent_is_missing(database: Database) -> None:
    with deciding(database) as parts:
        parts.store.patents.put([patent(1)])
    with looking(database) as parts:
        assert facts(parts).of("patents", ["P1"]) == {"P1": RecordFacts(kind="patents", id="P1", country="US")}


@pytest.mark.parametrize(
    ("owners", "more", "sides"),
    [
        ((), {}, frozenset()),
        (("Norden Optics Inc.",), {}, CIVIL),
        (("한국전자통신연구원",), {}, CIVIL),
        (("대한민국(방위사업청장)",), {}, DEFENCE),
        (("ADD",), {}, DEFENCE),
        (("ADD Inc.",), {}, CIVIL),
        (("The United States of America as represented by the Secretary of the Navy",), {}, DEFENCE),
        (("The United States of America as represented by the Administrator of NASA",), {}, CIVIL),
        (("United States of America",), {}, frozenset()),
        (("United States of America",), {"agencies": ("Army",), "government_interest": True}, DEFENCE),
        (("Norden Optics Inc.",), {"agencies": ("DOE", "Navy"), "government_interest": True}, DEFENCE | CIVIL),
        (("Norden Optics Inc.",), {"agencies": ("NIH",), "government_interest": True}, CIVIL),
        (("Norden Optics Inc.",), {"agencies": ("Army",), "government_interest": False}, CIVIL),
        ((), {"agencies": ("방위사업청",)}, DEFENCE),
    ],
)
def test_sides_of_a_patent(
    database: Database, owners: tuple[str, ...], more: dict[str, object], sides: frozenset[Side]
) -> None:
    with deciding(database, keep=False) as parts:
        parts.store.patents.put([patent(1, *owners, **more)])
        assert facts(parts).of("patents", ["P1"])["P1"].sides == sides


def test_an_owner_known_under_another_name_keeps_its_side(database: Database) -> None:
    draft = PatentDraft(
        id="P1",
        country="KR",
        title="t",
        owners=(OrganisationName(name="국방과학연구소", others=("Gukgwayeon",), country="KR"),),
    )
    with deciding(database) as parts:
        parts.store.patents.put([draft])
        parts.store.patents.put([patent(2, "Gukgwayeon", country="KR")])
        assert facts(parts).of("patents", ["P2"])["P2"].sides == DEFENCE


def test_a_company_with_all_its_facts(database: Database) -> None:
    profile = ProfileDraft(trl=7, certificates=("벤처기업확인서", "ISO 9001"), facilities=("오토클레이브",))
    draft = CompanyDraft(
        id="C1",
        name="해오름정밀(가상)",
        country="KR",
        size=CompanySize.SMALL,
        employees=40,
        founded_year=2019,
        active=True,
        company_kinds=(CompanyKind.INNOBIZ,),
        foreign_share=12.5,
        rd_centre_in_korea=True,
        profile=profile,
    )
    with deciding(database) as parts:
        parts.store.companies.put([draft, CompanyDraft(id="C2", name="b", profile=ProfileDraft())])
    with looking(database) as parts:
        found = facts(parts).of("companies", ["C1", "C2"])
        assert found["C1"] == RecordFacts(
            kind="companies",
            id="C1",
            country="KR",
            sides=CIVIL,
            trl=7,
            size="small",
            employees=40,
            founded_year=2019,
            company_kinds=frozenset({"venture", "innobiz"}),
            certificates=("벤처기업확인서", "ISO 9001"),
            facilities=("오토클레이브",),
            foreign_share=12.5,
            rd_centre_in_korea=True,
            active=True,
        )
        assert found["C2"] == RecordFacts(kind="companies", id="C2", sides=CIVIL)


def test_a_company_that_is_of_no_kind_is_not_one_of_which_nothing_is_known(database: Database) -> None:
    with deciding(database, keep=False) as parts:
        parts.store.companies.put([CompanyDraft(id="C1", name="a", company_kinds=(), profile=ProfileDraft())])
        assert facts(parts).of("companies", ["C1"])["C1"].company_kinds == frozenset()


def test_a_need_with_all_its_facts(database: Database) -> None:
    draft = NeedDraft(
        id="N1",
        title="t",
        organisation="가상 정비창",
        kind=NeedKind.DEFENCE,
        country="KR",
        required_trl=7,
        close_date=date(2031, 1, 1),
        required_certificates=("AS9100",),
        required_facilities=("풍동",),
    )
    with deciding(database) as parts:
        parts.store.needs.put([draft])
    with looking(database) as parts:
        assert facts(parts).of("needs", ["N1"])["N1"] == RecordFacts(
            kind="needs",
            id="N1",
            country="KR",
            sides=DEFENCE,
            required_trl=7,
            close_date=date(2031, 1, 1),
            required_certificates=("AS9100",),
            required_facilities=("풍동",),
        )


@pytest.mark.parametrize(
    ("kind", "organisation", "sides"),
    [
        (NeedKind.DEFENCE, None, DEFENCE),
        (NeedKind.COMPANY, "ADD", CIVIL),
        (None, None, frozenset()),
        (None, "국방기술품질원", DEFENCE),
        (None, "Navy", DEFENCE),
        (None, "한국기계연구원", CIVIL),
        (None, "해오름정밀", CIVIL),
        (None, "이름만 있는 모임", frozenset()),
    ],
)
def test_sides_of_a_need(
    database: Database, kind: NeedKind | None, organisation: str | None, sides: frozenset[Side]
) -> None:
    with deciding(database, keep=False) as parts:
        parts.store.companies.put([CompanyDraft(id="C1", name="해오름정밀", profile=ProfileDraft())])
        parts.store.needs.put([NeedDraft(id="N1", title="t", kind=kind, organisation=organisation)])
        assert facts(parts).of("needs", ["N1"])["N1"].sides == sides


def test_of_what_the_caller_may_not_see_there_are_no_facts(database: Database) -> None:
    with deciding(database) as parts:
        parts.store.patents.put([patent(1), patent(2), patent(3)])
        parts.store.companies.put([CompanyDraft(id="C1", name="해오름정밀", profile=ProfileDraft())])
        parts.store.needs.put([NeedDraft(id="N1", title="t", organisation="해오름정밀")])
        parts.store.patents.withdraw("P2", "r")
        restrict(parts.session, Patent, "P3")
        restrict(parts.session, Company, "C1")
    with looking(database) as parts:
        assert set(facts(parts, PUBLIC).of("patents", ["P1", "P2", "P3"])) == {"P1"}
        assert facts(parts).of("patents", ["P2", "P3"])["P3"].tier is Tier.RESTRICTED
        assert facts(parts, PUBLIC).of("companies", ["C1"]) == {}
        assert facts(parts, PUBLIC).of("needs", ["N1"])["N1"].sides == frozenset()
        assert facts(parts).of("needs", ["N1"])["N1"].sides == CIVIL


def test_many_records_come_in_a_few_queries(database: Database) -> None:
    with deciding(database) as parts:
        parts.store.patents.put([patent(number, "Norden Optics Inc.") for number in range(1_100)])
        found = facts(parts).of("patents", [f"P{number}" for number in range(1_100)])
        assert len(found) == 1_100
        assert {each.sides for each in found.values()} == {CIVIL}
