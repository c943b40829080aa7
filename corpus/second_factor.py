"""The second factor: codes of six digits that change with the time (TOTP, RFC 6238), and what stands in for them."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime
from typing import Final

import pyotp

SECONDS = 30
DRIFT = 1
"""How many steps a clock may be off, either way."""
CODE: Final = re.compile(r"[0-9]{6}")
RECOVERY_CODES = 10
LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for each other when they are copied from paper."""
GROUPS, GROUP = 4, 4
ISSUER: Final = "Technology transfer matching"


def new_secret() -> str:
    """160 random bits in base 32, as the RFC recommends."""
    return pyotp.random_base32()


def address(secret: str, account: str, issuer: str = ISSUER) -> str:
    """The `otpauth://` address that an authenticator reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def step_of(secret: str, given: str, now: datetime, last: int | None = None) -> int | None:
    """The time step that the code is of, if it is one near `now` and later than the step `last` that was used up."""
    code = cleaned(given)
    if not CODE.fullmatch(code):
        return None
    present = int(now.timestamp()) // SECONDS
    codes = pyotp.TOTP(secret, interval=SECONDS)
    found = None
    for step in range(present - DRIFT, present + DRIFT + 1):
        if secrets.compare_digest(codes.at(step * SECONDS), code):
            found = step
    return found if found is not None and (last is None or found > last) else None


def code_at(secret: str, now: datetime) -> str:
    """The code of this moment."""
    return pyotp.TOTP(secret, interval=SECONDS).at(int(now.timestamp()))


def recovery_codes() -> list[str]:
    """New ones, of 79 random bits each: too many to guess even for who has their digests."""
    return ["-".join(_group() for _ in range(GROUPS)) for _ in range(RECOVERY_CODES)]


def recovery_digest(given: str) -> str:
    """What is kept of a recovery code."""
    return hashlib.sha256(cleaned(given).encode("utf-8", "surrogatepass")).hexdigest()


def cleaned(given: str) -> str:
    """A code as people type it, without what they put between its parts."""
    return re.sub(r"[\s-]+", "", given).casefold()[:100]


def _group() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(GROUP))
