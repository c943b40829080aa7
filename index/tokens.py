"""Text to the terms that BM25 counts: English stems in American spelling, Korean morphemes and character bigrams.

How much of a text is Hangul decides what is done with it, not a library's guess: Latin words are always
stemmed, Hangul words always give their character bigrams (which forgive spacing and unknown nouns), and a text
that reads as Korean is also taken apart by Kiwi.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from functools import cache, lru_cache
from itertools import pairwise

import Stemmer

from corpus.text import UNSEEN, language_of
from index.glossary import Morpheme, shipped_glossary
from index.korean import analysed
from index.spelling import american

ANALYSIS = 3
"""Goes up with any change in how passages are cut (`corpus.passages`) or terms are made of them (here) or weighed."""
CHARACTERS_AT_ONCE = 20_000
"""A longer text is tokenised in parts, cut at a blank."""
LONGEST_TERM = 64
"""Characters: what is longer is no word, and would only grow the vocabulary."""
MOST_PARTS = 6

WORD = re.compile(r"(?:[^\W_ᄀ-ᇿ㄰-㆏가-힣]+)(?:[-‐‑.'’,](?:[^\W_ᄀ-ᇿ㄰-㆏가-힣]+))*")
HANGUL_WORD = re.compile(r"[가-힣]+")
QUANTITY = re.compile(
    r"(?<![\w.,])(\d+(?:[.,]\d+)*)\s+([kmgtµμ]?(?:hz|v|w|wh|a|ah|pa|j|bps|db|dbm|m|g|b|n)|nm|mm|cm|°c)\b"
)
JOINTS = re.compile(r"[-‐‑.'’,]")
MEASURE = re.compile(r"\d+(?:[.,]\d+)*[^\W\d_]*")
CONTENT_TAGS = frozenset({"NNG", "NNP", "NR", "XR", "VV", "VV-R", "VV-I", "VA", "VA-R", "VA-I"})
"""Kiwi's tags of nouns, roots and the stems of verbs and adjectives; Latin and figures come from `WORD`."""
NOUN_SUFFIX = "XSN"
HOLLOW = frozenset(
    "하 되 있 없 이 것 수 등 및 위하 통하 대하 따르 의하 관하 가지 같 포함 상기 경우 때문 기 바".split()  # noqa: SIM905 - words read better than quotes
)
STOP_WORDS = frozenset(
    """a about above after again all also am an and any are as at be because been before being below between
    both but by can cannot could did do does doing down during each eg either etc few for from further had has
    have having he hence her here hers him his how however i ie if in into is it its itself least may me might
    more most must my neither no nor not of off on once only or other our ours out over own per said same shall
    she should since so some such than that the their theirs them then there thereby therefor therefore
    therefrom therein thereof thereto these they this those through thus to too under until up upon us very via
    was we were what when where whereas whereby wherein which while who whom whose why will with within without
    would you your yours""".split()  # noqa: SIM905 - as above
)


class Bigrams(Enum):
    """Of which Hangul words the character bigrams count."""

    ALL = auto()
    OF_UNKNOWN = auto()
    NONE = auto()


def tokens(text: str) -> list[str]:
    """The text's terms, repeated as often as they occur. Loads Kiwi (seconds, 490 MB) at the first Korean text."""
    return tokens_many([text])[0]


def tokens_many(texts: Sequence[str]) -> list[list[str]]:
    """`tokens` of each text; Korean ones go through Kiwi together, which uses its threads."""
    return _analysed(texts, Bigrams.ALL)


def question_terms(text: str) -> list[str]:
    """What a question counts by. Loads Kiwi as `tokens` does."""
    return question_terms_many([text])[0]


def question_terms_many(texts: Sequence[str]) -> list[list[str]]:
    """As `tokens_many`, with bigrams only of nouns that the glossary does not know.

    A known word asks by its morpheme and in English. Its bigrams would count it once more in every Korean record and
    in no English one, and so rank a Korean record above an English one that has as much of the question.
    """
    return _analysed(texts, Bigrams.OF_UNKNOWN)


def keywords_many(texts: Sequence[str]) -> list[list[str]]:
    """As `tokens_many` without the bigrams, which find a word but do not say that two words mean the same."""
    return _analysed(texts, Bigrams.NONE)


