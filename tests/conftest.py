"""For all tests: a sentence without its Korean is an error, not English on a Korean page."""

from __future__ import annotations

import re

import pytest

from api.language import Words

ENGLISH = re.compile(r"[a-z]{2}")


class Untranslated(LookupError):
    """A sentence that the reader's catalogues do not have."""


@pytest.fixture(scope="session", autouse=True)
def every_sentence_is_translated() -> None:
    translate = Words.__call__

    def strict(words: Words, sentence: str, /, **values: object) -> str:
        if words.language == "ko" and ENGLISH.search(sentence) and not words.knows(sentence):
            raise Untranslated(sentence)
        return translate(words, sentence, **values)

    Words.__call__ = strict  # type: ignore[method-assign]  # for the whole of the session
