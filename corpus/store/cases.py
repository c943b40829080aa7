"""Cases and everything that happened to them. What may follow what is not known here: `matcher.cases` decides.

Nothing is ever taken out. Each change writes an event of the case and one of the audit log with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from corpus.disclosure import EVERY_TIER, Tiers
from corpus.problems import Conflict, NotFound
from corpus.records import Account, Audience, Case, CaseEvent, CaseOrigin, CaseStage
from corpus.roles import Caller, Role
from corpus.store.audit import Audit
from corpus.store.case_documents import CaseDocuments
from corpus.store.case_lists import UNFINISHED, CaseLists

PREFIX = "CMT"
KIND = "cases"
"""What the audit log calls them."""


@dataclass(frozen=True, slots=True)
class NewCase:
    """What a case is opened with; the fields are those of `Case`."""

    subject_kind: str
    subject_id: str
    company_id: str
    title: str
    company_name: str
    origin: CaseOrigin
    track: str | None = None
    owner: str | None = None
    score: float | None = None
    receipt: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """What an event of a case tells: see `CaseEvent`."""

    action: str
    audience: Audience = Audience.OFFICIALS
    text: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


class Cases(CaseLists):
    """Every decision is told who takes it and when, and takes the audit log's lock before it reads."""

    def __init__(self, session: Session, audit: Audit, tiers: Tiers = EVERY_TIER) -> None:
        super().__init__(session, tiers)
        self._audit = audit
        self.documents = CaseDocuments(session)

    def get(self, reference: str) -> Case | None:
        statement = select(Case).where(col(Case.reference) == reference)
        return self._session.scalar(statement.execution_options(populate_existing=True))

    def require(self, reference: str) -> Case:
        """The case. Raises NotFound `unknown_case`."""
        case = self.get(reference)
        if case is None:
            raise NotFound.because("unknown_case", "reference", reference)
        return case

    def unfinished(self, company_id: str, subject_kind: str, subject_id: str) -> Case | None:
        """The case of this pair that nobody has licensed or declined yet."""
        statement = select(Case).where(
            col(Case.company_id) == company_id,
            col(Case.subject_kind) == subject_kind,
            col(Case.subject_id) == subject_id,
            col(Case.stage).in_([stage.value for stage in UNFINISHED]),
        )
        return self._session.scalar(statement.order_by(col(Case.id).desc()).limit(1))

    def of_pair(self, company_id: str, subject_kind: str, subject_id: str, limit: int = 20) -> list[Case]:
        """All cases of this pair, the latest first."""
        statement = select(Case).where(
            col(Case.company_id) == company_id,
            col(Case.subject_kind) == subject_kind,
            col(Case.subject_id) == subject_id,
        )
        return list(self._session.scalars(statement.order_by(col(Case.id).desc()).limit(limit)))

    def members(self, company_id: str, limit: int = 100) -> list[Account]:
        """The accounts of a company's people that are in use."""
        statement = select(Account).where(
            col(Account.company_id) == company_id,
            col(Account.role) == Role.COMPANY.value,
            col(Account.disabled_at).is_(None),
        )
        return list(self._session.scalars(statement.order_by(col(Account.name)).limit(limit)))

    def officers(self, limit: int = 500) -> list[Account]:
        """The accounts of officers that are in use: who may own a case."""
        statement = select(Account).where(col(Account.role) == Role.OFFICER.value, col(Account.disabled_at).is_(None))
        return list(self._session.scalars(statement.order_by(col(Account.name)).limit(limit)))

    def open(self, new: NewCase, happening: Happening, actor: Caller, now: datetime) -> Case:
        """A new case, shortlisted, with the year's next number and its first event."""
        self._audit.lock()
        case = Case(
            reference=self._next_reference(now.year),
            subject_kind=new.subject_kind,
            subject_id=new.subject_id,
            company_id=new.company_id,
            title=new.title,
            company_name=new.company_name,
            stage=CaseStage.SHORTLISTED.value,
            origin=new.origin.value,
            track=new.track,
            owner=new.owner,
            score=new.score,
            receipt=dict(new.receipt) if new.receipt is not None else None,
            opened_by=actor.account,
            created_at=now,
            updated_at=now,
            shared_at=now if new.origin is CaseOrigin.COMPANY else None,
            unanswered_since=now if new.origin is CaseOrigin.COMPANY else None,
        )
        self._session.add(case)
        self._session.flush()
        self.add(case, happening, actor, now)
        return case

    def change(
        self,
        case: Case,
        fields: Mapping[str, object],
        happening: Happening,
        actor: Caller,
        *,
        now: datetime,
        version: int,
    ) -> Case:
        """Writes these fields as the next version, with the event that tells of it.

        Raises Conflict `case_changed` where the case is at another version than the one that was decided on.
        """
        self._audit.lock()
        current = self.require(case.reference)
        if current.version != version:
            raise Conflict.because("case_changed", "version", version, reference=current.reference)
        for name, value in fields.items():
            setattr(current, name, value)
        current.version += 1
        self.add(current, happening, actor, now)
        return current

    def note(self, case: Case, fields: Mapping[str, object]) -> None:
        """Writes fields that an entry brings with it, such as since when the company waits: no version of its own."""
        for name, value in fields.items():
            setattr(case, name, value)
        self._session.add(case)
        self._session.flush()

    def add(self, case: Case, happening: Happening, actor: Caller, now: datetime) -> CaseEvent:
        """Adds an event to the case, and one to the audit log, which keeps no text of it but its length."""
        self._audit.lock()
        case.updated_at = max(case.updated_at, now)
        if happening.audience is Audience.BOTH:
            case.told_at = now
        event = CaseEvent(
            case_id=case.id or 0,
            at=now,
            actor=actor.account,
            role=actor.role.value,
            action=happening.action,
            audience=happening.audience.value,
            text=happening.text,
            facts=dict(happening.facts),
        )
        self._session.add_all((case, event))
        self._session.flush()
        told = {**event.facts, "event": event.id, "audience": event.audience, "length": len(event.text)}
        self._audit.write(actor, f"case_{happening.action}", KIND, case.reference, told)
        return event

    def events(self, case: Case, audience: Audience | None = None, *, limit: int = 1_000) -> list[CaseEvent]:
        """What happened, the first first; of more than `limit` the latest. Of one audience only, if asked."""
        statement = select(CaseEvent).where(col(CaseEvent.case_id) == case.id)
        if audience is not None:
            statement = statement.where(col(CaseEvent.audience) == audience.value)
        latest = self._session.scalars(statement.order_by(col(CaseEvent.id).desc()).limit(limit))
        return list(latest)[::-1]

    def written_since(self, case: Case, role: Role, since: datetime) -> int:
        """How many messages one side has written since then."""
        statement = select(func.count()).select_from(CaseEvent)
        statement = statement.where(
            col(CaseEvent.case_id) == case.id,
            col(CaseEvent.action) == "message",
            col(CaseEvent.role) == role.value,
            col(CaseEvent.at) > since,
        )
        return int(self._session.scalar(statement) or 0)

    def latest(self, case: Case, action: str) -> CaseEvent | None:
        """The last event of this action."""
        statement = select(CaseEvent).where(col(CaseEvent.case_id) == case.id, col(CaseEvent.action) == action)
        return self._session.scalar(statement.order_by(col(CaseEvent.id).desc()).limit(1))

    def _next_reference(self, year: int) -> str:
        """Read under the audit log's lock, so that a number is given once and none is left out."""
        begins = f"{PREFIX}-{year}-"
        statement = select(col(Case.reference)).where(col(Case.reference).startswith(begins))
        last = self._session.scalar(
            statement.order_by(func.length(Case.reference).desc(), col(Case.reference).desc()).limit(1)
        )
        return f"{begins}{int(last.removeprefix(begins)) + 1 if last else 1:05}"
