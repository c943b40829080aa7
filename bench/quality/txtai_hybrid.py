"""txtai's hybrid search: its own BM25, its own fusion, and the same model's vectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bench.quality.peers import BATCH, DEPTH, Rankings
from bench.quality.texts import Texts
from index.encoder import Vectors
from matcher.evaluation import Progress
from matcher.metrics import RECALL_CUT

NAME = "txtai hybrid"


def rankings(texts: Texts, report: Progress) -> Rankings | None:
    """The first `RECALL_CUT` ids of every query, a record by its best passage; None where txtai is not installed.

    Settings are those that `hybrid` stands for, but that vectors are searched exactly: by itself txtai would search
    more than 5,000 of them approximately.
    """
    try:
        from txtai import Embeddings  # noqa: PLC0415 - an extra, and seconds to import
    except ImportError:
        return None
    known = dict(zip((*texts.passages, *texts.queries), (*texts.vectors, *texts.asked), strict=True))

    def transform(batch: Sequence[str]) -> Vectors:
        return np.stack([known[text] for text in batch])

    embeddings = Embeddings(
        method="external", transform=transform, hybrid=True, faiss={"components": "IDMap,Flat"}, content=False
    )
    report("txtai index", 0, len(texts.passages))
    embeddings.index((row, text, None) for row, text in enumerate(texts.passages))
    owners = texts.owners
    found: Rankings = {}
    for start in range(0, len(texts.queries), BATCH):
        batch = texts.queries[start : start + BATCH]
        for query_id, hits in zip(
            texts.query_ids[start : start + BATCH], embeddings.batchsearch(list(batch), DEPTH), strict=True
        ):
            records = dict.fromkeys(texts.ids[owners[row]] for row, _ in hits)
            found[query_id] = list(records)[:RECALL_CUT]
        report("txtai", len(found), len(texts.queries))
    embeddings.close()
    return found
