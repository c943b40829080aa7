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
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from corpus.problems import Unavailable
from corpus.text import content_hash
from index.adapter import Adapter
from index.encoder import EncodeProgress, EncoderInfo, Vectors
from index.modelfiles import BUNDLED, ModelFiles, bundled_directory, cpu_has_bfloat16, local_directory

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Precision = Literal["auto", "float32", "bfloat16"]

TOKEN_BUDGET = 2_048
"""Padded tokens in a batch: measured fastest on two cores; a smaller batch also keeps memory small."""
WIDTH_STEP = 16
"""The processor's library prepares and keeps a routine for each shape that it meets: fewer shapes, less memory."""
TEXTS_A_BATCH = 256
LONGEST_WINDOW = 8_192
"""Tokens: some models name no limit of their own, or one that no memory holds."""


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Which model, and how it is run.

    `model` is `bundled`, a directory or a hub name; `revision` a commit of the hub; `device` `cpu`, `cuda` or
    `auto`; `threads` bounds torch for the whole process (None: torch's own choice). Prompts go in front of
    every text, for example `query: ` and `passage: ` for the E5 family. `adapter` changes the model's weights.
    """

    model: str = BUNDLED
    revision: str | None = None
    query_prompt: str = ""
    document_prompt: str = ""
    device: str = "cpu"
    precision: Precision = "auto"
    threads: int | None = None
    adapter: Adapter | None = None


@dataclass(frozen=True, slots=True)
class _Window:
    """A stretch of one text: `text` is its number among those given, `tokens` its length without prompt."""

    text: int
    content: str
    tokens: int


class TransformerEncoder:
    """Loads the model at first use; any number of threads may encode.

    Raises Unavailable `model_unavailable` where the model cannot be loaded.
    """

    def __init__(self, choice: ModelChoice | None = None) -> None:
        self.choice = choice or ModelChoice()
        self._loading = threading.Lock()
        # The tokenizer keeps truncation and padding as state: two threads inside it at once make it fail.
        self._tokenizing = threading.Lock()
        self._loaded: SentenceTransformer | None = None

    @cached_property
    def info(self) -> EncoderInfo:
        """A model in a directory is described by its files; one of the hub has to be loaded for that."""
        choice = self.choice
        directory = local_directory(choice.model)
        if directory is not None:
            files = ModelFiles(directory)
            revision, dimension = files.revision, files.dimension
        else:
            model = self._model
            # A branch's name would stay the same while the model changes.
            revision = getattr(model.config, "_commit_hash", None) or choice.revision or "unknown"
            dimension = int(model.get_embedding_dimension() or 0)
        if choice.adapter is not None:
            revision = content_hash([revision, choice.adapter.revision])
        # The same files are the same model wherever they lie.
        name = choice.model if choice.model == BUNDLED or directory is None else directory.resolve().name
        return EncoderInfo(name, revision, dimension, self._precision, choice.query_prompt, choice.document_prompt)

    def rendered(self, texts: Sequence[str]) -> list[str]:
        return list(texts)

    def encode_query(self, texts: Sequence[str]) -> Vectors:
        return self._encode(texts, self.choice.query_prompt, None)

    def encode_document(self, texts: Sequence[str], progress: EncodeProgress | None = None) -> Vectors:
        return self._encode(texts, self.choice.document_prompt, progress)

    @cached_property
    def _device(self) -> str:
        if self.choice.device != "auto":
            return self.choice.device
        import torch  # noqa: PLC0415 - takes seconds: only for those who encode

        return "cuda" if torch.cuda.is_available() else "cpu"

    @cached_property
    def _precision(self) -> str:
        if self.choice.precision != "auto":
            return self.choice.precision
        fast = self._device.startswith("cuda") or (self._device == "cpu" and cpu_has_bfloat16())
        return "bfloat16" if fast else "float32"

    @property
    def _model(self) -> SentenceTransformer:
        with self._loading:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> SentenceTransformer:
        if self.choice.model == BUNDLED:
            os.environ["HF_HUB_OFFLINE"] = "1"
        # Seconds and hundreds of megabytes: only for those who encode.
        import torch  # noqa: PLC0415 - heavy: only for those who encode
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - heavy: only for those who encode
        from transformers.utils import logging as transformers_logging  # noqa: PLC0415 - heavy: only for those who encode

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        if self.choice.threads:
            torch.set_num_threads(self.choice.threads)
        name = str(bundled_directory()) if self.choice.model == BUNDLED else self.choice.model
        dtype = torch.bfloat16 if self._precision == "bfloat16" else torch.float32
        try:
            model = SentenceTransformer(
                name,
                device=self._device,
                revision=self.choice.revision,
                trust_remote_code=False,
                model_kwargs={"dtype": torch.float32 if self.choice.adapter else dtype},
            )
            if self.choice.adapter is not None:
                self.choice.adapter.apply(model)
                model.to(dtype)
        # PyTorch asserts that it was built for the device that was asked for.
        except (OSError, ValueError, RuntimeError, AssertionError) as error:
            raise Unavailable.because(
                "model_unavailable", "model", self.choice.model, detail=str(error)[:300]
            ) from error
        _pool_in_float32(model)
        return model.eval()

    def _encode(self, texts: Sequence[str], prompt: str, progress: EncodeProgress | None) -> Vectors:
        if not texts:
            return np.zeros((0, self.info.dimension), dtype=np.float32)
        windows = sorted(self._windows(texts, prompt), key=lambda window: -window.tokens)
        sums = np.zeros((len(texts), self.info.dimension), dtype=np.float32)
        left = np.bincount([window.text for window in windows], minlength=len(texts))
        for batch in _batches(windows):
            vectors = self._forward([prompt + window.content for window in batch])
            for window, vector in zip(batch, vectors, strict=True):
                sums[window.text] += vector * max(window.tokens, 1)
                left[window.text] -= 1
            if progress is not None:
                progress(int((left == 0).sum()), len(texts))
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        sums /= np.where(lengths > 0, lengths, 1)
        return sums

    def _forward(self, texts: list[str]) -> Vectors:
        import torch  # noqa: PLC0415 - as in _load

        model = self._model
        with self._tokenizing:
            features = _padded(model.preprocess(texts), model.tokenizer.pad_token_id or 0)
        with torch.inference_mode():
            features = {
                name: value.to(self._device) if isinstance(value, torch.Tensor) else value
                for name, value in features.items()
            }
            pooled: torch.Tensor = model(features)["sentence_embedding"]
            vectors: Vectors = torch.nn.functional.normalize(pooled.float(), dim=1).cpu().numpy()
        return vectors

    def _windows(self, texts: Sequence[str], prompt: str) -> Iterator[_Window]:
        # The tokenizer, written in Rust, takes no text that is not Unicode.
        texts = [text.encode("utf-8", "replace").decode() for text in texts]
        tokenizer = self._model.tokenizer
        longest = min(self._model.max_seq_length or LONGEST_WINDOW, LONGEST_WINDOW)
        with self._tokenizing:
            prompt_tokens = len(tokenizer(prompt, add_special_tokens=False)["input_ids"]) if prompt else 0
        limit = max(longest - tokenizer.num_special_tokens_to_add() - prompt_tokens, 16)
        pending = [(number, text) for number, text in enumerate(texts)]
        while pending:
            with self._tokenizing:
                encoded = tokenizer(
                    [text for _, text in pending],
                    add_special_tokens=False,
                    truncation=False,
                    padding=False,
                    return_attention_mask=False,
                    return_offsets_mapping=True,
                    verbose=False,
                )
            longer: list[tuple[int, str]] = []
            for (number, text), offsets in zip(pending, encoded["offset_mapping"], strict=True):
                if len(offsets) <= limit or len(text) < 2:
                    yield _Window(number, text, len(offsets))
                else:
                    longer += [(number, part) for part in split_evenly(text, [start for start, _ in offsets], limit)]
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


def _batches(windows: Sequence[_Window]) -> Iterator[list[_Window]]:
    """Of windows sorted longest first: as many as fit the budget when padded to the longest."""
    batch: list[_Window] = []
    for window in windows:
        if batch and (len(batch) >= TEXTS_A_BATCH or (len(batch) + 1) * _width(batch[0]) > TOKEN_BUDGET):
            yield batch
            batch = []
        batch.append(window)
    if batch:
        yield batch


def _width(window: _Window) -> int:
    """Tokens that the window takes in a batch that it is the longest of."""
    return -(-(window.tokens + 2) // WIDTH_STEP) * WIDTH_STEP


def _padded(features: dict[str, Any], pad_token: int) -> dict[str, Any]:
    """Widens the batch to a multiple of `WIDTH_STEP` tokens."""
    import torch  # noqa: PLC0415 - as in _load

    missing = -features["input_ids"].shape[1] % WIDTH_STEP
    for name, value in features.items():
        if missing and isinstance(value, torch.Tensor) and value.dim() == 2:
            filler = pad_token if name == "input_ids" else 0
            features[name] = torch.nn.functional.pad(value, (0, missing), value=filler)
    return features


def _pool_in_float32(model: SentenceTransformer) -> None:
    """The transformer may run in bfloat16, but averaging hundreds of token vectors in it loses what they differ by."""
    import torch  # noqa: PLC0415 - as in _load

    modules = list(model.children())
    for module in modules[1:]:
        module.float()

    def widen(_module: torch.nn.Module, _given: object, features: dict[str, object]) -> dict[str, object]:
        for name, value in features.items():
            if isinstance(value, torch.Tensor) and value.dtype == torch.bfloat16:
                features[name] = value.float()
        return features

    modules[0].register_forward_hook(widen)
