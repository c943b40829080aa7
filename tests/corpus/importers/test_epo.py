"""Answers of Open Patent Services and DOCDB: languages, names, families of kinds, and answers without a title."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.drafts import LegalStatus, PatentDraft
from corpus.importers import epo
from corpus.importers.format import Accepted, Parsed, Rejected
from corpus.importers.source import Source
from corpus.problems import Invalid

OPEN = """<?xml version="1.0" encoding="UTF-8"?>
<ops:world-patent-data xmlns="http://www.epo.org/exchange" xmlns:ops="http://ops.epo.org">"""
CLOSE = "</ops:world-patent-data>"
TITLES = """<invention-title lang="de">Faltbare Schiene</invention-title>
<invention-title lang="en">Folding rail</invention-title>"""


def document(
    *,
    country: str = "EP",
    number: str = "9900001",
    kind: str = "A1",
    titles: str = TITLES,
    extra: str = "",
    application: str = "",
) -> str:
    return f"""<exchange-document system="ops.epo.org" family-id="777" country="{country}" doc-number="{number}"
kind="{kind}"><bibliographic-data><publication-reference>
<document-id document-id-type="docdb"><country>{country}</country><doc-number>{number}</doc-number><kind>{kind}</kind>
<date>20200617</date></document-id>
<document-id document-id-type="epodoc"><doc-number>{country}{number}</doc-number></document-id>
</publication-reference>
<classification-ipc><text>B28B5/02</text></classification-ipc>
<classifications-ipcr><classification-ipcr sequence="1"><text>F41A  23/    12            A I         </text>
</classification-ipcr></classifications-ipcr>
<patent-classifications>
<patent-classification sequence="1"><classification-scheme office="EP" scheme="CPCI"/><section>F</section>
<class>41</class>
<subclass>A</subclass><main-group>23</main-group><subgroup>12</subgroup></patent-classification>
<patent-classification sequence="2"><classification-scheme office="EP" scheme="CPCI"/>
<classification-symbol>F41A  23/125</classification-symbol></patent-classification>
<patent-classification sequence="3"><classification-scheme office="EP" scheme="EC"/>
<classification-symbol>B28B1/00</classification-symbol></patent-classification></patent-classifications>
<application-reference><document-id document-id-type="docdb"><country>{country}</country>
<doc-number>{application or "19000001"}</doc-number><kind>A</kind></document-id>
<document-id document-id-type="epodoc"><doc-number>EP20190000001</doc-number><date>20190102</date></document-id>
</application-reference>
<parties><applicants>
<applicant sequence="1" data-format="epodoc"><applicant-name><name>SCHIENENWERK NORD GMBH [DE]
</name></applicant-name></applicant>
<applicant sequence="1" data-format="original"><applicant-name><name>Schienenwerk Nord GmbH,</name></applicant-name>
</applicant>
</applicants><inventors>
<inventor sequence="1" data-format="epodoc"><inventor-name><name>BERG ANNA [DE]</name></inventor-name></inventor>
<inventor sequence="1" data-format="original"><inventor-name><name>Berg, Anna</name></inventor-name></inventor>
</inventors></parties>
{titles}
<references-cited><citation><patcit><document-id document-id-type="docdb"><country>DE</country>
<doc-number>1</doc-number>
</document-id></patcit></citation></references-cited>
</bibliographic-data>{extra}</exchange-document>"""


ABSTRACT = '<abstract lang="en"><p>A rail (1) that folds. &lt;IMAGE></p></abstract>'


def read(body: str) -> list[Parsed]:
    source = Source.of("answer.xml", f"{OPEN}{body}{CLOSE}".encode())
    assert epo.recognises(source)
    return list(epo.read(source))


def drafts(body: str) -> list[PatentDraft]:
    parsed = read(body)
    found = [entry.draft for entry in parsed if isinstance(entry, Accepted)]
    assert len(found) == len(parsed), parsed
    return [draft for draft in found if isinstance(draft, PatentDraft)]


def test_a_document() -> None:
    (found,) = drafts(f"<exchange-documents>{document(extra=ABSTRACT)}</exchange-documents>")
    assert (found.id, found.kind, found.family_id) == ("EP9900001", "A1", "777")
    assert (found.publication_number, found.application_number) == ("EP9900001A1", "EP19000001")
    assert (found.title, found.title_en) == ("Folding rail", None)
    assert found.abstract == "A rail (1) that folds."
    (owner,) = found.owners
    assert (owner.name, owner.others, owner.country) == ("Schienenwerk Nord GmbH", (), "DE")
    assert found.inventors == ("Berg, Anna",)
    assert (found.ipc, found.cpc) == (("F41A 23/12", "B28B 5/02"), ("F41A 23/12", "F41A 23/125"))
    assert (found.filing_date, found.publication_date) == (date(2019, 1, 2), date(2020, 6, 17))
    assert (found.legal_status, found.grant_date) == (LegalStatus.UNKNOWN, None)


def test_normalised_names_that_differ_are_kept_beside() -> None:
    body = document().replace("SCHIENENWERK NORD GMBH", "NORD SCHIENENWERK")
    (found,) = drafts(body)
    assert found.owners[0].others == ("NORD SCHIENENWERK",)


def test_lists_of_different_lengths_are_not_paired() -> None:
    more = """<applicant sequence="2" data-format="epodoc"><applicant-name><name>OTHER AG [CH]</name></applicant-name>
