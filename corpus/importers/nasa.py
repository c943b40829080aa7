"""NASA's portfolio: the table of patents (title alone) and the answers of the technology transfer site.

Table: number (else application, else case number), title, centre, status. Answer: rows by place, of which case
number, title, abstract (HTML within), category and centre are taken.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from corpus.drafts import PatentDraft
from corpus.identifiers import digits_of, patent_number
from corpus.importers.cells import text
from corpus.importers.drafting import build
from corpus.importers.format import Format, Parsed
from corpus.importers.legal_status import legal_status
from corpus.importers.rows import Row
from corpus.importers.source import Source
from corpus.importers.tables import has, parsed, table
from corpus.problems import Invalid
from corpus.text import clean

TAGS = re.compile(r"<[^>]{1,500}>")
AGENCY = "NASA"
PLACES = ("1", "2", "3")
"""Case number, title and abstract stand at these places of a row."""


def recognises(source: Source) -> bool:
    found = table(source)
    if found is None:
        return False
    if has(source, "Center", "Case Number", "Title"):
        return True
    # rows by place have no names; the answer around them does
    return found.shape == "json" and not found.keys and {"results", "count", "total", "perpage"} <= found.outer


def read(source: Source) -> Iterator[Parsed]:
    return parsed(source, drafted)


def drafted(row: Row) -> Parsed:
    """The draft of one row of either form. Raises Invalid where no number is there."""
    return _positional(row) if "0" in row.values and "Title" not in row.values else _tabular(row)


def _tabular(row: Row) -> Parsed:
    cells = row.headed()
    case = text(cells.get("casenumber"))
    number = patent_number(str(text(cells.get("patentnumber")) or ""), "US")
    application = digits_of(str(text(cells.get("applicationsn")) or ""))
    center = text(cells.get("center"))
    if number:
        name: object = number.id
    elif len(application) == 8:
        name = f"US{application[:2]}/{application[2:]}"
    else:
        name = _case_id(case)
    fields = {
        "id": name,
        "country": "US",
        "application_number": text(cells.get("applicationsn")),
        "registration_number": number.number if number else None,
        "title": text(cells.get("title")),
        "legal_status": legal_status(text(cells.get("status"))),
        **_owner(center),
        "keywords": [case] if case else [],
    }
    return build(
        PatentDraft, row.number, fields, names={"id": "Patent Number", "title": "Title"}, original=row.original
    )


def _positional(row: Row) -> Parsed:
    case, title, abstract = (text(row.values.get(place)) for place in PLACES)
    category, center = text(row.values.get("5")), text(row.values.get("9"))
    fields = {
        "id": _case_id(case),
        "country": "US",
        "title": _bare(title),
        "abstract": _bare(abstract) or "",
        **_owner(f"NASA {center}" if center else AGENCY),
        "keywords": [word for word in (case, category) if word],
    }
    return build(PatentDraft, row.number, fields, names={"title": "2", "abstract": "3"}, original=row.original)


def _case_id(case: object) -> str:
    """NASA's own number where the office's is not told."""
    if not isinstance(case, str):
        raise Invalid.because("missing", "Case Number")
    return f"NASA-{re.sub(r'[^0-9A-Za-z]+', '-', case).strip('-')}"


def _owner(center: object) -> dict[str, object]:
    owners = [{"name": center, "country": "US"}] if center else []
    return {"owners": owners, "government_interest": True, "agencies": (AGENCY,)}


def _bare(value: object) -> object:
    return clean(html.unescape(TAGS.sub(" ", value))) if isinstance(value, str) else value


FORMAT = Format("nasa", "patents", "NASA patents, table or answer", recognises, read)
