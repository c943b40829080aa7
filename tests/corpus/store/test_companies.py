"""Companies: who they are, what is added to them, and the versions of their profiles."""

from __future__ import annotations

from itertools import permutations

import pytest

from corpus.database import Database
from corpus.drafts import CapabilityDraft, CompanyDraft, CompanySize, ProfileDraft, ProjectDraft
from corpus.problems import NotFound
from corpus.store.merging import MOST_PROJECTS, merged

WELDING = ProfileDraft(
    summary="티타늄 용접 전문 기업.",
    capabilities=(CapabilityDraft(title="전자빔 용접", text="진공에서 티타늄을 접합한다."),),
    keywords=("용접", "티타늄"),
    trl=7,
)


def award(title: str, text: str = "", year: int | None = None, **facts: object) -> CompanyDraft:
    profile = ProfileDraft(projects=(ProjectDraft(title=title, text=text, year=year),))
    return CompanyDraft.model_validate(
        {"name": "Norden Systems, Inc.", **facts, "profile": profile, "adds_projects": True}
    )


def test_a_company_and_its_profile_are_kept(database: Database) -> None:
    draft = CompanyDraft(
        id="C1", name="(주)한빛", name_en="Hanbit", country="KR", size=CompanySize.SMALL, profile=WELDING
    )
    with database.transaction() as store:
        store.companies.put([draft])
    with database.reading() as store:
        company, profile = store.companies.get("C1"), store.companies.profile("C1")
        assert company is not None
        assert profile is not None
        assert (company.size, company.language, company.profile_version) == ("small", "ko", 1)
        assert (profile.version, profile.status, profile.summary) == (1, "published", WELDING.summary)
        assert profile.capabilities == [{"title": "전자빔 용접", "text": "진공에서 티타늄을 접합한다."}]


def test_only_another_profile_is_a_new_profile_version(database: Database) -> None:
    draft = CompanyDraft(id="C1", name="한빛", profile=WELDING)
    moved = draft.model_copy(update={"region": "경남"})
    grown = moved.model_copy(update={"profile": WELDING.model_copy(update={"summary": "더 넓게."})})
    with database.transaction() as store:
        for each in (draft, moved, grown):
            store.companies.put([each])
        company = store.companies.get("C1")
        assert company is not None
        assert (company.version, company.profile_version) == (3, 2)
        assert [profile.summary for profile in store.companies.versions("C1")] == [WELDING.summary, "더 넓게."]
        first = store.companies.profile("C1", 1)
        assert first is not None
        assert first.summary == WELDING.summary
        assert store.companies.profile("C1", 9) is None


def test_a_draft_profile_is_searched_only_once_published(database: Database) -> None:
    with database.transaction() as store:
        store.companies.put([CompanyDraft(id="C1", name="한빛", profile=WELDING)])
        version = store.companies.draft_profile("C1", ProfileDraft(summary="레이저 절단."))
        assert version == 2
        current = store.companies.profile("C1")
        assert current is not None
        assert current.version == 1
        store.companies.publish("C1", version)
    with database.transaction() as store:
        current = store.companies.profile("C1")
        assert current is not None
        assert (current.version, current.status, current.summary) == (2, "published", "레이저 절단.")
        document = store.documents.get("companies", "C1")
        assert document is not None
        assert document.passages[0].text == "레이저 절단."
        assert len(store.companies.versions("C1")) == 2
        store.companies.publish("C1", 1)
        current = store.companies.profile("C1")
        assert current is not None
        assert (current.version, current.summary) == (3, WELDING.summary)
        with pytest.raises(NotFound, match="unknown_profile_version"):
            store.companies.publish("C1", 8)
        with pytest.raises(NotFound, match="unknown_company"):
            store.companies.draft_profile("C2", WELDING)


@pytest.mark.parametrize("field", ["uei", "duns", "business_registration_number", "stock_code"])
def test_a_company_is_found_by_its_numbers(database: Database, field: str) -> None:
    with database.transaction() as store:
        known = CompanyDraft.model_validate({"id": "C1", "name": "한빛", field: "1234567890", "profile": WELDING})
        store.companies.put([known])
    with database.transaction() as store:
        other = CompanyDraft.model_validate({"name": "새이름", field: "1234567890", "profile": WELDING})
        assert store.companies.put([other])[0].record_id == "C1"
        renamed = store.companies.get("C1")
        assert renamed is not None
        assert renamed.name == "새이름"


