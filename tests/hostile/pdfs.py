"""PDF files that run in circles, unpack without end, or ask for more than reading."""

from __future__ import annotations

import io
import zlib

from pypdf import PdfReader, PdfWriter

from tests.hostile.file import Hostile, fixed

TEXT = b"BT /F1 12 Tf (x) Tj ET\n"
PAGE = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>"
TREE = "<</Type/Pages/Kids[3 0 R]/Count 1>>"


def objects(*bodies: str | bytes, trailer: str = "/Root 1 0 R", head: bytes = b"%PDF-1.7\n") -> bytes:
    """Objects numbered from 1, with their table."""
    made, places = head, []
    for number, body in enumerate(bodies, 1):
        places.append(len(made))
        held = body.encode() if isinstance(body, str) else body
        made += f"{number} 0 obj\n".encode() + held + b"\nendobj\n"
    table = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n" + "".join(
        f"{place:010d} 00000 n \n" for place in places
    )
    end = f"trailer<</Size {len(places) + 1}{trailer}>>\nstartxref\n{len(made)}\n%%EOF"
    return made + table.encode() + end.encode()


def stream(content: bytes, entries: str = "") -> bytes:
    return f"<<{entries}/Length {len(content)}>>stream\n".encode() + content + b"\nendstream"


def document(content: bytes, page: str = PAGE, catalog: str = "", *others: str | bytes) -> bytes:
    return objects(f"<</Type/Catalog/Pages 2 0 R{catalog}>>", TREE, page, content, *others)


def flate(content: bytes, layers: int = 1) -> bytes:
    for _ in range(layers):
        content = zlib.compress(content, 9)
    return stream(content, f"/Filter[{'/FlateDecode' * layers}]")


def many_pages(count: int) -> bytes:
    kids = "3 0 R " * count
    return objects("<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {count}>>", PAGE, stream(b""))


def forms(depth: int) -> bytes:
    """Each form draws the next twice: two to the depth."""
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>"
    made = []
    for number in range(5, 5 + depth):
        entries = f"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F {number + 1} 0 R>>>>"
        made.append(stream(b"/F Do /F Do", entries))
    made.append(stream(TEXT, "/Type/XObject/Subtype/Form/BBox[0 0 9 9]"))
    return document(stream(b"/F Do"), page, "", *made)


def self_form() -> bytes:
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>"
    entries = "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>"
    return document(stream(b"/F Do"), page, "", stream(b"/F Do", entries))


def locked() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(document(stream(TEXT)))))
    writer.encrypt("word", algorithm="RC4-128")
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()


