"""What the parser never gets to see, and how faults are named."""

from __future__ import annotations

import pytest

from corpus.importers.source import Source
from corpus.importers.xml_entities import character, written_out
from corpus.importers.xml_fields import at, bare, day, plain, text
from corpus.importers.xml_parsing import parse
from corpus.importers.xml_records import Broken, records
from corpus.importers.xml_stream import encoding_of, head_of, utf8
from corpus.problems import Invalid


def titles(data: bytes, name: str = "title") -> list[str]:
    found = []
    for record in records(Source.of("a.xml", data), (name,)):
        if isinstance(record, Broken):
            raise Invalid(record.problem)
        found.append(text(record))
    return found


def refusal(data: bytes) -> Invalid:
    with pytest.raises(Invalid) as caught:
        titles(data)
    return caught.value


@pytest.mark.parametrize(
    ("name", "expected"),
    [("alpha", "α"), ("agr", "α"), ("OHgr", "Ω"), ("eeacgr", "ή"), ("b.beta", "β"), ("frac12", "½"), ("nosuch", None)],
)
def test_entities_of_the_iso_sets_are_known(name: str, expected: str | None) -> None:
    assert character(name) == expected


def test_entities_that_mean_something_to_the_parser_stay_references() -> None:
    assert written_out(b"&LT;b&GT; &amp; &mdash; &nosuch;") == "&#60;b&#62; &amp; — &nosuch;".encode()


def test_known_entities_need_no_dtd() -> None:
    data = b'<!DOCTYPE a SYSTEM "no-such.dtd" []><a><title>30 &deg;C &ldquo;hot&rdquo;</title></a>'
    assert titles(data) == ["30 °C “hot”"]


def test_an_entity_cut_by_a_chunk_is_still_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.importers.xml_stream.CHUNK", 7)
    assert b"".join(utf8(Source.of("a", b"<a>wide &mdash; wider &Omega;</a>"))).decode() == "<a>wide — wider Ω</a>"


def test_an_undefined_entity_is_named_with_its_line() -> None:
    problem = refusal(b"<?xml version='1.0'?>\n<a>\n<title>x &bogus; y</title></a>").problem
    assert (problem.code, problem.value, problem.facts["line"]) == ("undefined_entity", "&bogus;", 3)


BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE a [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;">]>
<a><title>&lol2;</title></a>"""
EXTERNAL = b"""<!DOCTYPE a [<!ENTITY passwd SYSTEM "file:///etc/passwd">]><a><title>&passwd;</title></a>"""
PARAMETER = b"""<!DOCTYPE a [<!ENTITY % outer SYSTEM "http://example.org/x.dtd"> %outer;]><a><title>x</title></a>"""
HIDDEN = b"""<!DOCTYPE a [<!-- don't > ]> --><!ENTITY x 'a>b]>'>]><a><title>&x;</title></a>"""


@pytest.mark.parametrize("data", [BOMB, EXTERNAL, PARAMETER, HIDDEN])
def test_entities_of_a_document_are_refused(data: bytes) -> None:
    assert refusal(data).problem.code == "entity_declared"


def test_drawings_declared_as_entities_pass() -> None:
    data = b'<!DOCTYPE a SYSTEM "x.dtd" [<!ENTITY D1.TIF SYSTEM "D1.TIF" NDATA TIF>]><a><title>Seal</title></a>'
    assert titles(data) == ["Seal"]


def test_nesting_and_long_texts_are_bounded() -> None:
    assert refusal(b"<a><title>" + b"<b>" * 400 + b"</b>" * 400 + b"</title></a>").problem.code == "xml_limit"
    assert refusal(b"<a><title>" + b"x" * 10_500_000 + b"</title></a>").problem.code == "xml_limit"


def test_a_record_larger_than_the_bound_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.importers.xml_records.LONGEST_RECORD", 100_000)
    assert titles(b"<a>" + b"<title>x</title>" * 20_000 + b"</a>") == ["x"] * 20_000
    assert refusal(b"<a><title>" + b"<b>x</b>" * 40_000 + b"</title></a>").problem.code == "document_too_large"


def test_a_broken_file_names_line_and_column() -> None:
    problem = refusal(b"<?xml version='1.0'?>\n<a>\n<title>x</a>").problem
    assert problem.code == "xml_broken"
    assert problem.facts["line"] == 3
    assert "mismatch" in str(problem.facts["cause"])


@pytest.mark.parametrize("data", [b"", b"<!DOCTYPE a [", b"<?xml version='1.0'?>"])
def test_a_file_without_root_is_refused(data: bytes) -> None:
    assert refusal(data).problem.code == "xml_broken"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "cp949", "shift_jis", "utf-32"])
