"""The process that speaks with Ray: hands blocks of texts to its workers, and their vectors back.

Ray Data runs a worker's lost blocks again; the texts stay in the object store of this machine until they are done.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import ray
import ray.data
from ray._private import ray_constants

from corpus.problems import Problem, Refused, Unavailable
from index.bulk import TextBlock, VectorBlock
from index.encoder import Encoder, EncoderInfo
from index.ray_choice import EncoderFactory, Failed, RayChoice

OBJECT_STORE_BYTES = 500_000_000
"""Of a cluster that is started here; beyond it, texts are spilled to its folder."""
DETAIL_CHARACTERS = 300
CLOSED = (EOFError, BrokenPipeError, ConnectionResetError)
"""Whoever asked is gone."""
Batch = dict[str, Any]
"""Columns of a block, as NumPy arrays."""


class EncodingRefused(Exception):
    """What an encoder refused, in a form that survives the way between processes. Ray adds advice of its own."""

    def __init__(self, problem: Problem, *advice: object) -> None:
        super().__init__(problem, *advice)
        self.problem = problem


class BlockEncoder:
    """One worker: makes its encoder at the first block, and keeps it."""

    def __init__(self, factory: EncoderFactory, expected: EncoderInfo) -> None:
        self._factory = factory
        self._expected = expected
        self._encoder: Encoder | None = None

    def __call__(self, batch: Batch) -> Batch:
        """Columns `hash` and `text` to `hash` and `vector`. Raises EncodingRefused."""
        try:
            vectors = self._encoding().encode_document([str(text) for text in batch["text"]])
        except Refused as refused:
            raise EncodingRefused(refused.problem) from None
        except Exception as error:
            raise EncodingRefused(Problem.of("cluster_failed", "cluster", "worker", detail=_said(error))) from error
        return {"hash": batch["hash"], "vector": vectors}

    def _encoding(self) -> Encoder:
        if self._encoder is None:
            made = self._factory()
            if made.info.key != self._expected.key:
                detail = f"a worker has {made.info}, not {self._expected}"
                raise Unavailable.because("cluster_failed", "cluster", "worker", detail=detail[: 2 * DETAIL_CHARACTERS])
            self._encoder = made
        return self._encoder


def drive(pipe: Connection, choice: RayChoice, factory: EncoderFactory, folder: Path) -> None:
    """Answers every request of `RayBulk` until its end of the pipe is closed."""
    try:
        _connect(choice, folder)
    # Ray raises what it likes: ConnectionError, RuntimeError, ValueError, its own.
    except Exception as error:  # noqa: BLE001 - told to whoever asked
        pipe.send(Failed(_problem("cluster_unavailable", choice, error)))
        return
    try:
        pipe.send(None)
        while True:
            _answer(pipe, choice, factory)
    except CLOSED:
        return
    finally:
        ray.shutdown()


def _connect(choice: RayChoice, folder: Path) -> None:
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
    if choice.address:
        ray.init(address=choice.address, **quiet)
        return
    # Else Ray opens its ports to every network, whatever address it is given.
    ray_constants.ENABLE_RAY_CLUSTER = False
    ray.init(
        address="local",
        num_cpus=choice.workers * choice.cpus,
        object_store_memory=OBJECT_STORE_BYTES,
        include_dashboard=False,
        _node_ip_address="127.0.0.1",
        _temp_dir=str(folder),
        **quiet,
    )


def _answer(pipe: Connection, choice: RayChoice, factory: EncoderFactory) -> None:
    info: EncoderInfo = pipe.recv()
    references = []
    try:
        while (block := pipe.recv()) is not None:
            references.append(_put(block))
            pipe.send(None)
        for vectors in _encoded(references, choice, factory, info):
            pipe.send(vectors)
    except CLOSED:
        raise
    except Exception as error:  # noqa: BLE001 - told to whoever asked
        pipe.send(Failed(_problem("cluster_failed", choice, error)))
    else:
        pipe.send(None)


def _put(block: TextBlock) -> Any:
    return ray.put(pa.table({"hash": list(block.hashes), "text": list(block.texts)}))


def _encoded(
    references: Sequence[Any], choice: RayChoice, factory: EncoderFactory, info: EncoderInfo
) -> Iterator[VectorBlock]:
    """As they come; a block of texts is what a worker takes at once, and what its death costs."""
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.raise_original_map_exception = True
    context.execution_no_progress_timeout_s = choice.patience
    encoding = ray.data.from_arrow_refs(list(references)).map_batches(
        BlockEncoder,
        fn_constructor_args=(factory, info),
        batch_size=None,
        batch_format="numpy",
        compute=ray.data.ActorPoolStrategy(size=choice.workers),
        num_cpus=choice.cpus,
        num_gpus=1 if choice.gpu else 0,
    )
    for batch in encoding.iter_batches(batch_size=None, batch_format="numpy", prefetch_batches=0):
        vectors = np.asarray(batch["vector"], dtype=np.float32)
        yield VectorBlock(tuple(map(str, batch["hash"])), vectors)


def _problem(code: str, choice: RayChoice, error: BaseException) -> Problem:
    """What an encoder refused, or else what Ray says."""
    refused = getattr(error, "cause", error)
    if isinstance(refused, EncodingRefused):
        return refused.problem
    return Problem.of(code, "cluster", choice.address or "local", detail=_said(error))


def _said(error: BaseException) -> str:
    """The kind of an error and its first line."""
    said = str(error).strip().splitlines() or [""]
    return f"{type(error).__name__}: {said[0]}"[:DETAIL_CHARACTERS]
