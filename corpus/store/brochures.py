"""Files that were read for capabilities: what they propose, and what their company made of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from corpus.problems import NotFound
from corpus.records import Brochure
from corpus.roles import Caller
from corpus.store.audit import Audit

NAME = 200


class Brochures:
    """A proposal is a JSON object; nothing here reads it. Times are in UTC."""

    def __init__(self, session: Session, audit: Audit) -> None:
        self._session = session
        self._audit = audit

    def add(
        self,
        company_id: str,
        account: str,
        *,
        name: str,
        sha256: str,
        size: int,
        proposals: Sequence[dict[str, Any]],
        now: datetime,
    ) -> Brochure:
        """Keeps what a file proposes, not the file."""
        row = Brochure(
            company_id=company_id,
            account=account,
            name=name[-NAME:],
            sha256=sha256,
            size=size,
            proposals=list(proposals),
            uploaded_at=now,
        )
        self._session.add(row)
        self._session.flush()
        return row

    def require(self, company_id: str, number: int) -> Brochure:
        """A company's brochure. Raises NotFound `unknown_brochure`, also for that of another."""
        row = self._session.get(Brochure, number, populate_existing=True)
        if row is None or row.company_id != company_id:
            raise NotFound.because("unknown_brochure", "number", number)
        return row

    def of(self, company_id: str, limit: int = 50) -> list[Brochure]:
        """A company's brochures, the latest first."""
        statement = select(Brochure).where(col(Brochure.company_id) == company_id)
        return list(self._session.scalars(statement.order_by(col(Brochure.id).desc()).limit(limit)))

    def settle(
        self, brochure: Brochure, proposals: Sequence[dict[str, Any]], actor: Caller, now: datetime, taken: int
    ) -> None:
        """Notes what became of each proposal, of which so many were taken into the draft."""
        self._audit.lock()
        brochure.proposals = list(proposals)
        brochure.settled_at = now
        self._session.add(brochure)
        self._session.flush()
        facts = {"brochure": brochure.id, "taken": taken, "proposed": len(proposals)}
        self._audit.write(actor, "brochure_settled", "companies", brochure.company_id, facts)
