"""What files a case takes: by the ending of their name, whose media type and first bytes have to agree with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from corpus.brochures.child import proposals_in
from corpus.brochures.reading import FORMATS
from corpus.problems import Invalid, Refused, TooLarge
from corpus.secrecy import Grade, refuse_secret
from corpus.text import UNSEEN

LONGEST_NAME: Final = 150
ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
OLE: Final = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
OFFICE: Final = "application/vnd.openxmlformats-officedocument"
HARMFUL: Final = frozenset({"brochure_bomb", "brochure_too_much_work"})
UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u2028\u2029]+')


@dataclass(frozen=True, slots=True)
class FileType:
    """`begins` are the first bytes that such a file may have; none: a text."""

    media_type: str
    begins: tuple[bytes, ...] = ()


TYPES: Final[Mapping[str, FileType]] = {
    "pdf": FileType("application/pdf", (b"%PDF-",)),
    "docx": FileType(f"{OFFICE}.wordprocessingml.document", ZIP),
    "xlsx": FileType(f"{OFFICE}.spreadsheetml.sheet", ZIP),
    "pptx": FileType(f"{OFFICE}.presentationml.presentation", ZIP),
    "hwpx": FileType("application/hwp+zip", ZIP),
    "hwp": FileType("application/x-hwp", OLE),
    "doc": FileType("application/msword", OLE),
    "xls": FileType("application/vnd.ms-excel", OLE),
    "ppt": FileType("application/vnd.ms-powerpoint", OLE),
    "odt": FileType("application/vnd.oasis.opendocument.text", ZIP),
    "ods": FileType("application/vnd.oasis.opendocument.spreadsheet", ZIP),
    "zip": FileType("application/zip", ZIP),
    "png": FileType("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": FileType("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": FileType("image/jpeg", (b"\xff\xd8\xff",)),
    "txt": FileType("text/plain; charset=utf-8"),
    "csv": FileType("text/csv; charset=utf-8"),
}


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that may be kept, under the name that it is kept by."""

    name: str
    media_type: str
    content: bytes


def brought(name: str, content: bytes, limit: int) -> Brought:
    """The file, if a case takes it.

    Raises TooLarge `case_file_too_large`, Invalid `document_empty`, `document_type` for another ending,
    `document_disguised` where the bytes are not what the ending says, `secret_refused` for a marked name or text.
    """
    kept = file_name(name)
    if len(content) > limit:
        raise TooLarge.because("case_file_too_large", "document", kept, size=len(content), limit=limit)
    if not content:
        raise Invalid.because("document_empty", "document", kept)
    kind = TYPES.get(PurePosixPath(kept).suffix[1:].casefold())
    if kind is None:
        raise Invalid.because("document_type", "document", kept, known=", ".join(TYPES))
    refuse_secret([("document", kept)])
    if kind.begins:
        # A PDF may have a few bytes before its mark.
        head = content[:1024] if kind.media_type == "application/pdf" else content[: len(max(kind.begins, key=len))]
        if not any(mark in head for mark in kind.begins):
            raise Invalid.because("document_disguised", "document", kept)
    else:
        text = _text(content)
        if text is None:
            raise Invalid.because("document_disguised", "document", kept)
        refuse_secret([("document", text)])
    return Brought(kept, kind.media_type, content)


def refuse_marked(file: Brought) -> None:
    """Reads what can be read of a document, in a process of its own, for markings of secrecy. Takes a second or so.

    What nobody can read here, such as a scan or a file under a password, passes. Raises Invalid `secret_refused`, and
    TooLarge `brochure_bomb` or `brochure_too_much_work` for what would harm whoever opens it.
    """
    if PurePosixPath(file.name).suffix[1:].casefold() not in FORMATS:
        return
    try:
        proposals_in(file.content, file.name)
    except Refused as refused:
        if refused.problem.code == "brochure_secret":
            raise Invalid.because("secret_refused", "document", grade=Grade.CLASSIFIED.value) from None
        if refused.problem.code in HARMFUL:
            raise TooLarge.because(refused.problem.code, "document", file.name, **refused.problem.facts) from None


def file_name(name: str) -> str:
    """The last part of a path, composed, without signs that a file system minds; its ending is kept."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = UNSAFE.sub("_", UNSEEN.sub("", last.encode("utf-8", "replace").decode())).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending[:20]}" if dot else plain[:LONGEST_NAME]


def _text(content: bytes) -> str | None:
    """As Korean offices write texts: UTF-8, else the older code of Windows."""
    for encoding in ("utf-8-sig", "cp949"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\x00" in text else text
    return None
