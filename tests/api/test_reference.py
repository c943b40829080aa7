"""What is written about the code is what the code says; every refusal of this room has its words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.reference import PAGES
from corpus.wording import ALL
from corpus.wording.serving import WORDING

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", PAGES)
def test_reference_pages_are_current(name: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), "run: python -m api.reference docs"


def test_every_refusal_of_the_api_has_its_words() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "api").rglob("*.py"))
    codes = set(re.findall(r'(?:because|Problem\.of)\(\s*"(\w+)"', text))
    assert codes - ALL.keys() == set()
    assert {code for code in WORDING if f'"{code}"' not in text} == set()


def test_both_languages_use_the_same_facts() -> None:
    for code, wording in WORDING.items():
        english = set(re.findall(r"{(\w+)", wording.en + wording.en_mend))
        korean = set(re.findall(r"{(\w+)", wording.ko + wording.ko_mend))
        assert english == korean, code
