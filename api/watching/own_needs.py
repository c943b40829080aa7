"""Needs that a caller keeps: an officer those of defence offices, a company's member those of the company."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from api.accounts.authentication import checked
from api.lists.tables import all_pages
from api.schemas.own_needs import OwnNeed, OwnNeedInput
from api.service import Service
from corpus.disclosure import TIERS, Tier
from corpus.drafts import NeedDraft, NeedKind
from corpus.problems import Forbidden, Invalid, Unauthorised
from corpus.records import RecordVersion
from corpus.roles import Caller, Right, Role
from corpus.store import Store
from corpus.store.need_states import Holding, NeedState
from matcher.watching.times import local_day, zone_of

USUAL_MONTHS: Final = 12
MOST_MONTHS: Final = 24
HOME: Final = "KR"


@dataclass(frozen=True, slots=True)
class Own:
    """Whose needs a caller keeps, and at which tiers. `live`: they are found as soon as they are written."""

    holding: Holding
    kind: NeedKind
    live: bool
    tiers: tuple[Tier, ...]


def own(caller: Caller) -> Own:
    """Raises Unauthorised for nobody in particular, Forbidden for a role that keeps no needs."""
    if caller.role is Role.COMPANY:
        checked(caller, Right.WRITE_OWN_NEEDS)
        if caller.company_id is None:
            raise Forbidden.because("not_allowed", "role", caller.role.value, right=Right.WRITE_OWN_NEEDS.value)
        tiers = (Tier.PUBLIC, Tier.RELEASED) if caller.verified else (Tier.PUBLIC,)
        return Own(Holding(caller.company_id), NeedKind.COMPANY, caller.verified, tiers)
    if caller.role is Role.ANONYMOUS:
        raise Unauthorised.because("sign_in_needed")
    checked(caller, Right.WRITE_RECORDS)
    return Own(Holding(), NeedKind.DEFENCE, live=True, tiers=TIERS)


def today(service: Service, now: datetime) -> date:
    """The day that it is where the service is."""
    return local_day(now, zone_of(None, service.settings.time_zone))


def months_on(day: date, months: int) -> date:
    """The same day so many months later; the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for back in range(4):
        try:
            return date(year, month + 1, day.day - back)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def usual_end(day: date) -> date:
    return months_on(day, USUAL_MONTHS)


def latest_end(day: date) -> date:
    return months_on(day, MOST_MONTHS)


def register(service: Service, caller: Caller, given: OwnNeedInput, now: datetime) -> OwnNeed:
    """A new need, found from the next request on; that of a company that nobody verified waits until it is.

    Raises Unauthorised, Forbidden, Invalid `bad_need_end`, `need_tier_not_own`, `not_given`.
    """
    whose, day = own(caller), today(service, now)
    if given.tier is not None and given.tier not in whose.tiers:
        raise Invalid.because("need_tier_not_own", "tier", given.tier.value, known=", ".join(whose.tiers))
    end = _end(given.expires_on or usual_end(day), day)
    with service.writing(caller) as store:
        store.changes.lock()
        need_id = store.kept_needs.new_id(day.year)
        draft = _draft(store, whose, given, need_id=need_id, end=end).model_copy(
            update={"tier": given.tier, "open_date": day}
        )
        kept = store.kept_needs.register(draft, whose.holding, caller, now, live=whose.live)
        return OwnNeed(kept, kept.state(day))


def edit(service: Service, caller: Caller, need_id: str, given: OwnNeedInput, now: datetime) -> OwnNeed:
    """Another version. Raises as `register`, NotFound `unknown_need`, Forbidden `tier_by_reviewer` for another tier."""
    whose, day = own(caller), today(service, now)
    with service.writing(caller) as store:
        store.changes.lock()
        known = store.kept_needs.require(need_id, whose.holding)
        if given.tier is not None and given.tier != known.need.tier:
            raise Forbidden.because("tier_by_reviewer", "tier", known.need.tier, id=need_id)
        end = given.expires_on or known.keeping.expires_on
        if end != known.keeping.expires_on:
            end = _end(end, day)
        draft = _draft(store, whose, given, need_id=need_id, end=end)
        before = store.kept_needs.draft_of(need_id)
        draft = draft.model_copy(
            update={"open_date": before.open_date, "url": before.url, "fictional": before.fictional}
        )
        kept = store.kept_needs.edit(need_id, draft, whose.holding, caller, now, live=whose.live)
        return OwnNeed(kept, kept.state(day))


