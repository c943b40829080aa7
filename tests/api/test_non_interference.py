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
from api.wiring import Service
from corpus.roles import Role
from tests.api.conftest import as_, settings_in
from tests.api.disclosed import KINDS, Asked, hidden_records, open_records, requests
from tests.fakes import HashEncoder

REQUESTS = 500
"""Of each of the two callers."""
HIDDEN = {"patents": 250, "companies": 100, "needs": 150}
SAID = ("content-type", "content-language", "www-authenticate", "location", "retry-after", "content-disposition")
MADE_ANEW = re.compile(
    rb"\d{8}T\d{6}\.\d{3}Z-[0-9a-f]{6}"  # a generation's name: when it was built, and chance
    rb"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?(?:\+00:00)?|\d{4}-\d\d-\d\d \d\d:\d\d"  # moments of writing
    rb"|[0-9a-f]{16}(?=</code>)"  # a request's own number on a page
)


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


@pytest.mark.parametrize("role", [Role.OFFICER, Role.REVIEWER, Role.ADMINISTRATOR])
def test_officials_see_them(tmp_path: Path, role: Role) -> None:
    with running(tmp_path) as service:
        put(service, hidden=True)
        rebuild_tiers(service)
        with TestClient(create_app(service)) as client:
            found = client.get("/api/v1/matches?text=zephyrine&to=patents", headers=as_(service, role)).json()
            assert found["matches"][0]["record"]["tier"] == "restricted"
