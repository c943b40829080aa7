"""What records are tagged with: the shipped areas and materials, and those that an administrator added to the lists."""

from __future__ import annotations

from matcher.areas.definition import Definition, define, shipped
from matcher.programmes.catalogue import Catalogue

FACETS = ("areas", "materials")


def definitions_over(catalogue: Catalogue) -> tuple[Definition, ...]:
    """Shipped definitions, then one for each further member of the lists, which is looked for by its names."""
    known = {definition.id for definition in shipped()}
    added = [
        define(code, name_en=names.en, name_ko=names.ko, phrases={"telling": (names.en, names.ko)})
        for facet in FACETS
        for code, names in catalogue.facets[facet].members.items()
        if code not in known
    ]
    return (*shipped(), *added)


def fixed_labels() -> tuple[str, ...]:
    """The labels that no edit of the lists takes away."""
    return tuple(definition.id for definition in shipped())
