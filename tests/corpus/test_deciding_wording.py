"""Every refusal of the store has its sentences, and they take its facts."""

from __future__ import annotations

import importlib
import re
import string
from collections import Counter
from pathlib import Path

import pytest

import corpus.store
from corpus import wording
from corpus.text import HANGUL
from corpus.wording import ALL
from corpus.wording.deciding import WORDING

RAISED = re.compile(r'because\(\s*"(?P<code>\w+)"(?P<given>(?:[^()]|\([^()]*\))*)\)')
FACT = re.compile(r"(\w+)=")


def raised() -> dict[str, set[str]]:
    """The facts that are given with each code."""
    room = Path(next(iter(corpus.store.__path__)))
    source = "".join(path.read_text(encoding="utf-8") for path in sorted(room.glob("*.py")))
    found: dict[str, set[str]] = {}
    for each in RAISED.finditer(source):
        facts = {"field", "value", *FACT.findall(each["given"])}
        found[each["code"]] = found.get(each["code"], facts) & facts
    return found


def test_all_codes_are_worded_and_no_others() -> None:
    assert sorted(set(raised()) - set(ALL)) == []
    assert sorted(set(WORDING) - set(raised())) == []


@pytest.mark.parametrize("code", sorted(raised()))
def test_sentences_take_their_facts(code: str) -> None:
    said, given = ALL[code], raised()[code]
    for template in (said.en, said.en_mend, said.ko, said.ko_mend):
        assert template
        assert {name for _, name, _, _ in string.Formatter().parse(template) if name} <= given
    assert HANGUL.search(said.ko)
    assert HANGUL.search(said.ko_mend)


def test_no_code_has_sentences_of_two_rooms() -> None:
    """Those of one would hide those of the other."""
    names = re.findall(r"^from (corpus\.wording\.\w+) import WORDING", Path(wording.__file__).read_text("utf-8"), re.M)
    codes = [code for name in names for code in importlib.import_module(name).WORDING]
    assert sorted(code for code, count in Counter(codes).items() if count > 1) == []
