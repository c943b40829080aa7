"""How often a process looks for garbage that references alone do not free."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

SELDOM: Final = (50_000, 20, 100)
"""New objects before the youngest are looked at, and how many such looks before older ones are."""


@contextmanager
def collected_seldom() -> Iterator[None]:
    """Where very many objects are made that stay: looking at them over and over took a tenth of a rebuild."""
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
