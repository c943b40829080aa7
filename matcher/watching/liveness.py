"""Why a match is dead: a closed business, a lapsed patent, an expired certificate, a need whose end has passed.

Pure. A missing fact kills nothing. What is dead is still on record and still found; it is marked, and no longer told as
something new.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from corpus.drafts import LegalStatus
from corpus.facts import RecordFacts
from corpus.store.need_states import EXPIRED
from matcher.bridging import certificate
from matcher.reasons import Reason

DEAD_PATENTS: Final[Mapping[str, str]] = {
    LegalStatus.LAPSED.value: "gone_patent_lapsed",
    LegalStatus.EXPIRED.value: "gone_patent_expired",
    LegalStatus.REFUSED.value: "gone_patent_refused",
    LegalStatus.WITHDRAWN.value: "gone_patent_withdrawn",
}
UNAVAILABLE: Final = Reason("gone_unavailable")
"""All that is told of a record that its reader may not (any more) know of."""
UNFITTING: Final = Reason("gone_conditions")
"""For a live record that no longer meets the conditions of a search."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a reader sees of a record: its facts while it is live, or that it was withdrawn and why; neither: nothing.

    `withdrawn` is the record's `withdrawn_reason`, a code or somebody's words; only known codes are told.
    """

    facts: RecordFacts | None = None
    withdrawn: str | None = None


def why_dead(sight: Sight, today: date, required: Sequence[str] = ()) -> Reason | None:
    """Why a match with this record is dead on that day, None where it is alive.

    `required` are the certificates that the other side asks for (`RecordFacts.required_certificates`).
    """
    if sight.facts is not None:
        return _dead_by_facts(sight.facts, today, required)
    if sight.withdrawn is None:
        return UNAVAILABLE
    return Reason("gone_need_expired" if sight.withdrawn == EXPIRED else "gone_record_withdrawn")


def died(before: Sight, after: Sight, days: tuple[date, date], required: Sequence[str] = ()) -> Reason | None:
    """Why a match that lived on the first of two days is dead on the second; None where it was dead or still lives."""
    earlier, later = days
    return None if why_dead(before, earlier, required) is not None else why_dead(after, later, required)


def dead_match(candidate: RecordFacts, asking: RecordFacts | None, today: date) -> Reason | None:
    """For pages: why a match of two live records is dead, whichever of them is the reason; None where it is alive.

    `asking` None: a plain text asks. Word it with `matcher.reasons.worded`.
    """
    required = candidate.required_certificates if candidate.kind == "needs" else ()
    own = None if asking is None else _dead_by_facts(asking, today, required)
    return _dead_by_facts(candidate, today, asking.required_certificates if asking else ()) or own


def _dead_by_facts(facts: RecordFacts, today: date, required: Sequence[str]) -> Reason | None:
    if facts.kind == "patents":
        code = DEAD_PATENTS.get(facts.legal_status or "")
        return Reason(code) if code else None
    if facts.kind == "needs":
        ended = facts.close_date is not None and facts.close_date < today
        return Reason("gone_need_expired") if ended else None
    if facts.active is False:
        return Reason("gone_business_closed")
    return _expired_certificates(facts, today, required)


def _expired_certificates(company: RecordFacts, today: date, required: Sequence[str]) -> Reason | None:
    """Dead where a required certificate has expired; where none is required, where the last valid one has."""
    expired = company.expired_certificates(today)
    if required:
        wanted = {certificate(each).key for each in required}
        held = {certificate(each).key for each in company.valid_certificates(today)}
        expired = tuple(each for each in expired if certificate(each).key in wanted - held)
    elif company.valid_certificates(today):
        return None
    if not expired:
        return None
    last = max(each.until for each in company.dated_certificates if each.name in expired and each.until is not None)
    return Reason("gone_certificates_expired", {"names": ", ".join(expired), "day": last.isoformat()})
