"""What Lens and BigQuery share: DOCDB numbers, and texts in several languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.identifiers import PatentNumber, korean_application_from_docdb, patent_number
from corpus.importers.epo_texts import LANGUAGES
from corpus.text import language_of

MAX_OWNERS = 50
MAX_INVENTORS = 200


@dataclass(frozen=True, slots=True)
class Texts:
    """The text in the original's language (or the first there is), and the English one where that is another."""

    original: str | None = None
    english: str | None = None


def texts_of(items: object, tag: str, country: str) -> Texts:
    """From a list of objects with `text` and a language under `tag`; a bare string counts as the original."""
    if isinstance(items, str):
        return Texts(items.strip() or None)
    found: dict[str, str] = {}
    for item in items if isinstance(items, list) else [items]:
        text = member(item, "text")
        if isinstance(text, str) and text.strip():
            found.setdefault(str(member(item, tag) or language_of(text)).lower(), text)
    if not found:
        return Texts()
    office = LANGUAGES.get(country, "en")
    language = office if office in found else "en" if "en" in found else next(iter(found))
    return Texts(found[language], found.get("en") if language != "en" else None)


def patent_id(number: PatentNumber, application: str | None) -> str:
    """Country and number; a Korean one by its application number where that is known."""
    if number.country == "KR" and application:
        filed = patent_number(application, "KR")
        korean = korean_application_from_docdb(filed.number, number.kind) if filed else None
        return korean or number.id
    return number.id


def once(names: Iterable[object], limit: int) -> list[str]:
    """Each name once, in order, up to the draft's bound."""
    return list(dict.fromkeys(name.strip() for name in names if isinstance(name, str) and name.strip()))[:limit]


def member(value: object, *path: str) -> object:
    """What lies at a path of nested objects; None where the path ends early."""
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def listed(value: object) -> list[object]:
    """A list as it is, a single thing as a list of one, nothing as an empty one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
