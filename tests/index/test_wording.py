"""Every refusal of a search, its index and what is learnt for it has its sentences, which take the facts given."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import index
import matcher.learnt
import matcher.models
from corpus.problems import Problem
from corpus.wording import sentence
from corpus.wording.searching import WORDING
from corpus.wording.serving import WORDING as SERVING
from index.cache_file import CACHE_UNAVAILABLE
from index.dense.engine import DOWN

RAISED = re.compile(r'because\(\s*"(\w+)"')
FACTS: dict[str, str | int | float] = {
    "detail": "why",
    "found": 1,
    "known": 2,
    "made_with": "a",
    "running": "b",
    "module": "c",
}


def test_all_codes_are_worded() -> None:
    learnt = [Path(module.__file__) for module in (matcher.learnt, matcher.models)]
    files = [*Path(index.__file__).parent.rglob("*.py"), *learnt]
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    codes = set(RAISED.findall(source)) | {"rebuild_running", DOWN, CACHE_UNAVAILABLE}
    assert codes - set(SERVING) == set(WORDING)


@pytest.mark.parametrize("code", sorted(WORDING))
def test_sentences_take_their_facts(code: str) -> None:
    problem = Problem.of(code, "place", "name", **FACTS)
    for said in (sentence(problem, "en"), sentence(problem, "ko")):
        assert said.reason
        assert said.mend
        assert "{" not in said.reason + said.mend
