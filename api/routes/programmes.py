"""Programmes and the lists that records are tagged with: read, edited by versions; verdicts that officers replace."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request

from api.accounts.authentication import checked
from api.errors import language_of_request
from api.programmes.overriding import Ends, override
from api.programmes.reading import ProgrammeView
from api.routes.dependencies import CallerHere, Overrider, ProgrammeEditor, ServiceHere, refusals
from api.schemas.ledger import KeptEntry, OverrideList, OverrideRecord
from api.schemas.programme_inputs import FacetInput, OverrideInput, ProgrammeInput
from api.schemas.programmes import (
    ChangeList,
    ChangeRecord,
    FacetRecord,
    FacetRecords,
    FormRecord,
    KeptVersion,
    ProgrammeList,
    ProgrammeRecord,
)
from corpus.drafts import Id
from corpus.passages import Kind
from corpus.roles import OFFICIALS, Caller, Right
from matcher.programmes.editing import (
    Change,
    changes_of_facet,
    changes_of_programme,
    edit_facet,
    edit_programme,
    programme_of_version,
)
from matcher.tagging import fixed_labels

router = APIRouter(prefix="/programmes", tags=["programmes"])

ProgrammeId = Annotated[str, Path(max_length=80, description="Id of the programme.")]
FacetId = Annotated[str, Path(max_length=80, description="Id of the list: areas, materials.")]
Version = Annotated[int | None, Query(ge=1, le=1_000_000, description="A version; else the one in force.")]


def _official(caller: CallerHere) -> Caller:
    """Officials of every role read what some of them book and decide."""
    return caller if caller.role in OFFICIALS else checked(caller, Right.BOOK)


OfficialHere = Annotated[Caller, Depends(_official)]


@router.get("", summary="List programmes")
def list_programmes(request: Request, service: ServiceHere, caller: CallerHere) -> ProgrammeList:
    """All that is known of each: money, figures, criteria, what is unknown, and where it is from."""
    with service.reading(caller) as store:
        return ProgrammeView.of(service, store, caller, language_of_request(request)).programmes()


@router.get("/facets", summary="List the lists that records are tagged with")
def list_facets(request: Request, service: ServiceHere, caller: CallerHere) -> FacetRecords:
    """Game-changer areas and key materials, with how many records are tagged with each member."""
    with service.reading(caller) as store:
        return FacetRecords(items=ProgrammeView.of(service, store, caller, language_of_request(request)).facets())


@router.get("/facets/{facet_id}", summary="Read a list", responses=refusals(404))
def read_facet(
    facet_id: FacetId, request: Request, service: ServiceHere, caller: CallerHere, version: Version = None
) -> FacetRecord:
    """As it is, or as a version had it."""
    with service.reading(caller) as store:
        return ProgrammeView.of(service, store, caller, language_of_request(request)).facet(facet_id, version)


@router.get("/facets/{facet_id}/versions", summary="List a list's versions", responses=refusals(404))
def list_facet_versions(facet_id: FacetId, service: ServiceHere, caller: CallerHere) -> ChangeList:
    """The latest first."""
    with service.reading(caller) as store:
        return _changes(changes_of_facet(store, facet_id), caller)


@router.put("/facets/{facet_id}", summary="Edit a list", responses=refusals(400, 401, 403, 404, 409, 413, 415, 422))
def replace_facet(facet_id: FacetId, wanted: FacetInput, service: ServiceHere, caller: ProgrammeEditor) -> KeptVersion:
    """A new version, in force at once; members that records are tagged with have to stay."""
    with service.writing(caller) as store:
        version = edit_facet(
            store,
            facet_id,
            wanted.facet,
            wanted.note,
            caller,
            expected_version=wanted.expected_version,
            tagged=fixed_labels(),
        )
    return KeptVersion(id=facet_id, version=version)


@router.get("/{programme_id}", summary="Read a programme", responses=refusals(404))
def read_programme(
    programme_id: ProgrammeId, request: Request, service: ServiceHere, caller: CallerHere, version: Version = None
) -> ProgrammeRecord:
    """As it is, or as a version had it."""
    with service.reading(caller) as store:
        return ProgrammeView.of(service, store, caller, language_of_request(request)).programme(programme_id, version)


@router.get("/{programme_id}/form", summary="Read a programme's form", responses=refusals(404))
def read_form(
    programme_id: ProgrammeId, service: ServiceHere, caller: CallerHere, version: Version = None
) -> FormRecord:
    """What PUT takes, in both languages. An earlier version's form brings that version back."""
    with service.reading(caller) as store:
        programme = programme_of_version(store, programme_id, version)
        current = programme_of_version(store, programme_id)
    return FormRecord(programme=programme.to_mapping(), expected_version=current.version)


@router.get("/{programme_id}/versions", summary="List a programme's versions", responses=refusals(404))
def list_versions(programme_id: ProgrammeId, service: ServiceHere, caller: CallerHere) -> ChangeList:
    """The latest first."""
    with service.reading(caller) as store:
        return _changes(changes_of_programme(store, programme_id), caller)


@router.put("/{programme_id}", summary="Edit or add a programme", responses=refusals(400, 401, 403, 409, 413, 415, 422))
def replace_programme(
    programme_id: ProgrammeId, wanted: ProgrammeInput, service: ServiceHere, caller: ProgrammeEditor
) -> KeptVersion:
    """A new version, in force at once; earlier ones stay readable."""
    with service.writing(caller) as store:
        kept = edit_programme(
            store, programme_id, wanted.programme, wanted.note, caller, expected_version=wanted.expected_version
        )
    return KeptVersion(id=kept.id, version=kept.version)


@router.put(
    "/{programme_id}/overrides",
    summary="Replace a verdict",
    responses=refusals(400, 401, 403, 404, 409, 413, 415, 422),
)
def replace_verdict(
    programme_id: ProgrammeId, wanted: OverrideInput, service: ServiceHere, caller: Overrider
) -> KeptEntry:
    """An officer's outcome for two records in place of the rules', with the reason; null takes it back."""
    ends = Ends(wanted.kind, wanted.id, wanted.other_kind, wanted.other_id)
    return KeptEntry(id=override(service, caller, programme_id, ends, outcome=wanted.outcome, reason=wanted.reason))


@router.get(
    "/{programme_id}/overrides",
    summary="List what was decided on a pair",
    responses=refusals(401, 403, 404),
)
def list_overrides(
    programme_id: ProgrammeId,
    service: ServiceHere,
    caller: OfficialHere,
    *,
    kind: Annotated[Kind, Query(description="Kind of one record.")],
    id: Annotated[Id, Query(description="Its id.")],  # noqa: A002 - the name that the body of PUT has
    other_kind: Annotated[Kind, Query(description="Kind of the other record.")],
    other_id: Annotated[Id, Query(description="Its id.")],
) -> OverrideList:
    """Whichever of the two is named first."""
    with service.reading(caller) as store:
        programme_of_version(store, programme_id)
        pair = Ends(kind, id, other_kind, other_id).require(store)
        rows = [row for row in store.programmes.override_history(pair) if row.programme_id == programme_id]
        return OverrideList(items=[OverrideRecord.model_validate(row) for row in reversed(rows)])


def _changes(changes: list[Change], caller: Caller) -> ChangeList:
    official = caller.role in OFFICIALS
    return ChangeList(
        items=[
            ChangeRecord(
                version=change.version,
                in_force=place == 0,
                recorded_at=change.recorded_at,
                note=change.note if official else None,
                by=change.actor if official else None,
            )
            for place, change in enumerate(changes)
        ]
    )
