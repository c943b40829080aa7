"""What runs in the brochure's own process: bounds first, then the file from standard input, then JSON."""

from __future__ import annotations

import json
import sys
from typing import Final

from corpus.brochures.proposing import proposals_of
from corpus.brochures.reading import blocks_of
from corpus.confined import Bounds, confine
from corpus.problems import Refused, TooLarge

MEMORY: Final = 1_200_000_000
"""Address space in bytes: the interpreter and its libraries take about a quarter of it."""
PROCESSOR_SECONDS: Final = 25
FILE_BYTES: Final = 50_000_000


def main() -> None:
    """Reads a file from standard input and writes what it proposes, or why it was refused."""
    confine(Bounds(MEMORY, PROCESSOR_SECONDS, FILE_BYTES))
    content = sys.stdin.buffer.read()
    try:
        found = proposals_of(blocks_of(content, ""))
        answer: dict[str, object] = {"proposals": [each.mapping() for each in found]}
    except Refused as refused:
        answer = _refusal(refused)
    except (MemoryError, RecursionError):
        answer = _refusal(TooLarge.because("brochure_too_much_work", "file", ""))
    sys.stdout.write(json.dumps(answer))


def _refusal(refused: Refused) -> dict[str, object]:
    name = "TooLarge" if isinstance(refused, TooLarge) else "Invalid"
    return {"class": name, "code": refused.problem.code, "facts": dict(refused.problem.facts)}
