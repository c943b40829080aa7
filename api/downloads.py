"""A table as a file to keep: the one way in which pages and routes hand out lists as CSV, XLSX or JSON lines."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from starlette.responses import Response

from api.exporting import MEDIA_TYPES, Column, Form, Row, write_table
from corpus.text import Language

EXAMPLES = {
    Form.CSV: "Rank,Score,Id\r\n1,0.81,hanul-ceramics\r\n",
    Form.XLSX: "(a workbook)",
    Form.JSONL: '{"rank": 1, "score": 0.81, "id": "hanul-ceramics"}\n',
}
CONTENT = {media: {"example": EXAMPLES[form], "schema": {"type": "string"}} for form, media in MEDIA_TYPES.items()}
FILE: dict[int | str, dict[str, Any]] = {200: {"description": "The table, as a file to keep.", "content": CONTENT}}
"""For a route's `responses`."""
UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")


def file_name(stem: str) -> str:
    """A name that every system takes."""
    return UNSAFE.sub("_", stem)[:80]


def download(  # noqa: PLR0917 - the table, then its name, language and further headers
    form: Form,
    columns: Sequence[Column],
    rows: Iterable[Row],
    stem: str,
    language: Language,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The table under the name `stem`, in the reader's words for a spreadsheet and with codes as JSON lines.

    Raises TooLarge `table_too_long`. Cells that a spreadsheet would read as formulas stay texts.
    """
    stream = io.BytesIO()
    write_table(stream, form, columns, rows)
    named = {"Content-Disposition": f'attachment; filename="{file_name(stem)}.{form}"', "Content-Language": language}
    return Response(stream.getvalue(), media_type=MEDIA_TYPES[form], headers={**named, **(headers or {})})
