"""What saved searches told their holders: read, counted, and put into letters once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, case, func, or_, select, update
from sqlmodel import Session, col

from corpus.disclosure import Tier, Tiers
from corpus.passages import KINDS
from corpus.problems import Invalid
from corpus.records import Alert, AlertKind, Mail, SavedSearch
from corpus.store.tables import MODELS, batches, table, within

DIGEST: Final = "digest"
"""The purpose of a letter that tells of alerts."""


@dataclass(frozen=True, slots=True)
class ToldAlert:
    """An alert with the search that it is of.

    `tier` is that of its record where the holder may know of it, withdrawn or not, None where not; of a problem, which
    is about no record, it is public. `live`: the record is there and not withdrawn.
    """

    alert: Alert
    search: SavedSearch
    tier: Tier | None
    live: bool

    @property
    def title(self) -> str:
        """ "" for a record that the holder may not know of any more."""
        return self.alert.title if self.tier is not None else ""


class Alerts:
    """Each is its holder's alone. What of an alert's record may be told is decided anew at each reading."""

    def __init__(self, session: Session, tiers: Tiers) -> None:
        self._session = session
        self._tiers = tiers

    def unread(self, account: str) -> int:
        """How many the account has not read."""
        counted = select(func.count()).select_from(Alert)
        unread = counted.where(col(Alert.account) == account, col(Alert.read_at).is_(None))
        return self._session.scalar(unread) or 0

    def counts(self, account: str, *, unread: bool = False, since: datetime | None = None) -> dict[AlertKind, int]:
        """How many of each kind; unread ones only, or from a moment on."""
        counted = select(col(Alert.kind), func.count()).where(col(Alert.account) == account).group_by(col(Alert.kind))
        if unread:
            counted = counted.where(col(Alert.read_at).is_(None))
        if since is not None:
            counted = counted.where(col(Alert.at) >= since)
        found = {AlertKind(kind): count for kind, count in self._session.execute(counted)}
        return {kind: found.get(kind, 0) for kind in AlertKind}

    def page(
        self,
        account: str,
        *,
        kind: AlertKind | None = None,
        unread: bool = False,
        search_id: int | None = None,
        since: datetime | None = None,
        after: str = "",
        limit: int = 50,
    ) -> list[ToldAlert]:
        """Unread ones first, then the latest first, from the one after the place `after` (`place` of an alert).

        Raises Invalid `bad_place`.
        """
        is_read = case((col(Alert.read_at).is_(None), 0), else_=1)
        statement = self._joined().where(col(Alert.account) == account)
        if kind is not None:
            statement = statement.where(col(Alert.kind) == kind.value)
        if unread:
            statement = statement.where(col(Alert.read_at).is_(None))
        if search_id is not None:
            statement = statement.where(col(Alert.search_id) == search_id)
        if since is not None:
            statement = statement.where(col(Alert.at) >= since)
        if after:
            read, number = _placed(after)
            statement = statement.where(or_(is_read > read, and_(is_read == read, col(Alert.id) < number)))
        ordered = statement.order_by(is_read, col(Alert.id).desc()).limit(limit)
        return self._told(self._session.execute(ordered.execution_options(populate_existing=True)).all())

    def own(self, account: str, ids: Sequence[int]) -> frozenset[int]:
        """Which of these are the account's."""
        found: set[int] = set()
        for batch in batches(sorted(set(ids))):
            statement = select(col(Alert.id)).where(col(Alert.account) == account, col(Alert.id).in_(batch))
            found.update(each for each in self._session.scalars(statement) if each is not None)
        return frozenset(found)

    def read(self, account: str, ids: Sequence[int], now: datetime) -> int:
        """Marks these as read; gives how many were not. Those of others are left alone."""
        alerts = table(Alert)
        marked = 0
        for batch in batches(sorted(set(ids))):
            these = update(alerts).where(alerts.c.account == account, alerts.c.id.in_(batch))
            marked += (
                self._session.connection().execute(these.where(alerts.c.read_at.is_(None)).values(read_at=now)).rowcount
            )
        return marked

    def read_all(self, account: str, until: int, now: datetime) -> int:
        """Marks all up to number `until` as read: what came since its holder looked stays unread."""
        alerts = table(Alert)
        these = update(alerts).where(alerts.c.account == account, alerts.c.id <= until, alerts.c.read_at.is_(None))
        return int(self._session.connection().execute(these.values(read_at=now)).rowcount)

    def latest(self, account: str) -> int:
        """The number of the account's latest alert, 0 for none."""
        return self._session.scalar(select(func.max(col(Alert.id))).where(col(Alert.account) == account)) or 0

    def news(self, account: str) -> Mapping[int, dict[AlertKind, int]]:
        """Unread alerts by search and kind."""
        counted = select(col(Alert.search_id), col(Alert.kind), func.count()).where(
            col(Alert.account) == account, col(Alert.read_at).is_(None)
        )
        found: dict[int, dict[AlertKind, int]] = {}
        for search_id, kind, count in self._session.execute(counted.group_by(col(Alert.search_id), col(Alert.kind))):
            found.setdefault(search_id, {})[AlertKind(kind)] = count
        return found

    def unmailed(self, account: str, search_ids: Sequence[int]) -> list[ToldAlert]:
        """Those of these searches that no letter has told yet, the first first."""
        statement = self._joined().where(
            col(Alert.account) == account, col(Alert.mail_id).is_(None), col(Alert.search_id).in_(search_ids)
        )
        rows = self._session.execute(statement.order_by(col(Alert.id)).execution_options(populate_existing=True))
        return self._told(rows.all())

    def mailed(self, ids: Sequence[int], mail_id: int) -> None:
        """Notes the letter that tells of these."""
        alerts = table(Alert)
        for batch in batches(ids):
            these = update(alerts).where(alerts.c.id.in_(batch), alerts.c.mail_id.is_(None))
            self._session.connection().execute(these.values(mail_id=mail_id))

    def last_letter(self, account: str) -> datetime | None:
        """When the account's latest letter of alerts was written."""
        written = select(func.max(col(Mail.created_at))).where(
            col(Mail.account) == account, col(Mail.purpose) == DIGEST
        )
        return self._session.scalar(written)

    def _joined(self) -> Any:  # a select of pairs has no shorter public type
        return select(Alert, SavedSearch).join(SavedSearch, col(SavedSearch.id) == col(Alert.search_id))

    def _told(self, rows: Sequence[Any]) -> list[ToldAlert]:
        wanted: dict[str, set[str]] = {}
        for alert, _ in rows:
            wanted.setdefault(alert.record_kind, set()).add(alert.record_id)
        seen: dict[tuple[str, str], tuple[Tier, bool]] = {}
        for kind in KINDS:
            records = table(MODELS[kind]).c
            for batch in batches(sorted(wanted.get(kind, ()))):
                columns = select(records.id, records.tier, records.withdrawn_at)
                found = columns.where(records.id.in_(batch), within(records.tier, self._tiers))
                for record_id, tier, withdrawn_at in self._session.connection().execute(found):
                    seen[kind, record_id] = (Tier(tier), withdrawn_at is None)
        return [ToldAlert(alert, search, *_seen(alert, seen)) for alert, search in rows]


def _seen(alert: Alert, seen: Mapping[tuple[str, str], tuple[Tier, bool]]) -> tuple[Tier | None, bool]:
    if not alert.record_id:
        return Tier.PUBLIC, False
    return seen.get((alert.record_kind, alert.record_id), (None, False))


def place(alert: Alert) -> str:
    """Where an alert stands in its holder's list, for the page that begins after it."""
    return f"{0 if alert.read_at is None else 1}-{alert.id}"


def _placed(text: str) -> tuple[int, int]:
    read, _, number = text.partition("-")
    if read not in {"0", "1"} or not number.isdecimal() or len(number) > 18:
        raise Invalid.because("bad_place", "after", text)
    return int(read), int(number)
