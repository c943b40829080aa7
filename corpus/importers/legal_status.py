"""Where a patent stands, from the words that offices and services use."""

from __future__ import annotations

from collections.abc import Mapping

from corpus.drafts import LegalStatus
from corpus.text import clean

WORDS: Mapping[LegalStatus, tuple[str, ...]] = {
    LegalStatus.REFUSED: ("거절", "refused", "rejected", "rejection"),
    LegalStatus.WITHDRAWN: ("취하", "포기", "withdrawn", "abandoned", "deemed withdrawn"),
    LegalStatus.EXPIRED: ("만료", "expired"),
    LegalStatus.LAPSED: ("소멸", "무효", "lapsed", "ceased", "revoked", "invalid", "discontinued", "inactive", "dead"),
    LegalStatus.GRANTED: ("등록", "granted", "registered", "issued", "patented", "in force", "active", "alive"),
    LegalStatus.PENDING: ("공개", "출원", "심사", "pending", "published", "application", "filed", "examination"),
}
"""In the order in which they are looked for: `거절(등록거절)` is a refusal."""


def legal_status(words: object) -> LegalStatus:
    """The status, `unknown` for words that no list has."""
    said = clean(str(words)).casefold() if words is not None else ""
    for status, known in WORDS.items():
        if any(word in said for word in known):
            return status
    return LegalStatus.UNKNOWN
