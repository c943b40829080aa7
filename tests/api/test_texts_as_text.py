"""What is sent is text: it is no pattern, no format, and no second value of what was given before."""

from __future__ import annotations

import re
import string
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, nodes
from markupsafe import escape

from api.language import Words
from api.pages.marking import mark
from api.pages.operating.history import problem_in_words
from api.pages.operating.screening import _spelt
from api.pages.rendering import STATIC, TEMPLATES
from api.service import Service
from corpus.problems import Problem
from corpus.roles import Role
from corpus.wording import ALL, sentence
from tests.api.accounts.visiting import app_with_a_company, visitor
from tests.api.conftest import as_
from tests.sending import token_of
from tests.signing import SESSION_COOKIE, make_person

PATTERNS = (
    *(".*", "(", ")", "[a", "a]", "a{2}", "a|b", "^a", "a$", "\\", "\\d", "*"),
    *("+", "?", "(?i)A", "(a+)+$", "(?P<x>", "#"),
)
FORMATS = (
    "{0.__class__.__mro__}",
    "{field.__init__.__globals__}",
    "{value}",
    "{settings}",
    "{",
    "}",
    "{{}}",
    "%s",
    "%(name)s",
    "%n%p",
    "%",
    "${HOME}",
)
LANGUAGES: tuple[Any, ...] = ("en", "ko")


@pytest.fixture(scope="module")
def app(shared_service: Service) -> FastAPI:
    return app_with_a_company(shared_service)


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_takes_a_text_for_markup(path: Path) -> None:
    tree = Environment().parse(path.read_text(encoding="utf-8"))
    assert not [each.lineno for each in tree.find_all(nodes.Filter) if each.name == "safe"]
    assert not [each.lineno for each in tree.find_all((nodes.MarkSafe, nodes.ScopedEvalContextModifier))]


@pytest.mark.parametrize("term", PATTERNS)
def test_a_term_is_found_as_it_is_written(term: str) -> None:
    assert str(mark(f"aa {term} bb", [term])) == f"aa <mark>{escape(term)}</mark> bb"
    assert str(mark("nothing of it", [term])) == "nothing of it"
    found = _spelt(f"{term} bb").search(f"aa {term} bb")
    assert found is not None
    assert term in found.group()


@given(st.text(min_size=1, max_size=20), st.text(max_size=40))
def test_any_text_may_be_a_term(term: str, passage: str) -> None:
    said = str(mark(passage, [term]))
    assert re.sub("</?mark>", "", said) == str(escape(passage))


@pytest.mark.parametrize("term", PATTERNS)
def test_a_search_for_signs_of_patterns_is_a_search(app: FastAPI, term: str) -> None:
    assert TestClient(app).get("/", params={"text": f"ceramic {term} nozzle", "to": "companies"}).status_code == 200


def test_sentences_name_facts_and_nothing_inside_them() -> None:
    for code, said in ALL.items():
        for template in (said.en, said.en_mend, said.ko, said.ko_mend):
            for _, name, form, conversion in string.Formatter().parse(template):
                assert name is None or name.isidentifier(), code
                assert "{" not in (form or ""), code
                assert not conversion, code


@pytest.mark.parametrize("text", FORMATS)
def test_what_looks_like_a_format_is_said_again_as_it_came(text: str) -> None:
    for language in LANGUAGES:
        problem = Problem.of("unknown_patent", "patent", text)
        assert text in sentence(problem, language).reason
        assert text in problem_in_words("unknown_patent", text, language).reason
        assert text in Words(language)("Times are those of %(zone)s.", zone=text)


@pytest.mark.parametrize("text", FORMATS)
def test_no_format_that_is_sent_is_filled(app: FastAPI, shared_service: Service, text: str) -> None:
    client = TestClient(app, headers=as_(shared_service, Role.OFFICER))
    refused = client.get("/api/v1/matches", params={"patent": text})
    assert refused.status_code == 404
    assert text in refused.json()["error"]["reason"]
    page = client.get("/", params={"text": f"ceramic {text}", "to": "companies"})
    assert page.status_code == 200
    assert str(escape(f"ceramic {text}")) in page.text


def test_a_parameter_that_comes_twice_is_refused_by_the_api(app: FastAPI, shared_service: Service) -> None:
    client = TestClient(app, headers=as_(shared_service, Role.ADMINISTRATOR))
    file = ("file", ("a.csv", b"name\nx\n"))
    for answer in (
        client.get("/api/v1/matches?text=a&text=b"),
        client.get("/api/v1/matches?text=a&lang=en&lang=ko"),
        client.post("/api/v1/imports", files=[file, ("format", (None, "auto")), ("format", (None, "csv"))]),
    ):
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "given_twice")


def test_a_parameter_counts_only_where_it_belongs(app: FastAPI, shared_service: Service) -> None:
    """Neither the address stands for the body nor the body for the address."""
    client = TestClient(app, headers=as_(shared_service, Role.ADMINISTRATOR))
    assert client.post("/api/v1/matches?text=a", json={}).json()["error"]["code"] == "unknown_parameter"
    sent = client.request("GET", "/api/v1/matches", json={"text": "a"})
    assert sent.json()["error"]["code"] == "one_source"
    with shared_service.database.transaction() as store:
        han = make_person(store, "twice.han", Role.COMPANY, company_id="FICT-C1")
    browser = visitor(app)
    in_address = browser.post("/sign-in", params={"name": han.name, "password": han.password}, data={})
    assert in_address.status_code == 401
    assert SESSION_COOKIE not in browser.cookies


def test_of_a_field_that_a_form_has_twice_the_first_counts(app: FastAPI, shared_service: Service) -> None:
    """Whatever reads it, so that nothing is checked of one value and done with another."""
    with shared_service.database.transaction() as store:
        one, two = (make_person(store, f"{name}.lee", Role.COMPANY, company_id="FICT-C1") for name in ("one", "two"))
    browser = visitor(app)
    form = {"name": [one.name, two.name], "password": [one.password, "not the one at all"]}
    assert browser.post("/sign-in", data=form).status_code == 303
    assert browser.get("/api/v1/me").json()["account"] == one.name
    own = token_of(browser.cookies[SESSION_COOKIE])
    forged = browser.post("/account/settings", data={"form_token": [own, "forged"], "language": "ko"})
    assert (forged.status_code, "form_of_other_session" in forged.text) == (403, True)


def test_scripts_name_no_property_by_what_they_are_sent() -> None:
    """So that none is set on what all objects have in common."""
    for path in STATIC.glob("*.js"):
        script = path.read_text(encoding="utf-8")
        assert not re.search(r"__proto__|prototype|defineProperty|\beval\b|\bFunction\(", script), path.name
        assert not re.search(r"[\w)\]]\[[^\]'\"]+\]\s*(=(?![=>])|[-+*/|&?]+=)", script), path.name
        assert set(re.findall(r"Object\.assign\((\w+\.?\w*)", script)) <= {"document.createElement"}, path.name
