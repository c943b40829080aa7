"""What a packed document would unpack to, told from its directory before anything is unpacked."""

from __future__ import annotations

import io
import zipfile

from corpus.problems import Invalid, TooLarge

MAX_UNPACKED = 150 * 1024 * 1024
MAX_RATIO = 200
RATIO_FROM = 5 * 1024 * 1024
MAX_MEMBERS = 5_000
PACKING_COSTS = 4_096
"""Bytes by which a packed part may be longer than what it holds; one that is longer still lies about what it holds."""
ENCRYPTED = 0x1
DOCUMENT, WORKBOOK = "word/document.xml", "xl/workbook.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Office writes a document with a password in its old container."""


def looked_at(content: bytes, name: str, needed: str) -> io.BytesIO:
    """The file, ready to be read. Raises Invalid `brochure_broken` or `brochure_encrypted`, TooLarge `brochure_bomb`.

    What the directory states is held against what is packed here, and against what is unpacked by the reader's bound on
    memory.
    """
    stream = io.BytesIO(content)
    try:
        members = zipfile.ZipFile(stream).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Invalid.because("brochure_broken", "file", name) from None
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise Invalid.because("brochure_encrypted", "file", name)
    unpacked, packed = sum(each.file_size for each in members), sum(each.compress_size for each in members)
    bomb = unpacked > MAX_UNPACKED or (unpacked > RATIO_FROM and unpacked > MAX_RATIO * max(packed, 1))
    lies = any(each.compress_size > each.file_size * 2 + PACKING_COSTS for each in members)
    if bomb or lies or len(members) > MAX_MEMBERS:
        raise TooLarge.because("brochure_bomb", "file", name, limit=MAX_UNPACKED)
    if needed not in {member.filename for member in members}:
        raise Invalid.because("brochure_broken", "file", name)
    stream.seek(0)
    return stream
