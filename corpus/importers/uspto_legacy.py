"""American files of 2001 to 2004: grants as PATDOC (ST.32, version 2.x), applications as PAP (version 1.x)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.importers.interest import HEADING
from corpus.importers.us_patent import UsOwner, UsPatent
from corpus.importers.xml_fields import at, country, person, text, texts
from corpus.importers.xml_parsing import Element

GRANT_NAMES = {
    "id": "B110",
    "kind": "B130",
    "title": "B540",
    "abstract": "SDOAB",
    "claims": "CLM",
    "owners": "B731",
    "inventors": "B721",
    "filing_date": "B220",
    "publication_date": "B140",
    "grant_date": "B140",
    "ipc": "B511",
}
APPLICATION_NAMES = {
    "id": "document-id/doc-number",
    "kind": "document-id/kind-code",
    "title": "title-of-invention",
    "abstract": "subdoc-abstract",
    "claims": "claim",
    "owners": "assignee",
    "inventors": "inventors",
    "filing_date": "domestic-filing-data/filing-date",
    "publication_date": "document-id/document-date",
    "ipc": "classification-ipc",
}

PARAGRAPH_NUMBER = re.compile(r"^\[\d{1,5}\]\s*")
GLUED_NUMBER = re.compile(r"^(\d{1,4}\.)(?=[A-Za-z])")


def grant(root: Element) -> UsPatent:
    """The facts of one PATDOC document."""
    biblio = root.find("SDOBI")
    return UsPatent(
        number=at(biblio, "B100/B110"),
        kind=at(biblio, "B100/B130"),
        granted=True,
        title=at(biblio, "B500/B540"),
        published=at(biblio, "B100/B140"),
        application_number=at(biblio, "B200/B210"),
        filed=at(biblio, "B200/B220"),
        abstract=" ".join(texts(root, "SDOAB//PARA")),
        claims=tuple(texts(root, "SDOCL//CLM")),
        owners=tuple(_grant_owners(biblio)),
        inventors=tuple(_grant_name(found) for found in root.iterfind("SDOBI/B700/B720/B721")),
        ipc=tuple("".join(map(str, found.itertext())).strip("\r\n") for found in root.iterfind("SDOBI/B500/B510/*")),
        interest_sections=tuple(_grant_statement(root)),
    )


def _grant_owners(biblio: Element | None) -> Iterator[UsOwner]:
    """Each B731 with the type code that follows it in B732US."""
    for entry in biblio.iterfind("B700/B730/B731") if biblio is not None else ():
        after = entry.getnext()
        role = text(after) if after is not None and after.tag == "B732US" else ""
        abroad = country(at(entry, ".//CTRY"))
        yield UsOwner(_grant_name(entry), abroad or ("US" if at(entry, ".//STATE") else None), role)


def _grant_name(entry: Element) -> str:
    return at(entry, ".//NAM/ONM") or person(at(entry, ".//NAM/FNM"), at(entry, ".//NAM/SNM"))


def _grant_statement(root: Element) -> Iterator[str]:
    yield from texts(root, "SDODE//GOVINT//PARA")
    announced = False
    if root.find("SDODE//GOVINT") is None:
        for node in root.iterfind("SDODE//BTEXT/*"):
            if node.tag == "H":
                announced = HEADING.search(text(node)) is not None
            elif announced and node.tag == "PARA":
                yield text(node)


def application(root: Element) -> UsPatent:
    """The facts of one PAP document."""
    biblio = root.find("subdoc-bibliographic-information")
    claims = [GLUED_NUMBER.sub(r"\1 ", text(found)) for found in root.iterfind("subdoc-claims//claim")]
    return UsPatent(
        number=at(biblio, "document-id/doc-number"),
        kind=at(biblio, "document-id/kind-code"),
        granted=False,
        title=at(biblio, "technical-information/title-of-invention"),
        published=at(biblio, "document-id/document-date"),
        application_number=at(biblio, "domestic-filing-data/application-number/doc-number"),
        filed=at(biblio, "domestic-filing-data/filing-date"),
        abstract=" ".join(texts(root, "subdoc-abstract//paragraph")),
        claims=tuple(filter(None, claims)),
        owners=tuple(_application_owners(biblio)),
        inventors=tuple(_application_inventors(biblio)),
        ipc=tuple(texts(biblio, "technical-information/classification-ipc//ipc")),
        interest_sections=tuple(PARAGRAPH_NUMBER.sub("", found) for found in _application_statement(root)),
    )


def _application_owners(biblio: Element | None) -> Iterator[UsOwner]:
    for entry in biblio.iterfind("assignee") if biblio is not None else ():
        name = at(entry, "organization-name") or person(at(entry, "name/given-name"), at(entry, "name/family-name"))
        yield UsOwner(name, country(at(entry, "address//country-code", ".//country-code")), at(entry, "assignee-type"))


def _application_inventors(biblio: Element | None) -> Iterator[str]:
    for entry in biblio.iterfind("inventors/*") if biblio is not None else ():
        given = person(at(entry, "name/given-name"), at(entry, "name/middle-name"))
        if name := person(given, at(entry, "name/family-name")):
            yield name


def _application_statement(root: Element) -> Iterator[str]:
    """The section of its own, or the paragraphs under a heading that announces the statement."""
    sections = ".//federal-research-statement"
    own = list(texts(root, f"{sections}//paragraph-federal-research-statement", f"{sections}/paragraph"))
    yield from own
    announced = False
    for node in root.iterfind("subdoc-description//*") if not own else ():
        if node.tag == "heading":
            announced = HEADING.search(text(node)) is not None
        elif announced and node.tag == "paragraph":
            yield text(node)
