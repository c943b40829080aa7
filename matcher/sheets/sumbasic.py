"""Which sentences stand for a text: the most frequent words choose, and each chosen sentence lowers its words.

Nenkova and Vanderwende, "The impact of frequency on summarization", Microsoft Research, MSR-TR-2005-101 (SumBasic).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


def chosen(sentences: Sequence[Sequence[str]], count: int) -> list[int]:
    """At most `count` places among sentences given by their words, in the order in which they were chosen.

    Of the sentences left, the one with the highest mean probability among those with the most probable word comes
    next; its words' probabilities are squared. The same text gives the same choice: ties go to the word that stands
    first in the alphabet, then to the sentence that stands first. Sentences without words are never chosen.
    """
    occurrences = Counter(word for sentence in sentences for word in sentence)
    total = occurrences.total()
    probability = {word: number / total for word, number in occurrences.items()}
    left = {place for place, sentence in enumerate(sentences) if sentence}
    order: list[int] = []
    while left and len(order) < count:
        words = {word for place in left for word in sentences[place]}
        leading = min(words, key=lambda word: (-probability[word], word))
        having = [place for place in sorted(left) if leading in sentences[place]]
        best = max(having, key=lambda place: (_mean(sentences[place], probability), -place))
        order.append(best)
        left.remove(best)
        for word in set(sentences[best]):
            probability[word] **= 2
    return order


def _mean(sentence: Sequence[str], probability: dict[str, float]) -> float:
    return sum(probability[word] for word in sentence) / len(sentence)
