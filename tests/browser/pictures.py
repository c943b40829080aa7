"""Takes the pictures of `docs/images`: every page of the table over the demo's records, as its first reader sees it.

    python -m tests.browser.pictures docs/images [--data-dir DIR]

The records are the fictional sample and the work that the demo makes up, with the bundled model; `make pictures` calls
it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

from api.cli.demo import people_at_work, prepare
from api.environment import load
from api.service import Service
from corpus.roles import Caller, Role
from tests.browser.conftest import ARGUMENTS, CHROMIUM, served
from tests.browser.furnishing import own_needs_of, sent_in
from tests.browser.pages import PAGES, Page
from tests.signing import open_session

SIZE = {"width": 1440, "height": 1000}
QUALITY = 72
"""Of JPEG: text stays sharp, a picture about 100 kB."""
ENGLISH = frozenset({"/compare", "/cases/{case}"})
"""Beginnings of addresses that are shown in English too."""
SUBJECT, COMPANY, OTHER, NEED = "FICT-P-A01", "FICT-C-B15", "FICT-C-A16", "FICT-N-A01"


def taken(service: Service, folder: Path) -> list[Path]:
    """All pictures, written to the folder; gives their paths."""
    ids = _ids(service)
    written = []
    with served(service) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for locale in ("ko-KR", "en-GB"):
            contexts: dict[Role, BrowserContext] = {}
            for page in PAGES:
                if locale == "en-GB" and not page.path.startswith(tuple(ENGLISH)):
                    continue
                role = _reader(page)
                if role not in contexts:
                    contexts[role] = browser.new_context(locale=locale, timezone_id="Asia/Seoul", viewport=SIZE)
                    if role is not Role.ANONYMOUS:
                        open_session(contexts[role], service, f"demo.{role}", address)
                path = folder / f"{page.picture}{'-en' if locale == 'en-GB' else ''}.jpg"
                _take(contexts[role], address + page.at(ids), path)
                written.append(path)
        browser.close()
    return written


def _reader(page: Page) -> Role:
    """Who is shown: of officials the officer, before others."""
    return Role.OFFICER if Role.OFFICER in page.roles else page.roles[0]


def _take(context: BrowserContext, address: str, path: Path) -> None:
    page = context.new_page()
    answer = page.goto(address)
    page.wait_for_load_state("networkidle")
    if answer is None or not answer.ok:
        sys.exit(f"{address} answered {answer.status if answer else 'nothing'}")
    page.screenshot(path=path, type="jpeg", quality=QUALITY)
    page.close()


def _ids(service: Service) -> Mapping[str, str]:
    now = datetime.now(UTC)
    officer = Caller(Role.OFFICER, "demo.officer")
    with service.database.transaction() as store:
        case = store.cases.page(limit=1)[0]
        waiting = store.registrations.waiting(1)[0].company_id
        member = store.accounts.get("demo.company")
        owner = Caller(Role.COMPANY, "demo.company", member.company_id if member else None, verified=True)
        sent = sent_in(store, officer, owner, now)
    return {
        **sent,
        **own_needs_of(service, officer, owner, now),
        "patent": SUBJECT,
        "company": COMPANY,
        "other": OTHER,
        "need": NEED,
        "case": case.reference,
        "registration": waiting,
        "account": "demo.officer",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data-dir", type=Path, help="Where the demo's data lies, or is made; else for this once.")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as once:
        service = Service(load(data_dir=given.data_dir or Path(once), language="ko"))
        service.open()
        prepare(service)
        people_at_work(service)
        for path in taken(service, given.folder):
            print(f"{path} {path.stat().st_size:,}")


if __name__ == "__main__":
    main()
