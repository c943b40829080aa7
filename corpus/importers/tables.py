"""Any source of rows: which shape it has, which headings, and its rows as drafts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from corpus.importers.cells import is_blank
from corpus.importers.delimited import delimited_headings, read_delimited
from corpus.importers.format import Parsed, Rejected
from corpus.importers.html_table import html_headings, read_html
from corpus.importers.json_head import json_head
from corpus.importers.json_text import read_document, read_lines
from corpus.importers.mending import NOTES, is_mending, mended
from corpus.importers.rows import Row, Shape, plain
from corpus.importers.source import Source
from corpus.importers.withholding import secret_of, withheld_if_broken
from corpus.importers.workbook import read_workbook, workbook_headings
from corpus.problems import Invalid, Problem, Refused


@dataclass(frozen=True, slots=True)
class Table:
    """What a source looks like from outside. `headings` as written, `keys` in plain form, `outer` around them."""

    shape: Shape
    headings: tuple[str, ...]
    keys: frozenset[str]
    outer: frozenset[str] = frozenset()


MOST_NUL = 0.01
"""Share of NUL bytes from which a file is no text; a few stray ones are dropped by the drafts."""
FEW_NUL = 8

_SEEN: WeakKeyDictionary[Source, Table | None] = WeakKeyDictionary()
"""Detection asks every format about the same source."""

READERS: dict[Shape, Callable[[Source], Iterator[Row | Rejected]]] = {
    "jsonl": read_lines,
    "json": read_document,
    "delimited": read_delimited,
    "workbook": read_workbook,
    "html": read_html,
}


def table(source: Source) -> Table | None:
    """The table that the source's head shows, or None. A workbook is opened for it."""
    if source not in _SEEN:
        _SEEN[source] = _look(source)
    return _SEEN[source]


def rows(source: Source) -> Iterator[Row | Rejected]:
    """The rows; raises Invalid (`no_records`) where there is none and what the shape's reader raises."""
    found = table(source)
    if found is None:
        raise Invalid.because("no_records", "file", source.name)
    any_row = False
    for row in READERS[found.shape](source):
        any_row = True
        yield row
    if not any_row:
        raise Invalid.because("no_records", "file", source.name)


def parsed(source: Source, drafted: Callable[[Row], Parsed]) -> Iterator[Parsed]:
    """Each row as a draft, with its cells. A refusal that `drafted` raises rejects its row alone, as does a marking of
    secrecy in any of its cells. Of a table of rejected rows that was mended only the rows' own columns are read.
    """
    found = table(source)
    if found is not None and is_mending(found.headings):
        yield from _mended(source, drafted)
        return
    for row in rows(source):
        yield withheld_if_broken(row) if isinstance(row, Rejected) else _drafted(row, drafted)


def _mended(source: Source, drafted: Callable[[Row], Parsed]) -> Iterator[Parsed]:
    """Of a row that still has more cells than headings nothing is taken: they would stand under the wrong ones."""
    for row in rows(source):
        if isinstance(row, Rejected):
            yield withheld_if_broken(row)
            continue
        found = mended(row)
        own = found.row
        if all(is_blank(cell) for cell in own.values.values()):
            # A note on a row that could not be told in cells: nothing was put in its place.
            continue
        if found.surplus:
            problem = Problem.of("surplus_left", NOTES["en"].surplus, found.surplus)
            cells = {**own.values, NOTES["en"].surplus: found.surplus}
            yield withheld_if_broken(Rejected(own.number, problem, own.original, cells, found.mends))
        else:
            yield replace(_drafted(own, drafted), mends=found.mends)


def _drafted(row: Row, drafted: Callable[[Row], Parsed]) -> Parsed:
    if secret := secret_of(row):
        return Rejected(row.number, secret)
    try:
        draft = drafted(row)
    except Refused as refused:
        draft = Rejected(row.number, refused.problem, row.original)
    # A row whose fault is its secrecy comes back without its text; its cells go the same way.
    withholds = isinstance(draft, Rejected) and not draft.original
    return draft if withholds else replace(draft, cells=row.values)


def has(source: Source, *headings: str) -> bool:
    """Whether the table has all these headings."""
    found = table(source)
    return found is not None and all(plain(heading) in found.keys for heading in headings)


def _look(source: Source) -> Table | None:
    if not source.head:
        return None
    head = json_head(source)
    if head is not None:
        return _table(head.shape, tuple(head.keys), head.outer)
    if source.head.startswith(b"PK"):
        headings = workbook_headings(source)
        return _table("workbook", headings) if headings else None
    if source.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        headings = html_headings(source)
        return _table("html", headings) if headings else None
    if source.head.count(0) > max(MOST_NUL * len(source.head), FEW_NUL) and not source.encoding.startswith(
        ("utf-16", "utf-32")
    ):
        return None
    headings = delimited_headings(source)
    return _table("delimited", headings) if headings else None


def _table(shape: Shape, headings: tuple[str, ...], outer: frozenset[str] = frozenset()) -> Table:
    return Table(shape, headings, frozenset(map(plain, headings)), frozenset(map(plain, outer)))
