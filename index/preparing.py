"""Changed records made ready to be searched: at once if they are few, in the background if they are many."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.passages import Document
from corpus.problems import Refused
from index.cache import VectorCache
from index.encoder import Encoder
from index.encoding import vectors_for
from index.fresh import FreshDocument, prepared
from index.labels import Labeller, labels_for, scheme_of
from index.vocabulary import Vocabulary

log = logging.getLogger(__name__)

BACKGROUND_BATCH = 128


@dataclass(frozen=True, slots=True)
class Awaiting:
    """A record as it was at change number `seq`."""

    seq: int
    document: Document


@dataclass(frozen=True, slots=True)
class Outcome:
    """`fresh` is None where preparing failed, which `Preparer.problem` names."""

    awaiting: Awaiting
    fresh: FreshDocument | None


class Preparer:
    """Encodes through the cache, tokenises and labels.

    `vocabulary` numbers the terms of all that it prepares, `scheme` is what it labels by.
    """

    def __init__(self, encoder: Encoder, cache: VectorCache, labeller: Labeller | None = None) -> None:
        self.vocabulary = Vocabulary()
        self.problem = ""
        self._encoder = encoder
        self._cache = cache
        self._labeller = labeller
        self.scheme = scheme_of(labeller)
        self._thread: threading.Thread | None = None

    @property
    def busy(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def now(self, batch: Sequence[Awaiting]) -> list[Outcome]:
        """All of them, while the caller waits."""
        documents = [awaiting.document for awaiting in batch]
        try:
            vectors = vectors_for(documents, self._encoder, self._cache).matrices
        except Refused as refused:
            self.problem = refused.problem.code
            log.warning("index: changed records cannot be prepared (%s)", refused.problem.code)
            return [Outcome(awaiting, None) for awaiting in batch]
        self.problem = ""
        labels = labels_for(self._labeller, documents, vectors)
        ready = prepared(documents, vectors, self.vocabulary, labels)
        return [Outcome(awaiting, fresh) for awaiting, fresh in zip(batch, ready, strict=True)]

    def in_background(self, batch: Sequence[Awaiting], deliver: Callable[[list[Outcome]], None]) -> None:
        """Hands them over in parts, in the order given, from another thread. Only while not `busy`."""

        def work() -> None:
            for start in range(0, len(batch), BACKGROUND_BATCH):
                part = batch[start : start + BACKGROUND_BATCH]
                outcomes = [Outcome(awaiting, None) for awaiting in part]
                try:
                    outcomes = self.now(part)
                finally:
                    deliver(outcomes)

        thread = threading.Thread(target=work, name="index-prepare", daemon=True)
        thread.start()
        # Only a thread that runs can be waited for.
        self._thread = thread

    def wait(self, seconds: float) -> None:
        if self._thread is not None:
            self._thread.join(seconds)
