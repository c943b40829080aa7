"""Korean technical text in English words, so that an English model and English records can be reached from it.

A glossary of the project's own (`index/data/glossary.tsv`: Korean, English, area) is applied to runs of Korean
nouns: each run is divided into entries so that as little as possible stays uncovered. Verbs and adjectives are looked
up in their dictionary form. What no entry covers is left out; Latin words and figures stay as they are. This renders
terms, it does not translate sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

from corpus.text import content_hash

NOMINAL = frozenset({"NNG", "NNP", "NNB", "NR", "XR", "XPN", "XSN", "MM", "SN", "SL"})
"""Kiwi's tags of what compounds consist of: nouns, roots, their prefixes and suffixes, figures, Latin letters."""
PREDICATES = ("VV", "VA")
"""Beginnings of Kiwi's tags of verbs and adjectives; irregular ones say so after a hyphen."""
DICTIONARY_ENDING = "다"
SENTENCE_TAGS = frozenset({"SF", "SP", "SSO", "SSC"})
LATIN = re.compile(r"[^\W_ᄀ-ᇿ㄰-㆏가-힣]+(?:[-./][^\W_ᄀ-ᇿ㄰-㆏가-힣]+)*")
HOLLOW = frozenset(
    """발명 이용 포함 제공 사용 경우 구성 가능 형성 활용 기존 다양 각종 본 상기 해당 관련 필요 실시 구비 특징 목적
    상태""".split()  # noqa: SIM905 - words read better than quotes
)
"""Entries that every patent has: rendered, they would drown the rest."""
LONGEST_ENTRY = 16
LONGEST_RUN = 40
"""Syllables; a longer run is no compound but text without blanks, and is divided in parts."""
UNCOVERED = 3.0
"""Cost of a syllable that no entry covers."""
ALIGNED, ACROSS = 1.0, 1.5
"""Cost of an entry whose ends are ends of morphemes, and of one that cuts through some."""


@dataclass(frozen=True, slots=True)
class Morpheme:
    """`start` and `end` are character positions in the text."""

    form: str
    tag: str
    start: int
    end: int


@dataclass(frozen=True)
class Glossary:
    """`entries` from Korean (compounds without blanks) to English."""

    entries: Mapping[str, str]

    @cached_property
    def version(self) -> str:
        """12 hex digits that change with any entry."""
        return content_hash(self.entries)[:12]

    def terms(self, text: str, morphemes: Sequence[Morpheme]) -> list[str]:
        """The English of the text's Korean compounds alone: its Latin words and figures are left out."""
        found: list[str] = []
        for run in _runs(text, morphemes):
            if not run.stop and not LATIN.fullmatch(run.text):
                found += self._words(run)
        return found

    def english(self, text: str, morphemes: Sequence[Morpheme]) -> str:
        """The text's terms in English, in their order, sentences apart."""
        words: list[str] = []
        for run in _runs(text, morphemes):
            if run.stop:
                if words and not words[-1].endswith("."):
                    words[-1] += "."
            elif LATIN.fullmatch(run.text):
                words.append(run.text)
            else:
                words += self._words(run)
        return " ".join(words)

    def unknown(self, text: str, morphemes: Sequence[Morpheme]) -> list[str]:
        """The text's compounds of which no part is an entry."""
        runs = (run for run in _runs(text, morphemes) if not (run.stop or run.predicate or LATIN.fullmatch(run.text)))
        return [run.text for run in runs if not self._divided(run.text, run.cuts)]

    def _words(self, run: _Run) -> list[str]:
        """A dictionary form is one entry or none: divided, it would give other words."""
        if not run.predicate:
            return self.rendered(run.text, run.cuts)
        return [self.entries[run.text]] if run.text in self.entries else []

    def rendered(self, run: str, cuts: frozenset[int]) -> list[str]:
        """The English of the entries that a run of nouns divides into; `cuts` are where its morphemes end."""
        return [self.entries[entry] for entry in self._divided(run, cuts) if entry not in HOLLOW]

    def _divided(self, run: str, cuts: frozenset[int]) -> list[str]:
        """The entries of the run, in their order.

        Viterbi over the positions: least cost, which is mostly least uncovered.
        """
        best: list[tuple[float, int, bool]] = [(0.0, 0, False)]
        for end in range(1, len(run) + 1):
            cost, start, known = best[end - 1][0] + UNCOVERED, end - 1, False
            for begin in range(max(0, end - LONGEST_ENTRY), end):
                aligned = begin in cuts and end in cuts
                if run[begin:end] not in self.entries or (end - begin == 1 and not aligned):
                    continue
                total = best[begin][0] + (ALIGNED if aligned else ACROSS)
                if total < cost:
                    cost, start, known = total, begin, True
            best.append((cost, start, known))
        found: list[str] = []
        position = len(run)
        while position:
            _, start, known = best[position]
            if known:
                found.append(run[start:position])
            position = start
        return found[::-1]


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring nominal morphemes as one string with its morphemes' ends, a `predicate` in its dictionary form, or
    the `stop` between sentences."""

    text: str
    cuts: frozenset[int] = frozenset()
    predicate: bool = False
    stop: bool = False


def _runs(text: str, morphemes: Sequence[Morpheme]) -> Iterator[_Run]:
    """Blanks inside compounds are written at will in Korean, so they do not end a run; anything else does."""
    pending: list[Morpheme] = []
    for morpheme in morphemes:
        latin = LATIN.fullmatch(morpheme.form) is not None
        joins = morpheme.tag in NOMINAL and not latin
        apart = bool(pending) and text[pending[-1].end : morpheme.start].strip() != ""
        length = sum(len(each.form) for each in pending)
        if pending and (not joins or apart or length + len(morpheme.form) > LONGEST_RUN):
            yield _joined(pending)
            pending = []
        if joins:
            pending.append(morpheme)
        elif latin:
            yield _Run(morpheme.form)
        elif morpheme.tag.startswith(PREDICATES):
            yield _Run(morpheme.form + DICTIONARY_ENDING, predicate=True)
        elif morpheme.tag in SENTENCE_TAGS:
            yield _Run("", stop=True)
    if pending:
        yield _joined(pending)


def _joined(morphemes: Sequence[Morpheme]) -> _Run:
    cuts = {0}
    length = 0
    for morpheme in morphemes:
        length += len(morpheme.form)
        cuts.add(length)
    return _Run("".join(morpheme.form for morpheme in morphemes), frozenset(cuts))


@cache
def shipped_glossary() -> Glossary:
    """The project's own entries."""
    return Glossary({korean: english for korean, english, _ in shipped_entries()})


def shipped_entries() -> Iterator[tuple[str, str, str]]:
    """Korean, English, area."""
    lines = resources.files("index").joinpath("data/glossary.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines:
        korean, english, area = line.split("\t")
        yield korean, english, area
