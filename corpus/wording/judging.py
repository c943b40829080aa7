"""Sentences for programmes, verdicts and tracks."""

from __future__ import annotations

from corpus.wording.entry import Wording
from corpus.wording.judging_companies import WORDING as COMPANIES
from corpus.wording.judging_gates import WORDING as GATES
from corpus.wording.judging_programmes import WORDING as PROGRAMMES
from corpus.wording.judging_subjects import WORDING as SUBJECTS
from corpus.wording.judging_tracks import WORDING as TRACKS

WORDING: dict[str, Wording] = {**PROGRAMMES, **SUBJECTS, **COMPANIES, **GATES, **TRACKS}
