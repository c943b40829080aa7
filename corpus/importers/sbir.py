"""Awards of SBIR.gov in each of its exports: JSON of old and new services, tables with headings of any style.

One row is one award: the firm with one project, which the store adds to the projects on record. Taken: firm,
place, staff, UEI, DUNS, web site; the award's title, abstract, year and agency; its keywords. Left out: amounts,
contracts and everything about persons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from corpus.drafts import CompanyDraft
from corpus.importers.cells import is_blank, text, texts, whole
from corpus.importers.dates import read_date
from corpus.importers.drafting import build
from corpus.importers.format import Format, Parsed
from corpus.importers.rows import Row, plain
from corpus.importers.source import Source
from corpus.importers.tables import has, parsed, table
from corpus.problems import Invalid

SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "firm": ("company", "firm", "companyname", "firmname", "name"),
    "title": ("awardtitle", "title", "projecttitle"),
    "abstract": ("abstract", "awardabstract", "projectabstract"),
    "year": ("awardyear", "year", "proposalawarddate", "awardstartdate", "awarddate", "solicitationyear"),
    "agency": ("agency",),
    "branch": ("branch",),
    "keywords": ("researchareakeywords", "researchkeywords", "keywords"),
    "uei": ("uei", "ueisam"),
    "duns": ("duns",),
    "employees": ("numberemployees", "numberofemployees", "employees"),
    "website": ("companywebsite", "companyurl", "website", "url"),
    "city": ("city",),
    "region": ("state", "statecode"),
    "tracking": ("agencytrackingnumber", "contract"),
}
MARKS = frozenset(
    {
        "agencytrackingnumber", "awardyear", "solicitationyear", "solicitationnumber", "topiccode", "awardamount",
        "hubzoneowned", "phase", "program",
    }
)  # fmt: skip
MARKS_WANTED = 2
QUOTED = re.compile(r"'([^']+)'|\"([^\"]+)\"")
DUNS_LENGTH = 9
LEAST_DIGITS = 7


def recognises(source: Source) -> bool:
    found = table(source)
    if found is None or "opendate" in found.keys or "closedate" in found.keys:
        return False
    has_firm = has(source, "company") or has(source, "firm")
    has_title = has(source, "awardtitle") or has(source, "title")
    return has_firm and has_title and len(found.keys & MARKS) >= MARKS_WANTED


def read(source: Source) -> Iterator[Parsed]:
    return parsed(source, drafted)


def drafted(row: Row) -> Parsed:
    """The draft of one award. Raises Invalid where the award has no title or its year is none."""
    found = _picked(row)
    if text(found.get("title")) is None:
        raise Invalid.because("missing", _written(row, "title"))
    names = {"name": _written(row, "firm"), "employees": _written(row, "employees"), "profile": "award"}
    employees = whole(found.get("employees"))
    fields = {
        "name": text(found.get("firm")),
        "country": "US",
        "region": text(found.get("region")),
        "city": text(found.get("city")),
        "employees": employees if employees != 0 else None,
        "uei": text(found.get("uei")),
        "duns": _number(found.get("duns")),
        "website": text(found.get("website")),
        "profile": {"projects": [_project(row, found)], "keywords": texts(found.get("keywords"), comma=True)[:100]},
        "adds_projects": True,
    }
    return build(CompanyDraft, row.number, fields, names=names, original=row.original)


def _project(row: Row, found: Mapping[str, object]) -> dict[str, object]:
    agencies = [*_listed(found.get("agency")), *_listed(found.get("branch"))]
    year = _year(found.get("year"))
    if year is not None and not isinstance(year, int):
        raise Invalid.because("bad_number", _written(row, "year"), year)
    return {
        "title": text(found.get("title")),
        "text": text(found.get("abstract")) or "",
        "year": year,
        "agency": ", ".join(dict.fromkeys(str(agency) for agency in agencies if agency)) or None,
    }


def _listed(value: object) -> list[object]:
    """The oldest exports write a list of agencies as text: `['Department of X', 'Agency of X']`."""
    if isinstance(value, str) and value.startswith("[") and (quoted := QUOTED.findall(value)):
        return [first or second for first, second in quoted]
    return texts(value)


def _picked(row: Row) -> dict[str, object]:
    cells = {heading: value for heading, value in row.headed().items() if not is_blank(value)}
    return {
        field: next((cells[spelling] for spelling in spellings if spelling in cells), None)
        for field, spellings in SPELLINGS.items()
    }


def _written(row: Row, field: str) -> str:
    return next((heading for heading in row.values if plain(heading) in SPELLINGS[field]), field)


def _number(value: object) -> object:
    """Some exports keep a quote before the number, to save its zeros from the spreadsheet; others lost them."""
    number = text(value)
    if not isinstance(number, str):
        return number
    bare = number.strip("' ").replace("-", "")
    return bare.zfill(DUNS_LENGTH) if bare.isdigit() and len(bare) >= LEAST_DIGITS else bare or None


def _year(value: object) -> object:
    number = whole(value[0] if isinstance(value, list) and value else value)
    if isinstance(number, int) or number is None:
        return number
    try:
        day = read_date(number, month_first=True)
    except ValueError:
        return number
    return day.year if day else None


FORMAT = Format("sbir-awards", "companies", "SBIR.gov awards", recognises, read)
