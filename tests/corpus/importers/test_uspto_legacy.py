"""American files of 1976 to 2004: PATDOC, PAP and the Green Book."""

from __future__ import annotations

from datetime import date

from corpus.drafts import PatentDraft
from corpus.importers import uspto
from corpus.importers.format import Accepted, Rejected
from corpus.importers.source import Source

PATDOC = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE PATDOC SYSTEM "ST32-US-Grant-025xml.dtd" [
<!ENTITY US06999901-D00000.TIF SYSTEM "US06999901-D00000.TIF" NDATA TIF>
]>
<PATDOC DTD="2.5"><SDOBI>
<B100><B110><DNUM><PDAT>06999901</PDAT></DNUM></B110><B130><PDAT>B1</PDAT></B130>
<B140><DATE><PDAT>20020101</PDAT></DATE></B140><B190><PDAT>US</PDAT></B190></B100>
<B200><B210><DNUM><PDAT>09400001</PDAT></DNUM></B210><B220><DATE><PDAT>19991005</PDAT></DATE></B220></B200>
<B500><B510><B511><PDAT>F42B  500</PDAT></B511><B512><PDAT>F42B 1210</PDAT></B512><B516><PDAT>7</PDAT></B516></B510>
<B540><STEXT><PDAT>Case for a </PDAT><HIL><ITALIC><PDAT>cold</PDAT></ITALIC></HIL><PDAT> charge</PDAT></STEXT></B540>
<B560><B561><PCIT><DOC><DNUM><PDAT>1234567</PDAT></DNUM></DOC></PCIT></B561></B560></B500>
<B700><B720><B721><PARTY-US><NAM><FNM><PDAT>Ada</PDAT></FNM><SNM><STEXT><PDAT>Reed</PDAT></STEXT></SNM></NAM>
</PARTY-US></B721></B720>
<B730><B731><PARTY-US><NAM><ONM><STEXT><PDAT>Army Test Yard</PDAT></STEXT></ONM></NAM><ADR><STATE><PDAT>VA</PDAT>
</STATE></ADR>
</PARTY-US></B731><B732US><PDAT>06</PDAT></B732US></B730></B700></SDOBI>
<SDOAB><BTEXT><PARA><PTEXT><PDAT>A case &mdash; for charges at 20&deg; C.</PDAT></PTEXT></PARA></BTEXT></SDOAB>
<SDODE><GOVINT><BTEXT><H><STEXT><PDAT>Interest</PDAT></STEXT></H><PARA><PTEXT>
<PDAT>May be used by the Government.</PDAT></PTEXT></PARA></BTEXT></GOVINT></SDODE>
<SDOCL><CL><CLM><PARA><PTEXT><PDAT>1. A case having:</PDAT></PTEXT></PARA><CLMSTEP><PTEXT><PDAT>a lid.</PDAT></PTEXT>
</CLMSTEP></CLM></CL></SDOCL>
</PATDOC>"""

PAP = """<!DOCTYPE patent-application-publication SYSTEM "pap-v15-2001-01-31.dtd" []>
<patent-application-publication><subdoc-bibliographic-information>
<document-id><doc-number>20020000017</doc-number><kind-code>A1</kind-code><document-date>20020103</document-date>
</document-id>
<domestic-filing-data><application-number><doc-number>09800001</doc-number></application-number>
<filing-date>20010102</filing-date></domestic-filing-data>
<technical-information><classification-ipc><classification-ipc-primary><ipc>G01S013/90</ipc>
</classification-ipc-primary>
<classification-ipc-secondary><ipc>G01S007/02</ipc></classification-ipc-secondary></classification-ipc>
<title-of-invention> Radar with a folded
 dish </title-of-invention></technical-information>
<inventors><first-named-inventor><name><given-name>Lee</given-name><middle-name>B.</middle-name>
<family-name>Moor</family-name></name></first-named-inventor>
<inventor><name><given-name>Kim</given-name><family-name>Ash</family-name></name></inventor></inventors>
<assignee><organization-name>Foldwave Ltd.</organization-name><address><country><country-code>GB</country-code>
</country></address><assignee-type>03</assignee-type></assignee>
<correspondence-address><name-1>Some Lawyers</name-1></correspondence-address>
</subdoc-bibliographic-information>
<subdoc-abstract><heading lvl="0">Abstract of Disclosure</heading><paragraph>A dish that folds.</paragraph>
</subdoc-abstract>
<subdoc-description><federal-research-statement><heading>Statement</heading><paragraph-federal-research-statement>
<paragraph>Under a NASA grant.</paragraph></paragraph-federal-research-statement></federal-research-statement>
</subdoc-description>
<subdoc-claims><claim id="C1"><claim-text><highlight><bold>1.</bold></highlight>A radar with:</claim-text>
<claim-text>a dish.</claim-text></claim></subdoc-claims>
</patent-application-publication>"""

GREEN_BOOK = """HHHHHT        APS1 ISSUE - 800101
PATN
WKU  043999010
SRC  6
APN  1925296
APD  19800310
TTL  Buoy with a long
     mast
