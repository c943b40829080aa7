"""What a rule may be told: typed parameters, checked against the rule's own specification."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from corpus.problems import Invalid
from matcher.programmes.fields import Fields, code_of, day_of, flag_of, list_of, number_of, text_of, whole_of
from matcher.reasons import Label

ParameterValue = bool | int | float | str | date | tuple[str, ...]
MOST_VALUES = 100
VALUE_LIMIT = 200
Value = TypeVar("Value", bool, int, float, str, date, tuple[str, ...])


class ParameterKind(StrEnum):
    """Codes are short names such as `spin-off`, texts are free."""

    CODE = "code"
    CODES = "codes"
    TEXTS = "texts"
    WHOLE = "whole"
    NUMBER = "number"
    FLAG = "flag"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class ParameterSpec:
    """One parameter of a rule. `choices` bound a code, `lowest` and `highest` a number."""

    name: str
    kind: ParameterKind
    labels: Label
    required: bool = False
    choices: tuple[str, ...] = ()
    lowest: int = 0
    highest: int = 0

    def read(self, value: object, path: str) -> ParameterValue:
        """The value in its own type. Raises Invalid naming the parameter."""
        if self.kind is ParameterKind.CODE:
            return code_of(value, path, self.choices)
        if self.kind is ParameterKind.WHOLE:
            return whole_of(value, path, self.lowest, self.highest)
        if self.kind is ParameterKind.NUMBER:
            return number_of(value, path, self.lowest, self.highest)
        if self.kind is ParameterKind.FLAG:
            return flag_of(value, path)
        if self.kind is ParameterKind.DAY:
            return day_of(value, path)
        return self._read_list(value, path)

    def _read_list(self, value: object, path: str) -> tuple[str, ...]:
        values = [(each, f"{path}[{place}]") for place, each in enumerate(list_of(value, path, MOST_VALUES))]
        if not values:
            raise Invalid.because("programme_empty_list", path)
        if self.kind is ParameterKind.CODES:
            return tuple(code_of(each, place, self.choices) for each, place in values)
        return tuple(text_of(each, place, VALUE_LIMIT) for each, place in values)


@dataclass(frozen=True, slots=True)
class Parameters:
    """A criterion's parameters by name, in the order of the rule's specification; hashable."""

    values: tuple[tuple[str, ParameterValue], ...] = ()

    @classmethod
    def read(cls, value: object, specs: tuple[ParameterSpec, ...], path: str = "parameters") -> Parameters:
        """Checked against the rule's specification. Raises Invalid for an unknown, missing or bad parameter."""
        fields = Fields({} if value is None else value, [spec.name for spec in specs], path)
        for spec in specs:
            if spec.required and not fields.has(spec.name):
                raise Invalid.because("programme_field_missing", fields.named(spec.name))
        return cls(
            tuple(
                (spec.name, spec.read(fields.raw(spec.name), fields.named(spec.name)))
                for spec in specs
                if fields.has(spec.name)
            )
        )

    def to_mapping(self) -> Mapping[str, object]:
        """As JSON has it: dates as ISO text, tuples as lists."""
        return {name: _plain(value) for name, value in self.values}

    def code(self, name: str, otherwise: str) -> str:
        found = self._of(name, str)
        return otherwise if found is None else found

    def texts(self, name: str) -> tuple[str, ...]:
        return self._of(name, tuple) or ()

    def whole(self, name: str) -> int | None:
        return self._of(name, int)

    def number(self, name: str) -> float | None:
        found = self._get(name)
        return float(found) if isinstance(found, int | float) else None

    def flag(self, name: str) -> bool:
        return self._of(name, bool) or False

    def day(self, name: str) -> date | None:
        return self._of(name, date)

    def _get(self, name: str) -> ParameterValue | None:
        for each, value in self.values:
            if each == name:
                return value
        return None

    def _of(self, name: str, kind: type[Value]) -> Value | None:
        found = self._get(name)
        return found if isinstance(found, kind) else None


def _plain(value: ParameterValue) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
