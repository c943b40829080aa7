"""A sweep says of every record what a single question says of it; and the command that writes it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import api.matching.sweeping
from api.cli import main
from api.matching.candidates import Line, lines_of
from api.matching.questions import Question, match_request
from api.matching.sweeping import SweepRequest, sweeping
from api.operating.building import rebuild_tiers
from api.service import Service
from corpus.drafts import CompanyDraft, PatentDraft
from corpus.passages import Kind
from corpus.problems import Invalid, NotFound
from corpus.records import ProgrammeVersion
from corpus.roles import NOBODY, Caller, Role
from corpus.store.keys import Pair, RecordKey
from matcher.judging import Judging
from matcher.match import KIND_OF
from matcher.programmes.catalogue import shipped
from matcher.programmes.in_force import rules_over
from matcher.snapshot import searcher_over
from matcher.tracks import Track
from tests.api.conftest import settings_in
from tests.api.judged_records import SECRETIVE, fill
from tests.api.records import Json, company, other_company, patent
from tests.fakes import HashEncoder

OFFICER = Caller(Role.OFFICER, "tests")
SINGULAR = {kind: name for name, kind in KIND_OF.items()}


@pytest.fixture(scope="module")
def swept_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    built = Service(settings_in(tmp_path_factory.mktemp("sweep")), encoder=HashEncoder())
    built.open()
    fill(built)
    rebuild_tiers(built)
    with built.database.transaction() as store:
        # One who is fresh, one who changed since the rebuild.
        changed = company("FICT-K3", name="Firm 3 anew", profile={"summary": "Makes radar antenna array parts."})
        store.put("companies", [CompanyDraft.model_validate(each) for each in (_new(), changed)])
        key = Pair.of(RecordKey("patents", "FICT-P1"), RecordKey("companies", "FICT-C1"))
        store.programmes.override(
            "game-changers", 1, key, "eligible", OFFICER, judged="unknown", reason="Seen on site."
        )
    yield built
    built.close()


def _new() -> Json:
    return company("FICT-NEW", name="Newcomer", profile={"summary": "Makes heat shields of ceramic for hot gas."})


def swept(service: Service, request: SweepRequest, caller: Caller = OFFICER) -> list[Line]:
    with sweeping(service, request, caller) as run:
        return list(run.lines())


def asked_singly(service: Service, line: Line, request: SweepRequest, caller: Caller = OFFICER) -> list[Line]:
    assert line.asker.kind
    source: dict[str, Any] = {SINGULAR[line.asker.kind]: line.asker.id}
    question = Question(**source, to=request.to, top=request.top, track=request.track, programme=request.programme)
    with service.reading(caller) as store:
        asking = store.documents.summaries(line.asker.kind, [line.asker.id])[line.asker.id]
    return [
        Line(each.asker, each.rank, each.score, each.record, each.judgement, each.stamp)
        for each in lines_of(service.match(match_request(question), caller), asking)
    ]


@pytest.mark.parametrize(
    "request_",
    [
        SweepRequest(),
        SweepRequest(top=3, track=Track.SPIN_UP),
        SweepRequest(top=4, programme="game-changers"),
        SweepRequest(to="patents", top=6),
        SweepRequest(asking=("patents",), to="needs"),
        SweepRequest(asking=("companies",), to="patents"),
    ],
)
def test_each_line_is_what_a_single_question_says(swept_service: Service, request_: SweepRequest) -> None:
    lines = swept(swept_service, request_)
    by_asker: dict[tuple[Kind | None, str], list[Line]] = {}
    for line in lines:
        by_asker.setdefault((line.asker.kind, line.asker.id), []).append(line)
    assert by_asker
    for found in by_asker.values():
        single = asked_singly(swept_service, found[0], request_)
        assert [line.record.id for line in found] == [line.record.id for line in single]
        for line, other in zip(found, single, strict=True):
            assert line.score == pytest.approx(other.score, abs=2e-4)
            assert (line.asker, line.rank, line.record, line.stamp) == (
                other.asker,
                other.rank,
                other.record,
                other.stamp,
            )
            assert line.judgement == other.judgement


@pytest.mark.parametrize("request_", [SweepRequest(top=14), SweepRequest(asking=("companies",), to="patents", top=6)])
def test_who_is_judged_among_many_is_judged_as_if_alone(swept_service: Service, request_: SweepRequest) -> None:
    lines = swept(swept_service, request_)
    with swept_service.reading(OFFICER) as store:
        judging = Judging.over(store, searcher_over(swept_service.index, store), swept_service.today())
        for line in lines:
            assert line.asker.kind
            asking = judging.asking(line.asker.kind, line.asker.id)
            assert judging.judged(asking, request_.to, [line.record.id]) == {line.record.id: line.judgement}
    told = {tuple(each.outcome for each in line.judgement.standings) for line in lines}
    assert len(told) > 2


def test_askers_come_in_order_and_nobody_is_left_out(swept_service: Service) -> None:
    lines = swept(swept_service, SweepRequest(top=1))
    patents = [f"FICT-P{number}" for number in (1, 2, 3, 4, 5, 9)]
    assert [line.asker.id for line in lines] == [*patents, "FICT-N1", "FICT-N2"]


def test_batches_make_no_difference(swept_service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = swept(swept_service, SweepRequest())
    monkeypatch.setattr(api.matching.sweeping, "AT_ONCE", 2)
    assert swept(swept_service, SweepRequest()) == whole


def test_an_override_stands_in_its_pair_only(swept_service: Service) -> None:
    overridden = [
        (line.asker.id, line.record.id)
        for line in swept(swept_service, SweepRequest(top=14))
        if any(standing.override for standing in line.judgement.standings)
    ]
    assert overridden == [("FICT-P1", "FICT-C1")]


def test_what_a_caller_may_not_know_takes_no_part(swept_service: Service) -> None:
    ours, theirs = (swept(swept_service, SweepRequest(to="patents", top=6), each) for each in (OFFICER, NOBODY))
    assert any(SECRETIVE in {line.asker.id, line.record.id} for line in ours)
    assert not any(SECRETIVE in {line.asker.id, line.record.id} for line in theirs)


def test_a_restricted_text_goes_into_its_own_cache(swept_service: Service) -> None:
    swept(swept_service, SweepRequest())
    counts = {tier.value: cache.count(swept_service.encoder.info) for tier, cache in swept_service.caches.items()}
    assert counts["restricted"] == 1
    assert counts["public"] > 10


def test_a_second_sweep_encodes_nothing(tmp_path: Path) -> None:
    encoder = HashEncoder()
    service = Service(settings_in(tmp_path), encoder=encoder)
    service.open()
    long = patent("FICT-L1", abstract="Ceramic matrix parts for hot gas. " * 60)
    with service.database.transaction() as store:
        store.put("patents", [PatentDraft.model_validate(long)])
        store.put("companies", [CompanyDraft.model_validate(company())])
    with sweeping(service, SweepRequest(), NOBODY) as first:
        list(first.lines())
    before = encoder.queries + encoder.documents
    with sweeping(service, SweepRequest(), NOBODY) as second:
        list(second.lines())
    assert (first.encoded, second.encoded) == (1, 0)
    assert encoder.queries + encoder.documents == before
    service.close()


def test_requests_that_cannot_be_answered_are_refused(swept_service: Service) -> None:
    for top in (0, 51):
        with pytest.raises(Invalid):
            SweepRequest(top=top)
    with pytest.raises(NotFound):
        swept(swept_service, SweepRequest(programme="no-such"))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Any:
    monkeypatch.setenv("MATCHER_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setattr("index.recipe.TransformerEncoder", lambda choice: HashEncoder())
    monkeypatch.setenv("MATCHER_GLOSSARY", "off")
    monkeypatch.chdir(tmp_path)
    service = Service(settings_in(tmp_path), encoder=HashEncoder())
    service.open()
    fill(service)
    rebuild_tiers(service)
    service.close()

    def ended(*arguments: str) -> tuple[int, bytes, str]:
        capsysbinary.readouterr()
        with pytest.raises(SystemExit) as exit_:
            main(arguments)
        said = capsysbinary.readouterr()
        return int(exit_.value.code or 0), said.out, said.err.decode()

    return ended


def test_the_command_writes_the_same_table_in_each_form(run: Any, tmp_path: Path) -> None:
    code, out, err = run("sweep", "--top", "2", "--json")
    assert code == 0, err
    told = json.loads(out)
    assert (told["path"], told["asked"], told["rows"]) == ("candidates.csv", 8, 16)
    content = (tmp_path / "candidates.csv").read_bytes()
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert [row["Rank"] for row in rows[:2]] == ["1", "2"]
    assert {row["Generation"] for row in rows} == {told["generation"]}
    assert {row["Rules version"] for row in rows} == {told["rules"]}
    judging = [each for each in shipped().programmes.values() if each.criteria]
    assert {row[each.names.en] for row in rows for each in judging} <= {"eligible", "ineligible", "unknown"}
    assert any(row["Asking title"] == "'=Formula plate" for row in rows)
    assert run("sweep", "--top", "2", "--out", "-")[1] == content
    assert run("sweep", "--top", "2", "--out", "again.jsonl")[0] == 0
    lines = [json.loads(line) for line in (tmp_path / "again.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["id"] for line in lines] == [row["Id"] for row in rows]
    assert {line["civmil-cooperation"] for line in lines} <= {"eligible", "ineligible", "unknown"}
    assert run("sweep", "--top", "2", "--format", "xlsx", "--lang", "ko")[0] == 0
    sheet = openpyxl.load_workbook(tmp_path / "candidates.xlsx").active
    assert sheet is not None
    assert sheet.max_row == 17
    assert sheet["A1"].value == "질의 종류"


def test_the_command_shows_callers_what_they_may_know(run: Any) -> None:
    assert SECRETIVE.encode() in run("sweep", "--out", "-")[1]
    assert SECRETIVE.encode() not in run("sweep", "--out", "-", "--as", "company")[1]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--top", "51"), 2, "50"),
        (("--format", "xlsx", "--out", "-"), 2, "a file"),
        (("--out", "-", "--json"), 2, "a file"),
        (("--programme", "no-such"), 1, "no-such"),
        (("--out", "no/such/folder.csv"), 1, "folder.csv"),
    ],
)
def test_a_call_that_cannot_be_done_leaves_no_file(
    run: Any, tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    ended = run("sweep", *arguments)
    assert ended[0] == code
    assert said in ended[2]
    assert [each.name for each in tmp_path.iterdir()] == ["var"]


def test_a_sweep_that_is_stopped_leaves_no_file(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(api.matching.sweeping, "question_terms_many", stopped)
    assert run("sweep")[0] == 130
    assert [each.name for each in tmp_path.iterdir()] == ["var"]


def generations(run: Any) -> list[str]:
    status = json.loads(run("index", "status", "--json")[1])
    return sorted(each["name"] for each in status["generations"] if each["tier"] == "public")


def test_a_difference_names_what_moved_and_why(run: Any, tmp_path: Path) -> None:
    service = Service(settings_in(tmp_path), encoder=HashEncoder())
    service.open()
    with service.database.transaction() as store:
        store.put("companies", [CompanyDraft.model_validate(_new()), _bada()])
        store.companies.withdraw("FICT-K0", "closed")
    rebuild_tiers(service)
    with service.database.transaction() as store:
        programme = shipped().programmes["game-changers"]
        content = programme.to_mapping() | {"version": 2, "rules_version": "2099-1"}
        store.programmes.put("game-changers", content, "for a test", OFFICER, after=1, expected_version=1)
        assert isinstance(store.programmes.version("game-changers", 2), ProgrammeVersion)
        now_in_force = rules_over(store).version
    service.close()
    before, after = generations(run)
    code, out, err = run("diff", before, after, "--json", "--top", "20")
    assert code == 0, err
    found = json.loads(out)
    assert found["asked"] == 7
    assert found["before"]["rules"] == found["after"]["rules"] != now_in_force
    why = {(move["asking"]["id"], move["candidate"]["id"]): move["because"] for move in found["moves"]}
    assert why["FICT-P1", "FICT-NEW"] == "added"
    assert why["FICT-P1", "FICT-K0"] == "withdrawn"
    assert {because for (_, candidate), because in why.items() if candidate == "FICT-C2"} <= {"profile-changed"}
    assert set(found["counts"]) == set(why.values())
    assert "newly searchable" in run("diff", before, after)[1].decode()
    only = json.loads(run("diff", before, after, "--company", "FICT-C1", "--patent", "FICT-P2", "--json")[1])
    assert only["asked"] == 2
    assert "새로 검색됨" in run("diff", before, after, "--lang", "ko")[1].decode()
    assert run("diff", after, after)[1].decode().count("\n") == 3


def test_a_difference_names_the_verdicts_that_the_rules_turned(run: Any, tmp_path: Path) -> None:
    service = Service(settings_in(tmp_path), encoder=HashEncoder())
    service.open()
    with service.database.transaction() as store:
        content = shipped().programmes["innovation-100"].to_mapping() | {"version": 2}
        criteria: Any = content["criteria"]
        size = next(each for each in criteria if each["rule"] == "company-size")
        size["parameters"] = {"any_of": ["large"]}
        store.programmes.put("innovation-100", content, "for a test", OFFICER, after=1, expected_version=1)
        store.put("companies", [CompanyDraft.model_validate(_new())])
    rebuild_tiers(service)
    service.close()
    before, after = generations(run)
    found = json.loads(run("diff", before, after, "--json")[1])
    assert found["before"]["rules"] != found["after"]["rules"]
    turned = {(turn["programme"], turn["after"]) for turn in found["turns"]}
    assert turned
    assert {programme for programme, _ in turned} == {"innovation-100"}
    assert {turn["because"] for turn in found["turns"]} == {"rule-changed"}
    assert found["counts"]["rule-changed"] == len(found["turns"])
    assert "rule-changed" not in {move["because"] for move in found["moves"]}
    assert "innovation-100" in run("diff", before, after, "--lang", "ko")[1].decode()


def _bada() -> CompanyDraft:
    return CompanyDraft.model_validate(
        {**other_company(), "profile": {"summary": "Makes ceramic nozzle exhaust parts."}}
    )


def test_a_difference_between_what_is_not_there_is_refused(run: Any) -> None:
    [name] = generations(run)
    assert run("diff", name, "20200101T000000.000Z-abcdef")[0] == 1
    assert run("diff", name, "../public")[0] == 1
    assert run("diff", name, name, "--patent", "NOPE")[0] == 1
    assert run("diff", name, name, "--sample", "0")[0] == 2
    assert run("diff", name, name, "--top", "51")[0] == 2
