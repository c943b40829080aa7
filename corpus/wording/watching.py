"""Sentences for problems of needs that are kept, saved searches and alerts."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {}
