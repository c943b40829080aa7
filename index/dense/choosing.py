"""Which engines a process has, by what its settings name."""

from __future__ import annotations

from corpus.problems import Unavailable
from index.dense.engine import IN_FILES, IN_MILVUS, Engine, Engines
from index.dense.files import FileEngine
from index.dense.milvus.address import Address


def engines_for(chosen: str, milvus: Address | None = None) -> Engines:
    """New generations are written into the chosen one; earlier ones are opened wherever they are.

    `milvus` is a server that may have some (None: none has). Raises Unavailable `vectors_elsewhere` where the chosen
    one has no address, `vectors_driver_missing` where its library is not installed.
    """
    known: dict[str, Engine] = {IN_FILES: FileEngine()}
    if milvus is not None:
        known[IN_MILVUS] = _milvus(milvus)
    if chosen not in known:
        raise Unavailable.because("vectors_elsewhere", value=chosen)
    return Engines(known.pop(chosen), *known.values())


def _milvus(address: Address) -> Engine:
    try:
        # Not needed, and perhaps not installed, where vectors are in files.
        from index.dense.milvus.engine import MilvusEngine  # noqa: PLC0415 - optional
    except ModuleNotFoundError as error:
        raise Unavailable.because("vectors_driver_missing", value=IN_MILVUS, module=str(error.name)) from error
    return MilvusEngine(address)