def renew(service: Service, caller: Caller, need_id: str, now: datetime, until: date | None = None) -> OwnNeed:
    """Stands `until` that day, usually 12 months from its end or from today, whichever is later, but 24 at most.

    Raises NotFound, Invalid `bad_need_end`.
    """
    whose, day = own(caller), today(service, now)
    with service.writing(caller) as store:
        store.changes.lock()
        known = store.kept_needs.require(need_id, whose.holding)
        usual = min(usual_end(max(day, known.keeping.expires_on)), latest_end(day))
        kept = store.kept_needs.renew(need_id, _end(until or usual, day), whose.holding, caller, now, live=whose.live)
        return OwnNeed(kept, kept.state(day))


def withdraw(service: Service, caller: Caller, need_id: str, now: datetime) -> OwnNeed:
    """Gone from every answer at once. Raises NotFound."""
    whose = own(caller)
    with service.writing(caller) as store:
        kept = store.kept_needs.withdraw(need_id, whose.holding, caller, now)
        return OwnNeed(kept, kept.state(today(service, now)))


def restore(service: Service, caller: Caller, need_id: str, now: datetime) -> OwnNeed:
    """Found again from the next request on. Raises NotFound, Conflict `need_is_expired`."""
    whose, day = own(caller), today(service, now)
    with service.writing(caller) as store:
        kept = store.kept_needs.restore(need_id, whose.holding, caller, now, today=day, live=whose.live)
        return OwnNeed(kept, kept.state(day))


def one(service: Service, caller: Caller, need_id: str, now: datetime) -> OwnNeed:
    """Raises NotFound."""
    whose = own(caller)
    with service.reading(caller) as store:
        kept = store.kept_needs.require(need_id, whose.holding)
        return OwnNeed(kept, kept.state(today(service, now)))


def history(service: Service, caller: Caller, need_id: str) -> list[RecordVersion]:
    """Every version of a need of the caller's, the first first. Raises NotFound."""
    whose = own(caller)
    with service.reading(caller) as store:
        store.kept_needs.require(need_id, whose.holding)
        return store.needs.history(need_id)


@dataclass(frozen=True, slots=True)
class OwnNeeds:
    """`next` is the need after which the next page begins, None at the end."""

    items: list[OwnNeed]
    next: str | None
    counts: dict[NeedState, int]


def listed(
    service: Service,
    caller: Caller,
    now: datetime,
    *,
    state: NeedState | None = None,
    mine: bool = False,
    after: str = "",
    limit: int = 50,
) -> OwnNeeds:
    """The latest first; `mine`: those that this account registered."""
    whose, day = own(caller), today(service, now)
    holding = Holding(whose.holding.company_id, caller.account if mine else None)
    with service.reading(caller) as store:
        rows = store.kept_needs.page(holding, state=state, today=day, after=after, limit=limit)
        counts = store.kept_needs.counts(holding, day)
    following = rows[-1].need.id if len(rows) == limit else None
    return OwnNeeds([OwnNeed(each, each.state(day)) for each in rows], following, counts)


def every(
    service: Service, caller: Caller, now: datetime, *, state: NeedState | None = None, mine: bool = False
) -> Iterator[OwnNeed]:
    """All that `listed` gives page by page, as they stand at one moment, a batch at a time in memory."""
    whose, day = own(caller), today(service, now)
    holding = Holding(whose.holding.company_id, caller.account if mine else None)
    with service.reading(caller) as store:
        rows = all_pages(
            lambda after, most: store.kept_needs.page(holding, state=state, today=day, after=after or "", limit=most),
            lambda row: row.need.id,
        )
        for each in rows:
            yield OwnNeed(each, each.state(day))


def _draft(store: Store, whose: Own, given: OwnNeedInput, *, need_id: str, end: date) -> NeedDraft:
    organisation = given.organisation
    if whose.holding.company_id is not None:
        company = store.companies.get(whose.holding.company_id, withdrawn=True)
        organisation = company.name if company is not None else organisation
    if not organisation:
        raise Invalid.because("not_given", "organisation")
    return NeedDraft(
        id=need_id,
        title=given.title,
        description=given.description,
        requirements=given.requirements,
        organisation=organisation,
        kind=whose.kind,
        keywords=given.keywords,
        country=HOME,
        close_date=end,
        required_trl=given.required_trl,
        required_certificates=given.required_certificates,
        required_facilities=given.required_facilities,
    )


def _end(wanted: date, day: date) -> date:
    """Raises Invalid `bad_need_end` for a day that has passed, or is over 24 months away."""
    latest = latest_end(day)
    if not day <= wanted <= latest:
        raise Invalid.because("bad_need_end", "expires_on", wanted, earliest=day.isoformat(), latest=latest.isoformat())
    return wanted
