"""This project as it serves requests: its modes, and `full` without each of its parts in turn."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from bench.quality.peers import Rankings
from corpus.passages import Kind
from corpus.text import language_of
from index.cache import VectorCache
from index.encoder import Encoder
from index.glossary import shipped_glossary
from index.korean import analysed
from index.lexical import LexicalIndex
from index.searcher import Searcher
from index.segment import Segment
from index.tokens import tokens_many
from matcher.evaluation import Asked, Progress, questions, ranking, searcher_of
from matcher.judged import JudgedSet
from matcher.modes import MODES, Mode
from matcher.weights import A_PASSAGE, WEIGHTS, Weights

FULL: Final[Mode] = "full"
UNGLOSSED = "full, Korean as it stands"
UNADAPTED = "full, model as it is"
UNSPOKEN = "full without phrases"
WARM = 3
"""Questions whose time is not counted: the first ones load what the others find loaded."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds that one query takes from its vectors and terms to its ranking."""

    median: float
    p95: float


@dataclass(frozen=True, slots=True)
class Encoders:
    """`serving` serves requests; the others are the same without the glossary, without the adapter, without both."""

    serving: Encoder
    unglossed: Encoder
    unadapted: Encoder
    bare: Encoder


@dataclass(frozen=True, slots=True)
class Ours:
    """Rankings by name, those of `ablations` by what was left out."""

    modes: Mapping[str, Rankings]
    ablations: Mapping[str, Rankings]
    cost: Cost


def rankings(judged: JudgedSet, encoders: Encoders, cache: VectorCache, report: Progress) -> Ours:
    """What makes no difference is not measured: the glossary without Korean queries, an adapter that is not there."""
    encoder = encoders.serving
    searcher = searcher_of(judged, encoder, cache, report)
    modes: dict[str, Weights] = {mode: WEIGHTS[mode] for mode in MODES}
    left_out = without_each_view(WEIGHTS[FULL])
    found: dict[str, Rankings] = {name: {} for name in (*modes, *left_out)}
    milliseconds: list[float] = []
    for query in questions(judged, encoder, report):
        for name, weights in (*modes.items(), *left_out.items()):
            started = time.perf_counter()
            found[name][query.id] = ranking(searcher, judged, query, weights)
            if name == FULL:
                milliseconds.append(1_000 * (time.perf_counter() - started))
    ablations = {name: found[name] for name in left_out}
    ablations[UNSPOKEN] = _by_full(_without_phrases(searcher, judged.kind), judged, encoder, report)
    if encoders.unadapted.info.space != encoder.info.space:
        plain = searcher_of(judged, encoders.unadapted, cache, report)
        ablations[UNADAPTED] = _by_full(plain, judged, encoders.unadapted, report)
    if encoder.info.glossary and any(query.language == "ko" for query in judged.queries.values()):
        ablations[UNGLOSSED] = _unglossed(searcher, judged, encoders.unglossed, report)
    return Ours({name: found[name] for name in modes}, ablations, cost_of(milliseconds))


def without_each_view(weights: Weights) -> dict[str, Weights]:
    """The weights with each view left out in turn, by a name that says which."""
    return {
        f"{FULL} without {left_out.removesuffix(A_PASSAGE)}": replace(
            weights,
            name=f"{weights.name} without {left_out}",
            views={view: weight for view, weight in weights.views.items() if view != left_out},
        )
        for left_out in weights.views
    }


def _by_full(searcher: Searcher, judged: JudgedSet, encoder: Encoder, report: Progress) -> Rankings:
    asked = questions(judged, encoder, report)
    return {query.id: ranking(searcher, judged, query, WEIGHTS[FULL]) for query in asked}


def _without_phrases(searcher: Searcher, kind: Kind) -> Searcher:
    """The same records, no phrase of which is indexed."""
    (part, _), *_others = searcher.parts(kind)
    if not isinstance(part, Segment):
        raise TypeError(f"{type(part).__name__} is no published segment")
    silent = LexicalIndex.build([() for _ in part.ids], part.phrases.parameters)
    return Searcher.of(searcher.encoder, {kind: replace(part, phrases=silent)})


def cost_of(milliseconds: Sequence[float]) -> Cost:
    """Of one figure a query, in the order in which they were asked."""
    counted = np.array(milliseconds[WARM:] or milliseconds)
    return Cost(float(np.median(counted)), float(np.percentile(counted, 95)))


def _unglossed(searcher: Searcher, judged: JudgedSet, bare: Encoder, report: Progress) -> Rankings:
    """Asked without the glossary; the records stay as they are indexed."""
    return {query.id: ranking(searcher, judged, query, WEIGHTS[FULL]) for query in _as_they_stand(judged, bare, report)}


def _as_they_stand(judged: JudgedSet, bare: Encoder, report: Progress) -> Iterator[Asked]:
    glossary = shipped_glossary()
    for query in questions(judged, bare, report):
        text = judged.queries[query.id].text
        if language_of(text) != "ko":
            yield query
            continue
        rendered = " ".join(glossary.terms(text, next(analysed([text]))))
        yield replace(query, tokens=less(query.tokens, tokens_many([rendered])[0]))


def less(tokens: Sequence[str], others: Sequence[str]) -> list[str]:
    """The tokens without `others`, each taken away as often as it stands there."""
    return list((Counter(tokens) - Counter(others)).elements())
