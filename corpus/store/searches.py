"""Searches that somebody keeps, and what they have found so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from corpus.passages import Kind
from corpus.problems import Conflict, NotFound
from corpus.records import Account, Alert, AlertKind, Company, Frequency, SavedSearch, SearchHit
from corpus.roles import Caller, Role
from corpus.store import stated
from corpus.store.tables import insert_rows, table

MOST: Final = 100
"""How many searches one account may keep."""
NAME = 120


@dataclass(frozen=True, slots=True)
class Watched:
    """A kept search with its holder, as he stands now."""

    search: SavedSearch
    account: Account
    holder: Caller


@dataclass(frozen=True, slots=True)
class HitState:
    """How a candidate stands now: what is to be kept of it. `gone`: it is not available."""

    record_id: str
    content_hash: str
    title: str
    standing: Mapping[str, Any]
    gone: bool = False


@dataclass(frozen=True, slots=True)
class NewAlert:
    """What is to be told of a candidate, or of the search itself."""

    kind: AlertKind
    record_id: str
    title: str
    reason: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Round:
    """What came of asking a search again: the candidates that differ, what is told, and why it could not be asked."""

    hits: Sequence[HitState] = ()
    alerts: Sequence[NewAlert] = ()
    problem: Mapping[str, Any] | None = None


class SavedSearches:
    """Each is its holder's alone: of others' there is none. Times are in UTC."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(
        self, account: str, *, name: str, question: str, to: Kind, frequency: Frequency, now: datetime
    ) -> SavedSearch:
        """A new one. `question` is an address as `api.matching.questions` writes it, so that equal ones are one text.

        Raises Invalid `entry_missing` or `entry_too_long`, Conflict `search_kept_already` or `too_many_searches`.
        """
        kept = self.of(account)
        same = next((each for each in kept if each.question == question), None)
        if same is not None:
            raise Conflict.because("search_kept_already", "question", same.name, id=same.id or 0)
        if len(kept) >= MOST:
            raise Conflict.because("too_many_searches", "question", len(kept), limit=MOST)
        row = SavedSearch(
            account=account,
            name=stated.required("name", name, NAME),
            question=question,
            to=to,
            frequency=frequency.value,
            created_at=now,
            reported_at=now,
        )
        return self._kept(row)

    def of(self, account: str) -> list[SavedSearch]:
        """An account's searches by name."""
        statement = select(SavedSearch).where(
            col(SavedSearch.account) == account, col(SavedSearch.deleted_at).is_(None)
        )
        ordered = statement.order_by(func.lower(col(SavedSearch.name)), col(SavedSearch.id))
        return list(self._session.scalars(ordered.execution_options(populate_existing=True)))

    def require(self, search_id: int, account: str, *, deleted: bool = False) -> SavedSearch:
        """The search; a deleted one only when asked for. Raises NotFound `unknown_search`, for somebody else's too."""
        row = self._session.get(SavedSearch, search_id, populate_existing=True)
        if row is None or row.account != account or (row.deleted_at is not None and not deleted):
            raise NotFound.because("unknown_search", "id", search_id)
        return row

    def change(
        self, search_id: int, account: str, *, name: str | None = None, frequency: Frequency | None = None
    ) -> SavedSearch:
        """Another name or frequency. Raises NotFound, Invalid as `keep`."""
        row = self.require(search_id, account)
        if name is not None:
            row.name = stated.required("name", name, NAME)
        if frequency is not None:
            row.frequency = frequency.value
        return self._kept(row)

    def delete(self, search_id: int, account: str, now: datetime) -> SavedSearch:
        """Asked no more; what it had told stays. Raises NotFound."""
        row = self.require(search_id, account)
        row.deleted_at = now
        return self._kept(row)

    def restore(self, search_id: int, account: str) -> SavedSearch:
        """Takes a deletion back. Raises NotFound, Conflict where the same question was kept meanwhile."""
        row = self.require(search_id, account, deleted=True)
        same = next((each for each in self.of(account) if each.question == row.question and each.id != row.id), None)
        if same is not None:
            raise Conflict.because("search_kept_already", "question", same.name, id=same.id or 0)
        row.deleted_at = None
        return self._kept(row)

    def watched(self, account: str | None = None) -> list[Watched]:
        """Every search that is asked again, of all accounts or one, by account and number."""
        statement = (
            select(SavedSearch, Account, col(Company.id))
            .join(Account, col(Account.name) == col(SavedSearch.account))
            .outerjoin(Company, (col(Company.id) == col(Account.company_id)) & col(Company.withdrawn_at).is_(None))
            .where(col(SavedSearch.deleted_at).is_(None), col(Account.disabled_at).is_(None))
            .order_by(col(SavedSearch.account), col(SavedSearch.id))
        )
        if account is not None:
            statement = statement.where(col(SavedSearch.account) == account)
        rows = self._session.execute(statement.execution_options(populate_existing=True))
        return [Watched(search, holder, _caller(holder, live is not None)) for search, holder, live in rows]

    def hits(self, search_id: int) -> dict[str, SearchHit]:
        """What a search has found so far, by record."""
        statement = select(SearchHit).where(col(SearchHit.search_id) == search_id)
        return {row.record_id: row for row in self._session.scalars(statement)}

    def note(self, search: SavedSearch, done: Round, now: datetime) -> bool:
        """Keeps what came of asking a search again, as it was read; False where another has asked it meanwhile.

        Everything of a round is in one transaction: after a crash before its end it is as if it had not been asked.
        """
        searches = table(SavedSearch)
        same = (
            searches.c.checked_at.is_(None) if search.checked_at is None else searches.c.checked_at == search.checked_at
        )
        taken = update(searches).where(searches.c.id == search.id, same, searches.c.deleted_at.is_(None))
        values = {"checked_at": now, "problem": None if done.problem is None else dict(done.problem)}
        if not self._session.connection().execute(taken.values(**values)).rowcount:
            return False
        self._keep_hits(search.id or 0, done.hits, now)
        insert_rows(self._session, Alert, [_alert_row(search, each, now) for each in done.alerts])
        return True

    def reported(self, search_ids: Sequence[int], now: datetime) -> None:
        """Notes that a letter has covered these searches, or had nothing to tell of them."""
        searches = table(SavedSearch)
        these = update(searches).where(searches.c.id.in_(search_ids))
        self._session.connection().execute(these.values(reported_at=now))

    def _keep_hits(self, search_id: int, hits: Sequence[HitState], now: datetime) -> None:
        known = self.hits(search_id)
        for each in hits:
            row = known.get(each.record_id) or SearchHit(
                search_id=search_id, record_id=each.record_id, content_hash="", title="", seen_at=now
            )
            row.content_hash, row.title, row.standing = each.content_hash, each.title, dict(each.standing)
            row.seen_at = now
            row.gone_at = (row.gone_at or now) if each.gone else None
            self._session.add(row)
        self._session.flush()

    def _kept(self, row: SavedSearch) -> SavedSearch:
        self._session.add(row)
        self._session.flush()
        return row


def _caller(account: Account, company_lives: bool) -> Caller:
    """Who the holder would be if he asked now: a member of a company that was withdrawn counts as not verified."""
    return Caller(Role(account.role), account.name, account.company_id, account.verified and company_lives)


def _alert_row(search: SavedSearch, alert: NewAlert, now: datetime) -> dict[str, Any]:
    return {
        "account": search.account,
        "search_id": search.id,
        "kind": alert.kind.value,
        "record_kind": search.to,
        "record_id": alert.record_id,
        "title": alert.title,
        "reason": alert.reason,
        "facts": dict(alert.facts),
        "at": now,
    }
