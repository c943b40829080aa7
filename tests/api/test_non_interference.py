"""What a caller may not know of changes no byte of any answer: 1,000 requests, with and without 500 such records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.operating.building import rebuild_tiers
from api.service import Service
from corpus.records import TokenPurpose
from corpus.roles import Caller, Role
from tests.api.access_asked import Asks
from tests.api.access_table import lines
from tests.api.conftest import as_, settings_in
from tests.api.disclosed import KINDS, OUTSIDERS, Asked, every_route, hidden_records, open_records, requests
from tests.api.peopled import Asking, Rewound, Sender, routes_of
from tests.conftest import Scale
from tests.fakes import HashEncoder
from tests.proof.figures import Recorder
from tests.signing import quick_passwords

REQUESTS = 500
"""Of each of the two callers."""
HIDDEN = {"patents": 250, "companies": 100, "needs": 150}
SAID = ("content-type", "content-language", "www-authenticate", "location", "retry-after", "content-disposition")
MADE_ANEW = re.compile(
    rb"\d{8}T\d{6}\.\d{3}Z-[0-9a-f]{6}"  # a generation's name: when it was built, and chance
    rb"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?(?:\+00:00)?|\d{4}-\d\d-\d\d \d\d:\d\d"  # moments of writing
    rb"|[0-9a-f]{16}(?=</code>)"  # a request's own number on a page
)


DRAWN = re.compile(
    MADE_ANEW.pattern + rb"|cmm_[\w-]{40,}|NEED-\d{4}-[0-9A-Z]+|reg-[0-9a-f]{12}|20\d\d-\d\d-\d\dT[\d:.]+"
)
"""That too, and what is drawn anew with each writing: tokens and ids."""


def answered(client: TestClient, asked: Asked, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
    response = client.request(
        asked.method,
        asked.path,
        params=asked.params or None,
        json=asked.body,
        headers={**headers, **asked.headers},
        follow_redirects=False,
    )
    return (
        response.status_code,
        {name: response.headers[name] for name in SAID if name in response.headers},
        response.content,
    )


@contextmanager
def running(folder: Path) -> Iterator[Service]:
    service = Service(settings_in(folder), encoder=HashEncoder())
    service.open()
    yield service
    service.close()


def put(service: Service, *, hidden: bool) -> None:
    for kind in KINDS:
        drafts = hidden_records(kind, HIDDEN[kind]) if hidden else open_records(kind, 40)
        with service.database.transaction() as store:
            store.put(kind, drafts)


def callers(service: Service) -> list[dict[str, str]]:
    """The headers of nobody in particular, and of a verified company's member."""
    return [{}, as_(service, Role.COMPANY, "C-OPEN-1")]


def told(
    service: Service, asking: list[dict[str, str]], count: int = REQUESTS
) -> list[tuple[int, dict[str, str], bytes]]:
    """All answers, once the index has taken over what was rebuilt."""
    with TestClient(create_app(service)) as client:
        service.searcher()
        service.index.settle()
        service.searcher()
        asked = list(requests(count))
        return [answered(client, each, headers) for headers in asking for each in asked]


