"""What must be on record for each address of the table of pages to open."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from api.schemas.own_needs import OwnNeedInput
from api.service import Service
from api.watching import own_needs
from corpus.brochures.block import Place, PlaceKind
from corpus.brochures.proposal import Proposal, ProposalKind
from corpus.drafts import CompanyDraft, NeedDraft, PatentDraft, ProfileDraft
from corpus.importers.format import Rejected
from corpus.problems import Problem
from corpus.records import RunStatus
from corpus.roles import Caller, Role
from corpus.store import Store
from corpus.store.imports import Counts
from corpus.store.uploads import Sent
from matcher.cases.opening import Opening, open_case
from tests.api.records import company, need, other_company, patent

LOCAL = Caller(Role.ADMINISTRATOR, "pages.local")
KEEPER = Caller(Role.OFFICER, "pages.officer")
OWNER = Caller(Role.COMPANY, "pages.owner", "FICT-C1", verified=True)
LONG = timedelta(days=3650)


def furnish(service: Service) -> dict[str, str]:
    """One small record of each kind that an address names, and two companies; gives their ids by name."""
    now = datetime.now(UTC)
    with service.database.transaction() as store:
        store.put("patents", [PatentDraft.model_validate(patent())])
        store.put("companies", [CompanyDraft.model_validate(each) for each in (company(), other_company())])
        store.put("needs", [NeedDraft.model_validate(need())])
        store.accounts.create(KEEPER.account, Role.OFFICER, LOCAL)
        store.accounts.create(OWNER.account, Role.COMPANY, LOCAL, company_id=OWNER.company_id, verified=True)
        waiting = _registered(store, now)
        opening = Opening("patents", "FICT-P1", "FICT-C1", "spin-off", 0.7, None)
        made = {
            "case": open_case(store, opening, OWNER, now).reference,
            **sent_in(store, KEEPER, OWNER, now),
        }
    return {
        "patent": "FICT-P1",
        "company": "FICT-C1",
        "other": "FICT-C2",
        "need": "FICT-N1",
        **own_needs_of(service, KEEPER, OWNER, now),
        "registration": waiting,
        "account": KEEPER.account,
        **made,
    }


def _registered(store: Store, now: datetime) -> str:
    """A company that waits for its verification."""
    draft = CompanyDraft(name="새솔복합재(가상)", country="KR", profile=ProfileDraft())
    waiting = store.registrations.place(draft, now)
    member = Caller(Role.COMPANY, "pages.member", waiting)
    store.accounts.create(member.account, Role.COMPANY, LOCAL, company_id=waiting)
    store.registrations.register(waiting, member.account, member, "1", now)
    store.profiles.keep(waiting, ProfileDraft(summary="탄화규소 섬유 프리폼을 짠다."), now)
    store.registrations.submit(waiting, member.account, member, publish=True, now=now + timedelta(seconds=1))
    return waiting


def sent_in(store: Store, officer: Caller, owner: Caller, now: datetime) -> dict[str, str]:
    """A brochure that a company's member sent, and files that an officer did."""
    return {"brochure": _brochure(store, owner, now), **_imported(store, officer, now)}


def own_needs_of(service: Service, officer: Caller, owner: Caller, now: datetime) -> dict[str, str]:
    """A need that an officer registered, and one that a company did."""
    title, text = "고온 배기 노즐(가상)", "1,200도 배기가스에 견디는 노즐이 필요하다."
    given = OwnNeedInput(title=title, description=text, organisation="해군 정비창(가상)")
    return {
        name: own_needs.register(service, keeper, given, now).kept.need.id
        for name, keeper in (("own_need", officer), ("company_need", owner))
    }


def _brochure(store: Store, owner: Caller, now: datetime) -> str:
    text = "탄화규소 섬유 프리폼을 3차원으로 짠다."
    found = [
        Proposal(ProposalKind.CAPABILITY, "프리폼 직조", text, Place(PlaceKind.PAGE, 2), text).mapping(),
        Proposal(ProposalKind.CERTIFICATE, "ISO 9001", "", Place(PlaceKind.PAGE, 3), "ISO 9001 (2024)").mapping(),
    ]
    name, company_id = "회사소개(가상).pdf", owner.company_id or ""
    read = store.brochures.add(
        company_id, owner.account, name=name, sha256="0" * 64, size=120_000, proposals=found, now=now
    )
    return str(read.id)


def _imported(store: Store, officer: Caller, now: datetime) -> dict[str, str]:
    """An upload that ended with a rejected row, its import, and one that runs."""
    ended = store.uploads.accept(Sent("기업(가상).csv", "", 2_000, "1" * 64), officer, now)
    store.uploads.claim("pages", LONG.total_seconds(), now)
    run = store.imports.start(
        source_name="기업(가상).csv", format_name="companies-csv", kind="companies", sha256="1" * 64, upload_id=ended
    )
    counts = Counts(rows=2, added=1, rejected=1)
    cells = {"회사명": "가상도장", "설립연도": "어제"}
    problem = Problem("bad_number", "설립연도", "어제")
    store.imports.advance(run, counts, [Rejected(3, problem, "가상도장,어제", cells)])
    store.imports.finish(run, RunStatus.FINISHED)
    told = {"format_name": "companies-csv", "run_id": run, "samples": [], "problem": None}
    file = {"source_name": "기업(가상).csv", **told, **asdict(counts)}
    store.uploads.finish(ended, "pages", [file], counts, now)
    running = store.uploads.accept(Sent("특허(가상).csv", "", 90_000, "2" * 64), officer, now)
    store.uploads.claim("pages", LONG.total_seconds(), now)
    return {"upload": str(ended), "run": str(run), "running": str(running)}
