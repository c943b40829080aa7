"""The Korean font that printed pages need: tests that print are skipped where there is none."""

from __future__ import annotations

import os

import pytest
import typst

NAME = "Noto Sans CJK KR"
needs_korean_font = pytest.mark.skipif(
    os.environ.get("REQUIRE_BROWSER") != "1" and NAME not in typst.Fonts(include_system_fonts=True).families(),
    reason=f"{NAME} is not on this machine (apt-get install fonts-noto-cjk)",
)
"""With REQUIRE_BROWSER=1 they run all the same, and fail."""
