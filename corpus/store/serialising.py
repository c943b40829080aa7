"""JSON as the database keeps it: short, and with Korean as Korean, so that text can be looked for in it."""

from __future__ import annotations

import orjson


def dumps(value: object) -> str:
    return orjson.dumps(value).decode()
