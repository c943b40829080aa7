"""Grants and applications of version 4: single files, weekly files, and what is broken in them."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.drafts import LegalStatus, PatentDraft
from corpus.importers import uspto
from corpus.importers.format import Accepted, Parsed, Rejected
from corpus.importers.source import Source
from corpus.importers.uspto_documents import documents
from corpus.problems import Invalid

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
DOCTYPE = '<!DOCTYPE us-patent-grant SYSTEM "us-patent-grant-v47.dtd" [ <!ENTITY D1 SYSTEM "D1.TIF" NDATA TIF> ]>\n'


def grant(number: str = "09999901", title: str = "Towed sonar array", extra: str = "", parties: str = "") -> str:
    return f"""{DECLARATION}{DOCTYPE}<us-patent-grant lang="EN" country="US">
<us-bibliographic-data-grant>
<publication-reference><document-id><country>US</country><doc-number>{number}</doc-number><kind>B2</kind>
<date>20240109</date></document-id></publication-reference>
<application-reference appl-type="utility"><document-id><country>US</country><doc-number>17000001</doc-number>
<date>20210304</date></document-id></application-reference>
<classifications-ipcr><classification-ipcr><section>G</section><class>01</class><subclass>S</subclass>
<main-group>15</main-group><subgroup>02</subgroup></classification-ipcr></classifications-ipcr>
<classifications-cpc><main-cpc><classification-cpc><section>G</section><class>01</class><subclass>S</subclass>
<main-group>15</main-group><subgroup>025</subgroup></classification-cpc></main-cpc></classifications-cpc>
<invention-title id="t">{title}</invention-title>
<us-references-cited><us-citation><patcit><document-id><country>US</country><doc-number>1111111</doc-number>
<date>19990900</date></document-id></patcit></us-citation></us-references-cited>
{parties or PARTIES}
</us-bibliographic-data-grant>
<abstract id="abstract"><p>An array of H<sub>2</sub>O-tight hydrophones.</p></abstract>
<description><heading>BACKGROUND</heading><p>Old arrays leak.</p>{extra}</description>
<claims id="claims"><claim id="CLM-1" num="1"><claim-text>1. An array comprising:
<claim-text>a hose; and</claim-text><claim-text>hydrophones.</claim-text></claim-text></claim>
<claim id="CLM-2" num="2">
<claim-text>2. The array of <claim-ref idref="CLM-1">claim 1</claim-ref>, oil-filled.</claim-text></claim>
</claims></us-patent-grant>
"""


SUPPORT = "<p>Made with support of the Office of Naval Research, ONR 77.</p>"
PARTIES = """<us-parties><us-applicants><us-applicant sequence="001" app-type="applicant"><addressbook>
<orgname>Applicant Works LLC</orgname></addressbook></us-applicant></us-applicants>
<inventors><inventor sequence="001"><addressbook><last-name>Vale</last-name><first-name>Ida</first-name>
</addressbook></inventor>
</inventors></us-parties>
<assignees><assignee><addressbook><orgname>Deepline Acoustics, Inc.</orgname><role>02</role>
<address><country>US</country></address></addressbook></assignee></assignees>"""


def read(data: str | bytes) -> list[Parsed]:
    source = Source.of("week.xml", data.encode() if isinstance(data, str) else data)
    assert uspto.recognises(source)
    return list(uspto.read(source))


def draft(data: str) -> PatentDraft:
    (parsed,) = read(data)
    assert isinstance(parsed, Accepted), parsed
    assert isinstance(parsed.draft, PatentDraft)
    return parsed.draft


def test_a_grant() -> None:
    found = draft(grant())
    assert found.id == "US9999901"
    assert (found.kind, found.publication_number, found.application_number) == ("B2", "US9999901B2", "17000001")
    assert found.registration_number == "9999901"
    assert found.title == "Towed sonar array"
    assert found.abstract == "An array of H2O-tight hydrophones."
    assert found.claims == ("1. An array comprising: a hose; and hydrophones.", "2. The array of claim 1, oil-filled.")
    assert [(owner.name, owner.country) for owner in found.owners] == [("Deepline Acoustics, Inc.", "US")]
    assert found.inventors == ("Ida Vale",)
    assert (found.filing_date, found.grant_date) == (date(2021, 3, 4), date(2024, 1, 9))
    assert (found.ipc, found.cpc) == (("G01S 15/02",), ("G01S 15/025",))
    assert found.legal_status is LegalStatus.GRANTED
    assert found.government_interest is None


def test_an_application() -> None:
    found = draft(
        grant("20240000017")
        .replace("us-patent-grant", "us-patent-application")
        .replace("data-grant", "data-application")
    )
    assert found.id == "US20240000017"
    assert (found.legal_status, found.grant_date) == (LegalStatus.UNKNOWN, None)


def test_applicants_that_are_organisations_own_where_nobody_is_assigned() -> None:
    assert [owner.name for owner in draft(grant(parties=PARTIES.partition("<assignees>")[0])).owners] == [
        "Applicant Works LLC"
    ]


def test_inventors_of_the_first_versions_are_applicants() -> None:
    parties = """<parties><applicants><applicant app-type="applicant-inventor"><addressbook><last-name>Orr</last-name>
    <first-name>Max</first-name></addressbook></applicant></applicants></parties>"""
    found = draft(grant(parties=parties))
    assert (found.inventors, found.owners) == (("Max Orr",), ())


@pytest.mark.parametrize(
    "extra",
    [
        f'<?GOVINT description="Government Interest" end="lead"?><p/>{SUPPORT}<?GOVINT end="tail"?>',
        f"<heading>STATEMENT REGARDING FEDERALLY SPONSORED RESEARCH</heading>{SUPPORT}<heading>FIELD</heading>",
    ],
)
def test_the_statement_of_interest(extra: str) -> None:
    found = draft(grant(extra=f"{extra}<p>More.</p>"))
    assert found.interest_statement == "Made with support of the Office of Naval Research, ONR 77."
    assert (found.government_interest, found.agencies) == (True, ("Navy",))


def test_a_federal_owner_by_role() -> None:
    found = draft(
        grant(parties=PARTIES.replace("<role>02", "<role>16").replace("Deepline Acoustics, Inc.", "US Navy Yard"))
    )
    assert (found.government_interest, found.agencies) == (True, ("Navy",))


def test_a_section_that_says_not_applicable() -> None:
    found = draft(grant(extra="<heading>GOVERNMENT SUPPORT</heading><p>Not Applicable</p>"))
    assert (found.government_interest, found.interest_statement) == (False, None)


def test_a_weekly_file_goes_on_past_broken_documents() -> None:
    listing = f'{DECLARATION}<!DOCTYPE sequence-cwu><sequence-cwu id="S1"><p>acgt</p></sequence-cwu>\n'
    week = [
        grant("09999901"),
        listing,
        grant("09999902").replace("hydrophones.</p>", "hydrophones &bogus;.</p>"),
        grant("09999903").replace("</us-patent-grant>", ""),
        grant("09999904").replace("</abstract>", ""),
        grant("09999905").replace('<!ENTITY D1 SYSTEM "D1.TIF" NDATA TIF>', '<!ENTITY a "b">'),
        grant("09999906", title=""),
        grant("09999907").replace("20210304", "20211399"),
        grant("09999908"),
    ]
    parsed = read("".join(week))
    assert [entry.row for entry in parsed] == list(range(1, 9))
    assert [entry.draft.id for entry in parsed if isinstance(entry, Accepted)] == ["US9999901", "US9999908"]
    rejected = {entry.row: entry for entry in parsed if isinstance(entry, Rejected)}
    assert [rejected[row].problem.code for row in range(2, 8)] == [
        "undefined_entity",
        "xml_broken",
        "xml_broken",
        "entity_declared",
        "missing",
        "bad_date",
    ]
    assert rejected[6].problem.field == "invention-title"
    assert rejected[7].problem.value == "20211399"
    assert "09999904" in rejected[4].original


def test_lines_are_those_of_the_file() -> None:
    broken = grant("09999902").replace("hydrophones.</p>", "hydrophones &bogus;.</p>")
    whole = grant() + broken
    (_, rejected) = read(whole)
    assert isinstance(rejected, Rejected)
    expected = next(number for number, line in enumerate(whole.splitlines(), 1) if "&bogus;" in line)
    assert rejected.problem.facts["line"] == expected


def test_documents_are_found_wherever_chunks_end() -> None:
    week = (grant("09999901") + grant("09999902")).encode()
    for size in (1, 13, 500):
        found = list(documents(week[start : start + size] for start in range(0, len(week), size)))
        assert [document.row for document in found] == [1, 2]
        assert all(document.body.startswith(b"<us-patent-grant ") for document in found)
        assert found[1].line == 1 + week.count(b"\n", 0, week.rfind(b"<us-patent-grant "))


def test_a_document_past_the_bound_is_rejected_and_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.importers.uspto_documents.LONGEST_DOCUMENT", 600_000)
    large = grant("09999901", extra="<p>" + "word " * 300_000 + "</p>")
    parsed = read(large + grant("09999902"))
    assert isinstance(parsed[0], Rejected)
    assert parsed[0].problem.code == "document_too_large"
    assert isinstance(parsed[1], Accepted)


def test_documents_without_declaration_or_within_a_wrapper() -> None:
    bare = grant().removeprefix(DECLARATION).replace(DOCTYPE, "")
    assert len(read(f"<patents>{bare}{bare}</patents>")) == 2


@pytest.mark.parametrize(
    ("data", "content"),
    [
        ("<class-scheme><classification-item/></class-scheme>", "CPC classification scheme"),
        ('<response><doc><arr name="patAssigneeName"/></doc></response>', "USPTO patent assignments"),
    ],
)
def test_other_files_of_the_office_are_refused_by_name(data: str, content: str) -> None:
    with pytest.raises(Invalid) as caught:
        read(data)
    assert caught.value.problem.facts["content"] == content


def test_foreign_xml_is_not_recognised() -> None:
    assert not uspto.recognises(Source.of("a", b"<html><body/></html>"))
    assert not uspto.recognises(Source.of("a", b"id,title\n1,us-patent-grant"))


def test_deceased_inventors_count() -> None:
    named = "<addressbook><last-name>Kim</last-name><first-name>Gasang</first-name></addressbook>"
    data = f"""<us-patent-grant><us-bibliographic-data-grant><publication-reference><document-id>
    <country>US</country><doc-number>11000001</doc-number><kind>B2</kind></document-id></publication-reference>
    <invention-title>Mast</invention-title><us-parties><inventors><deceased-inventor>{named}</deceased-inventor>
    </inventors></us-parties></us-bibliographic-data-grant></us-patent-grant>"""
    (parsed,) = uspto.read(Source.of("a.xml", data.encode()))
    assert isinstance(parsed, Accepted)
    assert isinstance(parsed.draft, PatentDraft)
    assert parsed.draft.inventors == ("Gasang Kim",)
