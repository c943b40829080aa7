"""The weights of the tagging formula that fit labelled records best: a logistic regression, the areas sharing all but
their bias, in which a record is as much of an area as its most telling section.

Phrases were chosen on the same records, so they are more reliable there than on others. To undo that, the regression
sees each record several times, and each time some phrases, drawn by chance, are unknown. It then leans more on meaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray

from corpus.passages import Document
from index.encoder import Encoder, Vectors
from matcher.areas.definition import Definition, shipped
from matcher.areas.features import Prototypes, phrase_counts, section_means, sections
from matcher.areas.phrases import PhraseFinder

HIDDEN = 0.3
"""Share of the phrases that are unknown at a time."""
DRAWS = 5
BIAS_PENALTY = 2.0
"""Keeps the bias of an area with few examples near the common one."""
WEIGHT_PENALTY = 0.02
STEPS = 300
FEATURES = ("telling", "weak", "similarity")


@cache
def hiding(seed: int) -> tuple[tuple[Definition, ...], PhraseFinder]:
    """The shipped definitions with `HIDDEN` of their phrases left out by chance, and what finds the rest."""
    random = np.random.default_rng(seed)
    definitions = tuple(
        replace(
            each,
            phrases=tuple(phrase for phrase in each.phrases if phrase.strength == "guard" or random.random() >= HIDDEN),
        )
        for each in shipped()
    )
    return definitions, PhraseFinder(definitions)


def features(
    known: tuple[tuple[Definition, ...], PhraseFinder], document: Document, near: NDArray[np.float32]
) -> NDArray[np.float64]:
    """float64[sections, names, 3], for nearness float32[passages, names]."""
    definitions, finder = known
    parts = sections(document)
    counts = phrase_counts(finder, definitions, document, parts)
    return np.concatenate([counts, section_means(near, parts)[:, :, None]], axis=2).astype(np.float64)


def fitted(
    encoder: Encoder,
    documents: Sequence[Document],
    vectors: Sequence[Vectors],
    truth: NDArray[np.bool_],
) -> str:
    """The common weights and each shipped definition's bias, as lines of the data files, for bool[n, definitions]."""
    prototypes = Prototypes(encoder, shipped())
    near = [prototypes.nearness(prototypes.cosines(matrix)) for matrix in vectors]
    rows = [
        features(hiding(seed), document, nearness)
        for seed in range(DRAWS)
        for document, nearness in zip(documents, near, strict=True)
    ]
    owner = torch.tensor(np.repeat(np.arange(len(rows)), [len(row) for row in rows]))
    given = torch.tensor(np.concatenate(rows))
    wanted = torch.tensor(np.concatenate([truth] * DRAWS).astype(np.float64))
    weights = torch.tensor([3.0, 1.0, 1.0], dtype=torch.float64, requires_grad=True)
    bias = torch.tensor(-6.0, dtype=torch.float64, requires_grad=True)
    own = torch.zeros(truth.shape[1], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights, bias, own], max_iter=STEPS, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        odds = given @ weights + bias + own
        best = torch.full(wanted.shape, -1e9, dtype=torch.float64)
        best = best.scatter_reduce(0, owner[:, None].expand(-1, wanted.shape[1]), odds, "amax")
        found = torch.nn.functional.binary_cross_entropy_with_logits(best, wanted, reduction="sum")
        found = found / DRAWS + BIAS_PENALTY * (own**2).sum() + WEIGHT_PENALTY * (weights**2).sum()
        found.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        return found

    optimizer.step(loss)  # type: ignore[no-untyped-call]  # torch leaves it untyped
    common = [f"{name} = {value:.2f}" for name, value in zip(FEATURES, weights.tolist(), strict=True)]
    biases = [
        f"{name}: bias = {value:.2f}"
        for name, value in zip((each.id for each in shipped()), (bias + own).tolist(), strict=True)
    ]
    return "\n".join([*common, f"bias = {bias.item():.2f}", *biases])
