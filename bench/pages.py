"""Server time of each page against that of its API call, and what a page weighs, over 40,000 companies.

    python bench/pages.py [--data-dir var/bench-pages] [--companies 40000] [--repeat 15] [--model hash|bundled] [--json]

The records are fictional (`bench/page_records.py`): companies, a tenth as many patents, a twentieth as many needs, all
with the same seed. A first run registers and indexes them, later ones take the folder as it is. Time is that of the
request in the process, without a network: pages and calls are asked by turns, so that both meet the same state of the
machine, and the median counts. A page and its call answer the same question (`tests/browser/pages.py` names them), for
an officer; pages without a call (forms, ways to sign in) are measured beside. A page that shows what several calls tell
is held against these together. `--clock processor` counts the process's own time, for a machine that does other work
too.

`kB` is the weight of a page without data: its HTML in a service that has one small record of each kind, plus every
style sheet and script that it loads, nothing compressed. `with data` is the HTML alone, over the large corpus.

Exits with 1 where the median of a page is twice its call's or more, or a page weighs 100 kB or more.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import numpy as np
from fastapi.testclient import TestClient

from api import logs
from api.application import create_app
from api.operating.building import rebuild_tiers
from api.pages.rendering import STATIC
from api.service import Service
from api.settings import Settings
from bench.page_records import drafts
from corpus.records import TokenPurpose
from corpus.roles import Caller, Role
from index.encoder import Vectors
from tests.browser.furnishing import furnish
from tests.browser.pages import PAGES, Page, routes
from tests.fakes import HashEncoder

LOCAL: Final = Caller(Role.ADMINISTRATOR, "bench")
CLOCKS: Final = {"wall": time.perf_counter, "processor": time.process_time}
HERE: Final = "http://127.0.0.1"
"""A name that the site answers to by itself."""
LIGHT: Final = 100_000
TWICE: Final = 2.0
LOADED: Final = re.compile(r'(?:href|src)="/static/([^"?]+)[^"]*"')


@dataclass(frozen=True, slots=True)
class Measured:
    """Medians in milliseconds; `ratio` None where there is no call to compare with. Weights in bytes."""

    page: str
    call: str
    role: str
    page_ms: float
    call_ms: float | None
    ratio: float | None
    weight: int
    with_data: int


class QuickEncoder(HashEncoder):
    """Remembers each word: the corpus has few."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, Vectors] = {}

    def _encode(self, texts: Sequence[str]) -> Vectors:
        words = (text.casefold().split() or [""] for text in texts)
        vectors = np.stack([np.sum([self._word(word) for word in each], axis=0) for each in words])
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    def _word(self, word: str) -> Vectors:
        if word not in self._known:
            self._known[word] = super()._encode([word])[0]
        return self._known[word]


def filled(folder: Path, arguments: argparse.Namespace) -> tuple[Service, Mapping[str, str]]:
    """A service over the corpus, which is made where the folder does not have it."""
    known = folder / "bench-pages.json"
    service = service_in(folder, arguments)
    if known.exists():
        ids: dict[str, str] = json.loads(known.read_text(encoding="utf-8"))
        return service, ids
    begun = time.monotonic()
    ids = furnish(service)
    for kind, rows in drafts(arguments.companies):
        with service.database.transaction() as store:
            store.put(kind, rows)  # type: ignore[arg-type]  # a kind with its drafts
    registered = time.monotonic()
    rebuild_tiers(service)
    known.write_text(json.dumps(ids), encoding="utf-8")
    said = f"{registered - begun:.0f} s to register, {time.monotonic() - registered:.0f} s to index"
    print(f"{arguments.companies:,} companies: {said}", file=sys.stderr)
    return service, ids


def service_in(folder: Path, arguments: argparse.Namespace) -> Service:
    settings = Settings(data_dir=folder, language="ko", log_format="json", log_level="error")
    service = Service(settings, encoder=QuickEncoder() if arguments.model == "hash" else None)
    logs.configure(settings)
    service.open()
    service.warm()
    return service


def callers(service: Service, ids: Mapping[str, str]) -> dict[Role, dict[str, str]]:
    """A token for each role."""
    found: dict[Role, dict[str, str]] = {Role.ANONYMOUS: {}}
    with service.database.transaction() as store:
        for role in (Role.COMPANY, Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR):
            name = f"bench.{role.value}"
            if store.accounts.get(name) is None:
                member = {"company_id": ids["company"], "verified": True} if role is Role.COMPANY else {}
                store.accounts.create(name, role, LOCAL, **member)  # type: ignore[arg-type]  # a member's two facts
            token = store.accounts.issue(name, TokenPurpose.API, LOCAL).token
            found[role] = {"Authorization": f"Bearer {token}"}
    return found


