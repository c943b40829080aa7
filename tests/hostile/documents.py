"""Workbooks and Word documents: archives that swell or lie, sheets without end, parts that lead elsewhere."""

from __future__ import annotations

from tests.hostile.archives import MEGABYTE, encrypted, packed, raw_zip, swollen
from tests.hostile.file import Hostile, fixed

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEADINGS = '<row><c t="inlineStr"><is><t>name</t></is></c><c t="inlineStr"><is><t>description</t></is></c></row>'
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{before}'
    "<sheetData>{rows}</sheetData></worksheet>"
)
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "application/vnd.openxmlformats-officedocument"


def relations(*targets: tuple[str, str]) -> str:
    """What a part leads to, as kinds and targets."""
    each = (
        f'<Relationship Id="r{place}" Type="{RELATION}/{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{"".join(each)}</Relationships>'


def parts(sheet: str | bytes, **others: str | bytes) -> dict[str, str | bytes]:
    return {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{OFFICE}.spreadsheetml.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{OFFICE}.spreadsheetml.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{OFFICE}.spreadsheetml.sharedStrings+xml"/></Types>',
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": strings(1),
        **{name.replace("__", "/") + ".xml": content for name, content in others.items()},
    }


def book(rows: str = "", before: str = "", **others: str | bytes) -> bytes:
    return packed(parts(SHEET.format(rows=rows, before=before), **others))


def strings(count: int) -> str:
    return (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + "".join(f"<si><t>{place:x}{'y' * 20}</t></si>" for place in range(count))
        + "</sst>"
    )


def word(document: str | bytes, **others: str | bytes) -> bytes:
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Override PartName="/word/document.xml" '
            f'ContentType="{OFFICE}.wordprocessingml.document.main+xml"/></Types>',
            "_rels/.rels": relations(("officeDocument", "word/document.xml")),
            "word/document.xml": document,
            **{name.replace("__", "/"): content for name, content in others.items()},
        }
    )


def prose(body: str, subset: str = "") -> str:
    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<?xml version="1.0"?>{subset}<w:document xmlns:w="{name}"><w:body>{body}</w:body></w:document>'


def _swollen(part: str, stated: int) -> bytes:
    return raw_zip([("[Content_Types].xml", b"", 0, -1), (part, swollen(300 * MEGABYTE), stated, -1)])


def files() -> list[Hostile]:
    relation = relations(("externalLinkPath", 'file:///etc/passwd" TargetMode="External'))
    laughs = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
        + "]>"
    )
    return [
        Hostile(
            "zeros.xlsx",
            lambda: _swollen("xl/workbook.xml", 300 * MEGABYTE),
        ),
        Hostile(
            "lies.xlsx",
            lambda: raw_zip(
                [("[Content_Types].xml", b"", 0, -1), ("xl/workbook.xml", swollen(300 * MEGABYTE), 50, -1)]
            ),
        ),
        Hostile("sheet.xlsx", lambda: packed(parts(b"<worksheet>" + bytes(50 * MEGABYTE)))),
        Hostile("empty-cells.xlsx", lambda: book("<row>" + "<c/>" * 16_000 + "</row>" + "<row><c/></row>" * 600_000)),
        Hostile("strings.xlsx", lambda: book(HEADINGS, xl__sharedStrings="<sst>" + "<si><t/></si>" * 3_000_000)),
        Hostile(
            "string.xlsx",
            lambda: book(
                '<row><c t="s"><v>0</v></c></row>', xl__sharedStrings=f"<sst><si><t>{'x' * 9 * MEGABYTE}</t></si></sst>"
            ),
        ),
        Hostile("no-string.xlsx", lambda: book('<row><c t="s"><v>999999999</v></c></row>')),
        Hostile("dimension.xlsx", lambda: book("", before='<dimension ref="A1:XFD1048576"/>')),
        Hostile("far-cell.xlsx", lambda: book('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
        Hostile(
            "rows-apart.xlsx",
            lambda: book(f'<row r="1">{HEADINGS[5:]}<row r="99999999999999999999"><c><v>1</v></c></row>'),
            harmless=True,
        ),
        Hostile(
            "laughs.xlsx", lambda: packed(parts(laughs + SHEET.format(rows="<row><c><v>&j;</v></c></row>", before="")))
        ),
        Hostile(
            "external.xlsx",
            lambda: packed(
                parts(
                    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
                    + SHEET.format(rows='<row><c t="str"><v>&a;</v></c></row>', before="")
                )
            ),
        ),
        Hostile("deep.xlsx", lambda: book("<row>" * 100_000)),
        Hostile(
            "links.xlsx",
            lambda: book(
                "",
                **{
                    "xl__externalLinks__externalLink1": "<externalLink/>",
                    "xl__externalLinks___rels__externalLink1.xml.rels": relation,
                },
            ),
        ),
        Hostile(
            "loop.xlsx",
            lambda: packed({**parts(SHEET.format(rows="", before="")), "xl/_rels/workbook.xml.rels": relation}),
        ),
        Hostile("encrypted.xlsx", lambda: encrypted("xl/workbook.xml")),
        Hostile("missing.xlsx", lambda: packed({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"})),
        Hostile("zeros.docx", lambda: raw_zip([("word/document.xml", swollen(300 * MEGABYTE), 300 * MEGABYTE, -1)])),
        Hostile(
            "lies.docx",
            lambda: raw_zip(
                [("[Content_Types].xml", b"", 0, -1), ("word/document.xml", swollen(300 * MEGABYTE), 90, -1)]
            ),
        ),
        Hostile("laughs.docx", lambda: word(prose("<w:p><w:r><w:t>&j;</w:t></w:r></w:p>", laughs))),
        Hostile(
            "passwd.docx",
            lambda: word(
                prose("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>')
            ),
        ),
        Hostile("deep.docx", lambda: word(prose("<w:tbl><w:tr><w:tc>" * 20_000))),
        Hostile("paragraphs.docx", lambda: word(prose("<w:p><w:r><w:t>Welding</w:t></w:r></w:p>" * 200_000))),
        Hostile(
            "table.docx",
            lambda: word(
                prose(
                    "<w:tbl>"
                    + ("<w:tr>" + '<w:tc><w:tcPr><w:gridSpan w:val="60000"/></w:tcPr><w:p/></w:tc>' * 50 + "</w:tr>")
                    * 500
                    + "</w:tbl>"
                )
            ),
        ),
        fixed("twice.docx", packed({"word/document.xml": "<broken", "xl/workbook.xml": "<broken"})),
    ]
