"""What of cases a caller gets to see. Officials see all; a company its own, from the moment it was brought in.

Of a case whose subject it may not know of a company sees neither title nor text nor files, only that it is there and
how it stands. Of events it sees those meant for both sides, and of their facts those named here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from corpus.disclosure import EVERY_TIER
from corpus.problems import NotFound
from corpus.records import Audience, Case, CaseDocument, CaseEvent
from corpus.roles import OFFICIALS, Caller, Right, Role
from corpus.store import Store
from corpus.store.case_lists import CaseFilters
from matcher.cases.gates import subject_tiers

TOLD_TO_COMPANIES: Final[Mapping[str, frozenset[str]]] = {
    "opened": frozenset(),
    "interest": frozenset(),
    "moved": frozenset({"before", "after"}),
    "declined": frozenset(),
    "reopened": frozenset({"after"}),
    "message": frozenset(),
    "document_added": frozenset({"document", "name"}),
    "document_withdrawn": frozenset({"document", "name"}),
}
"""Actions that a company may be told of, with those of their facts."""
OFFICE: Final = "office"
"""Who acted for the officials, to a company."""


@dataclass(frozen=True, slots=True)
class SeenCase:
    """A case and whether this caller may know its subject; where not, its title and subject are not to be shown."""

    case: Case
    open: bool


def scoped(filters: CaseFilters, caller: Caller) -> CaseFilters:
    """The filters within what the caller may see. Raises NotFound for one who sees no cases."""
    if caller.may(Right.READ_CASES):
        return filters
    if caller.may(Right.OWN_CASES) and caller.company_id:
        return replace(filters, company_id=caller.company_id, shared=True, owner=None, waiting_on=None, overdue_on=None)
    raise NotFound.because("unknown_case", "reference")


def seen(store: Store, cases: Sequence[Case], caller: Caller) -> list[SeenCase]:
    """Cases with whether the caller may know their subjects, in one look-up whatever their number."""
    if caller.tiers == EVERY_TIER:
        return [SeenCase(case, open=True) for case in cases]
    tiers = subject_tiers(store, cases)
    return [SeenCase(case, tiers.get((case.subject_kind, case.subject_id)) in caller.tiers) for case in cases]


def see(store: Store, reference: str, caller: Caller) -> SeenCase:
    """One case. Raises NotFound `unknown_case` for one that the caller may not know of, as for one that is not."""
    case = store.cases.get(reference)
    if case is None or not knows(case, caller):
        raise NotFound.because("unknown_case", "reference", reference)
    return seen(store, [case], caller)[0]


def knows(case: Case, caller: Caller) -> bool:
    """Whether the caller may know that there is this case."""
    if caller.may(Right.READ_CASES):
        return True
    own = caller.may(Right.OWN_CASES) and caller.company_id is not None and caller.company_id == case.company_id
    return own and case.shared_at is not None


def events_for(store: Store, view: SeenCase, caller: Caller) -> list[CaseEvent]:
    """The history as this caller may read it, the first first."""
    if caller.role in OFFICIALS:
        return store.cases.events(view.case)
    told = [each for each in store.cases.events(view.case, Audience.BOTH) if each.action in TOLD_TO_COMPANIES]
    return [_for_company(each, view) for each in told]


def documents_for(store: Store, view: SeenCase, caller: Caller) -> list[CaseDocument]:
    """The files that this caller may have, withdrawn ones for officials only."""
    rows = store.cases.documents.of(view.case)
    return [each for each in rows if may_have(each, view, caller)]


def may_have(document: CaseDocument, view: SeenCase, caller: Caller) -> bool:
    """Whether the caller may have this file: a company what is shared, and of an open subject or its own."""
    if caller.role in OFFICIALS:
        return True
    shared = document.audience == Audience.BOTH and document.withdrawn_at is None
    return shared and (view.open or document.by_company)


def by_company(event: CaseEvent) -> bool:
    """Whether the company's side acted."""
    return event.role == Role.COMPANY


def _for_company(event: CaseEvent, view: SeenCase) -> CaseEvent:
    facts: dict[str, Any] = {name: event.facts[name] for name in TOLD_TO_COMPANIES[event.action] if name in event.facts}
    ours = by_company(event)
    if not view.open and not ours:
        facts.pop("name", None)
    return CaseEvent(
        id=event.id,
        case_id=event.case_id,
        at=event.at,
        actor=event.actor if ours else OFFICE,
        role=event.role,
        action=event.action,
        audience=event.audience,
        text=event.text,
        facts=facts,
    )
