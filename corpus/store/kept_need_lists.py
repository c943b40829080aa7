"""Kept needs as they are looked for: by their holder, and by what the worker has to do with them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from corpus.disclosure import Tiers
from corpus.problems import NotFound
from corpus.records import Account, Company, Need, NeedKeeping, Registration
from corpus.store.need_states import UNVERIFIED, Holding, KeptNeed, NeedState, in_state
from corpus.store.tables import within


class KeptNeedLists:
    """Reads needs of the tiers given."""

    def __init__(self, session: Session, tiers: Tiers) -> None:
        self._session = session
        self._tiers = tiers

    def get(self, need_id: str, holding: Holding) -> KeptNeed | None:
        """The need, if it is of this holding and may be seen."""
        statement = self._selected(holding).where(col(NeedKeeping.need_id) == need_id)
        row = self._session.execute(statement.execution_options(populate_existing=True)).one_or_none()
        return None if row is None else kept_of(row)

    def require(self, need_id: str, holding: Holding) -> KeptNeed:
        """The need. Raises NotFound `unknown_need`, for somebody else's too."""
        found = self.get(need_id, holding)
        if found is None:
            raise NotFound.because("unknown_need", "id", need_id)
        return found

    def page(
        self, holding: Holding, *, state: NeedState | None = None, today: date, after: str = "", limit: int = 50
    ) -> list[KeptNeed]:
        """The latest first, from the one after the need `after`; of one state if it is given."""
        statement = self._selected(holding)
        if state is not None:
            statement = statement.where(in_state(state, today))
        last = self.get(after, Holding(holding.company_id)) if after else None
        if last is not None:
            at = col(NeedKeeping.created_at)
            older = and_(at == last.keeping.created_at, col(NeedKeeping.need_id) < last.need.id)
            statement = statement.where(or_(at < last.keeping.created_at, older))
        ordered = statement.order_by(col(NeedKeeping.created_at).desc(), col(NeedKeeping.need_id).desc())
        return all_of(self._session.execute(ordered.limit(limit).execution_options(populate_existing=True)))

    def counts(self, holding: Holding, today: date) -> dict[NeedState, int]:
        """How many stand where."""
        found = dict.fromkeys(NeedState, 0)
        for each in all_of(self._session.execute(self._selected(holding))):
            found[each.state(today)] += 1
        return found

    def merged(self) -> dict[str, str]:
        """Companies that still have needs although they turned out to be another one, with that one."""
        statement = (
            select(col(NeedKeeping.company_id), col(Registration.verified_as))
            .join(Registration, col(Registration.company_id) == col(NeedKeeping.company_id))
            .where(col(Registration.verified_as) != col(NeedKeeping.company_id))
        )
        return {str(mine): str(other) for mine, other in self._session.execute(statement.distinct())}

    def ended(self, today: date, limit: int = 500) -> list[str]:
        """Needs whose end has passed and that nobody has taken out of sight yet."""
        statement = select(col(NeedKeeping.need_id)).where(
            col(NeedKeeping.expires_on) < today, col(NeedKeeping.expired_at).is_(None)
        )
        return list(self._session.scalars(statement.order_by(col(NeedKeeping.expires_on)).limit(limit)))

    def ending(self, today: date, limit: int = 500) -> list[str]:
        """Open needs that end soon, of which nobody was reminded yet."""
        statement = select(col(NeedKeeping.need_id)).join(Need, col(Need.id) == col(NeedKeeping.need_id))
        statement = statement.where(in_state(NeedState.EXPIRING, today), col(NeedKeeping.reminded_at).is_(None))
        return list(self._session.scalars(statement.order_by(col(NeedKeeping.expires_on)).limit(limit)))

    def verified_waiting(self) -> list[str]:
        """Companies that have been verified while needs of theirs still wait."""
        statement = (
            select(col(NeedKeeping.company_id))
            .join(Need, col(Need.id) == col(NeedKeeping.need_id))
            .join(Account, col(Account.company_id) == col(NeedKeeping.company_id))
            .join(Company, col(Company.id) == col(NeedKeeping.company_id))
            .where(
                col(Need.withdrawn_reason) == UNVERIFIED,
                col(Account.verified).is_(True),
                col(Account.disabled_at).is_(None),
                col(Company.withdrawn_at).is_(None),
            )
        )
        return sorted({each for each in self._session.scalars(statement) if each is not None})

    def _selected(self, holding: Holding) -> Any:  # a select of pairs has no shorter public type
        statement = select(Need, NeedKeeping).join(NeedKeeping, col(NeedKeeping.need_id) == col(Need.id))
        statement = statement.where(within(col(Need.tier), self._tiers))
        statement = statement.where(
            col(NeedKeeping.company_id).is_(None)
            if holding.company_id is None
            else col(NeedKeeping.company_id) == holding.company_id
        )
        if holding.account is not None:
            statement = statement.where(col(NeedKeeping.account) == holding.account)
        return statement


def all_of(rows: Iterable[Any]) -> list[KeptNeed]:
    return [kept_of(row) for row in rows]


def kept_of(row: Any) -> KeptNeed:
    return KeptNeed(row[0], row[1])
