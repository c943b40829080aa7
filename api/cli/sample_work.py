"""Made-up work on the made-up sample: what the desk looks like in use. For the demo only.

Everything is laid down through the functions that pages call, on matches that the service itself found.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from api.matching.questions import Question, match_request
from api.registration.profiles import checked_company
from api.service import Service
from corpus.drafts import CapabilityDraft, ProfileDraft
from corpus.passages import Kind
from corpus.records import CaseStage, Frequency
from corpus.roles import NOBODY, Caller, Role
from corpus.store import Store
from matcher.cases.concluding import Commitment, Terms, book_commitment, set_terms
from matcher.cases.desk import decline, due, message, move
from matcher.cases.opening import Opening, open_case

ALONG: Final = (CaseStage.CONTACTED, CaseStage.NDA, CaseStage.EVALUATION, CaseStage.NEGOTIATION, CaseStage.LICENSED)
QUESTIONS: Final[tuple[tuple[str, Kind, str], ...]] = (
    ("patent", "patents", "FICT-P-A01"),
    ("patent", "patents", "FICT-P-A03"),
    ("need", "needs", "FICT-N-A01"),
    ("need", "needs", "FICT-N-A02"),
)
"""What cases are opened on."""
A_QUESTION: Final = 3
TURNS: Final = 7
"""Ways a case has gone: so many stages along, the last declined."""
SAID: Final = (
    "시험 성적서와 생산 설비 목록을 보내 주시면 평가 일정을 정하겠습니다. (가상)",
    "비밀유지계약서 초안을 문서에 올렸습니다. 검토 부탁드립니다. (가상)",
)
WATCHED: Final = "무인기용 경량 복합재 구조물"
COMPANY: Final = "가상 새벽세라믹"
NUMBER: Final = "7018100010"
FEE, COST, MONEY, YEAR_JOBS = 30_000_000, 400_000_000, 350_000_000, 4


def lay_down(service: Service, officer: Caller, now: datetime) -> int:
    """Opens cases on the first matches of some records and takes each a way along. Says how many; again none.

    Raises what matching and the desk of cases raise.
    """
    with service.reading(officer) as store:
        if store.cases.page(limit=1):
            return 0
        known = [asked for asked in QUESTIONS if store.shelf(asked[1]).get(asked[2]) is not None]
    opened = 0
    for row, (source, kind, record_id) in enumerate(known):
        question = Question(**{source: record_id}, to="companies", top=A_QUESTION)  # type: ignore[arg-type]  # one of its sources
        answer = service.match(match_request(question), officer)
        with service.writing(officer) as store:
            for place, match in enumerate(answer.matches):
                tracks = match.judgement.tracks.found
                opening = Opening(kind, record_id, match.id, min(tracks, default=None), match.score, None)
                _case(
                    store, opening, officer, now - timedelta(days=40 - 7 * row - 2 * place), (row + 2 * place) % TURNS
                )
                opened += 1
    with service.writing(NOBODY) as store:
        _registration(store, now - timedelta(hours=5))
    with service.writing(officer) as store:
        asked = Question(text=WATCHED, to="companies").address
        store.searches.keep(
            officer.account, name=WATCHED, question=asked, to="companies", frequency=Frequency.WEEKLY, now=now
        )
    return opened


def _case(store: Store, opening: Opening, officer: Caller, begun: datetime, steps: int) -> None:
    case = open_case(store, opening, officer, begun)
    moment = begun
    for stage in ALONG[: min(steps, len(ALONG) - (steps == TURNS - 1))]:
        moment += timedelta(days=2)
        case = move(store, case.reference, stage, officer, moment, version=case.version)
        if stage in {CaseStage.CONTACTED, CaseStage.NDA}:
            message(store, case.reference, SAID[stage is CaseStage.NDA], officer, moment)
    reference = case.reference
    if case.stage == CaseStage.LICENSED:
        book_commitment(
            store, reference, Commitment("civmil-cooperation", begun.year, MONEY, YEAR_JOBS), officer, moment
        )
        set_terms(store, reference, Terms(COST, FEE, 2.5), officer, moment)
    elif steps == TURNS - 1:
        decline(
            store, reference, "no-answer", officer, moment, version=case.version, note="두 차례 연락, 회신 없음. (가상)"
        )
    else:
        day = (datetime.now(UTC) + timedelta(days=3 * steps)).date()
        due(store, reference, day, officer, moment, version=store.cases.require(reference).version)


def _registration(store: Store, now: datetime) -> None:
    """A company that registered itself and waits for an officer."""
    profile = ProfileDraft(
        summary="탄화규소 섬유와 세라믹 기지 복합재 부품을 만드는 가상의 기업이다.",
        capabilities=(
            CapabilityDraft(title="세라믹 복합재 노즐", text="1,400도까지 견디는 노즐을 성형하고 소결한다."),
        ),
    )
    draft = checked_company(
        {"name": COMPANY, "country": "KR", "business_registration_number": NUMBER, "profile": {}, "fictional": True}
    )
    company_id = store.registrations.place(draft, now)
    member = Caller(Role.COMPANY, "demo.registering", company_id)
    store.accounts.create(member.account, Role.COMPANY, NOBODY, company_id=company_id, now=now)
    store.registrations.register(company_id, member.account, NOBODY, "demo", now)
    store.profiles.keep(company_id, profile, now)
    store.registrations.submit(company_id, member.account, member, publish=True, now=now)
