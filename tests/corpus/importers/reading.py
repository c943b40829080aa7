"""What several importer tests do: read a text as one recognised format, and take the draft of a row."""

from __future__ import annotations

import json

from corpus.drafts import CompanyDraft, PatentDraft
from corpus.importers.detect import detect
from corpus.importers.format import Accepted, Parsed
from corpus.importers.source import Source


def taken(data: object, expected: str) -> list[Parsed]:
    if isinstance(data, bytes):
        raw = data
    else:
        raw = (data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)).encode()
    source = Source.of("t", raw)
    found = detect(source)
    assert found.name == expected
    return list(found.read(source))


def patent(parsed: Parsed) -> PatentDraft:
    assert isinstance(parsed, Accepted), parsed
    assert isinstance(parsed.draft, PatentDraft)
    return parsed.draft


def company(parsed: Parsed) -> CompanyDraft:
    assert isinstance(parsed, Accepted), parsed
    assert isinstance(parsed.draft, CompanyDraft)
    return parsed.draft
