"""Which format a source is in, by its content; for what is none, a refusal that says what it looks like."""

from __future__ import annotations

import json
import re

from corpus.importers import (
    bigquery,
    company_lists,
    epo,
    kipris,
    lens,
    lens_table,
    markdown,
    nasa,
    patentsview,
    plain,
    sam,
    sbir,
    st96,
    uspto,
    uspto_json,
)
from corpus.importers.format import Format
from corpus.importers.headings import spellings
from corpus.importers.json_text import is_container
from corpus.importers.rows import plain as plain_name
from corpus.importers.source import HEAD_BYTES, Source
from corpus.importers.tables import table
from corpus.importers.withholding import refused_without_secret
from corpus.problems import Invalid, Refused

FORMATS: tuple[Format, ...] = (
    uspto.FORMAT,
    epo.FORMAT,
    kipris.FORMAT,
    st96.FORMAT,
    lens.FORMAT,
    lens_table.FORMAT,
    bigquery.FORMAT,
    uspto_json.PORTAL,
    uspto_json.SEARCH,
    patentsview.FORMAT,
    patentsview.COMPANION,
    nasa.FORMAT,
    markdown.FORMAT,
    sam.FORMAT,
    sbir.FORMAT,
    company_lists.EXCHANGE,
    company_lists.DATABASE,
    plain.PATENTS,
    plain.COMPANIES,
    plain.NEEDS,
)
"""In the order in which they are asked: the plain ones last."""

AUTO = "auto"
ERRORS = frozenset({"error", "errors", "errorcode", "errormessage", "fault", "httpstatus"})
MESSAGES = ("message", "detail", "errormessage", "errordescription", "error")
ROOT = re.compile(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
HEADINGS_SHOWN = 300
WORKBOOK = b"xl/"
"""Where a workbook's parts lie in its archive."""
SIGNATURES = (
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "old Office document (.xls, .doc, .hwp)"),
    (b"PK", "Office document or archive within an archive"),
    (b"\x89PNG", "PNG picture"),
    (b"\xff\xd8\xff", "JPEG picture"),
    (b"II*\x00", "TIFF picture"),
    (b"MM\x00*", "TIFF picture"),
    (b"GIF8", "GIF picture"),
    (b"BZh", "bzip2 archive"),
    (b"\xfd7zXZ", "xz archive"),
    (b"7z\xbc\xaf", "7z archive"),
    (b"Rar!", "RAR archive"),
    (b"(\xb5/\xfd", "zstd archive"),
    (b"PAR1", "Parquet table"),
    (b"SQLite format 3", "SQLite database"),
)


def detect(source: Source, wanted: str = AUTO) -> Format:
    """The format named `wanted`, or the first that recognises the source.

    Raises Invalid: `unknown_format_name`, `empty_file`, `unknown_format` with what the file looks like,
    `ambiguous_kind` with its headings, `headings_missing`, `secret_refused` where one of these would repeat a marking
    of secrecy; and what reading the source's head raises.
    """
    if not source.head.strip():
        raise Invalid.because("empty_file", "file", source.name)
    if wanted != AUTO:
        return named(wanted)
    found = next((entry for entry in FORMATS if entry.recognises(source)), None)
    if found is not None:
        return found
    raise refused_without_secret(_refusal(source))


def named(name: str) -> Format:
    """The format of this name. Raises Invalid (`unknown_format_name`)."""
    found = next((entry for entry in FORMATS if entry.name == name), None)
    if found is None:
        raise Invalid.because("unknown_format_name", "format", name, formats=_names())
    return found


def _refusal(source: Source) -> Refused:
    found = table(source)
    if found is None and source.head.startswith(b"PK") and WORKBOOK in source.head:
        return Invalid.because("no_records", "file", source.name)
    if refused := _empty_or_error(source):
        return refused
    if found is None or not found.headings:
        return Invalid.because("unknown_format", "file", source.name, looks_like=looks_like(source), formats=_names())
    headings = ", ".join(filter(None, found.headings))[:HEADINGS_SHOWN]
    kinds = plain.possible_kinds(found.headings)
    if kinds:
        wanted = ", ".join(f"--format plain-{kind}" for kind in kinds)
        return Invalid.because("ambiguous_kind", "file", source.name, headings=headings, formats=wanted)
    return Invalid.because(
        "headings_missing",
        "file",
        source.name,
        headings=headings,
        patents=spellings("patents", "title"),
        companies=spellings("companies", "name"),
        needs=spellings("needs", "title"),
    )


def _empty_or_error(source: Source) -> Refused | None:
    """A service's JSON answer that holds no record, or an error in the place of records."""
    if len(source.head) >= HEAD_BYTES:
        return None
    try:
        answer = json.loads(source.head.decode(source.encoding))
    except (ValueError, RecursionError):
        return None
    if not isinstance(answer, dict):
        return Invalid.because("no_records", "file", source.name) if answer in ([], [{}]) else None
    names = {plain_name(str(name)): value for name, value in answer.items()}
    if not ERRORS.isdisjoint(names) or names.keys() >= {"message", "code"}:
        said = next((names[name] for name in (*MESSAGES, *ERRORS) if names.get(name)), "")
        return Invalid.because("answer_error", "file", source.name, message=_said(said)[:HEADINGS_SHOWN])
    is_empty = any(is_container(str(name)) and value in ([], {}, None) for name, value in answer.items())
    return Invalid.because("no_records", "file", source.name) if is_empty or not answer else None


def _said(error: object) -> str:
    if isinstance(error, dict):
        return " ".join(str(value) for value in error.values() if isinstance(value, str | int))
    return str(error)


def looks_like(source: Source) -> str:
    """A few words for what the file seems to be: `PDF`, `XML with root class-scheme`, `text`."""
    head = source.head
    for signature, words in SIGNATURES:
        if head.startswith(signature):
            return words
    if head[257:262] == b"ustar":
        return "tar archive"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(b"<"):
        root = ROOT.search(text)
        return f"XML or HTML with root {root[1].decode('ascii', 'replace')}" if root else "XML or HTML"
    if text.startswith((b"{", b"[")):
        return "JSON without records"
    return "binary data" if b"\x00" in head and not source.encoding.startswith("utf-16") else "text"


def _names() -> str:
    return ", ".join(entry.name for entry in FORMATS if entry is not patentsview.COMPANION)
