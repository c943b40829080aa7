"""Records of a tier are there for those who may know of them, and leave no trace for others."""

from __future__ import annotations

import pytest

from corpus.database import Database
from corpus.disclosure import EVERY_TIER, Tier
from corpus.drafts import CompanyDraft, NeedDraft, OrganisationName, PatentDraft, ProfileDraft
from corpus.filters import Filters
from corpus.problems import Forbidden, NotFound
from corpus.records import Action
from corpus.store import Store

OPEN = frozenset({Tier.PUBLIC})
COMPANIES = frozenset({Tier.PUBLIC, Tier.RELEASED})


def patent(number: int, tier: Tier | None = None, owner: str = "Haneul Optics", *others: str) -> PatentDraft:
    owners = (OrganisationName(name=owner, others=others, country="KR"),)
    return PatentDraft(id=f"KR{number}", country="KR", title=f"Sight {number}", owners=owners, tier=tier)


def traces(store: Store) -> tuple[object, ...]:
    """All that a store tells of patents."""
    documents, patents = store.documents, store.patents
    return (
        patents.count(),
        [row.id for row in patents.page()],
        documents.count("patents"),
        documents.fingerprint("patents"),
        [document.id for document in documents.stream("patents")],
        documents.matching("patents", Filters(owner=("Haneul",))),
        documents.matching("patents", Filters(country=("KR",))),
        sorted(documents.summaries("patents", [f"KR{number}" for number in range(9)])),
        [patents.get(f"KR{number}") is not None for number in range(9)],
        [len(patents.history(f"KR{number}")) for number in range(9)],
        store.organisations.count(),
        [(row.id, row.name, row.country) for row in store.organisations.page()],
        [[name.name for name in store.organisations.names(row.id)] for row in store.organisations.page()],
        store.organisations.find("Haneul Optics"),
        store.organisations.containing("haneul"),
        [(change.seq, change.record_id) for change in store.changes.of(Tier.PUBLIC).since(0)],
    )


def test_what_is_added_at_other_tiers_changes_nothing_that_is_seen(database: Database) -> None:
    with database.transaction() as store:
        store.patents.put([patent(1), patent(2, None, "Byeol Radar")])
    with database.reading(OPEN) as store:
        before = traces(store)
    with database.transaction() as store:
        # Names that would join two public organisations, if a public record gave them.
        store.patents.put([patent(3, Tier.RESTRICTED, "Haneul Optics", "Byeol Radar", "Haneul Sights Unit")])
        store.patents.put([patent(4, Tier.RELEASED, "Haneul Works"), patent(5, Tier.RESTRICTED, "Haneul Secret Works")])
    with database.reading(OPEN) as store:
        assert traces(store) == before
        for number in (3, 4, 5):
            with pytest.raises(NotFound):
                store.patents.require(f"KR{number}")
    with database.reading(COMPANIES) as store:
        assert [row.id for row in store.patents.page()] == ["KR1", "KR2", "KR4"]
    with database.reading(EVERY_TIER) as store:
        assert store.patents.count() == 5
        assert store.documents.matching("patents", Filters(owner=("Haneul Sights Unit",))) == {"KR1", "KR3"}
        assert store.documents.of(Tier.RESTRICTED).count("patents") == 2
        assert [change.record_id for change in store.changes.of(Tier.RESTRICTED).since(0)] == ["KR3", "KR5"]
        assert [change.seq for change in store.changes.of(Tier.RELEASED).since(0)] == [1]


def test_a_name_that_restricted_records_brought_becomes_public_with_a_public_record(database: Database) -> None:
    with database.transaction() as store:
        store.patents.put([patent(1, Tier.RESTRICTED, "Haneul Sights Unit")])
        store.patents.put([patent(2, Tier.PUBLIC, "Haneul Sights Unit")])
    with database.reading(OPEN) as store:
        assert store.documents.matching("patents", Filters(owner=("Haneul Sights Unit",))) == {"KR2"}
        assert store.organisations.count() == 1
    with database.reading() as store:
        assert store.documents.matching("patents", Filters(owner=("Haneul Sights Unit",))) == {"KR1", "KR2"}


def test_a_moved_record_leaves_one_tier_and_appears_in_the_other(database: Database) -> None:
    with database.transaction() as store:
        store.patents.put([patent(1, Tier.RESTRICTED)])
        store.patents.move("KR1", Tier.PUBLIC)
        store.patents.move("KR1", Tier.PUBLIC)
    with database.reading(OPEN) as store:
        assert store.patents.require("KR1").version == 1
        assert store.documents.matching("patents", Filters(owner=("Haneul Optics",))) == {"KR1"}
        assert [(each.record_id, each.action) for each in store.changes.of(Tier.PUBLIC).since(0)] == [
            ("KR1", Action.PUT)
        ]
    with database.transaction() as store:
        assert [(each.record_id, each.action) for each in store.changes.of(Tier.RESTRICTED).since(0)] == [
            ("KR1", Action.WITHDRAW)
        ]
        store.patents.withdraw("KR1", "sold")
        store.patents.move("KR1", Tier.RESTRICTED)
        # Withdrawn, it was in no index, and is in none now.
        assert store.changes.of(Tier.RESTRICTED).last() == 2
        store.patents.restore("KR1")
    with database.reading(OPEN) as store:
        assert store.patents.get("KR1", withdrawn=True) is None
        assert store.patents.history("KR1") == []
    with pytest.raises(NotFound), database.transaction() as store:
        store.patents.move("KR2", Tier.PUBLIC)


def test_companies_and_needs_have_tiers_too(database: Database) -> None:
    company = CompanyDraft(id="C1", name="Garam", profile=ProfileDraft(summary="sights"), tier=Tier.RESTRICTED)
    with database.transaction() as store:
        store.companies.put([company])
        store.needs.put([NeedDraft(id="N1", title="A sight", organisation="Garam", tier=Tier.RELEASED)])
    with database.reading(OPEN) as store:
        assert (store.companies.get("C1"), store.companies.profile("C1"), store.companies.versions("C1")) == (
            None,
            None,
            [],
        )
        assert (store.needs.get("N1"), store.organisations.count()) == (None, 0)
    with database.transaction() as store:
        store.companies.move("C1", Tier.PUBLIC)
        store.needs.move("N1", Tier.PUBLIC)
    with database.reading(OPEN) as store:
        profile = store.companies.profile("C1")
        assert profile is not None
        assert (profile.version, profile.summary) == (1, "sights")
        assert store.companies.require("C1").organisation_id == store.needs.require("N1").organisation_id is not None


def test_a_tier_stands_until_it_is_decided_anew(database: Database) -> None:
    with database.transaction() as store:
        store.patents.put([patent(1, Tier.RESTRICTED)])
        changed = patent(1).model_copy(update={"title": "Another sight"})
        store.patents.put([changed])
        assert store.patents.require("KR1").tier == Tier.RESTRICTED
        store.patents.put([changed.model_copy(update={"tier": Tier.RESTRICTED})])
        opened = changed.model_copy(update={"tier": Tier.PUBLIC})
        assert store.patents.stated_otherwise([opened, patent(2, Tier.PUBLIC)]) == {"KR1": Tier.RESTRICTED}
        with pytest.raises(Forbidden) as refused:
            store.patents.put([opened])
        assert refused.value.problem.code == "tier_by_reviewer"
