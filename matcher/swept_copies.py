"""`matcher.copies` for the candidates of a sweep, which are the best few only."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from corpus.store import RecordSummary, Store
from index.searcher import Searcher
from matcher.copies import FEWEST, Wording, views_without_copies
from matcher.fusion import shown
from matcher.sweeping import Candidate, Question, Swept


def without_copies(store: Store, searcher: Searcher, question: Question, record: RecordSummary, swept: Swept) -> Swept:
    """The companies in the order of a single question by that patent or need.

    One that falls below the last of them is left out: who stands between is not known.
    """
    wording = Wording(question.vectors, question.tokens)
    if len(wording.phrases) < FEWEST:
        return swept
    changed = views_without_copies(store, searcher, record, wording, [each.id for each in swept.candidates])
    scale = swept.scale
    if not changed or scale is None:
        return swept

    def seen_anew(candidate: Candidate) -> Candidate:
        if candidate.id not in changed:
            return candidate
        views = {**candidate.views, **changed[candidate.id]}
        score = float(shown(np.array([scale.fused(views)], dtype=np.float32))[0])
        return Candidate(candidate.id, score, views)

    last = swept.candidates[-1].score
    kept = [each for each in map(seen_anew, swept.candidates) if each.id not in changed or each.score >= last]
    return replace(swept, candidates=tuple(sorted(kept, key=lambda each: (-each.score, each.id))))
