"""Fraudulent twins: a company's honest profile and what one kind of fraud makes of it, against one question.

A fraud knows the question, as one would who reads an open patent and wants to be found by it. It adds to the profile
and takes nothing away.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from corpus.drafts import CapabilityDraft, ProfileDraft, ProjectDraft

ZERO_WIDTH: Final = "\u200b"
TAG_BLOCK: Final = 0xE0000
OVERRIDE: Final = "\u202e"
POP: Final = "\u202c"
FILLER: Final = 20_000
"""Characters after which nobody reads on."""
SWAPPED: Final = 0.15
"""The share of words that a light alteration replaces."""
SENTENCE = re.compile(r"(?<=[.!?;])\s+")


@dataclass(frozen=True, slots=True)
class Bait:
    """What a fraud works with: the question's `title` and `text`, its key `terms`, the `keywords` of every area."""

    title: str
    text: str
    terms: Sequence[str]
    keywords: Sequence[str]

    @property
    def whole(self) -> str:
        return f"{self.title}. {self.text}" if self.title else self.text


Fraud = Callable[[ProfileDraft, Bait, random.Random], ProfileDraft]


def _capability(profile: ProfileDraft, *added: tuple[str, str]) -> ProfileDraft:
    drafts = tuple(CapabilityDraft(title=title, text=text) for title, text in added)
    return _with(profile, capabilities=(*profile.capabilities, *drafts)[:100])


def _project(profile: ProfileDraft, title: str, text: str) -> ProfileDraft:
    return _with(profile, projects=(*profile.projects, ProjectDraft(title=title, text=text)))


def _behind(profile: ProfileDraft, added: str) -> ProfileDraft:
    """Behind the summary, or the last project where there is none."""
    if profile.summary or not profile.projects:
        return _with(profile, summary=f"{profile.summary} {added}")
    *others, last = profile.projects
    return _with(profile, projects=(*others, ProjectDraft(title=last.title, text=f"{last.text} {added}")))


def _with(profile: ProfileDraft, **changed: object) -> ProfileDraft:
    """Validated anew: text goes in as a registration brings it."""
    return ProfileDraft.model_validate({**dict(profile), **changed})


# Stuffed: the question's key terms, many times.


def runs(profile: ProfileDraft, bait: Bait, _: random.Random) -> ProfileDraft:
    """Each term twenty times in a row."""
    return _capability(profile, (" ".join(bait.terms[:3]), " ".join(" ".join([term] * 20) for term in bait.terms)))


def cycles(profile: ProfileDraft, bait: Bait, _: random.Random) -> ProfileDraft:
    """All terms in turn, fifteen times, behind the summary."""
    return _behind(profile, ", ".join([*bait.terms] * 15) + ".")


def shuffled(profile: ProfileDraft, bait: Bait, draw: random.Random) -> ProfileDraft:
    """Terms in no order, as a project."""
    return _project(profile, " ".join(bait.terms[:4]), " ".join(draw.choices(bait.terms, k=120)))


def pitched(profile: ProfileDraft, bait: Bait, _: random.Random) -> ProfileDraft:
    """In sentences that say nothing else."""
    text = " ".join(
        f"We supply {term} and {term} systems, our {term} leads the {term} market. For {term} ask the {term} experts."
        for term in bait.terms
    )
    return _capability(profile, (f"Leading supplier of {', '.join(bait.terms[:3])}", text))


def woven(profile: ProfileDraft, bait: Bait, _: random.Random) -> ProfileDraft:
    """Behind each sentence of the own text, in brackets."""
    tail = f" ({' '.join(bait.terms[:8])} {' '.join(bait.terms[:8])})"

    def stuffed(text: str) -> str:
        return " ".join(f"{sentence.rstrip('.;')}{tail}." for sentence in SENTENCE.split(text) if sentence)

    return _with(
        profile,
        summary=stuffed(profile.summary),
        capabilities=tuple(CapabilityDraft(title=each.title, text=stuffed(each.text)) for each in profile.capabilities),
        projects=tuple(ProjectDraft(title=each.title, text=stuffed(each.text)) for each in profile.projects),
    )


def scattered(profile: ProfileDraft, bait: Bait, _: random.Random) -> ProfileDraft:
    """A capability for each term."""
    return _capability(profile, *((term, " ".join([term] * 6)) for term in bait.terms))


# Hidden: what no reader of the page sees.


def zero_width(profile: ProfileDraft, bait: Bait, _: random.Random) -> ProfileDraft:
    return _behind(profile, " ".join(ZERO_WIDTH.join(word) for word in bait.whole.split()))


def comment(profile: ProfileDraft, bait: Bait, _: random.Random) -> ProfileDraft:
    return _behind(profile, f"<!-- {bait.whole} -->")


def undisplayed(profile: ProfileDraft, bait: Bait, _: random.Random) -> ProfileDraft:
    return _behind(profile, f'<span style="display:none">{bait.whole}</span>')


