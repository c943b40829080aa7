from __future__ import annotations

import io
import re
import string
import time
from pathlib import Path

import pytest
from openpyxl import Workbook

import corpus.importers
from corpus.importers.detect import FORMATS, detect, looks_like, named
from corpus.importers.source import Source
from corpus.problems import Invalid
from corpus.wording import sentence
from corpus.wording.importing import WORDING

RAISED = re.compile(r'(?:because|Problem\.of)\(\s*"([a-z_]+)"')


def refused(data: bytes, wanted: str = "auto") -> Invalid:
    with pytest.raises(Invalid) as caught:
        detect(Source.of("t", data), wanted)
    return caught.value


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b" \n\n", "empty_file"),
        (b"%PDF-1.7\n", "unknown_format"),
        (b"A letter about nothing in particular.\nIt has two lines.\n", "unknown_format"),
        (b"<scheme><class/></scheme>", "unknown_format"),
        (b'{"message": "limit exceeded"}', "headings_missing"),
        (b"[]", "no_records"),
        (b'{"total": 0, "data": []}', "no_records"),
        (b'{"error": {"code": "KEY", "message": "no such key"}}', "answer_error"),
        (b'{"httpStatus": "429", "title": "Too many", "detail": "quota"}', "answer_error"),
        (b"query-id\tcorpus-id\tscore\nq\td\t1\n", "headings_missing"),
        (b"id,title,description\n1,a,b\n", "ambiguous_kind"),
        (b'{"_id": "1", "title": "a", "text": "b"}\n', "ambiguous_kind"),
    ],
)
def test_refusals(data: bytes, code: str) -> None:
    refusal = refused(data)
    assert refusal.problem.code == code
    for language in ("en", "ko"):
        assert sentence(refusal.problem, language).reason


def test_an_ambiguous_table_names_what_to_say() -> None:
    problem = refused(b"id,title,description\n1,a,b\n").problem
    assert problem.facts["headings"] == "id, title, description"
    assert problem.facts["formats"] == "--format plain-patents, --format plain-companies, --format plain-needs"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0 old", "old Office document (.xls, .doc, .hwp)"),
        (b"<?xml version='1.0'?><x:scheme xmlns:x='y'/>", "XML or HTML with root scheme"),
        (b"\x00\x01\x02\x03" * 50, "binary data"),
        (b"[]", "JSON without records"),
    ],
)
def test_what_it_looks_like(data: bytes, words: str) -> None:
    assert looks_like(Source.of("t", data)) == words


def test_a_named_format_is_taken_at_its_word() -> None:
    assert detect(Source.of("t", b"id,title,description\n1,a,b\n"), "plain-needs").kind == "needs"
    assert refused(b"x", "plain-nothing").problem.code == "unknown_format_name"


def test_names_are_unique() -> None:
    assert len({entry.name for entry in FORMATS}) == len(FORMATS)
    assert all(named(entry.name) is entry for entry in FORMATS)


def test_every_code_that_importers_raise_has_wording() -> None:
    folder = Path(corpus.importers.__file__).parent
    raised = {code for path in folder.glob("*.py") for code in RAISED.findall(path.read_text(encoding="utf-8"))}
    assert raised - set(WORDING) == set()


def test_both_languages_use_the_same_facts() -> None:
    for code, wording in WORDING.items():
        english = {name for _, name, _, _ in string.Formatter().parse(wording.en + wording.en_mend) if name}
        korean = {name for _, name, _, _ in string.Formatter().parse(wording.ko + wording.ko_mend) if name}
        # an English word such as `content` has its Korean counterpart under its own name
        assert {name.removesuffix("_ko") for name in korean} == english, code


def read_or_refused(data: bytes) -> str:
    source = Source.of("t", data)
    try:
        list(detect(source).read(source))
    except Invalid as refusal:
        return refusal.problem.code
    return "read"


SAMPLES = (
    b'name,summary,city,employees\n"Hanbit, Inc",mills,Busan,45\n',
    "회사명,업종,주요제품\n한빛정밀,가공,마스트\n".encode("cp949"),
    b'[{"company": "a", "award_title": "b", "award_year": 2018, "phase": "I", "program": "x"}]',
    b'{"data": [{"lens_id": "1", "jurisdiction": "US", "doc_number": "7000001", "biblio": {"invention_title": "M"}}]}',
    b'{"id": "US7000001", "title": "Mast", "abstract": "Folds", "ipc": ["F16M 11/04"]}\n',
    b"---\ntitle: Mast\nnumber: 7000001\n---\ntext\n",
)


@pytest.mark.parametrize("sample", SAMPLES)
def test_damage_ends_in_a_refusal_and_never_in_a_traceback(sample: bytes) -> None:
    for place in range(len(sample)):
        for put in (b"", b"\x00", b'"', b"{", b"\xff", b"[" * 2_000):
            assert read_or_refused(sample[:place] + put + sample[place + 1 :]) in {"read", *WORDING}


@pytest.mark.parametrize(
    "data",
    [
        b"<!---->" * 5_000 + b"x",
        b'{"id": "US7000001", "title": "M", "abstract": "a", "ipc": "' + b" " * 1_000_000 + b'x"}\n',
        b'{"id": "US7000001", "title": "M", "abstract": "a", "filing_date": "' + b" 1" * 500_000 + b'"}\n',
        b'{"name": "a", "employees": "1' + b" " * 1_000_000 + b'x", "uei": "b"}\n',
        b'{"id": "US7000001", "title": "M", "abstract": "a", "application_number": "' + b" " * 1_000_000 + b'(x"}\n',
        b'{"id": "US7000001", "title": "M", "abstract": "a", "' + b"(" * 1_000_000 + b'": 1}\n',
        b"---\ntitle: M\nnumber: 1\na" + b" " * 1_000_000 + b"\n---\n",
        b"name,summary,city\n" + b"(" * 1_000_000 + b",b,c\n",
    ],
)
def test_hostile_texts_take_no_time(data: bytes) -> None:
    started = time.process_time()
    read_or_refused(data)
    assert time.process_time() - started < 5


def test_an_empty_workbook_and_a_stray_nul() -> None:
    held = io.BytesIO()
    Workbook().save(held)
    with pytest.raises(Invalid) as caught:
        detect(Source.of("t.xlsx", held.getvalue()))
    assert caught.value.problem.code == "no_records"
    assert detect(Source.of("t.csv", b"id,title,abstract\nUS7000001,a\x00b,c\n")).name == "plain-patents"
