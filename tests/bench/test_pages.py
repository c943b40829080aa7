"""The bench of pages, over few records: it asks every page and its calls."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.pages import main
from tests.browser.pages import PAGES


def test_every_page_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # As whoever runs the bench has it.
    monkeypatch.delenv("MATCHER_TRUSTED_HOSTS", raising=False)
    main(["--data-dir", str(tmp_path), "--companies", "20", "--repeat", "1", "--json"])
    rows = {row["page"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows.keys() == {page.path for page in PAGES}
    assert all(min(row["weight"], row["with_data"], row["page_ms"]) > 0 for row in rows.values())
