"""What is known of a record beside its text, as rules read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from corpus.certificates import Certificate
from corpus.disclosure import ControlStatus, Tier
from corpus.passages import Kind


class Side(StrEnum):
    """On which side of a transfer an owner stands."""

    DEFENCE = "defence"
    CIVIL = "civil"


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """A missing fact is None, or an empty tuple or set; it is never guessed.

    `sides` are those of a patent's owners, of the unit that has a need, of a company (civil). `trl` is what a
    patent or company offers, `required_trl` what a need asks for; `foreign_share` is in percent. `certificates`
    and `facilities` are a company's, `required_certificates` and `required_facilities` a need's; `dated_certificates`
    are those of `certificates` that tell until when they are valid.
    """

    kind: Kind
    id: str
    country: str | None = None
    sides: frozenset[Side] = frozenset()
    owners: tuple[str, ...] = ()
    trl: int | None = None
    required_trl: int | None = None
    size: str | None = None
    employees: int | None = None
    founded_year: int | None = None
    company_kinds: frozenset[str] | None = None
    certificates: tuple[str, ...] = ()
    dated_certificates: tuple[Certificate, ...] = ()
    facilities: tuple[str, ...] = ()
    required_certificates: tuple[str, ...] = ()
    required_facilities: tuple[str, ...] = ()
    foreign_share: float | None = None
    rd_centre_in_korea: bool | None = None
    active: bool | None = None
    legal_status: str | None = None
    filing_date: date | None = None
    close_date: date | None = None
    tier: Tier = Tier.PUBLIC
    control: ControlStatus = ControlStatus.UNSCREENED
    control_reference: str | None = None
    control_expires: date | None = None
    fictional: bool = False

    def expired_certificates(self, today: date) -> tuple[str, ...]:
        """Names of certificates whose last day has passed."""
        return tuple(each.name for each in self.dated_certificates if each.expired(today))

    def valid_certificates(self, today: date) -> tuple[str, ...]:
        """Names of certificates that have not expired, as far as is told."""
        expired = self.expired_certificates(today)
        return tuple(each for each in self.certificates if each not in expired)
