"""Codes that change with the time: RFC 6238's own examples, one use each, clocks that are off."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from corpus.second_factor import (
    LETTERS,
    address,
    code_at,
    new_secret,
    recovery_codes,
    recovery_digest,
    step_of,
)

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
NOW = datetime(2031, 5, 1, 9, 0, 5, tzinfo=UTC)
STEP = timedelta(seconds=30)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924")],
)
def test_codes_are_those_of_the_rfc(seconds: int, code: str) -> None:
    """Appendix B, SHA-1, cut to six digits."""
    moment = datetime.fromtimestamp(seconds, UTC)
    assert code_at(RFC_SECRET, moment) == code
    assert step_of(RFC_SECRET, code, moment) == seconds // 30


@pytest.mark.parametrize(("off", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_off_by_a_step(off: int, taken: bool) -> None:
    code = code_at(RFC_SECRET, NOW + off * STEP)
    assert (step_of(RFC_SECRET, code, NOW) is not None) is taken


def test_a_step_that_was_used_up_is_not_taken_again_nor_one_before_it() -> None:
    step = step_of(RFC_SECRET, code_at(RFC_SECRET, NOW), NOW)
    assert step is not None
    assert step_of(RFC_SECRET, code_at(RFC_SECRET, NOW), NOW, last=step) is None
    assert step_of(RFC_SECRET, code_at(RFC_SECRET, NOW - STEP), NOW, last=step) is None
    assert step_of(RFC_SECRET, code_at(RFC_SECRET, NOW + STEP), NOW, last=step) == step + 1


@pytest.mark.parametrize("given", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "０１２３４５", "-12345", "x" * 10_000])
def test_what_is_no_code_is_none(given: str) -> None:
    assert step_of(RFC_SECRET, given, NOW) is None


def test_blanks_that_people_type_do_not_matter() -> None:
    code = code_at(RFC_SECRET, NOW)
    assert step_of(RFC_SECRET, f" {code[:3]} {code[3:]} ", NOW) is not None


def test_an_authenticator_is_told_account_and_issuer() -> None:
    secret = new_secret()
    parts = urlsplit(address(secret, "han@transfer.example"))
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert parse_qs(parts.query) == {"secret": [secret], "issuer": ["Technology transfer matching"]}
    assert len(base64.b32decode(secret)) == 20
    assert new_secret() != secret


def test_recovery_codes_are_unlike_and_typed_as_one_likes() -> None:
    codes = recovery_codes()
    assert len({*codes, *recovery_codes()}) == 20
    assert all(len(code) == 19 and set(code) <= {*LETTERS, "-"} for code in codes)
    assert recovery_digest(codes[0].upper().replace("-", " ")) == recovery_digest(codes[0])
    assert recovery_digest(codes[0]) != recovery_digest(codes[1])
