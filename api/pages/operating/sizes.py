"""Bytes and spans of time as people say them."""

from __future__ import annotations

from datetime import timedelta

from api.language import Words

UNITS = ("B", "KB", "MB", "GB", "TB")


def size(count: float) -> str:
    """Bytes in the largest unit of which there is at least one: `1.4 MB`."""
    unit = UNITS[0]
    for unit in UNITS:
        if count < 1_000 or unit == UNITS[-1]:
            break
        count /= 1_000
    return f"{count:,.0f} {unit}" if unit == "B" or count >= 100 else f"{count:,.1f} {unit}"


def age(words: Words, span: timedelta) -> str:
    """How long ago something was, in its largest unit."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 1:
        return words("less than a minute ago")
    if minutes < 120:
        return words("%(count)s minutes ago", count=minutes)
    if minutes < 48 * 60:
        return words("%(count)s hours ago", count=minutes // 60)
    return words("%(count)s days ago", count=minutes // (24 * 60))
