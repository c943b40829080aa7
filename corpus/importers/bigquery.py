"""Google's public patents from BigQuery (`patents.publications`), exported as JSON or as a table.

JSON may be nested as Parquet and Avro tools write it, and stand within a table's cells.

Taken: number, kind, family, titles and abstracts (original and English), claims, assignees with countries,
inventors, IPC, CPC, dates (0 means none). Left out: citations, description, priority.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from corpus.drafts import LegalStatus, PatentDraft
from corpus.identifiers import patent_number
from corpus.importers.cells import text
from corpus.importers.countries import country_code
from corpus.importers.docdb_json import MAX_INVENTORS, MAX_OWNERS, listed, member, once, patent_id, texts_of
from corpus.importers.drafting import build
from corpus.importers.format import Format, Parsed
from corpus.importers.rows import Row
from corpus.importers.source import Source
from corpus.importers.symbols import symbols
from corpus.importers.tables import has, parsed
from corpus.problems import Invalid

WRAPPERS = frozenset({"v", "list", "element", "array", "item"})
MOST_WRAPPED = 8
PREAMBLE = re.compile(
    r"^\W*(?:what is claimed|what we claim|i claim|we claim|the invention claimed|claims?)\b[^.]{0,60}$", re.I
)
CLAIM = re.compile(r"(?:^|\s)(?=\d{1,3}\s?\.\s)")


def recognises(source: Source) -> bool:
    return has(source, "publication_number", "title_localized")


def read(source: Source) -> Iterator[Parsed]:
    return parsed(source, drafted)


def drafted(row: Row) -> Parsed:
    """The draft of one record. Raises Invalid where the publication's number cannot be read."""
    record = {name: bare(value) for name, value in row.values.items()}
    written = text(record.get("publication_number"))
    number = patent_number(str(written or ""), text_or_none(record.get("country_code")))
    if number is None:
        raise Invalid.because("bad_number_of_patent", "publication_number", written)
    kind = text_or_none(record.get("kind_code")) or number.kind
    application = text(record.get("application_number"))
    title = texts_of(record.get("title_localized"), "language", number.country)
    abstract = texts_of(record.get("abstract_localized"), "language", number.country)
    granted = record.get("grant_date") or None
    fields = {
        "id": patent_id(type(number)(number.country, number.number, kind), str(application) if application else None),
        "country": number.country,
        "kind": kind,
        "application_number": application,
        "publication_number": f"{number.id}{kind or ''}",
        "title": title.original or title.english,
        "title_en": title.english,
        "abstract": abstract.original or "",
        "abstract_en": abstract.english,
        "claims": _claims(texts_of(record.get("claims_localized"), "language", number.country).original),
        "owners": _owners(record.get("assignee_harmonized") or record.get("assignee")),
        "inventors": once(
            map(_name, listed(record.get("inventor_harmonized") or record.get("inventor"))), MAX_INVENTORS
        ),
        "filing_date": record.get("filing_date") or None,
        "publication_date": record.get("publication_date") or None,
        "grant_date": granted,
        "ipc": symbols(str(member(entry, "code") or "") for entry in listed(record.get("ipc"))),
        "cpc": symbols(str(member(entry, "code") or "") for entry in listed(record.get("cpc"))),
        "family_id": text(record.get("family_id")),
        "legal_status": LegalStatus.GRANTED if granted not in (None, "0", 0) else LegalStatus.UNKNOWN,
    }
    names = {"title": "title_localized", "abstract": "abstract_localized", "owners": "assignee_harmonized"}
    return build(PatentDraft, row.number, fields, names=names, original=row.original)


def bare(value: object, depth: int = 0) -> object:
    """A value without what exports put around it: `{"v": ...}`, `{"list": [{"element": ...}]}`, JSON within text."""
    if depth > MOST_WRAPPED:
        return value
    if isinstance(value, str) and value[:2] in {"[{", '["', "[]"}:
        try:
            return bare(json.loads(value), depth + 1)
        except (ValueError, RecursionError):
            return value
    if isinstance(value, list):
        return [bare(item, depth + 1) for item in value]
    if isinstance(value, dict) and len(value) == 1:
        name, inner = next(iter(value.items()))
        return bare(inner, depth + 1) if name in WRAPPERS else value
    return value


def text_or_none(value: object) -> str | None:
    return str(value).strip().upper() or None if value else None


def _name(party: object) -> object:
    return party if isinstance(party, str) else member(party, "name")


def _owners(value: object) -> list[dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for party in listed(value):
        name, place = _name(party), member(party, "country_code")
        if isinstance(name, str) and name.strip():
            found.setdefault(name.strip(), {"name": name, "country": country_code(str(place)) if place else None})
    return list(found.values())[:MAX_OWNERS]


def _claims(value: str | None) -> list[str]:
    """BigQuery has all claims in one text, each behind its number."""
    parts = [part.strip() for part in CLAIM.split(value or "")]
    if len(parts) > 1 and PREAMBLE.match(parts[0]):
        parts = parts[1:]
    return [part for part in parts if part]


FORMAT = Format("bigquery", "patents", "Google Patents from BigQuery, JSON or table", recognises, read)
