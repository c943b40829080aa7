"""Alive always, ready only when a request can be answered; limits and headers on every answer."""

from __future__ import annotations

from pathlib import Path

from fastapi.testclient import TestClient

from api.application import create_app
from api.operating.building import rebuild_tiers
from api.service import Service
from api.settings import Settings
from corpus.disclosure import Tier
from index.tiers import generations_of
from tests.api.records import company
from tests.fakes import HashEncoder


def test_ready_with_and_without_a_generation(client: TestClient, service: Service) -> None:
    assert client.get("/api/v1/health").json()["status"] == "alive"
    assert client.get("/api/v1/ready").json() == {"ready": True, "database": True, "generation": "none", "reason": ""}
    client.post("/api/v1/companies", json=company())
    report = rebuild_tiers(service)
    service.searcher()
    service.index.settle()
    assert client.get("/api/v1/ready").json()["generation"] == report.generation


def test_not_ready_with_an_index_of_another_model(client: TestClient, service: Service, settings: Settings) -> None:
    client.post("/api/v1/companies", json=company())
    rebuild_tiers(service)
    with TestClient(create_app(Service(settings, encoder=HashEncoder(revision="2")))) as other:
        ready = other.get("/api/v1/ready")
        assert (ready.status_code, ready.json()["ready"]) == (503, False)
        refused = other.get("/api/v1/matches?text=ceramic")
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "encoder_mismatch")
        assert refused.headers["Retry-After"]
        assert other.get("/api/v1/health").status_code == 200


def test_a_damaged_generation_is_found_out(client: TestClient, service: Service) -> None:
    client.post("/api/v1/companies", json=company())
    name = generations_of(rebuild_tiers(service).generation)[Tier.PUBLIC]
    folder = service.generations[Tier.PUBLIC].directory / name
    file = max((path for path in folder.rglob("*") if path.is_file()), key=_size)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    verification = client.post("/api/v1/index/verification").json()["items"][0]
    assert (verification["sound"], verification["problem"]["code"]) == (False, "index_damaged")


def test_every_answer_has_its_id_and_its_guards(shared_client: TestClient) -> None:
    for path in ("/", "/api/v1/health", "/static/page.css", "/nowhere"):
        headers = shared_client.get(path, headers={"X-Request-ID": "bad id!"}).headers
        assert len(headers["X-Request-ID"]) == 16
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "script-src 'self'" in headers["Content-Security-Policy"]


def test_the_schema_documents_every_route(shared_client: TestClient) -> None:
    document = shared_client.get("/api/v1/openapi.json").json()
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            assert operation.get("description"), path
    assert "ErrorBody" in document["components"]["schemas"]


def _size(path: Path) -> int:
    return path.stat().st_size
