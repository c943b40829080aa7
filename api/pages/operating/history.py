"""Rebuilds of the index, told in the reader's language."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from api.language import Words
from corpus.records import JobRun
from corpus.text import Language
from corpus.wording import ALL, Sentence

PUBLISHED = re.compile(
    r"published (?P<name>\S+): (?P<records>[\d,]+) records, "
    r"(?P<encoded>[\d,]+) passages encoded, (?P<reused>[\d,]+) reused, (?P<seconds>[\d.]+) s"
)
UNCHANGED = re.compile(r"unchanged: (?P<name>\S+) has every record")
REFUSED = re.compile(r"refused: (?:\w+: )?quality (?P<quality>[\d.]+) is below (?P<floor>[\d.]+)")


@dataclass(frozen=True, slots=True)
class Rebuild:
    """One run. `outcome` is a sentence; `mend` what to do about it, "" where nothing is amiss."""

    started: datetime
    finished: datetime | None
    state: str
    outcome: str
    mend: str = ""


def rebuilds_in_words(runs: Sequence[JobRun], language: Language) -> list[Rebuild]:
    """The runs in the order given."""
    told = [(run, outcome(run.detail or "", language)) for run in runs]
    return [Rebuild(run.started_at, run.finished_at, run.state, said.reason, said.mend) for run, said in told]


def outcome(detail: str, language: Language) -> Sentence:
    """The note that a rebuild leaves (`api.operating.rebuilding.told`) as a sentence; an unknown one as it is."""
    words = Words(language)
    if found := PUBLISHED.fullmatch(detail):
        sentence = words(
            "%(records)s records published; %(encoded)s passages encoded, %(reused)s reused, %(seconds)s s",
            **found.groupdict(),
        )
        return Sentence(sentence, "")
    if found := UNCHANGED.fullmatch(detail):
        return Sentence(words("Nothing had changed; %(name)s has every record", **found.groupdict()), "")
    if found := REFUSED.match(detail):
        sentence = words("Not published: quality %(quality)s, at least %(floor)s is asked for", **found.groupdict())
        return Sentence(sentence, words("The generation that serves stays. Look at what was imported last."))
    if detail == "the lease ran out":
        return Sentence(words("The process ended without a word"), words("The next rebuild takes up what was done."))
    if detail == "stopped":
        return Sentence(words("Stopped before it was done"), words("The next rebuild takes up what was done."))
    code, _, value = detail.partition(" ")
    return problem_in_words(code, value, language) if code in ALL else Sentence(detail, "")


def problem_in_words(code: str, value: str, language: Language) -> Sentence:
    """A problem of which only code and value were kept: facts that its sentence names are left open."""
    wording = ALL.get(code)
    if wording is None:
        return Sentence(code, "")
    facts: defaultdict[str, str] = defaultdict(lambda: "…", value=value or "…")
    texts = (wording.ko, wording.ko_mend) if language == "ko" else (wording.en, wording.en_mend)
    try:
        reason, mend = (text.format_map(facts) for text in texts)
    except ValueError:
        return Sentence(code, "")
    return Sentence(reason, mend)
