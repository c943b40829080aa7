"""A company's own page: where it stands, what fits it, its cases, and what would help next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.accounts.authentication import checked
from api.errors import detail, status_of
from api.language import Words
from api.pages.dependencies import Visit, VisitHere
from api.pages.forms import SentForm
from api.pages.navigation import Crumb
from api.pages.rendering import notice
from api.pages.telling import Teller
from api.pages.view import record_view
from api.reading import reader_of
from api.registration.fitting import Fits, completeness_of, fit_of, fits_of, note_fits
from api.registration.profiles import OwnCompany, own_company, own_id, shown_record
from api.schemas.bounds import LARGEST_NUMBER
from api.schemas.judgements import JudgementShown
from corpus.differences import Section as Differing
from corpus.differences import profile_differences
from corpus.passages import kind_of
from corpus.problems import NotFound, Refused
from corpus.records import Absence, CapabilityProfile, ProfileStatus, Registration
from corpus.roles import Right, Role
from corpus.store import Store
from corpus.store.case_lists import CaseFilters
from corpus.wording.case_labels import STAGE_LABELS
from matcher.cases.desk import Opening, open_case
from matcher.cases.viewing import SeenCase, scoped, seen

router = APIRouter(prefix="/company", include_in_schema=False)

CASES: Final = 6
Number = Annotated[int, Query(ge=1, le=LARGEST_NUMBER)]


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case of the company; `answer_waits` where the office wrote last."""

    seen: SeenCase
    stage: str
    answer_waits: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the company stands on its way, and what it may do now."""

    own: OwnCompany
    registration: Registration | None
    verified: bool
    claims: bool
    may_submit: bool
    may_publish: bool
    may_withdraw: bool
    may_restore: bool


@router.get("")
def company_page(visit: VisitHere) -> Response:
    """Asks with what is written so far, so that it is of use from the first capability on."""
    return _page(visit)


@router.post("/submission")
def submit_profile(visit: VisitHere, sent: SentForm) -> Response:
    """Hands the profile to an officer."""
    try:
        with visit.writing() as store:
            own = own_company(store, own_id(visit.caller))
            publish, now = sent.text("publish") == "yes", datetime.now(UTC)
            store.registrations.submit(own.row.id, visit.caller.account, visit.caller, publish=publish, now=now)
    except Refused as refused:
        return _page(visit, refused)
    return visit.onward("/company", notice("Submitted. An officer looks at it; you are told by mail."))


@router.post("/publication")
def publish_profile(visit: VisitHere, _sent: SentForm) -> Response:
    """Makes the version that is written on the one that is searched."""
    try:
        with visit.writing() as store:
            own = own_company(store, own_id(visit.caller))
            if own.working is None:
                raise NotFound.because("unknown_profile_version", "version", 1, company=own.row.id)
            store.profiles.publish(own.row.id, own.working.version, visit.caller)
    except Refused as refused:
        return _page(visit, refused)
    return visit.onward("/company", notice("Published. It is found from now on."))


@router.post("/withdrawal")
def withdraw_profile(visit: VisitHere, _sent: SentForm) -> Response:
    """Takes the company out of every search."""
    try:
        with visit.writing() as store:
            store.profiles.withdraw(own_id(visit.caller), visit.caller)
    except Refused as refused:
        return _page(visit, refused)
    return visit.onward("/company", notice("Taken back. No search finds the company any more."))


@router.post("/restoration")
def restore_profile(visit: VisitHere, _sent: SentForm) -> Response:
    """Brings back what the company took away."""
    try:
        with visit.writing() as store:
            store.profiles.restore(own_id(visit.caller), visit.caller)
    except Refused as refused:
        return _page(visit, refused)
    return visit.onward("/company", notice("Restored. It is found again."))


@router.post("/interest")
def express_interest(visit: VisitHere, sent: SentForm) -> Response:
    """Opens a case on one of the records that fit; where there is one already, leads to it."""
    checked(visit.caller, Right.OWN_CASES)
    company_id = own_id(visit.caller)
    try:
        with visit.reading() as store:
            own = own_company(store, company_id)
        kind = kind_of(sent.text("kind"))
        match = fit_of(visit.service, visit.caller, own, kind, sent.text("id"))
        track = next(iter(match.judgement.tracks.found), None) if match else None
        opening = Opening(
            subject_kind=kind,
            subject_id=sent.text("id"),
            company_id=company_id,
            track=track.value if track else None,
            score=match.score if match else None,
            receipt=None,
            note=sent.text("note"),
        )
        with visit.writing() as store:
            case = open_case(store, opening, visit.caller, datetime.now(UTC))
            reference = case.reference
    except KeyError:
        return _page(visit, NotFound.because("unknown_route", "path", sent.text("kind")))
    except Refused as refused:
        if refused.problem.code == "case_exists":
            return visit.onward(f"/cases/{refused.problem.value}", notice("There is a case on this already."))
        return _page(visit, refused)
    return visit.onward(f"/cases/{reference}", notice("Your interest is noted: the case is open."))


@router.get("/preview")
def preview_page(visit: VisitHere, version: Number | None = None) -> Response:
    """A version as officers see it on the record's page."""
    words = visit.words
    with visit.reading() as store:
        own = own_company(store, own_id(visit.caller))
        shown = own.working if version is None else store.profiles.require(own.row.id, version)
    values = {"own": own, "shown": shown, "record": record_view(shown_record(own.row, shown), words)}
    return visit.page("registration/preview.html", values, here="company", crumbs=[Crumb(words("Preview"))])


