"""Saved searches, what they found, and alerts, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from corpus.database import Database
from corpus.disclosure import Tier
from corpus.drafts import CompanyDraft, ProfileDraft
from corpus.problems import Conflict, Invalid, NotFound
from corpus.records import AlertKind, Frequency, SavedSearch
from corpus.roles import Caller, Role
from corpus.store import Store
from corpus.store.alerts import place
from corpus.store.searches import MOST, HitState, NewAlert, Round

NOW = datetime(2026, 5, 4, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
LOCAL = Caller(Role.ADMINISTRATOR, "tests")


@pytest.fixture(autouse=True)
def accounts(database: Database) -> None:
    with database.transaction() as store:
        store.companies.put(
            [CompanyDraft(id=f"C{number}", name=f"Firm {number}", profile=ProfileDraft()) for number in range(5)]
        )
        store.accounts.create("kim", Role.OFFICER, LOCAL)
        store.accounts.create("lee", Role.COMPANY, LOCAL, company_id="C1", verified=True)


def kept(store: Store, account: str = "kim", question: str = "text=a&to=companies", **told: str) -> SavedSearch:
    return store.searches.keep(
        account, name=told.get("name", "One"), question=question, to="companies", frequency=Frequency.DAILY, now=NOW
    )


def noted(store: Store, search: SavedSearch, *records: str, now: datetime = NOW, gone: bool = False) -> bool:
    kind = AlertKind.GONE if gone else AlertKind.NEW
    hits = [HitState(each, "a", each, {"version": 1}, gone=gone) for each in records]
    told = [NewAlert(kind, each, f"Firm {each}", "new_match", {"reasons": []}) for each in records]
    return store.searches.note(search, Round(hits, told), now)


def test_a_search_is_its_holders_alone(database: Database) -> None:
    with database.transaction() as store:
        search = kept(store)
        assert [each.name for each in store.searches.of("kim")] == ["One"]
        assert store.searches.of("lee") == []
        for act in (
            lambda: store.searches.require(search.id or 0, "lee"),
            lambda: store.searches.change(search.id or 0, "lee", name="Mine"),
            lambda: store.searches.delete(search.id or 0, "lee", NOW),
            lambda: store.searches.restore(search.id or 0, "lee"),
        ):
            with pytest.raises(NotFound):
                act()


def test_the_same_question_is_kept_once_and_again_after_it_was_deleted(database: Database) -> None:
    with database.transaction() as store:
        search = kept(store)
        with pytest.raises(Conflict) as refused:
            kept(store, name="Two")
        assert refused.value.problem.value == "One"
        store.searches.delete(search.id or 0, "kim", NOW)
        assert store.searches.of("kim") == []
        again = kept(store, name="Two")
        with pytest.raises(Conflict):
            store.searches.restore(search.id or 0, "kim")
        store.searches.delete(again.id or 0, "kim", NOW)
        assert store.searches.restore(search.id or 0, "kim").name == "One"
        changed = store.searches.change(search.id or 0, "kim", name=" Three ", frequency=Frequency.NEVER)
        assert (changed.name, changed.frequency) == ("Three", "never")
        for name in ("", " ", "x" * 121):
            with pytest.raises(Invalid):
                store.searches.change(search.id or 0, "kim", name=name)


def test_an_account_keeps_so_many(database: Database) -> None:
    with database.transaction() as store:
        for number in range(MOST):
            kept(store, question=f"text={number}&to=companies")
        with pytest.raises(Conflict):
            kept(store, question="text=more&to=companies")


def test_holders_are_watched_as_they_stand(database: Database) -> None:
    def holders() -> list[Caller]:
        with database.reading() as store:
            return [each.holder for each in store.searches.watched()]

    with database.transaction() as store:
        kept(store)
        kept(store, "lee")
    assert holders() == [Caller(Role.OFFICER, "kim"), Caller(Role.COMPANY, "lee", "C1", verified=True)]
    with database.transaction() as store:
        store.companies.withdraw("C1", "closed")
        store.accounts.disable("kim", LOCAL)
    assert holders() == [Caller(Role.COMPANY, "lee", "C1", verified=False)]


def test_of_many_who_note_one_round_at_once_one_does(database: Database) -> None:
    with database.transaction() as store:
        search = kept(store)

    def note(_: int) -> bool:
        with database.transaction() as store:
            return noted(store, search, "C1", "C2")

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(note, range(12))) == 1
    with database.reading() as store:
        assert store.alerts.unread("kim") == 2
        assert sorted(store.searches.hits(search.id or 0)) == ["C1", "C2"]


def test_a_hit_is_gone_since_it_first_was(database: Database) -> None:
    with database.transaction() as store:
        search = kept(store)
        for number in range(3):
            current = store.searches.require(search.id or 0, "kim")
            assert noted(store, current, "C1", now=NOW + number * HOUR, gone=number > 0)
            store.searches._session.expire_all()
        assert store.searches.hits(search.id or 0)["C1"].gone_at == NOW + HOUR


def test_unread_alerts_come_first_and_pages_follow_on(database: Database) -> None:
    with database.transaction() as store:
        search = kept(store)
        noted(store, search, *(f"C{number}" for number in range(5)))
        first = store.alerts.page("kim")
        assert [each.alert.record_id for each in first] == ["C4", "C3", "C2", "C1", "C0"]
        ids = [each.alert.id or 0 for each in first]
        assert store.alerts.read("kim", [ids[0], ids[3]], NOW) == 2
        assert store.alerts.read("kim", [ids[0]], NOW) == 0
        assert store.alerts.read("lee", ids, NOW) == 0
    with database.transaction() as store:
        every = [each.alert.record_id for each in store.alerts.page("kim")]
        assert every == ["C3", "C2", "C0", "C4", "C1"]
        paged: list[str] = []
        after = ""
        while found := store.alerts.page("kim", after=after, limit=2):
            paged += [each.alert.record_id for each in found]
            after = place(found[-1].alert)
        assert paged == every
        assert store.alerts.unread("kim") == 3
        assert store.alerts.counts("kim")[AlertKind.NEW] == 5
        assert store.alerts.counts("kim", unread=True)[AlertKind.NEW] == 3
        assert store.alerts.counts("kim", since=NOW + HOUR)[AlertKind.NEW] == 0
        assert store.alerts.page("kim", kind=AlertKind.GONE) == []
        assert len(store.alerts.page("kim", unread=True)) == 3
        assert store.alerts.news("kim") == {search.id: {AlertKind.NEW: 3}}
        assert store.alerts.read_all("kim", ids[2], NOW) == 2
        assert [each.alert.record_id for each in store.alerts.page("kim", unread=True)] == ["C3"]
        for bad in ("2-1", "0-", "x", "0-x", f"0-{'9' * 30}"):
            with pytest.raises(Invalid):
                store.alerts.page("kim", after=bad)


def test_a_hidden_record_has_no_title_and_a_withdrawn_one_is_not_live(database: Database) -> None:
    with database.transaction() as store:
        search = kept(store)
        noted(store, search, "C2", "C3", "C4")
        store.companies.move("C2", Tier.RESTRICTED)
        store.companies.withdraw("C3", "closed")
    with database.reading(frozenset({Tier.PUBLIC})) as store:
        told = {each.alert.record_id: each for each in store.alerts.page("kim")}
    assert (told["C2"].title, told["C2"].tier, told["C2"].live) == ("", None, False)
    assert (told["C3"].title, told["C3"].tier, told["C3"].live) == ("Firm C3", Tier.PUBLIC, False)
    assert (told["C4"].title, told["C4"].tier, told["C4"].live) == ("Firm C4", Tier.PUBLIC, True)


def test_alerts_are_put_into_one_letter(database: Database) -> None:
    with database.transaction() as store:
        search = kept(store)
        noted(store, search, "C1", "C2")
        assert store.alerts.last_letter("kim") is None
        found = store.alerts.unmailed("kim", [search.id or 0])
        assert [each.alert.record_id for each in found] == ["C1", "C2"]
        assert store.alerts.unmailed("kim", [9]) == []
        letters = [
            store.mails.queue(
                purpose="digest", recipient="kim@office.example", subject="s", text="t", account="kim", now=NOW + each
            )
            for each in (HOUR, 2 * HOUR)
        ]
        store.alerts.mailed([each.alert.id or 0 for each in found], letters[0])
        store.alerts.mailed([each.alert.id or 0 for each in found], letters[1])
    with database.reading() as store:
        assert store.alerts.unmailed("kim", [search.id or 0]) == []
        assert {each.alert.mail_id for each in store.alerts.page("kim")} == {letters[0]}
        assert store.alerts.last_letter("kim") == NOW + 2 * HOUR
