"""How candidates may be scored: by meaning, by words, by both alike, or by both as the records allow."""

from __future__ import annotations

from typing import Literal, get_args

Mode = Literal["dense", "lexical", "hybrid", "full"]
MODES: tuple[Mode, ...] = get_args(Mode)
