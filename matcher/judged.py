"""Judged sets on disk, in the form of BEIR (Thakur et al., NeurIPS 2021): corpus, queries, graded judgements.

Files may be gzipped, or have `.test` before the ending. A corpus row has `title` and `text`, or `projects`.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.drafts import ProjectDraft
from corpus.passages import Document, Kind, company_document, titled_document
from corpus.problems import Invalid
from matcher.match import Query
from matcher.metrics import Grades
from matcher.query import text_query

COMPANY_FIELDS = frozenset({"projects", "industry", "country"})
"""A corpus row with any of these is a company: its title is a name, not a subject."""


@dataclass(frozen=True, slots=True)
class JudgedSet:
    """`kind` is how the rows are searched; `queries` and `grades` are by query id."""

    name: str
    kind: Kind
    documents: Sequence[Document]
    queries: Mapping[str, Query]
    grades: Mapping[str, Grades]


def read_judged_set(folder: Path) -> JudgedSet:
    """Reads the folder; raises Invalid naming the file, line and field that is not of the form."""
    if not folder.is_dir():
        raise Invalid.because("not_a_folder", "DIR", folder)
    rows = list(rows_of(_file(folder, "corpus", "jsonl")))
    company = any(COMPANY_FIELDS & row.keys() for row in rows)
    documents = [_company(row) if company else _text(row) for row in rows]
    if not documents:
        raise Invalid.because("evaluation_empty", "corpus.jsonl", folder)
    queries = {
        str(row["_id"]): text_query(_field(row, "text"), title=_field(row, "title"))
        for row in rows_of(_file(folder, "queries", "jsonl"))
    }
    grades = judgements(_file(folder, "qrels", "tsv"))
    if not grades.keys() & queries.keys():
        raise Invalid.because("evaluation_unjudged", "qrels.tsv", folder)
    return JudgedSet(
        folder.resolve().name,
        "companies" if company else "needs",
        documents,
        queries,
        {query_id: grades[query_id] for query_id in queries if query_id in grades},
    )


def _company(row: Mapping[str, object]) -> Document:
    projects = row.get("projects")
    return company_document(
        str(row["_id"]),
        _field(row, "title"),
        _field(row, "text"),
        [],
        [
            ProjectDraft(title=_field(project, "title") or "-", text=_field(project, "abstract"))
            for project in (projects if isinstance(projects, list) else [])
            if isinstance(project, dict)
        ],
    )


def _text(row: Mapping[str, object]) -> Document:
    return titled_document("needs", str(row["_id"]), _field(row, "title"), [_field(row, "text")])


def _field(row: Mapping[str, object], name: str) -> str:
    value = row.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _file(folder: Path, stem: str, ending: str) -> Path:
    for name in (f"{stem}.{ending}", f"{stem}.test.{ending}"):
        for path in (folder / name, folder / f"{name}.gz"):
            if path.is_file():
                return path
    raise Invalid.because("evaluation_file_missing", f"{stem}.{ending}", folder)


def _lines(path: Path) -> Iterator[str]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            yield from lines
    except (OSError, UnicodeDecodeError, EOFError) as error:
        raise Invalid.because("evaluation_unreadable", path.name, error) from error


def rows_of(path: Path) -> Iterator[dict[str, object]]:
    """The file's JSON objects; each has an `_id`. Raises Invalid `evaluation_row` naming the line."""
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise Invalid.because("evaluation_row", path.name, line, line=number) from error
        if not isinstance(row, dict) or "_id" not in row:
            raise Invalid.because("evaluation_row", path.name, line, line=number)
        yield row


def judgements(path: Path) -> dict[str, dict[str, int]]:
    """Grades by query and record. Raises Invalid `evaluation_row` naming the line."""
    found: dict[str, dict[str, int]] = {}
    for number, line in enumerate(_lines(path), start=1):
        cells = line.rstrip("\n").split("\t")
        if number == 1 and not cells[-1].strip().lstrip("-").isdigit():
            continue
        if len(cells) != 3 or not cells[2].strip().lstrip("-").isdigit():
            raise Invalid.because("evaluation_row", path.name, line, line=number)
        found.setdefault(cells[0], {})[cells[1]] = int(cells[2])
    return found
