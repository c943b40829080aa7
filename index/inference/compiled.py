"""A converted model run by OpenVINO on a processor: no PyTorch, so that a process is ready in a second.

In `int8` the weights of linear layers are kept as 8-bit integers with one scale an output (symmetric), and OpenVINO
quantises what meets them by groups of inputs as it comes (dynamic quantisation): the same text gives the same vector
whatever it is encoded beside, and no calibration data is needed.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from index.encoder import Vectors
from index.inference.conversion import NETWORK, TOKENIZER, Converted
from index.inference.engine import Done, Tokens, matrices

TOKEN_BUDGET = 512
"""Two long passages: more leave the cache of a core, fewer leave it waiting."""
GROUP = 128
"""Inputs that share a scale: the fastest of 32, 64, 128 and 384, and nearer to float32 than the last."""
HINTS = {"float32": "f32", "bfloat16": "bf16", "int8": "f32"}
LARGEST = 127


class CompiledEngine:
    """See `Engine`. One batch is run with all threads, several at a time with one thread each."""

    budget = TOKEN_BUDGET

    def __init__(self, model: Converted, precision: str, threads: int) -> None:
        from tokenizers import Tokenizer  # noqa: PLC0415 - only for those who encode

        self.precision = precision
        self.longest = model.longest
        self._model = model
        self._threads = threads
        self._tokenizer = Tokenizer.from_file(str(model.directory / TOKENIZER))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._running, self._running_many = threading.Lock(), threading.Lock()
        # Compiled now: the first question should not wait for it.
        self._one = self._compiled(streams=1).create_infer_request()

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
        network = core.read_model(self._model.directory / NETWORK)
        if self.precision == "int8":
            quantise(network)
        options = {
            "INFERENCE_PRECISION_HINT": HINTS[self.precision],
            "INFERENCE_NUM_THREADS": self._threads,
            "NUM_STREAMS": streams,
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": GROUP,
        }
        return core.compile_model(network, "CPU", options)


def quantise(network: Any) -> int:
    """Puts 8-bit weights in place of those of every linear layer; returns of how many."""
    from openvino import opset13 as opset  # noqa: PLC0415 - only for those who encode

    changed = 0
    for node in network.get_ordered_ops():
        if node.get_type_name() != "MatMul" or not node.get_attributes()["transpose_b"]:
            continue
        weights = node.input_value(1).get_node()
        if weights.get_type_name() != "Constant" or len(weights.get_output_shape(0)) != 2:
            continue
        values = weights.data
        scales = np.maximum(np.abs(values).max(axis=1, keepdims=True) / LARGEST, np.finfo(np.float32).tiny)
        whole = np.rint(values / scales).astype(np.int8)
        rounded = opset.multiply(opset.convert(opset.constant(whole), "f32"), opset.constant(scales.astype(np.float32)))
        node.input(1).replace_source_output(rounded.output(0))
        changed += 1
    return changed
