"""A converted model run by OpenVINO on a processor: no PyTorch, so that a process is ready in a second.

`int8` is a network of its own (`index.inference.quantisation`).
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from corpus.problems import Unavailable
from index.encoder import Vectors
from index.inference.conversion import INTEGERS, NETWORK, TOKENIZER, Converted
from index.inference.engine import Done, Tokens, matrices

TOKEN_BUDGET = 512
"""Two long passages: more leave the cache of a core, fewer leave it waiting."""
HINTS = {"float32": "f32", "bfloat16": "bf16", "int8": "f32"}


class CompiledEngine:
    """See `Engine`. One batch is run with all threads, several at a time with one thread each."""

    budget = TOKEN_BUDGET

    def __init__(self, model: Converted, precision: str, threads: int) -> None:
        from tokenizers import Tokenizer  # noqa: PLC0415 - only for those who encode

        if precision == "int8" and not (model.directory / INTEGERS).is_file():
            raise Unavailable.because("model_unavailable", "precision", "int8", detail="this model has no such form")
        self.precision = precision
        self.longest = model.longest
        self._model = model
        self._threads = threads
        self._tokenizer = Tokenizer.from_file(str(model.directory / TOKENIZER))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._running, self._running_many = threading.Lock(), threading.Lock()

    @cached_property
    def _one(self) -> Any:
        return self._compiled(streams=1).create_infer_request()

    @cached_property
    def _many(self) -> Any:
        import openvino  # noqa: PLC0415 - only for those who encode

        return openvino.AsyncInferQueue(self._compiled(streams=self._threads), self._threads)

    def overhead(self, prompt: str) -> int:
        return len(self._tokenizer.encode(prompt).ids)

    def tokenized(self, texts: Sequence[str], prompt: str) -> list[Tokens]:
        before = len(prompt)
        found = []
        prompted = [prompt + text for text in texts]
        for text, each in zip(prompted, self._tokenizer.encode_batch(prompted), strict=True):
            special = each.special_tokens_mask
            starts = [
                start - before
                for (start, _), is_special in zip(each.offsets, special, strict=True)
                if not is_special and start >= before
            ]
            found.append(Tokens(text, each.ids, starts))
        return found

    def encode(self, batches: Sequence[Sequence[Tokens]], done: Done) -> None:
        if len(batches) == 1 or self._threads == 1:
            for number, batch in enumerate(batches):
                with self._running:
                    vectors = np.array(self._one.infer(self._given(batch), share_inputs=True)[0])
                done(number, vectors)
        else:
            with self._running_many:
                self._encode_many(batches, done)

    def _encode_many(self, batches: Sequence[Sequence[Tokens]], done: Done) -> None:
        one_at_a_time = threading.Lock()
        failed: list[BaseException] = []

        def finished(request: Any, number: int) -> None:
            vectors: Vectors = np.array(request.get_output_tensor(0).data)
            with one_at_a_time:
                try:
                    done(number, vectors)
                except BaseException as error:  # noqa: BLE001 - raised below: this thread is not the caller's
                    failed.append(error)

        queue = self._many
        queue.set_callback(finished)
        for number, batch in enumerate(batches):
            if failed:
                break
            queue.start_async(self._given(batch), number)
        queue.wait_all()
        if failed:
            raise failed[0]

    def _given(self, batch: Sequence[Tokens]) -> list[np.ndarray[Any, Any]]:
        return list(matrices(batch, self._model.pad_token))

    def _compiled(self, streams: int) -> Any:
        import openvino  # noqa: PLC0415 - a fifth of a second: only for those who encode

        core = openvino.Core()
        network = core.read_model(self._model.directory / (INTEGERS if self.precision == "int8" else NETWORK))
        options = {
            "INFERENCE_PRECISION_HINT": HINTS[self.precision],
            "INFERENCE_NUM_THREADS": self._threads,
            "NUM_STREAMS": streams,
        }
        return core.compile_model(network, "CPU", options)
