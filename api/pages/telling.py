"""What templates need to tell of a judgement: facts behind a rule, disclosure and control, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from api.language import Words
from api.pages.labels import LABELS, label
from api.schemas.judgements import DisclosureShown, FactShown, Reader, RuleShown
from corpus.disclosure import ControlStatus
from corpus.wording.screening import CONTROL_LABELS, HINT_NOTICE, TIER_LABELS
from matcher.programmes.verdicts import Outcome

MARKS: Final[Mapping[str, str]] = {"eligible": "●", "unknown": "◐", "ineligible": "○"}
"""An outcome's sign: its shape tells it without its colour."""


DECISIVE: Final = (Outcome.INELIGIBLE, Outcome.UNKNOWN, Outcome.ELIGIBLE)


@dataclass(frozen=True, slots=True)
class DisclosureTold:
    """`notice` says that a hint is no determination; "" where there is no hint."""

    tier: str
    control: str
    notice: str
    open: bool


@dataclass(frozen=True, slots=True)
class Teller:
    """Puts into one reader's words what a judgement keeps as codes."""

    words: Words
    reader: Reader

    def facts(self, facts: Mapping[str, FactShown]) -> str:
        """Facts that a rule rests on, such as `company size: small`; "" for none."""
        return " · ".join(f"{self._name(name)}: {self._value(value)}" for name, value in facts.items())

    def missing(self, names: list[str]) -> str:
        """Facts that are not known, by name."""
        return ", ".join(dict.fromkeys(self._name(name) for name in names))

    def decisive_first(self, rules: Sequence[RuleShown]) -> list[RuleShown]:
        """What speaks against a programme, then what is missing, then what speaks for it."""
        return sorted(rules, key=lambda rule: DECISIVE.index(rule.outcome))

    def mark(self, outcome: str) -> str:
        return MARKS[outcome]

    def disclosure(self, shown: DisclosureShown) -> DisclosureTold:
        language = self.reader.language
        control, valid = CONTROL_LABELS[shown.control][language], self.words("Valid until")
        if shown.control is ControlStatus.DETERMINED and shown.reference:
            told = [shown.reference, *([f"{valid} {shown.expires_on}"] if shown.expires_on else [])]
            control = f"{control} ({', '.join(told)})"
        return DisclosureTold(
            tier=TIER_LABELS[shown.tier][language],
            control=control,
            notice=HINT_NOTICE[language] if shown.control is ControlStatus.HINT else "",
            open=shown.control not in {ControlStatus.HINT, ControlStatus.BLOCKED},
        )

    def _name(self, name: str) -> str:
        own = self.reader.labels.get(name)
        if own is not None:
            return own.in_language(self.reader.language)
        return " ".join(self._part(part) for part in name.split("."))

    def _part(self, part: str) -> str:
        return self.words(label("fact", part)) if part in LABELS["fact"] else self.reader.name(part)

    def _value(self, value: FactShown) -> str:
        if value is None or isinstance(value, bool):
            return self.words(label("told", str(value).lower()))
        if isinstance(value, list):
            return ", ".join(map(self.reader.name, value))
        if isinstance(value, int):
            # A year or a level has no thousands to set apart.
            return f"{value:,}" if value > 9_999 else str(value)
        return self.reader.name(value) if isinstance(value, str) else f"{value:g}"
