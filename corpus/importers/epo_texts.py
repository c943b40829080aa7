"""Titles and abstracts of the EPO's files, which come in several languages: the original's and the English one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from corpus.importers.xml_fields import at, text
from corpus.importers.xml_parsing import Element
from corpus.text import language_of

LANGUAGES: Mapping[str, str] = {
    "KR": "ko",
    "JP": "ja",
    "CN": "zh",
    "TW": "zh",
    "DE": "de",
    "AT": "de",
    "FR": "fr",
    "ES": "es",
    "IT": "it",
    "RU": "ru",
    "BR": "pt",
    "PT": "pt",
    "NL": "nl",
    "SE": "sv",
    "PL": "pl",
}
"""The language in which an office publishes, where it has one."""

PICTURE = re.compile(r"\s*<IMAGE>\s*")


@dataclass(frozen=True, slots=True)
class Languages:
    """`english` is None where the original is English or no English text is there."""

    original: str | None = None
    english: str | None = None


def in_languages(parent: Element | None, name: str, land: str) -> Languages:
    """The texts of one name: the original's language is told by the document, else by its office, else English."""
    if parent is None:
        return Languages()
    found: dict[str, str] = {}
    for element in parent.iterfind(name):
        if value := PICTURE.sub(" ", text(element)).strip():
            found.setdefault(element.get("lang", "").lower() or language_of(value), value)
    told = at(parent, "language-of-publication", "bibliographic-data/language-of-publication").lower()
    language = next((name for name in (told, LANGUAGES.get(land, "en"), "en") if name in found), None)
    if language is None:
        return Languages(next(iter(found.values()), None))
    return Languages(found[language], found.get("en") if language != "en" else None)
