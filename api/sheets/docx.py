"""A sheet as DOCX, to be worked on: the same texts in the same order as the PDF."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, time
from typing import Any, Final

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from api.sheets.laid import Laid, Row

KOREAN_FONT: Final = "Malgun Gothic"
LATIN_FONT: Final = "Segoe UI"
SOFT: Final = RGBColor(0x4A, 0x55, 0x5F)
WARN: Final = RGBColor(0x8A, 0x4B, 0x00)
WIDTHS: Final = {1: (Mm(42), Mm(132)), 2: (Mm(26), Mm(61))}
"""Of the name and the value of a fact, by how many facts stand beside each other."""
FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""What a ZIP gives as the moment of a file: fixed, so that equal sheets are equal files."""


def docx_of(laid: Laid) -> bytes:
    """Equal sheets are equal bytes."""
    document = docx.Document()
    _style(document)
    for mark in laid.marks:
        _paragraph(document, mark, bold=True, colour=WARN)
    _paragraph(document, laid.kind, size=9, colour=SOFT)
    document.add_heading(laid.title, level=1)
    if laid.subtitle:
        _paragraph(document, laid.subtitle, colour=SOFT)
    for part in laid.parts:
        document.add_heading(part.heading, level=2)
        if part.rows:
            _table(document, part.rows, 1 if part.wide else 2)
        for line in part.lines:
            paragraph = _paragraph(document, line.text, bold=line.leading)
            if line.source:
                _run(paragraph, f" {line.source}", size=8, colour=SOFT)
    for foot in laid.foot:
        _paragraph(document, foot, size=8, colour=SOFT)
    _properties(document, laid)
    stream = io.BytesIO()
    document.save(stream)
    return _timeless(stream.getvalue())


def text_of(content: bytes) -> str:
    """What is read back, in order."""
    document = docx.Document(io.BytesIO(content))
    texts: list[str] = []
    for item in document.iter_inner_content():
        if isinstance(item, Paragraph):
            texts.append(item.text)
        else:
            texts += [cell.text for row in item.rows for cell in row.cells]
    return "\n".join(texts)


def _style(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(15)
    for name in ("Normal", "Heading 1", "Heading 2"):
        style: Any = document.styles[name]
        style.font.name = LATIN_FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        fonts.set(qn("w:eastAsia"), KOREAN_FONT)
    normal: Any = document.styles["Normal"]
    normal.font.size = Pt(9.5)
    normal.paragraph_format.space_after = Pt(3)
    for name, size, before in (("Heading 1", 15, 2), ("Heading 2", 11, 8)):
        heading: Any = document.styles[name]
        heading.font.size = Pt(size)
        heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(before), Pt(3)


def _table(document: Document, rows: tuple[Row, ...], beside: int) -> None:
    """So many facts beside each other as on the PDF."""
    table = document.add_table(rows=-(-len(rows) // beside), cols=2 * beside, style="Table Grid")
    table.autofit = False
    for place, width in enumerate(WIDTHS[beside] * beside):
        table.columns[place].width = width
    for place, row in enumerate(rows):
        cells = table.rows[place // beside].cells
        offset = 2 * (place % beside)
        for cell, width in zip(cells[offset : offset + 2], WIDTHS[beside], strict=True):
            cell.width = width
        _run(cells[offset].paragraphs[0], row.name, size=8.5, colour=SOFT)
        _run(cells[offset + 1].paragraphs[0], row.value, size=9)


def _paragraph(
    document: Document, text: str, *, size: float | None = None, bold: bool = False, colour: RGBColor | None = None
) -> Paragraph:
    paragraph = document.add_paragraph()
    _run(paragraph, text, size=size, bold=bold, colour=colour)
    return paragraph


def _run(
    paragraph: Paragraph, text: str, *, size: float | None = None, bold: bool = False, colour: RGBColor | None = None
) -> None:
    run = paragraph.add_run(text)
    run.bold = bold
    if size is not None:
        run.font.size = Pt(size)
    if colour is not None:
        run.font.color.rgb = colour


def _properties(document: Document, laid: Laid) -> None:
    properties = document.core_properties
    moment = datetime.combine(laid.day, time(), UTC)
    properties.title, properties.language = laid.title[:255], laid.language
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = moment


def _timeless(content: bytes) -> bytes:
    """The same files in the same order, without the moment at which they were packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for info in packed.infolist():
            made.writestr(zipfile.ZipInfo(info.filename, FIRST_DAY), packed.read(info), zipfile.ZIP_DEFLATED)
    return out.getvalue()
