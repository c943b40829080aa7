"""What runs in the brochure's own process: bounds first, then the file from standard input, then JSON."""

from __future__ import annotations

import json
import resource
import sys
from typing import Final

from corpus.brochures.proposing import proposals_of
from corpus.brochures.reading import blocks_of
from corpus.problems import Refused, TooLarge

MEMORY: Final = 1_200_000_000
"""Address space in bytes: the interpreter and its libraries take about a quarter of it."""
PROCESSOR_SECONDS: Final = 25
BOUNDS: Final = (
    (resource.RLIMIT_AS, MEMORY),
    (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
    (resource.RLIMIT_FSIZE, 50_000_000),
    (resource.RLIMIT_CORE, 0),
    (resource.RLIMIT_NOFILE, 64),
)


def main() -> None:
    """Reads a file from standard input and writes what it proposes, or why it was refused."""
    for bound, most in BOUNDS:
        resource.setrlimit(bound, (most, most))
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
