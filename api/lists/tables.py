"""A list's records as rows of a table: the same fields and values that the list gives as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final, TypeVar

from pydantic import BaseModel
from starlette.responses import Response

from api.downloads import download
from api.exporting import Column, Form, Row, Value
from corpus.text import Language

BATCH: Final = 500
"""How many records are read at once."""
Record = TypeVar("Record")
Place = TypeVar("Place")


def listed_in(
    form: Form, columns: Sequence[Column], records: Iterable[BaseModel], stem: str, language: Language
) -> Response:
    """The records as a file to keep. Raises TooLarge `table_too_long`."""
    return download(form, columns, (cells(columns, record) for record in records), stem, language)


def cells(columns: Sequence[Column], record: BaseModel) -> Row:
    """What stands under the columns of this record."""
    fields = record.model_dump(mode="python")
    return tuple(_value(_found(fields, column.key)) for column in columns)


def all_pages(
    page: Callable[[Place | None, int], Sequence[Record]], place: Callable[[Record], Place]
) -> Iterator[Record]:
    """Every record of a list that is read by `page`, so many at most from the place of the last one before."""
    size = BATCH
    found = page(None, size)
    while found:
        yield from found
        found = page(place(found[-1]), size) if len(found) == size else ()


def _found(fields: Mapping[str, Any], key: str) -> Any:
    value: Any = fields
    for part in key.split("."):
        value = None if value is None else value.get(part)
    return value


def _value(value: Any) -> Value:
    """A moment in UTC to the second; of a refusal or a told reason its sentence."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat(timespec="seconds")
        case Mapping():
            return str(value["reason"])
        case list() | tuple():
            return tuple(str(_value(each)) for each in value)
        case None | bool() | int() | float() | date():
            return value
        case _:
            return str(value)
