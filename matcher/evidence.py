"""Why a candidate matches: elements of the query beside sentences of the candidate, and what nothing covers.

The element is compared with the candidate's passages by vector; inside the nearest passage the sentence with the
most shared words is shown. Everything shown stands word for word in the record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from corpus.passages import Document, Passage, sentences
from index.encoder import Vectors
from matcher.match import Evidence, EvidencePair

PAIRS = 5
COVERED_BY_MEANING = 0.45
"""Cosine from which a passage counts as covering an element by meaning alone."""
COVERED_WITH_WORDS = 0.25
"""Cosine from which it counts where they also share `WORDS_SHARED` words."""
WORDS_SHARED = 2
WORD = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*")
COMMON = frozenset(
    """apparatus application applications based claim claimed comprise comprises comprising configured control data
    device devices disclosed embodiment embodiments first includes including information invention least method
    methods one plurality present process provide provided provides providing second system systems said technology
    technologies thereof unit use used user using various wherein company develop developed development product
    products proposed research phase project program high performance new
    발명 본 상기 장치 방법 시스템 제공 포함 구성 이용 사용 기술 개발 제품 제조 관한 것 것이다 있는 있다 위한 통해 대한
    따른 및 또는 이를 하는 되는 수 등 그 각각 하나 복수 당사 업체 전문 기업 회사""".split()  # noqa: SIM905 - words read better than quotes
)
"""Words that every patent or profile has: sharing them says nothing."""

Tokenise = Callable[[Sequence[str]], list[list[str]]]
"""Texts to tokens, one list a text (`index.tokens.tokens_many`)."""


def evidence(
    elements: Sequence[str], element_vectors: Vectors, document: Document, passage_vectors: Vectors, tokenise: Tokenise
) -> Evidence:
    """Pairs, best first, and the uncovered elements in their order.

    `element_vectors` float32[e, d] and `passage_vectors` float32[p, d] are unit rows, in the order of `elements`
    and of `document.passages`.
    """
    if not elements or not len(passage_vectors):
        return Evidence((), tuple(elements))
    similarity = element_vectors @ passage_vectors.T
    vocabulary = _Vocabulary(tokenise)
    vocabulary.learn([*elements, *(_body(passage) for passage in document.passages)])
    pairs, uncovered = [], []
    for row, element in enumerate(elements):
        pair = _best_pair(row, element, similarity[row], document.passages, vocabulary)
        if pair.similarity >= COVERED_BY_MEANING or (
            pair.similarity >= COVERED_WITH_WORDS and len(pair.terms) >= WORDS_SHARED
        ):
            pairs.append(pair)
        else:
            uncovered.append(element)
    pairs.sort(key=lambda pair: (-_weight(pair), pair.element))
    return Evidence(tuple(pairs[:PAIRS]), tuple(uncovered))


def _weight(pair: EvidencePair) -> float:
    return pair.similarity + 0.05 * min(len(pair.terms), 6)


def _best_pair(
    row: int, element: str, similarity: np.ndarray, passages: Sequence[Passage], vocabulary: _Vocabulary
) -> EvidencePair:
    """The passage with the best cosine plus a little for each shared word, narrowed to its best sentence."""
    shared = [vocabulary.shared(element, _body(passage)) for passage in passages]
    chosen = int(np.argmax(similarity + 0.05 * np.minimum([len(terms) for terms in shared], 6)))
    passage = passages[chosen]
    shown = max(sentences(_body(passage)) or [_body(passage)], key=lambda text: len(vocabulary.shared(element, text)))
    return EvidencePair(
        element=row,
        element_text=element,
        passage=shown,
        passage_kind=passage.kind.value,
        heading=passage.heading,
        similarity=round(float(similarity[chosen]), 4),
        terms=vocabulary.shared(element, shown),
    )


def _body(passage: Passage) -> str:
    return passage.text or passage.heading


class _Vocabulary:
    """Word to tokens, each word analysed once for a whole candidate."""

    def __init__(self, tokenise: Tokenise) -> None:
        self._tokenise = tokenise
        self._tokens: dict[str, frozenset[str]] = {}

    def learn(self, texts: Sequence[str]) -> None:
        words = sorted({word for text in texts for word in WORD.findall(text)} - self._tokens.keys())
        useful = [word for word in words if len(word) > 1 and word.casefold() not in COMMON]
        self._tokens.update(dict.fromkeys(words, frozenset()))
        self._tokens.update(
            (word, frozenset(found) - COMMON) for word, found in zip(useful, self._tokenise(useful), strict=True)
        )

    def shared(self, element: str, text: str) -> tuple[str, ...]:
        """The words of `text`, as written there and once each, that have a token in common with the element."""
        wanted = frozenset().union(*(self._tokens[word] for word in WORD.findall(element)))
        found: dict[str, str] = {}
        for word in WORD.findall(text):
            if self._tokens[word] & wanted:
                found.setdefault(word.casefold(), word)
        return tuple(found.values())
