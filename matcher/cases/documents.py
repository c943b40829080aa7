"""Documents of a case: brought by either side, read by those they are meant for, withdrawn but never lost."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from corpus.disclosure import Tier, Tiers
from corpus.problems import Conflict, Forbidden, NotFound
from corpus.records import Audience, Case, CaseDocument
from corpus.roles import Caller, Role
from corpus.store import Store
from corpus.store.cases import Happening
from matcher.cases.files import brought
from matcher.cases.gates import subject_tiers
from matcher.cases.rules import worker
from matcher.cases.viewing import SeenCase, may_have, see

MOST_DOCUMENTS: Final = 200
"""Of one case, withdrawn ones too."""


def add_document(
    store: Store,
    reference: str,
    name: str,
    content: bytes,
    actor: Caller,
    *,
    audience: Audience,
    limit: int,
    now: datetime,
) -> CaseDocument:
    """Keeps a file of at most `limit` bytes. What a company brings is for both; what an officer shares makes the case
    known to the company.

    Raises NotFound `unknown_case`, Forbidden `not_allowed`, Conflict `too_many_documents` or,
    where the company may not know the subject, `document_not_for_company`, and what `brought` raises.
    """
    store.audit.lock()
    case = see(store, reference, actor).case
    by_company = actor.role is Role.COMPANY
    if by_company:
        audience = Audience.BOTH
    else:
        worker(actor)
    file = brought(name, content, limit)
    if len(store.cases.documents.of(case, limit=MOST_DOCUMENTS)) >= MOST_DOCUMENTS:
        raise Conflict.because("too_many_documents", "document", file.name, limit=MOST_DOCUMENTS)
    if audience is Audience.BOTH and not by_company and not company_knows(store, case):
        raise Conflict.because("document_not_for_company", "audience", audience.value, subject=case.subject_id)
    document = store.cases.documents.add(
        case, file.name, file.content, media_type=file.media_type, audience=audience, actor=actor, now=now
    )
    if by_company:
        store.cases.note(case, {"unanswered_since": case.unanswered_since or now})
    elif audience is Audience.BOTH:
        store.cases.note(case, {"shared_at": case.shared_at or now})
    facts = {"document": document.id, "name": document.name, "size": document.size, "sha256": document.sha256}
    store.cases.add(case, Happening("document_added", audience, facts=facts), actor, now)
    return document


def withdraw_document(store: Store, reference: str, number: int, actor: Caller, now: datetime) -> CaseDocument:
    """Takes a file out of use: the company has it no more, officials see that it was there. Again changes nothing.

    Raises NotFound `unknown_case` or `unknown_document`, Forbidden `not_allowed`; a company withdraws its own only.
    """
    store.audit.lock()
    view = see(store, reference, actor)
    document = _had(store, view, number, actor)
    if actor.role is not Role.COMPANY:
        worker(actor)
    elif not document.by_company:
        raise Forbidden.because("not_allowed", "role", actor.role.value, right="work_cases")
    if document.withdrawn_at is None:
        store.cases.documents.withdraw(document, now)
        facts = {"document": document.id, "name": document.name}
        store.cases.add(
            view.case, Happening("document_withdrawn", Audience(document.audience), facts=facts), actor, now
        )
    return document


def read_document(store: Store, reference: str, number: int, caller: Caller) -> tuple[CaseDocument, bytes]:
    """A file with its bytes. Raises NotFound `unknown_case`, or `unknown_document` also for one not meant for the
    caller."""
    view = see(store, reference, caller)
    document = _had(store, view, number, caller)
    return document, store.cases.documents.content(document)


def company_knows(store: Store, case: Case) -> bool:
    """Whether the company's people may know the subject, as far as any of them was verified."""
    verified = any(account.verified for account in store.cases.members(case.company_id))
    tiers: Tiers = frozenset({Tier.PUBLIC, Tier.RELEASED} if verified else {Tier.PUBLIC})
    return subject_tiers(store, [case]).get((case.subject_kind, case.subject_id)) in tiers


def _had(store: Store, view: SeenCase, number: int, caller: Caller) -> CaseDocument:
    document = store.cases.documents.require(view.case, number)
    if not may_have(document, view, caller):
        raise NotFound.because("unknown_document", "document", number)
    return document
