"""Accounts and tokens."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from corpus.database import Database
from corpus.disclosure import Tier
from corpus.drafts import CompanyDraft, ProfileDraft
from corpus.problems import Conflict, Invalid, NotFound, Problem, Refused, Unauthorised
from corpus.records import TokenPurpose
from corpus.roles import NOBODY, Caller, Role
from corpus.store.tokens import LIFETIMES, Issued
from tests.corpus.store.deciding import ADMINISTRATOR, Parts, deciding, looking

NOW = datetime(2031, 5, 1, 9, tzinfo=UTC)
API, SESSION, LINK = TokenPurpose.API, TokenPurpose.SESSION, TokenPurpose.LINK


def company(parts: Parts) -> None:
    parts.store.companies.put([CompanyDraft(id="C1", name="해오름정밀(가상)", profile=ProfileDraft())])


def issued(database: Database, purpose: TokenPurpose = API, name: str = "officer.kim") -> Issued:
    with deciding(database) as parts:
        if parts.accounts.get(name) is None:
            parts.accounts.create(name, Role.OFFICER, ADMINISTRATOR)
        return parts.accounts.issue(name, purpose, ADMINISTRATOR, now=NOW)


def refused(database: Database, token: str, purpose: TokenPurpose = API, now: datetime = NOW) -> bool:
    """Whether the token is refused, in the one way in which all are."""
    with looking(database) as parts:
        try:
            parts.accounts.caller_of(token, purpose, now)
        except Unauthorised as refusal:
            return refusal.problem == Problem.of("bad_token")
        return False


def test_a_token_tells_who_calls(database: Database) -> None:
    with deciding(database) as parts:
        company(parts)
        parts.accounts.create("hae.oreum@example", Role.COMPANY, ADMINISTRATOR, company_id="C1")
        token = parts.accounts.issue("hae.oreum@example", API, ADMINISTRATOR, label="수출입 연동", now=NOW)
    assert re.fullmatch(r"cmm_[\w-]{43}", token.token)
    assert token.expires_at == NOW + LIFETIMES[API].usual
    with looking(database) as parts:
        caller = parts.accounts.caller_of(token.token, API, NOW)
        assert caller == Caller(Role.COMPANY, "hae.oreum@example", "C1", verified=False)
        (kept,) = parts.accounts.tokens("hae.oreum@example")
        assert (kept.id, kept.label, kept.purpose) == (token.id, "수출입 연동", "api")
        assert token.token not in str(kept.model_dump())


def test_only_a_verified_member_of_a_live_company_is_verified(database: Database) -> None:
    with deciding(database) as parts:
        company(parts)
        parts.accounts.create("member", Role.COMPANY, ADMINISTRATOR, company_id="C1")
        token = parts.accounts.issue("member", SESSION, ADMINISTRATOR, now=NOW).token
        parts.accounts.verify_company("member", ADMINISTRATOR)
        parts.accounts.verify_company("member", ADMINISTRATOR)
        assert Tier.RELEASED in parts.accounts.caller_of(token, SESSION, NOW).tiers
        parts.store.companies.withdraw("C1", "closed")
        assert not parts.accounts.caller_of(token, SESSION, NOW).verified
        parts.store.companies.restore("C1")
        parts.accounts.verify_company("member", ADMINISTRATOR, verified=False)
        assert not parts.accounts.caller_of(token, SESSION, NOW).verified
        assert parts.actions() == ["account_created", "token_issued", "account_verified", "account_unverified"]


def test_a_token_is_good_for_its_purpose_and_time_only(database: Database) -> None:
    token = issued(database)
    assert not refused(database, token.token)
    assert refused(database, token.token, SESSION)
    assert refused(database, token.token, LINK)
    assert not refused(database, token.token, now=token.expires_at - timedelta(seconds=1))
    assert refused(database, token.token, now=token.expires_at)
    for other in (
        "",
        "cmm_",
        token.token[:-1],
        token.token + "x",
        token.token.upper(),
        "cmm_" + "é\ud800" * 20,
        "x" * 10**6,
    ):
        assert refused(database, other)


def test_a_token_that_was_taken_back_is_refused(database: Database) -> None:
    token, other = issued(database), issued(database)
    with deciding(database) as parts:
        parts.accounts.revoke(token.id, ADMINISTRATOR)
        parts.accounts.revoke(token.id, ADMINISTRATOR)
        assert parts.actions().count("token_revoked") == 1
        with pytest.raises(NotFound):
            parts.accounts.revoke(9_999, ADMINISTRATOR)
    assert refused(database, token.token)
    assert not refused(database, other.token)


def test_a_disabled_account_is_out_and_its_tokens_stay_dead(database: Database) -> None:
    token = issued(database)
    with deciding(database) as parts:
        parts.accounts.disable("officer.kim", ADMINISTRATOR)
        parts.accounts.disable("officer.kim", ADMINISTRATOR)
        with pytest.raises(Conflict, match="account_disabled"):
            parts.accounts.issue("officer.kim", API, ADMINISTRATOR)
    assert refused(database, token.token)
    with deciding(database) as parts:
        parts.accounts.enable("officer.kim", ADMINISTRATOR)
        assert all(each.revoked_at for each in parts.accounts.tokens("officer.kim"))
        assert parts.actions()[-2:] == ["account_disabled", "account_enabled"]
    assert refused(database, token.token)
    assert not refused(database, issued(database).token)


def test_a_link_opens_one_session(database: Database) -> None:
    link = issued(database, LINK)
    assert link.expires_at == NOW + timedelta(minutes=15)
    assert refused(database, link.token, LINK)
    with deciding(database) as parts:
        session = parts.accounts.redeem(link.token, NOW)
        assert parts.audit.events(limit=1)[0].actor == "officer.kim"
    assert not refused(database, session.token, SESSION)
    with deciding(database) as parts, pytest.raises(Unauthorised):
        parts.accounts.redeem(link.token, NOW)


@pytest.mark.parametrize("wrong", ["late", "api", "revoked", "disabled"])
def test_a_link_that_is_not_valid_opens_nothing(database: Database, wrong: str) -> None:
    link = issued(database, API if wrong == "api" else LINK)
    with deciding(database) as parts:
        if wrong == "revoked":
            parts.accounts.revoke(link.id, ADMINISTRATOR)
        if wrong == "disabled":
            parts.accounts.disable("officer.kim", ADMINISTRATOR)
        with pytest.raises(Unauthorised, match="bad_token"):
            parts.accounts.redeem(link.token, link.expires_at if wrong == "late" else NOW)


def test_one_of_many_at_once_redeems_a_link(database: Database) -> None:
    link = issued(database, LINK)
    outcomes: list[str] = []

    def redeem() -> None:
        try:
            with deciding(database) as parts:
                parts.accounts.redeem(link.token, NOW)
            outcomes.append("opened")
        except Unauthorised:
            outcomes.append("refused")

    threads = [Thread(target=redeem) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["opened", *["refused"] * 5]


@pytest.mark.parametrize("name", ["a", "A.Kim", "김", "a b", "a\n", "a" * 81, "", "a/b"])
def test_names_are_bounded(database: Database, name: str) -> None:
    with deciding(database) as parts, pytest.raises(Invalid, match="bad_account_name"):
        parts.accounts.create(name, Role.OFFICER, ADMINISTRATOR)


@pytest.mark.parametrize(
    ("role", "company_id", "verified", "code"),
    [
        (Role.ANONYMOUS, None, False, "bad_account_role"),
        (Role.COMPANY, None, False, "account_without_company"),
        (Role.COMPANY, "C9", False, "unknown_company"),
        (Role.OFFICER, "C1", False, "account_with_company"),
        (Role.REVIEWER, None, True, "account_with_company"),
    ],
)
def test_role_and_company_have_to_fit(
    database: Database, role: Role, company_id: str | None, verified: bool, code: str
) -> None:
    with deciding(database) as parts:
        company(parts)
        with pytest.raises(Refused, match=code):
            parts.accounts.create("someone", role, ADMINISTRATOR, company_id=company_id, verified=verified)
        assert parts.actions() == []


def test_accounts_are_listed_and_not_made_twice(database: Database) -> None:
    with deciding(database) as parts:
        for name in ("c.x", "a.x", "b.x"):
            parts.accounts.create(name, Role.OFFICER, ADMINISTRATOR)
        with pytest.raises(Conflict, match="account_exists"):
            parts.accounts.create("a.x", Role.REVIEWER, ADMINISTRATOR)
        with pytest.raises(Conflict, match="account_of_no_company"):
            parts.accounts.verify_company("a.x", ADMINISTRATOR)
        for act in (parts.accounts.disable, parts.accounts.enable, parts.accounts.verify_company):
            with pytest.raises(NotFound, match="unknown_account"):
                act("nobody", NOBODY)
    with looking(database) as parts:
        assert [account.name for account in parts.accounts.page(limit=2)] == ["a.x", "b.x"]
        assert [account.name for account in parts.accounts.page("b.x")] == ["c.x"]


@pytest.mark.parametrize("lifetime", [timedelta(0), timedelta(seconds=-1), timedelta(days=367)])
def test_lifetimes_are_bounded(database: Database, lifetime: timedelta) -> None:
    with deciding(database) as parts:
        parts.accounts.create("someone", Role.OFFICER, ADMINISTRATOR)
        with pytest.raises(Invalid, match="bad_lifetime"):
            parts.accounts.issue("someone", API, ADMINISTRATOR, lifetime=lifetime)
