"""Uploads: what can be taken is kept, what cannot is told, and doing it again changes nothing."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from fastapi.testclient import TestClient

from api.imports.importing import MOST_FILES
from api.service import Service
from tests.api.records import patent

FIRMS = """회사명,주요제품,설립연도
한울세라믹스,세라믹 복합재 노즐,2009
바다식품,김 스낵 포장,열세살
"""


def send(client: TestClient, name: str, content: bytes, **data: str) -> Any:
    return client.post("/api/v1/imports", files={"file": (name, content)}, data=data)


def recorded(service: Service) -> tuple[int, int, int]:
    with service.database.reading() as store:
        return (store.patents.count(), store.companies.count(), len(store.imports.page()))


def test_rows_are_kept_or_listed_with_their_reason(client: TestClient, service: Service) -> None:
    report = send(client, "../../firms.csv", FIRMS.encode()).json()
    assert (report["added"], report["rejected"], report["refused"]) == (1, 1, 0)
    file = report["files"][0]
    assert (file["source_name"], file["samples"][0]["row"]) == ("firms.csv", 3)
    listed = client.get(f"/api/v1/imports/{file['run_id']}/rejected").json()["items"]
    assert "열세살" in listed[0]["original"]
    assert listed[0]["mend"]
    table = client.get(f"/api/v1/imports/{file['run_id']}/rejected.csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert "열세살" in table.content.decode("utf-8-sig")
    assert client.get("/api/v1/imports").json()["items"][0]["status"] == "finished"
    assert client.get(f"/api/v1/imports/{file['run_id']}").json()["added"] == 1
    assert recorded(service) == (0, 1, 1)
    assert list(service.settings.upload_dir.iterdir()) == []


def test_an_import_is_searched_by_the_next_request_and_again_changes_nothing(client: TestClient) -> None:
    send(client, "firms.csv", FIRMS.encode("cp949"))
    matches = client.get("/api/v1/matches", params={"text": "세라믹 노즐"}).json()["matches"]
    assert matches[0]["record"]["title"] == "한울세라믹스"
    again = send(client, "firms.csv", FIRMS.encode("cp949")).json()
    assert (again["added"], again["updated"], again["unchanged"]) == (0, 0, 1)


def test_of_an_archive_of_very_many_files_the_first_ones_are_listed_and_all_are_counted(client: TestClient) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        packed.writestr("0.csv", FIRMS)
        for number in range(MOST_FILES + 5):
            packed.writestr(f"x{number}.bin", b"\xff")
        packed.writestr("z.csv", FIRMS.replace("한울", "가람"))
    report = send(client, "in.zip", stream.getvalue()).json()
    assert (report["added"], report["refused"], len(report["files"])) == (2, MOST_FILES + 5, MOST_FILES + 2)
    assert [file["added"] for file in report["files"] if not file["problem"]] == [1, 1]


def test_a_dry_run_writes_nothing(client: TestClient, service: Service) -> None:
    report = send(client, "firms.csv", FIRMS.encode(), dry_run="true").json()
    assert (report["dry_run"], report["added"], report["files"][0]["run_id"]) == (True, 1, None)
    assert recorded(service) == (0, 0, 0)


def test_a_broken_file_is_refused_and_changes_nothing(client: TestClient, service: Service) -> None:
    before = recorded(service)[:2]
    broken = b'<?xml version="1.0" encoding="UTF-8"?><us-patent-grant lang="EN"><us-bib'
    for name, content in (
        ("grant.xml", broken),
        ("names.bin", b"\xff\xd8\xff\xe0 picture"),
        ("t.csv", b"a;b;c\n1;2;3\n"),
    ):
        response = send(client, name, content)
        error = response.json().get("error") or response.json()["files"][0]["samples"][0]
        assert error["reason"]
        assert error["mend"]
        assert recorded(service)[:2] == before


def test_one_refused_file_of_an_archive_does_not_stop_the_rest(client: TestClient) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("patents.jsonl", json.dumps(patent()) + "\n")
        archive.writestr("picture.jpg", b"\xff\xd8\xff\xe0")
    report = send(client, "both.zip", packed.getvalue()).json()
    assert (report["added"], report["refused"]) == (1, 1)
    refused = next(file for file in report["files"] if file["problem"])
    assert refused["source_name"] == "both.zip!picture.jpg"


def test_an_upload_past_the_bound_is_refused(client: TestClient, service: Service) -> None:
    bounded = service.settings.model_copy(update={"max_import_bytes": 10_000})
    service.settings = bounded
    # The bound is read when the application is made.
    from api.application import create_app  # noqa: PLC0415

    with TestClient(create_app(service)) as small:
        response = send(small, "firms.csv", FIRMS.encode() * 1_000)
    assert (response.status_code, response.json()["error"]["code"]) == (413, "body_too_large")
