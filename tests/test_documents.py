"""The documents: decisions are counted without gaps, and what a page points at is there."""

from __future__ import annotations

import re
from pathlib import Path

from tests.browser.pages import PAGES as TABLE

ROOT = Path(__file__).parents[1]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_decisions_are_numbered_one_after_the_other() -> None:
    titles = [path.read_text(encoding="utf-8").splitlines()[0] for path in DECISIONS]
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    assert [int(title.split(".")[0].removeprefix("# ")) for title in titles] == list(range(1, len(DECISIONS) + 1))


def test_documents_and_modules_that_a_page_names_are_there() -> None:
    named = re.compile(r"`((?:docs|api|matcher|index|corpus|bench|tests)/[\w./-]+\.\w+)`|\]\((?!https?:)([\w./-]+)")
    missing = [
        (page.name, found[1] or found[2])
        for page in PAGES
        for found in named.finditer(page.read_text(encoding="utf-8"))
        if not (ROOT / found[1] if found[1] else page.parent / found[2]).exists()
    ]
    assert missing == []


def test_every_page_of_the_table_has_its_picture_and_no_other_is_kept() -> None:
    pictures = {path.stem.removesuffix("-en") for path in (ROOT / "docs" / "images").glob("*.jpg")}
    assert pictures == {page.picture for page in TABLE}, "make pictures takes them"