def test_restricted_records_change_no_byte_of_any_answer(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        put(service, hidden=False)
        rebuild_tiers(service)
        asking = callers(service)
        before = told(service, asking)
        put(service, hidden=True)
        with_fresh = told(service, asking, 100)
        rebuild_tiers(service)
        after = told(service, asking)
        with service.database.reading() as store:
            assert store.patents.count() == 40 + HIDDEN["patents"]
    statuses = {status for status, _, _ in before}
    assert {200, 401, 403, 404, 422} <= statuses
    assert 500 not in statuses
    for asked, one, other in zip([*requests(REQUESTS)] * 2, before, after, strict=True):
        assert one == other, asked
    for asked, one, other in zip([*requests(100)], before[:100], with_fresh[:100], strict=True):
        assert one == other, asked


def test_a_corpus_that_never_held_them_answers_the_same(tmp_path: Path) -> None:
    """Beside what is made anew with each corpus: names of generations, and moments."""
    answers = []
    for name, hidden in (("with", True), ("without", False)):
        with running(tmp_path / name) as service:
            if hidden:
                put(service, hidden=True)
            put(service, hidden=False)
            rebuild_tiers(service)
            answers.append(told(service, callers(service), 150))
    for asked, one, other in zip([*requests(150)] * 2, *answers, strict=True):
        bodies = [MADE_ANEW.sub(b"...", body) for _, _, body in (one, other)]
        if asked.path.endswith(".xlsx"):
            continue
        assert (one[:2], bodies[0]) == (other[:2], bodies[1]), asked


def answers_of_every_route(
    service: Service, asking: list[Asking], records: list[str], one_in: int
) -> dict[tuple[str, str, str, str], tuple[int, list[bytes], bytes]]:
    """By route, address, record and who asks; each write is taken back before the next request."""
    app = create_app(service)
    send, asks, rewound = Sender(app), Asks(app), Rewound(service.settings.data_dir / "matcher.db")
    service.searcher()
    service.index.settle()
    service.searcher()
    found = {}
    for record in records:
        for route, asked in list(every_route(asks, record))[::one_in]:
            for who in asking:
                answer = send(asked.method, asked.path, headers=who.headers(page=asked.page), **asked.sent)
                said = [DRAWN.sub(b"...", answer.headers.get(name, "").encode()) for name in SAID]
                body = b"" if asked.path.endswith((".docx", ".xlsx")) else DRAWN.sub(b"...", answer.content)
                found[route, asked.path, record, who.name] = answer.status_code, said, body
                rewound()
    send.close()
    rewound.close()
    return found


@pytest.mark.sqlite
@pytest.mark.row("oracle")
def test_no_route_that_outsiders_reach_tells_of_them(tmp_path: Path, figure: Recorder, scale: Scale) -> None:
    """Every such route of the application, for open, hidden and absent records, before and after these are written."""
    one_in = scale(6, 1)
    records = ["HIDDEN-3", *(["OPEN-1", "OPEN-6", "NONE-1"] if scale(0, 1) else [])]
    with running(tmp_path) as service:
        service.passwords = quick_passwords()
        put(service, hidden=False)
        rebuild_tiers(service)
        asking = outsiders(service)
        before = answers_of_every_route(service, asking, records, one_in)
        put(service, hidden=True)
        rebuild_tiers(service)
        after = answers_of_every_route(service, asking, records, one_in)
        reachable = {line.route for line in lines() if line.can_reach(OUTSIDERS)}
        app = create_app(service)
        assert {route for route, _ in every_route(Asks(app), "NONE-1")} == reachable <= routes_of(app)
        assert len({route for route, *_ in before}) == -(-len(reachable) // one_in)
    assert [key for key in before if before[key] != after[key]] == []
    assert {answer[0] for answer in before.values()}.isdisjoint({500, 502})
    figure(
        f"{len(before):,} requests reach all {len(reachable)} routes open to companies: 500 hidden records change none"
    )


def outsiders(service: Service) -> list[Asking]:
    """Nobody in particular, and members of a company that is verified and of one that is not."""
    local = Caller(Role.ADMINISTRATOR, "tests")
    found = [Asking("anonymous")]
    with service.database.transaction() as store:
        for name, company, verified in (("newcomer", "C-OPEN-2", False), ("firm", "C-OPEN-1", True)):
            store.accounts.create(name, Role.COMPANY, local, company_id=company, verified=verified)
            both = (store.accounts.issue(name, each, local).token for each in (TokenPurpose.API, TokenPurpose.SESSION))
            found.append(Asking(name, *both))
    return found


@pytest.mark.parametrize("role", [Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR])
def test_officials_see_them(tmp_path: Path, role: Role) -> None:
    with running(tmp_path) as service:
        put(service, hidden=True)
        rebuild_tiers(service)
        with TestClient(create_app(service)) as client:
            found = client.get("/api/v1/matches?text=zephyrine&to=patents", headers=as_(service, role)).json()
            assert found["matches"][0]["record"]["tier"] == "restricted"