ISD  19820907
INVT
NAM  Marsh; Olaf
CNT  NOX
ASSG
NAM  Fjord Buoys A/S
CNT  NOX
COD  03
CLAS
OCL  177 25
ICL  B63B 2200
ICL  G01S  196
UREF
PNO  4102421
ISD  19780700
NAM  Other et al.
ABST
PAR  A buoy whose mast folds
      in heavy seas.
BSUM
PAC  GOVERNMENT RIGHTS
PAR  The Navy has rights in it.
PAC  BACKGROUND
PAR  Buoys sink.
CLMS
STM  I claim:
NUM  1.
PAR  1. A buoy comprising:
PA1  a mast.
NUM  2.
PAR  2. The buoy of claim 1.
PATN
WKU  D02499010
APN  1925297
APD  19800311
TTL  Buoy
ISD  19820900
PATN
WKU  043999028
ISD  19820907
"""


def drafts(data: str) -> list[PatentDraft]:
    source = Source.of("old", data.encode())
    assert uspto.recognises(source)
    found = [parsed.draft for parsed in uspto.read(source) if isinstance(parsed, Accepted)]
    return [draft for draft in found if isinstance(draft, PatentDraft)]


def test_patdoc() -> None:
    (found,) = drafts(PATDOC)
    assert (found.id, found.publication_number, found.application_number) == ("US6999901", "US6999901B1", "09400001")
    assert found.title == "Case for a cold charge"
    assert found.abstract == "A case — for charges at 20° C."
    assert found.claims == ("1. A case having: a lid.",)
    assert found.inventors == ("Ada Reed",)
    assert [(owner.name, owner.country) for owner in found.owners] == [("Army Test Yard", "US")]
    assert found.ipc == ("F42B 5/00", "F42B 12/10")
    assert (found.filing_date, found.grant_date) == (date(1999, 10, 5), date(2002, 1, 1))
    assert (found.government_interest, found.agencies) == (True, ("Army",))
    assert found.interest_statement == "May be used by the Government."


def test_pap() -> None:
    (found,) = drafts(PAP)
    assert (found.id, found.kind, found.application_number) == ("US20020000017", "A1", "09800001")
    assert found.title == "Radar with a folded dish"
    assert found.abstract == "A dish that folds."
    assert found.claims == ("1. A radar with: a dish.",)
    assert found.inventors == ("Lee B. Moor", "Kim Ash")
    assert [(owner.name, owner.country) for owner in found.owners] == [("Foldwave Ltd.", "GB")]
    assert found.ipc == ("G01S 13/90", "G01S 7/02")
    assert (found.agencies, found.interest_statement) == (("NASA",), "Under a NASA grant.")
    assert found.grant_date is None


def test_several_documents_without_declarations() -> None:
    assert [draft.id for draft in drafts(PAP + PAP.replace("20020000017", "20020000018"))] == [
        "US20020000017",
        "US20020000018",
    ]


def test_green_book() -> None:
    buoy, design = drafts(GREEN_BOOK)
    assert (buoy.id, buoy.application_number) == ("US4399901", "06192529")
    assert buoy.title == "Buoy with a long mast"
    assert buoy.abstract == "A buoy whose mast folds in heavy seas."
    assert buoy.claims == ("1. A buoy comprising: a mast.", "2. The buoy of claim 1.")
    assert buoy.inventors == ("Olaf Marsh",)
    assert [(owner.name, owner.country) for owner in buoy.owners] == [("Fjord Buoys A/S", "NO")]
    assert buoy.ipc == ("B63B 22/00", "G01S 1/96")
    assert (buoy.filing_date, buoy.grant_date) == (date(1980, 3, 10), date(1982, 9, 7))
    assert (buoy.interest_statement, buoy.agencies) == ("The Navy has rights in it.", ("Navy",))
    assert (design.id, design.grant_date) == ("USD249901", None)


def test_a_green_book_patent_without_title_is_rejected() -> None:
    parsed = list(uspto.read(Source.of("old", GREEN_BOOK.encode())))
    assert isinstance(parsed[2], Rejected)
    assert (parsed[2].problem.code, parsed[2].problem.field) == ("missing", "TTL")
