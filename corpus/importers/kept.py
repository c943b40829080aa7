"""What is kept of a row that was not taken: its text and its cells, as every database keeps them."""

from __future__ import annotations

import math
from datetime import date
from typing import Any, Final

from corpus.importers.format import Parsed
from corpus.text import storable

MOST_ORIGINAL: Final = 10_000
"""How many characters of a rejected row are kept."""
MOST_CELLS: Final = 100_000
"""Characters of a rejected row's cells; of a longer row only its text is kept."""


def kept_cells(rejected: Parsed) -> dict[str, Any] | None:
    """The row's cells as JSON has them; None for those of a row too long to keep."""
    if rejected.cells is None:
        return None
    kept: dict[str, Any] = {storable(heading): plain_json(cell) for heading, cell in rejected.cells.items()}
    return kept if len(str(kept)) <= MOST_CELLS else None


def plain_json(cell: object) -> Any:
    """A value as every database keeps it in JSON: days as text, no text that is none."""
    if isinstance(cell, str):
        return storable(cell)
    if isinstance(cell, list | tuple):
        return [plain_json(each) for each in cell]
    if isinstance(cell, dict):
        return {storable(str(name)): plain_json(each) for name, each in cell.items()}
    if isinstance(cell, date):
        return cell.isoformat()[:10]
    is_number = isinstance(cell, int) or (isinstance(cell, float) and math.isfinite(cell))
    return cell if cell is None or is_number else storable(str(cell))