def reader_of(page: Page) -> Role:
    """An officer where the page is theirs, else the last who sees it."""
    return Role.OFFICER if Role.OFFICER in page.roles else page.roles[-1]


def asked(
    client: TestClient, address: str, headers: dict[str, str], clock: Callable[[], float] = time.perf_counter
) -> tuple[float, str]:
    """Milliseconds by the clock, and the answer. Raises where it is none."""
    begun = clock()
    answer = client.get(address, headers=headers)
    took = (clock() - begun) * 1000
    answer.raise_for_status()
    return took, answer.text


def measured(
    client: TestClient, page: Page, ids: Mapping[str, str], headers: dict[str, str], arguments: argparse.Namespace
) -> tuple[list[float], list[float], str]:
    """Times of page and call by turns, after one of each that does not count."""
    pages: list[float] = []
    calls: list[float] = []
    _, html = asked(client, page.at(ids), headers)
    addresses, clock = page.calls_at(ids), CLOCKS[arguments.clock]
    for address in addresses:
        asked(client, address, headers)
    for _ in range(arguments.repeat):
        pages.append(asked(client, page.at(ids), headers, clock)[0])
        if addresses:
            calls.append(sum(asked(client, address, headers, clock)[0] for address in addresses))
    return pages, calls, html


def weights(arguments: argparse.Namespace) -> dict[str, int]:
    """Of each page without data, by its address."""
    with tempfile.TemporaryDirectory() as folder:
        service = service_in(Path(folder), arguments)
        ids = furnish(service)
        headers = callers(service, ids)
        found: dict[str, int] = {}
        with TestClient(create_app(service), base_url=HERE) as client:
            for page in wanted(arguments):
                html = asked(client, page.at(ids), headers[reader_of(page)])[1]
                files = {STATIC / name for name in LOADED.findall(html)}
                found[page.path] = len(html.encode()) + sum(each.stat().st_size for each in files)
        service.close()
    return found


def wanted(arguments: argparse.Namespace) -> list[Page]:
    """Those of the table that the application has, by their address."""
    declared = set(routes())
    known = [page for page in PAGES if page.route in declared and arguments.only in page.path]
    return [page for page in known if not arguments.without or arguments.without not in page.path]


def main(given: Sequence[str] | None = None) -> int:
    """The exit status; `given` are the command's arguments, None for this process's own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", type=Path, default=Path("var/bench-pages"))
    parser.add_argument("--companies", type=int, default=40_000)
    parser.add_argument("--repeat", type=int, default=15)
    parser.add_argument("--clock", choices=tuple(CLOCKS), default="wall")
    parser.add_argument("--model", choices=("hash", "bundled"), default="hash")
    parser.add_argument("--only", default="", help="pages whose address contains this")
    parser.add_argument("--without", default="", help="leaves out pages whose address contains this")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args(given)
    light = weights(arguments)
    service, ids = filled(arguments.data_dir, arguments)
    headers = callers(service, ids)
    rows: list[Measured] = []
    with TestClient(create_app(service), base_url=HERE) as client:
        for page in wanted(arguments):
            role = reader_of(page)
            pages, calls, html = measured(client, page, ids, headers[role], arguments)
            page_ms, call_ms = statistics.median(pages), statistics.median(calls) if calls else None
            ratio = page_ms / call_ms if call_ms else None
            told = (
                page.path,
                " + ".join((page.call, *page.more)),
                role.value,
                page_ms,
                call_ms,
                ratio,
                light[page.path],
                len(html.encode()),
            )
            rows.append(Measured(*told))
    service.close()
    if arguments.json:
        print(json.dumps([asdict(row) for row in rows], indent=1))
    else:
        print(table(rows))
    slow = [row.page for row in rows if row.ratio is not None and row.ratio >= TWICE]
    heavy = [row.page for row in rows if row.weight >= LIGHT]
    for name, found in (("twice its call or more", slow), ("100 kB or more", heavy)):
        if found:
            print(f"{name}: {', '.join(found)}", file=sys.stderr)
    return 1 if slow or heavy else 0


def table(rows: list[Measured]) -> str:
    """As Markdown."""
    lines = ["| page | page ms | call ms | ratio | kB | with data, kB |", "| --- | --- | --- | --- | --- | --- |"]
    for row in rows:
        call = "" if row.call_ms is None else f"{row.call_ms:.0f}"
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
        sizes = f"{row.weight / 1000:.0f} | {row.with_data / 1000:.0f}"
        lines.append(f"| `{row.page}` | {row.page_ms:.0f} | {call} | {ratio} | {sizes} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
