"""Reading a mapping that came from outside, field by field, each refusal naming the field and its mend."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Final

from corpus.problems import Invalid
from corpus.text import clean
from matcher.reasons import Label

CODE: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CODE_LIMIT: Final = 60
NAME_LIMIT: Final = 200
TEXT_LIMIT: Final = 2_000


class Fields:
    """A mapping at `path` that may hold the fields `known` and no others."""

    def __init__(self, value: object, known: Collection[str], path: str = "") -> None:
        if not isinstance(value, Mapping):
            raise Invalid.because("programme_not_an_object", path or "programme", _shown(value))
        self._values: Mapping[object, object] = value
        self._path = path
        for name in value:
            if name not in known:
                allowed = ", ".join(sorted(known))
                raise Invalid.because("programme_field_unknown", self.named(_shown(name)[:CODE_LIMIT]), known=allowed)

    def named(self, name: str) -> str:
        """The field's full name, such as `criteria[0].rule`."""
        return f"{self._path}.{name}" if self._path else name

    def raw(self, name: str) -> object:
        return self._values.get(name)

    def has(self, name: str) -> bool:
        return self._values.get(name) is not None

    def text(self, name: str, limit: int = TEXT_LIMIT) -> str:
        value = self._given(name)
        return text_of(value, self.named(name), limit)

    def code(self, name: str, choices: Collection[str] = ()) -> str:
        return code_of(self._given(name), self.named(name), choices)

    def codes(self, name: str, limit: int) -> tuple[str, ...]:
        return tuple(code_of(value, path) for value, path in self.rows(name, limit))

    def label(self, name: str, limit: int = NAME_LIMIT) -> Label:
        return label_of(self._given(name), self.named(name), limit)

    def whole(self, name: str, lowest: int, highest: int) -> int | None:
        return whole_of(self.raw(name), self.named(name), lowest, highest) if self.has(name) else None

    def number(self, name: str, lowest: float, highest: float) -> int | float | None:
        return number_of(self.raw(name), self.named(name), lowest, highest) if self.has(name) else None

    def flag(self, name: str) -> bool:
        return flag_of(self.raw(name), self.named(name)) if self.has(name) else False

    def day(self, name: str) -> date | None:
        return day_of(self.raw(name), self.named(name)) if self.has(name) else None

    def rows(self, name: str, limit: int) -> Iterator[tuple[object, str]]:
        """The list's values, each with its path; nothing where the field is absent."""
        if self.has(name):
            values = list_of(self.raw(name), self.named(name), limit)
            yield from ((value, f"{self.named(name)}[{place}]") for place, value in enumerate(values))

    def _given(self, name: str) -> object:
        value = self.raw(name)
        if value is None:
            raise Invalid.because("programme_field_missing", self.named(name))
        return value


def text_of(value: object, path: str, limit: int) -> str:
    if not isinstance(value, str) or len(value) > limit or not clean(value):
        raise Invalid.because("programme_bad_text", path, _shown(value), limit=limit)
    return clean(value)


def code_of(value: object, path: str, choices: Collection[str] = ()) -> str:
    if not isinstance(value, str) or len(value) > CODE_LIMIT or not CODE.fullmatch(value):
        raise Invalid.because("programme_bad_code", path, _shown(value), limit=CODE_LIMIT)
    if choices and value not in choices:
        raise Invalid.because("programme_bad_choice", path, value, known=", ".join(sorted(choices)))
    return value


def label_of(value: object, path: str, limit: int = NAME_LIMIT) -> Label:
    both = Fields(value, ("ko", "en"), path)
    return Label(both.text("ko", limit), both.text("en", limit))


def whole_of(value: object, path: str, lowest: int, highest: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
        raise Invalid.because("programme_bad_whole_number", path, _shown(value), lowest=lowest, highest=highest)
    return value


def number_of(value: object, path: str, lowest: float, highest: float) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        raise Invalid.because("programme_bad_number", path, _shown(value), lowest=lowest, highest=highest)
    if not lowest <= value <= highest:
        raise Invalid.because("programme_bad_number", path, _shown(value), lowest=lowest, highest=highest)
    return value


def flag_of(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise Invalid.because("programme_bad_flag", path, _shown(value))
    return value


def day_of(value: object, path: str) -> date:
    """A date, or its ISO text."""
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(value if isinstance(value, str) and DAY.fullmatch(value) else "")
    except ValueError:
        raise Invalid.because("programme_bad_date", path, _shown(value)) from None


def list_of(value: object, path: str, limit: int) -> tuple[object, ...]:
    if not isinstance(value, list | tuple):
        raise Invalid.because("programme_not_a_list", path, _shown(value))
    if len(value) > limit:
        raise Invalid.because("programme_too_many", path, len(value), limit=limit)
    return tuple(value)


def _shown(value: object) -> str:
    """What is repeated of a refused value: a container only by its kind, since its text may be without bound."""
    if isinstance(value, bool | float | str | date):
        return str(value)
    if isinstance(value, int):
        return str(value) if value.bit_length() <= 200 else "…"
    return type(value).__name__
