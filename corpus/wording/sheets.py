"""Sentences for problems of sheets and exports."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {}