@router.get("/versions")
def versions_page(
    visit: VisitHere, before: Annotated[int | None, Query()] = None, after: Annotated[int | None, Query()] = None
) -> Response:
    """All versions, and what changed between two of them: by default the last two."""
    words = visit.words
    with visit.reading() as store:
        own = own_company(store, own_id(visit.caller))
        versions = store.companies.versions(own.row.id)
        pair = _pair(store, own, versions, before, after)
    differences: tuple[Differing, ...] = profile_differences(*pair) if pair else ()
    values = {"own": own, "versions": versions[::-1], "pair": pair, "differences": differences}
    return visit.page("registration/versions.html", values, here="company", crumbs=[Crumb(words("Versions"))])


def _pair(
    store: Store, own: OwnCompany, versions: list[CapabilityProfile], before: int | None, after: int | None
) -> tuple[CapabilityProfile, CapabilityProfile] | None:
    if len(versions) < 2 and before is None:
        return None
    newer = versions[-1] if after is None else store.profiles.require(own.row.id, after)
    older = max(
        (each for each in versions if each.version < newer.version), key=lambda each: each.version, default=None
    )
    chosen = older if before is None else store.profiles.require(own.row.id, before)
    return (chosen, newer) if chosen is not None else None


def standing_of(store: Store, visit: Visit, own: OwnCompany) -> Standing:
    """What the company's page says of where it stands."""
    registration = store.registrations.of(own.row.id)
    verified = visit.caller.verified
    live = own.row.withdrawn_at is None
    on_record = store.registrations.on_record(own.row.business_registration_number)
    waits = own.working is not None and own.working.status == ProfileStatus.DRAFT
    held = own.working is not None and own.working.status in (ProfileStatus.VERIFIED, ProfileStatus.DRAFT)
    return Standing(
        own=own,
        registration=registration,
        verified=verified,
        claims=own.unverified and bool(on_record),
        may_submit=waits and not verified and (live or own.unverified),
        may_publish=held and verified and live,
        may_withdraw=verified and live and own.current is not None,
        may_restore=own.row.withdrawn_reason == Absence.BY_COMPANY,
    )


def _page(visit: Visit, refused: Refused | None = None) -> Response:
    words = visit.words
    with visit.reading() as store:
        own = own_company(store, own_id(visit.caller))
        standing = standing_of(store, visit, own)
        cases = _cases(store, visit)
        alerts = store.alerts.unread(visit.caller.account)
        brochures = [each for each in store.brochures.of(own.row.id, 5) if each.settled_at is None]
    fits = fits_of(visit.service, visit.caller, own)
    note_fits(visit.service, visit.caller, own, fits)
    reader = reader_of(visit.service, words.language, visit.caller)
    values = {
        "own": own,
        "standing": standing,
        "fits": fits,
        "judged": _judged(fits, words, visit),
        "completeness": completeness_of(own, fits),
        "cases": cases,
        "alerts": alerts,
        "brochures": brochures,
        "teller": Teller(words, reader),
        "error": detail(refused.problem, words.language) if refused else None,
    }
    status = status_of(refused) if refused else 200
    return visit.page("registration/company.html", values, here="company", status=status)


def _judged(fits: Fits, words: Words, visit: Visit) -> dict[str, JudgementShown]:
    reader = reader_of(visit.service, words.language, visit.caller)
    answers = [answer for answer in (fits.patents, fits.needs) if answer]
    return {match.id: JudgementShown.of(match.judgement, reader) for answer in answers for match in answer.matches}


def _cases(store: Store, visit: Visit) -> list[OwnCase]:
    """The latest ones. A company reads of the office's messages only."""
    filters = scoped(CaseFilters(), visit.caller)
    found = []
    for each in seen(store, store.cases.page(filters, limit=CASES), visit.caller):
        message = store.cases.latest(each.case, "message")
        stage = STAGE_LABELS[each.case.stage][visit.words.language]
        found.append(OwnCase(each, stage, message is not None and message.role != Role.COMPANY))
    return found
