"""PatentsView tables: `g_patent` with what lies beside it in the same folder or archive.

Taken from `g_patent`: number, title, kind, grant date; joined by `patent_id`: abstract, filing date, owners,
IPC/CPC, government interest. From `g_patent` alone the title is all there is. The tables beside it are recognised
and refused by themselves: they are read with `g_patent`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from corpus.drafts import LegalStatus, PatentDraft
from corpus.identifiers import patent_number
from corpus.importers.cells import text
from corpus.importers.drafting import build
from corpus.importers.format import Format, Parsed, Rejected
from corpus.importers.interest import agencies_in
from corpus.importers.patentsview_join import COMPANIONS, Join
from corpus.importers.rows import Row
from corpus.importers.source import Source
from corpus.importers.symbols import symbols
from corpus.importers.tables import has, parsed, rows
from corpus.problems import Invalid

MAX_OWNERS = 50
WITHDRAWN = frozenset({"1", "true", "y"})
NAMES = {"id": "patent_id", "title": "patent_title", "grant_date": "patent_date", "abstract": "patent_abstract"}


def recognises(source: Source) -> bool:
    return has(source, "patent_id", "patent_title")


def recognises_companion(source: Source) -> bool:
    return any(has(source, *companion.headings) for companion in COMPANIONS)


def read(source: Source) -> Iterator[Parsed]:
    """Reads the companions into a temporary file first, so that memory stays flat."""
    with Join() as join:
        for sibling in source.siblings():
            if sibling.name != source.name:
                _gather(join, sibling)
        yield from parsed(source, lambda row: drafted(row, join))


def read_companion(source: Source) -> Iterator[Parsed]:
    raise Invalid.because("companion_file", "file", source.name, main="g_patent")


def _gather(join: Join, sibling: Source) -> None:
    companion = next((found for found in COMPANIONS if has(sibling, *found.headings)), None)
    if companion is not None:
        join.add(companion, (row.headed() for row in rows(sibling) if not isinstance(row, Rejected)))


def drafted(row: Row, join: Join) -> Parsed:
    """The draft of one patent. Raises Invalid where its number cannot be read."""
    cells = row.headed()
    written = text(cells.get("patentid"))
    number = patent_number(str(written or ""), "US")
    if number is None:
        raise Invalid.because("bad_number_of_patent", "patent_id", written)
    beside = join.of(str(written))
    kind = text(cells.get("wipokind")) or text(cells.get("patentkind"))
    withdrawn = str(text(cells.get("withdrawn")) or "").casefold() in WITHDRAWN
    statements = beside.get("interest", [])
    agencies = [name for name in dict.fromkeys(beside.get("agency", [])) if name]
    fields: Mapping[str, object] = {
        "id": number.id,
        "country": "US",
        "kind": kind,
        "application_number": next(iter(beside.get("application", [])), None),
        "publication_number": f"{number.id}{kind or ''}",
        "registration_number": number.number,
        "title": text(cells.get("patenttitle")),
        "abstract": text(cells.get("patentabstract")) or next(iter(beside.get("abstract", [])), ""),
        "owners": [{"name": name} for name in dict.fromkeys(beside.get("owner", []))][:MAX_OWNERS],
        "filing_date": next(iter(beside.get("filing", [])), None),
        "grant_date": text(cells.get("patentdate")),
        "publication_date": text(cells.get("patentdate")),
        "cpc": symbols(beside.get("cpc", [])),
        "legal_status": LegalStatus.WITHDRAWN if withdrawn else LegalStatus.GRANTED,
        "government_interest": True if statements or agencies else None,
        "agencies": (agencies or agencies_in(" ".join(statements)))[:MAX_OWNERS],
        "interest_statement": " ".join(statements) or None,
    }
    return build(PatentDraft, row.number, fields, names=NAMES, original=row.original)


FORMAT = Format("patentsview", "patents", "PatentsView tables (g_patent)", recognises, read)
COMPANION = Format(
    "patentsview-companion", "patents", "PatentsView, a table beside g_patent", recognises_companion, read_companion
)
