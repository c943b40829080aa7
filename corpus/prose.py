"""What of a company's own text tells something: stuffed, hidden and endless text does not count in a search.

Left out are sentences and passages that say the same words over and over, what markup hides from a reader, and what
stands behind a gap or further down than anybody reads. What is left stays word for word.

The statistics are those of Ntoulas, A., Najork, M., Manasse, M. and Fetterly, D. (2006): Detecting spam web pages
through content analysis. WWW 2006 (repetition, words without function words), with bounds that lie beyond what honest
profiles, patents and needs reach. A list of things, each told once, is no repetition however long it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from corpus.text import GAP, SENTENCE_END, seen

READ_CHARACTERS = 15_000
"""How far down a text is read, in characters: some six pages."""
BLOCKS = (100, 40)
"""Words that are looked at together, function words aside: about a passage, and some three sentences."""
KEPT = 4_096
"""Texts whose telling runs are remembered: a search reads the same few again and again."""
WORD = re.compile(r"[^\W_]{2,}")
FEW = 6
"""Words that are too few to be looked at by themselves."""
STEM = 6
"""Letters that a word is known by; of a Korean one two syllables, so that particles make no other word of it."""
STEM_KOREAN = 2
FUNCTION_WORDS = frozenset(
    """a about all also am an and any are as at be been being between both but by can do does each for from had has
    have he her his how i if in into is it its may more most no nor not of on or other our out over own she so some such
    than that the their them then there these they this those through to under up us was we were what when where which
    while who will with within without would you your""".split()  # noqa: SIM905 - words read better than quotes
)

COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
UNSHOWN = re.compile(r"<(script|style|template|noscript|title|head)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
STYLED = re.compile(
    r"""<([a-z][a-z0-9]*)\b[^<>]*?(?:
        display\s*:\s*none | visibility\s*:\s*(?:hidden|collapse) | opacity\s*:\s*0(?:\.0+)?(?![.\d])
        | font(?:-size)?\s*:\s*[01](?:\.\d+)?(?:px|pt|em|rem|%)?(?![.\d]) | (?:left|top|text-indent)\s*:\s*-\d{3}
        | (?<![-\w])color\s*[:=]\s*["']?\s*(?:white|transparent|\#f{3}(?:f{3})?\b|rgba?\(\s*255\s*,\s*255\s*,\s*255)
        | \s hidden(?=[\s=>/])
        )[^<>]*>.*?(?:</\1\s*>|\Z)""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class _Span:
    """Whole sentences of a text: from where to where, their words in lower case, and the stems of those that tell."""

    start: int
    end: int
    written: list[str]
    stems: list[str]


@lru_cache(maxsize=KEPT)
def telling(text: str) -> tuple[str, ...]:
    """The runs of whole sentences that count, in their order; verbatim where the text is as `seen` leaves it."""
    shown = seen(text)
    shown = (shown if len(shown) <= READ_CHARACTERS else _cut(shown)).split(GAP, maxsplit=1)[0]
    return tuple(run for part in _visible(shown) for run in _telling(part))


def _cut(text: str) -> str:
    end = text.rfind(" ", 0, READ_CHARACTERS)
    return text[: end if end > 0 else READ_CHARACTERS]


def _visible(text: str) -> list[str]:
    """The parts of a text between what markup hides."""
    parts = [text]
    if "<" in text:
        for hidden in (COMMENT, UNSHOWN, STYLED):
            parts = [shown for part in parts for shown in _between(hidden, part)]
    return [part for part in parts if part.strip()]


def _between(hidden: re.Pattern[str], text: str) -> Iterator[str]:
    start = 0
    for found in hidden.finditer(text):
        yield text[start : found.start()]
        start = found.end()
    yield text[start:]


def _telling(text: str) -> Iterator[str]:
    """The runs of sentences in blocks that do not repeat."""
    spans = list(_spans(text))
    left_out = {span.start for span in spans if _stuffed(span)}
    # Windows that overlap are only looked at for what the text as a whole has at all.
    echoing = _echoing([stem for span in spans for stem in span.stems])
    for size in BLOCKS:
        for block in _blocks([span for span in spans if span.start not in left_out], size):
            stems = [stem for span in block for stem in span.stems]
            if len(block) > 1 and (_worn(stems) or (echoing and _echoes(stems))):
                left_out.update(span.start for span in block)
    for worn, group in groupby(spans, key=lambda span: span.start in left_out):
        if not worn:
            run = list(group)
            if kept := text[run[0].start : run[-1].end].strip():
                yield kept


def _spans(text: str) -> Iterator[_Span]:
    """Sentences; one of a few words only stands together with the next."""
    start = 0
    for end in (*(found.end() for found in SENTENCE_END.finditer(text)), len(text)):
        span = _span(text, start, end)
        if len(span.written) >= FEW or end == len(text):
            yield span
            start = end


def _span(text: str, start: int, end: int) -> _Span:
    written = WORD.findall(text[start:end].casefold())
    return _Span(start, end, written, [_stem(word) for word in written if word not in FUNCTION_WORDS])


def _blocks(spans: Sequence[_Span], size: int) -> Iterator[Sequence[_Span]]:
    """From each sentence on, those that make up at least so many words; all of them where they are fewer."""
    for first in range(len(spans)):
        words = 0
        for last in range(first, len(spans)):
            words += len(spans[last].stems)
            if words >= size:
                yield spans[first : last + 1]
                break
        else:
            if first == 0:
                yield spans
            return


def _stem(word: str) -> str:
    return word[:STEM_KOREAN] if "가" <= word[0] <= "힣" else word[:STEM]


def _stuffed(span: _Span) -> bool:
    if len(span.written) - len(set(span.stems)) < 3:
        return False
    return _worn(span.stems) or _echoes(span.stems) or any(map(_stacked, _runs(span.written)))


def _worn(stems: Sequence[str]) -> bool:
    """Few words, each again and again."""
    distinct = len(set(stems))
    if distinct > 0.4 * len(stems) or len(stems) < 5:
        return False
    once = sum(times == 1 for times in Counter(stems).values())
    if len(stems) < 20:
        return once <= 0.2 * distinct
    return distinct <= 0.18 * len(stems) or (distinct <= 0.35 * len(stems) and once <= 0.08 * distinct)


def _stacked(words: Sequence[str]) -> bool:
    """Words without one function word between them, each of which stands there again."""
    counts = Counter(map(_stem, words))
    korean = sum("가" <= word[0] <= "힣" for word in words) > len(words) / 2
    return len(counts) <= (0.35 if korean else 0.5) * len(words) and min(counts.values()) > 1


def _runs(written: Sequence[str], least: int = 12) -> Iterator[list[str]]:
    """The runs of at least so many words between function words."""
    for function, group in groupby(written, key=FUNCTION_WORDS.__contains__):
        run = [] if function else list(group)
        if len(run) >= least:
            yield run


def _echoing(stems: Sequence[str], length: int = 5, times: int = 4) -> bool:
    """Whether any sequence of five words may stand there four times."""
    return sum(found >= times for found in Counter(stems).values()) >= length


def _echoes(stems: Sequence[str], length: int = 5, times: int = 4, share: float = 0.4) -> bool:
    """Whether sequences of five words that stand there four times make up so much of it."""
    if len(set(stems)) > (1 - share * (times - 1) / times) * len(stems):
        return False
    sequences = list(zip(*(stems[start:] for start in range(length)), strict=False))
    counts = Counter(sequences)
    covered: set[int] = set()
    for place, sequence in enumerate(sequences):
        if counts[sequence] >= times:
            covered.update(range(place, place + length))
    return len(covered) >= max(share * len(stems), length * times)
