"""A record that breaks is passed over and named; those before and after it come."""

from __future__ import annotations

import pytest

from corpus.importers import epo, kipris
from corpus.importers.format import Accepted, Parsed, Rejected
from corpus.importers.source import Source
from corpus.importers.xml_fields import text
from corpus.importers.xml_records import Broken, records
from corpus.problems import Invalid

GOOD = '<p:r xmlns:p="urn:p"><p:t>{}</p:t></p:r>'


def found(body: str, names: tuple[str, ...] = ("r",)) -> list[str]:
    """Texts of the records; a broken one as its code and place."""
    source = Source.of("a.xml", f'<a xmlns:q="urn:q">\n<list>{body}</list></a>'.encode())
    shown = []
    for record in records(source, names):
        if isinstance(record, Broken):
            facts = record.problem.facts
            shown.append(f"{record.problem.code} {facts.get('line')}")
        else:
            shown.append(text(record))
    return shown


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        ("<r><t>x</u></r>", "xml_broken"),
        ("<r><t>&bogus;</t></r>", "undefined_entity"),
        ("<r><t>A & B</t></r>", "xml_broken"),
        ("<r><t>A&B Co</t></r>", "xml_broken"),
        ("<r>" + "<b>" * 300 + "</b>" * 300 + "</r>", "xml_limit"),
    ],
)
def test_the_rest_goes_on(broken: str, code: str) -> None:
    body = GOOD.format("one") + broken + "\n" + GOOD.format("two") + "<q:r>three</q:r>"
    assert found(body) == ["one", f"{code} 2", "two", "three"]


def test_lines_are_those_of_the_file_after_a_fault_too() -> None:
    body = "<r>x</s></r>\n" + GOOD.format("good") + "\n\n<r>y</s></r>"
    assert found(body) == ["xml_broken 2", "good", "xml_broken 5"]


def test_many_records_with_faults_between_stay_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.importers.xml_records.FED", 37)
    body = "".join(f"<r>{n}</r>" if n % 3 else f"<r>{n}</s></r>" for n in range(300))
    assert [entry for entry in found(body) if entry.isdigit()] == [str(n) for n in range(300) if n % 3]


def test_a_file_that_is_cut_off_gives_what_was_whole() -> None:
    source = Source.of("a.xml", b"<a><r>one</r><r>tw")
    first, second = records(source, ("r",))
    assert not isinstance(first, Broken)
    assert isinstance(second, Broken)
    with pytest.raises(Invalid):
        list(records(Source.of("a.xml", b"<a><r>one</r>"), ("r",)))


def codes(parsed: list[Parsed]) -> list[str]:
    return [entry.problem.code if isinstance(entry, Rejected) else "taken" for entry in parsed]


def test_kipris_and_epo_lose_the_broken_record_alone() -> None:
    item = "<item><applicationNumber>102021000000{}</applicationNumber><inventionTitle>{}</inventionTitle></item>"
    items = item.format(1, "교량") + item.format(2, "A&B 교량") + item.format(3, "교량")
    answer = f"<response><header><resultCode>00</resultCode></header><body><items>{items}</items></body></response>"
    parsed = list(kipris.read(Source.of("a.xml", answer.encode())))
    assert codes(parsed) == ["taken", "xml_broken", "taken"]
    assert [entry.row for entry in parsed] == [1, 2, 3]
    document = (
        '<exchange-document country="EP" doc-number="100000{}" kind="A1"><bibliographic-data>'
        '<invention-title lang="en">{}</invention-title></bibliographic-data></exchange-document>'
    )
    within = document.format(1, "Mast") + document.format(2, "M &bogus;") + document.format(3, "Mast")
    search = f'<w xmlns="http://www.epo.org/exchange"><search-result>{within}</search-result></w>'
    parsed = list(epo.read(Source.of("a.xml", search.encode())))
    assert codes(parsed) == ["taken", "undefined_entity", "taken"]
    assert isinstance(parsed[2], Accepted)