def _analysed(texts: Sequence[str], bigrams: Bigrams) -> list[list[str]]:
    found: list[list[str]] = [[] for _ in texts]
    korean: list[tuple[int, str]] = []
    for number, text in enumerate(texts):
        for part in _parts(_normal(text)):
            found[number] += _latin(part)
            if part.isascii():
                continue
            is_korean = language_of(part) == "ko"
            if bigrams is Bigrams.ALL or (bigrams is Bigrams.OF_UNKNOWN and not is_korean):
                found[number] += _bigrams(part)
            if is_korean:
                korean.append((number, part))
    if korean:
        glossary = shipped_glossary()
        for (number, part), morphemes in zip(korean, analysed([part for _, part in korean]), strict=True):
            found[number] += _content(morphemes)
            found[number] += _latin(" ".join(glossary.terms(part, morphemes)))
            if bigrams is Bigrams.OF_UNKNOWN:
                found[number] += _bigrams(" ".join(glossary.unknown(part, morphemes)))
    return found


def analysis_version() -> str:
    """Changes with what a text's terms and passages are: an index made by another version is built anew."""
    return f"{ANALYSIS}-{shipped_glossary().version}"


def _normal(text: str) -> str:
    """One way of writing: full-width letters and signs such as ㎜ as the plain ones; nothing that is not Unicode, or
    that nobody sees."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", UNSEEN.sub("", text)).encode("utf-8", "replace").decode()


def _parts(text: str) -> Iterator[str]:
    start = 0
    while len(text) - start > CHARACTERS_AT_ONCE:
        cut = text.rfind(" ", start + CHARACTERS_AT_ONCE // 2, start + CHARACTERS_AT_ONCE)
        cut = cut if cut > 0 else start + CHARACTERS_AT_ONCE
        yield text[start:cut]
        start = cut
    yield text[start:]


def _latin(text: str) -> list[str]:
    """Words in any script but Hangul. `10 kV` counts as `10kv`, so that writing it apart changes nothing."""
    folded = QUANTITY.sub(r"\1\2", text.casefold())
    return [term for word in WORD.findall(folded) for term in _known(word)]


def _known(word: str) -> tuple[str, ...]:
    """`_split`, remembered for words of ordinary length: the others could fill the memory."""
    return _word(word) if len(word) <= LONGEST_TERM else _split(word)


def _split(word: str) -> tuple[str, ...]:
    """The terms of one written word: a compound gives its parts and itself joined, a designation also as written.

    `phased-array` -> phase, array, phasedarray; `f-35` -> f-35, f35; `1,000` -> 1000; `3.5ghz` -> 3.5ghz.
    """
    if MEASURE.fullmatch(word):
        return (word.replace(",", "")[:LONGEST_TERM],)
    word = word.removesuffix("'s").removesuffix("’s")
    parts = JOINTS.split(word)
    if len(parts) == 1:
        return _term(word)
    joined = "".join(parts)
    whole: tuple[str, ...] = ()
    if len(parts) <= MOST_PARTS and len(joined) <= LONGEST_TERM:
        designation = any(character.isdigit() for character in word)
        whole = (word, joined) if designation else _term(joined)
        parts = [part for part in parts if len(part) > 1 and not (designation and part.isdigit())]
    return (*(term for part in parts for term in _term(part)), *whole)


_word = lru_cache(maxsize=1 << 17)(_split)


def _term(word: str) -> tuple[str, ...]:
    if word in STOP_WORDS or len(word) > LONGEST_TERM or (len(word) == 1 and word.isascii() and word.isalpha()):
        return ()
    if any(character.isdigit() for character in word):
        return (word,)
    return (_stemmers().english.stemWord(american(word)),)


class _Stemmers(threading.local):
    """A stemmer holds a buffer, so each thread has its own."""

    def __init__(self) -> None:
        self.english = Stemmer.Stemmer("english")


@cache
def _stemmers() -> _Stemmers:
    return _Stemmers()


def _bigrams(text: str) -> Iterator[str]:
    """Each two neighbouring syllables of a Hangul word; a word of one syllable is its own."""
    for match in HANGUL_WORD.finditer(text):
        word = match.group()
        if len(word) == 1:
            yield word
        else:
            yield from map("".join, pairwise(word))


def _content(morphemes: Sequence[Morpheme]) -> Iterator[str]:
    noun = ""
    for morpheme in morphemes:
        form, tag = morpheme.form, morpheme.tag
        if tag == NOUN_SUFFIX and noun:
            yield noun + form
        noun = form if tag.startswith("NN") else ""
        if tag in CONTENT_TAGS and form not in HOLLOW and len(form) <= LONGEST_TERM:
            yield form
