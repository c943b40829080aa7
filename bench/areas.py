"""How well areas and materials are tagged, on hand-labelled records.

    python bench/areas.py --data-dir var/bench [--fit] [--write docs/areas.md]

Reads `bench/areas_labels.tsv` (labels and ids only; `bench/areas_guideline.md` says how they were given), fetches the
texts from the database of the data folder and from the package's sample, and reports precision, recall and F1 for
each area. Phrases and weights were chosen on the part `tune` alone. `--fit` prints the weights that fit that part.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from areas_fit import fitted
from numpy.typing import NDArray

from api.imports.importing import import_path
from api.service import SAMPLE, Service
from api.settings import Settings
from corpus.database import Database
from corpus.disclosure import Tier
from corpus.passages import KINDS, Document, Kind
from index.encoder import Vectors
from index.encoding import vectors_for
from matcher.areas.tagger import HOLDS_FROM, AreaTagger

LABELS = Path(__file__).with_name("areas_labels.tsv")
START, END = "<!-- measured -->", "<!-- /measured -->"
DRAWS = 2_000
SEED = 7
TIMED = 4_000
"""Documents on which the speed is measured."""

Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Label:
    """One record as a reader labelled it."""

    kind: Kind
    id: str
    areas: frozenset[str]
    part: str
    source: str


@dataclass(frozen=True, slots=True)
class Scores:
    """One area over some records."""

    positives: int
    precision: float
    recall: float
    f1: float


def labels() -> list[Label]:
    """The labelled records, in the order of the file."""
    found = []
    for line in LABELS.read_text(encoding="utf-8").splitlines()[1:]:
        kind, record_id, areas, part, source = line.split("\t")
        (known,) = (each for each in KINDS if each == kind)
        found.append(Label(known, record_id, frozenset(areas.split(",")) - {"-"}, part, source))
    return found


def documents_of(database: Database, wanted: Sequence[Label]) -> dict[tuple[Kind, str], Document]:
    """The labelled records that are in the database."""
    found: dict[tuple[Kind, str], Document] = {}
    with database.reading() as store:
        for kind in KINDS:
            ids = [label.id for label in wanted if label.kind == kind]
            found |= {(kind, record_id): each for record_id, each in store.documents.many(kind, ids).items()}
    return found


def sample_documents(wanted: Sequence[Label]) -> dict[tuple[Kind, str], Document]:
    """The labelled records of the package's sample, by way of a database of its own."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/sample.db")
        database.migrate()
        for kind in KINDS:
            list(import_path(database, SAMPLE / f"{kind}.jsonl"))
        found = documents_of(database, wanted)
        database.close()
    return found


def scores(truth: Truths, said: Truths) -> Scores:
    """Of two bool[n]."""
    right, claimed, positives = int((truth & said).sum()), int(said.sum()), int(truth.sum())
    precision = right / claimed if claimed else 0.0
    recall = right / positives if positives else 0.0
    both = claimed + positives
    return Scores(positives, precision, recall, 2 * right / both if both else 0.0)


def macro_f1(truth: Truths, said: Truths) -> float:
    """Mean F1 of the columns that have a positive, of two bool[n, names]."""
    columns = np.flatnonzero(truth.any(axis=0))
    return float(np.mean([scores(truth[:, column], said[:, column]).f1 for column in columns]))


def interval(truth: Truths, said: Truths) -> tuple[float, float]:
    """90 % of the macro-F1 of `DRAWS` draws of the records with replacement."""
    random = np.random.default_rng(SEED)
    rows = (random.integers(0, len(truth), len(truth)) for _ in range(DRAWS))
    found = [macro_f1(truth[draw], said[draw]) for draw in rows]
    low, high = np.quantile(found, [0.05, 0.95])
    return float(low), float(high)


def table(names: Sequence[str], groups: Sequence[tuple[str, Truths, Truths]]) -> str:
    """A Markdown table: one row an area and one for the macro-F1 with its interval, a column a group of records."""
    head = " | ".join(f"{name} ({len(truth)})" for name, truth, _ in groups)
    lines = [f"| | {head} |", "| --- |" + " --- |" * len(groups)]
    for column, name in enumerate(names):
        found = [scores(truth[:, column], said[:, column]) for _, truth, said in groups]
        cells = " | ".join(
            f"{each.precision:.2f} / {each.recall:.2f} / **{each.f1:.2f}** ({each.positives})" for each in found
        )
        lines.append(f"| `{name}` | {cells} |")
    bounds = [(macro_f1(truth, said), *interval(truth, said)) for _, truth, said in groups]
    cells = " | ".join(f"**{middle:.3f}** ({low:.3f} to {high:.3f})" for middle, low, high in bounds)
    lines.append(f"| macro-F1 (90 % interval) | {cells} |")
    return "\n".join(lines)


def speed(tagger: AreaTagger, documents: Sequence[Document], vectors: Sequence[Vectors]) -> str:
    """Milliseconds a record, beside the vectors."""
    times = -(-TIMED // len(documents))
    started = time.process_time()
    for _ in range(times):
        tagger.confidences(documents, vectors)
    each = (time.process_time() - started) / (times * len(documents))
    characters = sum(len(document.text) for document in documents) / len(documents)
    return f"{1000 * each:.2f} ms of processor time a record ({characters:,.0f} characters on average)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--part", choices=("tune", "test", "both"), default="both")
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--write", type=Path)
    arguments = parser.parse_args()
    service = Service(Settings(data_dir=arguments.data_dir))
    labelled = [label for label in labels() if arguments.part in (label.part, "both")]
    found = documents_of(service.database, [label for label in labelled if label.source == "real"])
    found |= sample_documents([label for label in labelled if label.source == "sample"])
    missing = sum((label.kind, label.id) not in found for label in labelled)
    labelled = [label for label in labelled if (label.kind, label.id) in found]
    documents = [found[label.kind, label.id] for label in labelled]
    vectors = vectors_for(documents, service.encoder, service.caches[Tier.PUBLIC]).matrices
    tagger = AreaTagger(service.encoder)
    truth = np.array([[name in label.areas for name in tagger.names] for label in labelled])
    if arguments.fit:
        tune = [row for row, label in enumerate(labelled) if label.part == "tune"]
        print(fitted(service.encoder, [documents[row] for row in tune], [vectors[row] for row in tune], truth[tune]))
        return
    said = tagger.confidences(documents, vectors) >= HOLDS_FROM
    groups = []
    for title, part, source in (
        ("tune", "tune", ""),
        ("test", "test", ""),
        ("test, real", "test", "real"),
        ("test, sample", "test", "sample"),
    ):
        rows = [row for row, each in enumerate(labelled) if each.part == part and source in ("", each.source)]
        if rows:
            groups.append((title, truth[rows], said[rows]))
    report = f"{table(tagger.names, groups)}\n\nSpeed: {speed(tagger, documents, vectors)}."
    if missing:
        report += f" {missing} labelled records are not in this database."
    print(report)
    if arguments.write:
        before, rest = arguments.write.read_text(encoding="utf-8").split(START)
        after = rest.split(END)[1]
        arguments.write.write_text(f"{before}{START}\n{report}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
