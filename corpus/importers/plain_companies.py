"""Companies in a plain table or plain JSON, with Korean or English headings; also BEIR rows (`_id`, `title`, `text`).

Taken: names, place, size, staff, industry, registration numbers (the business number's check digit must hold),
summary, products, capabilities, projects, certificates, facilities, keywords, TRL, kinds (venture, Inno-Biz, Main-Biz),
foreign share, R&D centre in Korea, disclosure tier. Unknown columns are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from corpus.drafts import CompanyDraft, CompanySize
from corpus.identifiers import digits_of, is_business_number
from corpus.importers.cells import is_blank, text, texts, truth, whole
from corpus.importers.countries import country_code
from corpus.importers.dates import read_date
from corpus.importers.drafting import build
from corpus.importers.format import Parsed
from corpus.importers.picking import Picked, pick
from corpus.importers.rows import Row
from corpus.importers.source import Source
from corpus.importers.stating import company_kinds, foreign_share, rd_centre_in_korea, tier
from corpus.importers.tables import parsed
from corpus.problems import Invalid
from corpus.text import clean

SIZES: Mapping[str, CompanySize] = {
    "micro": CompanySize.MICRO,
    "startup": CompanySize.MICRO,
    "소상공인": CompanySize.MICRO,
    "소기업": CompanySize.SMALL,
    "small": CompanySize.SMALL,
    "중기업": CompanySize.MEDIUM,
    "중소기업": CompanySize.MEDIUM,
    "sme": CompanySize.MEDIUM,
    "medium": CompanySize.MEDIUM,
    "중견기업": CompanySize.MID_SIZE,
    "중견": CompanySize.MID_SIZE,
    "midsize": CompanySize.MID_SIZE,
    "midsized": CompanySize.MID_SIZE,
    "대기업": CompanySize.LARGE,
    "large": CompanySize.LARGE,
}
YEAR = re.compile(r"(1[89]\d{2}|20\d{2}|2100)")


def read(source: Source) -> Iterator[Parsed]:
    return parsed(source, drafted)


def drafted(row: Row) -> Parsed:
    """The draft of one row. Raises Invalid where a country or a registration number cannot be right."""
    picked = pick("companies", row)
    return build(CompanyDraft, row.number, fields(picked), names=picked.names, original=row.original)


def fields(picked: Picked) -> dict[str, object]:
    """The draft's fields from the picked values."""
    name, english = text(picked.get("name")), text(picked.get("name_en"))
    return {
        "id": text(picked.get("id")),
        "name": name if name is not None else english,
        "name_en": english,
        "other_names": texts(picked.get("other_names")),
        "country": _country(picked),
        "region": text(picked.get("region")),
        "city": text(picked.get("city")),
        "size": _size(picked),
        "employees": whole(picked.get("employees")),
        "founded_year": _year(picked.get("founded_year")),
        "industry": text(picked.get("industry")),
        "industry_codes": texts(picked.get("industry_codes"), comma=True),
        "business_registration_number": _business_number(picked),
        "corporate_number": _corporate_number(picked),
        "uei": text(picked.get("uei")),
        "duns": text(picked.get("duns")),
        "stock_code": text(picked.get("stock_code")),
        "website": text(picked.get("website")),
        "active": truth(picked.get("active")) if picked.get("active") is not None else None,
        "company_kinds": company_kinds(picked, "company_kinds", "size"),
        "foreign_share": foreign_share(picked),
        "rd_centre_in_korea": rd_centre_in_korea(picked),
        "profile": profile(picked),
        "tier": tier(picked),
        "fictional": bool(truth(picked.get("fictional"))),
    }


def profile(picked: Picked) -> dict[str, object]:
    """What the company says it can do; products stand in for a summary that is not there."""
    summary, products = text(picked.get("summary")), text(picked.get("products"))
    if isinstance(products, list):
        products = "; ".join(map(str, products))
    capabilities = [_titled(item, "text") for item in texts(picked.get("capabilities"))]
    if summary is not None and products is not None:
        capabilities.append({"title": products})
    return {
        "summary": summary if summary is not None else products if products is not None else "",
        "capabilities": capabilities,
        "projects": [_titled(item, "text", "year", "agency") for item in texts(picked.get("projects"))],
        "certificates": texts(picked.get("certificates"), comma=True),
        "facilities": texts(picked.get("facilities")),
        "keywords": texts(picked.get("keywords"), comma=True),
        "trl": whole(picked.get("trl")),
    }


def _size(picked: Picked) -> CompanySize | None:
    """The size that a column of sizes names, else the one among the kinds (`중소기업, 벤처기업`)."""
    words = [picked.get("size"), *texts(picked.get("company_kinds"), comma=True)]
    sizes = (SIZES.get(re.sub(r"[\W_]", "", str(word)).casefold()) for word in words)
    return next((size for size in sizes if size), None)


def _titled(item: object, *others: str) -> object:
    """A capability or project: an object with a title and text (or abstract, or description), or a title alone."""
    if isinstance(item, str):
        return {"title": item}
    if not isinstance(item, dict):
        return item
    body = {str(key).casefold(): value for key, value in item.items() if not is_blank(value)}
    title = text(body.get("title", body.get("name")))
    found: dict[str, object] = {"text": text(body.get("text", body.get("abstract", body.get("description", ""))))}
    if "year" in others:
        found |= {"year": _year(body.get("year")), "agency": text(body.get("agency"))}
    if title is None and isinstance(found["text"], str):
        title = clean(found["text"])[:120]
    return {key: value for key, value in {"title": title, **found}.items() if value is not None}


def _country(picked: Picked) -> str | None:
    written = picked.get("country")
    if written is None:
        return "KR" if "business_registration_number" in picked.values else None
    code = country_code(str(written))
    if code is None:
        raise Invalid.because("bad_country", picked.names["country"], written)
    return code


def _business_number(picked: Picked) -> str | None:
    written = text(picked.get("business_registration_number"))
    if written is None:
        return None
    digits = digits_of(str(written))
    if not is_business_number(digits):
        raise Invalid.because("bad_business_number", picked.names["business_registration_number"], written)
    return digits


def _corporate_number(picked: Picked) -> str | None:
    """Thirteen digits; the check digit is not asked for, since newer numbers may lack it."""
    written = text(picked.get("corporate_number"))
    if written is None:
        return None
    digits = digits_of(str(written))
    if len(digits) != 13:
        raise Invalid.because("bad_corporate_number", picked.names["corporate_number"], written)
    return digits


def _year(value: object) -> object:
    """The year of a year, a date or a text that holds one."""
    if is_blank(value):
        return None
    if isinstance(value, int) and not isinstance(value, bool) and value < 3_000:
        return value
    if isinstance(value, str) and len(value) == 4 and value.isascii() and value.isdigit():
        return int(value)
    try:
        day = read_date(value)
    except ValueError:
        found = YEAR.search(str(value))
        return int(found[1]) if found else value
    return day.year if day else None
