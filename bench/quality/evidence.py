"""Whether the evidence of sampled matches is true, checked by other means than those that made it.

    python -m bench.quality.evidence --data-dir var/bench FOLDER [FOLDER ...] [--write docs/quality.md]

Takes 100 matches, the same each time: as many from the fictional sample corpus as from each judged set. Pairs are
printed of the sample corpus only, whose texts are the project's own.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np

from api.environment import load
from api.service import Service
from bench.marked import rewrite
from bench.quality.measuring import sampled
from bench.quality.sample import FOLDER, sample_service
from corpus.passages import Document, sentences
from corpus.roles import Caller, Role
from corpus.text import HANGUL
from index.encoder import Encoder, Vectors
from index.tokens import keywords_many
from matcher.bootstrap import SEED
from matcher.evaluation import questions, ranking, searcher_of
from matcher.evidence import COMMON, UNITS, Explainer, covers
from matcher.judged import read_judged_set
from matcher.match import Evidence, EvidencePair, MatchRequest
from matcher.weights import WEIGHTS

BEGIN: Final = "<!-- evidence: begin -->"
END: Final = "<!-- evidence: end -->"
OPERATOR: Final = Caller(Role.ADMINISTRATOR, "bench")
MATCHES: Final = 100
PRINTED: Final = 20
WORDS: Final = re.compile(r"[^\W_](?:[^\W_]|[-.](?=[^\W_]))*")
TOLERANCE: Final = 0.02
"""Of a cosine encoded anew: vectors are kept in the precision of the encoder, which depends on the batch."""


@dataclass(frozen=True, slots=True)
class Explained:
    """One candidate of one question, with what the explainer said of it."""

    source: str
    question: str
    elements: tuple[str, ...]
    document: Document
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Checked:
    explained: Explained
    faults: tuple[str, ...]


def faults_of(explained: Explained, encoder: Encoder) -> tuple[str, ...]:
    """What is untrue of the evidence, in words; nothing where all of it is as it is said."""
    elements, document = explained.elements, explained.document
    asked = encoder.encode_query(elements)
    passages = encoder.encode_document([passage.searchable for passage in document.passages])
    cosines = asked @ passages.T
    found = [fault for pair in explained.evidence.pairs for fault in _pair_faults(pair, elements, document, cosines)]
    seen = [(pair.element, pair.passage) for pair in explained.evidence.pairs]
    found += ["the same pair twice"] * (len(seen) - len(set(seen)))
    for element in explained.evidence.uncovered:
        row = elements.index(element)
        told = ((place, part) for place, each in enumerate(document.passages) for part in sentences(each.text))
        found += [
            f"uncovered, but covered: {element} / {part}"
            for place, part in told
            if covers(float(cosines[row, place]) - TOLERANCE, count_of_shared(element, part))
        ]
    return tuple(found)


def _pair_faults(pair: EvidencePair, elements: Sequence[str], document: Document, cosines: Vectors) -> Iterator[str]:
    holding = [
        place
        for place, passage in enumerate(document.passages)
        if passage.heading == pair.heading
        and passage.kind.value == pair.passage_kind
        and pair.passage in (passage.text or passage.heading)
    ]
    if not holding:
        yield f"not in the record under its heading: {pair.passage}"
    if elements[pair.element] != pair.element_text:
        yield f"not an element of the question: {pair.element_text}"
    words = shared_words(pair.element_text, pair.passage)
    yield from (f"no shared word: {term}" for term in pair.terms if term not in words or term not in pair.passage)
    if holding and not np.any(np.abs(cosines[pair.element, holding] - pair.similarity) <= TOLERANCE):
        yield f"another cosine than {pair.similarity}"
    if not covers(pair.similarity, len(pair.terms)):
        yield f"shown, but below the threshold: {pair.passage}"


def shared_words(element: str, text: str) -> set[str]:
    """The words of `text` that have a term in common with the element."""
    wanted = shared_terms(element, text)
    return {word for word in WORDS.findall(text) if wanted & _terms(word)}


def count_of_shared(element: str, text: str) -> int:
    """How many words of `text` have a term of the element that no word before them has."""
    left, found = shared_terms(element, text), 0
    for word in WORDS.findall(text):
        found += not left.isdisjoint(_terms(word))
        left = left - _terms(word)
    return found


def shared_terms(element: str, text: str) -> set[str]:
    """The stems, morphemes and renderings that both have: no filler, no unit, no figure, no single letter."""
    first, second = ({term for word in WORDS.findall(each) for term in _terms(word)} for each in (element, text))
    return {term for term in first & second if len(term) > 1 and not term.isdecimal() and term not in UNITS}


@cache
def _terms(word: str) -> frozenset[str]:
    if word.casefold() in COMMON:
        return frozenset()
    return frozenset(keywords_many([word])[0]) - _filler(korean=HANGUL.search(word) is not None)


@cache
def _filler(*, korean: bool) -> frozenset[str]:
    """The terms of the common words: those of Hangul words are filler in Hangul words alone."""
    words = sorted(word for word in COMMON if korean or not HANGUL.search(word))
    return frozenset(term for terms in keywords_many(words) for term in terms)


def of_judged_set(folder: Path, service: Service, number: int) -> list[Explained]:
    """The best candidate of sampled queries, explained as a request is."""
    judged = sampled(read_judged_set(folder), number)
    encoder = service.encoder
    searcher = searcher_of(judged, encoder, service.judged_cache, lambda *_: None)
    documents = {document.id: document for document in judged.documents}
    found = []
    for asked in questions(judged, encoder, lambda *_: None):
        query = judged.queries[asked.id]
        (best, *_) = ranking(searcher, judged, asked, WEIGHTS["full"])
        explainer = Explainer(query.elements, encoder.encode_query(query.elements), keywords_many)
        evidence = explainer.evidence(documents[best], searcher.passage_vectors(judged.kind, best))
        found.append(Explained(judged.name, query.title or query.text, query.elements, documents[best], evidence))
    return found


def of_sample(service: Service, number: int) -> list[Explained]:
    """As many questions of the sample's judged queries as `number`, each with its best candidate."""
    asked = random.Random(SEED).sample(service.golden(), number)
    found = []
    for golden in asked:
        request = MatchRequest(kind=golden.kind, to=golden.to, id=golden.record, text=golden.text, top=1, evidence=True)
        answer = service.match(request, OPERATOR)
        match = answer.matches[0]
        with service.reading(OPERATOR) as store:
            document = store.documents.many(golden.to, [match.id])[match.id]
        assert match.evidence is not None
        question = answer.query.title or answer.query.text
        found.append(Explained(FOLDER, question, answer.query.elements, document, match.evidence))
    return found


