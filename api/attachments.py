"""Files that somebody brought, given out again: to be kept, never shown in place or guessed at."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response


def file_response(name: str, media_type: str, content: bytes) -> Response:
    """A file to keep: its own media type, no guessing, its name in any script (RFC 6266 with RFC 5987)."""
    plain = "".join(sign if sign.isascii() and sign not in '"\\\\%;' else "_" for sign in name)
    named = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    headers = {
        "Content-Disposition": named,
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=media_type, headers=headers)
