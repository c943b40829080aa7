"""Sentences for problems of uploads and operation."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {}
