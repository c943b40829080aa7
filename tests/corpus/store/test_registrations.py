"""A company that registers itself: kept apart, verified or returned, found by its officer's decision and not before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from corpus.database import Database
from corpus.disclosure import EVERY_TIER, Tier
from corpus.drafts import CapabilityDraft, CompanyDraft, ProfileDraft
from corpus.problems import Conflict, Forbidden, Invalid, NotFound
from corpus.records import Absence, Action, ProfileStatus, RegistrationState
from corpus.roles import Caller, Role
from corpus.store import Store
from corpus.store.keys import RecordKey

NOW = datetime(2031, 5, 1, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
NUMBER, OTHER_NUMBER = "1248100998", "2208162517"
OFFICER = Caller(Role.OFFICER, "officer.kim")
SELF = Caller(Role.ANONYMOUS, "")
SUMMARY = ProfileDraft(summary="탄화규소 섬유 프리폼을 짠다.", certificates=("AS9100D",))


def registered(store: Store, name: str = "새솔복합재(가상)", number: str | None = NUMBER) -> str:
    draft = CompanyDraft(name=name, country="KR", business_registration_number=number, profile=ProfileDraft())
    company_id = store.registrations.place(draft, NOW)
    account = f"member.{company_id}"
    store.accounts.create(account, Role.COMPANY, SELF, company_id=company_id)
    store.registrations.register(company_id, account, SELF, "1", NOW)
    return company_id


def member(store: Store, company_id: str) -> Caller:
    account = store.accounts.require(f"member.{company_id}")
    return Caller(Role.COMPANY, account.name, account.company_id, account.verified)


def submitted(store: Store, *, publish: bool = True, number: str | None = NUMBER) -> str:
    company_id = registered(store, number=number)
    store.profiles.keep(company_id, SUMMARY, NOW)
    caller = member(store, company_id)
    store.registrations.submit(company_id, caller.account, caller, publish=publish, now=NOW)
    return company_id


def on_record(store: Store, number: str | None = NUMBER, tier: Tier = Tier.PUBLIC) -> None:
    kept = CompanyDraft(
        id="C1",
        name="새솔복합재",
        country="KR",
        business_registration_number=number,
        profile=ProfileDraft(summary="Imported."),
        tier=tier,
    )
    store.companies.put([kept])


def test_a_registered_company_is_in_no_list_and_no_change(database: Database) -> None:
    with database.transaction() as store:
        company_id = registered(store)
        assert store.companies.get(company_id) is None
        assert store.companies.count() == 0
        assert store.documents.get("companies", company_id) is None
        assert store.changes.of(Tier.PUBLIC).last() == 0
        assert store.organisations.count() == 0
        row = store.companies.get(company_id, withdrawn=True)
        assert row is not None
        assert (row.withdrawn_reason, row.profile_version) == (Absence.UNVERIFIED, None)


def test_nobody_makes_it_live_but_the_officer_who_verifies(database: Database) -> None:
    with database.transaction() as store:
        company_id = submitted(store)
        whole = CompanyDraft(id=company_id, name="Other", profile=ProfileDraft(summary="x"))
        with pytest.raises(Conflict, match="company_not_verified"):
            store.companies.put([whole])
        with pytest.raises(Conflict, match="company_not_verified"):
            store.companies.restore(company_id)
        with pytest.raises(NotFound):
            store.companies.publish(company_id, 1)
        with pytest.raises(Forbidden, match="company_not_verified_yet"):
            store.profiles.publish(company_id, 1, member(store, company_id))


def test_an_import_of_the_same_number_does_not_bring_it_to_light(database: Database) -> None:
    with database.transaction() as store:
        company_id = submitted(store)
        row = CompanyDraft(name="새솔복합재(주)", business_registration_number=NUMBER, profile=ProfileDraft())
        (outcome,) = store.companies.put([row])
        assert outcome.change == "added"
        assert outcome.record_id != company_id
        assert store.companies.get(company_id) is None


def test_verified_it_is_live_with_its_profile_and_its_member_verified(database: Database) -> None:
    with database.transaction() as store:
        company_id = submitted(store)
        assert [each.company_id for each in store.registrations.waiting(10)] == [company_id]
        decided = store.registrations.verify(company_id, OFFICER, LATER)
        assert (decided.company_id, decided.published) == (company_id, 1)
    with database.reading() as store:
        assert store.registrations.waiting(10) == []
        row = store.companies.require(company_id)
        assert row.organisation_id is not None
        profile = store.companies.profile(company_id)
        assert profile is not None
        assert (profile.version, profile.status, profile.summary) == (1, "published", SUMMARY.summary)
        assert store.accounts.require(f"member.{company_id}").verified
        last = store.changes.of(Tier.PUBLIC).since(0)
        assert [(each.record_id, each.action) for each in last] == [(company_id, Action.PUT)]
        row_of = store.registrations.of(company_id)
        assert row_of is not None
        assert (row_of.state, row_of.decided_by, row_of.decided_at) == ("verified", "officer.kim", LATER)
        actions = [each.action for each in store.audit.events(record=RecordKey("companies", company_id))]
        assert actions == ["profile_published", "company_verified", "profile_submitted", "company_registered"]


def test_a_company_that_does_not_publish_is_known_by_name_alone(database: Database) -> None:
    with database.transaction() as store:
        company_id = submitted(store, publish=False)
        decided = store.registrations.verify(company_id, OFFICER, LATER)
        assert decided.published is None
        assert store.companies.require(company_id).profile_version is None
        assert store.companies.versions(company_id)[0].status == ProfileStatus.VERIFIED
        document = store.documents.get("companies", company_id)
        assert document is not None
        assert SUMMARY.summary not in document.text
        assert store.profiles.publish(company_id, 1, member(store, company_id)).status == ProfileStatus.PUBLISHED


def test_returned_it_says_why_and_comes_again_as_another_version(database: Database) -> None:
    with database.transaction() as store:
        company_id = submitted(store)
        with pytest.raises(Invalid, match="entry_missing"):
            store.registrations.send_back(company_id, OFFICER, " ", LATER)
        store.registrations.send_back(company_id, OFFICER, "인증서 번호를 적으십시오.", LATER)
        found = store.registrations.of(company_id)
        assert found is not None
        assert (found.state, found.reason) == ("returned", "인증서 번호를 적으십시오.")
        with pytest.raises(Conflict, match="registration_not_submitted"):
            store.registrations.verify(company_id, OFFICER, LATER)
        again = store.profiles.keep(company_id, SUMMARY.model_copy(update={"trl": 6}), LATER)
        assert (again.version, again.status) == (2, ProfileStatus.DRAFT)
        caller = member(store, company_id)
        store.registrations.submit(company_id, caller.account, caller, publish=True, now=LATER)
        assert store.registrations.verify(company_id, OFFICER, LATER).published == 2
        assert [each.status for each in store.companies.versions(company_id)] == ["returned", "published"]


def test_what_waits_is_not_changed_by_what_is_written_meanwhile(database: Database) -> None:
    with database.transaction() as store:
        company_id = submitted(store)
        store.profiles.keep(company_id, ProfileDraft(summary="Something else."), LATER)
        store.registrations.verify(company_id, OFFICER, LATER)
        profile = store.companies.profile(company_id)
        assert profile is not None
        assert profile.summary == SUMMARY.summary
        assert [each.status for each in store.companies.versions(company_id)] == ["published", "draft"]


def test_of_several_versions_handed_in_the_last_waits(database: Database) -> None:
    with database.transaction() as store:
        company_id = submitted(store)
        store.profiles.keep(company_id, ProfileDraft(summary="Better."), LATER)
        caller = member(store, company_id)
        store.registrations.submit(company_id, caller.account, caller, publish=True, now=LATER)
        assert [each.status for each in store.companies.versions(company_id)] == ["withdrawn", "submitted"]


def test_a_number_on_record_is_claimed_and_only_an_officer_grants_it(database: Database) -> None:
    with database.transaction() as store:
        on_record(store)
        company_id = submitted(store)
        assert store.registrations.on_record(NUMBER) == ["C1"]
        assert [(each.id, each.same_number) for each in store.registrations.similar(company_id)] == [("C1", True)]
        assert member(store, company_id).company_id == company_id
        with pytest.raises(Conflict, match="number_on_record"):
            store.registrations.verify(company_id, OFFICER, LATER)
        decided = store.registrations.verify(company_id, OFFICER, LATER, verified_as="C1")
        assert decided.company_id == "C1"
    with database.reading() as store:
        assert store.accounts.require(f"member.{company_id}").company_id == "C1"
        profile = store.companies.profile("C1")
        assert profile is not None
        assert profile.summary == SUMMARY.summary
        assert [each.status for each in store.companies.versions("C1")] == ["published", "published"]
        assert store.companies.count() == 1
        merged = store.companies.get(company_id, withdrawn=True)
        assert merged is not None
        assert merged.withdrawn_reason == Absence.MERGED
        found = store.registrations.of("C1")
        assert found is not None
        assert found.company_id == company_id


def test_a_company_of_another_number_is_not_granted(database: Database) -> None:
    with database.transaction() as store:
        on_record(store, OTHER_NUMBER)
        company_id = submitted(store)
        with pytest.raises(Conflict, match="number_of_another"):
            store.registrations.verify(company_id, OFFICER, LATER, verified_as="C1")


def test_a_restricted_company_is_on_record_for_officers_alone(database: Database) -> None:
    with database.transaction() as store:
        on_record(store, tier=Tier.RESTRICTED)
        company_id = submitted(store)
    with database.reading(frozenset({Tier.PUBLIC})) as store:
        assert store.registrations.on_record(NUMBER) == []
        assert store.registrations.similar(company_id) == []
    with database.reading(EVERY_TIER) as store:
        assert [each.id for each in store.registrations.similar(company_id)] == ["C1"]


def test_a_false_number_is_not_verified(database: Database) -> None:
    with database.transaction() as store:
        company_id = submitted(store, number="1234567890")
        with pytest.raises(Invalid, match="registered_number_bad"):
            store.registrations.verify(company_id, OFFICER, LATER)


def test_an_empty_profile_is_not_handed_in(database: Database) -> None:
    with database.transaction() as store:
        company_id = registered(store)
        caller = member(store, company_id)
        with pytest.raises(Conflict, match="nothing_to_submit"):
            store.registrations.submit(company_id, caller.account, caller, publish=True, now=NOW)
        store.profiles.keep(company_id, ProfileDraft(certificates=("AS9100D",)), NOW)
        with pytest.raises(Invalid, match="profile_empty"):
            store.registrations.submit(company_id, caller.account, caller, publish=True, now=NOW)


def test_facts_change_until_it_is_verified(database: Database) -> None:
    with database.transaction() as store:
        company_id = submitted(store)
        draft = store.companies.drafts_on_record({company_id})[company_id]
        store.registrations.change_facts(company_id, draft.model_copy(update={"region": "경상남도"}), LATER)
        row = store.companies.get(company_id, withdrawn=True)
        assert row is not None
        assert (row.region, row.version, row.withdrawn_reason) == ("경상남도", 2, Absence.UNVERIFIED)
        store.registrations.verify(company_id, OFFICER, LATER)
        assert store.companies.require(company_id).region == "경상남도"
        with pytest.raises(Conflict, match="company_verified"):
            store.registrations.change_facts(company_id, draft, LATER)


def test_a_published_version_stays_searched_while_the_next_is_written(database: Database) -> None:
    with database.transaction() as store:
        company_id = submitted(store)
        store.registrations.verify(company_id, OFFICER, LATER)
        written = store.profiles.keep(company_id, ProfileDraft(capabilities=(CapabilityDraft(title="권선"),)), LATER)
        assert (written.version, written.status) == (2, "draft")
        again = store.profiles.keep(company_id, ProfileDraft(capabilities=(CapabilityDraft(title="제직"),)), LATER)
        assert (again.version, again.capabilities[0]["title"]) == (2, "제직")
        current = store.companies.profile(company_id)
        assert current is not None
        assert current.version == 1
        store.profiles.publish(company_id, 2, member(store, company_id))
        current = store.companies.profile(company_id)
        assert current is not None
        assert current.version == 2


def test_a_draft_that_changed_meanwhile_is_not_overwritten(database: Database) -> None:
    with database.transaction() as store:
        company_id = registered(store)
        first = store.profiles.keep(company_id, SUMMARY, NOW)
        stamp = first.content_hash
        store.profiles.replace(company_id, 1, ProfileDraft(summary="Theirs."), stamp=stamp, now=NOW)
        with pytest.raises(Conflict, match="profile_changed"):
            store.profiles.replace(company_id, 1, ProfileDraft(summary="Mine."), stamp=stamp, now=NOW)
        assert store.profiles.require(company_id, 1).summary == "Theirs."


def test_a_company_takes_its_profile_back_and_brings_it_again(database: Database) -> None:
    with database.transaction() as store:
        company_id = submitted(store)
        with pytest.raises(Forbidden):
            store.profiles.withdraw(company_id, member(store, company_id))
        store.registrations.verify(company_id, OFFICER, LATER)
        caller = member(store, company_id)
        store.profiles.withdraw(company_id, caller)
        assert store.documents.get("companies", company_id) is None
        assert store.companies.versions(company_id)[0].status == ProfileStatus.WITHDRAWN
        store.profiles.restore(company_id, caller)
        assert store.documents.get("companies", company_id) is not None
        assert store.companies.versions(company_id)[0].status == ProfileStatus.PUBLISHED
        store.companies.withdraw(company_id, "폐업")
        with pytest.raises(Conflict, match="not_withdrawn_by_company"):
            store.profiles.restore(company_id, caller)


def test_lists_and_counts_agree(database: Database) -> None:
    with database.transaction() as store:
        first, second = submitted(store), registered(store, "다른회사(가상)", OTHER_NUMBER)
        store.registrations.send_back(first, OFFICER, "이름이 다릅니다.", LATER)
        counts = store.registrations.counts()
        assert counts == {
            RegistrationState.OPEN: 1,
            RegistrationState.SUBMITTED: 0,
            RegistrationState.RETURNED: 1,
            RegistrationState.VERIFIED: 0,
        }
        assert [each.company_id for each in store.registrations.page(RegistrationState.OPEN)] == [second]
        assert [each.reason for each in store.registrations.page(RegistrationState.RETURNED)] == ["이름이 다릅니다."]