def test_encodings_by_mark_or_declaration(encoding: str) -> None:
    declared = "euc-kr" if encoding == "cp949" else encoding.removesuffix("-sig")
    written = f'<?xml version="1.0" encoding="{declared}"?><a><title>valve é</title></a>'
    expected = "valve ?" if encoding == "shift_jis" else "valve é"
    if encoding == "cp949":
        written, expected = written.replace("é", "똠방"), "valve 똠방"
    assert titles(written.encode(encoding, "replace")) == [expected]


def test_control_characters_are_dropped() -> None:
    assert titles(b"<a><title>left\x00 and\x1f right</title></a>") == ["left and right"]


def test_a_wrong_encoding_is_named() -> None:
    wrong = '<?xml version="1.0" encoding="UTF-8"?><a><title>밸브</title></a>'.encode("cp949")
    assert refusal(wrong).problem.code == "xml_encoding"
    wrong = b'<?xml version="1.0" encoding="shift_jis"?><a><title>\xfd\xfe</title></a>'
    assert refusal(wrong).problem.facts["encoding"] == "shift_jis"


@pytest.mark.parametrize("name", ["no-such", "zlib", "base64"])
def test_an_encoding_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(Invalid) as caught:
        encoding_of(f'<?xml version="1.0" encoding="{name}"?>'.encode())
    assert caught.value.problem.code == "xml_unknown_encoding"


def test_head_tells_the_root_past_comments_and_doctype() -> None:
    data = (
        b"\xef\xbb\xbf<?xml version='1.0'?><!-- <x> --><!DOCTYPE a [<!ENTITY d SYSTEM 'd' NDATA TIF>]>\n<o:a b='c'><d/>"
    )
    head = head_of(Source.of("a", data))
    assert head is not None
    assert (head.root, head.tag) == ("a", "<o:a b='c'")
    assert head_of(Source.of("a", b"id,title\n1,x\n")) is None


def test_only_the_outermost_of_nested_records_comes() -> None:
    data = b"<a><r><r>in</r>out</r><r>next</r></a>"
    assert titles(data, "r") == ["inout", "next"]


def test_text_keeps_words_whole_and_blocks_apart() -> None:
    root = parse(b"<a>H<sub>2</sub>O<p>one</p><p>two<?delete-start?> gone<b>!</b><?delete-end?> kept</p></a>")
    assert text(root) == "H2O one two kept"


def test_names_lose_their_namespace() -> None:
    root = plain(parse(b'<p:a xmlns:p="urn:x"><p:b>1</p:b></p:a>'))
    assert at(root, "none", "b") == "1"


def test_days() -> None:
    assert str(day("20110531")) == str(day("2011.05.31")) == str(day("2011-05-31Z")) == "2011-05-31"
    assert str(day("1990/02/28 00:00:00")) == "1990-02-28"
    assert day("") is None
    assert day("19820900") is None
    assert day("20111399") == "20111399"


@pytest.mark.parametrize(
    ("written", "expected"),
    [("07272630", "7272630"), ("D0550123", "D550123"), ("RE040,000", "RE40000"), ("2001/0000044", "20010000044")],
)
def test_bare_numbers(written: str, expected: str) -> None:
    assert bare(written) == expected
