"""Patents of The Lens as an exported table, with the headings of old (`Publication Number`) and new (`Display Key`).

Taken as from a plain table; lists are cut at `;;`. Old exports have no abstract: the title alone is searched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.drafts import PatentDraft
from corpus.identifiers import patent_number
from corpus.importers.cells import text
from corpus.importers.docdb_json import patent_id
from corpus.importers.drafting import build
from corpus.importers.format import Format, Parsed
from corpus.importers.picking import pick
from corpus.importers.plain_patents import fields
from corpus.importers.rows import Row
from corpus.importers.source import Source
from corpus.importers.tables import has, parsed
from corpus.problems import Invalid

RECORDED = re.compile(r"\s*\(\d{4}-\d{2}-\d{2}\)\s*$")
"""New exports put the day on which an owner was recorded behind its name."""


def recognises(source: Source) -> bool:
    return has(source, "Lens ID", "Title") and not has(source, "biblio")


def read(source: Source) -> Iterator[Parsed]:
    return parsed(source, drafted)


def drafted(row: Row) -> Parsed:
    """The draft of one row. Raises Invalid where the publication's number cannot be read."""
    picked = pick("patents", row)
    written = text(picked.get("publication_number", "number"))
    number = patent_number(str(written or ""), str(picked.get("country") or "") or None)
    if number is None:
        heading = picked.names.get("publication_number") or picked.names.get("number", "Display Key")
        raise Invalid.because("bad_number_of_patent", heading, written)
    application = text(picked.get("application_number"))
    ours = fields(picked)
    owners = ours["owners"]
    for owner in owners if isinstance(owners, list) else ():
        owner["name"] = RECORDED.sub("", str(owner["name"]))
    ours |= {
        "id": patent_id(number, str(application) if application else None),
        "country": number.country,
        "kind": text(picked.get("kind")) or number.kind,
        "publication_number": f"{number.id}{number.kind or ''}",
    }
    return build(PatentDraft, row.number, ours, names=picked.named(owners="applicants"), original=row.original)


FORMAT = Format("lens-table", "patents", "The Lens, exported table", recognises, read)
