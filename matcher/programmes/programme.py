"""A programme as dated data: who runs it, what is known of its money and figures, which rules judge a match."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from corpus.problems import Invalid
from matcher.programmes.fields import CODE_LIMIT, NAME_LIMIT, TEXT_LIMIT, Fields, label_of
from matcher.programmes.parameters import Parameters
from matcher.programmes.rules import RULES
from matcher.programmes.rules.programme import RULES as PROGRAMME_RULES
from matcher.reasons import Label
from matcher.tracks import Track

ProgrammeKind = Literal["verdict", "facet", "figure"]
"""A facet also tags records; a figure is not judged but counted."""
KINDS: tuple[ProgrammeKind, ...] = ("verdict", "facet", "figure")
MOST_ROWS = 100
HIGHEST_AMOUNT = 10**16
HIGHEST_VERSION = 10**6
FIRST_YEAR, LAST_YEAR = 1900, 2200
PERIOD = PROGRAMME_RULES[0]
FIELDS = (
    *("id", "version", "names", "summary", "run_by", "kind", "figures", "ceilings", "criteria", "period"),
    *("source", "source_date", "rules_version", "unknowns"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a source tells or that an administrator enters; `amount` None: not told."""

    names: Label
    amount: int | float | None
    unit: Label
    year: int | None
    source: str
    date: date | None

    @classmethod
    def from_mapping(cls, value: object, path: str = "figure") -> Figure:
        fields = Fields(value, ("names", "amount", "unit", "year", "source", "date"), path)
        return cls(
            fields.label("names"),
            fields.number("amount", 0, HIGHEST_AMOUNT),
            fields.label("unit"),
            fields.whole("year", FIRST_YEAR, LAST_YEAR),
            fields.text("source"),
            fields.day("date"),
        )

    def to_mapping(self) -> dict[str, object]:
        return {
            "names": _both(self.names),
            "amount": self.amount,
            "unit": _both(self.unit),
            "year": self.year,
            "source": self.source,
            "date": _iso(self.date),
        }


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What may be spent, in won, from the first to the last year and on one track where these are told.

    `or_more`: the source gives the amount as a lower bound. `shared_with`: programmes that draw on the same sum.
    """

    amount: int | None
    first_year: int | None
    last_year: int | None
    track: str | None
    source: str
    date: date | None
    shared_with: tuple[str, ...] = ()
    or_more: bool = False

    @classmethod
    def from_mapping(cls, value: object, path: str = "ceiling") -> Ceiling:
        known = ("amount", "first_year", "last_year", "track", "source", "date", "shared_with", "or_more")
        fields = Fields(value, known, path)
        first, last = (fields.whole(name, FIRST_YEAR, LAST_YEAR) for name in ("first_year", "last_year"))
        if first is not None and last is not None and last < first:
            raise Invalid.because("programme_period_reversed", fields.named("last_year"), last, start=first)
        return cls(
            fields.whole("amount", 0, HIGHEST_AMOUNT),
            first,
            last,
            fields.code("track", tuple(Track)) if fields.has("track") else None,
            fields.text("source"),
            fields.day("date"),
            fields.codes("shared_with", MOST_ROWS),
            fields.flag("or_more"),
        )

    def to_mapping(self) -> dict[str, object]:
        return {
            "amount": self.amount,
            "first_year": self.first_year,
            "last_year": self.last_year,
            "track": self.track,
            "source": self.source,
            "date": _iso(self.date),
            "shared_with": list(self.shared_with),
            "or_more": self.or_more,
        }


@dataclass(frozen=True, slots=True)
class Criterion:
    """A rule with its parameters; `version` is that of the rule it was written for."""

    rule: str
    parameters: Parameters
    source: str
    version: int

    @classmethod
    def from_mapping(cls, value: object, path: str = "criterion") -> Criterion:
        fields = Fields(value, ("rule", "parameters", "source", "version"), path)
        rule = RULES.get(fields.code("rule"))
        if rule is None:
            known = ", ".join(RULES)
            raise Invalid.because("programme_unknown_rule", fields.named("rule"), fields.raw("rule"), known=known)
        parameters = Parameters.read(fields.raw("parameters"), rule.parameters, fields.named("parameters"))
        contradiction = rule.check(parameters) if rule.check else None
        if contradiction is not None:
            said = str(dict(parameters.to_mapping()).get(contradiction, ""))
            named = f"{fields.named('parameters')}.{contradiction}"
            raise Invalid.because("programme_parameters_contradict", named, said, rule=rule.name)
        version = fields.whole("version", 1, rule.version)
        return cls(rule.name, parameters, fields.text("source"), rule.version if version is None else version)

    def to_mapping(self) -> dict[str, object]:
        return {
            "rule": self.rule,
            "parameters": dict(self.parameters.to_mapping()),
            "source": self.source,
            "version": self.version,
        }


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day of a programme; None: not told."""

    start: date | None = None
    end: date | None = None

    @classmethod
    def from_mapping(cls, value: object, path: str = "period") -> Period:
        fields = Fields(value, ("start", "end"), path)
        start, end = fields.day("start"), fields.day("end")
        if start is not None and end is not None and end < start:
            raise Invalid.because("programme_period_reversed", fields.named("end"), end, start=start.isoformat())
        return cls(start, end)

    def to_mapping(self) -> dict[str, object]:
        return {"start": _iso(self.start), "end": _iso(self.end)}


