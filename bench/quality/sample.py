"""Quality on the fictional sample corpus: by language, by direction, and of the questions told in both languages.

    python -m bench.quality.sample --data-dir var/bench [--write docs/quality.md] [--renew]

`--renew` writes the figures that the suite compares with (`tests/bench/sample-figures.json`): to be called where a
change of them is meant, and told in the changelog.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory
from typing import Final

from api.imports.importing import import_path
from api.operating.building import rebuild_tiers
from api.service import SAMPLE, Service
from api.settings import Settings
from bench.marked import rewrite
from corpus.database import Database
from corpus.disclosure import Tier
from corpus.passages import KINDS, Document, Kind
from index.adapter import SHIPPED, Adapter
from index.cache import VectorCache
from index.encoder import Encoder
from index.encoding import vectors_for
from index.fresh import FreshSegment, prepared
from index.glossary import shipped_glossary
from index.glossed import GlossedEncoder
from index.inference.choice import ModelChoice
from index.searcher import Searcher
from index.transformer import TransformerEncoder
from index.vocabulary import Vocabulary
from matcher.golden import GoldenQuery, rankings, read_golden
from matcher.judged import rows_of
from matcher.metrics import quality
from matcher.weights import WEIGHTS, Weights

FOLDER: Final = "sample"
FIGURES: Final = Path(__file__).parents[2] / "tests" / "bench" / "sample-figures.json"
MARGIN: Final = 0.02
"""How much worse than fixed a group may be, in nDCG@10: as much as a rebuild may lose (`gate_margin`)."""
BEGIN: Final = "<!-- sample: begin -->"
END: Final = "<!-- sample: end -->"


@dataclass(frozen=True, slots=True)
class Sample:
    """The public records of the sample in memory, and who encodes its questions."""

    documents: Mapping[Kind, Mapping[str, Document]]
    searcher: Searcher
    encoder: Encoder

    @classmethod
    def read(cls, encoder: Encoder, cache: VectorCache) -> Sample:
        """Encodes what the cache does not have: about 1,300 passages."""
        with TemporaryDirectory() as folder:
            database = Database(f"sqlite:///{folder}/sample.db")
            database.migrate()
            for kind in KINDS:
                list(import_path(database, SAMPLE / f"{kind}.jsonl"))
            with database.reading(frozenset({Tier.PUBLIC})) as store:
                documents = {kind: {each.id: each for each in store.documents.stream(kind)} for kind in KINDS}
            database.close()
        segments = {kind: _segment(list(documents[kind].values()), encoder, cache) for kind in KINDS}
        return cls(documents, Searcher.of(encoder.info, {}, segments), encoder)

    def many(self, kind: Kind, ids: Sequence[str]) -> Mapping[str, Document]:
        return {each: self.documents[kind][each] for each in ids}

    def ndcg(self, queries: Sequence[GoldenQuery], weights: Weights, *, judged: bool) -> dict[str, float]:
        """nDCG@10 by query, among the records judged for it or among all of the sample."""
        ranked = rankings(queries, self.searcher, self.many, self.encoder, weights, judged=judged)
        return {each.id: quality({each.id: ranked[each.id]}, {each.id: each.grades}).ndcg10 for each in queries}


@dataclass(frozen=True, slots=True)
class Parity:
    """Mean nDCG@10 of the questions told in both languages."""

    pairs: int
    ko: float
    en: float

    @property
    def difference(self) -> float:
        """Of Korean to English: below zero where Korean is worse."""
        return self.ko - self.en


@dataclass(frozen=True, slots=True)
class Figures:
    """`ndcg10` by group (all, a language, a direction), over `queries` of it."""

    ndcg10: Mapping[str, float]
    queries: Mapping[str, int]
    parity: Parity


def bundled() -> Encoder:
    """The default encoder in float32, so that figures are the same on every processor."""
    choice = ModelChoice(precision="float32", adapter=Adapter(SHIPPED))
    return GlossedEncoder(TransformerEncoder(choice), shipped_glossary())


def mirrors() -> list[tuple[str, str]]:
    """Ids of the Korean and the English side of each question that is told in both languages."""
    rows = {str(row["_id"]): row for row in rows_of(SAMPLE / "queries.jsonl")}
    return [(name, str(row["mirror"])) for name, row in rows.items() if row.get("mirror") and row["language"] == "ko"]


def figures_of(sample: Sample, weights: Weights = WEIGHTS["full"], *, judged: bool = True) -> Figures:
    """Over the sample's judged queries."""
    queries = read_golden(SAMPLE)
    found = sample.ndcg(queries, weights, judged=judged)
    groups: defaultdict[str, list[float]] = defaultdict(list)
    for query in queries:
        for group in ("all", query.language, f"{query.kind} to {query.to}"):
            groups[group].append(found[query.id])
    pairs = mirrors()
    parity = Parity(len(pairs), fmean(found[ko] for ko, _ in pairs), fmean(found[en] for _, en in pairs))
    return Figures(
        {group: fmean(values) for group, values in sorted(groups.items())},
        {group: len(values) for group, values in sorted(groups.items())},
        parity,
    )


