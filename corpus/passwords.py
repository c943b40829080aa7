"""Passwords: which ones may be chosen, and how they are kept."""

from __future__ import annotations

import re
import secrets
import threading
import unicodedata
from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from corpus.problems import Invalid

LEAST = 12
MOST = 200
LEFT = 6
"""How many characters have to be left of a password when names and common words are taken out of it."""
SHORTEST_WORD = 3
AT_ONCE = 2
"""Each check takes 64 MiB and a fifth of a second: more than these wait their turn."""
WORDS: Final = Path(__file__).with_name("data") / "common-passwords.txt"
LONG: Final = WORDS.with_name("long-passwords.txt")


def check(field: str, password: str, about: Iterable[str] = ()) -> str:
    """The password as it is kept from now on. `about` are names of its holder: account, e-mail, name to display.

    Length is what counts; no kinds of characters are asked for (NIST SP 800-63B, 5.1.1.2).
    Raises Invalid `password_too_short`, `password_too_long`, `password_has_name` or `password_common`.
    """
    kept = normal(password)
    if len(kept) < LEAST:
        raise Invalid.because("password_too_short", field, least=LEAST)
    if len(kept) > MOST:
        raise Invalid.because("password_too_long", field, most=MOST)
    folded = kept.casefold()
    if _left(folded, _parts(about)) < LEFT:
        raise Invalid.because("password_has_name", field)
    if len(set(folded)) < 5 or folded in common_passwords() or _left(folded, common_words()) < LEFT:
        raise Invalid.because("password_common", field)
    return kept


def normal(password: str) -> str:
    """Hangul composed or not, wide letters or not: the same password from every keyboard."""
    return unicodedata.normalize("NFKC", password)


@cache
def common_words() -> tuple[str, ...]:
    """The longest first, so that none is left over from a longer one."""
    words = WORDS.read_text(encoding="utf-8").split()
    return tuple(sorted({word.casefold() for word in words}, key=lambda word: (-len(word), word)))


@cache
def common_passwords() -> frozenset[str]:
    """The most common ones of breaches that are long enough to be chosen here; shorter ones are refused anyway."""
    return frozenset(LONG.read_text(encoding="utf-8").split())


class Passwords:
    """Hashes and checks passwords with argon2id. Safe in any number of threads."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """The library's parameters are RFC 9106's for little memory: 3 passes over 64 MiB, 4 lanes."""
        self._hasher = hasher or PasswordHasher()
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    def hash(self, password: str) -> str:
        with self._turns:
            return self._hasher.hash(normal(password))

    def verify(self, kept: str | None, given: str) -> bool:
        """Whether the password is the one that is kept. Where none is kept, as much work finds that it is not."""
        usable = kept is not None and given != "" and len(given) <= MOST * 4
        # Made at the first check whoever it is of: else the first unknown name would take twice as long.
        nobodys = self._nobodys
        target = kept if kept is not None and usable else nobodys
        with self._turns:
            try:
                self._hasher.verify(target, normal(given[: MOST * 4]))
            except (VerificationError, InvalidHashError):
                return False
        return usable

    def outdated(self, kept: str) -> bool:
        """Whether a hash was made with other parameters than those of today."""
        return self._hasher.check_needs_rehash(kept)

    def prepare(self) -> None:
        """Makes what the first check would have to wait for."""
        _ = self._nobodys

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash(secrets.token_urlsafe(32))


def _parts(about: Iterable[str]) -> tuple[str, ...]:
    names = {part for name in about for part in re.split(r"[\s._@+-]+", normal(name).casefold())}
    return tuple(sorted((name for name in names if len(name) >= SHORTEST_WORD), key=lambda name: (-len(name), name)))


def _left(password: str, words: Iterable[str]) -> int:
    """How many characters no word accounts for."""
    for word in words:
        password = password.replace(word, "")
    return len(password)
