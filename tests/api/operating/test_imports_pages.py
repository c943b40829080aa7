"""Uploads on the pages: sent, followed, mended in a table or on the page, tried again."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient

from api.imports.importer import Importer
from api.imports.uploading import KEPT_FOR, Wanted, accept, sweep
from api.service import REBUILD, Service
from corpus.roles import Caller, Role
from corpus.store.uploads import Uploads
from tests.api.operating.conftest import ENGLISH, KOREAN, LOCAL, SITE, Opened

FIRMS = """회사명,주요제품,설립연도
한울세라믹스,세라믹 복합재 노즐,2009
바다식품,김 스낵 포장,열세살
하늘드론,군집 드론,모름
,이름 없는 회사,2001
"""


def send(browser: TestClient, name: str, content: bytes, **fields: str) -> str:
    """The address of the upload's page."""
    sent = browser.post("/operation/imports", files={"file": (name, content)}, data=fields)
    assert sent.status_code == 303, sent.text
    return sent.headers["location"]


def run_of(service: Service, upload: str) -> int:
    with service.database.reading() as store:
        return int(store.uploads.require(int(upload.rsplit("/", 1)[1])).files[0]["run_id"])


def test_a_file_with_bad_rows_is_sent_mended_in_a_table_and_published(
    opened: Opened, imported: Callable[[], int], service: Service
) -> None:
    browser = opened(Role.ADMINISTRATOR)
    assert "Nobody has sent a file yet" in browser.get("/operation/imports").text
    upload = send(browser, "../firms.csv", FIRMS.encode(), rebuild="yes")
    waiting = browser.get(upload).text
    assert "waiting" in waiting
    assert f'data-progress="{upload}/events"' in waiting
    assert '<noscript><meta http-equiv="refresh"' in waiting
    assert imported() == 1
    page = browser.get(upload).text
    assert "data-progress" not in page
    assert "Mend 3 rejected rows" in page
    run = run_of(service, upload)
    rejected = browser.get(f"/operation/runs/{run}").text
    for said in ("Row 3", "열세살", "Row 4", "모름", "Row 5", f"/api/v1/imports/{run}/mending.xlsx"):
        assert said in rejected
    table = browser.get(f"/api/v1/imports/{run}/mending.csv", headers=KOREAN).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [row["matcher:행"] for row in rows] == ["3", "4", "5"]
    rows[0]["설립연도"], rows[1]["설립연도"], rows[2]["회사명"] = "2013", "2015", "새 회사"
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    again = send(browser, "mended.csv", stream.getvalue().encode("cp949"), mends=str(run), rebuild="yes")
    assert imported() == 1
    assert f"mends import {run}" in browser.get(again).text
    done = browser.get(f"/operation/runs/{run}").text
    assert "All rejected rows were mended since" in done
    assert f'href="{again}"' in done
    with service.database.reading() as store:
        assert store.companies.count() == 4
        job = store.jobs.get(REBUILD)
        assert job is not None
        assert job.requested_at is not None
    assert "No rejected row" not in browser.get("/operation/imports").text
    assert list(service.settings.upload_dir.iterdir()) == []


def test_rows_are_mended_on_the_page_and_what_is_still_wrong_is_said(
    opened: Opened, imported: Callable[[], int], service: Service
) -> None:
    browser = opened(Role.OFFICER)
    upload = send(browser, "firms.csv", FIRMS.encode())
    imported()
    run = run_of(service, upload)
    page = browser.get(f"/operation/runs/{run}").text
    fields = {name: unescape(value) for name, value in re.findall(r'name="(c-\d+-\d+)" value="([^"]*)"', page)}
    assert sorted(fields.values())[:1] == [""]
    as_it_was = browser.post(f"/operation/runs/{run}/mending", data=fields)
    assert as_it_was.status_code == 422
    assert "No cell was changed" in as_it_was.text
    changed = {name: {"열세살": "2013", "모름": "아직 모름"}.get(value, value) for name, value in fields.items()}
    sent = browser.post(f"/operation/runs/{run}/mending", data=changed)
    assert sent.status_code == 303
    assert "2 mended rows are being imported" in browser.get(sent.headers["location"]).text
    imported()
    second = browser.get(sent.headers["location"]).text
    assert "Mend 1 rejected rows" in second
    left = browser.get(f"/operation/runs/{run}").text
    assert "열세살" not in left
    assert "Still wrong when it was sent back" in left
    assert "아직 모름" in left
    with service.database.reading() as store:
        assert store.companies.count() == 2


