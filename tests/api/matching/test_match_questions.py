"""Questions with conditions, and a match asked again from its receipt: the same ranking and scores."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.operating.building import rebuild_tiers
from api.service import Service
from corpus.disclosure import Tier
from corpus.roles import Role
from tests.api.conftest import as_
from tests.api.disclosed import KINDS, hidden_records, open_records
from tests.fakes import HashEncoder

QUESTIONS: tuple[dict[str, Any], ...] = (
    {"patent": "P-OPEN-1", "to": "companies"},
    {"company": "C-OPEN-2", "to": "patents", "top": 20},
    {"need": "N-OPEN-3", "to": "patents", "country": "KR", "programme": "materials-40", "outcome": "unknown"},
    {"text": "phased antenna 레이더", "to": "patents", "per_firm": 1},
    {"text": "laser " * 400, "to": "needs"},
)


def ranking(answer: dict[str, Any]) -> list[tuple[str, float, dict[str, float]]]:
    return [(match["id"], match["score"], match["views"]) for match in answer["matches"]]


@pytest.fixture
def filled(service: Service, client: TestClient) -> TestClient:
    for kind in KINDS:
        with service.database.transaction() as store:
            store.put(kind, open_records(kind, 30))
    rebuild_tiers(service)
    settle(service, client)
    return client


def settle(service: Service, client: TestClient) -> None:
    client.get("/api/v1/index")
    service.index.settle()
    client.get("/api/v1/index")


def ask(client: TestClient, question: dict[str, Any]) -> dict[str, Any]:
    if len(question.get("text", "")) < 1_000:
        return client.get("/api/v1/matches", params=question).json()
    return client.post("/api/v1/matches", json=question).json()


def again(client: TestClient, receipt: dict[str, Any], text: str | None = None) -> Any:
    return client.post("/api/v1/matches/repetition", json={**receipt, "text": text})


@pytest.mark.parametrize("question", QUESTIONS, ids=[next(iter(each)) for each in QUESTIONS])
def test_a_receipt_repeats_its_match_at_once_and_after_later_generations(
    filled: TestClient, service: Service, question: dict[str, Any]
) -> None:
    first = ask(filled, question)
    assert first["matches"]
    receipt = first["matches"][0]["receipt"]
    text = question.get("text")
    repeated = again(filled, receipt, text).json()
    assert (ranking(repeated), repeated["exact"]) == (ranking(first), True)
    # Records come, change and go, and a new generation serves: the receipt's own still gives the same.
    with service.database.transaction() as store:
        store.patents.put(hidden_records("patents", 40))
        store.companies.put([draft.model_copy(update={"tier": None}) for draft in hidden_records("companies", 9)])
        changed = store.patents.require("P-OPEN-1")
        store.patents.put(
            [draft.model_copy(update={"title": "Changed", "tier": None}) for draft in open_records("patents", 2)[1:2]]
        )
    assert changed.id == "P-OPEN-1"
    rebuild_tiers(service)
    settle(service, filled)
    assert ask(filled, question)["generation"] != first["generation"]
    repeated = again(filled, receipt, text).json()
    assert (ranking(repeated), repeated["exact"]) == (ranking(first), True)
    assert repeated["generation"] == first["generation"]


def test_a_receipt_of_fresh_records_says_that_it_is_not_exact(filled: TestClient, service: Service) -> None:
    with service.database.transaction() as store:
        store.patents.put(open_records("patents", 33)[-3:])
    first = ask(filled, {"text": "phased antenna", "to": "patents"})
    receipt = first["matches"][0]["receipt"]
    assert again(filled, receipt).json()["exact"] is True
    rebuild_tiers(service)
    settle(service, filled)
    repeated = again(filled, receipt).json()
    assert repeated["exact"] is False
    assert repeated["generation"] == first["generation"]


def test_what_cannot_be_repeated_is_refused_with_its_reason(filled: TestClient, service: Service) -> None:
    receipt = ask(filled, QUESTIONS[0])["matches"][0]["receipt"]
    assert again(filled, {**receipt, "question": "nonsense=1"}).json()["error"]["code"] == "one_source"
    assert again(filled, {**receipt, "question": "text_hash=abc"}).json()["error"]["code"] == "bad_receipt"
    assert again(filled, {**receipt, "generation": "public:../x"}).json()["error"]["code"] == "bad_generations"
    gone = receipt["generation"].replace("public:2", "public:1")
    assert again(filled, {**receipt, "generation": gone, "sequence": 1}).json()["error"]["code"] == "unknown_generation"


def test_a_programme_that_is_not_there_is_refused(filled: TestClient) -> None:
    refused = filled.get("/api/v1/matches", params={"text": "laser", "programme": "nope"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (404, "programme_unknown")


def test_a_receipt_opens_no_tier_to_its_holder(filled: TestClient, service: Service) -> None:
    with service.database.transaction() as store:
        store.patents.put(hidden_records("patents", 5))
    rebuild_tiers(service)
    settle(service, filled)
    receipt = ask(filled, {"text": "phased antenna", "to": "patents"})["matches"][0]["receipt"]
    assert Tier.RESTRICTED in receipt["generation"]
    company = as_(service, Role.COMPANY, "C-OPEN-1")
    refused = filled.post("/api/v1/matches/repetition", json=receipt, headers=company)
    assert (refused.status_code, refused.json()["error"]["code"]) == (404, "unknown_generation")


@pytest.mark.parametrize(
    ("text", "encoded"), [("phased antenna array", 1), ("A phased antenna array is wanted. It must bear high heat.", 3)]
)
def test_a_question_of_one_element_is_encoded_once(
    service: Service, filled: TestClient, text: str, encoded: int
) -> None:
    encoder = service.encoder
    assert isinstance(encoder, HashEncoder)
    before = encoder.queries
    answer = ask(filled, {"text": text, "to": "patents"})
    assert answer["matches"][0]["evidence"] is not None
    assert encoder.queries - before == encoded
