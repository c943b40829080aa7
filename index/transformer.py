"""The sentence-transformers encoder: the bundled model, one in a directory, or one of the Hugging Face hub.

Texts longer than the model reads are encoded in windows of whole words whose vectors are averaged by token
count, so nothing is cut off. Batches are made of texts of like length within a token budget: padding is what
a batch of mixed lengths spends its time on.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from corpus.text import content_hash
from index.encoder import EncodeProgress, EncoderInfo, Vectors
from index.inference import pytorch, trial
from index.inference.choice import ModelChoice
from index.inference.compiled import CompiledEngine
from index.inference.conversion import Converted, kept
from index.inference.engine import Engine, Tokens, padded
from index.inference.pytorch import TorchEngine
from index.inference.quantisation import SCHEME
from index.modelfiles import BUNDLED, ModelFiles, local_directory

TEXTS_A_BATCH = 256
SHORTEST_WINDOW = 16


@dataclass(frozen=True, slots=True)
class _Window:
    """A stretch of the text of that number."""

    text: int
    content: str
    tokens: Tokens

    @property
    def length(self) -> int:
        """Tokens of its own."""
        return len(self.tokens.starts)


class TransformerEncoder:
    """Loads the model at first use; any number of threads may encode.

    Raises Unavailable `model_unavailable` where the model cannot be loaded.
    """

    def __init__(self, choice: ModelChoice | None = None) -> None:
        self.choice = choice or ModelChoice()
        self._loading = threading.RLock()
        self._loaded: Engine | None = None

    @cached_property
    def info(self) -> EncoderInfo:
        """A model in a directory is described by its files; one of the hub has to be loaded for that."""
        choice, directory = self.choice, self._directory
        # The same files are the same model wherever they lie.
        name = choice.model if choice.model == BUNDLED or directory is None else directory.resolve().name
        dimension = self._hub_model.dimension if directory is None else ModelFiles(directory).dimension
        return EncoderInfo(
            name,
            self._revision,
            dimension,
            self._precision,
            choice.query_prompt,
            choice.document_prompt,
            scheme=SCHEME if self._precision == "int8" else "",
        )

    def rendered(self, texts: Sequence[str]) -> list[str]:
        return list(texts)

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self.choice.query_prompt, None)

    def encode_document(self, texts: Sequence[str], progress: EncodeProgress | None = None) -> Vectors:
        return self._encode(texts, self.choice.document_prompt, progress)

    @cached_property
    def _directory(self) -> Path | None:
        return local_directory(self.choice.model)

    @cached_property
    def _revision(self) -> str:
        """Of the model and its adapter."""
        if self._directory is not None:
            revision = ModelFiles(self._directory).revision
        else:
            # A branch's name would stay the same while the model changes.
            revision = self._hub_model.commit or self.choice.revision or "unknown"
        adapter = self.choice.adapter
        return revision if adapter is None else content_hash([revision, adapter.revision])

    @cached_property
    def _precision(self) -> str:
        if self.choice.precision == "auto" and self._converted is not None:
            return self._converted.precision
        return pytorch.precision_of(self.choice) if self._converted is None else self.choice.precision

    @cached_property
    def _converted(self) -> Converted | None:
        """The model as OpenVINO runs it; made now if it was not before. None where PyTorch runs it."""
        folder = self.choice.converted
        if folder is None or self._directory is None or pytorch.device_of(self.choice) != "cpu":
            return None
        with self._loading:
            found = kept(folder, self._revision) or trial.set_up_apart(
                self.choice, folder, self._revision, self._threads
            )
        return found if found.works else None

    @property
    def _threads(self) -> int:
        return self.choice.threads or os.cpu_count() or 1

    @property
    def _hub_model(self) -> TorchEngine:
        engine = self._engine
        if not isinstance(engine, TorchEngine):
            raise TypeError("a model of the hub is run by PyTorch")
        return engine

    @property
    def _engine(self) -> Engine:
        with self._loading:
            if self._loaded is None:
                converted = self._converted
                if converted is None:
                    self._loaded = TorchEngine(self.choice)
                else:
                    self._loaded = CompiledEngine(converted, self._precision, self._threads)
            return self._loaded

    def _encode(self, texts: Sequence[str], prompt: str, progress: EncodeProgress | None) -> Vectors:
        sums = np.zeros((len(texts), self.info.dimension), dtype=np.float32)
        if not texts:
            return sums
        engine = self._engine
        overhead = engine.overhead(prompt)
        windows = sorted(self._windows(texts, prompt, overhead), key=lambda window: -window.length)
        left = np.bincount([window.text for window in windows], minlength=len(texts))
        batches = list(_batches(windows, overhead, engine.budget))

        def add(number: int, vectors: Vectors) -> None:
            for window, vector in zip(batches[number], vectors, strict=True):
                sums[window.text] += vector * max(window.length, 1)
                left[window.text] -= 1
            if progress is not None:
                progress(int((left == 0).sum()), len(texts))

        engine.encode([[window.tokens for window in batch] for batch in batches], add)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        sums /= np.where(lengths > 0, lengths, 1)
        return sums

    def _windows(self, texts: Sequence[str], prompt: str, overhead: int) -> Iterator[_Window]:
        # Tokenizers, written in Rust, take no text that is not Unicode.
        pending = [(number, text.encode("utf-8", "replace").decode()) for number, text in enumerate(texts)]
        engine = self._engine
        limit = max(engine.longest - overhead, SHORTEST_WINDOW)
        while pending:
            longer: list[tuple[int, str]] = []
            for (number, text), tokens in zip(
                pending, engine.tokenized([text for _, text in pending], prompt), strict=True
            ):
                if len(tokens.starts) <= limit or len(text) < 2:
                    yield _Window(number, text, tokens)
                else:
                    longer += [(number, part) for part in split_evenly(text, tokens.starts, limit)]
            # A part may tokenise a little differently than it did inside the whole, so each is counted again.
            pending = longer


def split_evenly(text: str, starts: Sequence[int], limit: int) -> list[str]:
    """Parts of about equal length in tokens, each at most `limit`, cut between words where there is a blank.

    `starts` are the character positions at which the text's tokens start. The parts joined are the text.
    """
    count = -(-len(starts) // limit)
    cuts = [0]
    for part in range(1, count):
        token = part * len(starts) // count
        # Looking back at most an eighth of a part keeps every part below the limit's neighbourhood.
        for back in range(min(limit // 8, token)):
            start = starts[token - back]
            if text[start - 1 : start].isspace():
                token -= back
                break
        if starts[token] > cuts[-1]:
            cuts.append(starts[token])
    if len(cuts) == 1:
        cuts.append(len(text) // 2)
    return [text[start:end] for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]


def _batches(windows: Sequence[_Window], overhead: int, budget: int) -> Iterator[list[_Window]]:
    """Of windows sorted longest first: as many as fit the budget when padded to the longest."""
    batch: list[_Window] = []
    for window in windows:
        width = padded(batch[0].length + overhead) if batch else 0
        if batch and (len(batch) >= TEXTS_A_BATCH or (len(batch) + 1) * width > budget):
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch
