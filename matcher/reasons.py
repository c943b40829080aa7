"""Why something was concluded, as a code with its facts: kept without language, worded when somebody reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.problems import Problem
from corpus.text import Language
from corpus.wording import Sentence, sentence

ReasonFact = str | int | float | tuple[str, ...]
"""A tuple holds codes, which are replaced by their labels; anything else stands as it is."""


@dataclass(frozen=True, slots=True)
class Label:
    """A name in both languages."""

    ko: str
    en: str

    def in_language(self, language: Language) -> str:
        return self.ko if language == "ko" else self.en


@dataclass(frozen=True, slots=True)
class Reason:
    """`code` names a wording of `corpus.wording`, `facts` fill it."""

    code: str
    facts: Mapping[str, ReasonFact] = field(default_factory=dict)


def worded(reason: Reason, language: Language, labels: Mapping[str, Label]) -> Sentence:
    """The reason and its mend in the reader's language; a code without a label stands as it is."""

    def said(fact: ReasonFact) -> str | int | float:
        if not isinstance(fact, tuple):
            return fact
        return ", ".join(labels[code].in_language(language) if code in labels else code for code in fact)

    return sentence(Problem(reason.code, facts={name: said(fact) for name, fact in reason.facts.items()}), language)
