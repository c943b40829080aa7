"""Putting, versions, withdrawing and restoring, for all kinds."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from corpus.database import Database
from corpus.disclosure import Tier
from corpus.drafts import LegalStatus, NeedDraft, OrganisationName, PatentDraft
from corpus.problems import NotFound
from corpus.records import Action
from corpus.store import Outcome, Owner, Store
from corpus.text import content_hash
from corpus.wording import sentence

RADAR = PatentDraft(
    id="KR1020200000001",
    country="KR",
    title="위상배열 레이더",
    title_en="Phased array radar",
    abstract="안테나 소자를 배열한다.",
    claims=("1. 안테나를 포함하는 레이더.",),
    owners=(OrganisationName(name="국방과학연구소"), OrganisationName(name="가람전자(주)", country="KR")),
    filing_date=date(2020, 1, 2),
    ipc=("G01S 13/90", "G01S 7/02"),
    cpc=("G01S 13/90",),
    legal_status=LegalStatus.GRANTED,
    keywords=("레이더",),
    trl=6,
)


def changed_since(store: Store, number: int) -> list[tuple[str, Action]]:
    return [(change.record_id, change.action) for change in store.changes.of(Tier.PUBLIC).since(number)]


def test_a_patent_comes_back_as_it_was_put(database: Database) -> None:
    with database.transaction() as store:
        assert store.patents.put([RADAR]) == [Outcome(0, RADAR.id, "added")]
    with database.reading() as store:
        patent = store.patents.get(RADAR.id)
        assert patent is not None
        kept = {name: getattr(patent, name) for name in PatentDraft.model_fields if name != "owners"}
        expected = RADAR.model_dump(mode="python", exclude={"owners"}) | {"tier": Tier.PUBLIC.value}
        assert kept == {name: list(value) if isinstance(value, tuple) else value for name, value in expected.items()}
        assert (patent.version, patent.language) == (1, "ko")
        assert patent.content_hash == content_hash(RADAR.model_dump(mode="json", exclude_defaults=True))
        owners = store.patents.owners([RADAR.id, "unknown"])
        assert [owner.name for owner in owners[RADAR.id]] == ["국방과학연구소", "가람전자(주)"]
        assert owners[RADAR.id][0] == Owner("국방과학연구소", store.organisations.find("ADD")[0])
        assert store.patents.owned_by(store.organisations.find("ADD")) == [RADAR.id]


def test_the_same_again_changes_nothing(database: Database) -> None:
    with database.transaction() as store:
        store.patents.put([RADAR])
    with database.transaction() as store:
        assert store.patents.put([RADAR]) == [Outcome(0, RADAR.id, "unchanged")]
        assert store.changes.of(Tier.PUBLIC).last() == 1
        assert len(store.patents.history(RADAR.id)) == 1


def test_other_content_is_a_new_version_and_the_old_one_is_kept(database: Database) -> None:
    later = RADAR.model_copy(update={"title": "레이더", "owners": (), "ipc": ("H01Q 21/00",), "cpc": ()})
    with database.transaction() as store:
        store.patents.put([RADAR])
    with database.transaction() as store:
        assert store.patents.put([later]) == [Outcome(0, RADAR.id, "updated")]
    with database.reading() as store:
        patent = store.patents.get(RADAR.id)
        assert patent is not None
        assert (patent.title, patent.version) == ("레이더", 2)
        assert patent.updated_at > patent.created_at
        versions = store.patents.history(RADAR.id)
        assert [version.content["title"] for version in versions] == ["위상배열 레이더", "레이더"]
        assert versions[1].content_hash == patent.content_hash
        assert store.patents.owners([RADAR.id]) == {}
        assert store.documents.summaries("patents", [RADAR.id])[RADAR.id].classes == ("H01Q21/00",)
        assert changed_since(store, 1) == [(RADAR.id, Action.PUT)]


def test_one_id_several_times_in_a_batch_keeps_the_last(database: Database) -> None:
    drafts = [NeedDraft(id="N1", title=title) for title in ("a", "a", "b")]
    with database.transaction() as store:
        assert [outcome.change for outcome in store.needs.put(drafts)] == ["added", "unchanged", "updated"]
        need = store.needs.get("N1")
        assert need is not None
        assert (need.title, need.version) == ("b", 1)


def test_a_withdrawn_record_is_out_of_sight(database: Database) -> None:
    with database.transaction() as store:
        store.needs.put([NeedDraft(id="N1", title="a"), NeedDraft(id="N2", title="b")])
        before = store.documents.fingerprint("needs")
    with database.transaction() as store:
        store.needs.withdraw("N1", "asked by the unit")
        store.needs.withdraw("N1", "twice")
    with database.reading() as store:
        assert store.needs.get("N1") is None
        hidden = store.needs.get("N1", withdrawn=True)
        assert hidden is not None
        assert hidden.withdrawn_reason == "asked by the unit"
        assert store.needs.count() == store.documents.count("needs") == 1
        assert [need.id for need in store.needs.page()] == ["N2"]
        assert store.documents.get("needs", "N1") is None
        assert [document.id for document in store.documents.stream("needs")] == ["N2"]
        assert store.documents.summaries("needs", ["N1"]) == {}
        assert store.documents.fingerprint("needs") != before
        assert changed_since(store, 2) == [("N1", Action.WITHDRAW)]
    with database.transaction() as store:
        store.needs.restore("N1")
        store.needs.restore("N1")
        assert store.needs.get("N1") is not None
        assert store.documents.fingerprint("needs") == before
        assert changed_since(store, 3) == [("N1", Action.PUT)]


@pytest.mark.parametrize(("title", "version"), [("a", 1), ("b", 2)])
def test_a_withdrawn_record_put_again_comes_back(database: Database, title: str, version: int) -> None:
    with database.transaction() as store:
        store.needs.put([NeedDraft(id="N1", title="a")])
        store.needs.withdraw("N1", "mistake")
    with database.transaction() as store:
        assert store.needs.put([NeedDraft(id="N1", title=title)]) == [Outcome(0, "N1", "updated")]
        need = store.needs.get("N1")
        assert need is not None
        assert (need.title, need.version, need.withdrawn_reason) == (title, version, None)
        assert len(store.needs.history("N1")) == version
        assert store.changes.of(Tier.PUBLIC).since(2)[0].action == Action.PUT


def test_unknown_ids_are_named(database: Database) -> None:
    with database.transaction() as store:
        for act, code in (
            (store.patents.restore, "unknown_patent"),
            (store.companies.restore, "unknown_company"),
            (store.needs.restore, "unknown_need"),
            (partial(store.patents.withdraw, reason="r"), "unknown_patent"),
        ):
            with pytest.raises(NotFound, match=code) as refused:
                act("X9")
            assert "X9" in sentence(refused.value.problem, "ko").reason
        assert store.patents.get("X9") is None
        assert store.companies.profile("X9") is None


def test_pages_go_by_id_in_the_order_of_bytes(database: Database) -> None:
    ids = ["B", "a", "A", "b", "가", "_", "a-1", "a1"]
    with database.transaction() as store:
        store.needs.put([NeedDraft(id=id_, title="t") for id_ in ids])
    with database.reading() as store:
        paged: list[str] = []
        while page := store.needs.page(paged[-1] if paged else None, 3):
            paged += [need.id for need in page]
        assert paged == sorted(ids)
        assert [document.id for document in store.documents.stream("needs", batch=3)] == sorted(ids)
