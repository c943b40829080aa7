"""What follows a concluded case: education, joint training, trial run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from sqlalchemy import func, select
from sqlmodel import Session, col

from corpus.records import FollowUp
from corpus.roles import Caller
from corpus.store import stated
from corpus.store.audit import Audit
from corpus.store.tables import now

STAGES: Final = ("education", "joint-training", "trial-run")
OUTCOME = 2_000


class FollowUps:
    def __init__(self, session: Session, audit: Audit) -> None:
        self._session = session
        self._audit = audit

    def add(
        self,
        programme_id: str,
        case_reference: str,
        stage: str,
        actor: Caller,
        *,
        held_on: date,
        party: str,
        outcome: str = "",
        at: datetime | None = None,
    ) -> int:
        """Keeps a step and gives its id. `at` is when it is entered; None: now.

        Raises Invalid `bad_programme_id`, `entry_not_known` (stage), `entry_missing`, `entry_too_long` or
        `entry_out_of_range`.
        """
        row = FollowUp(
            programme_id=stated.programme(programme_id),
            case_reference=stated.required("case_reference", case_reference, stated.NAME),
            stage=stated.chosen("stage", stage, STAGES),
            held_on=stated.day("held_on", held_on),
            party=stated.required("party", party, stated.NAME),
            outcome=stated.optional("outcome", outcome, OUTCOME),
            actor=actor.account,
            recorded_at=at or now(),
        )
        self._audit.lock()
        self._session.add(row)
        self._session.flush()
        facts = row.model_dump(mode="json", exclude={"id", "actor", "recorded_at"})
        self._audit.write(actor, "follow_up_added", "programmes", row.programme_id, {**facts, "entry": row.id})
        return row.id or 0

    def page(
        self,
        *,
        programme_id: str | None = None,
        case_reference: str | None = None,
        before_id: int | None = None,
        limit: int = 100,
    ) -> list[FollowUp]:
        """Steps, the latest entered first, from the one before `before_id`; of one programme, of one case."""
        statement = select(FollowUp)
        if programme_id is not None:
            statement = statement.where(col(FollowUp.programme_id) == programme_id)
        if case_reference is not None:
            statement = statement.where(col(FollowUp.case_reference) == case_reference)
        if before_id is not None:
            statement = statement.where(col(FollowUp.id) < before_id)
        return list(self._session.scalars(statement.order_by(col(FollowUp.id).desc()).limit(limit)))

    def counts(self, programme_id: str | None = None) -> Mapping[str, int]:
        """How many steps of each stage there are, 0 included."""
        statement = select(col(FollowUp.stage), func.count().label("number"))
        if programme_id is not None:
            statement = statement.where(col(FollowUp.programme_id) == programme_id)
        rows = self._session.execute(statement.group_by(col(FollowUp.stage)))
        found = {row.stage: row.number for row in rows}
        return {stage: found.get(stage, 0) for stage in STAGES}