</applicant>"""
    (found,) = drafts(document().replace("</applicants>", more + "</applicants>"))
    assert [(owner.name, owner.country) for owner in found.owners] == [
        ("SCHIENENWERK NORD GMBH", "DE"),
        ("OTHER AG", "CH"),
    ]


def test_original_and_english_title_of_an_office_with_a_language() -> None:
    titles = '<invention-title lang="en">Winch</invention-title><invention-title lang="ko">권양기</invention-title>'
    (found,) = drafts(document(country="KR", number="20200012345", kind="A", titles=titles, application="20190054321"))
    assert (found.id, found.title, found.title_en) == ("KR1020190054321", "권양기", "Winch")
    (found,) = drafts(
        document(country="KR", kind="U", application="20190054321").replace("<kind>A</kind>", "<kind>U</kind>")
    )
    assert found.id == "KR2020190054321"


def test_american_publications_get_their_seventh_digit_back() -> None:
    (found,) = drafts(document(country="US", number="2020142694"))
    assert found.id == "US20200142694"


def test_later_kinds_of_a_number_keep_what_the_earlier_told() -> None:
    first, second = drafts(document(extra=ABSTRACT) + document(kind="B1").replace("20200617", "20220301"))
    assert (second.id, second.abstract) == (first.id, "A rail (1) that folds.")
    assert (second.legal_status, second.grant_date) == (LegalStatus.GRANTED, date(2022, 3, 1))


def test_docdb_prefixes() -> None:
    data = """<exch:exchange-documents xmlns:exch="http://www.epo.org/exchange">
<exch:exchange-document country="FR" doc-number="0900001" kind="A1" date-publ="20100104" family-id="9">
<exch:bibliographic-data>
<exch:publication-reference data-format="docdb"><document-id lang="fr"><country>FR</country>
<doc-number>0900001</doc-number>
<kind>A1</kind><date>20100104</date></document-id></exch:publication-reference>
<exch:parties><exch:applicants><exch:applicant data-format="docdb" sequence="1"><exch:applicant-name>
<name>GRUES SA</name>
</exch:applicant-name><residence><country>FR</country></residence></exch:applicant></exch:applicants></exch:parties>
<exch:invention-title lang="fr" data-format="docdba">Grue pliante</exch:invention-title>
<exch:invention-title lang="en">Folding crane</exch:invention-title></exch:bibliographic-data>
<exch:abstract lang="fr"><exch:p>Une grue.</exch:p></exch:abstract><exch:abstract lang="en"><exch:p>A crane.</exch:p>
</exch:abstract>
</exch:exchange-document></exch:exchange-documents>"""
    source = Source.of("docdb.xml", data.encode())
    assert epo.recognises(source)
    (parsed,) = epo.read(source)
    assert isinstance(parsed, Accepted)
    found = parsed.draft
    assert isinstance(found, PatentDraft)
    assert (found.id, found.title, found.title_en) == ("FR900001", "Grue pliante", "Folding crane")
    assert (found.abstract, found.abstract_en) == ("Une grue.", "A crane.")
    assert [(owner.name, owner.country) for owner in found.owners] == [("GRUES SA", "FR")]


def test_documents_without_title_or_existence_are_rejected() -> None:
    parsed = read(
        document(titles="", extra=ABSTRACT)
        + document().replace('system="ops.epo.org"', 'status="not found"')
        + document()
    )
    assert [entry.problem.code for entry in parsed if isinstance(entry, Rejected)] == ["epo_no_title", "epo_withdrawn"]
    assert isinstance(parsed[2], Accepted)


FULL_TEXT = """<f:fulltext-documents xmlns:f="http://www.epo.org/fulltext"><f:fulltext-document>
<bibliographic-data><publication-reference><document-id><country>EP</country><doc-number>9900001</doc-number>
</document-id>
</publication-reference></bibliographic-data><f:claims><claim><claim-text>1. A rail.</claim-text></claim></f:claims>
</f:fulltext-document></f:fulltext-documents>"""
NUMBERS = """<ops:biblio-search total-result-count="1"><ops:search-result><ops:publication-reference><document-id>
<country>EP</country><doc-number>9900001</doc-number></document-id></ops:publication-reference></ops:search-result>
</ops:biblio-search>"""


@pytest.mark.parametrize(("body", "content"), [(FULL_TEXT, "claims"), (NUMBERS, "search result")])
def test_answers_without_bibliographic_data_are_refused(body: str, content: str) -> None:
    with pytest.raises(Invalid) as caught:
        read(body)
    problem = caught.value.problem
    assert (problem.code, problem.facts["content"], problem.facts["number"]) == ("epo_no_biblio", content, "EP9900001")


def test_a_search_with_bibliographic_data_is_read() -> None:
    body = f"<ops:search-result><exchange-documents>{document()}</exchange-documents></ops:search-result>"
    assert [draft.id for draft in drafts(body)] == ["EP9900001"]


def test_errors_and_empty_answers() -> None:
    fault = b"""<fault xmlns="http://ops.epo.org"><code>SERVER.EntityNotFound</code>
<message>No results found</message></fault>"""
    source = Source.of("fault.xml", fault)
    assert epo.recognises(source)
    with pytest.raises(Invalid) as caught:
        list(epo.read(source))
    assert (caught.value.problem.code, caught.value.problem.value) == ("epo_error", "SERVER.EntityNotFound")
    with pytest.raises(Invalid) as caught:
        read("<exchange-documents/>")
    assert caught.value.problem.code == "no_records"


def test_a_search_without_hits_and_the_gateways_error() -> None:
    empty = '<w:world-patent-data xmlns:w="http://ops.epo.org"><w:search-result/></w:world-patent-data>'
    error = "<error><code>403</code><message>Fair use</message><moreInfo>http://www.epo.org/fair-use</moreInfo></error>"
    for data, code in ((empty, "no_records"), (error, "epo_error")):
        source = Source.of("a.xml", data.encode())
        assert epo.recognises(source)
        with pytest.raises(Invalid) as caught:
            list(epo.read(source))
        assert caught.value.problem.code == code
