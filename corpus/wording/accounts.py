"""Sentences for problems of accounts, passwords and second factors."""

from __future__ import annotations

from corpus.wording.entry import Wording

WORDING: dict[str, Wording] = {}