def rendered(checked: Sequence[Checked]) -> str:
    """The figures of each source, what is untrue, and `PRINTED` pairs of the sample corpus."""
    lines = [
        f"{len(checked)} matches, each the best candidate of a question drawn with a fixed seed, explained by the code",
        "that serves requests and checked against the record by other means: whether each passage stands word for word",
        "under its heading, has the terms shown as written, is as near as said when encoded anew, and whether what is",
        "told as uncovered is covered by no passage.",
        "",
        "| source | matches | elements | pairs | with shared terms | uncovered | untrue |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for source in dict.fromkeys(each.explained.source for each in checked):
        of = [each for each in checked if each.explained.source == source]
        pairs = [pair for each in of for pair in each.explained.evidence.pairs]
        lines.append(
            f"| {source} | {len(of)} | {sum(len(each.explained.elements) for each in of)} | {len(pairs)} "
            f"| {sum(bool(pair.terms) for pair in pairs)} "
            f"| {sum(len(each.explained.evidence.uncovered) for each in of)} "
            f"| {sum(len(each.faults) for each in of)} |"
        )
    lines += ["", f"The first pair of {PRINTED} matches of the fictional sample corpus:", ""]
    lines += ["| asked | shown | cosine | terms |", "| --- | --- | --- | --- |"]
    shown = [each.explained for each in checked if each.explained.source == FOLDER and each.explained.evidence.pairs]
    for explained in shown[:PRINTED]:
        pair = explained.evidence.pairs[0]
        cells = (pair.element_text, f"{explained.document.id}: {pair.passage}")
        told = " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in cells)
        lines.append(f"| {told} | {pair.similarity:.2f} | {', '.join(pair.terms)} |")
    return "\n".join(lines) + "\n"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench.quality.evidence",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folders", type=Path, nargs="*", metavar="FOLDER", help="judged sets")
    parser.add_argument("--data-dir", type=Path, required=True, help="where vectors are kept")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="replace the part on evidence of this page")
    parser.add_argument("--all", action="store_true", help="print every pair, of judged sets too")
    return parser.parse_args()


def main() -> None:
    given = arguments()
    each, rest = divmod(MATCHES, len(given.folders) + 1)
    service, sample = Service(load(data_dir=given.data_dir)), sample_service(load(data_dir=given.data_dir / FOLDER))
    explained = of_sample(sample, each + rest)
    explained += [found for folder in given.folders for found in of_judged_set(folder, service, each)]
    checked = [Checked(found, faults_of(found, service.encoder)) for found in explained]
    for found in checked:
        if given.all:
            _print(found.explained)
        for fault in found.faults:
            print(f"UNTRUE {found.explained.source} {found.explained.document.id}: {fault}", file=sys.stderr)
    page = rendered(checked)
    if given.write:
        rewrite(given.write, page, BEGIN, END)
    print(page)
    sys.exit(any(found.faults for found in checked))


def _print(explained: Explained) -> None:
    print(f"\n## {explained.source}: {explained.question[:120]} -> {explained.document.id}")
    for pair in explained.evidence.pairs:
        print(f"  {pair.similarity:.2f} [{pair.element_text}]")
        print(f"       <{pair.heading}> {pair.passage}\n       {pair.terms}")
    for element in explained.evidence.uncovered:
        print(f"  -- {element}")


if __name__ == "__main__":
    main()
