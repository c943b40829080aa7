"""Sentences for problems of registrations and brochures."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {}
