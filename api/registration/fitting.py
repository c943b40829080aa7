"""What fits a company as it describes itself at the moment: open patents and needs, and what more would help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from api.registration.profiles import OwnCompany
from api.service import Service
from corpus.company_kinds import kinds_told
from corpus.drafts import CompanyDraft, LegalStatus, ProfileDraft
from corpus.facts import RecordFacts, Side
from corpus.filters import parse_filters
from corpus.passages import Kind, company_document
from corpus.problems import Unavailable
from corpus.roles import Caller
from matcher.completeness import Completeness, completeness
from matcher.match import Answer, Match, MatchRequest, Sketch

SHOWN: Final = 5
ASKED_NEEDS: Final = 12
"""More needs than are shown, so that those past their last day leave room for others."""
OPEN_PATENTS: Final = (LegalStatus.GRANTED.value, LegalStatus.PENDING.value, LegalStatus.UNKNOWN.value)


@dataclass(frozen=True, slots=True)
class Fits:
    """Answers to the company's own question; None where nothing was asked, or nothing can be searched at the moment."""

    patents: Answer | None = None
    needs: Answer | None = None

    @property
    def asked(self) -> bool:
        return self.patents is not None or self.needs is not None


def fits_of(service: Service, caller: Caller, own: OwnCompany, shown: int = SHOWN) -> Fits:
    """The open patents and needs that fit what is written so far, of those that the caller may know of.

    The company asks as it would from the record, also before it is verified: with each capability, and by its facts.
    Needs past their last day and needs of its own are left out. Raises as `Service.match`, but not Unavailable.
    """
    profile = own.profile
    if not (profile.summary or profile.capabilities or profile.projects):
        return Fits()
    sketch = sketch_of(own.row.id, own.facts, profile)
    request = MatchRequest(kind="company", to="patents", sketch=sketch, top=shown, pairs=2)
    open_patents = parse_filters("patents", {"legal_status": OPEN_PATENTS})
    try:
        patents = _credible(service.match(replace(request, filters=open_patents), caller))
        needs = _credible(service.match(replace(request, to="needs", top=ASKED_NEEDS), caller))
    except Unavailable:
        return Fits()
    standing = tuple(each for each in needs.matches if _stands(service, own, each))
    return Fits(patents, replace(needs, matches=_ranked(standing[:shown])))


def note_fits(service: Service, caller: Caller, own: OwnCompany, fits: Fits) -> None:
    """Takes note that these were shown, for the statistic; of a company that is not live nothing is."""
    with service.reading(caller) as store:
        company = store.documents.summaries("companies", [own.row.id]).get(own.row.id)
    for answer in (fits.patents, fits.needs):
        if answer is not None and company is not None:
            service.shown.note(replace(answer, record=company), caller)


def fit_of(service: Service, caller: Caller, own: OwnCompany, kind: Kind, record_id: str) -> Match | None:
    """The match of one of those that fit; None for a record that is not among them."""
    fits = fits_of(service, caller, own)
    answer = fits.patents if kind == "patents" else fits.needs
    return next((each for each in answer.matches if each.id == record_id), None) if answer else None


def sketch_of(company_id: str, company: CompanyDraft, profile: ProfileDraft) -> Sketch:
    """The company as the record would have it."""
    document = company_document(company_id, company.name, profile.summary, profile.capabilities, profile.projects)
    kinds = kinds_told(profile.certificates).union(each.value for each in company.company_kinds or ())
    facts = RecordFacts(
        kind="companies",
        id=company_id,
        country=company.country,
        sides=frozenset({Side.CIVIL}),
        trl=profile.trl,
        size=company.size.value if company.size else None,
        employees=company.employees,
        founded_year=company.founded_year,
        company_kinds=kinds if kinds or company.company_kinds is not None else None,
        certificates=profile.certificates,
        facilities=profile.facilities,
        foreign_share=company.foreign_share,
        rd_centre_in_korea=company.rd_centre_in_korea,
        active=company.active,
    )
    return Sketch(document, facts)


def completeness_of(own: OwnCompany, fits: Fits) -> Completeness:
    """What is filled in, and what would help next by the needs that fit."""
    told = own.facts.region is not None and own.facts.size is not None
    return completeness(own.profile, facts_told=told, needs=fits.needs.matches if fits.needs else ())


def _credible(answer: Answer) -> Answer:
    """Without the matches of an answer that has none worth being called one: nobody is told that those fit."""
    return answer if answer.credible else replace(answer, matches=())


def _stands(service: Service, own: OwnCompany, match: Match) -> bool:
    closes = match.judgement.facts.close_date
    organisation = own.row.organisation_id
    is_own = organisation is not None and match.record.organisation_id == organisation
    return not is_own and (closes is None or closes >= service.today())


def _ranked(matches: Sequence[Match]) -> tuple[Match, ...]:
    return tuple(replace(match, rank=rank) for rank, match in enumerate(matches, start=1))
