"""A brochure read in a process of its own, bounded in memory, processor time and what it may write."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Mapping
from typing import Any, Final

from corpus.brochures.proposal import Proposal
from corpus.confined import command, environment
from corpus.problems import Invalid, Refused, TooLarge

SECONDS: Final = 40
"""By the clock; the process itself stops earlier, by the processor's time that it may take."""
ANSWER: Final = 4_000_000
CLASSES: Final[Mapping[str, type[Refused]]] = {"Invalid": Invalid, "TooLarge": TooLarge}


def proposals_in(content: bytes, name: str) -> list[Proposal]:
    """What a PDF, DOCX or XLSX file proposes. `name` is what the sender calls it.

    Raises Invalid `brochure_format`, `brochure_broken`, `brochure_encrypted`, `brochure_without_text` or
    `brochure_secret`, TooLarge `brochure_bomb`, `brochure_too_many_pages` or `brochure_too_much_work`.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, tempfile.TemporaryFile() as told:
        try:
            done = subprocess.run(  # nosec B603  # noqa: S603 - our own module, with nothing of the sender's in the call
                command("corpus.brochures.process"),
                input=content,
                # Into a file, which the process's bounds keep from growing past them.
                stdout=told,
                stderr=subprocess.DEVNULL,
                timeout=SECONDS,
                cwd=folder,
                env=environment(folder),
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise TooLarge.because("brochure_too_much_work", "file", name) from None
        told.seek(0)
        answer = told.read(ANSWER + 1)
    if done.returncode != 0 or len(answer) > ANSWER:
        raise TooLarge.because("brochure_too_much_work", "file", name)
    return _answer(answer, name)


def _answer(told: bytes, name: str) -> list[Proposal]:
    try:
        answer: dict[str, Any] = json.loads(told)
        if "code" in answer:
            kind = CLASSES[answer["class"]]
            raise kind.because(str(answer["code"]), "file", name, **answer["facts"])
        return [Proposal.of(each) for each in answer["proposals"]]
    except (ValueError, KeyError, TypeError):
        raise Invalid.because("brochure_broken", "file", name) from None
