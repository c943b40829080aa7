"""A small office: two officers, two companies, a patent of each tier, and a clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from corpus.database import Database
from corpus.disclosure import Tier
from corpus.drafts import CompanyDraft, NeedDraft, PatentDraft, ProfileDraft
from corpus.records import Case
from corpus.roles import Caller, Role
from corpus.store import Store
from matcher.cases.desk import Opening, open_case

ADMINISTRATOR: Final = Caller(Role.ADMINISTRATOR, "admin")
OFFICER: Final = Caller(Role.OFFICER, "officer.kim")
OTHER: Final = Caller(Role.OFFICER, "officer.lee")
REVIEWER: Final = Caller(Role.REVIEWER, "reviewer.park")
HANUL: Final = Caller(Role.COMPANY, "hanul", "C1", verified=True)
BADA: Final = Caller(Role.COMPANY, "bada", "C2", verified=False)
NAMES: Final = {"C1": "한울세라믹", "C2": "Bada Foods"}
NOW: Final = datetime(2026, 7, 20, 1, 0, tzinfo=UTC)


def furnish(store: Store) -> None:
    """Puts all of them on record."""
    store.companies.put([CompanyDraft(id=id_, name=name, profile=ProfileDraft()) for id_, name in NAMES.items()])
    store.patents.put(
        [
            PatentDraft(id="P1", country="KR", title="세라믹 노즐"),
            PatentDraft(id="P2", country="KR", title="Released seal", tier=Tier.RELEASED),
            PatentDraft(id="P3", country="KR", title="Zephyrine seeker", tier=Tier.RESTRICTED),
        ]
    )
    store.needs.put([NeedDraft(id="N1", title="Quiet pump")])
    for caller in (ADMINISTRATOR, OFFICER, OTHER, REVIEWER, HANUL, BADA):
        if store.accounts.get(caller.account) is None:
            store.accounts.create(
                caller.account, caller.role, ADMINISTRATOR, company_id=caller.company_id, verified=caller.verified
            )


def furnished(database: Database) -> Database:
    with database.transaction() as store:
        furnish(store)
    return database


def opening(subject: str = "P1", company: str = "C1", note: str = "") -> Opening:
    kind = "needs" if subject.startswith("N") else "patents"
    return Opening(kind, subject, company, "spin-off", 0.7, {"generation": "g1"}, note)  # type: ignore[arg-type]


def opened(store: Store, subject: str = "P1", company: str = "C1", actor: Caller = OFFICER) -> Case:
    return open_case(store, opening(subject, company), actor, NOW)
