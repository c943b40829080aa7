"""Learning the adapter: contrast within a batch, held to what the model knew before.

The loss is InfoNCE (van den Oord, Li and Vinyals, 2018) over the answers and other texts of a batch, and beside it how
far the similarities among its texts moved away from those without the adapter: what the model knows of the rest of the
world is in them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from torch.nn.utils import parametrize

from bench.adapter.batches import Batch, Batches, Vectors
from bench.adapter.low_rank import Adapting

RANK = 16
LEARNING_RATE, WARM_UP, WEIGHT_DECAY = 2e-4, 40, 0.1
TEMPERATURE = 0.05
HOLDING, HELD = 100.0, 256
"""How much moved similarities count, and of how many texts of a batch."""
TOKENS = 162
"""Of a text, its beginning: more is slower and teaches no more."""

Progress = Callable[[int, int, float], None]
"""Called with (steps done, in all, loss of the last)."""


@dataclass(frozen=True, slots=True)
class Trainer:
    """`model` is the one that is adapted, `plain` the same without."""

    model: SentenceTransformer
    plain: SentenceTransformer

    def train(self, batches: Batches, steps: int, seed: int, progress: Progress) -> Adapting:
        adapting = Adapting(self.model, RANK, seed)
        chance = torch.Generator().manual_seed(seed)
        optimizer = torch.optim.AdamW(adapting.parameters(), lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate(step, steps))
        for step in range(steps):
            loss = self._loss(batches.draw(), chance)
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
            optimizer.step()
            schedule.step()
            progress(step + 1, steps, float(loss.detach()))
        return adapting

    def _loss(self, batch: Batch, chance: torch.Generator) -> torch.Tensor:
        texts = [*batch.questions, *batch.answers, *batch.others]
        with parametrize.cached():
            vectors = encoded(self.model, texts)
        asked, answers = vectors[: len(batch.questions)], vectors[len(batch.questions) :]
        contrast = contrastive(asked, answers, torch.from_numpy(batch.labels).to(asked.device))
        chosen = torch.randperm(len(texts), generator=chance)[:HELD].tolist()
        with torch.no_grad():
            before = encoded(self.plain, [texts[row] for row in chosen])
        after = vectors[chosen]
        return contrast + HOLDING * ((after @ after.T - before @ before.T) ** 2).mean()


def rate(step: int, steps: int) -> float:
    """The share of the learning rate: up to it, then down along a cosine."""
    return min(1.0, (step + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * step / steps))


def contrastive(asked: torch.Tensor, answers: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Question i is answered by row i of `answers`; other rows of its label are neither right nor wrong."""
    own = torch.arange(len(asked), device=asked.device)
    same = labels[: len(asked), None] == labels[None, :]
    same[own, own] = False
    odds = (asked @ answers.T / TEMPERATURE).masked_fill(same, -1e4)
    return torch.nn.functional.cross_entropy(odds, own)


def encoded(model: SentenceTransformer, texts: Sequence[str]) -> torch.Tensor:
    """Unit rows float32[texts, d], with what learning needs."""
    features = model.tokenizer(list(texts), truncation=True, max_length=TOKENS, padding=True, return_tensors="pt")
    given = {name: value.to(model.device) for name, value in features.items()}
    with torch.autocast(model.device.type, dtype=torch.bfloat16):
        pooled: torch.Tensor = model(given)["sentence_embedding"]
    return torch.nn.functional.normalize(pooled.float(), dim=1)


def encoder_of(model: SentenceTransformer) -> Callable[[Sequence[str]], Vectors]:
    """For texts that are only looked at."""

    def encode(texts: Sequence[str]) -> Vectors:
        found = model.encode(list(texts), normalize_embeddings=True, batch_size=256, show_progress_bar=False)
        return np.asarray(found, dtype=np.float32)

    return encode
