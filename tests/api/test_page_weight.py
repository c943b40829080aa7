"""Every page is light: under 100 kB with its styles and scripts, and none of the table is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.pages.rendering import STATIC
from api.service import Service
from corpus.roles import Role
from tests.api.conftest import as_, settings_in
from tests.browser.furnishing import furnish
from tests.browser.pages import ANYBODY, NO_PAGES, PAGES, Page, routes
from tests.fakes import HashEncoder

LIGHT = 100_000
"""Bytes, nothing compressed: HTML with one small record of each kind, and each file that it loads once."""
LOADED = re.compile(r'(?:href|src)="/static/([^"?]+)[^"]*"')


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, dict[str, str], Service]]:
    service = Service(settings_in(tmp_path_factory.mktemp("pages")), encoder=HashEncoder())
    service.open()
    ids = furnish(service)
    with TestClient(create_app(service), headers={"Accept-Language": "ko"}) as client:
        yield client, ids, service
    service.close()


@pytest.fixture(scope="module")
def headers(furnished: tuple[TestClient, dict[str, str], Service]) -> dict[Role, dict[str, str]]:
    _, ids, service = furnished
    found: dict[Role, dict[str, str]] = {Role.ANONYMOUS: {}}
    for role in ANYBODY[1:]:
        found[role] = as_(service, role, ids["company"] if role is Role.COMPANY else None)
    return found


def test_no_page_is_missing_in_the_table() -> None:
    known = {page.route for page in PAGES} | NO_PAGES.keys()
    assert sorted(set(routes()) - known) == [], "add these to tests/browser/pages.py"


def weight(html: str) -> int:
    files = set(LOADED.findall(html))
    return len(html.encode()) + sum((STATIC / name).stat().st_size for name in files)


@pytest.mark.parametrize("page", [page for page in PAGES if page.route in set(routes())], ids=lambda page: page.path)
def test_a_page_is_light_for_everybody_who_sees_it(
    page: Page, furnished: tuple[TestClient, dict[str, str], Service], headers: dict[Role, dict[str, str]]
) -> None:
    client, ids, _ = furnished
    for role in page.roles:
        answer = client.get(page.at(ids), headers=headers[role], follow_redirects=False)
        assert answer.status_code == 200, (role, page.path, answer.text[-600:])
        assert LOADED.findall(answer.text)
        assert weight(answer.text) < LIGHT, (role, weight(answer.text))


def test_each_call_answers_whoever_sees_its_page(
    furnished: tuple[TestClient, dict[str, str], Service], headers: dict[Role, dict[str, str]]
) -> None:
    client, ids, _ = furnished
    for page in PAGES:
        if page.route not in set(routes()):
            continue
        for call in page.calls_at(ids):
            answer = client.get(call, headers=headers[page.roles[-1]])
            assert answer.status_code == 200, (call, answer.text)
