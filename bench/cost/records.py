"""Fictional companies, as many as are wanted: firms and texts that nobody has, out of words that are drawn.

Words are those of the bundled model's vocabulary in its order, which is about how often they are used, drawn by Zipf's
law; half of a text comes from two fields, sets of words that stand for a technology. So texts of the same fields are
alike, in their words and in the vectors that `bench.cost.vectors` makes of these. A model designation in each sentence
(`KTR-482`) is rare, as such things are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from index.modelfiles import bundled_directory

SEED: Final = 20_260_501
ASKED: Final = 1
"""The stream of chance that questions come from; records have 0."""
COMPANIES: Final = "companies.jsonl"
WORD: Final = re.compile(r"[a-z]{2,}")
COMMON: Final = 400
"""So many of the most frequent words belong to no field and tell nothing of what a text is about."""
FIELDS: Final = 200
SENTENCE: Final = 14
"""Words, besides the designation."""
SENTENCES: Final = 12
PASSAGE: Final = 1_080
"""Sentences and characters of a passage at most: it stays one (`corpus.passages.PASSAGE_CHARACTERS`)."""
FLATTENED: Final = 10
"""By how much fields, and words in a field, are more alike in how often they come than Zipf's law has it."""
BLOCK: Final = 500
"""Texts that are drawn at once: a text depends on its own block alone, so that more texts begin with the same ones."""
LETTERS: Final = "BCDFGKLMNPRTVX"


@cache
def words() -> tuple[str, ...]:
    """Of English, most frequent first."""
    listed = (bundled_directory() / "vocab.txt").read_text(encoding="utf-8").splitlines()
    return tuple(word for word in listed if WORD.fullmatch(word))


@cache
def fields() -> tuple[NDArray[np.int64], ...]:
    """The words of each field by number: every word that is not common belongs to one."""
    order = np.random.default_rng(SEED).permutation(np.arange(COMMON, len(words())))
    return tuple(np.sort(part) for part in np.array_split(order, FIELDS))


@cache
def _shares(count: int, offset: int = 0) -> NDArray[np.float64]:
    """How likely each of so many is, added up: by Zipf's law, as Mandelbrot flattens it with an offset."""
    shares = np.cumsum(1 / np.arange(1 + offset, count + 1 + offset))
    return np.asarray(shares / shares[-1], dtype=np.float64)


def texts(stream: int = 0) -> Iterator[str]:
    """Passages of up to `PASSAGE` characters, without end, the same each time."""
    block = 0
    while True:
        yield from _block(stream, block)
        block += 1


def questions(count: int, length: int = 200) -> list[str]:
    """Texts of some `length` characters that no record has."""
    drawn = texts(ASKED)
    return [next(drawn)[:length].rsplit(" ", 1)[0] for _ in range(count)]


def companies(passages: int) -> Iterator[dict[str, object]]:
    """Rows that together have exactly so many passages: a summary each, and a capability; the last may lack this."""
    drawn, chance = texts(), np.random.default_rng([SEED, 2])
    for number in range(-(-passages // 2)):
        row: dict[str, object] = {
            "id": f"COST-{number:08d}",
            "name": f"Fictional firm {number}",
            "country": "KR",
            "employees": int(chance.integers(3, 400)),
            "summary": next(drawn),
            "fictional": True,
        }
        if 2 * number + 1 < passages:
            text = next(drawn)
            row["capabilities"] = [{"title": " ".join(text.split()[:4]), "text": text}]
        yield row


def write(folder: Path, passages: int) -> Path:
    """The file of the rows, as JSON lines."""
    path = folder / COMPANIES
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(row)}\n" for row in companies(passages))
    return path


def _block(stream: int, block: int) -> list[str]:
    chance = np.random.default_rng([SEED, stream, block])
    shape = BLOCK, SENTENCES * SENTENCE
    smallest = (len(words()) - COMMON) // FIELDS
    members = np.stack([field[:smallest] for field in fields()])
    plain = np.searchsorted(_shares(len(words())), chance.random(shape))
    own = np.searchsorted(_shares(FIELDS, FLATTENED), chance.random((BLOCK, 2)))
    of_field = np.take_along_axis(own, chance.integers(2, size=shape), axis=1)
    special = members[of_field, np.searchsorted(_shares(smallest, FLATTENED), chance.random(shape))]
    drawn = np.where(chance.random(shape) < 0.5, special, plain).tolist()
    letters = chance.integers(len(LETTERS), size=(BLOCK, SENTENCES, 3)).tolist()
    numbers = chance.integers(100, 1_000, size=(BLOCK, SENTENCES)).tolist()
    return [_text(*each) for each in zip(drawn, letters, numbers, strict=True)]


def _text(drawn: Sequence[int], letters: Sequence[Sequence[int]], numbers: Sequence[int]) -> str:
    """Whole sentences."""
    known, sentences, length = words(), list[str](), 0
    for place, (named, number) in enumerate(zip(letters, numbers, strict=True)):
        line = " ".join([known[each] for each in drawn[place * SENTENCE : (place + 1) * SENTENCE]]).capitalize()
        sentence = f"{line} {''.join([LETTERS[letter] for letter in named])}-{number}."
        length += len(sentence) + 1
        if length > PASSAGE:
            break
        sentences.append(sentence)
    return " ".join(sentences)
