"""An encoder for many threads: questions that arrive while others are encoded are encoded together, as one batch.

Two batches at once would share the same cores and each take twice as long; one of them all pays the model's fixed costs
once.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future

import numpy as np

from index.encoder import EncodeProgress, Encoder, EncoderInfo, Vectors

MOST = 64
"""Texts in one batch: the first to come should not wait for many others."""

Awaited = tuple[Sequence[str], Future[Vectors]]


class SharedEncoder:
    """Queries go through one thread at a time, whichever finds the way free; documents as they come."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._encoding = threading.Lock()
        self._queueing = threading.Lock()
        self._queue: list[Awaited] = []

    @property
    def info(self) -> EncoderInfo:
        return self._encoder.info

    def rendered(self, texts: Sequence[str]) -> list[str]:
        return self._encoder.rendered(texts)

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        """See `Encoder`. Raises what encoding the batch raised, to all whose texts are in it."""
        own: Future[Vectors] = Future()
        with self._queueing:
            self._queue.append((texts, own))
        while not own.done():
            with self._encoding:
                if not own.done():
                    self._encode(self._taken())
        return own.result()

    def encode_document(self, texts: Sequence[str], progress: EncodeProgress | None = None) -> Vectors:
        return self._encoder.encode_document(texts, progress)

    def _taken(self) -> list[Awaited]:
        """Those who came first, at least one."""
        with self._queueing:
            count, texts = 1, len(self._queue[0][0])
            while count < len(self._queue) and texts + len(self._queue[count][0]) <= MOST:
                texts += len(self._queue[count][0])
                count += 1
            taken, self._queue = self._queue[:count], self._queue[count:]
        return taken

    def _encode(self, awaited: Sequence[Awaited]) -> None:
        try:
            vectors = self._encoder.encode_query([text for texts, _ in awaited for text in texts])
        except BaseException as error:  # noqa: BLE001 - raised again in every thread that waits
            for _, future in awaited:
                future.set_exception(error)
            return
        ends = np.cumsum([len(texts) for texts, _ in awaited])
        for (_, future), own in zip(awaited, np.split(vectors, ends[:-1]), strict=True):
            future.set_result(own)
