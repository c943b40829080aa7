"""Files of cases. A withdrawn one keeps its row and its bytes."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from corpus.problems import NotFound
from corpus.records import Audience, Case, CaseDocument, CaseFile
from corpus.roles import Caller


class CaseDocuments:
    """What may be brought, and who reads it, is not known here: `matcher.cases.documents` decides."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self,
        case: Case,
        name: str,
        content: bytes,
        *,
        media_type: str,
        audience: Audience,
        actor: Caller,
        now: datetime,
    ) -> CaseDocument:
        """Keeps a file with its SHA-256."""
        document = CaseDocument(
            case_id=case.id or 0,
            name=name,
            media_type=media_type,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            audience=audience.value,
            actor=actor.account,
            role=actor.role.value,
            uploaded_at=now,
        )
        self._session.add(document)
        self._session.flush()
        self._session.add(CaseFile(document_id=document.id or 0, content=content))
        self._session.flush()
        return document

    def of(self, case: Case, *, limit: int = 500) -> list[CaseDocument]:
        """The files of a case, the latest first, withdrawn ones too."""
        statement = select(CaseDocument).where(col(CaseDocument.case_id) == case.id)
        return list(self._session.scalars(statement.order_by(col(CaseDocument.id).desc()).limit(limit)))

    def require(self, case: Case, number: int) -> CaseDocument:
        """A file of this case. Raises NotFound `unknown_document`."""
        statement = select(CaseDocument).where(col(CaseDocument.id) == number, col(CaseDocument.case_id) == case.id)
        found = self._session.scalar(statement.execution_options(populate_existing=True))
        if found is None:
            raise NotFound.because("unknown_document", "document", number)
        return found

    def content(self, document: CaseDocument) -> bytes:
        """The bytes of a file."""
        kept = self._session.get(CaseFile, document.id)
        return kept.content if kept else b""

    def withdraw(self, document: CaseDocument, now: datetime) -> None:
        """Takes a file out of use. Again changes nothing."""
        if document.withdrawn_at is None:
            document.withdrawn_at = now
            self._session.add(document)
            self._session.flush()
