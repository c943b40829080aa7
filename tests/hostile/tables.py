"""Tables and JSON that do not end, or nest, or hold what is no text; and files that are two things at once."""

from __future__ import annotations

import json

from tests.hostile import archives, documents, pdfs
from tests.hostile.file import Hostile, fixed

MEGABYTE = 1024 * 1024
RECORD = '"id":"US7000001","country":"US","title":"x"'


def unique(size: int) -> bytes:
    return b"".join(b"%x" % place for place in range(size // 5))


def files() -> list[Hostile]:
    head = b"name,description\n"
    gif = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"
    return [
        Hostile("line.csv", lambda: head + unique(12 * MEGABYTE)),
        Hostile("quote.csv", lambda: head + b'Hanbit,"' + unique(12 * MEGABYTE)),
        Hostile("quotes.csv", lambda: head + b'"' * (8 * MEGABYTE)),
        Hostile("columns.csv", lambda: b",".join(b"c%d" % place for place in range(1_000_000)) + b"\n"),
        Hostile("commas.csv", lambda: head + b"," * 5_000_000),
        Hostile("rows.csv", lambda: head + b",\n" * 1_000_000),
        Hostile("wide-rows.csv", lambda: head + (b"x" * 9 + b",y" * 2_000 + b"\n") * 1_000),
        Hostile("same-headings.csv", lambda: b"name," * 20_000 + b"name\nx\n"),
        fixed("null.csv", bytes(4_000) + head),
        fixed("nulls-within.csv", b"n\x00a\x00m\x00e\x00,\x00d\n\x00\x00\x00" * 50),
        fixed("controls.csv", bytes(range(32)) * 300),
        fixed("surrogates.csv", head.replace(b"name", b"\xed\xa0\x80name") + b"\xed\xa0\x80" * 100 + b",x,y,z\n"),
        fixed("overlong.csv", b"n\xc1\xa1me\xff\xfe,\xc0\xaf\xc0\xaf\n" * 100),
        Hostile("depth.json", lambda: b"[" * (4 * MEGABYTE)),
        Hostile("objects.json", lambda: b'{"a":' * 500_000),
        Hostile(
            "depth.jsonl", lambda: b"{" + RECORD.encode() + b',"claims":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n"
        ),
        Hostile("number.jsonl", f'{{{RECORD},"trl":{"9" * 1_000_000}}}\n'.encode),
        fixed("exponent.jsonl", f'{{{RECORD},"trl":1e999999999}}\n', harmless=True),
        fixed("nan.jsonl", f'{{{RECORD},"trl":NaN}}\n', harmless=True),
        fixed("infinity.jsonl", f'{{{RECORD},"trl":-Infinity}}\n', harmless=True),
        fixed("twice.jsonl", f'{{{RECORD},"title":"y","title":"z"}}\n', harmless=True),
        fixed("surrogate.jsonl", '{"id":"US7000001","country":"US","title":"\\ud800"}\n'),
        fixed("null.jsonl", '{"id":"US7000001\\u0000","country":"US","title":"a"'),
        fixed("prototype.jsonl", '{"__proto__":{"x":1},"constructor":{},"id":1}\n'),
        Hostile(
            "string.jsonl", lambda: b'{"id":"US7000001","country":"US","title":"' + b"x" * (12 * MEGABYTE) + b'"}\n'
        ),
        Hostile("keys.jsonl", lambda: json.dumps({f"k{place}": place for place in range(300_000)}).encode() + b"\n"),
        Hostile("items.json", lambda: b"[" + b"0," * 1_000_000 + b"0]"),
        Hostile("lines.jsonl", lambda: b"{}\n" * 500_000),
        fixed(
            "pickle.bin",
            b"\x80\x04\x95\x1a\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x02id\x94\x85\x94R\x94.",
        ),
        fixed("executable.csv", b"\x7fELF\x02\x01\x01" + bytes(600)),
        fixed("database.csv", b"SQLite format 3\x00" + bytes(600)),
        fixed("script.html", "<html><script>alert(1)</script><table><tr><td onclick=x>" + "<table>" * 20_000),
        Hostile("nested.html", lambda: b"<table><tr><td>" * 100_000),
        Hostile("cells.html", lambda: b"<table><tr><th>name<th>description" + b"<td>" * 1_000_000),
        Hostile("pdf-zip.pdf", lambda: pdfs.objects("1 0 R") + archives.packed({"a.csv": b"a;b\n1;2\n"})),
        Hostile("zip-pdf.zip", lambda: archives.packed({"a.bin": b"\xff\xd8\xff"}) + b"%PDF-1.4\n"),
        fixed("html-pdf.html", b"<html><script>alert(1)</script>%PDF-1.4\n<</html>"),
        Hostile("gif-zip.gif", lambda: gif + archives.packed({"a.csv": b"a;b\n1;2\n"})),
        fixed("gif-js.gif", b"GIF89a=1;alert(1)//" + bytes(100)),
        Hostile(
            "xlsx-docx.xlsx", lambda: archives.packed({**documents.parts("<broken"), "word/document.xml": b"<broken"})
        ),
        Hostile("png-zip.png", lambda: b"\x89PNG\r\n\x1a\n" + archives.packed({"a.csv": b"a;b\n1;2\n"})),
        fixed("ole.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600),
    ]
