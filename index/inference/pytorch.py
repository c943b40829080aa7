"""A model as sentence-transformers loads it, run by PyTorch: on a graphics card, or on any processor."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.problems import Unavailable
from index.encoder import Vectors
from index.inference.choice import ModelChoice
from index.inference.engine import Done, Tokens, padded
from index.modelfiles import BUNDLED, bundled_directory, cpu_has_bfloat16

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

TOKEN_BUDGET = 2_048
"""Measured fastest on two cores; a smaller batch also keeps memory small."""
CARD_TOKEN_BUDGET = 32_768
"""On a graphics card: an H200 encodes 1,850 passages a second so, 750 with a processor's budget."""
LONGEST_WINDOW = 8_192
"""Tokens: some models name no limit of their own, or one that no memory holds."""


def device_of(choice: ModelChoice) -> str:
    if choice.device != "auto":
        return choice.device
    import torch  # noqa: PLC0415 - takes seconds: only for those who encode

    return "cuda" if torch.cuda.is_available() else "cpu"


def precision_of(choice: ModelChoice) -> str:
    """What PyTorch runs the model in. Raises Unavailable `model_unavailable` for one that it cannot."""
    if choice.precision == "int8":
        raise Unavailable.because("model_unavailable", "precision", "int8", detail="OpenVINO runs it, on processors")
    if choice.precision != "auto":
        return choice.precision
    device = device_of(choice)
    fast = device.startswith("cuda") or (device == "cpu" and cpu_has_bfloat16())
    return "bfloat16" if fast else "float32"


def loaded(choice: ModelChoice, precision: str) -> SentenceTransformer:
    """The model with its adapter. Raises Unavailable `model_unavailable`."""
    if choice.model == BUNDLED:
        os.environ["HF_HUB_OFFLINE"] = "1"
    # Seconds and hundreds of megabytes: only for those who encode.
    import torch  # noqa: PLC0415 - heavy: only for those who encode
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - heavy: only for those who encode
    from transformers.utils import logging as transformers_logging  # noqa: PLC0415 - heavy: only for those who encode

    # The library has no annotations here.
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    if choice.threads:
        torch.set_num_threads(choice.threads)
    name = str(bundled_directory()) if choice.model == BUNDLED else choice.model
    dtype = torch.bfloat16 if precision == "bfloat16" else torch.float32
    try:
        model = SentenceTransformer(
            name,
            device=device_of(choice),
            revision=choice.revision,
            trust_remote_code=False,
            model_kwargs={"dtype": torch.float32 if choice.adapter else dtype},
        )
        if choice.adapter is not None:
            choice.adapter.apply(model)
            model.to(dtype)
    # PyTorch asserts that it was built for the device that was asked for.
    except (OSError, ValueError, RuntimeError, AssertionError) as error:
        raise Unavailable.because("model_unavailable", "model", choice.model, detail=str(error)[:300]) from error
    return model.eval()


def longest_of(model: SentenceTransformer) -> int:
    """Tokens that the model reads, with the special ones."""
    return min(model.max_seq_length or LONGEST_WINDOW, LONGEST_WINDOW)


class TorchEngine:
    """See `Engine`."""

    def __init__(self, choice: ModelChoice) -> None:
        """Loads the model. Raises Unavailable `model_unavailable`."""
        self.precision = precision_of(choice)
        self.model = loaded(choice, self.precision)
        _pool_in_float32(self.model)
        self.longest = longest_of(self.model)
        self._device = device_of(choice)
        self.budget = CARD_TOKEN_BUDGET if self._device.startswith("cuda") else TOKEN_BUDGET
        # The tokenizer keeps truncation and padding as state: two threads inside it at once make it fail.
        self._tokenizing = threading.Lock()

    @property
    def dimension(self) -> int:
        return int(self.model.get_embedding_dimension() or 0)

    @property
    def commit(self) -> str:
        """Of a model that came from the hub, "" for another."""
        return getattr(self.model.config, "_commit_hash", None) or ""

    def overhead(self, prompt: str) -> int:
        tokenizer = self.model.tokenizer
        with self._tokenizing:
            before = len(tokenizer(prompt, add_special_tokens=False)["input_ids"]) if prompt else 0
        return int(tokenizer.num_special_tokens_to_add()) + before

    def tokenized(self, texts: Sequence[str], prompt: str) -> list[Tokens]:
        with self._tokenizing:
            encoded = self.model.tokenizer(
                list(texts),
                add_special_tokens=False,
                truncation=False,
                padding=False,
                return_attention_mask=False,
                return_offsets_mapping=True,
                verbose=False,
            )
        return [
            Tokens(prompt + text, (), [start for start, _ in offsets])
            for text, offsets in zip(texts, encoded["offset_mapping"], strict=True)
        ]

    def encode(self, batches: Sequence[Sequence[Tokens]], done: Done) -> None:
        for number, batch in enumerate(batches):
            done(number, self._forward([each.prompted for each in batch]))

    def _forward(self, texts: list[str]) -> Vectors:
        import torch  # noqa: PLC0415 - as in `loaded`

        with self._tokenizing:
            features = _widened(self.model.preprocess(texts), self.model.tokenizer.pad_token_id or 0)
        with torch.inference_mode():
            features = {
                name: value.to(self._device) if isinstance(value, torch.Tensor) else value
                for name, value in features.items()
            }
            pooled: torch.Tensor = self.model(features)["sentence_embedding"]
            vectors: Vectors = torch.nn.functional.normalize(pooled.float(), dim=1).cpu().numpy()
        return vectors.astype(np.float32, copy=False)


def _widened(features: dict[str, Any], pad_token: int) -> dict[str, Any]:
    """The batch padded to the width that the engine's batches have."""
    import torch  # noqa: PLC0415 - as in `loaded`

    width = features["input_ids"].shape[1]
    missing = padded(width) - width
    for name, value in features.items():
        if missing and isinstance(value, torch.Tensor) and value.dim() == 2:
            filler = pad_token if name == "input_ids" else 0
            features[name] = torch.nn.functional.pad(value, (0, missing), value=filler)
    return features


def _pool_in_float32(model: SentenceTransformer) -> None:
    """The transformer may run in bfloat16, but averaging hundreds of token vectors in it loses what they differ by."""
    import torch  # noqa: PLC0415 - as in `loaded`

    modules = list(model.children())
    for module in modules[1:]:
        module.float()

    def widen(_module: torch.nn.Module, _given: object, features: dict[str, object]) -> dict[str, object]:
        for name, value in features.items():
            if isinstance(value, torch.Tensor) and value.dtype == torch.bfloat16:
                features[name] = value.float()
        return features

    modules[0].register_forward_hook(widen)
