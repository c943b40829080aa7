"""Problems in the reader's language. Each room keeps its own sentences; this joins them."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.problems import Problem
from corpus.text import Language
from corpus.wording.accounts import WORDING as ACCOUNTS
from corpus.wording.backup import WORDING as BACKUP
from corpus.wording.cases import WORDING as CASES
from corpus.wording.dashboard import WORDING as DASHBOARD
from corpus.wording.deciding import WORDING as DECIDING
from corpus.wording.diagnosing import WORDING as DIAGNOSING
from corpus.wording.entry import Wording
from corpus.wording.importing import WORDING as IMPORTING
from corpus.wording.judging import WORDING as JUDGING
from corpus.wording.matching import WORDING as MATCHING
from corpus.wording.operating import WORDING as OPERATING
from corpus.wording.particles import settled
from corpus.wording.production import WORDING as PRODUCTION
from corpus.wording.programmes import WORDING as PROGRAMMES
from corpus.wording.registration import WORDING as REGISTRATION
from corpus.wording.screening import WORDING as SCREENING
from corpus.wording.searching import WORDING as SEARCHING
from corpus.wording.serving import WORDING as SERVING
from corpus.wording.sheets import WORDING as SHEETS
from corpus.wording.signing import WORDING as SIGNING
from corpus.wording.storing import WORDING as STORING
from corpus.wording.tagging import WORDING as TAGGING
from corpus.wording.watching import WORDING as WATCHING

ALL: dict[str, Wording] = {
    **DECIDING,
    **IMPORTING,
    **STORING,
    **TAGGING,
    **SEARCHING,
    **MATCHING,
    **SERVING,
    **JUDGING,
    **SCREENING,
    **SIGNING,
    **PROGRAMMES,
    **ACCOUNTS,
    **CASES,
    **REGISTRATION,
    **WATCHING,
    **OPERATING,
    **BACKUP,
    **SHEETS,
    **DASHBOARD,
    **PRODUCTION,
    **DIAGNOSING,
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is wrong, and the mend."""

    reason: str
    mend: str


def sentence(problem: Problem, language: Language = "en") -> Sentence:
    """The problem in words. Raises KeyError for a code without wording, which a test rules out."""
    wording = ALL[problem.code]
    facts = {"field": problem.field, "value": problem.value, **problem.facts}
    if language == "ko":
        return Sentence(settled(wording.ko.format(**facts)), settled(wording.ko_mend.format(**facts)))
    return Sentence(wording.en.format(**facts), wording.en_mend.format(**facts))
