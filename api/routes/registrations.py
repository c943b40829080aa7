"""Registrations of companies: the queue, and the officer's decision."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from api.accounts.authentication import origin_of
from api.accounts.signing import Chosen
from api.downloads import FILE
from api.errors import language_of_request
from api.exporting import Form
from api.lists.columns import registration_columns
from api.lists.tables import BATCH, listed_in
from api.registration.deciding import send_back, verify
from api.registration.registering import Wanted, register
from api.routes.dependencies import ServiceHere, refusals, requires
from api.schemas.registrations import (
    DecidedRegistration,
    RegisteredCompany,
    RegistrationInFull,
    RegistrationInput,
    Registrations,
    ReturnInput,
    SimilarCompany,
    VerificationInput,
    WaitingRegistration,
)
from corpus.identifiers import is_business_number
from corpus.problems import NotFound
from corpus.records import RegistrationState
from corpus.roles import Caller, Right
from corpus.store import Store

router = APIRouter(prefix="/registrations", tags=["registrations"])

Verifier = Annotated[Caller, Depends(requires(Right.VERIFY_COMPANIES))]
State = Annotated[RegistrationState, Query(description="How far they are.")]
CompanyId = Annotated[str, Path(max_length=80, description="Id of the company as it registered.")]


@router.post(
    "", status_code=201, summary="Register a company oneself", responses=refusals(400, 409, 413, 415, 422, 429)
)
def register_company(
    wanted: RegistrationInput, request: Request, response: Response, service: ServiceHere
) -> RegisteredCompany:
    """Open to everybody, a few times an hour from one address. The company is in no search before an officer
    verified it; sign in on the pages with the address and password, and make a token there."""
    chosen = Chosen(wanted.password.get_secret_value(), wanted.password.get_secret_value())
    sent = Wanted(wanted.company, wanted.number, wanted.person, wanted.email, chosen, wanted.consent)
    made = register(service, sent, origin_of(request), language_of_request(request))
    response.headers["Cache-Control"] = "no-store"
    return RegisteredCompany(company_id=made.company_id, account=made.opened.account.name, on_record=made.on_record)


@router.get("", summary="List registrations", responses=refusals(401, 403, 422))
def list_registrations(
    service: ServiceHere,
    caller: Verifier,
    state: State = RegistrationState.SUBMITTED,
    limit: Annotated[int, Query(ge=1, le=500, description="How many at most.")] = 100,
) -> Registrations:
    """Those that wait, the longest waiting first; those of other states, the latest first."""
    with service.reading(caller) as store:
        items = _page(store, state, 0, limit)
        counts = store.registrations.counts()
    return Registrations(items=items, counts=counts)


@router.get(
    ".{form}",
    summary="Download registrations as a table",
    response_class=Response,
    responses=refusals(401, 403, 413, 422) | FILE,
)
def download_registrations(
    form: Form,
    request: Request,
    service: ServiceHere,
    caller: Verifier,
    state: State = RegistrationState.SUBMITTED,
) -> Response:
    """All of the list."""
    language = language_of_request(request)
    with service.reading(caller) as store:
        return listed_in(form, registration_columns(language), _all(store, state), "registrations", language)


def _page(store: Store, state: RegistrationState, offset: int, limit: int) -> list[WaitingRegistration]:
    if state is RegistrationState.SUBMITTED:
        rows = store.registrations.waiting(limit, offset)
    else:
        rows = store.registrations.page(state, offset, limit)
    return [WaitingRegistration.model_validate(row) for row in rows]


def _all(store: Store, state: RegistrationState) -> Iterator[WaitingRegistration]:
    offset = 0
    while items := _page(store, state, offset, BATCH):
        yield from items
        offset += len(items)


@router.get("/{company_id}", summary="Read a registration", responses=refusals(401, 403, 404))
def read_registration(company_id: CompanyId, service: ServiceHere, caller: Verifier) -> RegistrationInFull:
    """With the check of its number and the companies that it may be."""
    with service.reading(caller) as store:
        registration = store.registrations.require(company_id)
        company = store.companies.get(company_id, withdrawn=True)
        if company is None:
            raise NotFound.because("unknown_registration", "id", company_id)
        number = company.business_registration_number
        profile = store.profiles.submitted(company_id)
        kept = {**registration.model_dump(), "name": company.name, "business_registration_number": number}
        return RegistrationInFull(
            registration=WaitingRegistration.model_validate(kept),
            number_fits=number is not None and is_business_number(number),
            publish_when_verified=registration.publish_when_verified,
            similar=[SimilarCompany.model_validate(each) for each in store.registrations.similar(company_id)],
            profile_version=profile.version if profile else None,
        )


@router.post(
    "/{company_id}/verification", summary="Verify a company", responses=refusals(400, 401, 403, 404, 409, 415, 422)
)
def verify_company(
    company_id: CompanyId, wanted: VerificationInput, service: ServiceHere, caller: Verifier
) -> DecidedRegistration:
    """It is found from the next request on, and its member is a verified one."""
    with service.writing(caller) as store:
        decided = verify(store, caller, company_id, datetime.now(UTC), verified_as=wanted.verified_as)
        state = RegistrationState(decided.registration.state)
        return DecidedRegistration(company_id=decided.company_id, state=state, published=decided.published)


@router.post(
    "/{company_id}/return", summary="Return a registration", responses=refusals(400, 401, 403, 404, 409, 415, 422)
)
def return_company(
    company_id: CompanyId, wanted: ReturnInput, service: ServiceHere, caller: Verifier
) -> DecidedRegistration:
    """The company reads the reason, mends its profile and submits it again."""
    with service.writing(caller) as store:
        decided = send_back(store, caller, company_id, wanted.reason, datetime.now(UTC))
        state = RegistrationState(decided.registration.state)
        return DecidedRegistration(company_id=decided.company_id, state=state, published=None)
