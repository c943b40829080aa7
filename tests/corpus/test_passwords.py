"""Which passwords may be chosen, and how they are kept."""

from __future__ import annotations

import unicodedata

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from corpus.passwords import LEAST, LONG, MOST, Passwords, check, normal
from corpus.problems import Invalid

ABOUT = ("kim.officer", "kim.su-jin@transfer.example", "김수진")
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.mark.parametrize(
    "password",
    [
        "heron walks over the quiet ridge",
        "안개 낀 능선을 걷는 왜가리",
        "correct horse battery staple tulip",
        "zm4:Tq9-vLw2",
        " blanks at the ends too ",
        "x7" + "é" * 5 + "öäßñç",
    ],
)
def test_long_and_unlike_ones_are_taken(password: str) -> None:
    assert check("password", password, ABOUT) == normal(password)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("", "password_too_short"),
        ("elevenchars", "password_too_short"),
        ("x1y2" * 51, "password_too_long"),
        ("kim.officer2026", "password_has_name"),
        ("KIM.OFFICER.kim", "password_has_name"),
        ("officer-su-jin", "password_has_name"),
        ("transferexample", "password_has_name"),
        ("김수진김수진김수진abc", "password_has_name"),
        ("password1234", "password_common"),
        ("Qwertyuiop123", "password_common"),
        ("aaaaaaaaaaaaaa", "password_common"),
        ("abababababababab", "password_common"),
        ("123456789012", "password_common"),
        ("비밀번호비밀번호1234", "password_common"),
        ("qlalfqjsgh1234", "password_common"),
        ("ｐａｓｓｗｏｒｄ１２３４", "password_common"),
        ("summer-2026-!!", "password_common"),
        ("1qaz2wsx3edc4rfv", "password_common"),
        ("SonyEricsson", "password_common"),
        ("needforspeed", "password_common"),
    ],
)
def test_others_are_refused_with_their_reason(password: str, code: str) -> None:
    with pytest.raises(Invalid, match=code) as refused:
        check("password", password, ABOUT)
    assert refused.value.problem.value == ""


def test_the_most_common_of_a_length_that_may_be_chosen_are_refused() -> None:
    """At least the first 3,000, however they are written."""
    common = LONG.read_text(encoding="utf-8").splitlines()
    assert len(set(common)) == len(common) >= 3_000
    assert min(map(len, common)) >= LEAST
    for password in (*common, *(each.upper() for each in common[:100])):
        with pytest.raises(Invalid, match="password_common"):
            check("password", password)


@given(st.text(max_size=250))
def test_what_is_taken_is_within_its_bounds(password: str) -> None:
    try:
        kept = check("password", password, ABOUT)
    except Invalid:
        return
    assert LEAST <= len(kept) <= MOST


def test_only_the_same_password_is_right_however_it_is_composed() -> None:
    passwords = Passwords(CHEAP)
    kept = passwords.hash("안개 낀 능선의 왜가리")
    assert kept.startswith("$argon2id$")
    assert passwords.verify(kept, unicodedata.normalize("NFD", "안개 낀 능선의 왜가리"))
    for other in ("안개 낀 능선의 왜가리 ", "", "안개", "x" * 100_000):
        assert not passwords.verify(kept, other)
    assert passwords.hash("안개 낀 능선의 왜가리") != kept


@pytest.mark.parametrize("kept", [None, "", "nonsense", "$argon2id$v=19$m=8,t=1,p=1$broken"])
def test_without_a_usable_hash_nothing_is_right(kept: str | None) -> None:
    assert not Passwords(CHEAP).verify(kept, "heron walks over the quiet ridge")


def test_a_hash_of_other_parameters_is_to_be_made_anew() -> None:
    cheap, usual = Passwords(CHEAP), Passwords()
    kept = cheap.hash("heron walks over the quiet ridge")
    assert usual.verify(kept, "heron walks over the quiet ridge")
    assert usual.outdated(kept)
    assert not cheap.outdated(kept)


class Counting(PasswordHasher):
    """Counts what it is asked to check."""

    checked: int = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002 - the library's name
        self.checked += 1
        return super().verify(hash, password)


def test_for_nobody_as_much_is_worked_as_for_somebody() -> None:
    hasher = Counting(time_cost=1, memory_cost=8, parallelism=1)
    passwords = Passwords(hasher)
    for kept in (None, passwords.hash("heron walks over the quiet ridge")):
        before = hasher.checked
        passwords.verify(kept, "another one altogether")
        assert hasher.checked == before + 1
