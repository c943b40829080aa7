"""All queries of the project, by what they are about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from corpus.disclosure import EVERY_TIER, Tiers
from corpus.drafts import CompanyDraft, NeedDraft, PatentDraft, RecordDraft
from corpus.passages import Kind
from corpus.store import clock
from corpus.store.accounts import Accounts
from corpus.store.alerts import Alerts
from corpus.store.attempts import AddressAttempts, Attempts
from corpus.store.audit import Audit
from corpus.store.brochures import Brochures
from corpus.store.cases import Cases
from corpus.store.changes import Changes
from corpus.store.companies import Companies
from corpus.store.completions import Completions
from corpus.store.credentials import Credentials
from corpus.store.documents import Documents
from corpus.store.facts import Facts
from corpus.store.funnel import Funnel
from corpus.store.imports import Imports
from corpus.store.inventory import Inventory
from corpus.store.jobs import Jobs
from corpus.store.judgements import Judgements
from corpus.store.kept_needs import KeptNeeds
from corpus.store.ledger import Ledger
from corpus.store.mails import Mails
from corpus.store.needs import Needs
from corpus.store.opinions import Opinions
from corpus.store.organisations import Organisations
from corpus.store.outcomes import Outcome
from corpus.store.patents import Patents
from corpus.store.profiles import Profiles
from corpus.store.programmes import Programmes
from corpus.store.registrations import Registrations
from corpus.store.screening import Screening
from corpus.store.searches import SavedSearches
from corpus.store.shown import ShownMatches
from corpus.store.statistics import Statistics
from corpus.store.uploads import Uploads


class Store:
    """One transaction's view of the database; it lives as long as the block of `Database` that gave it.

    It shows records of its `tiers` and no trace of others.
    """

    def __init__(self, session: Session, tiers: Tiers = EVERY_TIER) -> None:
        self.tiers = tiers
        self.changes = Changes(session)
        self.organisations = Organisations(session, tiers)
        self.patents = Patents(session, self.changes, self.organisations, tiers)
        self.companies = Companies(session, self.changes, self.organisations, tiers)
        self.needs = Needs(session, self.changes, self.organisations, tiers)
        self.documents = Documents(session, self.organisations, tiers)
        self.facts = Facts(session, tiers)
        self.completions = Completions(session, tiers)
        self.imports = Imports(session)
        self.jobs = Jobs(session)
        self.audit = Audit(session)
        self.uploads = Uploads(session, self.audit)
        self.accounts = Accounts(session, self.audit)
        self.credentials = Credentials(session, self.audit, self.accounts)
        self.attempts = Attempts(session)
        self.address_attempts = AddressAttempts(session)
        self.mails = Mails(session)
        self.profiles = Profiles(session, self.companies, self.changes, self.audit)
        self.registrations = Registrations(
            session,
            companies=self.companies,
            profiles=self.profiles,
            organisations=self.organisations,
            changes=self.changes,
            audit=self.audit,
            tiers=tiers,
        )
        self.brochures = Brochures(session, self.audit)
        self.screening = Screening(session, self.audit)
        self.programmes = Programmes(session, self.audit)
        self.ledger = Ledger(session, self.audit)
        self.shown = ShownMatches(session)
        self.cases = Cases(session, self.audit, tiers)
        self.statistics = Statistics(session)
        self.funnel = Funnel(session)
        self.opinions = Opinions(session)
        self.kept_needs = KeptNeeds(session, self.needs, self.changes, self.audit, tiers)
        self.searches = SavedSearches(session)
        self.alerts = Alerts(session, tiers)
        self.judgements = Judgements(session, self.audit)
        self.inventory = Inventory(session)
        self._session = session

    def put_clock_right(self, now: datetime, lease: timedelta) -> int:
        """Puts back what was noted while the clock ran ahead, and says how many times, see `corpus.store.clock`."""
        return clock.put_right(self._session, now, lease)

    def shelf(self, kind: Kind) -> Patents | Companies | Needs:
        """The records of one kind."""
        shelves: dict[Kind, Patents | Companies | Needs]
        shelves = {"patents": self.patents, "companies": self.companies, "needs": self.needs}
        return shelves[kind]

    def put(self, kind: Kind, drafts: Sequence[RecordDraft], run_id: int | None = None) -> list[Outcome]:
        """Drafts of one kind onto its shelf, see there."""
        if kind == "patents":
            return self.patents.put([draft for draft in drafts if isinstance(draft, PatentDraft)], run_id)
        if kind == "companies":
            return self.companies.put([draft for draft in drafts if isinstance(draft, CompanyDraft)], run_id)
        return self.needs.put([draft for draft in drafts if isinstance(draft, NeedDraft)], run_id)
