"""Organisations under several names."""

from __future__ import annotations

from corpus.database import Database
from corpus.drafts import CompanyDraft, NeedDraft, OrganisationName, PatentDraft, ProfileDraft
from corpus.store import Store


def resolve(store: Store, *names: OrganisationName) -> list[str | None]:
    store.changes.lock()
    return store.organisations.resolve(names)


def named(name: str, *others: str, country: str | None = None) -> OrganisationName:
    return OrganisationName(name=name, others=others, country=country)


def test_spellings_lead_to_one_organisation(database: Database) -> None:
    with database.transaction() as store:
        first, second = resolve(store, named("가람전자(주)"), named("주식회사 가람전자"))
        assert first == second
    with database.transaction() as store:
        assert resolve(store, named("㈜가람전자", country="KR")) == [first]
        organisation = store.organisations.get(str(first))
        assert organisation is not None
        assert (organisation.name, organisation.country) == ("가람전자(주)", "KR")
        assert store.organisations.count() == 1


def test_a_name_in_another_country_is_another_organisation(database: Database) -> None:
    with database.transaction() as store:
        korean, american = resolve(store, named("Apex Inc.", country="KR"), named("Apex Inc.", country="US"))
        assert korean != american
        assert resolve(store, named("Apex", country="US"), named("Apex", country="KR")) == [american, korean]
        nowhere = resolve(store, named("Apex"))[0]
        assert nowhere not in {korean, american}
        assert store.organisations.find("apex", "US") == [american]


def test_listed_bodies_meet_whatever_country_a_source_tells(database: Database) -> None:
    with database.transaction() as store:
        ids = resolve(
            store, named("국방과학연구소", country="US"), named("Agency for Defense Development"), named("ADD")
        )
        assert len(set(ids)) == 1
        organisation = store.organisations.get(str(ids[0]))
        assert organisation is not None
        assert (organisation.name, organisation.country) == ("국방과학연구소", "KR")


def test_names_given_together_are_one_organisation(database: Database) -> None:
    with database.transaction() as store:
        first = resolve(store, named("가람전자", "Garam Electronics Co., Ltd."))
    with database.transaction() as store:
        assert resolve(store, named("GARAM ELECTRONICS")) == first
        keys = [alias.key for alias in store.organisations.names(str(first[0]))]
        assert keys == ["garam electronics", "가람전자"]


def test_two_organisations_that_turn_out_to_be_one_are_merged(database: Database) -> None:
    profile = ProfileDraft()
    with database.transaction() as store:
        store.patents.put([PatentDraft(id="P1", country="KR", title="t", owners=(named("가람전자"),))])
        store.patents.put([PatentDraft(id="P2", country="US", title="t", owners=(named("Garam Electronics"),))])
        store.needs.put([NeedDraft(id="N1", title="t", organisation="Garam Electronics")])
        (old,) = store.organisations.find("가람전자")
        (young,) = store.organisations.find("Garam Electronics")
        assert old != young
    with database.transaction() as store:
        store.companies.put(
            [CompanyDraft(id="C1", name="가람전자", name_en="Garam Electronics", country="KR", profile=profile)]
        )
    with database.reading() as store:
        assert store.organisations.find("Garam Electronics Ltd") == store.organisations.find("가람전자") == [old]
        owners = store.patents.owners(["P1", "P2"])
        assert {owner.organisation_id for each in owners.values() for owner in each} == {old}
        need, company, became = store.needs.get("N1"), store.companies.get("C1"), store.organisations.get(young)
        assert need is not None
        assert company is not None
        assert became is not None
        assert need.organisation_id == company.organisation_id == became.id == old
        assert became.country == "KR"
        assert {alias.merged_from for alias in store.organisations.names(old)} == {None, young}
        assert store.organisations.count() == 1


def test_organisations_of_different_countries_are_never_merged(database: Database) -> None:
    with database.transaction() as store:
        korean, american = resolve(store, named("가람", country="KR"), named("Garam", country="US"))
        assert resolve(store, named("가람", "Garam")) == [korean]
        assert store.organisations.find("Garam", "US") == [american]
        assert store.organisations.count() == 2


def test_companies_with_numbers_of_their_own_do_not_merge_by_a_shared_name(database: Database) -> None:
    def company(name: str, number: str, *others: str) -> CompanyDraft:
        return CompanyDraft(
            name=name, other_names=others, business_registration_number=number, country="KR", profile=ProfileDraft()
        )

    with database.transaction() as store:
        store.companies.put([company("가람정밀", "1111111111"), company("가람산업", "2222222222")])
    with database.transaction() as store:
        store.companies.put([company("가람정밀", "1111111111", "가람산업")])
        assert store.organisations.find("가람정밀") != store.organisations.find("가람산업")


def test_a_name_without_letters_is_no_organisation(database: Database) -> None:
    with database.transaction() as store:
        assert resolve(store, named("---")) == [None]
        store.patents.put([PatentDraft(id="P1", country="KR", title="t", owners=(named("-"), named("가람")))])
        assert [owner.name for owner in store.patents.owners(["P1"])["P1"]] == ["가람"]
