"""Needs that are kept: whose they are, their ids, their end, and what brings them back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from corpus.database import Database
from corpus.disclosure import Tier
from corpus.drafts import CompanyDraft, NeedDraft, NeedKind, ProfileDraft
from corpus.problems import Conflict, NotFound
from corpus.records import Registration
from corpus.roles import Caller, Role
from corpus.store import Store
from corpus.store.need_states import EXPIRED, UNVERIFIED, Holding, KeptNeed, NeedState

NOW = datetime(2026, 5, 4, 1, tzinfo=UTC)
TODAY = date(2026, 5, 4)
END = date(2027, 5, 4)
DEFENCE = Holding()
FIRM = Holding("C1")
OFFICER = Caller(Role.OFFICER, "officer.kim")
MEMBER = Caller(Role.COMPANY, "member.lee", "C1", verified=True)
WORKER = Caller(account="service")


@pytest.fixture(autouse=True)
def accounts(database: Database) -> None:
    local = Caller(Role.ADMINISTRATOR, "tests")
    with database.transaction() as store:
        firms = [CompanyDraft(id=each, name=f"Firm {each}", profile=ProfileDraft()) for each in ("C1", "C2")]
        store.companies.put(firms)
        store.accounts.create("officer.kim", Role.OFFICER, local)
        store.accounts.create("member.lee", Role.COMPANY, local, company_id="C1")


def draft(need_id: str = "NEED-2026-AAAAAA", **changes: object) -> NeedDraft:
    given: dict[str, object] = {"id": need_id, "title": "Quiet hybrid drive", "kind": NeedKind.DEFENCE}
    return NeedDraft.model_validate({**given, "organisation": "가상육군", "close_date": END, **changes})


def registered(store: Store, need_id: str = "NEED-2026-AAAAAA", **changes: object) -> KeptNeed:
    return store.kept_needs.register(draft(need_id, **changes), DEFENCE, OFFICER, NOW)


def actions(store: Store) -> list[str]:
    return [each.action for each in reversed(store.audit.events()) if each.kind == "needs"]


def test_a_registered_need_is_live_and_its_holders_alone(database: Database) -> None:
    with database.transaction() as store:
        registered(store)
        own = draft("NEED-2026-BBBBBB", kind=NeedKind.COMPANY)
        store.kept_needs.register(own, FIRM, MEMBER, NOW)
    with database.reading() as store:
        assert store.needs.get("NEED-2026-AAAAAA") is not None
        assert [each.need.id for each in store.kept_needs.page(FIRM, today=TODAY)] == ["NEED-2026-BBBBBB"]
        assert [each.need.id for each in store.kept_needs.page(DEFENCE, today=TODAY)] == ["NEED-2026-AAAAAA"]
        assert store.kept_needs.page(Holding("C2"), today=TODAY) == []
        with pytest.raises(NotFound):
            store.kept_needs.require("NEED-2026-BBBBBB", Holding("C2"))
        assert store.kept_needs.page(Holding(account="somebody"), today=TODAY) == []
        assert actions(store) == ["need_registered", "need_registered"]


def test_a_need_of_a_hidden_tier_is_in_no_list_and_no_count(database: Database) -> None:
    with database.transaction() as store:
        registered(store, tier=Tier.RESTRICTED)
    with database.reading(frozenset({Tier.PUBLIC})) as store:
        assert store.kept_needs.page(DEFENCE, today=TODAY) == []
        assert sum(store.kept_needs.counts(DEFENCE, TODAY).values()) == 0
        assert store.kept_needs.get("NEED-2026-AAAAAA", DEFENCE) is None


def test_many_register_at_once_and_no_id_is_given_twice(database: Database) -> None:
    def register(_: int) -> str:
        with database.transaction() as store:
            store.changes.lock()
            need_id = store.kept_needs.new_id(2026)
            return registered(store, need_id).need.id

    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(register, range(24)))
    assert len(set(ids)) == 24
    with database.reading() as store:
        assert store.needs.count() == 24


def test_an_id_that_is_on_record_is_refused(database: Database) -> None:
    with database.transaction() as store:
        registered(store)
    with database.transaction() as store, pytest.raises(Conflict):
        registered(store)


def test_editing_makes_a_version_and_keeps_what_was_withdrawn_out_of_sight(database: Database) -> None:
    with database.transaction() as store:
        registered(store)
        edited = store.kept_needs.edit("NEED-2026-AAAAAA", draft(title="Quieter"), DEFENCE, OFFICER, NOW)
        assert (edited.need.version, edited.need.title, edited.state(TODAY)) == (2, "Quieter", NeedState.OPEN)
        store.kept_needs.withdraw("NEED-2026-AAAAAA", DEFENCE, OFFICER, NOW)
        again = store.kept_needs.edit("NEED-2026-AAAAAA", draft(title="Quietest"), DEFENCE, OFFICER, NOW)
        assert (again.need.version, again.state(TODAY)) == (3, NeedState.WITHDRAWN)
        assert store.documents.get("needs", "NEED-2026-AAAAAA") is None
        back = store.kept_needs.restore("NEED-2026-AAAAAA", DEFENCE, OFFICER, NOW, today=TODAY)
        assert (back.need.title, back.state(TODAY)) == ("Quietest", NeedState.OPEN)
    with database.reading() as store:
        assert actions(store)[1:] == ["need_edited", "need_withdrawn", "need_edited", "need_restored"]


def test_an_end_that_passes_takes_the_need_out_once_and_renewing_brings_it_back(database: Database) -> None:
    after = END + timedelta(days=1)
    with database.transaction() as store:
        registered(store)
        assert store.kept_needs.ended(END) == []
        assert not store.kept_needs.expire("NEED-2026-AAAAAA", END, WORKER, NOW)
        assert store.kept_needs.ended(after) == ["NEED-2026-AAAAAA"]
        assert store.kept_needs.expire("NEED-2026-AAAAAA", after, WORKER, NOW)
        assert not store.kept_needs.expire("NEED-2026-AAAAAA", after, WORKER, NOW)
        assert store.kept_needs.ended(after) == []
    with database.transaction() as store:
        gone = store.kept_needs.require("NEED-2026-AAAAAA", DEFENCE)
        assert (gone.need.withdrawn_reason, gone.state(after)) == (EXPIRED, NeedState.EXPIRED)
        with pytest.raises(Conflict):
            store.kept_needs.restore("NEED-2026-AAAAAA", DEFENCE, OFFICER, NOW, today=after)
        until = after + timedelta(days=365)
        back = store.kept_needs.renew("NEED-2026-AAAAAA", until, DEFENCE, OFFICER, NOW)
        assert (back.state(after), back.need.close_date, back.keeping.renewals) == (NeedState.OPEN, until, 1)
    with database.reading() as store:
        assert actions(store)[1:] == ["need_expired", "need_renewed"]


def test_its_holder_is_reminded_once_and_again_after_a_renewal(database: Database) -> None:
    soon, early = END - timedelta(days=14), END - timedelta(days=15)
    with database.transaction() as store:
        registered(store)
        assert store.kept_needs.ending(early) == []
        assert store.kept_needs.remind("NEED-2026-AAAAAA", early, NOW) is None
        assert store.kept_needs.ending(soon) == ["NEED-2026-AAAAAA"]
        assert store.kept_needs.remind("NEED-2026-AAAAAA", soon, NOW) is not None
        assert store.kept_needs.remind("NEED-2026-AAAAAA", soon, NOW) is None
        assert store.kept_needs.ending(soon) == []
        store.kept_needs.renew("NEED-2026-AAAAAA", END + timedelta(days=365), DEFENCE, OFFICER, NOW)
        assert store.kept_needs.ending(END + timedelta(days=360)) == ["NEED-2026-AAAAAA"]


def test_a_company_that_nobody_verified_waits(database: Database) -> None:
    with database.transaction() as store:
        own = draft("NEED-2026-BBBBBB", kind=NeedKind.COMPANY)
        kept = store.kept_needs.register(own, FIRM, MEMBER, NOW, live=False)
        assert (kept.state(TODAY), kept.need.withdrawn_reason) == (NeedState.WAITING, UNVERIFIED)
        assert store.documents.get("needs", "NEED-2026-BBBBBB") is None
        edited = store.kept_needs.edit(
            "NEED-2026-BBBBBB", own.model_copy(update={"title": "Other"}), FIRM, MEMBER, NOW, live=False
        )
        assert edited.state(TODAY) is NeedState.WAITING
        assert store.kept_needs.verified_waiting() == []
        store.accounts.verify_company("member.lee", WORKER)
        assert store.kept_needs.verified_waiting() == ["C1"]
        assert store.kept_needs.publish("C1", WORKER, NOW) == 1
        assert store.kept_needs.publish("C1", WORKER, NOW) == 0
        assert store.kept_needs.require("NEED-2026-BBBBBB", FIRM).state(TODAY) is NeedState.OPEN
        assert store.documents.get("needs", "NEED-2026-BBBBBB") is not None


def test_a_company_that_turned_out_to_be_another_takes_its_needs_along(database: Database) -> None:
    with database.transaction() as store:
        store.kept_needs.register(draft("NEED-2026-BBBBBB"), FIRM, MEMBER, NOW, live=False)
        assert store.kept_needs.merged() == {}
        row = Registration(company_id="C1", account="member.lee", verified_as="C2", registered_at=NOW)
        store.kept_needs._session.add(row)
        store.kept_needs._session.flush()
        assert store.kept_needs.merged() == {"C1": "C2"}
        assert store.kept_needs.adopt("C1", "C2", WORKER, NOW) == 1
        assert store.kept_needs.merged() == {}
        assert store.kept_needs.publish("C2", WORKER, NOW) == 1
        assert store.kept_needs.require("NEED-2026-BBBBBB", Holding("C2")).state(TODAY) is NeedState.OPEN
        assert store.kept_needs.get("NEED-2026-BBBBBB", FIRM) is None


def test_what_expired_while_it_waited_waits_again_once_renewed(database: Database) -> None:
    after = END + timedelta(days=1)
    with database.transaction() as store:
        own = draft("NEED-2026-BBBBBB", kind=NeedKind.COMPANY)
        store.kept_needs.register(own, FIRM, MEMBER, NOW, live=False)
        assert store.kept_needs.expire("NEED-2026-BBBBBB", after, WORKER, NOW)
        assert store.kept_needs.publish("C1", WORKER, NOW) == 0
        later = after + timedelta(days=100)
        renewed = store.kept_needs.renew("NEED-2026-BBBBBB", later, FIRM, MEMBER, NOW, live=False)
        assert renewed.state(after) is NeedState.WAITING


def test_lists_by_state_agree_with_each_needs_own_state(database: Database) -> None:
    ends = [TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=14), TODAY + timedelta(days=15), END]
    with database.transaction() as store:
        for number, end in enumerate(ends):
            registered(store, f"NEED-2026-AAAAA{number}", close_date=end)
        store.kept_needs.withdraw("NEED-2026-AAAAA4", DEFENCE, OFFICER, NOW)
    with database.reading() as store:
        every = store.kept_needs.page(DEFENCE, today=TODAY)
        counts = store.kept_needs.counts(DEFENCE, TODAY)
        for state in NeedState:
            listed = [each.need.id for each in store.kept_needs.page(DEFENCE, state=state, today=TODAY)]
            assert listed == [each.need.id for each in every if each.state(TODAY) is state]
            assert counts[state] == len(listed)
        assert counts[NeedState.EXPIRING] == 2
        first = store.kept_needs.page(DEFENCE, today=TODAY, limit=2)
        rest = store.kept_needs.page(DEFENCE, today=TODAY, after=first[-1].need.id)
        assert [each.need.id for each in (*first, *rest)] == [each.need.id for each in every]
