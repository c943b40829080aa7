"""Coded values of the room as the reader sees them: English here, Korean in its catalogue."""

from __future__ import annotations

from collections.abc import Mapping

LABELS: Mapping[str, Mapping[str, str]] = {}
