"""Files that are not what they look like: each is refused with a problem of its own, within bounds."""

from __future__ import annotations

import io
import time
import zipfile
import zlib

import pytest
from pypdf import PdfReader, PdfWriter

from corpus.brochures import process
from corpus.brochures.archive import MAX_MEMBERS, OLE
from corpus.brochures.child import proposals_in
from corpus.brochures.pdf import MAX_PAGES
from corpus.brochures.reading import blocks_of
from corpus.problems import Refused
from tests.corpus.brochures.making import BROCHURES, Brochure, pdf, workbook
from tests.fonts import needs_korean_font

pytestmark = needs_korean_font


def packed(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def locked_pdf() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("= Capabilities\n- Welding", "en"))))
    writer.encrypt("word", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def long_pdf() -> bytes:
    writer = PdfWriter()
    for _ in range(MAX_PAGES + 1):
        writer.add_blank_page(72, 72)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def bomb_pdf(size: int) -> bytes:
    """One page whose content unpacks to so many bytes."""
    content = zlib.compress(b"BT (x) Tj ET\n" * (size // 13), 9)
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n4 0 obj<</Filter/FlateDecode"
    return (
        head
        + page
        + f"/Length {len(content)}>>stream\n".encode()
        + content
        + b"\nendstream endobj\ntrailer<</Root 1 0 R>>"
    )


def encrypted_member() -> bytes:
    plain = bytearray(packed({"word/document.xml": b"<x/>"}))
    plain[plain.index(b"PK\x01\x02") + 8] |= 1
    return bytes(plain)


CASES = {
    "brochure_format": [b"hello", OLE + bytes(600), packed({"a.txt": b"x"}), b""],
    "brochure_broken": [b"%PDF-1.7\nnothing", b"PK\x03\x04 nothing", packed({"word/document.xml": b"<broken"})],
    "brochure_encrypted": [locked_pdf(), encrypted_member(), OLE + "EncryptedPackage".encode("utf-16-le")],
    "brochure_bomb": [
        packed({"word/document.xml": bytes(160 * 1024 * 1024)}),
        packed({"xl/workbook.xml": b"", **{f"xl/{place}": b"" for place in range(MAX_MEMBERS)}}),
    ],
    "brochure_too_many_pages": [long_pdf(), workbook({f"s{place}": [("a",)] for place in range(31)})],
    "brochure_without_text": [pdf("#rect()", "en")],
    "brochure_secret": [pdf("= Capabilities\n- \\[군사기밀\\] 유도 알고리즘", "ko")],
}


@pytest.mark.parametrize(
    ("code", "content"), [(code, content) for code, contents in CASES.items() for content in contents]
)
def test_what_cannot_be_read_says_why(code: str, content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        blocks_of(content, "brochure")
    assert refused.value.problem.code == code
    assert refused.value.problem.value == "brochure"


@pytest.mark.parametrize("brochure", [BROCHURES[0], BROCHURES[5], BROCHURES[8]], ids=lambda each: each.name)
def test_a_process_of_its_own_gives_the_same(brochure: Brochure) -> None:
    found = proposals_in(brochure.make(), brochure.name)
    titles = {each.title for each in found}
    assert set(brochure.stated.capabilities) <= titles


def test_a_refusal_of_the_process_is_one_here() -> None:
    with pytest.raises(Refused, match="brochure_encrypted") as refused:
        proposals_in(locked_pdf(), "소개서.pdf")
    assert refused.value.problem.value == "소개서.pdf"


def test_a_file_that_takes_too_much_is_given_up() -> None:
    begun = time.monotonic()
    with pytest.raises(Refused) as refused:
        proposals_in(bomb_pdf(300_000_000), "bomb.pdf")
    assert refused.value.problem.code in {"brochure_too_much_work", "brochure_broken"}
    assert time.monotonic() - begun < process.PROCESSOR_SECONDS + 10
