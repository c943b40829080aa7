"""Kiwi, the morphological analyser: loaded at the first Korean text, one for the process."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from index.glossary import Morpheme

if TYPE_CHECKING:
    from kiwipiepy import Kiwi

THREADS = 2
_lock = threading.Lock()


@cache
def _kiwi() -> Kiwi:
    from kiwipiepy import Kiwi  # noqa: PLC0415 - seconds and 490 MB: only where Korean is read

    return Kiwi(num_workers=min(THREADS, os.cpu_count() or 1))


def analysed(texts: Sequence[str]) -> Iterator[list[Morpheme]]:
    """Each text's morphemes, in order. Kiwi is not loaded for no text."""
    if not texts:
        return
    with _lock:
        for found in _kiwi().tokenize(texts):
            yield [Morpheme(each.form, each.tag, each.start, each.start + each.len) for each in found]
