"""Companies that registered themselves, for tests of their pages and routes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi.testclient import TestClient

from api.service import Service
from corpus.drafts import CompanyDraft, ProfileDraft
from corpus.records import TokenPurpose
from corpus.roles import Caller, Role

NUMBER, OTHER_NUMBER = "1248100998", "2208162517"
ORIGIN = {"Origin": "http://testserver", "Accept-Language": "en"}
SELF = Caller(Role.ANONYMOUS, "")


@dataclass(frozen=True)
class Member:
    """A company's member; `headers` are those of a request with its token."""

    company_id: str
    account: str
    headers: dict[str, str]


def registered(service: Service, name: str = "새솔복합재(가상)", number: str | None = NUMBER) -> Member:
    """A company that registered itself and wrote nothing yet."""
    now = datetime.now(UTC)
    draft = CompanyDraft(name=name, country="KR", business_registration_number=number, profile=ProfileDraft())
    with service.database.transaction() as store:
        company_id = store.registrations.place(draft, now)
        account = f"member.{company_id}"
        store.accounts.create(account, Role.COMPANY, SELF, company_id=company_id)
        store.registrations.register(company_id, account, SELF, "1", now)
        token = store.accounts.issue(account, TokenPurpose.API, SELF).token
    return Member(company_id, account, {"Authorization": f"Bearer {token}", **ORIGIN})


def written(client: TestClient, member: Member) -> None:
    """A summary and a capability."""
    post(client, member, "/company/profile/summary", {"summary": "Makes ceramic exhaust nozzles."})
    text = "A ceramic matrix is infiltrated into a silicon carbide fibre preform."
    rows: dict[str, object] = {"title": ["Chemical vapour infiltration"], "text": [text]}
    post(client, member, "/company/profile/capabilities", rows)


def post(client: TestClient, member: Member, url: str, data: dict[str, object]) -> str:
    """Sends a form that is to be taken; gives where it leads."""
    page = client.get(url, headers=member.headers).text if url.startswith("/company/profile/") else ""
    stamp = page.split('name="stamp" value="')[1].split('"')[0] if 'name="stamp"' in page else ""
    sent = client.post(url, data={"stamp": stamp, **data}, headers=member.headers, follow_redirects=False)
    assert sent.status_code == 303, sent.text
    return str(sent.headers["location"])
