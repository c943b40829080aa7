"""Entities of SAM.gov as JSON: an answer (`entityData`), an array, one a line, or a single entity.

Also the first service's answer (`sam_data`). Taken: legal and trading name, UEI, DUNS, place, web site, NAICS
and PSC codes with their descriptions, status, start year. Left out: points of contact, representations,
financial information.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from corpus.drafts import CompanyDraft
from corpus.importers.cells import text
from corpus.importers.countries import country_code
from corpus.importers.dates import read_date
from corpus.importers.docdb_json import listed, member, once
from corpus.importers.drafting import build
from corpus.importers.format import Format, Parsed
from corpus.importers.rows import Row
from corpus.importers.source import Source
from corpus.importers.tables import has, parsed, table

NAMES = {"name": "entityRegistration.legalBusinessName", "uei": "entityRegistration.ueiSAM"}
MAX_CODES = 100
DUNS_LENGTH = 9
"""The first service writes four digits more behind it."""


def recognises(source: Source) -> bool:
    return has(source, "entityRegistration") or has(source, "registration", "legalBusinessName") or _is_old(source)


def _is_old(source: Source) -> bool:
    found = table(source)
    return found is not None and "samdata" in found.outer | found.keys


def read(source: Source) -> Iterator[Parsed]:
    return parsed(source, drafted)


def drafted(row: Row) -> Parsed:
    """The draft of one entity."""
    entity = _renewed(row.values)
    registration, core = member(entity, "entityRegistration"), member(entity, "coreData")
    address = member(core, "physicalAddress") or member(core, "mailingAddress")
    trading = text(member(registration, "dbaName"))
    goods = member(entity, "assertions", "goodsAndServices")
    naics = [*listed(member(goods, "naicsList")), *listed(member(core, "naicsCodeList"))]
    fields = {
        "name": text(member(registration, "legalBusinessName")),
        "other_names": [trading] if trading else [],
        "country": country_code(str(member(address, "countryCode") or "")),
        "region": text(member(address, "stateOrProvinceCode")),
        "city": text(member(address, "city")),
        "founded_year": _year(member(core, "entityInformation", "entityStartDate")),
        "industry": _industry(naics, member(goods, "primaryNaics")),
        "industry_codes": _codes(member(goods, "primaryNaics"), naics),
        "uei": text(member(registration, "ueiSAM") or member(registration, "uei")),
        "duns": text(member(registration, "ueiDUNS") or member(registration, "duns")),
        "website": text(member(core, "entityInformation", "entityURL")),
        "active": _active(text(member(registration, "registrationStatus"))),
        "profile": {"summary": _summary(naics, listed(member(goods, "pscList")))},
    }
    return build(CompanyDraft, row.number, fields, names=NAMES, original=row.original)


def _renewed(entity: Mapping[str, object]) -> Mapping[str, object]:
    """An answer of the first service (`sam_data`) under the names of the later ones."""
    old = member(entity, "sam_data", "registration") or entity.get("registration")
    if old is None:
        return entity
    address = member(old, "samAddress") or member(old, "mailingAddress")
    naics = listed(member(old, "naics"))
    primary = next((member(code, "naicsCode") for code in naics if member(code, "isPrimary")), None)
    return {
        "entityRegistration": {
            "legalBusinessName": member(old, "legalBusinessName"),
            "dbaName": member(old, "dbaName"),
            "duns": str(member(old, "duns") or "")[:DUNS_LENGTH],
            "registrationStatus": member(old, "status"),
        },
        "coreData": {
            "entityInformation": {
                "entityURL": member(old, "corporateUrl"),
                "entityStartDate": member(old, "businessStartDate"),
            },
            "physicalAddress": {
                "city": member(address, "city"),
                "stateOrProvinceCode": member(address, "stateOrProvince"),
                "countryCode": member(address, "countryCode") or member(address, "country"),
            },
        },
        "assertions": {
            "goodsAndServices": {
                "primaryNaics": primary,
                "naicsList": [
                    {"naicsCode": member(code, "naicsCode"), "naicsDescription": member(code, "naicsName")}
                    for code in naics
                ],
            }
        },
    }


def _codes(primary: object, naics: list[object]) -> list[str]:
    codes = [text(primary), *(text(member(entry, "naicsCode")) for entry in naics)]
    return once((str(code) for code in codes if code), MAX_CODES)


def _industry(naics: list[object], primary: object) -> object:
    """The description of the primary code, where the answer has descriptions."""
    chosen = [entry for entry in naics if primary and str(member(entry, "naicsCode")) == str(primary)] or naics[:1]
    return text(member(chosen[0], "naicsDescription")) if chosen else None


def _summary(naics: list[object], psc: list[object]) -> str:
    """What the entity says it sells, in the words of the two code lists."""
    words = [member(entry, "naicsDescription") for entry in naics] + [member(entry, "pscDescription") for entry in psc]
    return "; ".join(once(words, MAX_CODES))


def _active(status: object) -> bool | None:
    """An expired registration says nothing of the business; an active one says it is there."""
    return True if str(status).casefold() in {"active", "a"} else None


def _year(value: object) -> int | None:
    try:
        day = read_date(value)
    except ValueError:
        return None
    return day.year if day else None


FORMAT = Format("sam-entities", "companies", "SAM.gov entities, JSON", recognises, read)
