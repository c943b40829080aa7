"""A real server over a few records, and a real browser before it."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from api.application import create_app
from api.service import Service
from api.settings import Settings
from corpus.records import TokenPurpose
from corpus.roles import Caller, Role
from tests.api.records import company, need, other_company, patent
from tests.browser.examining import Watch
from tests.browser.walking import Walker
from tests.fakes import HashEncoder

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 40_000
"""Milliseconds: two browsers and two servers share a small machine's cores."""
expect.set_options(timeout=PATIENCE)
LOCAL = Caller(Role.ADMINISTRATOR, "tests")
OFFICER = "desk.officer"
LONG_WORD = "polydimethylsiloxane" * 8
LONG_ID = "FICT-C-" + "0123456789" * 7
RECORDS = (
    ("patents", patent()),
    (
        "patents",
        patent(
            "FICT-P2",
            title="내열 세라믹 노즐의 제조 방법",
            title_en="Method of making a heat-resistant ceramic nozzle",
            abstract="탄화규소 섬유에 세라믹 기지를 함침하여 고온 배기가스에 견디는 노즐을 만든다.",
            claims=[
                f"1. 탄화규소 섬유를 짜는 단계; {n}차 함침 단계; 소결하는 단계를 포함하는 방법." for n in range(1, 30)
            ],
        ),
    ),
    ("companies", company()),
    ("companies", other_company()),
    (
        "companies",
        company(LONG_ID, name=f"Long {LONG_WORD}", country="US", profile={"summary": f"Ceramic fibre {LONG_WORD}."}),
    ),
    ("needs", need(required_trl=7)),
)


@dataclass(slots=True)
class Desk:
    """A page of the browser."""

    page: Page
    url: str

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path)
        return self.page


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser, or the test is skipped; with REQUIRE_BROWSER=1 it fails instead."""
    if not CHROMIUM.exists():
        reason = f"{CHROMIUM} is not on this machine (apt-get install chromium fonts-noto-cjk)"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return CHROMIUM


@pytest.fixture(scope="module")
def service(chromium: Path, tmp_path_factory: pytest.TempPathFactory) -> Service:
    """Opened and closed by its server. Depends on the browser, so that none is started in vain."""
    folder = tmp_path_factory.mktemp("browser")
    return Service(Settings(data_dir=folder / "var", language="ko", threads=1), encoder=HashEncoder())


@contextmanager
def served(service: Service) -> Iterator[str]:
    """The address of a server over the service, on a free port; both are opened and closed by the block."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(service), log_level="critical", access_log=False))
        thread = threading.Thread(target=server.run, args=([listening],), name="server", daemon=True)
        thread.start()
        try:
            deadline = time.monotonic() + 60
            while not server.started and time.monotonic() < deadline:
                time.sleep(0.02)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=10)


@pytest.fixture(scope="module")
def address(service: Service) -> Iterator[str]:
    """A server for each module: a company that one of them registers would change the answers of another."""
    with served(service) as url:
        _fill(url, service)
        yield url


def _fill(url: str, service: Service) -> None:
    """Registers the records, one of them in two versions, and an officer."""
    with service.database.transaction() as store:
        for name, role in (("desk.admin", Role.ADMINISTRATOR), (OFFICER, Role.OFFICER)):
            store.accounts.create(name, role, LOCAL)
        token = store.accounts.issue("desk.admin", TokenPurpose.API, LOCAL).token
    headers = {"Authorization": f"Bearer {token}"}
    for kind, record in RECORDS:
        httpx.post(f"{url}/api/v1/{kind}", json=record, headers=headers, timeout=60).raise_for_status()
    changed = patent(abstract="A nozzle of silicon carbide fibres in a ceramic matrix withstands hot exhaust gas.")
    httpx.put(f"{url}/api/v1/patents/FICT-P1", json=changed, headers=headers, timeout=60).raise_for_status()


@pytest.fixture
def link(service: Service, address: str) -> str:
    """Signs the officer in, once."""
    with service.database.transaction() as store:
        return f"{address}/sign-in?link={store.accounts.issue(OFFICER, TokenPurpose.LINK, LOCAL).token}"


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A reader of Korean, or as the test's parameter says."""
    options = {"locale": "ko-KR", "viewport": {"width": 1360, "height": 900}, **getattr(request, "param", {})}
    made = browser.new_context(**options)
    made.set_default_timeout(PATIENCE)
    yield made
    made.close()


@pytest.fixture
def desk(context: BrowserContext, address: str) -> Iterator[Desk]:
    """Fails the test where a page logged an error, broke its Content-Security-Policy or asked another host."""
    made = Desk(context.new_page(), address)
    watch = Watch.over(made.page, address)
    yield made
    assert watch.faults() == []


@pytest.fixture
def walker(context: BrowserContext, address: str, request: pytest.FixtureRequest) -> Walker:
    """Goes the way that the test's parameter for `context` says."""
    page = context.new_page()
    way = request.node.callspec.params["context"]
    return Walker(
        page, address, Watch.over(page, address), korean=way["locale"] == "ko-KR", scripts=way["java_script_enabled"]
    )
