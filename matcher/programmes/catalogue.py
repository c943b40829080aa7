"""Every programme in its current version, and the lists that records are tagged with."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

from corpus.problems import Conflict, Invalid, NotFound
from corpus.text import content_hash
from matcher.programmes.facets import Facet
from matcher.programmes.fields import Fields
from matcher.programmes.labels import LABELS
from matcher.programmes.programme import Ceiling, Criterion, Figure, Period, Programme
from matcher.reasons import Label

__all__ = ["Catalogue", "Ceiling", "Criterion", "Figure", "Period", "Programme", "shipped"]

VERSION_DIGITS = 12
FACETS_FILE = "areas.toml"
SHIPPED = (
    *("civmil-cooperation", "innovation-100", "venture-incubation", "game-changers", "materials-40"),
    *("manpower", "international-rd", "export-drive", "after-sales"),
)
"""In the order of the report."""


@dataclass(frozen=True)
class Catalogue:
    """Programmes by id, in the order in which they are shown; `facets` by id: `areas`, `materials`."""

    programmes: Mapping[str, Programme]
    facets: Mapping[str, Facet] = field(default_factory=dict)

    @classmethod
    def of(cls, programmes: Iterable[Programme], facets: Iterable[Facet] = ()) -> Catalogue:
        """Raises Conflict for an id that is there twice, Invalid for a ceiling shared with nobody known."""
        by_id: dict[str, Programme] = {}
        for programme in programmes:
            if programme.id in by_id:
                raise Conflict.because("programme_listed_twice", "id", programme.id)
            by_id[programme.id] = programme
        for programme in by_id.values():
            shared = {other for ceiling in programme.ceilings for other in ceiling.shared_with}
            for stranger in sorted(shared - by_id.keys()):
                raise Invalid.because("programme_unknown", f"{programme.id}.ceilings.shared_with", stranger)
        return cls(MappingProxyType(by_id), MappingProxyType({facet.id: facet for facet in facets}))

    @property
    def version(self) -> str:
        """12 hex digits over everything in the catalogue: the same content, the same version."""
        content = {
            "programmes": {id_: programme.to_mapping() for id_, programme in self.programmes.items()},
            "facets": {id_: facet.to_mapping() for id_, facet in self.facets.items()},
        }
        return content_hash(content)[:VERSION_DIGITS]

    @cached_property
    def labels(self) -> Mapping[str, Label]:
        """Names of every code that a verdict may speak of, those of the facets included."""
        own = {code: label for facet in self.facets.values() for code, label in facet.members.items()}
        return {**own, **{id_: programme.names for id_, programme in self.programmes.items()}, **LABELS}

    @cached_property
    def judging(self) -> tuple[str, ...]:
        """The programmes that judge matches, in their order."""
        return tuple(programme.id for programme in self.programmes.values() if programme.criteria)

    def current(self, programme_id: str) -> Programme:
        """Raises NotFound."""
        if programme_id not in self.programmes:
            raise NotFound.because("programme_unknown", "programme", programme_id)
        return self.programmes[programme_id]


@cache
def shipped() -> Catalogue:
    """The catalogue that comes with the service, read from its data files once."""
    folder = files("matcher.programmes").joinpath("data")
    facets = Fields(_read(folder.joinpath(FACETS_FILE)), ("facets",)).rows("facets", len(SHIPPED))
    rows = [_read(folder.joinpath(f"{programme_id}.toml")) for programme_id in SHIPPED]
    return Catalogue.of(map(Programme.from_mapping, rows), (Facet.from_mapping(row) for row, _ in facets))


def _read(file: Traversable) -> dict[str, object]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