@dataclass(frozen=True, slots=True)
class Programme:
    """One version of one programme. `unknowns` names what its source does not tell."""

    id: str
    version: int
    names: Label
    summary: Label
    run_by: tuple[str, ...]
    kind: ProgrammeKind
    figures: tuple[Figure, ...]
    ceilings: tuple[Ceiling, ...]
    criteria: tuple[Criterion, ...]
    period: Period
    source: str
    source_date: date | None
    rules_version: str
    unknowns: tuple[Label, ...]

    @property
    def judged_by(self) -> tuple[Criterion, ...]:
        """The criteria and, as soon as any of its dates is told, the period of a programme that judges matches."""
        own = any(criterion.rule == PERIOD.name for criterion in self.criteria)
        if not self.criteria or own or self.period == Period():
            return self.criteria
        parameters = Parameters.read(self.period.to_mapping(), PERIOD.parameters)
        return (*self.criteria, Criterion(PERIOD.name, parameters, self.source, PERIOD.version))

    @classmethod
    def from_mapping(cls, value: object) -> Programme:
        """Checked in full. Raises Invalid naming the field and the mend."""
        fields = Fields(value, FIELDS)
        kind = _kind(fields)
        criteria = tuple(Criterion.from_mapping(*row) for row in fields.rows("criteria", MOST_ROWS))
        if (kind == "figure") is bool(criteria):
            raise Invalid.because("programme_kind_contradicts", "kind", kind)
        version = fields.whole("version", 1, HIGHEST_VERSION)
        if version is None:
            raise Invalid.because("programme_field_missing", "version")
        return cls(
            fields.code("id"),
            version,
            fields.label("names"),
            fields.label("summary", TEXT_LIMIT),
            fields.codes("run_by", MOST_ROWS),
            kind,
            tuple(Figure.from_mapping(*row) for row in fields.rows("figures", MOST_ROWS)),
            tuple(Ceiling.from_mapping(*row) for row in fields.rows("ceilings", MOST_ROWS)),
            criteria,
            Period.from_mapping(fields.raw("period")) if fields.has("period") else Period(),
            fields.text("source"),
            fields.day("source_date"),
            fields.text("rules_version", CODE_LIMIT),
            tuple(label_of(row, path, NAME_LIMIT) for row, path in fields.rows("unknowns", MOST_ROWS)),
        )

    def to_mapping(self) -> dict[str, object]:
        """What `from_mapping` reads, as JSON has it; nothing is lost."""
        return {
            "id": self.id,
            "version": self.version,
            "names": _both(self.names),
            "summary": _both(self.summary),
            "run_by": list(self.run_by),
            "kind": self.kind,
            "figures": [figure.to_mapping() for figure in self.figures],
            "ceilings": [ceiling.to_mapping() for ceiling in self.ceilings],
            "criteria": [criterion.to_mapping() for criterion in self.criteria],
            "period": self.period.to_mapping(),
            "source": self.source,
            "source_date": _iso(self.source_date),
            "rules_version": self.rules_version,
            "unknowns": [_both(unknown) for unknown in self.unknowns],
        }


def _kind(fields: Fields) -> ProgrammeKind:
    asked = fields.code("kind", KINDS)
    return next(kind for kind in KINDS if kind == asked)


def _both(label: Label) -> Mapping[str, str]:
    return {"ko": label.ko, "en": label.en}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None
