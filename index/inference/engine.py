"""What every engine offers: texts to tokens, batches of tokens to vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from index.encoder import Vectors

WIDTH_STEP = 16
"""Batches are padded to a multiple of this: libraries prepare and keep a routine for each shape that they meet."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text behind its prompt. `starts` are the positions in the text itself at which its own tokens start.

    `ids` are all tokens, the prompt's and the special ones among them; empty where the engine makes them of the text.
    """

    prompted: str
    ids: Sequence[int]
    starts: Sequence[int]


Done = Callable[[int, Vectors], None]
"""Called with a batch's number and its unit rows float32[texts, dimension]."""


class Engine(Protocol):
    """Any number of threads may call it.

    `longest` is how many tokens the model reads, `budget` how many padded ones make a good batch.
    """

    @property
    def precision(self) -> str: ...
    @property
    def longest(self) -> int: ...
    @property
    def budget(self) -> int: ...
    def overhead(self, prompt: str) -> int:
        """How many tokens a text behind that prompt takes beside its own."""
        ...

    def tokenized(self, texts: Sequence[str], prompt: str) -> list[Tokens]:
        """Nothing is cut off."""
        ...

    def encode(self, batches: Sequence[Sequence[Tokens]], done: Done) -> None:
        """Each batch's texts fit the model. `done` is called from this thread or another, one call at a time."""
        ...


def padded(width: int) -> int:
    return -(-width // WIDTH_STEP) * WIDTH_STEP


def matrices(batch: Sequence[Tokens], pad_token: int) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """The batch's tokens and which of them count, both int64[texts, width]."""
    width = padded(max(len(each.ids) for each in batch))
    ids = np.full((len(batch), width), pad_token, dtype=np.int64)
    mask = np.zeros((len(batch), width), dtype=np.int64)
    for row, each in enumerate(batch):
        ids[row, : len(each.ids)] = each.ids
        mask[row, : len(each.ids)] = 1
    return ids, mask