def worse(figures: Figures, fixed: Mapping[str, float], margin: float) -> list[str]:
    """The groups that lost more than the margin, in words; groups without a fixed figure too."""
    lost = [
        f"{group}: {figures.ndcg10.get(group, 0):.4f}, was {was:.4f}"
        for group, was in fixed.items()
        if not figures.ndcg10.get(group, 0) >= was - margin
    ]
    return lost + [f"{group}: never measured" for group in figures.ndcg10.keys() - fixed.keys()]


def sample_service(settings: Settings, encoder: Encoder | None = None) -> Service:
    """The sample as a service of its own; what lies in its data folder is used again. The caller closes it.

    Raises what an import is refused with, RuntimeError where the rebuild is.
    """
    service = Service(settings, encoder)
    service.open()
    for kind in KINDS:
        for outcome in import_path(service.database, SAMPLE / f"{kind}.jsonl"):
            if outcome.refused:
                raise outcome.refused
    report = rebuild_tiers(service)
    if report.outcome == "refused":
        raise RuntimeError(report.reason)
    return service


def rendered(among_judged: Figures, among_all: Figures) -> str:
    lines = [
        "| nDCG@10 on the sample corpus | queries | among the judged | among all records |",
        "| --- | --- | --- | --- |",
    ]
    lines += [
        f"| {group} | {among_judged.queries[group]} | {value:.3f} | {among_all.ndcg10[group]:.3f} |"
        for group, value in among_judged.ndcg10.items()
    ]
    first, second = among_judged.parity, among_all.parity
    lines += [
        f"| told in both languages: Korean | {first.pairs} | {first.ko:.3f} | {second.ko:.3f} |",
        f"| told in both languages: English | {first.pairs} | {first.en:.3f} | {second.en:.3f} |",
        f"| difference | | {_signed(first.difference)} | {_signed(second.difference)} |",
    ]
    return "\n".join(lines) + "\n"


def _signed(value: float) -> str:
    return f"{value:+.3f}".replace("-", "−")


def _segment(documents: list[Document], encoder: Encoder, cache: VectorCache) -> FreshSegment:
    vocabulary = Vocabulary()
    found = prepared(documents, vectors_for(documents, encoder, cache).matrices, vocabulary)
    return FreshSegment.of(found, (), None, vocabulary, encoder.info.dimension)


def main(arguments: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.quality.sample", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data-dir", type=Path, required=True, help="where vectors are kept")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="replace the part on the sample of this page")
    parser.add_argument("--renew", action="store_true", help="fix the figures that the suite compares with")
    given = parser.parse_args(None if arguments is None else list(arguments))
    sample = Sample.read(bundled(), VectorCache(given.data_dir / "vectors.db"))
    among_judged, among_all = figures_of(sample), figures_of(sample, judged=False)
    page = rendered(among_judged, among_all)
    if given.renew:
        fixed = {group: round(value, 4) for group, value in among_judged.ndcg10.items()}
        FIGURES.write_text(json.dumps({"margin": MARGIN, "ndcg10": fixed}, indent=2) + "\n", encoding="utf-8")
    if given.write:
        rewrite(given.write, page, BEGIN, END)
    print(page)


if __name__ == "__main__":
    main()
