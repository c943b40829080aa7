"""Words with signs that nobody sees, or put together otherwise, are found like those without."""

from __future__ import annotations

import time
import unicodedata

import pytest
from pydantic import ValidationError

from corpus.drafts import CapabilityDraft, NeedDraft, PatentDraft
from corpus.secrecy import marking
from corpus.text import clean
from index.tokens import question_terms, tokens
from matcher.cases.files import file_name
from tests.conftest import Scale
from tests.proof.figures import Recorder

CODES = (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0x2066, 0x206A))
OTHERS = "\u00ad\u034f\u061c\u115f\u180e\u3164\ufe0f\ufeff\uffa0\U000e0041"
UNSEEN = (*map(chr, CODES), *OTHERS)
WORDS = ("미사일", "유도탄", "missile", "세라믹")
MEGABYTE = 1_000_000


@pytest.mark.row("text")
def test_what_nobody_sees_changes_no_word(figure: Recorder, scale: Scale) -> None:
    tried = 0
    for word in WORDS[:: scale(2, 1)]:
        plain, asked = tokens(word), question_terms(word)
        spoiled = [f"{word[:place]}{sign}{word[place:]}" for sign in UNSEEN for place in range(1, len(word))]
        for text in [*spoiled, unicodedata.normalize("NFD", word)]:
            assert clean(text) == word
            assert PatentDraft(id="P1", country="KR", title=text).title == word
            assert NeedDraft(id="N1", title=text).title == word
            assert tokens(text) == plain, ascii(text)
            assert question_terms(text) == asked, ascii(text)
            tried += 1
    figure(
        f"{tried} spellings with {len(UNSEEN)} signs that nobody sees, or in NFD: same words kept, indexed and asked"
    )


@pytest.mark.row("text")
def test_a_word_of_a_megabyte_costs_its_length(figure: Recorder) -> None:
    took = {}
    for letter in ("a", "가", "\u200b", "-", "a\u200b"):
        for size in (MEGABYTE // 10, MEGABYTE):
            begun = time.process_time()
            clean(letter * size)
            took[letter, size] = time.process_time() - begun
    for letter in ("a", "가"):
        with pytest.raises(ValidationError):
            PatentDraft(id="P1", country="KR", title="x", abstract=letter * MEGABYTE)
        with pytest.raises(ValidationError):
            CapabilityDraft(title=letter * MEGABYTE)
    slowest = max(took.values())
    assert slowest < 10
    figure(f"a word of 1 MB is read in {slowest:.1f} s at most, and kept in no field")


MARKED = ("II급 비밀", "대외비", "SECRET//NOFORN", "TOP SECRET//SI")


@pytest.mark.row("text")
def test_what_nobody_sees_hides_no_marking_and_no_ending(figure: Recorder) -> None:
    tried = 0
    for text in MARKED:
        assert marking(text), text
        for sign in UNSEEN:
            for place in (1, 2, len(text) - 1):
                laced = f"{text[:place]}{sign}{text[place:]}"
                assert marking(laced), ascii(laced)
                tried += 1
    for sign in UNSEEN:
        assert file_name(f"plan{sign}.tx{sign}t") == "plan.txt", ascii(sign)
    figure(f"{tried} markings of secrecy with such a sign in them: all refused as without")
