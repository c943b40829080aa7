"""How the candidates are spread, as links that narrow the question down."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from api.language import Words
from api.pages.asking import TAG, SearchForm, fits
from api.pages.labels import label
from api.schemas.judgements import Reader
from matcher.match import Facet, FacetCount
from matcher.programmes.verdicts import Outcome

SHOWN_AT_ONCE = 6
MOST_SHOWN = 24
PROGRAMME_OUTCOMES = (Outcome.ELIGIBLE, Outcome.UNKNOWN)
"""What a programme is narrowed down to: nobody looks for those that it does not take."""
CONDITION = {"area": TAG}
"""The condition that a facet's value becomes, where it has another name: `area` is a filter of words."""
ORDER = ("track", "programme", "area", "trl", "country", "region", "size", "legal_status", "language")


@dataclass(frozen=True, slots=True)
class FacetValue:
    """`address` narrows down to the value, or takes it back where it is `chosen`; "" where it cannot be asked for."""

    text: str
    count: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """`title` is English and translated where it is shown; `values` the most frequent first, `more` the rest."""

    title: str
    outcome: str
    values: tuple[FacetValue, ...]
    more: tuple[FacetValue, ...]


def facet_groups(facets: Sequence[Facet], form: SearchForm, words: Words, reader: Reader) -> list[FacetGroup]:
    """In the order in which an officer narrows down; a facet without values is left out."""
    by_name = {facet.name: facet.counts for facet in facets}
    groups: list[FacetGroup] = []
    for name in ORDER:
        if name == "programme":
            groups += _programmes(by_name.get(name, ()), form, reader)
        elif name in by_name:
            groups.append(_group(name, [_value(name, each, form, words, reader) for each in _sorted(name, by_name)]))
    return [group for group in groups if group.values]


def _sorted(name: str, counts: dict[str, tuple[FacetCount, ...]]) -> Sequence[FacetCount]:
    """Levels by their number, everything else as often as it occurs."""
    return sorted(counts[name], key=lambda each: int(each.value)) if name == "trl" else counts[name]


def _group(name: str, values: Sequence[FacetValue], outcome: str = "") -> FacetGroup:
    # Levels are few and read as a scale.
    at_once = MOST_SHOWN if name == "trl" else SHOWN_AT_ONCE
    first = [value for value in values[:MOST_SHOWN] if value.chosen] if len(values) > at_once else []
    rest = [value for value in values[:MOST_SHOWN] if value not in first]
    shown = [*first, *rest] if first else list(values[:MOST_SHOWN])
    return FacetGroup(
        label("filter", CONDITION.get(name, name)), outcome, tuple(shown[:at_once]), tuple(shown[at_once:])
    )


def _value(name: str, counted: FacetCount, form: SearchForm, words: Words, reader: Reader) -> FacetValue:
    condition = CONDITION.get(name, name)
    value = counted.value
    chosen = (
        value in form.tags if condition == TAG else value in (form.filters.get(condition), form.options.get(condition))
    )
    if not fits(condition, form.to):
        address = ""
    else:
        address = (form.without(condition, value) if chosen else form.narrowed(condition, value)).address
    return FacetValue(TEXTS.get(name, _plain)(value, words, reader), counted.count, address, chosen)


def _programmes(counts: Sequence[FacetCount], form: SearchForm, reader: Reader) -> Iterator[FacetGroup]:
    for outcome in PROGRAMME_OUTCOMES:
        values = []
        for counted in counts:
            programme, _, found = counted.value.rpartition(":")
            if found != outcome:
                continue
            asked = form.options.get("programme"), form.options.get("outcome", Outcome.ELIGIBLE.value)
            chosen = asked == (programme, outcome.value)
            narrowed = form.without("programme").narrowed("programme", programme)
            if outcome is not Outcome.ELIGIBLE:
                narrowed = narrowed.narrowed("outcome", outcome.value)
            address = (form.without("programme") if chosen else narrowed).address
            values.append(FacetValue(reader.name(programme), counted.count, address, chosen))
        yield _group("programme", values, outcome.value)


def _plain(value: str, _words: Words, _reader: Reader) -> str:
    return value


def _labelled(group: str) -> Callable[[str, Words, Reader], str]:
    return lambda value, words, _reader: words(label(group, value))


TEXTS: dict[str, Callable[[str, Words, Reader], str]] = {
    "track": _labelled("track"),
    "size": _labelled("size"),
    "legal_status": _labelled("legal_status"),
    "language": _labelled("language"),
    "area": lambda value, _words, reader: reader.name(value),
    "trl": lambda value, _words, _reader: f"TRL {value}",
}
