"""What a typesetter or an office program would read as markup is printed on a sheet as it was written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pypdf
import pytest
from lxml import etree

from api.service import Service
from api.settings import Settings
from api.sheets.making import SheetForm, Wanted, sheet_of
from corpus.drafts import PatentDraft
from tests.api.conftest import settings_in
from tests.api.records import patent
from tests.api.sheets.test_sheets import OFFICIAL, plain, read_back
from tests.conftest import Scale
from tests.fakes import HashEncoder
from tests.fonts import needs_korean_font
from tests.hostile.scripts import PAYLOADS
from tests.proof.figures import Recorder

pytestmark = needs_korean_font

MARKUP = (
    '#eval("1+1")',
    '#read("/etc/passwd")',
    '#include "/etc/passwd"',
    '#import "@preview/cetz:0.3.0": *',
    '#image("/etc/hostname")',
    '#link("javascript:zqx()")[open]',
    "#{ panic() }",
    "#let x = sys.inputs",
    "#set page(width: 1pt)",
    "#show: none",
    "#while true { }",
    "#metadata(1) <label>",
    r"\u{202e}\u{41}",
    r"\ \\ \# \$",
    "$x$ and $ integral_0^1 x dif x $",
    "@ref and @preview",
    "<label>",
    "= heading",
    "*bold* _slanted_ `raw` ```rust x```",
    "// comment and /* comment */",
    "http://127.0.0.1:9/zqx",
    "~ -- --- ...",
    "]} #[ )( ]",
    "\"quoted\" 'quoted'",
    "<w:br/><w:instrText>DDEAUTO</w:instrText>",
    "{ HYPERLINK zqx } { INCLUDETEXT /etc/passwd }",
    "{{7*7}} {% raw %} ${7*7}",
)
"""Of Typst, of Word's fields and XML, of other templates."""
AT_ONCE = 6


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings: Settings = settings_in(tmp_path_factory.mktemp("attacked"))
    built = Service(settings, encoder=HashEncoder())
    built.open()
    yield built
    built.close()


def live_in(form: SheetForm, content: bytes) -> list[str]:
    """What does something when the sheet is opened: links, scripts, fields, files."""
    if form is SheetForm.PDF:
        reader = pypdf.PdfReader(io.BytesIO(content))
        annotations = [str(each.get_object()) for page in reader.pages for each in page.get("/Annots") or []]
        catalog = reader.root_object
        return [
            *annotations,
            *(key for key in ("/OpenAction", "/AA", "/AcroForm") if key in catalog),
            *reader.attachments,
        ]
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        document = etree.fromstring(parts.read("word/document.xml"))
        told = [parts.read(name).decode() for name in parts.namelist() if name.endswith(".rels")]
    names = [etree.QName(each).localname for each in document.iter(etree.Element)]
    return [name for name in names if name in {"instrText", "fldSimple", "hyperlink", "object"}] + [
        text for text in told if 'TargetMode="External"' in text
    ]


@pytest.mark.row("text")
def test_markup_is_printed_as_it_was_written(service: Service, figure: Recorder, scale: Scale) -> None:
    # What nobody sees is left out before, and a letter that no font has is refused.
    scripts = [text for text in PAYLOADS if text.isascii() and text.isprintable()]
    texts = [*MARKUP, *scripts][:: scale(4, 1)]
    checked = 0
    for begun in range(0, len(texts), AT_ONCE):
        told = texts[begun : begun + AT_ONCE]
        record = patent(
            f"T{begun}",
            title=told[0],
            abstract=" ".join(f"It says {text} here." for text in told),
            owners=[{"name": text, "country": "KR"} for text in told],
            keywords=told,
            claims=[],
        )
        with service.database.transaction() as store:
            store.put("patents", [PatentDraft.model_validate(record)])
        for form in SheetForm:
            content = sheet_of(service, OFFICIAL, Wanted("patents", f"T{begun}", "en"), form)
            read = read_back(form, content)
            for text in told:
                assert read.count(plain(text)) >= 2, (form, text)
                checked += 1
            assert live_in(form, content) == []
    figure(
        f"{len(texts)} texts of markup on sheets as PDF and DOCX: {checked} of {2 * len(texts)} as written, nothing "
        "live in them"
    )
