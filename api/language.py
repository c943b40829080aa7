"""The reader's language, and the pages' words in it.

English is the language of the sources; Korean comes from the catalogues in `locale/ko/LC_MESSAGES`, read as they are.
Each room of pages has its own, beside `messages.po` for what they share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from corpus.problems import Problem
from corpus.text import Language

LANGUAGES: tuple[Language, ...] = ("ko", "en")
COOKIE = "lang"
PAGES, COMMANDS = "messages", "commands"
"""The catalogues: of the pages, all files but one; of the commands and of what refusals expect."""
TRANSLATED_FACTS = ("expected", "meaning")
LOCALES = Path(__file__).with_name("locale")


def known_language(value: str | None) -> Language | None:
    """`ko` or `en` from a code such as `ko-KR`; None for every other."""
    main = (value or "").strip().casefold().replace("_", "-").split("-")[0]
    return next((language for language in LANGUAGES if language == main), None)


def accepted_language(header: str) -> Language | None:
    """The first of ours in an Accept-Language header, by its weights; None where it names neither."""
    wishes: list[tuple[float, Language]] = []
    for part in header.split(",")[:20]:
        code, _, parameter = part.partition(";")
        language = known_language(code)
        weight = _weight(parameter)
        if language and weight > 0:
            wishes.append((weight, language))
    return max(wishes, key=lambda wish: wish[0])[1] if wishes else None


def reader_language(asked: str | None, cookie: str | None, header: str | None, default: Language) -> Language:
    """`?lang=` before the cookie, the cookie before the browser, the browser before the setting."""
    return known_language(asked) or known_language(cookie) or accepted_language(header or "") or default


@cache
def translations(language: Language, domain: str = PAGES) -> Mapping[str, str]:
    """English sentence to its translation; empty for English."""
    if language == "en":
        return {}
    found: dict[str, str] = {}
    for path in catalogues(language, domain):
        with path.open("rb") as stream:
            catalogue = read_po(stream, locale=language)
        found |= {str(entry.id): str(entry.string) for entry in catalogue if entry.id and entry.string}
    return found


def catalogues(language: Language, domain: str = PAGES) -> list[Path]:
    """The files of a domain, in order of name."""
    paths = sorted((LOCALES / language / "LC_MESSAGES").glob("*.po"))
    return [path for path in paths if (path.stem == COMMANDS) == (domain == COMMANDS)]


class Words:
    """Translates sentences into one language; a sentence without translation stays English."""

    def __init__(self, language: Language, *domains: str) -> None:
        """The pages' catalogue and those of `domains`."""
        self.language = language
        self._translations = dict(translations(language))
        for domain in domains:
            self._translations |= translations(language, domain)

    def knows(self, sentence: str) -> bool:
        """Whether it has a translation."""
        return sentence in self._translations

    def __call__(self, sentence: str, **values: object) -> str:
        """The sentence, its `%(name)s` places filled where values are given."""
        text = self._translations.get(sentence, sentence)
        return text % values if values else text


def localised(problem: Problem, language: Language) -> Problem:
    """The problem, what it says in words of what was expected put into the reader's language."""
    words = translations(language, COMMANDS)
    facts = {name: str(problem.facts.get(name, "")) for name in TRANSLATED_FACTS}
    known = {name: words[told] for name, told in facts.items() if told in words}
    return replace(problem, facts={**problem.facts, **known}) if known else problem


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
