"""A damaged index is told wherever an operator looks, while the generation before it serves."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.operating.building import rebuild_tiers
from api.service import Service
from api.settings import Settings
from corpus.disclosure import Tier
from corpus.roles import Role
from index.generation import CURRENT
from index.manifest import MANIFEST
from tests.api.conftest import as_
from tests.api.operating.conftest import ENGLISH
from tests.api.records import company
from tests.fakes import HashEncoder
from tests.proof.figures import Recorder

FILES = CURRENT, MANIFEST, "companies/vectors.npy", "companies/ids.json"


@pytest.mark.row("damaged")
def test_an_operator_is_told(
    service: Service, settings: Settings, caplog: pytest.LogCaptureFixture, figure: Recorder
) -> None:
    headers = as_(service, Role.ADMINISTRATOR) | ENGLISH
    with TestClient(create_app(service)) as client:
        assert client.post("/api/v1/companies", json=company(), headers=headers).status_code == 201
    names = [rebuild_tiers(service, full=True).generation for _ in range(2)]
    kept = service.generations[Tier.PUBLIC]
    for file in FILES:
        damaged = kept.directory / (file if file == CURRENT else f"{kept.names()[-1]}/{file}")
        content = damaged.read_bytes()
        damaged.write_bytes(content[:9] + bytes([content[9] ^ 1]) + content[10:])
        caplog.clear()
        with TestClient(create_app(Service(settings, encoder=HashEncoder()))) as client:
            index = client.get("/api/v1/index", headers=headers).json()
            findings = client.get("/api/v1/diagnosis", headers=headers).json()["items"]
            ready = client.get("/api/v1/ready").json()
        serving = names[1] if file == CURRENT else names[0]
        assert (index["generation"], index["problem"]["code"]) == (serving, "index_damaged")
        assert (ready["ready"], ready["generation"]) == (True, serving)
        assert [each["state"] for each in findings if each["subject"] == "index"] == ["bad"]
        assert "index_damaged" in caplog.text
        damaged.write_bytes(content)
    figure(f"status, doctor and log told of it in {len(FILES)} of {len(FILES)} files")
