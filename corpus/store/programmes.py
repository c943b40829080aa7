"""Programmes as administrators changed them, and verdicts that officers gave in place of the rules'."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Final

import orjson
from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from corpus.problems import Conflict, TooLarge
from corpus.records import ProgrammeVersion, VerdictOverride
from corpus.roles import Caller
from corpus.store import stated
from corpus.store.audit import Audit
from corpus.store.keys import Pair, RecordKey
from corpus.store.tables import batches, now, table
from corpus.text import content_hash

LARGEST = 200_000
"""Bytes of JSON that one programme has at most."""
OUTCOMES: Final = ("eligible", "ineligible", "unknown")
PAIRS_AT_ONCE = 200

ANY_OVERRIDE: Final = select(table(VerdictOverride).c.id).limit(1)


@cache
def _current() -> Select[Any]:
    """Asked with every match."""
    programmes, later = table(ProgrammeVersion), table(ProgrammeVersion).alias()
    newest = select(func.max(later.c.version)).where(later.c.programme_id == programmes.c.programme_id)
    current = programmes.c.version == newest.scalar_subquery()
    return select(programmes).where(current).order_by(programmes.c.programme_id)


class Programmes:
    """Only what was changed here is on record; what ships with the program is version `after` and below."""

    def __init__(self, session: Session, audit: Audit) -> None:
        self._session = session
        self._audit = audit

    def current(self) -> dict[str, ProgrammeVersion]:
        """The version in force of each programme that was ever changed, by programme."""
        rows = self._session.connection().execute(_current())
        return {row.programme_id: ProgrammeVersion(**row._mapping) for row in rows}

    def put(
        self,
        programme_id: str,
        content: Mapping[str, Any],
        note: str,
        actor: Caller,
        *,
        after: int,
        expected_version: int,
    ) -> int:
        """Keeps a programme's next version, which is in force at once, and gives its number.

        The caller has checked `content`. `after` is the version that ships with the program (0 for none);
        `expected_version` the one that was being edited. Raises Conflict `programme_changed` where another is in
        force by now, Invalid `bad_programme_id`, `entry_missing` or `entry_too_long`, TooLarge
        `programme_too_large`.
        """
        stated.programme(programme_id)
        kept_note = stated.required("note", note, stated.NOTE)
        written = orjson.dumps(dict(content))
        if len(written) > LARGEST:
            raise TooLarge.because("programme_too_large", "content", limit=LARGEST)
        kept: dict[str, Any] = orjson.loads(written)
        self._audit.lock()
        in_force = max(after, self._newest(programme_id))
        if expected_version != in_force:
            raise Conflict.because(
                "programme_changed", "expected_version", expected_version, programme=programme_id, version=in_force
            )
        row = ProgrammeVersion(
            programme_id=programme_id,
            version=in_force + 1,
            content=kept,
            note=kept_note,
            actor=actor.account,
            recorded_at=now(),
        )
        self._session.add(row)
        self._session.flush()
        facts = {"version": row.version, "content_hash": content_hash(kept), "note": kept_note}
        self._audit.write(actor, "programme_changed", "programmes", programme_id, facts)
        return row.version

    def history(self, programme_id: str) -> list[ProgrammeVersion]:
        """Every version on record of a programme, the first first."""
        statement = select(ProgrammeVersion).where(col(ProgrammeVersion.programme_id) == programme_id)
        return list(self._session.scalars(statement.order_by(col(ProgrammeVersion.version))))

    def version(self, programme_id: str, number: int) -> ProgrammeVersion | None:
        return self._session.get(ProgrammeVersion, (programme_id, number), populate_existing=True)

    def override(
        self,
        programme_id: str,
        programme_version: int,
        pair: Pair,
        outcome: str | None,
        actor: Caller,
        *,
        judged: str,
        reason: str,
    ) -> int:
        """Puts an officer's outcome in place of the rules' (`judged`), or with None takes that back; gives its id.

        The caller has looked both records up. Raises Invalid `entry_missing` (no reason), `entry_too_long`,
        `entry_not_known` (outcome) or `bad_programme_id`, Conflict `no_override` where there is none to take back.
        """
        stated.programme(programme_id)
        kept_reason = stated.required("reason", reason, stated.REASON)
        stated.chosen("judged", judged, OUTCOMES)
        if outcome is not None:
            stated.chosen("outcome", outcome, OUTCOMES)
        self._audit.lock()
        if outcome is None and programme_id not in self.overrides([pair]).get(pair, {}):
            raise Conflict.because("no_override", "outcome", programme=programme_id)
        row = VerdictOverride(
            programme_id=programme_id,
            programme_version=programme_version,
            kind=pair.one.kind,
            record_id=pair.one.id,
            other_kind=pair.other.kind,
            other_id=pair.other.id,
            outcome=outcome,
            judged=judged,
            reason=kept_reason,
            actor=actor.account,
            recorded_at=now(),
        )
        self._session.add(row)
        self._session.flush()
        facts = {
            "override": row.id,
            "programme": programme_id,
            "version": programme_version,
            "other_kind": pair.other.kind,
            "other_id": pair.other.id,
            "outcome": outcome,
            "judged": judged,
            "reason": kept_reason,
        }
        self._audit.write(actor, "verdict_overridden", pair.one.kind, pair.one.id, facts)
        return row.id or 0

    def overrides(self, pairs: Iterable[Pair]) -> dict[Pair, dict[str, VerdictOverride]]:
        """The overrides that stand, by pair and programme; a pair without any is left out."""
        wanted = set(pairs)
        found: dict[Pair, dict[str, VerdictOverride]] = {}
        for batch in batches(sorted({pair.one.id for pair in wanted}), PAIRS_AT_ONCE):
            statement = select(VerdictOverride).where(col(VerdictOverride.record_id).in_(batch))
            for row in self._session.scalars(statement.order_by(col(VerdictOverride.id))):
                pair = _pair(row)
                if pair in wanted:
                    found.setdefault(pair, {})[row.programme_id] = row
        standing = {
            pair: {programme: row for programme, row in rows.items() if row.outcome is not None}
            for pair, rows in found.items()
        }
        return {pair: rows for pair, rows in standing.items() if rows}

    def any_override(self) -> bool:
        """Whether there may be any: asked before those of many pairs are."""
        return self._session.connection().scalar(ANY_OVERRIDE) is not None

    def override_history(self, pair: Pair) -> list[VerdictOverride]:
        """All that was decided on a pair under any programme, what was taken back included, the first first."""
        statement = select(VerdictOverride).where(col(VerdictOverride.record_id) == pair.one.id)
        rows = self._session.scalars(statement.order_by(col(VerdictOverride.id)))
        return [row for row in rows if _pair(row) == pair]

    def _newest(self, programme_id: str) -> int:
        statement = select(func.max(col(ProgrammeVersion.version)))
        return self._session.scalar(statement.where(col(ProgrammeVersion.programme_id) == programme_id)) or 0


def _pair(row: VerdictOverride) -> Pair:
    return Pair.of(RecordKey(row.kind, row.record_id), RecordKey(row.other_kind, row.other_id))
