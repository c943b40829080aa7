"""Sentences for problems of cases."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {}
