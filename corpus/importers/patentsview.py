"""PatentsView tables: `g_patent` with what lies beside it in the same folder or archive.

Taken from `g_patent`: number, title, kind, grant date; joined by `patent_id`: abstract, claims, filing date,
owners with countries, inventors, IPC, CPC, government interest. One wide table or an answer that nests them
will do as well. From `g_patent` alone the title is all there is. The tables beside it are recognised and
refused by themselves: they are read with `g_patent`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TypeGuard

from corpus.drafts import LegalStatus, PatentDraft
from corpus.identifiers import patent_number
from corpus.importers.cells import text
from corpus.importers.countries import country_code
from corpus.importers.drafting import build
from corpus.importers.format import Format, Parsed, Rejected
from corpus.importers.interest import agencies_in
from corpus.importers.patentsview_join import COMPANIONS, PARTED, Join, said_by
from corpus.importers.rows import Row, plain
from corpus.importers.source import Source
from corpus.importers.symbols import symbols
from corpus.importers.tables import has, parsed, rows
from corpus.problems import Invalid

UNUSED = ("citation_sequence",)
WITHDRAWN = frozenset({"1", "true", "y"})
NAMES = {"id": "patent_id", "title": "patent_title", "grant_date": "patent_date", "abstract": "patent_abstract"}


def recognises(source: Source) -> bool:
    return has(source, "patent_id", "patent_title") or has(source, "pgpub_id", "application_title")


def recognises_companion(source: Source) -> bool:
    return any(has(source, *companion.headings) for companion in COMPANIONS) or has(source, "patent_id", *UNUSED)


def read(source: Source) -> Iterator[Parsed]:
    """Reads the companions into a temporary file first, so that memory stays flat."""
    with Join() as join:
        for sibling in source.siblings():
            if sibling.name != source.name:
                _gather(join, sibling)
        # A row mended alone would come without what its companions say of it: no cells are kept to be mended.
        yield from (replace(found, cells=None) for found in parsed(source, lambda row: drafted(row, join)))


def read_companion(source: Source) -> Iterator[Parsed]:
    raise Invalid.because("companion_file", "file", source.name, main="g_patent")


def _gather(join: Join, sibling: Source) -> None:
    companion = next((found for found in COMPANIONS if has(sibling, *found.headings)), None)
    if companion is not None:
        join.add(companion, (row.headed() for row in rows(sibling) if not isinstance(row, Rejected)))


def drafted(row: Row, join: Join) -> Parsed:
    """The draft of one patent. Raises Invalid where its number cannot be read."""
    cells = row.headed()
    written = text(cells.get("patentid")) or text(cells.get("pgpubid"))
    number = patent_number(str(written or ""), "US")
    if number is None:
        raise Invalid.because("bad_number_of_patent", "patent_id", written)
    beside = _beside(row, cells, join.of(str(written)))
    kind = text(cells.get("wipokind")) or text(cells.get("patentkind"))
    withdrawn = str(text(cells.get("withdrawn")) or "").casefold() in WITHDRAWN
    granted = "pgpubid" not in cells
    status = LegalStatus.WITHDRAWN if withdrawn else LegalStatus.GRANTED if granted else LegalStatus.UNKNOWN
    statements = beside.get("interest", [])
    agencies = list(dict.fromkeys(beside.get("agency", [])))
    fields: Mapping[str, object] = {
        "id": number.id,
        "country": "US",
        "kind": kind,
        "application_number": next(iter(beside.get("application", [])), None),
        "publication_number": f"{number.id}{kind or ''}",
        "registration_number": number.number if granted else None,
        "title": text(cells.get("patenttitle")) or text(cells.get("applicationtitle")),
        "abstract": next(iter(beside.get("abstract", [])), "") or text(cells.get("applicationabstract")) or "",
        "claims": beside.get("claim", []),
        "owners": _owners(beside.get("owner", []), join),
        "inventors": list(dict.fromkeys(beside.get("inventor", []))),
        "filing_date": next(iter(beside.get("filing", [])), None),
        "grant_date": text(cells.get("patentdate")),
        "publication_date": text(cells.get("patentdate")) or text(cells.get("publisheddate")),
        "ipc": symbols(beside.get("ipc", [])),
        "cpc": symbols(beside.get("cpc", [])),
        "legal_status": status,
        "government_interest": True if statements or agencies else None,
        "agencies": agencies or agencies_in(" ".join(statements)),
        "interest_statement": " ".join(statements) or None,
    }
    return build(PatentDraft, row.number, fields, names=NAMES, original=row.original)


def _beside(row: Row, cells: Mapping[str, object], joined: dict[str, list[str]]) -> dict[str, list[str]]:
    """What the tables beside say, with what the row says itself: joined in one table, or nested in an answer."""
    nested = (item for value in row.values.values() for item in (value if isinstance(value, list) else [value]))
    for told in (
        cells,
        *({plain(str(name)): said for name, said in item.items()} for item in nested if _is_object(item)),
    ):
        for name, value in said_by(told):
            joined.setdefault(name, []).append(value)
    return joined


def _is_object(item: object) -> TypeGuard[dict[object, object]]:
    return isinstance(item, dict)


def _owners(owners: Iterable[str], join: Join) -> list[dict[str, object]]:
    """Each owner once, with the country that its row or its place tells."""
    found: dict[str, dict[str, object]] = {}
    for owner in owners:
        name, place, country = owner.split(PARTED)
        told = country or next(iter(join.of(place).get("country", [])) if place else iter(()), "")
        found.setdefault(name, {"name": name, "country": country_code(told)})
    return list(found.values())


FORMAT = Format("patentsview", "patents", "PatentsView tables (g_patent)", recognises, read)
COMPANION = Format(
    "patentsview-companion", "patents", "PatentsView, a table beside g_patent", recognises_companion, read_companion
)
