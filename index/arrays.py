"""Arrays as bytes: the .npy format without its pickles, read without copying from bytes already checked."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.problems import Unavailable

LONGEST_HEADER = 4_096
PLAIN = "biufSU"
"""Kinds of data type that are nothing but their bytes."""


def array_bytes(array: NDArray[Any]) -> bytes:
    """The array as a .npy file of version 1.0."""
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.ascontiguousarray(array), version=(1, 0), allow_pickle=False)
    return buffer.getvalue()


def array_header(shape: tuple[int, ...], dtype: np.dtype[Any]) -> bytes:
    """The head of a .npy file whose rows are written after it, one batch after another."""
    buffer = io.BytesIO()
    description = np.lib.format.dtype_to_descr(dtype)
    np.lib.format.write_array_header_1_0(buffer, {"descr": description, "fortran_order": False, "shape": shape})
    return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class Layout:
    """Of an array in a file: its rows begin at byte `start`."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    start: int


def layout_from(head: bytes, size: int, dtype: str, dimensions: int, name: str) -> Layout:
    """What the first bytes say of an array in `size` bytes. Raises as `array_from`."""
    buffer = io.BytesIO(head)
    try:
        version = np.lib.format.read_magic(buffer)
        shape, fortran, found = np.lib.format.read_array_header_1_0(buffer)
    except (ValueError, EOFError, SyntaxError) as error:
        raise Unavailable.because("index_damaged", name, detail="no array") from error
    start = buffer.tell()
    fits = (
        version == (1, 0)
        and found == np.dtype(dtype)
        and found.kind in PLAIN
        and len(shape) == dimensions
        and not fortran
    )
    if not fits or size - start != math.prod(shape) * found.itemsize:
        raise Unavailable.because("index_damaged", name, detail="not the array that is expected")
    return Layout(shape, found, start)


def array_from(content: bytes, dtype: str, dimensions: int, name: str) -> NDArray[Any]:
    """A read-only view of the bytes.

    Raises Unavailable `index_damaged` unless they are exactly an array of that data type (`f4`, `i8`, ...) and
    number of dimensions.
    """
    layout = layout_from(content[:LONGEST_HEADER], len(content), dtype, dimensions, name)
    return np.frombuffer(content, dtype=layout.dtype, offset=layout.start).reshape(layout.shape)
