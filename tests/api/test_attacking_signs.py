"""Signs that turn, hide or break what is read: whoever sends them in, no page and no answer gives them out again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.api.attacked import crawled, written
from tests.api.peopled import PEOPLE, Peopled, peopled
from tests.conftest import Scale
from tests.proof.figures import Recorder

TEXTS = (
    "zqx \u202eexe.fdp\u202c end",
    "zqx \u2067turned\u2069 \u200eand \u200fmarked\u061c",
    "zq\u200bx hid\u2060den \u00adand\u034f tagged\U000e0041",
    "zqx broken\x00 and \x1b[31mcoloured\x07\x85",
    "zqx half \ud800 of a pair",
    "zqx two\r\nBcc: lines@transfer.example\u2028of",
)
CODES = (*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0x200B, 0x2010), *range(0x2060, 0x2065))
TURNING = frozenset(map(chr, (*CODES, 0x61C, 0xAD, 0x34F, 0xFEFF, 0xE0041, *range(9), *range(14, 32), 0x7F)))
"""Signs that nothing gives out: they turn the order of what is read, are not seen, or steer a terminal."""


@pytest.fixture
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peopled]:
    with peopled(tmp_path_factory.mktemp("signs")) as made:
        yield made


@pytest.mark.row("text")
def test_signs_that_turn_or_hide_are_given_out_nowhere(town: Peopled, figure: Recorder, scale: Scale) -> None:
    statuses: Counter[int] = Counter()
    fields = set()
    wrong: list[tuple[str, ...]] = []
    for route, place, answer in written(town, TEXTS, scale(9, 1)):
        statuses[answer.status_code] += 1
        if answer.is_success or answer.is_redirect:
            fields.add((route, place))
        # A refusal gives its sender's own text back to them, and to nobody else.
        if answer.status_code >= 500:
            wrong.append((route, place, str(answer.status_code)))
    answers = 0
    for given in crawled(town, town.service, PEOPLE if scale(0, 1) else ("officer",), scale(6, 1)):
        answers += 1
        if signs := told_signs(given.content):
            wrong.append((*given.about, ascii(signs)))
        if given.kind == "application/json":
            json.loads(given.text)
    assert wrong == []
    figure(
        f"{len(TEXTS)} texts with signs that turn, hide or break in every field of what is sent in: "
        f"{statuses.total():,} requests, {len(fields)} fields that took one; in {answers:,} answers after it none of "
        f"{len(TURNING)} signs"
    )


def told_signs(content: bytes) -> str:
    """The line around the first such sign that a text gives out, also as JSON writes it; "" where there is none."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""
    if "\\u" in text and text[:1] in "{[":
        text += json.dumps(json.loads(text), ensure_ascii=False)
    for place, sign in enumerate(text):
        if sign in TURNING:
            return text[max(0, place - 80) : place + 40]
    return ""
