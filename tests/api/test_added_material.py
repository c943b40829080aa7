"""A material that an administrator adds to the list is found on records from the next request on."""

from __future__ import annotations

from fastapi.testclient import TestClient

from api.operating.building import rebuild_tiers
from api.service import Service
from matcher.programmes.catalogue import shipped
from tests.api.records import patent

TITANIUM = {"id": "titanium-aluminide", "names": {"ko": "티타늄 알루미나이드", "en": "titanium aluminide"}}


def added(client: TestClient) -> None:
    facet = shipped().facets["materials"].to_mapping()
    facet["members"] = [*facet["members"], TITANIUM]  # type: ignore[misc]  # a list, as JSON has it
    version = client.get("/api/v1/programmes/facets/materials").json()["version"]
    form = {"facet": facet, "note": "named in the annex", "expected_version": version}
    assert client.put("/api/v1/programmes/facets/materials", json=form).status_code == 200


def test_an_added_material_tags_fresh_and_rebuilt_records(client: TestClient, service: Service) -> None:
    client.post(
        "/api/v1/patents",
        json=patent("FICT-P7", title="Titanium aluminide blade", abstract="Blades of titanium aluminide.", claims=[]),
    )
    client.post("/api/v1/patents", json=patent("FICT-P8"))
    rebuild_tiers(service)
    question = {"text": "turbine blades", "to": "patents", "tag": TITANIUM["id"]}
    assert client.get("/api/v1/matches", params=question).json()["error"]["code"] == "unknown_label"
    added(client)
    # The generation was labelled before the material was known: its records count as not tagged, not as without it.
    assert client.get("/api/v1/matches", params=question).json()["matches"] == []
    assert rebuild_tiers(service).outcome == "published"
    client.get("/api/v1/index")
    service.index.settle()
    found = client.get("/api/v1/matches", params=question).json()["matches"]
    assert [match["id"] for match in found] == ["FICT-P7"]
    assert TITANIUM["id"] in {label["label"] for label in found[0]["judgement"]["labels"]}


def test_the_tags_of_a_record_come_with_what_they_rest_on(client: TestClient, service: Service) -> None:
    abstract = "A swarm of unmanned aerial vehicles flies autonomously. Each drone plans its path."
    client.post("/api/v1/patents", json=patent("FICT-P9", title="Drone swarm", abstract=abstract, claims=[]))
    tags = client.get("/api/v1/tags/patents/FICT-P9?lang=en").json()
    assert tags["tagger"] == service.tagger.key
    drone = next(tag for tag in tags["items"] if tag["label"] == "unmanned-autonomous")
    assert drone["confidence"] >= 0.5
    assert all(
        hit["phrase"] in hit["sentence"] and hit["sentence"] in f"Drone swarm {abstract}" for hit in drone["phrases"]
    )
    assert client.get("/api/v1/tags/patents/NONE").json()["error"]["code"] == "unknown_patent"
