"""From a file's bytes to its blocks, by what the file is, not by what it is called."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from corpus.brochures.archive import DOCUMENT, OLE, WORKBOOK
from corpus.brochures.block import Block
from corpus.brochures.docx import docx_blocks
from corpus.brochures.pdf import pdf_blocks
from corpus.brochures.workbook import workbook_blocks
from corpus.problems import Invalid
from corpus.secrecy import marking

CHARACTERS: Final = 300_000
"""How much text of one file is read; what comes after is left."""
PDF_WITHIN = 1_024
FORMATS: Final = ("pdf", "docx", "xlsx")


def blocks_of(content: bytes, name: str) -> list[Block]:
    """The file's text in its order, at most `CHARACTERS`.

    Raises Invalid `brochure_format`, `brochure_without_text` or `brochure_secret`, and what the format's reader does.
    """
    found = _bounded(_read(content, name))
    if not any(block.text for block in found):
        raise Invalid.because("brochure_without_text", "file", name)
    if any(marking(block.text) for block in found) or marking("\n".join(block.text for block in found)):
        raise Invalid.because("brochure_secret", "file", name)
    return found


def _read(content: bytes, name: str) -> list[Block]:
    if b"%PDF-" in content[:PDF_WITHIN]:
        return pdf_blocks(content, name)
    if content.startswith(OLE):
        raise Invalid.because("brochure_encrypted" if _names_package(content) else "brochure_format", "file", name)
    if not content.startswith(b"PK"):
        raise Invalid.because("brochure_format", "file", name)
    try:
        members = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Invalid.because("brochure_broken", "file", name) from None
    if DOCUMENT in members:
        return docx_blocks(content, name)
    if WORKBOOK in members:
        return workbook_blocks(content, name)
    raise Invalid.because("brochure_format", "file", name)


def _names_package(content: bytes) -> bool:
    """Whether an old container holds a new document under a password, rather than an old document."""
    return "EncryptedPackage".encode("utf-16-le") in content


def _bounded(blocks: list[Block]) -> list[Block]:
    kept, left = [], CHARACTERS
    for block in blocks:
        if left <= 0:
            break
        kept.append(block)
        left -= len(block.text)
    return kept
