"""A month of use, laid down through the same functions that pages and API call: always the same one for a seed.

30 officers, 300 companies, 2,000 cases that are opened, moved, declined, reopened, licensed, booked and followed up,
matches that are shown, companies that register. `Month` keeps an account of its own of all that was done, in plain
values, from which tests count anew.

The month is May 2026 as Seoul has it, with a little of April and June around it, and moments close to midnight: there
the months of Seoul and of UTC differ. `now` is in June.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from corpus.database import Database
from corpus.drafts import CompanyDraft, NeedDraft, PatentDraft, ProfileDraft, RecordDraft
from corpus.passages import Kind
from corpus.records import AlertKind, Case, CaseStage, Frequency
from corpus.roles import Caller, Role
from corpus.store import Store
from corpus.store.judgements import Asked, Candidate
from corpus.store.keys import Pair, RecordKey
from corpus.store.searches import NewAlert, Round
from corpus.store.shown import Shown
from matcher.cases.concluding import Commitment, Step, add_step, book_commitment, void_commitment
from matcher.cases.desk import assign, decline, due, message, move, reopen
from matcher.cases.desk import note as add_note
from matcher.cases.opening import Opening, open_case

SEED = 20260501
OFFICERS, COMPANIES, PATENTS, NEEDS, CASES, SHOWN, REGISTERED = 30, 300, 120, 60, 2_000, 5_000, 40
JUDGED, SEARCHES = 500, 80
FIRST, LAST = date(2026, 5, 1), date(2026, 5, 31)
BEGIN = datetime(2026, 4, 27, tzinfo=UTC)
END = datetime(2026, 6, 3, tzinfo=UTC)
NOW = datetime(2026, 6, 10, 3, tzinfo=UTC)
"""After all of it."""
AT_ONCE = 250
"""Cases of one transaction."""
LOCAL = Caller(Role.ADMINISTRATOR, "month.admin")
MEMBERS = 60
"""Companies with a member of their own, who opens cases."""

REGIONS = (
    "대전광역시",
    "대전",
    "Daejeon",
    "경기도",
    "Gyeonggi-do",
    "경상남도",
    "경남",
    "서울특별시",
    "California",
    None,
)
SIZES = ("micro", "small", "small", "medium", "medium", "mid-size", "large", None)
TRACKS = ("spin-off", "spin-on", "spin-up")
AREAS = ("ai", "space", "high-energy", "quantum", "unmanned-autonomous")
MATERIALS = ("carbon-composites",)
PROGRAMMES = ("civmil-cooperation", "innovation-100", "venture-incubation", "game-changers")
REASONS = ("price", "readiness", "no-answer", "terms", "capability", "other")
STEPS = ("education", "joint-training", "trial-run")
ORDER = ("shortlisted", "contacted", "nda", "evaluation", "negotiation", "licensed", "follow-up")
LICENSED = ("licensed", "follow-up")
THEMES = (
    "ceramic nozzle",
    "radar antenna",
    "battery cell",
    "steel armour",
    "무인기 통신",
    "탄소섬유 복합재",
    "레이저 센서",
)


WORDS = ("a nozzle that withstands heat", "고온을 견디는 노즐", "quiet pump", "조용한 펌프")
WATCHED = (AlertKind.NEW, AlertKind.NEW, AlertKind.CHANGED, AlertKind.GONE)


@dataclass
class Told:
    """A case as the builder knows it: the stages at which it stood, each from a moment on."""

    reference: str
    company: str
    subject: tuple[str, str]
    track: str | None
    owner: str | None
    ways: list[tuple[str, datetime]]
    due: date | None = None
    reason: str | None = None
    by_company: bool = False
    unanswered: bool = False

    @property
    def stage(self) -> str:
        return self.ways[-1][0]

    @property
    def opened(self) -> datetime:
        return self.ways[0][1]


@dataclass(frozen=True)
class Entry:
    """A booking; `voided` where it was taken back."""

    number: int
    case: Told
    programme: str
    year: int
    amount: int
    track: str | None
    expected: int | None
    reached: int | None
    at: datetime
    voided: bool = False


@dataclass(frozen=True)
class Opinion:
    """What an officer thought of a match; no grade takes back what stood."""

    account: str
    asked: str
    company: str
    language: str
    grade: str | None
    at: datetime


@dataclass
class Alerted:
    """An alert of an account."""

    account: str
    search: str
    kind: str
    at: datetime
    read: bool = False


@dataclass
class Month:
    """What was done. Ids lead to what records say of themselves."""

    officers: list[str] = field(default_factory=list)
    companies: dict[str, dict[str, Any]] = field(default_factory=dict)
    subjects: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    members: dict[str, Caller] = field(default_factory=dict)
    shown: dict[Pair, Shown] = field(default_factory=dict)
    cases: list[Told] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    steps: list[tuple[str, str, date]] = field(default_factory=list)
    opinions: list[Opinion] = field(default_factory=list)
    alerts: list[Alerted] = field(default_factory=list)
    searches: dict[str, list[str]] = field(default_factory=dict)
    """Names by account."""
    registrations: dict[str, str] = field(default_factory=dict)
    """States by company."""


class Builder:
    """Lays a month down in a database that has a schema and nothing else."""

    def __init__(self, database: Database, seed: int = SEED) -> None:
        self._database = database
        self._chance = random.Random(seed)
        self.month = Month()

    def build(self) -> Month:
        self._people_and_records()
        self._registrations()
        self._matches()
        self._judgements()
        self._watching()
        for start in range(0, CASES, AT_ONCE):
            with self._database.transaction() as store:
                for _ in range(min(AT_ONCE, CASES - start)):
                    self._case(store)
        return self.month

    # records and people

    def _people_and_records(self) -> None:
        month = self.month
        month.officers = [f"officer.{number:02}" for number in range(OFFICERS)]
        drafts: dict[Kind, list[RecordDraft]] = {"companies": [], "patents": [], "needs": []}
        for number in range(COMPANIES):
            told = self._company(number)
            month.companies[told["id"]] = told
            drafts["companies"].append(CompanyDraft.model_validate(told))
        for number in range(PATENTS):
            drafts["patents"].append(PatentDraft.model_validate(self._patent(number)))
        for number in range(NEEDS):
            drafts["needs"].append(NeedDraft.model_validate(self._need(number)))
        with self._database.transaction() as store:
            for kind, rows in drafts.items():
                store.put(kind, rows)
            for name in month.officers:
                store.accounts.create(name, Role.OFFICER, LOCAL)
            for company_id in list(month.companies)[:MEMBERS]:
                name = f"member.{company_id.lower()}"
                store.accounts.create(name, Role.COMPANY, LOCAL, company_id=company_id, verified=True)
                month.members[company_id] = Caller(Role.COMPANY, name, company_id, verified=True)

    def _company(self, number: int) -> dict[str, Any]:
        theme = self._chance.choice(THEMES)
        return {
            "id": f"M-C{number:03}",
            "name": f"가상기업 {number:03}" if number % 2 else f"Fictional Works {number:03}",
            "country": "KR",
            "region": self._chance.choice(REGIONS),
            "size": self._chance.choice(SIZES),
            "fictional": True,
            "profile": {"summary": f"Makes {theme} parts, line {number}.", "trl": 3 + number % 6},
        }

    def _patent(self, number: int) -> dict[str, Any]:
        theme, record_id = THEMES[number % len(THEMES)], f"M-P{number:03}"
        language = "en" if theme.isascii() else "ko"
        self.month.subjects["patents", record_id] = {"title": f"{theme} {number}", "language": language}
        owner = "국방과학연구소" if number % 3 else "가람전자(주)"
        return {
            "id": record_id,
            "country": "KR",
            "title": f"{theme} {number}",
            "abstract": f"A {theme} of kind {number}." if theme.isascii() else f"{theme}에 관한 {number}번 발명이다.",
            "owners": [{"name": owner, "country": "KR"}],
            "trl": 4 + number % 5,
            "legal_status": "granted",
            "fictional": True,
        }

    def _need(self, number: int) -> dict[str, Any]:
        theme, record_id = THEMES[number % len(THEMES)], f"M-N{number:03}"
        english = theme.isascii()
        title = f"Wanted: {theme} {number}" if english else f"{theme} {number} 소요"
        self.month.subjects["needs", record_id] = {"title": title, "language": "en" if english else "ko"}
        return {
            "id": record_id,
            "title": title,
            "description": f"Wanted is a {theme} of kind {number}." if english else f"{theme}이(가) 필요하다.",
            "organisation": "가상 육군 정비창",
            "kind": "defence",
            "country": "KR",
            "fictional": True,
        }

    def _registrations(self) -> None:
        """Companies that came by themselves: open, submitted, returned or verified."""
        anybody = Caller()
        with self._database.transaction() as store:
            for number in range(REGISTERED):
                at = self._moment()
                draft = CompanyDraft(name=f"새로등록 {number:02}(가상)", country="KR", profile=ProfileDraft())
                company_id = store.registrations.place(draft, at)
                name = f"new.{number:02}"
                store.accounts.create(name, Role.COMPANY, anybody, company_id=company_id)
                store.registrations.register(company_id, name, anybody, "1", at)
                state = ("open", "submitted", "returned", "verified")[number % 4]
                self.month.registrations[company_id] = state
                if state == "open":
                    continue
                caller = Caller(Role.COMPANY, name, company_id)
                profile = ProfileDraft(summary=f"탄화규소 섬유 프리폼을 짠다, {number}호 라인.")
                store.profiles.keep(company_id, profile, at)
                store.registrations.submit(company_id, name, caller, publish=True, now=at + timedelta(hours=1))
                if state == "returned":
                    later = at + timedelta(hours=9)
                    store.registrations.send_back(company_id, self._officer(), "사업자등록번호를 넣으십시오.", later)
                if state == "verified":
                    store.registrations.verify(company_id, self._officer(), at + timedelta(hours=9))

    # what was shown

    def _matches(self) -> None:
        """Some pairs are shown several times, some by a plain text; the first showing is what counts."""
        told: list[Shown] = []
        for _ in range(SHOWN):
            company_id = self._chance.choice(list(self.month.companies))
            told.append(self._shown(RecordKey(*self._subject()), company_id))
        for number in range(SHOWN // 10):
            company_id = self._chance.choice(list(self.month.companies))
            told.append(self._shown(RecordKey("text", f"{number % 90:032x}"), company_id))
        for start in range(0, len(told), 200):
            batch = told[start : start + 200]
            with self._database.transaction() as store:
                store.shown.note(batch)
            # Within a batch the statement takes them in order of pairs, of one pair as they were told.
            for shown in batch:
                self.month.shown.setdefault(shown.pair, shown)

    def _shown(self, asked: RecordKey, company_id: str) -> Shown:
        company = self.month.companies[company_id]
        chance = self._chance
        return Shown(
            pair=Pair.of(asked, RecordKey("companies", company_id)),
            role=chance.choice(("officer", "company", "anonymous")),
            language=chance.choice(("ko", "ko", "en")),
            region=company["region"],
            size=company["size"],
            tracks=tuple(sorted(chance.sample(TRACKS, chance.choice((0, 1, 1, 1, 2))))),
            programmes=tuple(sorted(chance.sample(PROGRAMMES, chance.choice((0, 1, 2))))),
            labels=tuple(sorted(chance.sample(AREAS + MATERIALS, chance.choice((0, 1, 2))))),
            at=self._moment(),
        )

    # what officers thought, and what they had watched

    def _judgements(self) -> None:
        chance, month = self._chance, self.month
        standing: set[tuple[str, str, str]] = set()
        with self._database.transaction() as store:
            for number in range(JUDGED):
                officer, company_id = self._officer(), chance.choice(list(month.companies)[:40])
                if number % 4:
                    subject = self._subject()
                    asked, language = Asked(*subject), month.subjects[subject]["language"]
                else:
                    text = chance.choice(
                        ("a nozzle that withstands heat", "고온을 견디는 노즐", "quiet pump", "조용한 펌프")
                    )
                    asked, language = Asked.of_text(text), "en" if text.isascii() else "ko"
                pair = (officer.account, asked.id, company_id)
                grade = chance.choice(("relevant", "relevant", "partly", "not", None))
                if grade is None and pair not in standing:
                    grade = "relevant"
                reason = "wrong-field" if grade in {"partly", "not"} else None
                at = self._moment()
                store.judgements.judge(asked, Candidate("companies", company_id), grade, officer, at, reason=reason)
                (standing.discard if grade is None else standing.add)(pair)
                month.opinions.append(Opinion(officer.account, asked.id, company_id, language, grade, at))

    def _watching(self) -> None:
        """Searches that were kept and asked again, with what they told; some of it was read."""
        chance, month = self._chance, self.month
        with self._database.transaction() as store:
            for number in range(SEARCHES):
                officer, at = self._officer(), self._moment()
                name = f"Search {number:02}"
                question = f"text=watched+{number}&to=companies"
                search = store.searches.keep(
                    officer.account, name=name, question=question, to="companies", frequency=Frequency.DAILY, now=at
                )
                month.searches.setdefault(officer.account, []).append(name)
                found = chance.sample(list(month.companies), 4)
                kinds = [chance.choice(WATCHED) for _ in found]
                told = [
                    NewAlert(kind, record_id, month.companies[record_id]["name"], "new_match")
                    for kind, record_id in zip(kinds, found, strict=True)
                ]
                later = at + timedelta(hours=20)
                store.searches.note(search, Round(alerts=told), later)
                mine = [Alerted(officer.account, name, kind.value, later) for kind in kinds]
                month.alerts += mine
                if chance.random() < 0.4:
                    latest = store.alerts.page(officer.account, search_id=search.id, limit=2)
                    store.alerts.read(officer.account, [each.alert.id or 0 for each in latest], later)
                    for each in mine[-2:]:
                        each.read = True

    # cases

    def _case(self, store: Store) -> None:
        chance = self._chance
        at = self._moment()
        subject, company_id = self._free_pair()
        track = chance.choice((*TRACKS, None))
        by_company = chance.random() < 0.1 and company_id in self.month.members
        officer = self._officer()
        actor = self.month.members[company_id] if by_company else officer
        opening = Opening(subject[0], subject[1], company_id, track, round(chance.random(), 3), {"question": "text=x"})  # type: ignore[arg-type]
        case = open_case(store, opening, actor, at)
        owner = None if by_company else officer.account
        told = Told(case.reference, company_id, subject, track, owner, [("shortlisted", at)], by_company=by_company)
        told.unanswered = by_company
        self.month.cases.append(told)
        self._busy.add((subject, company_id))
        self._follow(store, case, told, officer)

    def _follow(self, store: Store, case: Case, told: Told, officer: Caller) -> None:
        """From one stage to the next until the case is set aside for the month, ends, or time is over."""
        chance = self._chance
        if told.by_company and chance.random() < 0.7:
            assign(store, case.reference, officer.account, officer, told.opened, version=case.version)
            told.owner = officer.account
        while chance.random() < 0.78:
            at = self._later(told.ways[-1][1])
            if at is None:
                break
            if told.stage in LICENSED:
                if not self._after_licence(store, case, told, officer, at):
                    break
            elif told.stage == "declined":
                if chance.random() > 0.1:
                    break
                reopen(store, case.reference, officer, at, version=case.version, note="New talks.")
                told.ways.append((told.ways[-2][0], at))
                told.reason = None
            elif chance.random() < 0.16:
                self._decline(store, case, told, officer, at)
            else:
                self._move(store, case, told, officer, at)
        self._closing(store, case, told, officer)

    def _move(self, store: Store, case: Case, told: Told, officer: Caller, at: datetime) -> None:
        """A stage on; sometimes over one, sometimes one back, with the note that this wants."""
        place = ORDER.index(told.stage)
        step = self._chance.choices((1, 2, -1), (85, 10, 5))[0]
        goal = ORDER[max(0, place + step)]
        if goal == told.stage or (goal in LICENSED and place < ORDER.index("evaluation")):
            goal = ORDER[place + 1]
        if goal == "follow-up":
            goal = "licensed"
        move(store, case.reference, CaseStage(goal), officer, at, version=case.version, note="As agreed by telephone.")
        told.ways.append((goal, at))

    def _decline(self, store: Store, case: Case, told: Told, officer: Caller, at: datetime) -> None:
        reason = self._chance.choice(REASONS)
        decline(store, case.reference, reason, officer, at, version=case.version, note="Told in a letter.")
        told.ways.append(("declined", at))
        told.reason, told.due, told.unanswered = reason, None, False

    def _after_licence(self, store: Store, case: Case, told: Told, officer: Caller, at: datetime) -> bool:
        """Books money and adds steps; False once the case is followed up."""
        if told.stage == "follow-up":
            return False
        chance = self._chance
        programme = chance.choice(("civmil-cooperation", "international-rd", "innovation-100"))
        amount = chance.randrange(1, 400) * 1_000_000 + chance.choice((0, 1))
        expected, reached = chance.choice((None, 3, 12)), chance.choice((None, 1, 2))
        year = chance.choice((2026, 2026, 2027, 2029))
        booking = Commitment(programme, year, amount, expected, reached)
        number = book_commitment(store, case.reference, booking, officer, at)
        voided = chance.random() < 0.15
        if voided:
            void_commitment(store, case.reference, number, officer, reason="Booked twice.", now=at)
        entry = Entry(number, told, programme, year, amount, told.track, expected, reached, at, voided)
        self.month.entries.append(entry)
        if chance.random() < 0.5:
            move(store, case.reference, CaseStage.FOLLOW_UP, officer, at, version=case.version)
            told.ways.append(("follow-up", at))
            stage, held = chance.choice(STEPS), (at + timedelta(days=3)).date()
            add_step(store, case.reference, Step("after-sales", stage, held, "가상 육군 정비창"), officer, at)
            self.month.steps.append((case.reference, stage, held))
        return True

    def _closing(self, store: Store, case: Case, told: Told, officer: Caller) -> None:
        """What a case waits for at the end of the month."""
        chance = self._chance
        last = told.ways[-1][1]
        if told.stage != "declined" and chance.random() < 0.3:
            told.due = (last + timedelta(days=chance.randrange(0, 40))).date()
            due(store, case.reference, told.due, officer, last, version=case.version)
        if chance.random() < 0.1:
            add_note(store, case.reference, "Call again.", officer, last)
        member = self.month.members.get(told.company)
        known = told.by_company or any(stage not in {"shortlisted", "declined"} for stage, _ in told.ways)
        if member and known and chance.random() < 0.3:
            message(store, case.reference, "자료를 보내 드립니다.", member, last)
            told.unanswered = True
            if told.stage != "declined" and chance.random() < 0.5:
                message(store, case.reference, "잘 받았습니다.", officer, last)
                told.unanswered = False

    # chance

    @property
    def _busy(self) -> set[tuple[tuple[str, str], str]]:
        return self.__dict__.setdefault("_pairs", set())

    def _free_pair(self) -> tuple[tuple[str, str], str]:
        """Four of five cases come of a match that was shown."""
        while True:
            if self._chance.random() < 0.8:
                pair = self._chance.choice(self._shown_pairs)
                one, other = pair.one, pair.other
                found = ((other.kind, other.id), one.id)
            else:
                found = (self._subject(), self._chance.choice(list(self.month.companies)))
            if found[0][0] != "text" and found not in self._busy:
                return found

    @property
    def _shown_pairs(self) -> Sequence[Pair]:
        return self.__dict__.setdefault("_all_shown", list(self.month.shown))

    def _subject(self) -> tuple[str, str]:
        return self._chance.choice(list(self.month.subjects))

    def _officer(self) -> Caller:
        return Caller(Role.OFFICER, self._chance.choice(self.month.officers))

    def _moment(self) -> datetime:
        """Any second; one in ten beside a month's end in Seoul, where UTC is in the other month."""
        if self._chance.random() < 0.1:
            edge = self._chance.choice((datetime(2026, 4, 30, 15, tzinfo=UTC), datetime(2026, 5, 31, 15, tzinfo=UTC)))
            return edge + timedelta(seconds=self._chance.choice((-1, 0, 1, 3_600, 8 * 3_600, -3_600)))
        return BEGIN + timedelta(seconds=self._chance.randrange(int((END - BEGIN).total_seconds())))

    def _later(self, than: datetime) -> datetime | None:
        at = than + timedelta(seconds=self._chance.randrange(600, 6 * 86_400))
        return at if at < END else None


def month_in(database: Database, seed: int = SEED) -> Month:
    """Lays the month down and tells what was done."""
    return Builder(database, seed).build()


def standing(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Entries that were not voided."""
    return (each for each in entries if not each.voided)
