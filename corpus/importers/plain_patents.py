"""Patents in a plain table or plain JSON, with Korean or English headings.

Taken: number, title, abstract (or description), claims, owners (else applicants), inventors, dates, IPC, CPC,
family, status, government interest, TRL, keywords, disclosure tier. Unknown columns are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from corpus.drafts import PatentDraft
from corpus.identifiers import PatentNumber, korean_application, korean_registration, patent_number
from corpus.importers.cells import symbols_in, text, texts, truth, whole
from corpus.importers.countries import OFFICES, country_code
from corpus.importers.dates import read_date
from corpus.importers.drafting import build
from corpus.importers.format import Parsed
from corpus.importers.legal_status import legal_status
from corpus.importers.picking import Picked, pick
from corpus.importers.rows import Row
from corpus.importers.source import Source
from corpus.importers.stating import tier
from corpus.importers.symbols import symbols
from corpus.importers.tables import parsed
from corpus.importers.titles import two_titles
from corpus.problems import Invalid
from corpus.text import clean, language_of

NUMBERED_CLAIMS = re.compile(r"(?:^|\s)(?=(?:\d{1,3}\.\s|청구항\s*\d{1,3}))")
CUT_MARK = "(이하생략)"
"""What KIPRIS puts, with dots before it, behind an abstract that it cuts."""
DAY_BEHIND = re.compile(r"\s*\([\d.\-/ ]+\)\s*$")
LONGEST_NUMBER = 60
COMMA_LISTS = frozenset({"inventor/author"})
"""Headings of services that put commas between names."""
NO_KINDS = frozenset({"patent", "특허"})
NUMBER_FIELDS = ("publication_number", "number", "registration_number")


def read(source: Source) -> Iterator[Parsed]:
    return parsed(source, drafted)


def drafted(row: Row) -> Parsed:
    """The draft of one row. Raises Invalid where a country or number cannot be read."""
    picked = pick("patents", row)
    names = picked.named(owners="applicants", abstract="summary")
    return build(PatentDraft, row.number, fields(picked), names=names, original=row.original)


def fields(picked: Picked) -> dict[str, object]:
    """The draft's fields from the picked values."""
    country, number, name = _identity(picked)
    if country is None and name is not None:
        raise Invalid.because("bad_number_of_patent", picked.names.get("id", "id"), name)
    title, title_en = _two_languages(text(picked.get("title")), text(picked.get("title_en")))
    abstract = text(picked.get("abstract", "summary"))
    if isinstance(abstract, str) and abstract.rstrip().endswith(CUT_MARK):
        abstract = abstract.rstrip().removesuffix(CUT_MARK).rstrip(". ")
    granted = text(picked.get("registration_number"))
    return {
        "id": name,
        "country": country,
        "kind": _kind(picked, number),
        "application_number": _without_day(text(picked.get("application_number"))),
        "publication_number": _first(picked.get("publication_number")),
        "registration_number": granted,
        "title": title,
        "title_en": title_en,
        "abstract": abstract if abstract is not None else "",
        "abstract_en": text(picked.get("abstract_en")),
        "claims": _claims(picked.get("claims")),
        "owners": _owners(picked),
        "inventors": texts(picked.get("inventors"), comma=picked.names.get("inventors", "").casefold() in COMMA_LISTS),
        "filing_date": _day(picked, "filing_date"),
        "publication_date": _day(picked, "publication_date"),
        "grant_date": _day(picked, "grant_date"),
        "ipc": symbols(symbols_in(picked.get("ipc"))),
        "cpc": symbols(symbols_in(picked.get("cpc"))),
        "family_id": text(picked.get("family_id")),
        "legal_status": legal_status(text(picked.get("status"))),
        "government_interest": truth(picked.get("government_interest")) if picked.get("government_interest") else None,
        "agencies": texts(picked.get("agencies"), comma=True),
        "interest_statement": text(picked.get("interest_statement")),
        "trl": whole(picked.get("trl")),
        "keywords": texts(picked.get("keywords"), comma=True),
        "tier": tier(picked),
        "fictional": bool(truth(picked.get("fictional"))),
    }