def test_rows_of_no_table_are_mended_at_their_source(
    opened: Opened, imported: Callable[[], int], service: Service
) -> None:
    browser = opened(Role.OFFICER)
    upload = send(
        browser, "patents.jsonl", b'{"id": "KR1020210000001", "title": "Nozzle"}\n{broken\n', format="plain-patents"
    )
    imported()
    run = run_of(service, upload)
    page = browser.get(f"/operation/runs/{run}").text
    assert "These rows come from no table" in page
    assert "{broken" in page
    refused = browser.get(f"/api/v1/imports/{run}/mending.csv")
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "mend_at_source")


def test_a_form_that_cannot_be_taken_says_why_beside_its_field(opened: Opened, service: Service) -> None:
    browser = opened(Role.OFFICER)
    for files, data, said in (
        ({}, {"format": "auto"}, "No file was chosen"),
        ({"file": ("a.csv", b"")}, {}, "empty"),
        ({"file": ("a.csv", b"x")}, {"format": "word"}, "word"),
        ({"file": ("a.csv", b"x")}, {"mends": "77"}, "77"),
        ({"file": ("군사 II급 비밀.csv", b"x")}, {}, "classified"),
    ):
        page = browser.post("/operation/imports", files=files or None, data=data)
        assert page.status_code in {404, 422}, said
        assert said in page.text
        assert 'role="alert"' in page.text
    assert browser.post("/operation/imports", headers={"Origin": "https://evil.example"}).status_code in {401, 403}
    folder = service.settings.upload_dir
    assert not folder.is_dir() or list(folder.iterdir()) == []
    with service.database.reading() as store:
        assert store.uploads.page() == []


def test_a_file_past_the_bound_is_refused_with_a_page(service: Service, opened: Opened) -> None:
    service.settings = service.settings.model_copy(update={"max_import_bytes": 10_000})
    browser = opened(Role.OFFICER)
    page = browser.post("/operation/imports", files={"file": ("a.csv", b"x" * 20_000)})
    assert page.status_code == 413
    assert page.headers["content-type"].startswith("text/html")


def test_a_dry_run_keeps_nothing_and_can_be_done_for_real(
    opened: Opened, imported: Callable[[], int], service: Service
) -> None:
    browser = opened(Role.OFFICER)
    upload = send(browser, "firms.csv", FIRMS.encode(), dry_run="yes")
    imported()
    page = browser.get(upload).text
    assert "A dry run: nothing was kept" in page
    assert "열세살" in page
    with service.database.reading() as store:
        assert store.companies.count() == 0
    assert browser.post(f"{upload}/again", data={"format": "auto"}).status_code == 303
    imported()
    with service.database.reading() as store:
        assert store.companies.count() == 1
    gone = browser.post(f"{upload}/again", data={"format": "auto"})
    assert gone.status_code == 409
    assert "was removed" in gone.text


def test_a_refused_file_can_be_read_as_another_format(opened: Opened, imported: Callable[[], int]) -> None:
    browser = opened(Role.OFFICER)
    upload = send(browser, "list.csv", b"title,text,organization\nNozzle,Ceramic,Hanul\n")
    imported()
    page = browser.get(upload).text
    if "failed" in page:
        assert "Try again" in page
        browser.post(f"{upload}/again", data={"format": "plain-needs"})
        imported()
    assert "Rows" in browser.get(upload).text


class Killed(BaseException):
    """What a process that is killed does: nothing after this."""


def test_an_import_that_was_cut_off_is_taken_up_again_and_nothing_comes_twice(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.ingest.ROWS_A_BATCH", 10)
    with service.database.transaction() as store:
        store.accounts.create("kim", Role.OFFICER, LOCAL)
    rows = "회사명,주요제품\n" + "".join(f"가나{n}공업,부품 {n}\n" for n in range(35))
    number = accept(service, Caller(Role.OFFICER, "kim"), io.BytesIO(rows.encode()), "firms.csv", Wanted(rebuild=True))
    kept, batches = Uploads.advance, 0

    def dying(self: Uploads, upload_id: int, owner: str, seconds: float, now: datetime, **told: object) -> None:
        nonlocal batches
        batches += "done" in told
        if batches > 3 and "done" in told:
            raise Killed
        kept(self, upload_id, owner, seconds, now, **told)

    with monkeypatch.context() as patched:
        patched.setattr(Uploads, "advance", dying)
        with pytest.raises(Killed):
            Importer(service, "elsewhere:1:1").step()
    with service.database.reading() as store:
        row = store.uploads.require(number)
        assert (row.state, row.owner) == ("running", "elsewhere:1:1")
        assert 0 < store.companies.count() < 35
    # Before the lease runs out nobody takes it.
    assert not Importer(service, "b").step()
    later = Importer(service, "b", clock=lambda: datetime.now(UTC) + timedelta(seconds=60))
    assert later.step()
    with service.database.reading() as store:
        row = store.uploads.require(number)
        assert (row.state, row.attempts, row.rows, row.rejected) == ("finished", 2, 35, 0)
        assert row.added + row.unchanged == 35
        assert row.unchanged > 0
        assert store.companies.count() == 35
        assert [run.status for run in store.imports.of_upload(number)] == ["interrupted", "finished"]


def test_a_process_that_stops_gives_its_upload_back(service: Service) -> None:
    with service.database.transaction() as store:
        store.accounts.create("kim", Role.OFFICER, LOCAL)
    number = accept(service, Caller(Role.OFFICER, "kim"), io.BytesIO(FIRMS.encode()), "firms.csv", Wanted())
    stopping = Importer(service, "a")
    stopping.end()
    assert stopping.step()
    with service.database.reading() as store:
        assert store.uploads.require(number).state == "waiting"
        assert store.companies.count() == 0
    assert Importer(service, "b").step()
    with service.database.reading() as store:
        assert store.uploads.require(number).attempts == 1
        assert store.companies.count() == 1


def test_what_nobody_needs_any_more_is_removed(service: Service) -> None:
    with service.database.transaction() as store:
        store.accounts.create("kim", Role.OFFICER, LOCAL)
    kim = Caller(Role.OFFICER, "kim")
    number = accept(service, kim, io.BytesIO(b"%PDF-1.7"), "a.pdf", Wanted())
    Importer(service, "a").step()
    lost = service.settings.upload_dir / "lost"
    lost.mkdir()
    now = datetime.now(UTC)
    assert sweep(service, now) == 0
    assert sweep(service, now + KEPT_FOR + timedelta(days=1)) == 2
    assert list(service.settings.upload_dir.iterdir()) == []
    with service.database.reading() as store:
        row = store.uploads.require(number)
        assert (row.state, row.problem_code, row.path) == ("failed", "unknown_format", "")


def test_progress_comes_as_events_and_ends_by_itself(opened: Opened, imported: Callable[[], int]) -> None:
    browser = opened(Role.OFFICER)
    upload = send(browser, "firms.csv", FIRMS.encode())
    imported()
    stream = browser.get(f"{upload}/events", headers=KOREAN)
    assert stream.headers["content-type"].startswith("text/event-stream")
    assert stream.headers["cache-control"] == "no-store"
    parts = stream.text.strip().split("\n\n")
    assert parts[0].startswith("retry:")
    assert parts[1].startswith("event: progress\ndata: ")
    told = json.loads(parts[1].split("data: ", 1)[1])
    assert (told["fields"]["rows"], told["fields"]["rejected"]) == ("4", "3")
    assert parts[-1] == "event: over\ndata: {}"
    assert browser.get("/operation/imports/99/events").status_code == 404
    assert TestClient(browser.app, base_url=SITE).get(f"{upload}/events", headers=ENGLISH).status_code == 401


def test_the_number_of_streams_is_bounded(opened: Opened, imported: Callable[[], int]) -> None:
    browser = opened(Role.OFFICER)
    upload = send(browser, "firms.csv", FIRMS.encode())
    imported()
    streams = browser.app.state.streams  # type: ignore[attr-defined]
    for _ in range(streams.most):
        streams.enter()
    assert browser.get(f"{upload}/events").status_code == 503
    streams.leave()
    assert browser.get(f"{upload}/events").status_code == 200
    # A stream that has ended makes room for the next.
    assert browser.get(f"{upload}/events").status_code == 200


def test_uploads_over_the_api(client: TestClient) -> None:
    sent = client.post("/api/v1/uploads", files={"file": ("firms.csv", FIRMS.encode())}, data={"rebuild": "true"})
    assert sent.status_code == 202, sent.text
    number = sent.json()["id"]
    for _ in range(200):
        record = client.get(f"/api/v1/uploads/{number}").json()
        if record["state"] in {"finished", "failed"}:
            break
    assert (record["state"], record["added"], record["rejected"]) == ("finished", 1, 3)
    assert client.get("/api/v1/uploads").json()["items"][0]["files"][0]["rejected"] == 3
    assert client.post(f"/api/v1/uploads/{number}/repetition", json={}).json()["error"]["code"] == "upload_gone"
    assert client.get("/api/v1/uploads/999").json()["error"]["code"] == "unknown_upload"
