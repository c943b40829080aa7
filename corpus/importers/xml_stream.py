"""XML from outside as one kind of bytes: UTF-8, no DTD, no entities to expand, no control characters.

What the parser gets cannot name a file, a network address or another entity, because the part before the root
element (declaration, DOCTYPE, internal subset) never reaches it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from corpus.importers.encoding import encoding_of as guessed
from corpus.importers.source import Source
from corpus.importers.xml_entities import written_out
from corpus.problems import Invalid

CHUNK = 256 * 1024
PROLOG_LIMIT = 1024 * 1024
"""Bytes before the root element: a subset that names thousands of drawings stays below."""
REFERENCE_LENGTH = 40
CONTROLS = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0D})

DECLARATION = re.compile(rb"\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WIDER = {"euc-kr": "cp949", "euckr": "cp949", "ks_c_5601-1987": "cp949", "ksc5601": "cp949", "gb2312": "gb18030"}
"""Declared, and the superset that the writers of such files mean."""
NO_ENCODINGS = frozenset({"utf-7", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"})
"""Codecs of Python's that no document is written in; in some a `<` is written without one."""

PROLOG = re.compile(
    rb"""(?:\s++
    | <\?(?:(?!\?>).)*+\?>
    | <!--(?:(?!-->).)*+-->
    | <!DOCTYPE (?:[^\["'>]++|"[^"]*+"|'[^']*+')*+
      (?:\[(?:[^\]"'<]++|"[^"]*+"|'[^']*+'|<!--(?:(?!-->).)*+-->|<)*+\]\s*+)?>
    )*+""",
    re.VERBOSE | re.DOTALL,
)
ROOT = re.compile(rb"<([A-Za-z_][\w.-]*+:)?([A-Za-z_][\w.-]*+)([^>]*+)")
ENTITY = re.compile(rb"<!ENTITY\s++(%\s++)?([^\s>]++)((?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)")
DRAWING = re.compile(rb"\bNDATA\s+\S+\s*$")


@dataclass(frozen=True, slots=True)
class XmlHead:
    """The root element's local name and start tag, and the beginning of the file as text."""

    root: str
    tag: str
    text: str


def head_of(source: Source) -> XmlHead | None:
    """What the head of an XML file tells; None where it is no XML."""
    data = source.head
    encoding = encoding_of(data)
    text = data if encoding == "utf-8" else data.decode(encoding, "replace").encode()
    text = text.removeprefix(codecs.BOM_UTF8)
    prolog = PROLOG.match(text)
    root = ROOT.match(text, prolog.end() if prolog else 0)
    if not root:
        return None
    return XmlHead(root[2].decode(), root[0].decode(errors="replace"), text.decode(errors="replace"))


def encoding_of(data: bytes) -> str:
    """The encoding of an XML file by its byte order mark, its zero bytes or its declaration; else UTF-8 or CP949.

    Raises Invalid for a declaration of no known encoding.
    """
    for mark, name in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return name
    if data[:4] == b"<\x00?\x00":
        return "utf-16-le"
    if data[:4] == b"\x00<\x00?":
        return "utf-16-be"
    declared = DECLARATION.match(data)
    # without a declaration it has to be UTF-8; Korean tools write their own code page all the same
    name = declared[1].decode().lower() if declared else "cp949" if guessed(data) == "cp949" else "utf-8"
    name = WIDER.get(name, name)
    if name in {"utf-8", "utf8"} or name.startswith(("utf-16", "utf16", "ucs-2", "iso-10646")):
        return "utf-8"
    try:
        known = codecs.lookup(name).name
        "".encode(known)
    except (LookupError, UnicodeError) as error:
        raise Invalid.because("xml_unknown_encoding", "encoding", name) from error
    if known in NO_ENCODINGS:
        raise Invalid.because("xml_unknown_encoding", "encoding", name)
    return name


def utf8(source: Source) -> Iterator[bytes]:
    """The file as UTF-8 chunks without byte order mark and control characters, known entities written out.

    A chunk never ends within an entity reference. UTF-8 itself is left for the parser to verify. Raises Invalid
    for bytes that are not of the encoding.
    """
    with source.open() as stream:
        held = b""
        for chunk in _decoded(stream, source.name):
            text = held + chunk.translate(None, CONTROLS)
            ampersand = text.rfind(b"&", max(len(text) - REFERENCE_LENGTH, 0))
            cut = ampersand if ampersand >= 0 and b";" not in text[ampersand:] else len(text)
            held = text[cut:]
            yield written_out(text[:cut])
        yield held


def _decoded(stream: BinaryIO, name: str) -> Iterator[bytes]:
    first = stream.read(CHUNK)
    encoding = encoding_of(first)
    if encoding == "utf-8":
        yield first.removeprefix(codecs.BOM_UTF8)
        while chunk := stream.read(CHUNK):
            yield chunk
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    chunk = first
    try:
        while chunk:
            yield decoder.decode(chunk).encode()
            chunk = stream.read(CHUNK)
        yield decoder.decode(b"", final=True).encode()
    except UnicodeError as error:
        raise Invalid.because("xml_encoding", "file", name, encoding=encoding) from error


def refuse_entities(prolog: bytes) -> None:
    """Raises Invalid where a DOCTYPE declares entities of its own; drawings (NDATA) are no text and pass."""
    for declared in ENTITY.finditer(prolog):
        if declared[1] or not DRAWING.search(declared[3]):
            raise Invalid.because("entity_declared", "DOCTYPE", declared[2].decode(errors="replace"))


class Body:
    """The root element as a file to read, after the part before it was looked through and dropped.

    The dropped lines stay as empty ones, so that line numbers are those of the file. Raises Invalid as `utf8`
    and `refuse_entities` do, and `xml_broken` where no root element follows.
    """

    def __init__(self, source: Source) -> None:
        self._chunks = utf8(source)
        self._held = self._after_prolog()
        self.given = 0
        """Bytes read so far."""

    def read(self, size: int = CHUNK) -> bytes:
        while len(self._held) < size and (chunk := next(self._chunks, None)) is not None:
            self._held += chunk
        taken, self._held = self._held[:size], self._held[size:]
        self.given += len(taken)
        return taken

    def _after_prolog(self) -> bytes:
        text = b""
        for chunk in self._chunks:
            text += chunk
            prolog = PROLOG.match(text)
            end = prolog.end() if prolog else 0
            if ROOT.match(text, end):
                refuse_entities(text[:end])
                return b"\n" * text.count(b"\n", 0, end) + text[end:]
            if len(text) > PROLOG_LIMIT:
                break
        refuse_entities(text)
        raise Invalid.because("xml_broken", "document", cause="no root element", line=1, column=1)
