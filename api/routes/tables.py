"""Tables as answers: a file to keep, in the form that the address names."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from typing import IO, Any

from starlette.background import BackgroundTask
from starlette.responses import StreamingResponse

from api.exporting import MEDIA_TYPES, Column, Form, Row, write_table
from corpus.text import Language

EXAMPLES = {Form.CSV: "Number,Who\r\n1,kim.admin\r\n", Form.XLSX: "(a workbook)", Form.JSONL: '{"id": 1}\n'}
CONTENT = {media: {"example": EXAMPLES[form], "schema": {"type": "string"}} for form, media in MEDIA_TYPES.items()}
FILE: dict[int | str, dict[str, Any]] = {200: {"description": "The table, as a file to keep.", "content": CONTENT}}
IN_MEMORY = 4 << 20


def table_file(
    name: str, form: Form, columns: Sequence[Column], rows: Iterable[Row], language: Language
) -> StreamingResponse:
    """The table, written whole before the first byte is sent: a refusal halfway is still an answer of its own.

    Raises TooLarge `table_too_long`.
    """
    kept: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed after it was sent
    try:
        write_table(kept, form, columns, rows)
        kept.seek(0)
    except BaseException:
        kept.close()
        raise
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"', "Content-Language": language}
    return StreamingResponse(
        iter(lambda: kept.read(1 << 16), b""),
        media_type=MEDIA_TYPES[form],
        headers=headers,
        background=BackgroundTask(kept.close),
    )
