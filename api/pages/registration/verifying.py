"""The queue of registrations, and one of them: what the company says, who else it may be, the officer's decision."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.accounts.authentication import checked
from api.errors import status_of
from api.pages.dependencies import Visit, VisitHere
from api.pages.forms import Form, SentForm
from api.pages.navigation import Crumb
from api.pages.registration.rows import shown_number
from api.pages.rendering import notice
from api.pages.view import record_view
from api.registration.deciding import send_back, verify
from api.registration.profiles import shown_record
from corpus.differences import profile_differences
from corpus.identifiers import is_business_number
from corpus.problems import NotFound, Refused
from corpus.records import ProfileStatus, RegistrationState
from corpus.roles import Right

router = APIRouter(prefix="/registrations", include_in_schema=False)

AT_ONCE: Final = 50


@router.get("")
def registrations_page(
    visit: VisitHere,
    state: RegistrationState = RegistrationState.SUBMITTED,
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Response:
    """Those that wait, the longest waiting first; those of other states, the latest first."""
    checked(visit.caller, Right.VERIFY_COMPANIES)
    with visit.reading() as store:
        counts = store.registrations.counts()
        if state is RegistrationState.SUBMITTED:
            rows = store.registrations.waiting(AT_ONCE + 1, (page - 1) * AT_ONCE)
        else:
            rows = store.registrations.page(state, (page - 1) * AT_ONCE, AT_ONCE + 1)
    values = {
        "rows": rows[:AT_ONCE],
        "counts": counts,
        "state": state,
        "shown_number": shown_number,
        "is_valid": is_business_number,
        "following": f"/registrations?state={state}&page={page + 1}" if len(rows) > AT_ONCE else "",
        "first": f"/registrations?state={state}" if page > 1 else "",
    }
    return visit.page("registration/registrations.html", values, here="registrations")


@router.get("/{company_id}")
def registration_page(company_id: str, visit: VisitHere) -> Response:
    """One registration."""
    checked(visit.caller, Right.VERIFY_COMPANIES)
    return _page(visit, company_id, Form())


@router.post("/{company_id}/verification")
def verify_company(company_id: str, visit: VisitHere, sent: SentForm) -> Response:
    """Makes the company live: as itself, or as one that is on record."""
    checked(visit.caller, Right.VERIFY_COMPANIES)
    try:
        with visit.writing() as store:
            as_ = sent.text("verified_as") or None
            decided = verify(store, visit.caller, company_id, datetime.now(UTC), verified_as=as_)
            name = store.companies.require(decided.company_id).name
    except Refused as refused:
        return _page(visit, company_id, Form.again(sent, refused, visit.words.language), status_of(refused))
    told = notice("Verified. %(company)s is found from now on.")
    return visit.onward("/registrations", told, company=name)


@router.post("/{company_id}/return")
def return_company(company_id: str, visit: VisitHere, sent: SentForm) -> Response:
    """Gives it back with the reason."""
    checked(visit.caller, Right.VERIFY_COMPANIES)
    try:
        with visit.writing() as store:
            send_back(store, visit.caller, company_id, sent.text("reason"), datetime.now(UTC))
    except Refused as refused:
        return _page(visit, company_id, Form.again(sent, refused, visit.words.language), status_of(refused))
    return visit.onward("/registrations", notice("Returned to the company with your reason."))


def _page(visit: Visit, company_id: str, form: Form, status: int = 200) -> Response:
    words = visit.words
    with visit.reading() as store:
        registration = store.registrations.require(company_id)
        row = store.companies.get(company_id, withdrawn=True)
        if row is None:
            raise NotFound.because("unknown_registration", "id", company_id)
        account = store.accounts.get(registration.account)
        similar = store.registrations.similar(company_id)
        profile = store.profiles.submitted(company_id) or store.profiles.working(company_id)
        versions = store.companies.versions(company_id)
    returned = [each for each in versions if each.status == ProfileStatus.RETURNED]
    changed = profile_differences(returned[-1], profile) if returned and profile else ()
    number = row.business_registration_number
    values = {
        "registration": registration,
        "account": account,
        "company": row,
        "number": shown_number(number),
        "number_fits": number is not None and is_business_number(number),
        "similar": similar,
        "shown_number": shown_number,
        "profile": profile,
        "record": record_view(shown_record(row, profile), words),
        "returned": returned[-1] if returned else None,
        "differences": changed,
        "form": form,
        "waits": registration.state == RegistrationState.SUBMITTED,
    }
    crumbs = [Crumb(words("Registrations"), "/registrations"), Crumb(row.name)]
    return visit.page("registration/registration.html", values, here="registrations", status=status, crumbs=crumbs)
