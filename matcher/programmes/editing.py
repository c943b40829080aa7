"""Programmes and lists as administrators edit them: checked in full, kept as a new version, in force at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from corpus.problems import Conflict, Invalid, NotFound
from corpus.records import ProgrammeVersion
from corpus.roles import Caller
from corpus.store import Store
from matcher.programmes.catalogue import Catalogue, shipped
from matcher.programmes.facets import Facet
from matcher.programmes.fields import Fields
from matcher.programmes.in_force import FACET, programme_at, rules_over
from matcher.programmes.programme import FIELDS, HIGHEST_VERSION, Programme

FACETS: Final = "facets"
"""No programme's id: lists stand under this name."""
SHIPPED_LIST = 1
"""The version of a list that comes with the service."""


@dataclass(frozen=True, slots=True)
class Change:
    """One version of a programme or list; `recorded_at` None: it came with the service, by nobody's hand."""

    version: int
    note: str = ""
    actor: str = ""
    recorded_at: datetime | None = None


def edit_programme(
    store: Store, programme_id: str, form: Mapping[str, object], note: str, actor: Caller, *, expected_version: int
) -> Programme:
    """Keeps the form as the programme's next version, whatever version it names itself, and gives that.

    `expected_version` is the version that was edited, 0 for a new programme. Raises Invalid and Conflict as
    `Programme.from_mapping`, `Catalogue.of` and `Programmes.put` do, Invalid `programme_id_reserved`, and Conflict
    `id_mismatch` where the form is another programme's.
    """
    if programme_id == FACETS or programme_id.startswith(FACET):
        raise Invalid.because("programme_id_reserved", "id", programme_id)
    named = Fields(form, FIELDS).raw("id")
    if named not in (None, programme_id):
        raise Conflict.because("id_mismatch", "id", named, path=programme_id)
    programme = Programme.from_mapping({**form, "id": programme_id, "version": expected_version + 1})
    store.audit.lock()
    catalogue = rules_over(store).catalogue
    Catalogue.of([*_without(catalogue, programme_id), programme], catalogue.facets.values())
    original = shipped().programmes.get(programme_id)
    store.programmes.put(
        programme_id,
        programme.to_mapping(),
        note,
        actor,
        after=original.version if original else 0,
        expected_version=expected_version,
    )
    return programme


def edit_facet(
    store: Store,
    facet_id: str,
    form: Mapping[str, object],
    note: str,
    actor: Caller,
    *,
    expected_version: int,
    tagged: Collection[str],
) -> int:
    """Keeps the form as the list's next version and gives its number.

    Members of `tagged` have to stay if they are in the list now: records are tagged with them. Raises NotFound
    `facet_unknown`, Invalid and Conflict as `Facet.from_mapping` and `Programmes.put` do, Conflict `id_mismatch` and
    `programme_listed_twice` (a member that the other list has), Invalid `facet_member_tagged`.
    """
    facet = Facet.from_mapping(form)
    if facet.id != facet_id:
        raise Conflict.because("id_mismatch", "id", facet.id, path=facet_id)
    store.audit.lock()
    facets = rules_over(store).catalogue.facets
    before = facet_in(facets, facet_id)
    for code in before.members:
        if code in tagged and code not in facet.members:
            raise Invalid.because("facet_member_tagged", "members", code)
    others = {code for id_, other in facets.items() if id_ != facet_id for code in other.members}
    for code in facet.members:
        if code in others:
            raise Conflict.because("programme_listed_twice", "members", code)
    return store.programmes.put(
        FACET + facet_id, facet.to_mapping(), note, actor, after=SHIPPED_LIST, expected_version=expected_version
    )


def facet_in(facets: Mapping[str, Facet], facet_id: str) -> Facet:
    """Raises NotFound `facet_unknown`."""
    if facet_id not in facets:
        raise NotFound.because("facet_unknown", "facet", facet_id, known=", ".join(facets))
    return facets[facet_id]


def facet_version(store: Store, facet_id: str) -> int:
    """The number of the list's version in force."""
    changes = store.programmes.history(FACET + facet_id)
    return changes[-1].version if changes else SHIPPED_LIST


def facet_of_version(store: Store, facet_id: str, version: int) -> Facet:
    """A list as it stood. Raises NotFound `facet_unknown` or `unknown_programme_version`."""
    original = facet_in(shipped().facets, facet_id)
    if version == SHIPPED_LIST:
        return original
    row = store.programmes.version(FACET + facet_id, version)
    if row is None:
        raise NotFound.because("unknown_programme_version", "version", version, programme=facet_id)
    return Facet.from_mapping(row.content)


def programme_of_version(store: Store, programme_id: str, version: int | None = None) -> Programme:
    """A programme as it stood, or is (None). Raises NotFound `programme_unknown` or `unknown_programme_version`."""
    current = rules_over(store).catalogue.current(programme_id)
    if version is None or version == current.version:
        return current
    found = programme_at(store, programme_id, version)
    if found is None:
        raise NotFound.because("unknown_programme_version", "version", version, programme=programme_id)
    return found


def changes_of_programme(store: Store, programme_id: str) -> list[Change]:
    """All versions, the latest first. Raises NotFound `programme_unknown`."""
    rules_over(store).catalogue.current(programme_id)
    original = shipped().programmes.get(programme_id)
    return _changes(store.programmes.history(programme_id), original.version if original else None)


def changes_of_facet(store: Store, facet_id: str) -> list[Change]:
    """All versions, the latest first. Raises NotFound `facet_unknown`."""
    facet_in(shipped().facets, facet_id)
    return _changes(store.programmes.history(FACET + facet_id), SHIPPED_LIST)


def form_of(store: Store, form_id: str, version: int | None = None) -> dict[str, object]:
    """What `edit_form` takes: a programme, or a list by an id such as `facet-areas`. Raises as what reads these."""
    if not form_id.startswith(FACET):
        return programme_of_version(store, form_id, version).to_mapping()
    facet_id = form_id.removeprefix(FACET)
    facet_in(shipped().facets, facet_id)
    shown = facet_version(store, facet_id) if version is None else version
    return {"version": shown, **facet_of_version(store, facet_id, shown).to_mapping()}


def edit_form(
    store: Store, form_id: str, form: Mapping[str, object], note: str, actor: Caller, *, tagged: Collection[str]
) -> int:
    """Keeps a form as the next version after the one that it names, 0 or none for a new programme; gives its number.

    Raises as `edit_programme` and `edit_facet`.
    """
    edited = Fields({"version": form.get("version")}, ("version",)).whole("version", 0, HIGHEST_VERSION) or 0
    if not form_id.startswith(FACET):
        return edit_programme(store, form_id, form, note, actor, expected_version=edited).version
    content = {name: value for name, value in form.items() if name != "version"}
    facet_id = form_id.removeprefix(FACET)
    return edit_facet(store, facet_id, content, note, actor, expected_version=edited, tagged=tagged)


def changes_of(store: Store, form_id: str) -> list[Change]:
    """All versions of a programme, or of a list by an id such as `facet-areas`, the latest first."""
    if form_id.startswith(FACET):
        return changes_of_facet(store, form_id.removeprefix(FACET))
    return changes_of_programme(store, form_id)


def _without(catalogue: Catalogue, programme_id: str) -> Iterable[Programme]:
    return (programme for id_, programme in catalogue.programmes.items() if id_ != programme_id)


def _changes(rows: Iterable[ProgrammeVersion], original: int | None) -> list[Change]:
    found = [Change(row.version, row.note, row.actor, row.recorded_at) for row in rows]
    came = [Change(original)] if original is not None else []
    return [*reversed(found), *came]
