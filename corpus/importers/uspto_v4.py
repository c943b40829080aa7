"""American grants and applications since 2005 (us-patent-grant and us-patent-application, versions 4.0 to 4.7)."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.importers.interest import HEADING
from corpus.importers.us_patent import UsOwner, UsPatent
from corpus.importers.xml_fields import at, country, person, text, texts
from corpus.importers.xml_parsing import Element

NAMES = {
    "id": "publication-reference/document-id/doc-number",
    "kind": "publication-reference/document-id/kind",
    "title": "invention-title",
    "abstract": "abstract",
    "claims": "claims/claim",
    "owners": "assignees/assignee",
    "inventors": "inventors/inventor",
    "filing_date": "application-reference/document-id/date",
    "publication_date": "publication-reference/document-id/date",
    "grant_date": "publication-reference/document-id/date",
    "ipc": "classifications-ipcr",
    "cpc": "classifications-cpc",
}
STATEMENTS = frozenset({"GOVINT", "federal-research-statement"})
"""Processing instructions that open and close the statement within the description."""


def patent(root: Element) -> UsPatent:
    """The facts of one document."""
    biblio = root.find("us-bibliographic-data-grant")
    if biblio is None:
        biblio = root.find("us-bibliographic-data-application")
    publication, application = "publication-reference/document-id", "application-reference/document-id"
    return UsPatent(
        number=at(biblio, f"{publication}/doc-number"),
        kind=at(biblio, f"{publication}/kind"),
        granted=root.tag == "us-patent-grant",
        title=at(biblio, "invention-title"),
        published=at(biblio, f"{publication}/date"),
        application_number=at(biblio, f"{application}/doc-number"),
        filed=at(biblio, f"{application}/date"),
        abstract=" ".join(texts(root, "abstract")),
        claims=tuple(texts(root, "claims/claim")),
        owners=tuple(_owners(biblio)),
        inventors=tuple(_inventors(biblio)),
        ipc=tuple(_ipc(biblio)),
        cpc=tuple(_parts(found) for found in _all(biblio, "classifications-cpc//classification-cpc")),
        interest_sections=tuple(_statement(root)),
    )


def _all(element: Element | None, *paths: str) -> Iterator[Element]:
    if element is not None:
        for path in paths:
            yield from element.iterfind(path)


def _owners(biblio: Element | None) -> Iterator[UsOwner]:
    """The assignees; where there is none, the applicants that are organisations."""
    assigned = False
    for entry in _all(biblio, "assignees/assignee"):
        assigned = True
        name = at(entry, "addressbook/orgname", "orgname") or person(
            at(entry, "addressbook/first-name", "first-name"), at(entry, "addressbook/last-name", "last-name")
        )
        yield UsOwner(name, _country(entry), at(entry, "addressbook/role", "role"))
    if not assigned:
        for entry in _all(biblio, "us-parties/us-applicants/us-applicant", "parties/applicants/applicant"):
            if name := at(entry, "addressbook/orgname"):
                yield UsOwner(name, _country(entry))


def _country(entry: Element) -> str | None:
    return country(at(entry, "addressbook/address/country", "address/country", "residence/country"))


def _inventors(biblio: Element | None) -> Iterator[str]:
    # a deceased inventor has an element of its own
    named = list(_all(biblio, "us-parties/inventors/*", "parties/inventors/*"))
    applied = _all(biblio, "parties/applicants/applicant", "us-parties/us-applicants/us-applicant")
    for entry in named or (found for found in applied if "inventor" in found.get("app-type", "")):
        yield person(at(entry, "addressbook/first-name", "first-name"), at(entry, "addressbook/last-name", "last-name"))


def _ipc(biblio: Element | None) -> Iterator[str]:
    for found in _all(biblio, "classifications-ipcr/classification-ipcr"):
        yield at(found, "text") or _parts(found)
    yield from texts(biblio, "classification-ipc/main-classification", "classification-ipc/further-classification")


def _parts(found: Element) -> str:
    symbol = at(found, "section") + at(found, "class") + at(found, "subclass")
    group, subgroup = at(found, "main-group"), at(found, "subgroup")
    return f"{symbol} {group}/{subgroup}" if group and subgroup else symbol


def _statement(root: Element) -> Iterator[str]:
    """The paragraphs between the instructions that mark the statement, or under a heading that announces it."""
    yield from texts(root, ".//us-govt-interest", ".//federal-research-statement")
    description = root.find("description")
    if description is None:
        return
    marked = announced = False
    for node in description.iterchildren():
        if target := getattr(node, "target", ""):
            if target in STATEMENTS:
                marked = 'end="lead"' in (node.text or "")
        elif node.tag == "heading":
            announced = HEADING.search(text(node)) is not None
        elif (marked or announced) and node.tag == "p":
            yield text(node)
