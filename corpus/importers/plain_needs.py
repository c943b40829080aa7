"""Wanted technologies in a plain table or plain JSON, with Korean or English headings.

Taken: id (or one made from the content), title (or the description's first sentence), description, requirements,
organisation, kind, dates, TRL, certificates, facilities, link, tier, keywords; a topic code is kept among the keywords.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.drafts import NeedDraft, NeedKind
from corpus.importers.cells import text, texts, truth, whole
from corpus.importers.countries import country_code
from corpus.importers.dates import read_date
from corpus.importers.drafting import build
from corpus.importers.format import Parsed
from corpus.importers.picking import Picked, pick
from corpus.importers.rows import Row
from corpus.importers.source import Source
from corpus.importers.stating import tier
from corpus.importers.tables import parsed
from corpus.problems import Invalid
from corpus.text import clean, content_hash

LONGEST_MADE_TITLE = 120
SENTENCE_END = re.compile(r"(?<=[.!?。])\s|\n")
DEFENCE_KIND = re.compile(r"def[ce]n[cs]e|militar|국방|군|방산|방위", re.IGNORECASE)
COMPANY_KIND = re.compile(r"compan|industr|private|civil|기업|민간|회사", re.IGNORECASE)
DEFENCE_ORGANISATION = re.compile(
    r"^(?:u\.?s\.?\s+)?department of defen[cs]e|ministry of (?:national )?defen[cs]e"
    r"|^(?:국방|방위사업청|육군|해군|공군|해병대)",
    re.IGNORECASE,
)


def read(source: Source) -> Iterator[Parsed]:
    return parsed(source, drafted)


def drafted(row: Row) -> Parsed:
    """The draft of one row. Raises Invalid where neither title nor description is there, or a country is none."""
    picked = pick("needs", row)
    return build(NeedDraft, row.number, fields(picked), names=picked.names, original=row.original)


def fields(picked: Picked) -> dict[str, object]:
    """The draft's fields from the picked values."""
    description = text(picked.get("description"))
    title = text(picked.get("title"))
    if title is None:
        if not isinstance(description, str) or not clean(description):
            raise Invalid.because("missing", picked.names.get("title", "title"))
        title = made_title(description)
    organisation = text(picked.get("organisation"))
    code = text(picked.get("code"))
    keywords = texts(picked.get("keywords"), comma=True)
    return {
        "id": _id(picked, title, organisation, description),
        "title": title,
        "description": description if description is not None else "",
        "requirements": texts(picked.get("requirements")),
        "organisation": organisation,
        "kind": _kind(text(picked.get("kind")), organisation),
        "keywords": [code, *keywords] if code is not None and code not in keywords else keywords,
        "country": _country(picked),
        "open_date": _day(picked, "open_date"),
        "close_date": _day(picked, "close_date"),
        "required_trl": whole(picked.get("required_trl")),
        "required_certificates": texts(picked.get("required_certificates"), comma=True),
        "required_facilities": texts(picked.get("required_facilities")),
        "url": text(picked.get("url")),
        "tier": tier(picked),
        "fictional": bool(truth(picked.get("fictional"))),
    }


def made_title(description: str) -> str:
    """The first sentence, cut at a word to `LONGEST_MADE_TITLE` characters."""
    sentence = clean(SENTENCE_END.split(description.strip(), maxsplit=1)[0])
    if len(sentence) <= LONGEST_MADE_TITLE:
        return sentence
    head = sentence[: LONGEST_MADE_TITLE - 1]
    return f"{head.rsplit(' ', 1)[0] if ' ' in head else head}…"


def _id(picked: Picked, *content: object) -> object:
    """The source's id or topic code, else one that stays the same while the content does."""
    given = text(picked.get("id")) or text(picked.get("code"))
    if given is None:
        return f"need-{content_hash(content)[:16]}"
    return re.sub(r"[^\w.:\-/가-힣]+", "-", str(given).strip())


def _kind(written: object, organisation: object) -> NeedKind | None:
    said = str(written or "")
    if DEFENCE_KIND.search(said) or DEFENCE_ORGANISATION.search(str(organisation or "")):
        return NeedKind.DEFENCE
    return NeedKind.COMPANY if COMPANY_KIND.search(said) else None


def _country(picked: Picked) -> str | None:
    written = picked.get("country")
    if written is None:
        return None
    code = country_code(str(written))
    if code is None:
        raise Invalid.because("bad_country", picked.names["country"], written)
    return code


def _day(picked: Picked, field: str) -> object:
    """Topics of American agencies write the month first."""
    value = picked.get(field)
    if isinstance(value, str) and "/" in value and str(picked.get("organisation") or "").startswith("Department of"):
        try:
            return read_date(value, month_first=True)
        except ValueError:
            return value
    return value