def white(profile: ProfileDraft, bait: Bait, _: random.Random) -> ProfileDraft:
    return _behind(profile, f'<font color="#ffffff">{" ".join([*bait.terms] * 3)} {bait.whole}</font>')


def blanks(profile: ProfileDraft, bait: Bait, _: random.Random) -> ProfileDraft:
    return _behind(profile, f"{' ' * 2_000}{bait.whole}")


def lines(profile: ProfileDraft, bait: Bait, _: random.Random) -> ProfileDraft:
    return _behind(profile, "\n" * 200 + " ".join([*bait.terms] * 3))


def tail(profile: ProfileDraft, bait: Bait, _: random.Random) -> ProfileDraft:
    """Behind twenty thousand characters of small print."""
    print_ = "The content of this page is for information only and may change without notice. "
    return _behind(profile, print_ * (FILLER // len(print_) + 1) + bait.whole)


def tags(profile: ProfileDraft, bait: Bait, _: random.Random) -> ProfileDraft:
    return _behind(profile, "".join(chr(TAG_BLOCK + ord(sign)) for sign in bait.whole if sign.isascii()))


def override(profile: ProfileDraft, bait: Bait, _: random.Random) -> ProfileDraft:
    return _behind(profile, f"{OVERRIDE}{bait.whole[::-1]}{POP} {OVERRIDE}{' '.join(bait.terms)}{POP}")


# Every keyword of every area.


def _keywords(bait: Bait) -> list[str]:
    """In no order, but always the same; the question's own among them."""
    words = [*bait.terms, *bait.keywords]
    return random.Random(0).sample(words, len(words))


def every_keyword(profile: ProfileDraft, bait: Bait, _: random.Random) -> ProfileDraft:
    words = _keywords(bait)
    return _capability(profile, ("Core technologies", ", ".join(words)))


def every_keyword_apart(profile: ProfileDraft, bait: Bait, _: random.Random) -> ProfileDraft:
    """Twenty-five a capability."""
    words = _keywords(bait)
    groups = [", ".join(words[start : start + 25]) for start in range(0, len(words), 25)]
    return _capability(profile, *((f"Technology group {number}", group) for number, group in enumerate(groups)))


def every_keyword_told(profile: ProfileDraft, bait: Bait, _: random.Random) -> ProfileDraft:
    """With a verb before each ten."""
    words = _keywords(bait)
    text = " ".join(f"We provide {', '.join(words[start : start + 10])}." for start in range(0, len(words), 10))
    return _capability(profile, ("Solutions for every industry", text))


# Copied from the asking record.


def copied_capability(profile: ProfileDraft, bait: Bait, _: random.Random) -> ProfileDraft:
    return _capability(profile, (bait.title or "Our technology", bait.text))


def copied_project(profile: ProfileDraft, bait: Bait, _: random.Random) -> ProfileDraft:
    return _project(profile, bait.title or "Our project", bait.text)


def copied_summary(profile: ProfileDraft, bait: Bait, _: random.Random) -> ProfileDraft:
    return _behind(profile, bait.whole)


def altered(profile: ProfileDraft, bait: Bait, draw: random.Random) -> ProfileDraft:
    """Sentences in another order, some words replaced, in the first person."""
    return _project(profile, f"Our {bait.title or 'technology'}", _altered(bait.text, draw))


def altered_summary(profile: ProfileDraft, bait: Bait, draw: random.Random) -> ProfileDraft:
    return _behind(profile, _altered(bait.whole, draw))


def _altered(text: str, draw: random.Random) -> str:
    sentences = [each for each in SENTENCE.split(text) if each]
    draw.shuffle(sentences)
    others = ["device", "solution", "product", "module", "our", "novel", "proven", "customer", "platform", "design"]
    told = []
    for sentence in sentences:
        words = [draw.choice(others) if draw.random() < SWAPPED else word for word in sentence.split()]
        told.append(f"We have developed this: {' '.join(words)}" if draw.random() < 0.5 else " ".join(words))
    return " ".join(told)


FRAUDS: Final[Mapping[str, Mapping[str, Fraud]]] = {
    "stuffed": {
        "runs": runs,
        "cycles": cycles,
        "shuffled": shuffled,
        "pitched": pitched,
        "woven": woven,
        "scattered": scattered,
    },
    "hidden": {
        "zero-width": zero_width,
        "comment": comment,
        "undisplayed": undisplayed,
        "white": white,
        "blanks": blanks,
        "lines": lines,
        "tail": tail,
        "tags": tags,
        "override": override,
    },
    "all keywords": {
        "one list": every_keyword,
        "twenty-five each": every_keyword_apart,
        "told": every_keyword_told,
    },
    "copied": {
        "capability": copied_capability,
        "project": copied_project,
        "summary": copied_summary,
        "altered": altered,
        "altered summary": altered_summary,
    },
}
"""By kind, then by name."""
