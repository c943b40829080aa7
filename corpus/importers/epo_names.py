"""Applicants and inventors of the EPO's files, which write each one several times: as filed and normalised."""

from __future__ import annotations

import re
from collections import defaultdict

from corpus.importers.xml_fields import MAX_INVENTORS, MAX_OWNERS, at, country, once
from corpus.importers.xml_parsing import Element

AS_FILED = ("original", "docdba")
LAND = re.compile(r"\s*\[([A-Z]{2})\]\s*$")
Named = tuple[str, str | None]


def owners(biblio: Element | None) -> tuple[dict[str, object], ...]:
    """Each applicant once, named as filed, with the normalised name beside it and the country that one tells.

    The spellings are paired by sequence, and only where both lists are of the same length: else the longer list
    stands alone, since a pair could join two organisations.
    """
    filed, normalised = _lists(biblio, "parties/applicants/applicant", "applicant-name/name")
    if filed and len(filed) == len(normalised):
        pairs = [(filed[place], normalised.get(place)) for place in filed]
    else:
        pairs = [(named, None) for named in max(filed, normalised, key=len).values()]
    found: dict[str, dict[str, object]] = {}
    for (name, land), other in pairs:
        others = (other[0],) if other and other[0].casefold() != name.casefold() else ()
        country_told = land or (other[1] if other else None)
        found.setdefault(name.casefold(), {"name": name, "others": others, "country": country_told})
    return tuple(found.values())[:MAX_OWNERS]


def inventors(biblio: Element | None) -> tuple[str, ...]:
    """Each inventor once, as filed where the file tells it."""
    filed, normalised = _lists(biblio, "parties/inventors/inventor", "inventor-name/name")
    return once((name for name, _ in (filed or normalised).values()), MAX_INVENTORS)


def _lists(biblio: Element | None, path: str, name: str) -> tuple[dict[str, Named], dict[str, Named]]:
    """Names by sequence, as filed and normalised; `docdb` and `epodoc` are the same list twice."""
    lists: defaultdict[str, dict[str, Named]] = defaultdict(dict)
    for place, party in enumerate(biblio.iterfind(path) if biblio is not None else ()):
        written = at(party, name, "name", "addressbook/orgname", "addressbook/name")
        found = LAND.search(written)
        land = found[1] if found else country(at(party, "residence/country", "addressbook/address/country"))
        if shown := LAND.sub("", written).strip(" ,;"):
            lists[party.get("data-format", "")].setdefault(party.get("sequence", str(place)), (shown, land))
    filed = next((lists[form] for form in AS_FILED if form in lists), {})
    normalised = next((lists[form] for form in ("epodoc", "docdb", "") if form in lists), {})
    return filed, normalised