def test_a_company_is_found_by_any_of_its_names(database: Database) -> None:
    with database.transaction() as store:
        store.companies.put(
            [CompanyDraft(id="C1", name="(주)한빛", name_en="Hanbit Inc.", country="KR", profile=WELDING)]
        )
    with database.transaction() as store:
        found = store.companies.with_ids(
            [
                CompanyDraft(name="한빛 주식회사", profile=WELDING),
                CompanyDraft(name="HANBIT", country="KR", profile=WELDING),
                CompanyDraft(name="Hanbit", country="US", profile=WELDING),
            ]
        )
        assert [draft.id for draft in found[:2]] == ["C1", "C1"]
        assert found[2].id is not None
        assert found[2].id.startswith("org-")


def test_namesakes_with_different_numbers_stay_apart(database: Database) -> None:
    drafts = [
        CompanyDraft(name="대한기계", business_registration_number=number, profile=WELDING)
        for number in ("1111111111", "2222222222", "1111111111")
    ]
    with database.transaction() as store:
        first, second, again = (outcome.record_id for outcome in store.companies.put(drafts))
        assert first == again != second
    with database.transaction() as store:
        assert [draft.id for draft in store.companies.with_ids(drafts)] == [first, second, first]
        assert [outcome.change for outcome in store.companies.put(drafts)] == ["unchanged"] * 3


def test_a_new_company_has_the_same_id_wherever_it_is_imported(database: Database) -> None:
    draft = CompanyDraft(name="Norden Systems, Inc.", profile=WELDING)
    with database.transaction(keep=False) as store:
        first = store.companies.put([draft])[0].record_id
    with database.transaction() as store:
        assert store.companies.put([draft.model_copy(update={"name": "NORDEN SYSTEMS INC"})])[0].record_id == first


def test_awards_are_gathered_in_one_profile(database: Database) -> None:
    rows = [award("Quiet rotor", "Blades.", 2019), award("Seal", "Rings.", 2020), award("Quiet rotor", "Blades.", 2019)]
    with database.transaction() as store:
        outcomes = store.companies.put(rows)
        assert [outcome.change for outcome in outcomes] == ["added", "updated", "unchanged"]
        assert len({outcome.record_id for outcome in outcomes}) == 1
    with database.transaction() as store:
        more = store.companies.put(
            [award("Quiet rotor", "Blades, at last.", 2019, city="Dover"), award("Seal", year=2021)]
        )
        assert [outcome.change for outcome in more] == ["updated", "updated"]
        company_id = more[0].record_id
        profile, company = store.companies.profile(company_id), store.companies.get(company_id)
        assert profile is not None
        assert company is not None
        assert [(row["title"], row["year"], row["text"]) for row in profile.projects] == [
            ("Seal", 2021, ""),
            ("Seal", 2020, "Rings."),
            ("Quiet rotor", 2019, "Blades, at last."),
        ]
        assert (company.city, company.version) == ("Dover", 2)
    with database.transaction() as store:
        assert {outcome.change for outcome in store.companies.put(rows)} == {"unchanged"}


def test_awards_leave_what_a_company_said_of_itself(database: Database) -> None:
    with database.transaction() as store:
        store.companies.put([CompanyDraft(id="C1", name="Norden Systems", country="US", profile=WELDING)])
    with database.transaction() as store:
        store.companies.put([award("Quiet rotor", country="US", website="norden.example")])
        company, profile = store.companies.get("C1"), store.companies.profile("C1")
        assert company is not None
        assert profile is not None
        assert (company.name, company.website) == ("Norden Systems", "norden.example")
        assert (profile.summary, profile.keywords) == (WELDING.summary, ["용접", "티타늄"])
        assert [row["title"] for row in profile.projects] == ["Quiet rotor"]


def test_the_order_of_awards_does_not_matter() -> None:
    rows = [award("A", "long text", 2019), award("a", "short", 2019), award("B", "x", 2020), award("B", "x", None)]
    results = set()
    for order in permutations(rows):
        company: CompanyDraft | None = None
        for row in order:
            company = merged(company, row)
        assert company is not None
        results.add(company.profile)
    assert len(results) == 1


def test_a_profile_holds_a_bounded_number_of_projects() -> None:
    company: CompanyDraft | None = None
    for number in range(MOST_PROJECTS + 5):
        company = merged(company, award(f"Project {number}", year=1900 + number % 100))
    assert company is not None
    assert len(company.profile.projects) == MOST_PROJECTS
    CompanyDraft.model_validate(company.model_dump())
