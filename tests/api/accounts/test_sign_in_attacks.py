"""Guessing, replaying, skipping and outliving: what somebody tries who wants in, over several processes."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from statistics import median
from threading import Thread
from weakref import WeakKeyDictionary

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text

from api.accounts.signing import CODE, MOST_FAILURES, PASSWORD
from api.application import create_app
from api.attempts import LIMITS
from api.service import Service
from corpus.passwords import Passwords
from corpus.records import TokenPurpose
from corpus.roles import Caller, Role
from tests.api.accounts.visiting import ORIGIN, SITE, app_with_a_company, latest_letter, link_in
from tests.api.addresses import addresses
from tests.api.serving import serving
from tests.conftest import Scale
from tests.proof.figures import Recorder
from tests.signing import OPENING_COOKIE, SESSION_COOKIE, Person, make_person, next_code, quick_passwords, sign_in

pytestmark = pytest.mark.row("sessions")
LOCAL = Caller(Role.ADMINISTRATOR, "tests")
APPS: WeakKeyDictionary[Service, FastAPI] = WeakKeyDictionary()
NEW = "seven slow rivers bend eastward"
RATIO = 1.5
"""Of medians, the longest to the shortest; a check of a password alone takes many times what else there is to do."""


def browser(service: Service) -> TestClient:
    made = TestClient(app_of(service), base_url=SITE, follow_redirects=False)
    made.headers.update(ORIGIN)
    return made


def app_of(service: Service) -> FastAPI:
    """Made once for a service: that takes longer than what is asked of it."""
    if service not in APPS:
        APPS[service] = create_app(service)
    return APPS[service]


def person(service: Service, name: str = "kim.officer", role: Role = Role.OFFICER, **about: bool) -> Person:
    with service.database.transaction() as store:
        return make_person(store, name, role, email=f"{name}@transfer.example", **about)


def holder(client: TestClient, session: str) -> str:
    client.cookies.clear()
    answer = client.get("/api/v1/me", headers={"Cookie": f"{SESSION_COOKIE}={session}"})
    return str(answer.json().get("account", ""))


def send(client: TestClient, name: str, password: str, **headers: str) -> httpx.Response:
    return client.post("/sign-in", data={"name": name, "password": password}, headers=headers)


def forget(service: Service, *tables: str) -> None:
    engine = create_engine(service.settings.database)
    with engine.begin() as connection:
        for table in tables or ("addressattempt", "failedattempt"):
            connection.execute(text(f"DELETE FROM {table}"))
    engine.dispose()


def test_every_change_of_rights_gives_another_session(service: Service, other: Service, figure: Recorder) -> None:
    first, second, third = browser(service), browser(other), browser(service)
    changed = 0

    def replaces(change: Callable[[TestClient], httpx.Response], *, others: bool = True) -> None:
        """What this session was is dead in every process, and so are the `others`; what it became is alive."""
        nonlocal changed
        before, elsewhere = first.cookies[SESSION_COOKIE], third.cookies[SESSION_COOKIE]
        answer = change(first)
        after = first.cookies[SESSION_COOKIE]
        assert answer.status_code in {200, 303}, answer.text
        assert after != before
        for client in (second, browser(service)):
            assert holder(client, before) == ""
            assert holder(client, elsewhere) == ("" if others else kim.name)
            assert holder(client, after) == kim.name
        # The page that told of it is one of the new session: its forms are taken.
        for token in re.findall(r'name="form_token" value="([^"]+)"', answer.text):
            assert first.post("/account/settings", data={"form_token": token, "zone": ""}).status_code == 303
        changed += 1

    kim = person(service, factor=False, role=Role.OFFICER)
    service.settings = other.settings = service.settings.model_copy(update={"second_factor": "optional"})
    for client in (first, third):
        sign_in(client, kim.name, kim.password)
    replaces(lambda client: send(client, kim.name, kim.password), others=False)
    sign_in(third, kim.name, kim.password)
    first.post("/account/second-factor", data={"password_present": kim.password})
    with service.database.reading() as store:
        secret = store.accounts.require(kim.name).totp_secret or ""
    replaces(lambda client: client.post("/account/second-factor/confirmation", data={"code": next_code(secret)}))
    third.cookies.clear()
    sign_in(third, kim.name, kim.password, secret)
    form = {"password_present": kim.password, "password": NEW, "password_again": NEW}
    replaces(lambda client: client.post("/account/password", data=form))
    third.cookies.clear()
    sign_in(third, kim.name, NEW, secret)
    replaces(lambda client: client.post("/account/second-factor/removal", data={"code": next_code(secret)}))
    sign_in(third, kim.name, NEW)
    session = first.cookies[SESSION_COOKIE]
    with service.database.transaction() as store:
        store.accounts.change_role(kim.name, Role.REVIEWER, LOCAL)
    assert [holder(second, each) for each in (session, third.cookies[SESSION_COOKIE])] == ["", ""]
    figure(f"{changed + 1} of {changed + 1} changes of rights ended every session before them")


def test_a_renewed_session_lives_no_longer_than_the_one_before(service: Service) -> None:
    kim = person(service)
    now = datetime.now(UTC)
    with service.database.transaction() as store:
        opened = store.accounts.open_session(kim.name, now, by="password", lifetime=timedelta(hours=1))
        later = now + timedelta(minutes=50)
        renewed = store.accounts.renew_session(opened.id, later, second_factor=True)
        assert renewed.expires_at == opened.expires_at
        assert store.accounts.held(renewed.token, TokenPurpose.SESSION, later).token.second_factor


REVOKED: dict[str, Callable[[Service, str, int], object]] = {
    "session ended": lambda s, name, number: _do(s, lambda st: st.accounts.revoke(number, LOCAL)),
    "sessions ended": lambda s, name, _: _do(s, lambda st: st.accounts.end_sessions(name, LOCAL, datetime.now(UTC))),
    "all taken back": lambda s, name, _: _do(s, lambda st: st.accounts.take_back_all(name, LOCAL, datetime.now(UTC))),
    "disabled": lambda s, name, _: _do(s, lambda st: st.accounts.disable(name, LOCAL)),
    "role changed": lambda s, name, _: _do(s, lambda st: st.accounts.change_role(name, Role.REVIEWER, LOCAL)),
    "password set": lambda s, name, _: _do(
        s, lambda st: st.credentials.set_password(name, "x", LOCAL, datetime.now(UTC))
    ),
    "factor taken away": lambda s, name, _: _do(
        s, lambda st: st.credentials.drop_factor(name, LOCAL, datetime.now(UTC))
    ),
}
KEEPS_TOKENS = {"session ended", "sessions ended", "password set", "factor taken away"}
"""An API token has a life of its own: it is taken back by itself, or with everything."""


def _do(service: Service, change: Callable[..., object]) -> object:
    with service.database.transaction() as store:
        return change(store)


def test_what_is_revoked_in_one_process_is_refused_next_in_another(
    service: Service, other: Service, figure: Recorder, scale: Scale
) -> None:
    here, there = browser(service), browser(other)
    refused = 0
    for repetition in range(scale(1, 20)):
        for number, (what, revoke) in enumerate(REVOKED.items()):
            name = f"revoked.{repetition}.{number}"
            person(service, name)
            with service.database.transaction() as store:
                session = store.accounts.issue(name, TokenPurpose.SESSION, LOCAL)
                token = store.accounts.issue(name, TokenPurpose.API, LOCAL).token
            bearer = {"Authorization": f"Bearer {token}"}
            for client in (here, there):
                assert holder(client, session.token) == name
                assert client.get("/api/v1/me", headers=bearer).status_code == 200
            revoke(service, name, session.id)
            for client in (there, here):
                assert holder(client, session.token) == "", what
                assert client.get("/api/v1/me", headers=bearer).status_code == (200 if what in KEEPS_TOKENS else 401)
                refused += 1
    figure(f"{refused} of {refused} refused at the next request, in two processes ({len(REVOKED)} ways to be revoked)")


def test_nothing_opens_between_password_and_second_factor(service: Service, figure: Recorder, scale: Scale) -> None:
    service.passwords = quick_passwords()
    made = app_with_a_company(service)
    client = TestClient(made, base_url=SITE, follow_redirects=False)
    client.headers.update(ORIGIN)
    kim = person(service, role=Role.ADMINISTRATOR)
    send(client, kim.name, kim.password)
    opening = client.cookies[OPENING_COOKIE]
    client.cookies.clear()
    half = {"Cookie": f"{OPENING_COOKIE}={opening}"}
    # Neither is it worth anything as what it is not.
    halves = [half, {"Cookie": f"{SESSION_COOKIE}={opening}"}, {"Authorization": f"Bearer {opening}"}][: scale(1, 3)]
    alike = 0
    for address in addresses():
        if address.template.startswith("/sign-in") or address.template.endswith("events"):
            continue
        given = {} if address.is_safe else {"data": {}} if address.is_page else {"json": {}}
        for headers in halves:
            nobody = client.request(address.method, address.path, **given)
            answer = client.request(address.method, address.path, headers=headers, **given)
            if "Authorization" in headers:
                assert answer.status_code in {401, 422, 415, nobody.status_code}, str(address)
            else:
                assert (answer.status_code, plain(answer)) == (nobody.status_code, plain(nobody)), str(address)
            assert kim.name not in answer.text
            alike += 1
    figure(f"{alike:,} of {alike:,} answers between password and second factor are nobody's")


def plain(answer: httpx.Response) -> str:
    """What it says, without what is different each time."""
    return re.sub(
        r'<input type="hidden" name="form_token"[^>]*>|"request": "\w+"|[0-9a-f]{16}|\d\d:\d\d', "", answer.text
    )


def test_a_code_and_a_recovery_code_open_one_session(
    service: Service, other: Service, figure: Recorder, scale: Scale
) -> None:
    won = rounds = 0
    for number in range(scale(2, 40)):
        kim = person(service, f"twice.{number}")
        with service.database.transaction() as store:
            recovery = store.credentials.renew_codes(kim.name, datetime.now(UTC))[0]
        for code in (next_code(kim.secret), recovery):
            clients = [browser(each) for each in (service, other) * 2]
            for client in clients:
                assert send(client, kim.name, kim.password).status_code == 303
            answers = at_once(
                [lambda c=client, k=code: c.post("/sign-in/code", data={"code": k}) for client in clients]
            )
            assert [each.status_code for each in answers].count(303) == 1
            rounds += 1
            won += 1
            assert (
                browser(service).post("/sign-in/code", data={"code": code}).headers["location"].startswith("/sign-in?")
            )
            forget(service)
    figure(f"{won} of {rounds} codes sent by 4 browsers to 2 processes at once opened one session")


def at_once(calls: list[Callable[[], httpx.Response]]) -> list[httpx.Response]:
    answers: list[httpx.Response] = []
    threads = [Thread(target=lambda each=each: answers.append(each())) for each in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


class Counted(Passwords):
    """Counts checks that do their work."""

    checked = 0

    def verify(self, kept: str | None, given: str) -> bool:
        self.checked += 1
        return super().verify(kept, given)


VARIANTS = (
    "{}",
    "{} ",
    " {}",
    "\t{}\n",
    "{upper}",
    "{title}",
    "\u3000{}",
    "{}\u00a0",
    "{kelvin}",
    "{mail}",
    "{MAIL}",
    " {mail}",
)


def test_guesses_are_counted_however_name_and_address_are_written(
    service: Service, other: Service, figure: Recorder
) -> None:
    """By any spelling of the name or its mail address, through two processes, from as many addresses as there are."""
    kim = person(service)
    counted = service.passwords = other.passwords = Counted(quick_passwords()._hasher)
    clients = [TestClient(app_of(each), base_url=SITE, follow_redirects=False) for each in (service, other)]
    most, sent, let_in = MOST_FAILURES[PASSWORD], 0, 0
    for round_ in range(6):
        for number, variant in enumerate(VARIANTS):
            mail = f"{kim.name}@transfer.example"
            name = variant.format(
                kim.name,
                upper=kim.name.upper(),
                title=kim.name.title(),
                kelvin=kim.name.replace("k", "\u212a"),
                mail=mail,
                MAIL=mail.upper(),
            )
            headers = {**ORIGIN, "X-Forwarded-For": f"198.51.100.{round_ * 12 + number}", "Forwarded": "for=192.0.2.1"}
            clients[number % 2]._transport.client = (f"192.0.2.{round_ * 12 + number}", 1)  # type: ignore[attr-defined]
            let_in += send(clients[number % 2], name, f"wrong {number}", **headers).status_code == 401
            sent += 1
    # The name is one, its mail address another: no spelling is a third.
    assert let_in == counted.checked == 2 * most
    assert send(clients[0], kim.name, kim.password, **ORIGIN).status_code == 429
    figure(f"{let_in} of {sent} guesses in {len(VARIANTS)} spellings from {sent} addresses were checked")


def test_an_untrusted_peer_has_one_address_whatever_it_says(service: Service) -> None:
    """Through the server itself: what it believes of a proxy is one setting."""
    service.passwords = quick_passwords()
    service.settings = service.settings.model_copy(update={"trusted_proxies": "192.0.2.200"})
    most = LIMITS[PASSWORD].most
    with serving(service) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        own = {"Origin": f"http://127.0.0.1:{port}"}
        answers = []
        for number in range(most + 5):
            headers = {**own, "X-Forwarded-For": f"198.51.100.{number}", "X-Real-IP": f"198.51.100.{number}"}
            form = {"name": f"nobody.{number}", "password": "wrong"}
            answers.append(client.post("/sign-in", data=form, headers=headers).status_code)
    assert answers == [*[401] * most, *[429] * 5]


def test_nobody_is_shut_out_for_good_by_others(service: Service, other: Service) -> None:
    kim, mallory = person(service), browser(other)
    own = browser(service)
    sign_in(own, kim.name, kim.password, kim.secret)
    assert own.post("/sign-out").status_code == 303
    for _ in range(MOST_FAILURES[PASSWORD] + 5):
        send(mallory, kim.name, "wrong")
    assert send(mallory, kim.name, kim.password).status_code == 429
    # The browser that was signed in with before has a share of its own, and no more than that.
    assert send(own, kim.name, kim.password).status_code == 303
    own.cookies.delete(OPENING_COOKIE)
    tries = [send(own, kim.name, "wrong").status_code for _ in range(MOST_FAILURES[PASSWORD] + 1)]
    assert tries == [*[401] * MOST_FAILURES[PASSWORD], 429]
    # What it keeps is of no use to another account, nor made up, nor for long.
    lee = person(service, "lee.officer")
    for _ in range(MOST_FAILURES[PASSWORD] + 1):
        send(mallory, lee.name, "wrong")
    forget(service, "addressattempt")
    assert send(own, lee.name, lee.password).status_code == 429
    for mark in ("1-" + "0" * 64, "1", "-", "9" * 80):
        forged = {"Cookie": f"__Host-known={mark}"}
        assert send(mallory, lee.name, lee.password, **forged).status_code == 429
    # And a letter opens a way to who has no browser left.
    fresh = browser(service)
    fresh.post("/reset", data={"name": lee.name})
    link = link_in(latest_letter(service))
    for _ in range(3):
        # Asking again and again does not take the letter's link back.
        mallory.post("/reset", data={"name": lee.name})
    form = {"code": link.partition("code=")[2], "password": NEW, "password_again": NEW}
    assert fresh.post("/reset/password", data=form).headers["location"] == "/sign-in/code?next=%2F"
    assert fresh.post("/sign-in/code", data={"code": next_code(lee.secret)}).status_code == 303


def test_a_session_left_open_does_not_shut_its_holder_in(service: Service) -> None:
    """Failures under the name elsewhere do not keep the holder of a session from changing the password."""
    service.passwords = quick_passwords()
    kim, own, mallory = person(service), browser(service), browser(service)
    sign_in(own, kim.name, kim.password, kim.secret)
    for _ in range(MOST_FAILURES[PASSWORD] + 1):
        send(mallory, kim.name, "wrong")
    form = {"password_present": kim.password, "password": NEW, "password_again": NEW}
    assert own.post("/account/password", data=form).status_code == 303


def test_codes_cannot_be_guessed_by_starting_anew(service: Service, other: Service, figure: Recorder) -> None:
    kim = person(service)
    clients = [browser(service), browser(other)]
    statuses = []
    for number in range(MOST_FAILURES[CODE] * 3):
        client = clients[number % 2]
        client.cookies.clear()
        assert send(client, kim.name, kim.password).status_code == 303
        statuses.append(client.post("/sign-in/code", data={"code": f"{number:06}"}).status_code)
    assert statuses == [*[401] * MOST_FAILURES[CODE], *[429] * (2 * MOST_FAILURES[CODE])]
    assert client.post("/sign-in/code", data={"code": next_code(kim.secret)}).status_code == 429
    figure(f"{MOST_FAILURES[CODE]} of {len(statuses)} guessed codes were checked")


def test_links_work_once_and_for_a_while(service: Service, other: Service, figure: Recorder) -> None:
    now = datetime.now(UTC)
    client = browser(service)
    service.passwords = other.passwords = quick_passwords()
    paths = {
        TokenPurpose.LINK: ("/sign-in", "link"),
        TokenPurpose.INVITATION: ("/invitation", "code"),
        TokenPurpose.RESET: ("/reset/password", "code"),
        TokenPurpose.CONFIRMATION: ("/confirmation", "code"),
    }
    refused = 0
    for purpose, (path, field) in paths.items():
        name = f"link.{purpose.value}"
        person(service, name, factor=True)

        def issued(past: timedelta = timedelta(0), of: TokenPurpose = purpose, name: str = name) -> str:
            with service.database.transaction() as store:
                label = f"{name}@transfer.example" if of is TokenPurpose.CONFIRMATION else ""
                return store.accounts.issue(name, of, LOCAL, now=now - past, label=label).token

        def used(link: str, path: str = path, field: str = field) -> httpx.Response:
            client.cookies.clear()
            return client.post(path, data={field: link, "password": NEW, "password_again": NEW, "display_name": ""})

        link = issued()
        assert used(link).status_code == 303, path
        expired, wrong = issued(timedelta(days=40)), issued(of=TokenPurpose.OPENING)
        gone = issued()
        with service.database.transaction() as store:
            store.accounts.disable(name, LOCAL)
        answers = [used(each) for each in (link, expired, wrong, gone, "cmm_nonsense", "x" * 4_000)]
        assert {each.status_code for each in answers} == {401}, path
        # Why it is not good (any more) is not told: so nothing is learnt of whose it was.
        told = {re.sub(r'value="[^"]*"', "", each.text) for each in answers}
        assert len(told) == 1, path
        assert all(each.headers["referrer-policy"] == "same-origin" for each in answers)
        refused += len(answers)
    figure(
        f"{refused} of {refused} links used twice, expired, of another kind, of a disabled account or made up refused"
    )


def ways(service: Service) -> dict[str, str]:
    """What somebody may type for a name: an account of each state, and none."""
    with service.database.transaction() as store:
        make_person(store, "with.password", Role.OFFICER, email="with.password@transfer.example")
        make_person(store, "shut.out", Role.OFFICER, email="shut.out@transfer.example")
        store.accounts.disable("shut.out", LOCAL)
        store.accounts.create("without.password", Role.OFFICER, LOCAL)
        store.accounts.create("by.sign-on", Role.OFFICER, LOCAL)
        store.accounts.link_subject("by.sign-on", "https://provider.example 1", LOCAL)
        make_person(store, "without.factor", Role.OFFICER, factor=False)
    return {
        "known": "with.password",
        "known by address": "with.password@transfer.example",
        "unknown": "nobody.there",
        "unknown address": "nobody.there@transfer.example",
        "disabled": "shut.out",
        "without password": "without.password",
        "single sign-on only": "by.sign-on",
        "without second factor": "without.factor",
    }


def said(answer: httpx.Response) -> tuple[int, str, tuple[tuple[str, str], ...]]:
    """Status, body and headers, without what was typed and what is different each time."""
    headers = [(name, value) for name, value in answer.headers.multi_items() if name not in {"x-request-id", "date"}]
    headers = [(name, value) for name, value in headers if name != "content-length"]
    return answer.status_code, re.sub(r'value="[^"]*"', "", answer.text), tuple(headers)


def test_known_and_unknown_accounts_get_the_same_answer_in_the_same_time(
    service: Service, figure: Recorder, scale: Scale
) -> None:
    names = ways(service)
    counted = service.passwords = Counted(Passwords()._hasher if scale(0, 1) else quick_passwords()._hasher)
    counted.prepare()
    # Kept under the parameters of today, as after a sign-in: a cheaper hash would take less time to check.
    kept = counted.hash(NEW)
    with service.database.transaction() as store:
        for name in ("with.password", "shut.out", "without.factor"):
            store.credentials.set_password(name, kept, LOCAL, datetime.now(UTC))
    rounds = scale(3, 25)
    with serving(service) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        client.headers.update({"Origin": f"http://127.0.0.1:{port}", "Accept-Language": "en"})

        def measured(path: str, form: dict[str, str]) -> tuple[httpx.Response, float]:
            began = time.perf_counter()
            answer = client.post(path, data=form)
            return answer, time.perf_counter() - began

        def compared(path: str, among: dict[str, str]) -> float:
            times: dict[str, list[float]] = {way: [] for way in among}
            for _ in range(rounds):
                told = set()
                for way, name in among.items():
                    forget(service, *(() if path != "/locked" else ("addressattempt",)))
                    before = counted.checked
                    at = "/reset" if path == "/reset" else "/sign-in"
                    answer, seconds = measured(at, {"name": name, "password": "mallow under the bridge"})
                    told.add(said(answer))
                    times[way].append(seconds)
                    assert counted.checked - before == (1 if path == "/sign-in" else 0), way
                    # What follows an answer is over before the next one is asked for.
                    time.sleep(0.05 if path == "/reset" else 0)
                assert len(told) == 1, told
            medians = [median(each) for each in times.values()]
            return max(medians) / min(medians)

        ratios = {"sign-in": compared("/sign-in", names), "reset": compared("/reset", names)}
        for name in names.values():
            forget(service, "addressattempt")
            for _ in range(MOST_FAILURES[PASSWORD] + 1):
                client.post("/sign-in", data={"name": name, "password": "wrong"})
        ratios["locked"] = compared("/locked", names)
    if scale(0, 1):
        assert ratios["sign-in"] < RATIO, ratios
        assert ratios["reset"] < 2 * RATIO, ratios
    figure(
        f"same status, body and headers for {len(names)} kinds of names, argon2 in each; medians' ratio "
        + ", ".join(f"{what} {ratio:.2f}" for what, ratio in ratios.items())
        + f" ({rounds} rounds)"
    )
