"""ST.96 records alone and in bags, and files that carry one part of an application."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.drafts import LegalStatus, PatentDraft
from corpus.importers import st96
from corpus.importers.format import Accepted, Parsed, Rejected
from corpus.importers.source import Source
from corpus.problems import Invalid

SPACES = (
    'xmlns:pat="http://www.wipo.int/standards/XMLSchema/ST96/Patent" '
    'xmlns:com="http://www.wipo.int/standards/XMLSchema/ST96/Common"'
)


def record(name: str = "PatentGrant", number: str = "09999931", title: str = "Folding mast") -> str:
    return f"""<pat:{name} {SPACES}><pat:BibliographicData>
<pat:PatentGrantIdentification><com:IPOfficeCode>US</com:IPOfficeCode><pat:PatentNumber>{number}</pat:PatentNumber>
<com:PatentDocumentKindCode>B2</com:PatentDocumentKindCode><pat:GrantDate>2023-05-02</pat:GrantDate>
</pat:PatentGrantIdentification>
<pat:ApplicationIdentification><com:ApplicationNumber><com:ApplicationNumberText>17000031</com:ApplicationNumberText>
</com:ApplicationNumber>
<pat:FilingDate>2021-01-05</pat:FilingDate></pat:ApplicationIdentification>
<pat:PriorityClaimBag><pat:PriorityClaim><pat:FilingDate>2000-01-01</pat:FilingDate></pat:PriorityClaim>
</pat:PriorityClaimBag>
<pat:InventionTitle com:languageCode="en">{title}</pat:InventionTitle>
<pat:IPCRClassificationBag><pat:IPCRClassification><pat:Section>E</pat:Section><pat:Class>04</pat:Class>
<pat:Subclass>H</pat:Subclass>
<pat:MainGroup>12</pat:MainGroup><pat:Subgroup>18</pat:Subgroup></pat:IPCRClassification></pat:IPCRClassificationBag>
<pat:CPCClassificationBag><pat:MainCPC><pat:CPCClassification><pat:CPCSection>E</pat:CPCSection>
<pat:Class>04</pat:Class>
<pat:Subclass>H</pat:Subclass><pat:MainGroup>12</pat:MainGroup><pat:Subgroup>182</pat:Subgroup>
</pat:CPCClassification></pat:MainCPC></pat:CPCClassificationBag>
<pat:PartyBag><pat:AssigneeBag><pat:Assignee><com:Contact><com:Name><com:OrganizationName>
<com:OrganizationStandardName>Highreach Ltd</com:OrganizationStandardName></com:OrganizationName></com:Name>
<com:CountryCode>GB</com:CountryCode></com:Contact></pat:Assignee></pat:AssigneeBag>
<pat:InventorBag><pat:Inventor><com:Contact><com:Name><com:PersonName><com:FirstName>Eve</com:FirstName>
<com:LastName>Hill</com:LastName>
</com:PersonName></com:Name></com:Contact></pat:Inventor></pat:InventorBag></pat:PartyBag></pat:BibliographicData>
<pat:Abstract><com:P>A mast</com:P><com:P>that folds.</com:P></pat:Abstract>
<pat:Claims><pat:Claim><pat:ClaimNumber>1</pat:ClaimNumber><pat:ClaimText>A mast with a hinge.</pat:ClaimText>
</pat:Claim></pat:Claims>
</pat:{name}>"""


def read(data: str) -> list[Parsed]:
    source = Source.of("st96.xml", data.encode())
    assert st96.recognises(source)
    return list(st96.read(source))


def drafts(data: str) -> list[PatentDraft]:
    found = [entry.draft for entry in read(data) if isinstance(entry, Accepted)]
    return [draft for draft in found if isinstance(draft, PatentDraft)]


def test_a_grant() -> None:
    (found,) = drafts(record())
    assert (found.id, found.country, found.kind) == ("US9999931", "US", "B2")
    assert (found.title, found.abstract, found.claims) == (
        "Folding mast",
        "A mast that folds.",
        ("1. A mast with a hinge.",),
    )
    assert [(owner.name, owner.country) for owner in found.owners] == [("Highreach Ltd", "GB")]
    assert found.inventors == ("Eve Hill",)
    assert (found.ipc, found.cpc) == (("E04H 12/18",), ("E04H 12/182",))
    assert (found.filing_date, found.grant_date) == (date(2021, 1, 5), date(2023, 5, 2))
    assert (found.application_number, found.legal_status) == ("17000031", LegalStatus.GRANTED)


def test_other_prefixes_and_versions() -> None:
    data = record().replace("pat:", "p:").replace("xmlns:pat", "xmlns:p").replace("ST96/Patent", "Patent/1")
    assert [found.id for found in drafts(data)] == ["US9999931"]


@pytest.mark.parametrize("name", ["PatentGrant", "UnheardOfRecord"])
def test_a_bag(name: str) -> None:
    data = f"<pat:Bag {SPACES}>{record(name)}{record(name, '09999932')}{record(name, '09999933', title='')}</pat:Bag>"
    assert [found.id for found in drafts(data)] == ["US9999931", "US9999932"]
    rejected = read(data)[2]
    assert isinstance(rejected, Rejected)
    assert rejected.problem.field == "InventionTitle"


def test_a_korean_record_is_named_by_its_application() -> None:
    korean = (
        record()
        .replace(">US<", ">KR<")
        .replace("17000031", "1020210000031")
        .replace('languageCode="en">Folding mast', 'languageCode="ko">접이식 마스트')
    )
    (found,) = drafts(korean)
    assert (found.id, found.title) == ("KR1020210000031", "접이식 마스트")


def test_an_application_number_alone_is_no_id() -> None:
    (rejected,) = read(record(number=""))
    assert isinstance(rejected, Rejected)
    assert (rejected.problem.code, rejected.problem.field) == ("missing", "PublicationNumber")


def part(root: str, code: str) -> str:
    return f"""<pat:{root} xmlns:pat="urn:us:gov:doc:uspto:patent"><pat:DocumentCode>{code}</pat:DocumentCode>
<pat:ApplicationHeaderDetails><pat:ApplicationNumber>17000031</pat:ApplicationNumber></pat:ApplicationHeaderDetails>
<pat:Specification><pat:P>A mast.</pat:P></pat:Specification></pat:{root}>"""


@pytest.mark.parametrize(
    ("data", "content"),
    [
        (part("SpecificationDocument", "ABST"), "abstract"),
        (part("SpecificationDocument", "SPEC"), "description"),
        (part("ClaimsDocument", "CLM"), "claims"),
    ],
)
def test_parts_of_an_application_are_refused_by_name(data: str, content: str) -> None:
    with pytest.raises(Invalid) as caught:
        read(data)
    problem = caught.value.problem
    assert (problem.code, problem.facts["content"], problem.facts["number"]) == ("st96_part", content, "17000031")


def test_lists_and_empty_bags_are_refused() -> None:
    with pytest.raises(Invalid) as caught:
        read(f"<u:CPCMasterClassificationFile xmlns:u='patent:uspto:doc:us:gov' {SPACES}/>")
    assert caught.value.problem.code == "not_patent_xml"


def test_an_unpublished_american_application() -> None:
    data = """<b:PatentBulkData xmlns:b="urn:us:gov:doc:uspto:patent"><b:PatentData>
    <b:ApplicationNumberText>17000099</b:ApplicationNumberText><b:InventionTitle>Mast</b:InventionTitle>
    </b:PatentData></b:PatentBulkData>"""
    (found,) = drafts(data)
    assert (found.id, found.country, found.title) == ("US17/000099", "US", "Mast")
