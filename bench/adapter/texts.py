"""What the adapter learns from, as texts, read from a folder of public data (see `README` of the data for its form).

Firms that the judged set of research projects asks for take no part, so that its figures stay figures on firms that
nobody tuned to. A patent belongs to the company whose name is its assignee's, legal forms and filler aside.
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path

from corpus.passages import PassageKind
from matcher.judged import JudgedSet, read_judged_set
from matcher.query import head

PATENTS_A_COMPANY = 60
"""More of one company teach what that company is, not what a match is."""
TITLED = 8_000
LEAST_ABSTRACT, MOST_ABSTRACT, LEAST_DESCRIPTION = 150, 900, 200
"""Characters."""
FILLER = frozenset(
    (
        *("inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "llc", "plc", "ag", "sa"),
        *("nv", "se", "gmbh", "kk", "holdings", "holding", "group", "the", "of", "and", "kabushiki", "kaisha", "spa"),
        *("ab", "oyj", "oy", "asa", "as", "lp", "international", "technologies", "technology", "industries"),
    )
)
"""What a listed company's name and its name on patents differ by, at their end."""


@dataclass(frozen=True, slots=True)
class Project:
    """A research project of a firm: `passages` as they are indexed."""

    firm: str
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """`profiles` are the passages of each company, `patents` texts with the company that owns them, `titled` are titles
    with the text that they head."""

    projects: Sequence[Project]
    profiles: Mapping[str, Sequence[str]]
    patents: Sequence[tuple[str, str]]
    titled: Sequence[tuple[str, str]]


def read_texts(folder: Path, seed: int) -> Texts:
    """Raises Invalid for a judged set that is not of the form, OSError for a file that is not there."""
    chance = random.Random(seed)
    firms = read_judged_set(folder / "eval" / "award_to_firm")
    companies = read_judged_set(folder / "eval" / "patent_to_company")
    patents = list(_rows(folder / "patents" / "us_patents.jsonl.gz"))
    chance.shuffle(patents)
    needs = _rows(folder / "needs_dod_topics.jsonl.gz")
    return Texts(
        [*_projects(firms)],
        {each.id: [passage.searchable for passage in each.passages] for each in companies.documents},
        [*_owned(patents, {each.id: each.title for each in companies.documents})],
        [
            *islice(_titled(patents, "abstract", LEAST_ABSTRACT), TITLED),
            *_titled(needs, "description", LEAST_DESCRIPTION),
        ],
    )


def _projects(firms: JudgedSet) -> Iterator[Project]:
    asked_for = {firm for grades in firms.grades.values() for firm in grades}
    for document in firms.documents:
        if document.id not in asked_for:
            own = [passage for passage in document.passages if passage.kind is PassageKind.PROJECT]
            for _, passages in groupby(own, key=lambda passage: passage.heading):
                yield Project(document.id, tuple(passage.searchable for passage in passages))


def _owned(patents: Sequence[Mapping[str, object]], names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    companies: defaultdict[str, list[str]] = defaultdict(list)
    for company, name in names.items():
        companies[plain_name(name)].append(company)
    counts = Counter[str]()
    for patent in patents:
        assignee, abstract = patent.get("assignee"), patent.get("abstract")
        owners = companies.get(plain_name(str(assignee)), []) if assignee else []
        if owners and counts[owners[0]] < PATENTS_A_COMPANY:
            counts[owners[0]] += 1
            yield head(f"{patent.get('title')}. {abstract or '-'}"), owners[0]


def plain_name(name: str) -> str:
    """The words of a company's name, without legal forms and filler at its end."""
    words = re.sub(r"[^a-z0-9 ]", " ", name.lower().replace("&", " and ")).split()
    while words and words[-1] in FILLER:
        words.pop()
    return " ".join(word for word in words if word not in {"the", "and", "of"})


def _titled(rows: Iterable[dict[str, object]], field: str, least: int) -> Iterator[tuple[str, str]]:
    for row in rows:
        title, text = row.get("title"), row.get(field)
        if isinstance(title, str) and isinstance(text, str) and title and len(text) > least:
            yield title, text[:MOST_ABSTRACT]


def _rows(path: Path) -> Iterator[dict[str, object]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
