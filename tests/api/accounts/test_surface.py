"""What an installation shows before anybody has signed in, and what tokens are made of."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from pathlib import Path

from fastapi.testclient import TestClient

from api.service import Service
from corpus.roles import Role
from corpus.store import tokens
from tests.api.conftest import token_of

TEMPLATES = Path(__file__).parents[3] / "api" / "templates"


def test_a_new_installation_has_no_account(service: Service) -> None:
    with service.database.reading() as store:
        assert store.accounts.page() == []


def test_tokens_have_256_bits_and_none_comes_twice(service: Service) -> None:
    made = [token_of(service, Role.OFFICER).removeprefix(tokens.PREFIX) for _ in range(20)]
    assert {len(urlsafe_b64decode(f"{each}=")) for each in made} == {32}
    assert len(set(made)) == len(made)


def test_password_fields_hide_what_is_typed() -> None:
    calls = [
        call
        for template in TEMPLATES.rglob("*.html")
        for call in re.findall(r"forms\.field\(\w+, \"password.*?\}\}", template.read_text(encoding="utf-8"))
    ]
    assert calls
    assert [call for call in calls if 'type="password"' not in call] == []


def test_neither_listings_nor_traces(shared_client: TestClient) -> None:
    for path in ("/", "/api/v1/health", "/static/pages.css"):
        assert shared_client.request("TRACE", path).status_code in {404, 405}
    for path in ("/static/", "/static", "/static/./"):
        assert shared_client.get(path).status_code == 404
