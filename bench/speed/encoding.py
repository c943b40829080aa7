"""Encoding of real passages, against sentence-transformers as it is called by default, in turn."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from bench.speed.rows import Row
from index.adapter import SHIPPED, Adapter
from index.inference.choice import ModelChoice
from index.modelfiles import bundled_directory
from index.transformer import TransformerEncoder

PART = "encoding"
SAMPLE, ROUNDS = 240, 4
FEWEST, MOST = 190, 254
"""Tokens: passages that fill most of what the model reads at once, so that neither side cuts or drops any."""


def passages(data: Path, count: int = SAMPLE) -> list[str]:
    """Abstracts of projects, drawn at random, of some 226 tokens in the mean."""
    tokenizer = Tokenizer.from_file(str(bundled_directory() / "tokenizer.json"))
    tokenizer.no_truncation()
    found: list[str] = []
    with gzip.open(data / "eval" / "award_to_firm" / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            found += [each["abstract"] for each in json.loads(line).get("projects", [])]
    np.random.default_rng(1).shuffle(found)
    lengths = (len(each.ids) - 2 for text in found for each in (tokenizer.encode(text),))
    fitting = (text for text, length in zip(found, lengths, strict=True) if FEWEST <= length <= MOST)
    return list(islice(fitting, count))


def measure(data: Path, folder: Path) -> list[Row]:
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - seconds

    texts = passages(data)
    ours = TransformerEncoder(ModelChoice(adapter=Adapter(SHIPPED), converted=folder / "models"))
    theirs = SentenceTransformer(str(bundled_directory()), device="cpu")
    speeds = in_turn([lambda: ours.encode_document(texts), lambda: theirs.encode(texts)], len(texts))
    precision = ours.info.precision
    return [
        Row(
            PART,
            "encoding documents",
            f"{speeds[0]:.1f} passages/s ({precision})",
            f"{speeds[1]:.1f} passages/s, sentence-transformers in float32",
            speeds[0] / speeds[1],
            3,
            5,
            at_least=True,
        )
    ]


def in_turn(work: Sequence[Callable[[], object]], count: int) -> list[float]:
    """How many of `count` a second each does, by the median of its rounds, after one that is not counted."""
    taken: list[list[float]] = [[] for _ in work]
    for _ in range(ROUNDS + 1):
        for own, each in zip(taken, work, strict=True):
            started = time.perf_counter()
            each()
            own.append(time.perf_counter() - started)
    return [count / float(np.median(own[1:])) for own in taken]
