"""Judgements of officials as judged sets on disk, in the form that `matcher evaluate` reads (`matcher.judged`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median_low
from typing import IO, Final

from corpus.passages import KINDS, Document, Kind, PassageKind
from corpus.problems import Invalid
from corpus.records import RelevanceGrade, RelevanceJudgement
from corpus.store import Store
from corpus.store.judgements import TEXT, Asked, Candidate, by_pair
from matcher.match import KIND_OF
from matcher.query import TEXT_CHARACTERS

GRADES: Final[Mapping[str, int]] = {RelevanceGrade.RELEVANT: 2, RelevanceGrade.PARTLY: 1, RelevanceGrade.NOT: 0}


@dataclass(frozen=True, slots=True)
class WrittenSet:
    """One folder: candidates of one kind. `left_out` counts pairs of which a side is not on record any more."""

    kind: Kind
    queries: int
    judged: int
    corpus: int
    left_out: int


def write_judged_sets(store: Store, folder: Path) -> list[WrittenSet]:
    """Writes a folder for each kind of candidate that was judged, with all its records; gives what was written.

    Raises Invalid `folder_not_empty`.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Invalid.because("folder_not_empty", "DIR", folder)
    pairs = by_pair(list(store.judgements.standing()))
    written: list[WrittenSet] = []
    for kind in KINDS:
        of_kind = {pair: rows for pair, rows in pairs.items() if pair[1].kind == kind}
        if of_kind:
            written.append(_write(store, folder / kind, kind, of_kind))
    return written


def grade_of(rows: Sequence[RelevanceJudgement]) -> int:
    """What several officials think together: the lower middle of their grades."""
    return median_low([GRADES[row.grade or ""] for row in rows])


def _write(
    store: Store, folder: Path, kind: Kind, pairs: Mapping[tuple[Asked, Candidate], Sequence[RelevanceJudgement]]
) -> WrittenSet:
    # Restricted records are among them where an official's view is written: nobody else reads the folder.
    folder.mkdir(parents=True, mode=0o700)
    queries = _queries(store, {asked for asked, _ in pairs})
    corpus: set[str] = set()
    with (folder / "corpus.jsonl").open("w", encoding="utf-8") as lines:
        for document in store.documents.stream(kind):
            _line(lines, _corpus_row(document))
            corpus.add(document.id)
    known = {
        (query_id(asked), candidate.id): grade_of(rows)
        for (asked, candidate), rows in pairs.items()
        if asked in queries and candidate.id in corpus
    }
    with (folder / "queries.jsonl").open("w", encoding="utf-8") as lines:
        asking = {query for query, _ in known}
        for asked, row in sorted(queries.items(), key=lambda each: query_id(each[0])):
            if query_id(asked) in asking:
                _line(lines, {"_id": query_id(asked), **row})
    with (folder / "qrels.tsv").open("w", encoding="utf-8") as lines:
        lines.write("query-id\tcorpus-id\tscore\n")
        lines.writelines(f"{query}\t{record}\t{grade}\n" for (query, record), grade in sorted(known.items()))
    return WrittenSet(kind, len({query for query, _ in known}), len(known), len(corpus), len(pairs) - len(known))


def query_id(asked: Asked) -> str:
    """Names a question in the set."""
    return f"{asked.kind}:{asked.id}"


def _queries(store: Store, asked: Iterable[Asked]) -> dict[Asked, dict[str, str]]:
    """Title and text of those that can still be asked."""
    found: dict[Asked, dict[str, str]] = {}
    by_kind: dict[str, list[Asked]] = {}
    for each in asked:
        by_kind.setdefault(each.kind, []).append(each)
    for each in by_kind.pop(TEXT, []):
        found[each] = {"title": "", "text": each.text or ""}
    for kind in KIND_OF.values():
        wanted = by_kind.get(kind, [])
        documents = store.documents.many(kind, [each.id for each in wanted])
        found |= {each: _asking_row(documents[each.id]) for each in wanted if each.id in documents}
    return found


def _asking_row(document: Document) -> dict[str, str]:
    texts: list[str] = []
    length = len(document.title) + 2
    for passage in document.passages:
        length += len(passage.searchable) + 1
        if length > TEXT_CHARACTERS:
            break
        texts.append(passage.text or passage.heading)
    return {"title": document.title, "text": " ".join(texts)}


def _corpus_row(document: Document) -> dict[str, object]:
    if document.kind != "companies":
        text = " ".join(passage.text for passage in document.passages if passage.text)
        return {"_id": document.id, "title": document.title, "text": text}
    summary = [each.text for each in document.passages if each.kind is PassageKind.SUMMARY]
    return {
        "_id": document.id,
        "title": document.title,
        "text": " ".join(summary),
        "projects": list(_projects(document)),
    }


def _projects(document: Document) -> Iterator[dict[str, str]]:
    """What a company can do and has done, one entry each, its pieces joined again."""
    by_heading: dict[tuple[PassageKind, str], list[str]] = {}
    for passage in document.passages:
        if passage.kind is not PassageKind.SUMMARY:
            by_heading.setdefault((passage.kind, passage.heading), []).append(passage.text)
    for (_, heading), texts in by_heading.items():
        yield {"title": heading, "abstract": " ".join(texts)}


def _line(lines: IO[str], row: Mapping[str, object]) -> None:
    lines.write(f"{json.dumps(row, ensure_ascii=False)}\n")
