"""How often one address may try something, in this process; failures by name are counted in the database beside it."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from typing import Final

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from corpus.problems import TooOften

MINUTES = 15
LIMITS: Final[Mapping[str, RateLimitItem]] = {
    "password": RateLimitItemPerMinute(60, MINUTES),
    "code": RateLimitItemPerMinute(60, MINUTES),
    "reset": RateLimitItemPerHour(20),
    "registration": RateLimitItemPerHour(20),
}
"""Failures of one address; of resets and registrations every one. A whole office may come from one address."""


class Attempts:
    """Kept in memory: a process that starts anew has forgotten them. Safe in any number of threads."""

    def __init__(self) -> None:
        self._windows = MovingWindowRateLimiter(MemoryStorage())

    def check(self, what: str, address: str) -> None:
        """Raises TooOften `too_many_attempts` where the address has had its share."""
        if not self._windows.test(LIMITS[what], what, network(address)):
            raise self._refusal(what)

    def count(self, what: str, address: str) -> None:
        """Counts one."""
        self._windows.hit(LIMITS[what], what, network(address))

    def take(self, what: str, address: str) -> None:
        """Counts one more, unless that is too many. Raises TooOften `too_many_attempts`."""
        if not self._windows.hit(LIMITS[what], what, network(address)):
            raise self._refusal(what)

    @staticmethod
    def _refusal(what: str) -> TooOften:
        return TooOften.because("too_many_attempts", minutes=LIMITS[what].get_expiry() // 60)


def network(address: str) -> str:
    """What one holder has of addresses: of the sixth version a whole network is one's own."""
    try:
        found = ip_address(address)
    except ValueError:
        return address[:60]
    return str(found) if found.version == 4 else str(ip_network(f"{found}/64", strict=False))
