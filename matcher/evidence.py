"""Why a candidate matches: elements of the query beside sentences of the candidate, and what nothing covers.

The element is compared with the candidate's passages by vector; of each passage the sentence with the most shared
words is looked at, and the best of them is shown. Everything shown stands word for word in the record.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from corpus.passages import Document, Passage, sentences
from corpus.text import HANGUL
from index.encoder import Encoder, Vectors
from index.tokens import keywords_many
from matcher.fusion import Scores
from matcher.match import PAIRS, Evidence, EvidencePair, Query

COVERED_BY_MEANING = 0.45
"""Cosine from which a passage counts as covering an element by meaning alone."""
COVERED_WITH_WORDS = 0.25
"""Cosine from which it counts where they also share `WORDS_SHARED` words."""
WORDS_SHARED = 2
WORD_WEIGHT, MOST_WORDS = 0.05, 6
WORD = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*")
COMMON = frozenset(
    """apparatus application applications based claim claimed comprise comprises comprising configured control data
    device devices disclosed embodiment embodiments first includes including information invention least method
    methods one plurality present process provide provided provides providing second system systems said technology
    technologies thereof unit use used user using various wherein company develop developed development product
    products proposed research phase project program high performance new able area based build business companies
    customer customers find fit follow large less long low made make maker makers makes manufacture manufacturer
    manufacturers need needs number obtain offer offers operate part parts per percent raise reduce require required
    requires same service services short small solution solutions supplier suppliers supply time type types work works
    year years condition conditions fabricate fabricated fabrication result results test tested testing tests
    발명 본 상기 장치 방법 시스템 제공 포함 구성 이용 사용 기술 개발 제품 제조 관한 것 것이다 있는 있다 위한 통해 대한
    따른 및 또는 이를 하는 되는 수 등 그 각각 하나 복수 당사 업체 전문 기업 회사 수행 처리 가능 결과 조건 기준
    이상 이하 현재 기존 필요 적용 운용 확보 생산 제작 시험 부품 경우 이후 이내 이외 관련 대상 정도 방식
    만들다 높다 낮다 크다 작다 얻다 공급 사업 서비스 고객 분야 보유 업계 시간 종류 최대 최소 평균
    """.split()  # noqa: SIM905 - words read better than quotes
)
"""Words that every patent or profile has: sharing them says nothing."""
UNITS = frozenset(
    """a ah bar bps cm db dbi dbm g gbps ghz h hz j k kbps kg khz kj km kn kpa kv kw kwh l m ma mah mbps mg mhz min mj
    ml mm mpa mpas ms mv mw n nm ns pa ppm rpm s sec t thz um v w wh μm μs µm µs""".split()  # noqa: SIM905 - as above
)
"""Two figures may have these in common and nothing else."""

SHORTEST_HANGUL = 2
"""Syllables of a Korean term: one alone is too often part of something else."""

BOILERPLATE = re.compile(
    r"\b(?:founded|established|incorporated|headquartered|formerly known|was formed|is based in)\b"
    r"|설립(?:되|된|하|한)|창립|창업|본사(?:를|는|가)",
    re.IGNORECASE,
)
"""Of sentences that say where and since when there is a firm, not what it can do."""
REPEATED = 0.1
"""What a pair loses in its place for each better one that shows the same sentence: the list should tell more."""

MOST_KEPT, LONGEST_KEPT = 1 << 17, 40
"""Words that a process remembers the terms of, some 40 MB, and characters of the longest of them."""

Tokenise = Callable[[Sequence[str]], list[list[str]]]
"""Words to what they share with other words, one list a word (`index.tokens.keywords_many`)."""


class Explainer:
    """Explains the candidates of one query; words are analysed once for all of them."""

    def __init__(self, elements: Sequence[str], element_vectors: Vectors, tokenise: Tokenise) -> None:
        """`element_vectors` float32[e, d] are unit rows in the order of `elements`."""
        self._elements = elements
        self._vectors = element_vectors
        self._vocabulary = _Vocabulary(tokenise)

    def evidence(self, document: Document, passage_vectors: Vectors, most: int = PAIRS) -> Evidence:
        """The `most` best pairs, best first, and the uncovered elements in their order.

        `passage_vectors` float32[p, d] are unit rows in the order of `document.passages`.
        """
        if not self._elements:
            return Evidence((), ())
        similarity = self._vectors @ passage_vectors.T
        self._vocabulary.learn([*self._elements, *(_body(passage) for passage in document.passages)])
        told = [sentences(_body(passage)) or [_body(passage)] for passage in document.passages]
        pairs, uncovered = [], []
        for row, element in enumerate(self._elements):
            pair = self._best_pair(row, similarity[row], document.passages, told)
            if covers(pair.similarity, len(pair.terms)):
                pairs.append(pair)
            else:
                uncovered.append(element)
        return Evidence(tuple(_arranged(pairs)[:most]), tuple(uncovered))

    def _best_pair(
        self, row: int, similarity: Scores, passages: Sequence[Passage], told: Sequence[Sequence[str]]
    ) -> EvidencePair:
        """Of the best sentence of each passage the one that covers the element, and covers it best."""
        element = self._elements[row]
        cosines = [float(cosine) for cosine in similarity]
        wanted = self._vocabulary.of(element)
        bounds = [
            _rank(cosine, len(wanted & self._vocabulary.of(_body(passage))))
            for cosine, passage in zip(cosines, passages, strict=True)
        ]
        best: tuple[tuple[bool, float], int, str, tuple[str, ...]] | None = None
        for place in sorted(range(len(passages)), key=lambda place: bounds[place], reverse=True):
            if best is not None and bounds[place] <= best[0]:
                break
            shown, terms = self._best_sentence(element, told[place])
            rank = _rank(cosines[place], len(terms))
            if best is None or rank > best[0]:
                best = rank, place, shown, terms
        if best is None:
            raise ValueError("a document has at least one passage")
        _, chosen, shown, terms = best
        return EvidencePair(
            element=row,
            element_text=element,
            passage=shown,
            passage_kind=passages[chosen].kind.value,
            heading=passages[chosen].heading,
            similarity=round(cosines[chosen], 4),
            terms=terms,
        )

    def _best_sentence(self, element: str, parts: Sequence[str]) -> tuple[str, tuple[str, ...]]:
        """The sentence that shares most with the element, and what; the first of equals that says what a firm does."""
        found = [(part, self._vocabulary.shared(element, part)) for part in parts]
        return max(found, key=lambda each: (len(each[1]), not BOILERPLATE.search(each[0])))


def explainer_of(query: Query, passages: Vectors, encoder: Encoder) -> Explainer:
    """For a question whose passages have these vectors float32[p, d]: one that is its own only element is at hand."""
    elements = passages if query.elements == query.passages else encoder.encode_query(query.elements)
    return Explainer(query.elements, elements, keywords_many)


def covers(similarity: float, shared: int) -> bool:
    """Whether a passage of this cosine, with so many words in common, counts as covering an element."""
    return similarity >= COVERED_BY_MEANING or (similarity >= COVERED_WITH_WORDS and shared >= WORDS_SHARED)


def _weight(similarity: float, terms: int) -> float:
    """Meaning first; each shared word counts a little, up to six."""
    return similarity + WORD_WEIGHT * min(terms, MOST_WORDS)


def _rank(similarity: float, terms: int) -> tuple[bool, float]:
    """What covers goes before what is nearer and does not. No sentence ranks above the whole of its passage."""
    return covers(similarity, terms), _weight(similarity, terms)


def _arranged(pairs: Sequence[EvidencePair]) -> list[EvidencePair]:
    """Best first, then in the order of the elements; a sentence that was shown before steps back."""
    best = sorted(pairs, key=lambda pair: (-_weight(pair.similarity, len(pair.terms)), pair.element))
    times: Counter[str] = Counter()
    weights: list[float] = []
    for pair in best:
        weights.append(_weight(pair.similarity, len(pair.terms)) - REPEATED * times[pair.passage])
        times[pair.passage] += 1
    order = sorted(range(len(best)), key=lambda row: (-weights[row], best[row].element))
    return [best[row] for row in order]


def _body(passage: Passage) -> str:
    return passage.text or passage.heading


class _Vocabulary:
    """Word to terms; each text is cut into words once. Common words have no terms."""

    def __init__(self, tokenise: Tokenise) -> None:
        self._lexicon = _lexicon(tokenise)
        self._terms: dict[str, frozenset[str]] = {}
        self._telling: dict[str, tuple[str, ...]] = {}
        self._known: dict[str, frozenset[str]] = {}

    def learn(self, texts: Sequence[str]) -> None:
        words = {word for text in texts for word in WORD.findall(text)}
        self._terms |= self._lexicon.terms(words - self._terms.keys())

    def shared(self, element: str, text: str) -> tuple[str, ...]:
        """The words of `text`, as written there, that have a term of the element which no word before them has."""
        left = set(self.of(element))
        found: list[str] = []
        for word in self._words(text):
            if not left.isdisjoint(self._terms[word]):
                found.append(word)
                left -= self._terms[word]
        return tuple(found)

    def of(self, text: str) -> frozenset[str]:
        """The terms of all its words."""
        if text not in self._known:
            self._known[text] = frozenset().union(*(self._terms[word] for word in self._words(text)))
        return self._known[text]

    def _words(self, text: str) -> tuple[str, ...]:
        """The words that have terms, each spelling once: every text is held against many others."""
        if text not in self._telling:
            self._telling[text] = tuple(word for word in dict.fromkeys(WORD.findall(text)) if self._terms[word])
        return self._telling[text]


class _Lexicon:
    """The terms of words, for all questions of a process: what a word says depends on no other word."""

    def __init__(self, tokenise: Tokenise) -> None:
        self._tokenise = tokenise
        self._terms: dict[str, frozenset[str]] = {}
        self._fillers: dict[bool, frozenset[str]] = {}

    def terms(self, words: AbstractSet[str]) -> dict[str, frozenset[str]]:
        """Of each word. Safe in any number of threads."""
        known = self._terms
        found = {word: kept for word in words if (kept := known.get(word)) is not None}
        new = sorted(words - found.keys())
        for word, terms in zip(new, self._tokenise(new), strict=True):
            hollow = word.casefold() in COMMON
            told = frozenset() if hollow else frozenset(filter(_says_something, terms))
            found[word] = told - self._filler(korean=_is_korean(word)) if told else told
        if len(known) > MOST_KEPT:
            self._terms = known = {}
        known.update((word, found[word]) for word in new if len(word) <= LONGEST_KEPT)
        return found

    def _filler(self, *, korean: bool) -> frozenset[str]:
        """The terms of the common words, in Latin letters alone for a word in these: so Kiwi is not loaded where
        nothing is Korean."""
        if korean not in self._fillers:
            words = sorted(word for word in COMMON if korean or not _is_korean(word))
            self._fillers[korean] = frozenset(term for terms in self._tokenise(words) for term in terms)
        return self._fillers[korean]


_lexicon = lru_cache(maxsize=8)(_Lexicon)


def _is_korean(word: str) -> bool:
    return HANGUL.search(word) is not None


def _says_something(term: str) -> bool:
    return len(term) >= SHORTEST_HANGUL and not term.isdecimal() and term not in UNITS
