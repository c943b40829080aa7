"""An operator's way from an upload with bad rows to a published index that has them all."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import expect

from api.operating.rebuilding import rebuild_under_lease
from api.service import Service
from corpus.roles import Role
from tests.browser.walking import WAYS, Walker, way_name
from tests.signing import make_person

pytestmark = pytest.mark.browser

PATIENCE_MS = 60_000
"""How long an import may take."""


def word(way: str) -> str:
    """Stands in the records of one way only."""
    return f"kelp{way.replace('-', '')}"


def table(path: Path, way: str) -> None:
    rows = [
        {"id": f"FICT-C-{way}-{number}", "name": f"Fictional {word(way)} dryer {number}", "country": "KR", "trl": trl}
        for number, trl in enumerate(("5", "12", "7", "9"))
    ]
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, [*rows[0], "summary"])
        writer.writeheader()
        writer.writerows({**row, "summary": f"Dries {word(way)} overnight."} for row in rows)


@pytest.mark.parametrize("context", WAYS, indirect=True, ids=way_name)
def test_from_an_upload_with_bad_rows_to_a_published_index(
    walker: Walker, service: Service, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    way = request.node.callspec.id
    page, path = walker.page, tmp_path / f"companies-{way}.csv"
    table(path, way)
    with service.database.transaction() as store:
        operator = make_person(store, f"operator.{way}", Role.ADMINISTRATOR)
    walker.sign_in(operator)
    walker.open("/operation/imports")
    walker.send("form[action='/operation/imports']", {"file": str(path)})
    _finished(walker)
    walker.follow("main a[href^='/operation/runs/']")
    wrong = page.locator("fieldset.rejected-row")
    expect(wrong).to_have_count(1)
    wrong.locator("[aria-invalid='true']").first.fill("8")
    walker.send("form[action$='/mending']")
    _finished(walker)
    with service.database.reading() as store:
        assert [store.companies.get(f"FICT-C-{way}-{number}") is not None for number in range(4)] == [True] * 4

    walker.open("/operation/index")
    walker.send("form[action='/operation/index/rebuild']")
    report = rebuild_under_lease(service)
    assert report.outcome == "published", report.reason
    # The page asks again by itself, as that of an import does: to open it meanwhile would cut one of the two off.
    name = report.generation.rpartition(":")[2].partition("+")[0]
    expect(page.locator("main")).to_contain_text(name, timeout=PATIENCE_MS)
    expect(page.locator("main .badge.good").first).to_be_visible()
    walker.check()
    walker.open("/operation/audit")
    walker.open(f"/?text={word(way)}&to=companies")
    expect(page.locator(f"a[href='/companies/FICT-C-{way}-1']").first).to_be_visible()


def _finished(walker: Walker) -> None:
    """Waits until the import is over: with scripts and without, the page asks again by itself."""
    assert "/operation/imports/" in walker.page.url
    expect(walker.page.locator("progress")).to_have_count(0, timeout=PATIENCE_MS)
    walker.check()
