"""No path leads a company to a restricted, blocked or expired record: whatever is decided, in whatever order."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from api.application import create_app
from api.operating.building import rebuild_tiers
from api.service import Service
from corpus.disclosure import ControlStatus, Tier
from corpus.drafts import CompanyDraft, NeedDraft, PatentDraft, ProfileDraft
from corpus.passages import Kind
from corpus.problems import Refused
from corpus.roles import Caller, Role
from matcher.screening.desk import scan, scanner_over, take
from matcher.screening.states import Block, Clear, Decision, Determine, Reopen, SetTier
from tests.api.conftest import as_, settings_in
from tests.fakes import HashEncoder

FIRST_DAY = date(2026, 3, 1)
REVIEWER = Caller(Role.REVIEWER, "reviewer")
WORDS = ("radar", "sonar", "nozzle")
HINTED = " with a missile guidance seeker and night vision"
LETTERS: dict[Kind, str] = {"patents": "P", "companies": "C", "needs": "N"}


@dataclass
class Known:
    """What was decided on a record, worked out beside the service in the plainest way."""

    kind: Kind
    id: str
    word: str
    tier: Tier
    control: ControlStatus = ControlStatus.UNSCREENED
    expires: date | None = None
    lapsed: bool = False
    withdrawn: bool = False

    def hidden(self, today: date) -> bool:
        expired = self.control is ControlStatus.DETERMINED and self.expires is not None and self.expires < today
        closed = self.lapsed or expired or self.control is ControlStatus.BLOCKED
        return self.withdrawn or closed or self.tier is Tier.RESTRICTED


@settings(max_examples=8, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck))
class Disclosure(RuleBasedStateMachine):
    records = Bundle("records")

    @initialize()
    def start(self) -> None:
        self.day = FIRST_DAY
        self.folder = Path(tempfile.mkdtemp())
        self.service = Service(settings_in(self.folder), encoder=HashEncoder(), clock=lambda: self.day)
        self.service.open()
        self.client = TestClient(create_app(self.service))
        self.known: dict[tuple[Kind, str], Known] = {}
        with self.service.database.transaction() as store:
            profile = ProfileDraft(summary="asks")
            store.companies.put([CompanyDraft(id="C-ASKING", name="Asking", profile=profile)])
        self.headers = as_(self.service, Role.COMPANY, "C-ASKING")

    def teardown(self) -> None:
        self.service.close()
        shutil.rmtree(self.folder)

    @rule(
        target=records,
        kind=st.sampled_from(list(LETTERS)),
        tier=st.sampled_from(list(Tier)),
        word=st.sampled_from(WORDS),
    )
    def put(self, kind: Kind, tier: Tier, word: str) -> Known:
        id_ = f"{LETTERS[kind]}{len(self.known)}"
        text = f"A {word} {id_}{HINTED if word == 'radar' else ''}."
        with self.service.database.transaction() as store:
            if kind == "patents":
                store.patents.put([PatentDraft(id=id_, country="KR", title=f"{word} {id_}", abstract=text, tier=tier)])
            elif kind == "needs":
                store.needs.put([NeedDraft(id=id_, title=f"{word} {id_}", description=text, tier=tier)])
            else:
                draft = CompanyDraft(id=id_, name=f"{word} {id_}", profile=ProfileDraft(summary=text), tier=tier)
                store.companies.put([draft])
        return self.known.setdefault((kind, id_), Known(kind, id_, word, tier))

    @rule(record=records, days=st.integers(0, 40))
    def determine(self, record: Known, days: int) -> None:
        expires = self.day + timedelta(days)
        if self._decided(record, Determine("DTSA-1", expires)):
            record.control, record.expires, record.lapsed = ControlStatus.DETERMINED, expires, False

    @rule(record=records)
    def clear(self, record: Known) -> None:
        if self._decided(record, Clear("nothing to control")):
            record.control, record.expires, record.lapsed = ControlStatus.CLEARED, None, False

    @rule(record=records)
    def block(self, record: Known) -> None:
        if self._decided(record, Block("belongs to nobody else")):
            record.control, record.expires, record.lapsed = ControlStatus.BLOCKED, None, False
            record.tier = Tier.RESTRICTED

    @rule(record=records)
    def reopen(self, record: Known) -> None:
        if self._decided(record, Reopen("new facts")):
            record.control, record.expires, record.lapsed = ControlStatus.UNSCREENED, None, False
            if record.tier is Tier.RELEASED:
                record.tier = Tier.RESTRICTED

    @rule(record=records, tier=st.sampled_from(list(Tier)))
    def set_tier(self, record: Known, tier: Tier) -> None:
        if self._decided(record, SetTier(tier)):
            record.tier = tier

    @rule(record=records, role=st.sampled_from([Role.OFFICER, Role.ADMINISTRATOR, Role.COMPANY, Role.ANONYMOUS]))
    def others_decide_nothing(self, record: Known, role: Role) -> None:
        decisions: list[Decision] = [Clear("x"), SetTier(Tier.PUBLIC), Reopen("x")]
        for decision in decisions:
            with pytest.raises(Refused), self.service.database.transaction() as store:
                take(store, record.kind, record.id, decision, caller=Caller(role, "other"), day=self.day)

    @rule(record=records)
    def scan(self, record: Known) -> None:
        with self.service.database.transaction() as store:
            scan(store, scanner_over(store), record.kind, [record.id], self.day)

    @rule(record=records)
    def withdraw(self, record: Known) -> None:
        with self.service.database.transaction() as store:
            store.shelf(record.kind).withdraw(record.id, "sold")
        record.withdrawn = True

    @rule(record=records)
    def restore(self, record: Known) -> None:
        with self.service.database.transaction() as store:
            store.shelf(record.kind).restore(record.id)
        record.withdrawn = False

    @rule(days=st.integers(1, 30))
    def wait(self, days: int) -> None:
        self.day += timedelta(days)
        for record in self.known.values():
            expired = record.expires is not None and record.expires < self.day
            if record.control is ControlStatus.DETERMINED and expired:
                record.control, record.expires, record.lapsed = ControlStatus.UNSCREENED, None, True

    @rule()
    def rebuild(self) -> None:
        rebuild_tiers(self.service)

    @invariant()
    def a_company_finds_what_it_may_know_of_and_nothing_else(self) -> None:
        if not hasattr(self, "known"):
            return
        for headers in (self.headers, {}):
            shown = {kind: set(self._shown(kind, headers)) for kind in LETTERS}
            for (kind, id_), record in self.known.items():
                verified = bool(headers)
                open_to = not record.hidden(self.day) and (verified or record.tier is Tier.PUBLIC)
                assert (id_ in shown[kind]) is open_to, (record, verified)
                status = self.client.get(f"/api/v1/{kind}/{id_}", headers=headers).status_code
                assert status == (200 if open_to else 404), (record, verified)

    def _shown(self, kind: Kind, headers: dict[str, str]) -> Iterator[str]:
        """Everything that lists and matches of this kind show."""
        listed = self.client.get(f"/api/v1/{kind}?limit=1000", headers=headers).json()
        yield from (item["id"] for item in listed["items"])
        ids = {item["id"] for item in listed["items"]}
        for word in WORDS:
            asked = {"text": word, "to": kind, "top": 100}
            answer = self.client.get("/api/v1/matches", params=asked, headers=headers).json()
            found = {match["id"] for match in answer["matches"]}
            assert found <= ids, "a match that no list shows"
            assert answer["considered"] <= len(ids)

    def _decided(self, record: Known, decision: Decision) -> bool:
        """Whether the reviewer's decision was possible."""
        try:
            with self.service.database.transaction() as store:
                take(store, record.kind, record.id, decision, caller=REVIEWER, day=self.day)
        except Refused:
            return False
        return True


TestDisclosure = Disclosure.TestCase
