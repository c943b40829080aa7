"""Screening on the reviewer's page and with commands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.cli import main
from api.pages.operating.screening import terms_in
from api.screening.scanning import Screener
from api.service import Service
from api.settings import Settings
from corpus.controls import read_control_list
from corpus.records import TokenPurpose
from corpus.roles import Role
from corpus.wording.screening import HINT_NOTICE
from tests.api.conftest import as_, token_of
from tests.api.records import patent
from tests.api.screening.screened import LOCAL, PATH, Today, kite, screening_service

SITE = "https://transfer.example"
ORIGIN = {"Origin": SITE, "Accept-Language": "en"}
EU_LISTS = Path(__file__).parents[4] / "shared" / "data" / "taxonomies"


@pytest.fixture
def calendar() -> Today:
    return Today()


@pytest.fixture
def service(settings: Settings, calendar: Today) -> Iterator[Service]:
    with screening_service(settings, calendar) as built:
        yield built


@pytest.fixture
def browser(client: TestClient, service: Service) -> Iterator[TestClient]:
    """A reviewer's."""
    client.post("/api/v1/patents", json=kite(title="<i>Relay</i>"))
    Screener(service).scan_waiting()
    with service.database.transaction() as store:
        store.accounts.create("lee.reviewer", Role.REVIEWER, LOCAL)
        link = store.accounts.issue("lee.reviewer", TokenPurpose.LINK, LOCAL).token
    made = TestClient(create_app(service), base_url=SITE, follow_redirects=False)
    assert made.post("/sign-in", data={"link": link}, headers=ORIGIN).status_code == 303
    yield made
    made.close()


def test_the_reviewers_page_marks_the_phrase_and_takes_the_decision(browser: TestClient) -> None:
    page = browser.get("/screening", headers=ORIGIN).text
    assert "The <mark>Guided-Kites</mark> carry it to 300 m;" in page
    assert HINT_NOTICE["en"] in page
    assert "kites 2026-01" in page
    assert "&lt;i&gt;Relay&lt;/i&gt;" in page
    assert "<i>" not in page
    desk = browser.get("/screening/patents/FICT-K1", headers=ORIGIN).text
    stamp = desk.split('name="stamp" value="')[1].split('"')[0]
    form = {"decision": "block", "reason": "<b>Waits</b>", "stamp": stamp, "tier": "public", "expires_on": ""}
    assert browser.post("/screening/patents/FICT-K1", data=form).status_code in {401, 403}
    elsewhere = {"Origin": "https://evil.example"}
    assert browser.post("/screening/patents/FICT-K1", data=form, headers=elsewhere).status_code == 403
    sent = browser.post("/screening/patents/FICT-K1", data=form, headers=ORIGIN)
    assert sent.status_code == 303
    assert sent.headers["location"] == "/screening/patents/FICT-K1?decided=patents%2FFICT-K1"
    record = browser.get("/screening/patents/FICT-K1", headers=ORIGIN).text
    assert "&lt;b&gt;Waits&lt;/b&gt;" in record
    assert "lee.reviewer" in record
    assert 'value="reopen"' in record
    assert 'value="clear"' not in record
    stale = browser.post("/screening/patents/FICT-K1", data={**form, "decision": "reopen"}, headers=ORIGIN)
    assert stale.status_code == 409
    assert "Somebody else decided" in stale.text
    assert "Nothing waits for a reviewer" in browser.get("/screening", headers=ORIGIN).text
    assert "검토를 기다리는 레코드가 없습니다" in browser.get("/screening", headers={"Accept-Language": "ko"}).text


def test_what_is_worth_a_second_look_is_shown_before_it_is_saved(browser: TestClient, calendar: Today) -> None:
    far = (calendar.day + timedelta(days=900)).isoformat()
    form = {"decision": "determine", "reference": "fictional letter 1", "expires_on": far}
    asked = browser.post("/screening/patents/FICT-K1", data=form, headers=ORIGIN)
    assert asked.status_code == 200
    assert "usual term" in asked.text
    assert 'value="fictional letter 1"' in asked.text
    assert browser.get(PATH).json()["state"]["control"] == "hint"
    assert (
        browser.post("/screening/patents/FICT-K1", data={**form, "confirmed": "yes"}, headers=ORIGIN).status_code == 303
    )
    assert browser.get(PATH).json()["state"]["control"] == "determined"


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"decision": "bless"},
        {"decision": "tier", "tier": "secret"},
        {"decision": "determine", "reference": "a", "expires_on": "soon"},
        {"decision": "clear", "reason": "x", "stamp": "y" * 200},
    ],
    ids=str,
)
def test_a_form_that_cannot_be_taken_comes_back_with_the_reason(browser: TestClient, form: dict[str, str]) -> None:
    page = browser.post("/screening/patents/FICT-K1", data=form, headers=ORIGIN)
    assert page.status_code in {409, 422}
    assert 'role="alert"' in page.text
    assert '<form class="decide"' in page.text


def test_an_officer_reads_the_page_and_has_no_form(client: TestClient, service: Service) -> None:
    client.post("/api/v1/patents", json=kite())
    Screener(service).scan_waiting()
    officer = as_(service, Role.OFFICER)
    for path in ("/screening", "/screening/patents/FICT-K1"):
        page = client.get(path, headers=officer).text
        assert "<mark>Guided-Kites</mark>" in page
        assert '<form class="decide"' not in page
    sent = client.post(
        "/screening/patents/FICT-K1", data={"decision": "clear"}, headers={**officer, "Origin": "http://testserver"}
    )
    assert sent.status_code == 403
    assert client.get("/screening/patents/NOPE", headers=officer).status_code == 404


