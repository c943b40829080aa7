"""Browsers that visit the pages of accounts, and the letters that their people get."""

from __future__ import annotations

import re

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text

from api.application import create_app
from api.service import Service
from corpus.roles import Role
from tests.api.conftest import as_
from tests.api.records import company
from tests.signing import quick_passwords

SITE = "https://transfer.example"
ORIGIN = {"Origin": SITE, "Accept-Language": "en"}
NEW = "seven slow rivers bend eastward"


def app_with_a_company(service: Service) -> FastAPI:
    """The application with the company whose members sign in."""
    service.passwords = quick_passwords()
    made = create_app(service)
    sent = TestClient(made).post("/api/v1/companies", json=company(), headers=as_(service, Role.ADMINISTRATOR))
    assert sent.status_code == 201
    return made


def forget_attempts(service: Service) -> None:
    """As if nothing had been tried from any address."""
    engine = create_engine(service.settings.database)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM addressattempt"))
    engine.dispose()


def visitor(app: FastAPI, client: str = "Mozilla/5.0 (Windows NT 10.0) Chrome/128.0 Whale/3.28") -> TestClient:
    made = TestClient(app, base_url=SITE, follow_redirects=False)
    made.headers.update({**ORIGIN, "User-Agent": client})
    return made


def latest_letter(service: Service) -> str:
    """The text of the letter that was sent last, from its file: what was sent keeps no text in the database."""
    path = max(service.settings.mail_dir.glob("*.eml"))
    return path.read_text(encoding="utf-8")


def link_in(letter: str) -> str:
    return re.search(r"https?://[^/\s]+(/\S+\?code=\S+)", letter).group(1)  # type: ignore[union-attr]