def files() -> list[Hostile]:
    catalog = "<</Type/Catalog/Pages 2 0 R>>"
    loop = "<</Type/Pages/Kids[2 0 R]/Count 1>>"
    width = "/FontFile3 5 0 R"
    cmap = b"1 beginbfrange\n<0000> <FFFFFFFF> <0000>\nendbfrange\n"
    font_page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
    font = "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 6 0 R/DescendantFonts[7 0 R]>>"
    javascript = "/OpenAction<</S/JavaScript/JS(app.alert(1))>>/AA<</WC<</S/Launch/F(/bin/sh)>>>>"
    return [
        fixed("nothing.pdf", b"%PDF-1.7\nnothing"),
        fixed("pages-loop.pdf", objects(catalog, loop)),
        fixed(
            "pages-two.pdf",
            objects(catalog, "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Pages/Kids[2 0 R]/Parent 2 0 R/Count 1>>"),
        ),
        fixed(
            "parent-loop.pdf", objects(catalog, "<</Type/Pages/Parent 2 0 R/Kids[3 0 R]/Count 1>>", PAGE, stream(b""))
        ),
        fixed("count.pdf", objects(catalog, "<</Type/Pages/Kids[]/Count 2147483647>>")),
        fixed("negative.pdf", objects(catalog, "<</Type/Pages/Kids[3 0 R]/Count -1>>", "<</Type/Page>>")),
        Hostile("pages.pdf", lambda: many_pages(50_000)),
        fixed("root-loop.pdf", objects("1 0 R")),
        fixed("reference-loop.pdf", objects(catalog, "3 0 R", "2 0 R")),
        fixed("length-loop.pdf", objects(catalog, TREE, PAGE, b"<</Length 4 0 R>>stream\nBT ET\nendstream")),
        fixed("length-lies.pdf", objects(catalog, TREE, PAGE, b"<</Length 99999999999>>stream\nBT ET\nendstream")),
        fixed("prev-loop.pdf", objects(catalog, TREE, PAGE, stream(b""), trailer="/Root 1 0 R/Prev 9")),
        fixed("no-table.pdf", b"%PDF-1.4\nxref\n0 99999999\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF"),
        fixed(
            "object-stream.pdf", objects(catalog, TREE, stream(b"3 0 ", "/Type/ObjStm/N 1000000/First 4/Extends 3 0 R"))
        ),
        Hostile("flate.pdf", lambda: document(flate(TEXT * 8_000_000))),
        Hostile("flate-zeros.pdf", lambda: document(flate(bytes(300_000_000)))),
        Hostile("flate-twice.pdf", lambda: document(flate(bytes(300_000_000), 2))),
        Hostile("flate-thrice.pdf", lambda: document(flate(bytes(300_000_000), 3))),
        Hostile("operators.pdf", lambda: document(flate(b"q " * 4_000_000))),
        Hostile("strings.pdf", lambda: document(flate(b"BT (" + b"(" * 2_000_000))),
        Hostile("arrays.pdf", lambda: document(flate(b"[" * 1_000_000))),
        Hostile("dictionaries.pdf", lambda: objects(catalog, TREE, "<</A" * 50_000, stream(b""))),
        Hostile("number.pdf", lambda: objects(catalog, f"<</Type/Pages/Kids[3 0 R]/Count {'9' * 100_000}>>")),
        fixed("runs.pdf", document(stream(b"\x81x" * 40_000 + b"\x80", "/Filter/RunLengthDecode"))),
        fixed("lzw.pdf", document(stream(b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01" * 5_000, "/Filter/LZWDecode"))),
        fixed("ascii.pdf", document(stream(b"z" * 300_000 + b"~>", "/Filter/ASCII85Decode"))),
        fixed("hex.pdf", document(stream(b"f" * 500_001 + b">", "/Filter/ASCIIHexDecode"))),
        fixed("jbig2.pdf", document(stream(b"\x97JB2\r\n\x1a\n\x01" + b"\xff" * 200, "/Filter/JBIG2Decode"))),
        fixed("jpx.pdf", document(stream(b"\x00\x00\x00\x0cjP  " + b"\xff" * 200, "/Filter/JPXDecode"))),
        fixed(
            "predictor.pdf",
            document(
                stream(zlib.compress(b"x" * 100), "/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 2147483647>>")
            ),
        ),
        fixed("filters.pdf", document(stream(b"x", "/Filter[" + "/ASCIIHexDecode" * 20_000 + "]"))),
        fixed("crypt.pdf", document(stream(b"x", "/Filter/Crypt"))),
        Hostile("forms.pdf", lambda: forms(30)),
        fixed("self-form.pdf", self_form()),
        fixed(
            "outlines.pdf",
            objects(
                "<</Type/Catalog/Pages 2 0 R/Outlines 5 0 R>>",
                TREE,
                PAGE,
                stream(b""),
                "<</First 6 0 R/Last 6 0 R>>",
                "<</Title(x)/Next 6 0 R/Parent 5 0 R>>",
            ),
        ),
        Hostile(
            "cmap.pdf",
            lambda: document(
                stream(b"BT /F1 9 Tf <0001> Tj ET"),
                font_page,
                "",
                font,
                stream(cmap),
                "<</Type/Font/Subtype/CIDFontType2>>",
            ),
        ),
        Hostile(
            "widths.pdf",
            lambda: document(
                stream(b"BT /F1 9 Tf <0001> Tj ET"),
                font_page,
                "",
                font,
                stream(b""),
                "<</Type/Font/Subtype/CIDFontType2/W[0 999999999 1]>>",
            ),
        ),
        fixed(
            "font-loop.pdf",
            document(
                stream(b"BT /F1 9 Tf <0001> Tj ET"),
                font_page,
                "",
                f"<</Type/Font{width}/ToUnicode 5 0 R/DescendantFonts[5 0 R]>>",
            ),
        ),
        fixed("javascript.pdf", document(stream(b""), PAGE, javascript)),
        fixed(
            "embedded.pdf",
            document(stream(b""), PAGE, "/Names<</EmbeddedFiles<</Names[(a.exe)5 0 R]>>>>", "<</F(../../a.exe)>>"),
        ),
        Hostile("locked.pdf", locked),
        fixed("null.pdf", b"\x00" * 500 + b"%PDF-1.4\n" + b"\x00" * 500),
    ]