@pytest.mark.parametrize(
    ("sentence", "phrase", "marked"),
    [
        ("Two Guided-Kites and a guided kite.", "guided kite", ("Guided-Kites", "guided kite")),
        ("Its batteries last.", "battery", ("batteries",)),
        ("소형 유도연을 띄운다. 유도 연은 가볍다.", "유도 연", ("유도연", "유도 연")),
        ("Nothing of it.", "guided kite", ()),
    ],
)
def test_the_phrase_is_found_as_it_stands(sentence: str, phrase: str, marked: tuple[str, ...]) -> None:
    assert terms_in(sentence, phrase) == marked


@pytest.fixture
def run(service: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    monkeypatch.setenv("MATCHER_DATA_DIR", str(service.settings.data_dir))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.delenv("MATCHER_TOKEN", raising=False)

    def ended(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as exit_:
            main(arguments)
        said = capsys.readouterr()
        return int(exit_.value.code or 0), said.out, said.err

    return ended


def test_commands_bring_lists_scan_and_show(client: TestClient, run: Any, tmp_path: Path) -> None:
    client.post("/api/v1/patents", json=kite())
    path = tmp_path / "winches.csv"
    path.write_text("code,title,phrases\nW1,Winches,winch brings\n", encoding="utf-8")
    code, out, err = run("controls", "import", str(path), "--version", "1")
    assert (code, "1 entries" in out) == (0, True), err
    path.write_text("code,title,phrases\nW1,Winches,ab\n", encoding="utf-8")
    assert "too short" in run("controls", "import", str(path))[2]
    assert "* winches" in run("controls", "list")[1]
    assert "1 with a hint" in run("screening", "scan")[1]
    assert "0 records scanned" in run("screening", "scan")[1]
    assert json.loads(run("screening", "scan", "--all", "--json")[1])["scanned"] == 1
    code, out, err = run("screening", "queue")
    assert "winch brings" in out
    assert HINT_NOTICE["en"] in err
    assert run("controls", "use", "winches", "--off")[0] == 0
    assert run("controls", "use", "winches")[0] == 2
    assert run("controls", "use", "winches", "2")[0] == 1
    run("screening", "scan")
    assert "winch brings" not in run("screening", "show", "patents", "FICT-K1")[1]
    assert run("screening", "show", "patents", "NOPE")[0] == 1


def test_a_command_decides_with_a_reviewers_token_only(
    client: TestClient, service: Service, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post("/api/v1/patents", json=kite())
    asked = ("screening", "decide", "patents", "FICT-K1")
    code, _out, err = run(*asked, "--clear", "A toy.")
    assert (code, "MATCHER_TOKEN" in err) == (1, True)
    monkeypatch.setenv("MATCHER_TOKEN", token_of(service, Role.OFFICER))
    assert run(*asked, "--clear", "A toy.")[0] == 1
    token = token_of(service, Role.REVIEWER)
    monkeypatch.setenv("MATCHER_TOKEN", token)
    assert run(*asked)[0] == 2
    assert run(*asked, "--clear", "A toy.", "--tier", "public")[0] == 2
    assert run(*asked, "--clear", "A toy.", "--stamp", "old")[0] == 1
    code, out, err = run(*asked, "--clear", "A toy.", "--lang", "ko")
    assert (code, "보안 검토자 확인 완료" in out) == (0, True), err
    assert token not in out + err
    day = (date.today() + timedelta(days=900)).isoformat()  # noqa: DTZ011 - the command's own day
    code, out, err = run(*asked, "--determine", "--reference", "fictional letter 1", "--expires", day)
    assert (code, "usual term" in err) == (0, True), err
    assert run(*asked, "--determine", "--expires", day)[0] == 1
    assert "fictional letter 1" in run("screening", "show", "patents", "FICT-K1")[1]


@pytest.mark.data
@pytest.mark.skipif(not EU_LISTS.is_dir(), reason="the shared data folder is not here")
def test_both_eu_lists_are_taken_and_searched_for(client: TestClient, service: Service, run: Any) -> None:
    for name, list_id in (("eu_dual_use_list.jsonl", "eu-dual-use"), ("eu_common_military_list.jsonl", "eu-military")):
        code, out, err = run("controls", "import", str(EU_LISTS / name), "--json")
        assert code == 0, err
        assert json.loads(out)["id"] == list_id
        assert json.loads(out)["entries"] == len(read_control_list(EU_LISTS / name).entries)
    active = [each["id"] for each in client.get("/api/v1/control-lists").json()["items"] if each["active"]]
    assert active == ["eu-dual-use", "eu-military", "kites"]
    military = read_control_list(EU_LISTS / "eu_common_military_list.jsonl")
    phrase = next(phrase for entry in military.entries for phrase in entry.phrases)
    client.post("/api/v1/patents", json=patent("FICT-K1", abstract=f"It takes {phrase}, and more."))
    Screener(service).scan_waiting()
    hints = client.get(PATH).json()["hints"]
    assert "eu-military" in {each["list_id"] for each in hints}
