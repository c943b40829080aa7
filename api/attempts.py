"""How often one address may try something, over all processes; failures by name are counted beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Final

from corpus.database import Database
from corpus.problems import TooOften


@dataclass(frozen=True, slots=True)
class Limit:
    """So many in any stretch of time as long as `window`."""

    most: int
    window: timedelta

    def refusal(self) -> TooOften:
        return TooOften.because("too_many_attempts", minutes=int(self.window.total_seconds() // 60))


LIMITS: Final[Mapping[str, Limit]] = {
    "password": Limit(60, timedelta(minutes=15)),
    "code": Limit(60, timedelta(minutes=15)),
    "reset": Limit(20, timedelta(hours=1)),
    "registration": Limit(20, timedelta(hours=1)),
}
"""Failures of one address; of resets and registrations every one. A whole office may come from one address."""


class Attempts:
    """Each call is a transaction of its own: what is counted stays so, whatever becomes of the request.

    So none may be made within another transaction. All raise Unavailable `database_unavailable`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def check(self, what: str, address: str) -> None:
        """Raises TooOften `too_many_attempts` where the address has had its share."""
        limit = LIMITS[what]
        with self._database.reading(frozenset()) as store:
            tried = store.address_attempts.count(what, network(address), limit.window, datetime.now(UTC))
        if tried >= limit.most:
            raise limit.refusal()

    def count(self, what: str, address: str) -> None:
        """Counts one."""
        with self._database.transaction(frozenset()) as store:
            store.address_attempts.add(what, network(address), datetime.now(UTC))

    def take(self, what: str, address: str) -> None:
        """Counts one more, unless that is too many. Raises TooOften `too_many_attempts`."""
        limit = LIMITS[what]
        with self._database.transaction(frozenset()) as store:
            now = datetime.now(UTC)
            taken = store.address_attempts.take(what, network(address), limit.most, limit.window, now)
        if not taken:
            raise limit.refusal()


def network(address: str) -> str:
    """What one holder has of addresses: of the sixth version a whole network is one's own."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:60]
    return str(found) if found.version == 4 else str(ip_network(f"{found}/64", strict=False))
