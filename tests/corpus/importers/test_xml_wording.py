"""Every problem of the XML formats has its sentences, and they can be filled."""

from __future__ import annotations

from string import Formatter

import pytest

from corpus.importers.xml_contents import KOREAN, content
from corpus.problems import Problem
from corpus.text import language_of
from corpus.wording import sentence
from corpus.wording.importing_xml import WORDING

FACTS: dict[str, str | int | float] = {
    "line": 3,
    "column": 4,
    "limit": 5,
    "number": "EP1",
    "encoding": "utf-8",
    "cause": "x",
    "message": "m",
}
FACTS |= {"meaning": "late", "meaning_ko": "늦음", **content("claims")}


@pytest.mark.parametrize("code", WORDING)
def test_sentences(code: str) -> None:
    problem = Problem.of(code, "field", "value", **FACTS)
    for language in ("en", "ko"):
        found = sentence(problem, "en" if language == "en" else "ko")
        assert found.reason
        assert language_of(found.mend + found.reason) in {language, "en"}


def test_templates_use_known_facts_only() -> None:
    for wording in WORDING.values():
        for template in (wording.en, wording.en_mend, wording.ko, wording.ko_mend):
            assert {name for _, name, _, _ in Formatter().parse(template) if name} <= {"field", "value", *FACTS}


def test_contents_have_korean_names() -> None:
    assert all(language_of(name) == "ko" for name in KOREAN.values())
