"""A table as a file to keep: the one way in which pages and routes hand out lists as CSV, XLSX or JSON lines."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from starlette.background import BackgroundTask
from starlette.responses import Response, StreamingResponse

from api.exporting import MEDIA_TYPES, Column, Form, Row, write_table
from corpus.text import Language

EXAMPLES = {
    Form.CSV: "Rank,Score,Id\r\n1,0.81,hanul-ceramics\r\n",
    Form.XLSX: "(a workbook)",
    Form.JSONL: '{"rank": 1, "score": 0.81, "id": "hanul-ceramics"}\n',
}
CONTENT = {media: {"example": EXAMPLES[form], "schema": {"type": "string"}} for form, media in MEDIA_TYPES.items()}
DESCRIPTION = "The table, as a file to keep."
FILE: dict[int | str, dict[str, Any]] = {200: {"description": DESCRIPTION, "content": CONTENT}}
"""For a route's `responses`."""
IN_MEMORY = 4 << 20
PART = 1 << 16
UNSAFE = re.compile(r"[^A-Za-z0-9.-]+")


def table_in(form: Form) -> dict[int | str, dict[str, Any]]:
    """As `FILE`, of a route that has one form."""
    media = MEDIA_TYPES[form]
    return {200: {"description": DESCRIPTION, "content": {media: CONTENT[media]}}}


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

    It is written whole before the first byte is sent: a refusal halfway is still an answer of its own. Raises TooLarge
    `table_too_long`. Cells that a spreadsheet would read as formulas stay texts.
    """
    kept: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed after it was sent
    try:
        write_table(kept, form, columns, rows)
        size = kept.tell()
        kept.seek(0)
    except BaseException:
        kept.close()
        raise
    named = {
        "Content-Disposition": f'attachment; filename="{file_name(stem)}.{form}"',
        "Content-Language": language,
        "Content-Length": str(size),
    }
    return StreamingResponse(
        iter(lambda: kept.read(PART), b""),
        media_type=MEDIA_TYPES[form],
        headers={**named, **(headers or {})},
        background=BackgroundTask(kept.close),
    )