def _identity(picked: Picked) -> tuple[object, PatentNumber | None, object]:
    """Country, number and id. An id column counts most, a Korean application number before other numbers."""
    given, application = text(picked.get("id")), _without_day(text(picked.get("application_number")))
    country = _country(picked)
    korean = korean_application(str(application)) if application and country in {None, "KR"} else None
    if isinstance(given, str) and (read := _read_id(given, country)):
        return read
    if korean:
        return "KR", None, korean
    for field in NUMBER_FIELDS:
        written = _first(picked.get(field))
        if isinstance(written, str):
            if country in {None, "KR"} and (name := korean_application(written) or _korean(written, field, country)):
                return "KR", None, name
            if number := patent_number(written, country):
                return number.country, number, number.id
    if application and country:
        return country, None, f"{country}/{re.sub(r'[^0-9A-Za-z]', '', str(application))}"
    return country, None, given


def _first(numbers: object) -> object:
    """Some exports list every publication of a family in one cell; the first one counts."""
    return _without_day(next(iter(texts(numbers)), None))


def _without_day(number: object) -> object:
    """Some lists put the day in brackets behind the number."""
    return DAY_BEHIND.sub("", number) if isinstance(number, str) and len(number) <= LONGEST_NUMBER else number


def _korean(written: str, field: str, country: str | None) -> str | None:
    return korean_registration(written) if country == "KR" and field == "registration_number" else None


def _read_id(given: str, country: str | None) -> tuple[object, PatentNumber | None, object] | None:
    """Country, number and id where the id names its country, or the row does; None for a bare count."""
    if name := korean_application(given):
        return "KR", None, name
    bare = clean(given)
    number = patent_number(bare)
    if number and country_code(number.country):
        return number.country, number, number.id
    if country is None or (bare.isdigit() and len(bare) < 6):
        return None
    number = patent_number(bare, country) if bare[:1].isdigit() else None
    return country, number, number.id if number else re.sub(r"\s+", "-", bare)


def _country(picked: Picked) -> str | None:
    """The patent's country; a country beside a city is the owner's."""
    written = picked.get("country")
    if written is None or "owner_city" in picked.values:
        return "KR" if _is_korean(picked) else None
    code = country_code(str(written))
    if code is None:
        raise Invalid.because("bad_country", picked.names["country"], written)
    return code


def _is_korean(picked: Picked) -> bool:
    """Korean numbers are written without country, under Korean headings, in Korean files."""
    heading = picked.names.get("application_number") or picked.names.get("registration_number") or ""
    return language_of(heading) == "ko"


def _kind(picked: Picked, number: PatentNumber | None) -> object:
    kind = text(picked.get("kind"))
    if isinstance(kind, str) and clean(kind).casefold() in NO_KINDS:
        kind = None
    return kind or (number.kind if number else None)


def _two_languages(title: object, english: object) -> tuple[object, object]:
    """A table with the English title alone has it as its title."""
    if title is None:
        return english, None
    if isinstance(title, str) and english is None:
        title, english = two_titles(title)
    return title, english if english != title else None


def _claims(value: object) -> list[object]:
    if isinstance(value, str):
        return [part.strip() for part in NUMBERED_CLAIMS.split(value) if part.strip()]
    return texts(value) if value is not None else []


def _owners(picked: Picked) -> list[Mapping[str, object]]:
    value = picked.get("owners", "applicants")
    held = picked.get("owner_country") or (picked.get("country") if "owner_city" in picked.values else None)
    country = country_code(str(held)) if held else None
    place = country if country not in OFFICES else None
    return [owner if isinstance(owner, dict) else {"name": owner, "country": place} for owner in texts(value)]


def _day(picked: Picked, field: str) -> object:
    """American tables write the month first; only there can `03/04/2019` be read."""
    value = picked.get(field)
    if isinstance(value, str) and "/" in value and _country_is_american(picked):
        try:
            return read_date(value, month_first=True)
        except ValueError:
            return value
    return value


def _country_is_american(picked: Picked) -> bool:
    return str(picked.get("country") or picked.get("id") or "").upper().startswith("US")
