"""Labels of records, such as the areas of technology that they belong to: who gives them, and how they are kept.

The index does not know what a label means. It keeps, for every record, how sure the labeller is of each name, so
that lists can be narrowed and counted by label without reading the records.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.passages import Document
from index.encoder import Vectors

Halves = NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class LabelScheme:
    """Which labels, and by which version of the labeller: `key` changes whenever its answers may."""

    key: str = ""
    names: tuple[str, ...] = ()


NO_LABELS = LabelScheme()
"""Where nobody labels."""


class Labeller(Protocol):
    """Deterministic: the same document and vectors give the same confidences as long as `key` is the same."""

    @property
    def key(self) -> str: ...
    @property
    def names(self) -> tuple[str, ...]: ...

    def confidences(self, documents: Sequence[Document], vectors: Sequence[Vectors]) -> NDArray[np.float32]:
        """Between 0 and 1, float32[len(documents), len(names)]; `vectors` holds one float32[passages, d] a document."""
        ...


def scheme_of(labeller: Labeller | None) -> LabelScheme:
    return NO_LABELS if labeller is None else LabelScheme(labeller.key, tuple(labeller.names))


def labels_for(labeller: Labeller | None, documents: Sequence[Document], vectors: Sequence[Vectors]) -> Halves:
    """The labeller's confidences as they are kept, float16[len(documents), names]; no columns without a labeller.

    Raises ValueError where the labeller breaks its promise.
    """
    if labeller is None:
        return np.zeros((len(documents), 0), dtype=np.float16)
    found = np.asarray(labeller.confidences(documents, vectors), dtype=np.float32)
    if found.shape != (len(documents), len(labeller.names)) or not ((found >= 0) & (found <= 1)).all():
        raise ValueError(f"labeller {labeller.key}: {found.shape} confidences, or some outside 0 to 1")
    return halves(found)


def halves(values: NDArray[np.float32]) -> Halves:
    """Rounded down, so that a confidence just below a threshold never reaches it by being kept in two bytes."""
    nearest = values.astype(np.float16)
    lower = np.nextafter(nearest, np.float16(-np.inf))
    return np.where(nearest.astype(np.float32) > values, lower, nearest)
