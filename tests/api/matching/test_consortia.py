"""Consortia, downloads of match lists and completions, through the application and the command line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.cli import main
from api.matching.consortia import PartnersRequest, partners_for
from api.operating.building import rebuild_tiers
from api.service import Service
from corpus.roles import Caller, Role
from tests.api.conftest import as_, settings_in
from tests.api.judged_records import SECRETIVE, fill
from tests.fakes import HashEncoder

OFFICER = Caller(Role.OFFICER, "tests")
FORMS = ("csv", "xlsx", "jsonl")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    built = Service(settings_in(tmp_path_factory.mktemp("consortia")), encoder=HashEncoder())
    built.open()
    fill(built)
    rebuild_tiers(built)
    yield built
    built.close()


@pytest.fixture(scope="module")
def asking(filled: Service) -> Iterator[TestClient]:
    with TestClient(create_app(filled)) as made:
        yield made


def test_a_consortium_covers_what_nobody_covers_alone(filled: Service) -> None:
    found = partners_for(filled, PartnersRequest(need="FICT-N2"), OFFICER)
    elements = found.answer.query.elements
    covered = [pair.pair.element_text for member in found.members for pair in member.covers]
    assert len(found.members) == 2
    assert sorted({*covered, *found.uncovered}) == sorted(elements)
    assert found.uncovered == ("A violet teapot of tin",)
    for member in found.members:
        evidence = member.match.evidence
        assert evidence
        assert not {pair.pair.element_text for pair in member.covers} & set(evidence.uncovered)
        assert any(pair.alone for pair in member.covers)


def test_a_limit_bounds_the_members(asking: TestClient) -> None:
    answer = asking.get("/api/v1/consortia", params={"need": "FICT-N2", "limit": 1}).json()
    assert len(answer["members"]) == 1
    assert len(answer["uncovered"]) == 2


def test_a_consortium_names_tracks_and_evidence(asking: TestClient) -> None:
    answer = asking.get("/api/v1/consortia", params={"need": "FICT-N2", "lang": "ko"}).json()
    tracks = {track["track"]: track["name"] for member in answer["members"] for track in member["tracks"]["found"]}
    assert tracks["spin-up"] == "스핀업(공동 개발)"
    assert answer["spin_up"] is True
    pair = answer["members"][0]["covers"][0]["pair"]
    assert pair["element_text"] in answer["query"]["elements"]
    assert pair["passage"]
    assert answer["members"][0]["receipt"]["rules"]
    assert asking.get("/api/v1/consortia", params={"patent": "FICT-P1"}).json()["query"]["kind"] == "patent"


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({}, 422),
        ({"need": "FICT-N1", "patent": "FICT-P1"}, 422),
        ({"need": "NOPE"}, 404),
        ({"patent": SECRETIVE}, 404),
        ({"need": "FICT-N1", "limit": "0"}, 422),
        ({"need": "FICT-N1", "limit": "13"}, 422),
        ({"company": "FICT-C1"}, 422),
    ],
)
def test_what_no_consortium_is_for_is_refused(asking: TestClient, parameters: dict[str, str], status: int) -> None:
    response = asking.get("/api/v1/consortia", params=parameters)
    assert response.status_code == status
    assert response.json()["error"]["mend"]


def test_the_command_tells_of_a_consortium(
    filled: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MATCHER_DATA_DIR", str(filled.settings.data_dir))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("MATCHER_GLOSSARY", "off")
    monkeypatch.setattr("index.recipe.TransformerEncoder", lambda choice: HashEncoder())

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as exit_:
            main(("consortium", *arguments))
        said = capsys.readouterr()
        return int(exit_.value.code or 0), said.out, said.err

    shown = run("--need", "FICT-N2")[1]
    assert "Covered by nobody" in shown
    assert "spin-up" in shown
    assert "스핀업" in run("--need", "FICT-N2", "--lang", "ko")[1]
    document = json.loads(run("--need", "FICT-N2", "--json")[1])
    assert len(document["members"]) == 2
    assert run()[0] == 2
    assert run("--need", "FICT-N2", "--limit", "13")[0] == 2
    assert run("--patent", SECRETIVE, "--as", "anonymous")[0] == 1


@pytest.mark.parametrize("form", FORMS)
def test_the_same_download_is_the_same_bytes(asking: TestClient, form: str) -> None:
    address = f"/api/v1/matches.{form}"
    first, second = (asking.get(address, params={"patent": "FICT-P1", "country": "KR"}) for _ in range(2))
    assert first.status_code == 200, first.text
    assert first.content == second.content
    assert first.headers["content-disposition"] == f'attachment; filename="matches-FICT-P1.{form}"'


def test_a_download_has_what_the_answer_has(asking: TestClient) -> None:
    parameters = {"patent": "FICT-P4", "to": "companies", "top": "4", "lang": "en"}
    answer = asking.get("/api/v1/matches", params=parameters).json()
    ids = [match["id"] for match in answer["matches"]]
    table = asking.get("/api/v1/matches.csv", params=parameters).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table, newline="")))
    lines = [json.loads(line) for line in asking.get("/api/v1/matches.jsonl", params=parameters).text.splitlines()]
    book = asking.get("/api/v1/matches.xlsx", params=parameters).content
    sheet: Any = openpyxl.load_workbook(io.BytesIO(book)).active
    headings = [cell.value for cell in sheet[1]]
    assert [row["Id"] for row in rows] == [line["id"] for line in lines] == ids
    assert [sheet.cell(row, headings.index("Id") + 1).value for row in range(2, 6)] == ids
    assert [line["score"] for line in lines] == [match["score"] for match in answer["matches"]]
    assert rows[0]["Asking title"] == "'=Formula plate"
    assert lines[0]["asking_title"] == "=Formula plate"
    for line, match in zip(lines, answer["matches"], strict=True):
        verdicts = {each["programme"]: each["outcome"] for each in match["judgement"]["programmes"]}
        assert {programme: line[programme] for programme in verdicts} == verdicts
        assert line["tracks"] == sorted(track["track"] for track in match["judgement"]["tracks"]["found"])
        assert line["passages"] == [pair["passage"] for pair in match["evidence"]["pairs"]]
        assert (line["generation"], line["rules"]) == (match["receipt"]["generation"], match["receipt"]["rules"])


def test_a_plain_text_can_be_downloaded_without_evidence(asking: TestClient) -> None:
    parameters = {"text": "ceramic nozzle", "evidence": "false", "lang": "ko"}
    table = asking.get("/api/v1/matches.csv", params=parameters)
    headings = table.content.decode("utf-8-sig").splitlines()[0].split(",")
    assert headings[0] == "질의 종류"
    assert "근거 문장" not in headings
    assert table.headers["content-disposition"] == 'attachment; filename="matches-text.csv"'


@pytest.mark.parametrize("form", FORMS)
def test_a_download_is_authorised_like_the_answer(asking: TestClient, filled: Service, form: str) -> None:
    address = f"/api/v1/matches.{form}"
    assert asking.get(address, params={"patent": SECRETIVE}).status_code == 404
    assert asking.get(address, params={"patent": SECRETIVE}, headers=as_(filled, Role.OFFICER)).status_code == 200
    ours, theirs = (
        asking.get("/api/v1/matches.jsonl", params={"need": "FICT-N1", "to": "patents"}, headers=headers).text
        for headers in (as_(filled, Role.OFFICER), {})
    )
    assert SECRETIVE in ours
    assert SECRETIVE not in theirs


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/matches.csv", 422),
        ("/api/v1/matches.csv?patent=FICT-P1&colour=red", 422),
        ("/api/v1/matches.pdf?patent=FICT-P1", 422),
        ("/api/v1/matches.csv?patent=NOPE", 404),
        ("/api/v1/completions", 422),
        ("/api/v1/completions?q=", 422),
        (f"/api/v1/completions?q={'a' * 81}", 422),
        ("/api/v1/completions?q=a&kind=ships", 422),
    ],
)
def test_what_cannot_be_answered_is_refused(asking: TestClient, address: str, status: int) -> None:
    response = asking.get(address)
    assert response.status_code == status
    assert response.json()["error"]["mend"]


def completed(client: TestClient, q: str, kind: str | None = None, headers: dict[str, str] | None = None) -> list[str]:
    parameters = {"q": q} | ({"kind": kind} if kind else {})
    response = client.get("/api/v1/completions", params=parameters, headers=headers)
    assert response.status_code == 200, response.text
    return [item["id"] for item in response.json()["items"]]


def test_completions_begin_with_the_text_or_contain_it(asking: TestClient) -> None:
    assert completed(asking, "radar") == ["FICT-P3", "FICT-P2"]
    assert completed(asking, "레이더") == ["FICT-P3"]
    assert completed(asking, "FICT-C") == ["FICT-C2", "FICT-C1"]
    assert completed(asking, "plate") == ["FICT-P5", "FICT-P4"]
    assert completed(asking, "ceramics") == ["FICT-C1"]
    assert len(completed(asking, "Firm")) == 10
    assert completed(asking, "a", kind="needs") == ["FICT-N2", "FICT-N1"]


@pytest.mark.parametrize("typed", ["%", "_", "\\", "' OR 1=1 --", "%%%", "\u200b"])
def test_signs_of_a_pattern_are_plain_signs(asking: TestClient, typed: str) -> None:
    assert completed(asking, typed) == []


def test_completions_are_of_the_callers_tiers(asking: TestClient, filled: Service) -> None:
    assert completed(asking, "Restricted") == []
    assert completed(asking, SECRETIVE) == []
    assert completed(asking, "Restricted", headers=as_(filled, Role.OFFICER)) == [SECRETIVE]
    assert completed(asking, "Restricted", headers=as_(filled, Role.COMPANY, "FICT-C1")) == []
