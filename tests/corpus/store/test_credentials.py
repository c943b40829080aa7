"""Passwords, second factors and the links with which they are chosen, as they are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from corpus.database import Database
from corpus.problems import Conflict, Invalid, NotFound, Unauthorised
from corpus.records import TokenPurpose, TokenScope
from corpus.roles import Caller, Role
from corpus.second_factor import code_at
from corpus.store import Store
from corpus.store.attempts import LONGEST, WINDOW
from corpus.store.tokens import Origin
from tests.corpus.store.deciding import ADMINISTRATOR

NOW = datetime(2031, 5, 1, 9, tzinfo=UTC)
KIM = "kim.officer"
SELF = Caller(Role.OFFICER, KIM)
STEP = timedelta(seconds=30)
SESSION, API, LINK, OPENING = TokenPurpose.SESSION, TokenPurpose.API, TokenPurpose.LINK, TokenPurpose.OPENING


def account(store: Store, name: str = KIM, email: str | None = "Kim@Transfer.example") -> None:
    store.accounts.create(name, Role.OFFICER, ADMINISTRATOR, email=email, now=NOW)


def actions(store: Store) -> list[str]:
    return [event.action for event in reversed(store.audit.events(limit=1_000))]


def good(store: Store, token: str, purpose: TokenPurpose, now: datetime = NOW) -> bool:
    try:
        store.accounts.held(token, purpose, now)
    except Unauthorised:
        return False
    return True


def with_factor(store: Store, name: str = KIM) -> tuple[str, list[str]]:
    """The secret and recovery codes of a second factor that was confirmed at `NOW`."""
    secret = store.credentials.begin_factor(name)
    return secret, store.credentials.confirm_factor(name, code_at(secret, NOW), NOW)


def test_another_password_ends_what_was_opened_with_the_one_before(database: Database) -> None:
    with database.transaction() as store:
        account(store)
        mine = store.accounts.open_session(KIM, NOW, by="password")
        other = store.accounts.open_session(KIM, NOW, by="password")
        link = store.accounts.issue(KIM, LINK, ADMINISTRATOR, now=NOW)
        reset = store.credentials.offer_reset(KIM, ADMINISTRATOR, NOW)
        other_address = store.credentials.ask_to_confirm(KIM, "thief@elsewhere.example", SELF, NOW)
        program = store.accounts.issue(KIM, API, ADMINISTRATOR, now=NOW)
        store.credentials.set_password(KIM, "hash", SELF, NOW, session=mine.id)
        assert good(store, mine.token, SESSION)
        assert good(store, program.token, API)
        assert not good(store, other.token, SESSION)
        assert not good(store, link.token, LINK)
        assert not good(store, reset.token, TokenPurpose.RESET)
        assert not good(store, other_address.token, TokenPurpose.CONFIRMATION)
        (event,) = store.audit.events(limit=1)
        ended = [other.id, link.id, reset.id, other_address.id]
        assert (event.action, event.facts) == ("password_changed", {"tokens": ended})
        assert "hash" not in str([each.facts for each in store.audit.events()])


def test_a_rehash_does_not_bring_an_older_password_back(database: Database) -> None:
    with database.transaction() as store:
        account(store)
        store.credentials.set_password(KIM, "first", SELF, NOW)
        store.credentials.rehash(KIM, "first", "first, dearer")
        assert store.accounts.require(KIM).password == "first, dearer"
        store.credentials.set_password(KIM, "second", SELF, NOW)
        store.credentials.rehash(KIM, "first, dearer", "first, dearest")
        assert store.accounts.require(KIM).password == "second"


def test_a_second_factor_is_of_use_from_its_first_code_on(database: Database) -> None:
    with database.transaction() as store:
        account(store)
        secret = store.credentials.begin_factor(KIM)
        with pytest.raises(Invalid, match="bad_code"):
            store.credentials.confirm_factor(KIM, "000000" if code_at(secret, NOW) != "000000" else "000001", NOW)
        with pytest.raises(Unauthorised, match="bad_code"):
            store.credentials.pass_factor(KIM, code_at(secret, NOW), NOW)
        mine = store.accounts.open_session(KIM, NOW, by="password")
        other = store.accounts.open_session(KIM, NOW, by="password")
        assert len(store.credentials.confirm_factor(KIM, code_at(secret, NOW), NOW, session=mine.id)) == 10
        assert (good(store, mine.token, SESSION), good(store, other.token, SESSION)) == (True, False)
        for again in (
            lambda: store.credentials.begin_factor(KIM),
            lambda: store.credentials.confirm_factor(KIM, code_at(secret, NOW + STEP), NOW),
        ):
            with pytest.raises(Conflict, match="factor_there"):
                again()
        assert secret not in str([each.facts for each in store.audit.events()])


def test_each_code_is_taken_once(database: Database) -> None:
    with database.transaction() as store:
        account(store)
        secret, codes = with_factor(store)
        # The code that set it up is used up by that.
        with pytest.raises(Unauthorised):
            store.credentials.pass_factor(KIM, code_at(secret, NOW), NOW)
        later = NOW + STEP
        assert store.credentials.pass_factor(KIM, code_at(secret, later), later) == "code"
        with pytest.raises(Unauthorised):
            store.credentials.pass_factor(KIM, code_at(secret, later), later)
        assert store.credentials.pass_factor(KIM, codes[3].upper(), later) == "recovery"
        assert store.credentials.codes_left(KIM) == 9
        with pytest.raises(Unauthorised):
            store.credentials.pass_factor(KIM, codes[3], later)
        account(store, "lee", None)
        with_factor(store, "lee")
        with pytest.raises(Unauthorised):
            store.credentials.pass_factor("lee", codes[4], later)


def test_of_many_at_once_one_passes_with_a_code(database: Database) -> None:
    with database.transaction() as store:
        account(store)
        secret, codes = with_factor(store)
    outcomes: list[str] = []

    def show(code: str) -> None:
        try:
            with database.transaction() as store:
                outcomes.append(store.credentials.pass_factor(KIM, code, NOW + STEP))
        except Unauthorised:
            outcomes.append("refused")

    shown = [*[code_at(secret, NOW + STEP)] * 4, *[codes[0]] * 4]
    threads = [Thread(target=show, args=(code,)) for code in shown]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["code", "recovery", *["refused"] * 6]


def test_new_recovery_codes_replace_those_before(database: Database) -> None:
    with database.transaction() as store:
        account(store)
        with pytest.raises(Conflict, match="no_factor"):
            store.credentials.renew_codes(KIM, NOW)
        _secret, codes = with_factor(store)
        renewed = store.credentials.renew_codes(KIM, NOW)
        assert store.credentials.codes_left(KIM) == 10
        with pytest.raises(Unauthorised):
            store.credentials.pass_factor(KIM, codes[0], NOW)
        assert store.credentials.pass_factor(KIM, renewed[0], NOW) == "recovery"


def test_a_second_factor_that_was_taken_away_leaves_nothing_behind(database: Database) -> None:
    with database.transaction() as store:
        account(store)
        secret, codes = with_factor(store)
        session = store.accounts.open_session(KIM, NOW, by="password", second_factor=True)
        store.credentials.drop_factor(KIM, ADMINISTRATOR, NOW)
        store.credentials.drop_factor(KIM, ADMINISTRATOR, NOW)
        assert actions(store).count("second_factor_removed") == 1
        assert not good(store, session.token, SESSION)
        assert store.credentials.codes_left(KIM) == 0
        for code in (code_at(secret, NOW + STEP), codes[0]):
            with pytest.raises(Unauthorised):
                store.credentials.pass_factor(KIM, code, NOW + STEP)
        assert store.credentials.begin_factor(KIM) != secret


def test_an_opening_becomes_one_session_with_a_second_factor(database: Database) -> None:
    with database.transaction() as store:
        account(store)
        opening = store.credentials.open(KIM, NOW, Origin("Browser\n1", "192.0.2.7"))
        first = store.accounts.require(KIM).totp_secret
        with pytest.raises(Unauthorised):
            store.accounts.caller_of(opening.token, SESSION, NOW)
        with pytest.raises(Unauthorised):
            store.accounts.redeem(opening.token, NOW)
        session = store.credentials.conclude(opening.token, NOW, by="password+code")
        (kept,) = store.accounts.tokens(KIM, purpose=SESSION)
        assert (kept.id, kept.second_factor, kept.client, kept.address) == (session.id, True, "Browser 1", "192.0.2.7")
        with pytest.raises(Unauthorised):
            store.credentials.conclude(opening.token, NOW, by="password+code")
        # Who comes with the password again is shown another secret than who came before.
        again = store.credentials.open(KIM, NOW, Origin())
        assert store.accounts.require(KIM).totp_secret != first
        with pytest.raises(Unauthorised):
            store.credentials.conclude(again.token, again.expires_at, by="password+code")


def test_an_invitation_is_taken_up_once_and_confirms_the_address_that_it_went_to(database: Database) -> None:
    with database.transaction() as store:
        account(store)
        first = store.credentials.invite(KIM, ADMINISTRATOR, NOW, sent_to="kim@transfer.example")
        second = store.credentials.invite(KIM, ADMINISTRATOR, NOW, sent_to="kim@transfer.example")
        with pytest.raises(Unauthorised):
            store.credentials.choose_password(first.token, "hash", NOW)
        store.credentials.choose_password(second.token, "hash", NOW, display_name=" 김수진 ")
        kept = store.accounts.require(KIM)
        assert (kept.password, kept.display_name, kept.email_confirmed_at) == ("hash", "김수진", NOW)
        with pytest.raises(Unauthorised):
            store.credentials.choose_password(second.token, "other", NOW)


def test_a_link_that_was_handed_over_confirms_no_address(database: Database) -> None:
    with database.transaction() as store:
        account(store)
        store.credentials.choose_password(store.credentials.invite(KIM, ADMINISTRATOR, NOW).token, "hash", NOW)
        assert store.accounts.require(KIM).email_confirmed_at is None


@pytest.mark.parametrize("wrong", ["late", "disabled", "session", "confirmation", "nonsense"])
def test_other_links_choose_no_password(database: Database, wrong: str) -> None:
    with database.transaction() as store:
        account(store)
        reset = store.credentials.offer_reset(KIM, ADMINISTRATOR, NOW)
        tokens = {
            "session": store.accounts.open_session(KIM, NOW, by="link").token,
            "confirmation": store.credentials.ask_to_confirm(KIM, "kim@transfer.example", SELF, NOW).token,
            "nonsense": "cmm_nonsense",
        }
        if wrong == "disabled":
            store.accounts.disable(KIM, ADMINISTRATOR, now=NOW)
            store.accounts.enable(KIM, ADMINISTRATOR)
        moment = reset.expires_at if wrong == "late" else NOW
        with pytest.raises(Unauthorised, match="bad_token"):
            store.credentials.choose_password(tokens.get(wrong, reset.token), "hash", moment)
        assert store.accounts.require(KIM).password is None


def test_an_address_is_the_accounts_when_its_letter_was_answered(database: Database) -> None:
    with database.transaction() as store:
        account(store)
        account(store, "lee", "lee@transfer.example")
        link = store.credentials.ask_to_confirm(KIM, "kim.new@transfer.example", SELF, NOW)
        assert store.accounts.require(KIM).email == "kim@transfer.example"
        store.credentials.confirm_email(link.token, NOW)
        kept = store.accounts.require(KIM)
        assert (kept.email, kept.email_confirmed_at) == ("kim.new@transfer.example", NOW)
        with pytest.raises(Unauthorised):
            store.credentials.confirm_email(link.token, NOW)
        taken = store.credentials.ask_to_confirm(KIM, "lee@transfer.example", SELF, NOW)
        with pytest.raises(Conflict, match="email_taken"):
            store.credentials.confirm_email(taken.token, NOW)


def test_an_address_is_one_accounts_however_it_is_written(database: Database) -> None:
    with database.transaction() as store:
        account(store)
        with pytest.raises(Conflict, match="email_taken"):
            account(store, "lee", "kim@transfer.EXAMPLE")
        assert store.accounts.require(KIM).email == "kim@transfer.example"
        found = [store.accounts.by_sign_in_name(each) for each in (" KIM@transfer.example ", "Kim.Officer", "nobody")]
        assert [each and each.name for each in found] == [KIM, KIM, None]


def test_a_session_that_nobody_uses_ends(database: Database) -> None:
    hour = timedelta(hours=1)
    with database.transaction() as store:
        account(store)
        session = store.accounts.open_session(KIM, NOW, by="password")
        assert store.accounts.held(session.token, SESSION, NOW + hour * 0.9, hour)
        store.accounts.seen(session.id, NOW + hour * 0.9)
        assert store.accounts.held(session.token, SESSION, NOW + hour * 1.8, hour)
        with pytest.raises(Unauthorised):
            store.accounts.held(session.token, SESSION, NOW + hour * 1.9, hour)
        store.accounts.seen(session.id, session.expires_at - timedelta(minutes=1))
        with pytest.raises(Unauthorised):
            store.accounts.held(session.token, SESSION, session.expires_at, hour)


def test_sessions_and_tokens_are_taken_back_by_their_holder_only(database: Database) -> None:
    with database.transaction() as store:
        account(store)
        account(store, "lee", None)
        mine, other = (store.accounts.open_session(KIM, NOW, by="password") for _ in range(2))
        reading = store.accounts.issue(KIM, API, SELF, scope=TokenScope.READ, now=NOW)
        assert store.accounts.held(reading.token, API, NOW).scope is TokenScope.READ
        for stranger in (Caller(Role.OFFICER, "lee"), Caller()):
            with pytest.raises(NotFound, match="unknown_token"):
                store.accounts.revoke_own(mine.id, stranger, NOW)
        store.accounts.revoke_own(other.id, SELF, NOW)
        assert [each.id for each in store.accounts.tokens(KIM, purpose=SESSION, standing=NOW)] == [mine.id]
        third = store.accounts.open_session(KIM, NOW, by="password")
        assert store.accounts.end_sessions(KIM, SELF, NOW, but=third.id) == 1
        assert store.accounts.end_sessions(KIM, SELF, NOW, but=third.id) == 0
        assert store.accounts.take_back_all(KIM, ADMINISTRATOR, NOW) == 2
        assert store.accounts.tokens(KIM, standing=NOW) == []


def test_another_role_needs_another_sign_in(database: Database) -> None:
    with database.transaction() as store:
        account(store)
        session = store.accounts.open_session(KIM, NOW, by="password")
        store.accounts.change_role(KIM, Role.OFFICER, ADMINISTRATOR, now=NOW)
        assert good(store, session.token, SESSION)
        store.accounts.change_role(KIM, Role.REVIEWER, ADMINISTRATOR, now=NOW)
        assert not good(store, session.token, SESSION)
        assert store.audit.events(limit=1)[0].facts == {"before": "officer", "role": "reviewer", "company_id": None}
        for act in (
            lambda: store.accounts.change_role(KIM, Role.ADMINISTRATOR, Caller(Role.REVIEWER, KIM)),
            lambda: store.accounts.disable(KIM, Caller(Role.REVIEWER, KIM)),
        ):
            with pytest.raises(Conflict, match="own_account"):
                act()


def test_accounts_are_found_by_what_is_known_of_them(database: Database) -> None:
    with database.transaction() as store:
        account(store)
        account(store, "lee.reviewer_1", "sun@transfer.example")
        store.accounts.settle("lee.reviewer_1", ADMINISTRATOR, display_name="이선", language="ko", zone="Asia/Seoul")

        def found(search: str, role: Role | None = None) -> list[str]:
            return [each.name for each in store.accounts.page(search=search, role=role)]

        assert found("kim") == [KIM]
        assert found("SUN@") == found("이선") == found("r_1") == ["lee.reviewer_1"]
        assert found("%") == found("r%1") == []
        assert found("", Role.OFFICER) == [KIM, "lee.reviewer_1"]
        assert found("", Role.COMPANY) == []
        assert store.accounts.counts() == {Role.OFFICER: 2}
        for bad in ({"language": "fr", "zone": None}, {"language": None, "zone": "Mars/Olympus"}):
            with pytest.raises(Invalid, match="entry_not_known"):
                store.accounts.settle(KIM, SELF, display_name="", **bad)


def test_failures_are_counted_for_a_window_and_by_name(database: Database) -> None:
    def take(who: str, now: datetime, what: str = "password") -> int:
        with database.transaction() as store:
            return store.attempts.take(what, who, now)

    assert [take("Kim", NOW), take(" kim ", NOW + WINDOW / 2), take("lee", NOW)] == [1, 2, 1]
    assert take("kim", NOW, "code") == 1
    assert take("kim", NOW + WINDOW) == 1
    with database.transaction() as store:
        store.attempts.succeeded("password", "kim")
    assert take("kim", NOW + WINDOW) == 1
    assert take("secret-in-the-wrong-field", NOW) == 1
    counted: list[int] = []
    threads = [Thread(target=lambda: counted.append(take("many", NOW))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(counted) == list(range(1, 9))


def test_windows_of_an_address_move(database: Database) -> None:
    def take(who: str, now: datetime, what: str = "reset") -> bool:
        with database.transaction() as store:
            return store.address_attempts.take(what, who, 2, WINDOW, now)

    assert [take("192.0.2.1", NOW + step * WINDOW / 3) for step in range(6)] == [True, True, False, True, True, False]
    assert take("192.0.2.2", NOW)
    assert take("192.0.2.1", NOW, "registration")
    with database.transaction() as store:
        assert store.address_attempts.count("reset", "192.0.2.1", WINDOW, NOW + WINDOW) == 3
        store.address_attempts.add("reset", "192.0.2.9", NOW + WINDOW / 3 + LONGEST)
        assert store.address_attempts.count("reset", "192.0.2.1", 2 * LONGEST, NOW + LONGEST) == 2
        assert store.address_attempts.count("reset", "192.0.2.2", 2 * LONGEST, NOW + LONGEST) == 0


def test_an_address_tries_no_more_often_at_once(database: Database) -> None:
    taken: list[bool] = []

    def take() -> None:
        with database.transaction() as store:
            taken.append(store.address_attempts.take("reset", "192.0.2.1", 5, WINDOW, NOW))

    threads = [Thread(target=take) for _ in range(9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(taken) == [*[False] * 4, *[True] * 5]
