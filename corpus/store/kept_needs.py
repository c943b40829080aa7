"""Needs that were registered on the pages: whose they are, until when they stand, and what becomes of them then."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlmodel import Session, col

from corpus.disclosure import Tiers
from corpus.drafts import NeedDraft
from corpus.problems import Conflict, NotFound
from corpus.records import Need, NeedKeeping
from corpus.roles import Caller
from corpus.store.audit import Audit
from corpus.store.changes import Changes
from corpus.store.kept_need_lists import KeptNeedLists, all_of
from corpus.store.need_states import BY_HOLDER, EXPIRED, UNVERIFIED, Holding, KeptNeed, NeedState
from corpus.store.needs import Needs

SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of an id's last part: none that is taken for another when it is read out."""
SIGNS_OF_AN_ID = 6


class KeptNeeds(KeptNeedLists):
    """Shows and changes needs of the tiers given. Every change is in the audit log; times are in UTC."""

    def __init__(self, session: Session, needs: Needs, changes: Changes, audit: Audit, tiers: Tiers) -> None:
        super().__init__(session, tiers)
        self._needs = needs
        self._changes = changes
        self._audit = audit

    def new_id(self, year: int) -> str:
        """An id that no record of any tier has. Drawn, not counted: numbers would tell how many needs one may not see.

        The caller holds the lock of `Changes` until the need is written.
        """
        while True:
            drawn = f"NEED-{year}-{''.join(secrets.choice(SIGNS) for _ in range(SIGNS_OF_AN_ID))}"
            if self._session.get(Need, drawn) is None:
                return drawn

    def register(
        self, draft: NeedDraft, holding: Holding, actor: Caller, now: datetime, *, live: bool = True
    ) -> KeptNeed:
        """Writes a new need whose draft has its end in `close_date`; one that is not `live` waits for verification.

        Raises Conflict `already_registered` for an id that is on record, ValueError for a draft without an end.
        """
        if draft.close_date is None:
            raise ValueError("a kept need has an end")
        self._lock()
        if self._session.get(Need, draft.id) is not None:
            raise Conflict.because("already_registered", "id", draft.id, path=f"/api/v1/needs/{draft.id}")
        self._needs.put([draft])
        if not live:
            self._needs.withdraw(draft.id, UNVERIFIED)
        keeping = NeedKeeping(
            need_id=draft.id,
            account=actor.account,
            company_id=holding.company_id,
            expires_on=draft.close_date,
            created_at=now,
            updated_at=now,
        )
        self._keep(keeping)
        self._audit.write(actor, "need_registered", "needs", draft.id, _facts(keeping, live=live))
        return self._reread(draft.id)

    def draft_of(self, need_id: str) -> NeedDraft:
        """The need as its present version was written. Raises NotFound."""
        versions = self._needs.history(need_id)
        if not versions:
            raise NotFound.because("unknown_need", "id", need_id)
        return NeedDraft.model_validate(versions[-1].content)

    def edit(
        self, need_id: str, draft: NeedDraft, holding: Holding, actor: Caller, now: datetime, *, live: bool = True
    ) -> KeptNeed:
        """Keeps the draft as a new version. One that is out of sight stays so, but for an expired one with a later end.

        `live` False: it waits for verification then. Raises NotFound.
        """
        self._lock()
        known = self.require(need_id, holding)
        end = draft.close_date or known.keeping.expires_on
        later = end > known.keeping.expires_on
        kept = draft.model_copy(update={"id": need_id, "close_date": end, "tier": None})
        self._write(known, kept, _reason(known, live=live) if later else known.need.withdrawn_reason)
        if end != known.keeping.expires_on:
            _move_end(known.keeping, end)
        self._touch(known, actor, "need_edited", now)
        return self._reread(need_id)

    def renew(
        self, need_id: str, until: date, holding: Holding, actor: Caller, now: datetime, *, live: bool = True
    ) -> KeptNeed:
        """Moves the end; an expired need is found again, or waits where it may not be `live`.

        One that its holder withdrew stays so. Raises NotFound.
        """
        self._lock()
        known = self.require(need_id, holding)
        draft = self.draft_of(need_id).model_copy(update={"close_date": until})
        self._write(known, draft, _reason(known, live=live))
        _move_end(known.keeping, until)
        known.keeping.renewals += 1
        self._touch(known, actor, "need_renewed", now)
        return self._reread(need_id)

    def withdraw(self, need_id: str, holding: Holding, actor: Caller, now: datetime) -> KeptNeed:
        """Out of sight until its holder restores it. Again changes nothing. Raises NotFound."""
        self._lock()
        known = self.require(need_id, holding)
        if known.need.withdrawn_at is None:
            self._needs.withdraw(need_id, BY_HOLDER)
            self._touch(known, actor, "need_withdrawn", now)
        return self._reread(need_id)

    def restore(
        self, need_id: str, holding: Holding, actor: Caller, now: datetime, *, today: date, live: bool = True
    ) -> KeptNeed:
        """Brings back what its holder withdrew; it waits where it may not be `live`.

        Raises NotFound, Conflict `need_is_expired` where its end has passed: renewing brings that back.
        """
        self._lock()
        known = self.require(need_id, holding)
        if known.state(today) is NeedState.EXPIRED or known.keeping.expires_on < today:
            raise Conflict.because("need_is_expired", "expires_on", known.keeping.expires_on)
        if known.need.withdrawn_at is not None and known.need.withdrawn_reason != UNVERIFIED:
            self._needs.restore(need_id)
            if not live:
                self._needs.withdraw(need_id, UNVERIFIED)
            self._touch(known, actor, "need_restored", now)
        return self._reread(need_id)

    def expire(self, need_id: str, today: date, actor: Caller, now: datetime) -> bool:
        """Takes a need whose end has passed out of sight, once; says whether."""
        self._lock()
        known = self._any(need_id)
        if known is None or known.keeping.expires_on >= today or known.keeping.expired_at is not None:
            return False
        if known.need.withdrawn_reason in {None, UNVERIFIED}:
            self._needs.restore(need_id)
            self._needs.withdraw(need_id, EXPIRED)
        known.keeping.expired_at = now
        self._touch(known, actor, "need_expired", now)
        return True

    def remind(self, need_id: str, today: date, now: datetime) -> KeptNeed | None:
        """Notes that its holder is reminded of a need's end, once; None where that is not (any more) to be done."""
        self._lock()
        known = self._any(need_id)
        if known is None or known.state(today) is not NeedState.EXPIRING or known.keeping.reminded_at is not None:
            return None
        known.keeping.reminded_at = now
        self._keep(known.keeping)
        return known

    def publish(self, company_id: str, actor: Caller, now: datetime) -> int:
        """Brings a company's waiting needs into sight, now that it is verified; gives how many.

        To be called in the transaction that verifies; the worker looks after what was verified elsewhere.
        """
        self._lock()
        waiting = self._selected(Holding(company_id)).where(col(Need.withdrawn_reason) == UNVERIFIED)
        found = all_of(self._session.execute(waiting.execution_options(populate_existing=True)))
        for each in found:
            self._needs.restore(each.need.id)
            self._touch(each, actor, "need_published", now)
        return len(found)

    def adopt(self, company_id: str, verified_as: str, actor: Caller, now: datetime) -> int:
        """Gives the needs of a company that registered itself to the one on record that it turned out to be."""
        self._lock()
        own = select(NeedKeeping).where(col(NeedKeeping.company_id) == company_id)
        found = list(self._session.scalars(own.execution_options(populate_existing=True)))
        for keeping in found:
            keeping.company_id, keeping.updated_at = verified_as, now
            self._keep(keeping)
            self._audit.write(actor, "need_adopted", "needs", keeping.need_id, _facts(keeping, before=company_id))
        return len(found)

    def _any(self, need_id: str) -> KeptNeed | None:
        keeping = self._session.get(NeedKeeping, need_id, populate_existing=True)
        need = self._session.get(Need, need_id, populate_existing=True)
        return KeptNeed(need, keeping) if need is not None and keeping is not None else None

    def _reread(self, need_id: str) -> KeptNeed:
        found = self._any(need_id)
        if found is None:
            raise NotFound.because("unknown_need", "id", need_id)
        return found

    def _write(self, known: KeptNeed, draft: NeedDraft, reason: str | None) -> None:
        """A new version; putting a record brings it into sight, so one with a `reason` is taken out of it again."""
        self._needs.put([draft])
        self._needs.restore(known.need.id)
        if reason is not None:
            self._needs.withdraw(known.need.id, reason)

    def _lock(self) -> None:
        self._changes.lock()
        self._audit.lock()

    def _touch(self, known: KeptNeed, actor: Caller, action: str, now: datetime) -> None:
        known.keeping.updated_at = now
        self._keep(known.keeping)
        self._audit.write(actor, action, "needs", known.need.id, _facts(known.keeping))

    def _keep(self, keeping: NeedKeeping) -> None:
        self._session.add(keeping)
        self._session.flush()


def _reason(known: KeptNeed, *, live: bool) -> str | None:
    """Why a need is out of sight once its end has been moved; None: it is in sight."""
    if known.need.withdrawn_reason == EXPIRED:
        return None if live else UNVERIFIED
    return known.need.withdrawn_reason


def _move_end(keeping: NeedKeeping, end: date) -> None:
    keeping.expires_on = end
    keeping.reminded_at = keeping.expired_at = None


def _facts(keeping: NeedKeeping, **more: object) -> dict[str, object]:
    return {"company_id": keeping.company_id, "expires_on": keeping.expires_on.isoformat(), **more}
