"""Where a company stands and what fits it, as JSON."""

from __future__ import annotations

from api.registration.fitting import Fits, completeness_of
from api.registration.profiles import OwnCompany
from api.schemas.judgements import Reader
from api.schemas.matches import Match
from api.schemas.registrations import CompanyStanding, NextStepShown
from corpus.records import RegistrationState
from corpus.roles import Caller, Role
from corpus.store import Store
from matcher.match import Answer


def standing_shown(store: Store, own: OwnCompany, caller: Caller) -> CompanyStanding:
    """For the company's members; what the needs ask for is told with what fits."""
    registration = store.registrations.of(own.row.id)
    known = store.registrations.on_record(own.row.business_registration_number) if own.unverified else []
    complete = completeness_of(own, Fits())
    state = RegistrationState(registration.state) if registration else None
    return CompanyStanding(
        company_id=own.row.id,
        state=state,
        reason=registration.reason if registration else "",
        verified=caller.verified if caller.role is Role.COMPANY else state is RegistrationState.VERIFIED,
        in_search=own.row.withdrawn_at is None,
        on_record=bool(known),
        working=own.working.version if own.working else None,
        published=own.current.version if own.current else None,
        filled=complete.filled,
        parts=complete.parts,
        next=[NextStepShown.model_validate(each) for each in complete.missing],
    )


def matches_shown(answer: Answer | None, reader: Reader) -> list[Match]:
    """The matches in the reader's words; none for no answer."""
    return [Match.model_validate(each, context=reader) for each in answer.matches] if answer else []
