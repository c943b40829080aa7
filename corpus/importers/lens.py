"""Patents of The Lens as JSON: an API answer (`data`), an array, or one record a line.

Taken: number, kind, family, titles and abstracts (original and English), claims, owners (else applicants) with
their countries, inventors, IPC, CPC, dates, legal status. Left out: citations, sequences, agents, description.
"""

from __future__ import annotations

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
from corpus.importers.tables import has, parsed, table
from corpus.problems import Invalid

STATUSES = {
    "ACTIVE": LegalStatus.GRANTED,
    "PATENTED": LegalStatus.GRANTED,
    "PENDING": LegalStatus.PENDING,
    "INACTIVE": LegalStatus.LAPSED,
    "EXPIRED": LegalStatus.EXPIRED,
}
NAMES = {
    "title": "biblio.invention_title",
    "abstract": "abstract",
    "owners": "biblio.parties.owners_all",
    "filing_date": "biblio.application_reference.date",
    "publication_date": "date_published",
    "grant_date": "legal_status.grant_date",
}


def recognises(source: Source) -> bool:
    found = table(source)
    return found is not None and found.shape in {"json", "jsonl"} and has(source, "lens_id", "biblio")


def read(source: Source) -> Iterator[Parsed]:
    return parsed(source, drafted)


def drafted(row: Row) -> Parsed:
    """The draft of one record. Raises Invalid where the publication's number cannot be read."""
    record = row.values
    biblio = member(record, "biblio")
    country = str(record.get("jurisdiction") or member(biblio, "publication_reference", "jurisdiction") or "")
    written = text(record.get("doc_number") or member(biblio, "publication_reference", "doc_number"))
    number = patent_number(str(written or ""), country.upper() or None)
    if number is None:
        raise Invalid.because("bad_number_of_patent", "doc_number", written)
    kind = str(record.get("kind") or "") or None
    application = text(member(biblio, "application_reference", "doc_number"))
    title = texts_of(member(biblio, "invention_title"), "lang", number.country)
    abstract = texts_of(record.get("abstract"), "lang", number.country)
    granted = member(record, "legal_status", "grant_date")
    fields = {
        "id": patent_id(type(number)(number.country, number.number, kind), str(application) if application else None),
        "country": number.country,
        "kind": kind,
        "application_number": text(member(biblio, "application_number")) or application,
        "publication_number": f"{number.id}{kind or ''}",
        "title": title.original or title.english,
        "title_en": title.english,
        "abstract": abstract.original or "",
        "abstract_en": abstract.english,
        "claims": _claims(record.get("claims")),
        "owners": _owners(biblio),
        "inventors": once(map(_name, listed(member(biblio, "parties", "inventors"))), MAX_INVENTORS),
        "filing_date": member(biblio, "application_reference", "date"),
        "publication_date": record.get("date_published"),
        "grant_date": granted,
        "ipc": _symbols(member(biblio, "classifications_ipcr", "classifications")),
        "cpc": _symbols(member(biblio, "classifications_cpc", "classifications")),
        "family_id": text(member(record, "families", "simple_family", "family_id")),
        "legal_status": _status(record.get("legal_status")),
    }
    return build(PatentDraft, row.number, fields, names=NAMES, original=row.original)


def _name(party: object) -> object:
    return member(party, "extracted_name", "value") or member(party, "name")


def _owners(biblio: object) -> list[dict[str, object]]:
    """The owners on record, else the applicants; each name once. One who applied lives where the applicant does."""
    found: dict[str, dict[str, object]] = {}
    owners, applicants = (listed(member(biblio, "parties", role)) for role in ("owners_all", "applicants"))
    applied = {_letters(str(_name(party))): _place(party) for party in applicants}
    for party in owners or applicants:
        name = _name(party)
        if isinstance(name, str) and name.strip():
            place = _place(party) or applied.get(_letters(name))
            found.setdefault(name.strip(), {"name": name, "country": place})
    return list(found.values())[:MAX_OWNERS]


def _place(party: object) -> str | None:
    """An applicant has a residence, an owner the country of its address."""
    return country_code(str(member(party, "residence") or member(party, "extracted_country") or ""))


def _letters(name: str) -> str:
    return re.sub(r"[\W_]", "", name).casefold()


def _claims(value: object) -> list[str]:
    """The claims of the first language there is, each one text."""
    sets = listed(value)
    claims = listed(member(sets[0], "claims")) if sets else []
    parts = (listed(member(claim, "claim_text")) for claim in claims)
    return [" ".join(map(str, part)) for part in parts if part]


def _symbols(value: object) -> tuple[str, ...]:
    return symbols(str(member(entry, "symbol") or "") for entry in listed(value))


def _status(value: object) -> LegalStatus:
    said = str(member(value, "patent_status") or "").upper()
    if said == "DISCONTINUED":
        return LegalStatus.LAPSED if member(value, "granted") else LegalStatus.WITHDRAWN
    return STATUSES.get(said, LegalStatus.UNKNOWN)


FORMAT = Format("lens-json", "patents", "The Lens, patents as JSON", recognises, read)
