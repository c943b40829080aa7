"""A file made to harm whoever reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hostile:
    """`make` gives its bytes, a few hundred kilobytes at most; `harmless`: what it says may be taken, as text."""

    name: str
    make: Callable[[], bytes]
    harmless: bool = False


def fixed(name: str, content: bytes | str, *, harmless: bool = False) -> Hostile:
    held = content.encode() if isinstance(content, str) else content
    return Hostile(name, lambda: held, harmless)
