"""What officers thought of matches: relevant, partly or not, with a coded reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from corpus.passages import Kind
from corpus.problems import Conflict, Invalid
from corpus.records import RelevanceGrade, RelevanceJudgement
from corpus.roles import Caller
from corpus.store import stated
from corpus.store.audit import Audit
from corpus.store.tables import batches
from corpus.text import clean, content_hash


class GradeReason(StrEnum):
    """Why a candidate is not, or only partly, what was asked for."""

    WRONG_FIELD = "wrong-field"
    TOO_LOW_TRL = "too-low-trl"
    NOT_A_SUPPLIER = "not-a-supplier"
    ALREADY_KNOWN = "already-known"
    CAPACITY = "capacity"
    CONTROL = "control"
    WRONG_EVIDENCE = "wrong-evidence"
    DUPLICATE = "duplicate"
    NOT_ACTIVE = "not-active"
    OTHER = "other"


GRADES: Final = tuple(grade.value for grade in RelevanceGrade)
REASONS: Final = tuple(reason.value for reason in GradeReason)
TEXT: Final = "text"
"""The asking kind of a plain text."""
READ_AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """The asking side: a record by its kind (plural) and id, or a plain text, whose id is its hash."""

    kind: str
    id: str
    text: str | None = None

    @classmethod
    def of_text(cls, text: str) -> Asked:
        """Texts that differ in white space alone are one."""
        kept = clean(text)
        return cls(TEXT, content_hash(kept), kept)


@dataclass(frozen=True, slots=True)
class Candidate:
    kind: Kind
    id: str


class Judgements:
    """Rows are never changed: the latest of an account and pair counts, and one without a grade takes it back."""

    def __init__(self, session: Session, audit: Audit) -> None:
        self._session = session
        self._audit = audit

    def judge(
        self,
        asked: Asked,
        candidate: Candidate,
        grade: str | None,
        actor: Caller,
        now: datetime,
        *,
        reason: str | None = None,
        note: str = "",
        receipt: Mapping[str, Any] | None = None,
    ) -> int:
        """Keeps what the actor thinks of the pair, or with None takes back what stands; gives its number.

        The caller has looked the records up. Raises Invalid `entry_not_known` (grade, reason), `entry_missing` (no
        reason for a candidate that is not relevant), `judgement_reason_unfit` (a reason for one that is),
        `judgement_of_itself`, `entry_too_long`; Conflict `no_judgement` where there is none to take back.
        """
        if (asked.kind, asked.id) == (candidate.kind, candidate.id):
            raise Invalid.because("judgement_of_itself", "with", candidate.id)
        kept = _reason(grade, reason)
        told = stated.optional("note", note, stated.NOTE)
        self._audit.lock()
        if grade is None and not self.standing_of(actor.account, asked, candidate.kind, [candidate.id]):
            raise Conflict.because("no_judgement", "grade")
        row = RelevanceJudgement(
            account=actor.account,
            kind=asked.kind,
            record_id=asked.id,
            text=asked.text,
            other_kind=candidate.kind,
            other_id=candidate.id,
            grade=grade,
            reason=kept,
            note=told,
            receipt=dict(receipt) if receipt else None,
            recorded_at=now,
        )
        self._session.add(row)
        self._session.flush()
        facts = {
            "judgement": row.id,
            "other_kind": candidate.kind,
            "other_id": candidate.id,
            "grade": grade,
            "reason": kept,
        }
        self._audit.write(actor, "match_judged", asked.kind, asked.id, facts)
        return row.id or 0

    def standing_of(
        self, account: str, asked: Asked, kind: Kind, record_ids: Iterable[str]
    ) -> dict[str, RelevanceJudgement]:
        """What this account thinks of candidates of a question, by their id; those it did not judge are left out."""
        found: dict[str, RelevanceJudgement] = {}
        for batch in batches(sorted(set(record_ids))):
            statement = _latest().where(
                col(RelevanceJudgement.account) == account,
                col(RelevanceJudgement.kind) == asked.kind,
                col(RelevanceJudgement.record_id) == asked.id,
                col(RelevanceJudgement.other_kind) == kind,
                col(RelevanceJudgement.other_id).in_(batch),
            )
            found.update((row.other_id, row) for row in self._rows(statement))
        return {record_id: row for record_id, row in found.items() if row.grade is not None}

    def of_pair(self, asked: Asked, candidate: Candidate) -> list[RelevanceJudgement]:
        """What each account thinks of the pair, the latest first."""
        statement = _latest().where(
            col(RelevanceJudgement.kind) == asked.kind,
            col(RelevanceJudgement.record_id) == asked.id,
            col(RelevanceJudgement.other_kind) == candidate.kind,
            col(RelevanceJudgement.other_id) == candidate.id,
        )
        rows = [row for row in self._rows(statement) if row.grade is not None]
        return sorted(rows, key=lambda row: -(row.id or 0))

    def page(
        self,
        account: str | None = None,
        *,
        grade: str | None = None,
        before_id: int | None = None,
        limit: int = 100,
    ) -> list[RelevanceJudgement]:
        """What stands, of one account or of all, the latest first, from the one before `before_id`."""
        statement = _latest().where(col(RelevanceJudgement.grade).is_not(None))
        if account is not None:
            statement = statement.where(col(RelevanceJudgement.account) == account)
        if grade is not None:
            statement = statement.where(col(RelevanceJudgement.grade) == grade)
        if before_id is not None:
            statement = statement.where(col(RelevanceJudgement.id) < before_id)
        return self._rows(statement.order_by(col(RelevanceJudgement.id).desc()).limit(limit))

    def counts(self, account: str | None = None) -> dict[str, int]:
        """How many of each grade stand, 0 included."""
        statement = select(col(RelevanceJudgement.grade), func.count().label("number")).where(
            ~_superseded(), col(RelevanceJudgement.grade).is_not(None)
        )
        if account is not None:
            statement = statement.where(col(RelevanceJudgement.account) == account)
        rows = self._session.execute(statement.group_by(col(RelevanceJudgement.grade)))
        found = {row.grade: row.number for row in rows}
        return {grade: found.get(grade, 0) for grade in GRADES}

    def standing(self) -> Iterator[RelevanceJudgement]:
        """Everything that stands, of every account, the latest first; read some at a time."""
        before: int | None = None
        while rows := self.page(before_id=before, limit=READ_AT_ONCE):
            yield from rows
            before = rows[-1].id

    def _rows(self, statement: Select[Any]) -> list[RelevanceJudgement]:
        return list(self._session.scalars(statement))


def _superseded() -> Any:  # a condition on rows
    """Whether the account has judged the pair again since."""
    later = aliased(RelevanceJudgement)
    same = (
        *(col(later.record_id) == col(RelevanceJudgement.record_id), col(later.kind) == col(RelevanceJudgement.kind)),
        col(later.other_id) == col(RelevanceJudgement.other_id),
        col(later.other_kind) == col(RelevanceJudgement.other_kind),
        col(later.account) == col(RelevanceJudgement.account),
        col(later.id) > col(RelevanceJudgement.id),
    )
    return exists().where(*same)


def _latest() -> Select[Any]:
    return select(RelevanceJudgement).where(~_superseded())


def _reason(grade: str | None, reason: str | None) -> str | None:
    """The reason as it is kept."""
    if grade is None:
        return None
    stated.chosen("grade", grade, GRADES)
    if grade == RelevanceGrade.RELEVANT:
        if reason:
            raise Invalid.because("judgement_reason_unfit", "reason", reason)
        return None
    if not reason:
        raise Invalid.because("entry_missing", "reason")
    return stated.chosen("reason", reason, REASONS)


def asked_of(row: RelevanceJudgement) -> Asked:
    """The asking side of a row."""
    return Asked(row.kind, row.record_id, row.text)


def by_pair(rows: Sequence[RelevanceJudgement]) -> dict[tuple[Asked, Candidate], list[RelevanceJudgement]]:
    """Rows of the same question and candidate together, in their order."""
    found: dict[tuple[Asked, Candidate], list[RelevanceJudgement]] = {}
    for row in rows:
        pair = asked_of(row), Candidate(row.other_kind, row.other_id)  # type: ignore[arg-type]  # written as a Kind
        found.setdefault(pair, []).append(row)
    return found
