"""From parsed rows to records, with an account of every row."""

from __future__ import annotations

import csv
import json
import multiprocessing
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus import ingest as ingesting
from corpus.database import Database
from corpus.disclosure import Tier
from corpus.drafts import CompanyDraft, NeedDraft, ProfileDraft, ProjectDraft
from corpus.importers.detect import detect
from corpus.importers.format import Accepted, Parsed, Rejected
from corpus.importers.source import Source
from corpus.ingest import ImportReport, ingest
from corpus.problems import Invalid, Problem
from corpus.rejections import RejectionFile, write_rejected
from corpus.text import Language
from corpus.wording import ALL, sentence
from corpus.wording.storing import WORDING


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingesting, "ROWS_A_BATCH", 3)


def needs(*titles: str, first: int = 1) -> Iterator[Parsed]:
    for number, title in enumerate(titles, first):
        yield Accepted(number, NeedDraft(id=f"N{number}", title=title))


def bad(row: int, original: str = "") -> Rejected:
    return Rejected(row, Problem.of("bad_filter_value", "title", "=1+1\x00", expected="words\ud800"), original)


def run(database: Database, parsed: Iterator[Parsed], *, dry_run: bool = False) -> ImportReport:
    return ingest(database, parsed, source_name="needs.csv", format_name="plain-needs", kind="needs", dry_run=dry_run)


def counts(report: ImportReport) -> tuple[int, int, int, int, int]:
    return report.rows, report.added, report.updated, report.unchanged, report.rejected


def test_a_file_is_taken_and_again_changes_nothing(database: Database) -> None:
    first = run(database, needs(*"abcdefg"))
    assert counts(first) == (7, 7, 0, 0, 0)
    again = run(database, needs(*"abcdefg"))
    assert counts(again) == (7, 0, 0, 7, 0)
    changed = run(database, needs(*"abXdefgh"))
    assert counts(changed) == (8, 1, 1, 6, 0)
    with database.reading() as store:
        assert store.changes.of(Tier.PUBLIC).last() == 9
        runs = store.imports.page()
        assert [(each.id, each.status, each.rows) for each in runs] == [
            (changed.run_id, "finished", 8),
            (again.run_id, "finished", 7),
            (first.run_id, "finished", 7),
        ]
        assert store.needs.history("N3")[1].import_run_id == changed.run_id


def test_rejected_rows_are_kept_with_their_reason(database: Database) -> None:
    rows = [*needs("a"), bad(2, "x" * 20_000), *needs("c", first=3), bad(4, "nul \x00 half \ud800")]
    report = run(database, iter(rows))
    assert counts(report) == (4, 2, 0, 0, 2)
    assert report.reasons == {"bad_filter_value": 2}
    assert [each.row for each in report.samples] == [2, 4]
    assert report.run_id is not None
    with database.reading() as store:
        kept = list(store.imports.all_rejected(report.run_id))
        assert [(each.row, each.field, each.value, each.code, each.facts) for each in kept] == [
            (2, "title", "=1+1\ufffd", "bad_filter_value", {"expected": "words?"}),
            (4, "title", "=1+1\ufffd", "bad_filter_value", {"expected": "words?"}),
        ]
        assert len(kept[0].original) == 10_000
        assert kept[1].original == "nul \ufffd half ?"


def test_an_id_again_in_one_file(database: Database) -> None:
    rows: list[Parsed] = [*needs(*"abcd")]
    rows += [Accepted(5, NeedDraft(id="N1", title="a")), Accepted(6, NeedDraft(id="N2", title="other"))]
    report = run(database, iter(rows))
    assert counts(report) == (6, 4, 0, 1, 1)
    problem = report.samples[0].problem
    assert (problem.code, problem.value, problem.facts) == ("duplicate_in_file", "N2", {"first_row": 2})
    assert json.loads(report.samples[0].original) == {"id": "N2", "title": "other"}
    assert "2" in sentence(problem, "ko").reason
    with database.reading() as store:
        need = store.needs.get("N2")
        assert need is not None
        assert need.title == "b"


def test_a_dry_run_reports_the_same_and_leaves_no_trace(database: Database) -> None:
    run(database, needs("a", "b"))
    rows = [*needs(*"aBcde"), bad(6)]
    dry = run(database, iter(rows), dry_run=True)
    with database.reading() as store:
        assert (store.needs.count(), store.changes.of(Tier.PUBLIC).last(), len(store.imports.page())) == (2, 2, 1)
        assert store.organisations.count() == 0
    wet = run(database, iter(rows))
    assert counts(dry) == counts(wet) == (6, 3, 1, 1, 1)
    assert dry.run_id is None


def awards() -> Iterator[Parsed]:
    for row, (name, title) in enumerate(
        [("Norden Inc.", "A"), ("Apex", "A"), ("NORDEN", "B"), ("Apex", "A"), ("Norden", "A"), ("Norden", "C")], 1
    ):
        profile = ProfileDraft(projects=(ProjectDraft(title=title),))
        yield Accepted(row, CompanyDraft(name=name, adds_projects=True, profile=profile))


def test_awards_of_one_firm_are_merged_over_batches_and_runs(database: Database) -> None:
    def take(*, dry_run: bool) -> ImportReport:
        return ingest(database, awards(), source_name="awards", format_name="sbir", kind="companies", dry_run=dry_run)

    dry, wet, again = take(dry_run=True), take(dry_run=False), take(dry_run=False)
    assert counts(dry) == counts(wet) == (6, 2, 2, 2, 0)
    assert counts(again) == (6, 0, 0, 6, 0)
    with database.reading() as store:
        assert store.companies.count() == 2
        (norden,) = (company.id for company in store.companies.page() if company.name == "Norden Inc.")
        profile = store.companies.profile(norden)
        assert profile is not None
        assert [project["title"] for project in profile.projects] == ["A", "B", "C"]


def test_companies_without_ids_that_differ_are_duplicates(database: Database) -> None:
    drafts = [
        CompanyDraft(name=name, region=region, profile=ProfileDraft()) for name, region in [("A", "x"), ("A㈜", "y")]
    ]
    rows = (Accepted(row, draft) for row, draft in enumerate(drafts, 1))
    report = ingest(database, rows, source_name="c", format_name="plain-companies", kind="companies")
    assert counts(report) == (2, 1, 0, 0, 1)
    assert report.reasons == {"duplicate_in_file": 1}


def test_a_broken_file_keeps_the_rows_before_and_says_why(database: Database) -> None:
    def broken() -> Iterator[Parsed]:
        yield from needs(*"abcd")
        raise Invalid.because("bad_schedule", "line", "five")

    with pytest.raises(Invalid, match="bad_schedule"):
        run(database, broken())
    with database.reading() as store:
        (kept,) = store.imports.page()
        assert (kept.status, kept.rows, kept.added, kept.problem_code) == ("failed", 4, 4, "bad_schedule")
        assert store.needs.count() == 4


@pytest.mark.parametrize(("error", "status"), [(KeyboardInterrupt(), "interrupted"), (OSError(), "failed")])
def test_an_import_cut_off_keeps_its_finished_batches(database: Database, error: BaseException, status: str) -> None:
    def cut_off() -> Iterator[Parsed]:
        yield from needs(*"abcde")
        raise error

    with pytest.raises(type(error)):
        run(database, cut_off())
    with database.reading() as store:
        (kept,) = store.imports.page()
        assert (kept.status, kept.rows, store.needs.count()) == (status, 3, 3)
    assert counts(run(database, needs(*"abcde"))) == (5, 2, 0, 3, 0)


def take_and_linger(url: str) -> None:
    def lingering() -> Iterator[Parsed]:
        yield from needs(*"abcde")
        time.sleep(60)

    run(Database(url), lingering())


def test_an_import_that_is_killed_loses_no_finished_batch(database: Database, url: str) -> None:
    database.close()
    process = multiprocessing.get_context("fork").Process(target=take_and_linger, args=(url,))
    process.start()
    for _ in range(200):
        with database.reading() as store:
            if store.needs.count():
                break
        time.sleep(0.05)
    process.kill()
    process.join(20)
    with database.reading() as store:
        (kept,) = store.imports.page()
        assert (kept.status, kept.rows, store.needs.count()) == ("running", 3, 3)
    assert counts(run(database, needs(*"abcde"))) == (5, 2, 0, 3, 0)


def test_an_import_that_died_is_marked_by_the_next(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.transaction() as store:
        dead = store.imports.start(source_name="x", format_name="f", kind="needs")
    run(database, needs("a"))
    with database.transaction() as store:
        living = store.imports.get(dead)
        assert living is not None
        assert living.status == "running"
        monkeypatch.setattr("corpus.store.imports.DEAD_AFTER", living.seen_at - living.seen_at)
        assert store.imports.mark_interrupted() == 1
        marked = store.imports.get(dead)
        assert marked is not None
        assert marked.status == "interrupted"


def test_progress_is_told_after_each_batch(database: Database) -> None:
    told: list[int] = []
    ingest(
        database,
        needs(*"abcdefg"),
        source_name="n",
        format_name="f",
        kind="needs",
        progress=lambda progress: told.append(progress.counts.rows),
    )
    assert told == [3, 6, 7]


def test_a_file_without_rows_is_an_import_of_none(database: Database) -> None:
    assert counts(run(database, iter(()))) == (0, 0, 0, 0, 0)


def test_rejected_rows_are_written_to_mend(database: Database, tmp_path: Path) -> None:
    report = run(database, iter([*needs("a"), bad(2, " =cmd|' /C calc'!A0"), bad(3, '{"title": "쉼표, \n줄"}')]))
    assert report.run_id is not None
    with database.reading() as store:
        assert write_rejected(store, report.run_id, tmp_path / "rejected.csv", "ko") == 2
        assert write_rejected(store, report.run_id, tmp_path / "rejected.jsonl") == 2
    raw = (tmp_path / "rejected.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    with (tmp_path / "rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["value"] == "'=1+1\ufffd"
    assert rows[0]["original"] == "' =cmd|' /C calc'!A0"
    assert (rows[1]["file"], rows[1]["row"], rows[1]["field"]) == ("needs.csv", "3", "title")
    assert rows[1]["original"] == '{"title": "쉼표, \n줄"}'
    lines = [json.loads(line) for line in (tmp_path / "rejected.jsonl").read_text().splitlines()]
    assert list(lines[0]) == ["file", "row", "field", "value", "reason", "mend", "original"]
    assert lines[0]["original"] == " =cmd|' /C calc'!A0"
    assert rows[0]["reason"] != lines[0]["reason"]


def test_rejected_rows_of_a_dry_run_can_be_written_as_they_come(database: Database, tmp_path: Path) -> None:
    with RejectionFile(tmp_path / "r.jsonl", "n.csv") as file:
        ingest(
            database,
            iter([bad(1)]),
            source_name="n.csv",
            format_name="f",
            kind="needs",
            dry_run=True,
            on_rejected=file.write,
        )
    assert file.count == 1
    assert json.loads((tmp_path / "r.jsonl").read_text())["row"] == 1
    with RejectionFile(tmp_path / "none.csv", "n.csv"):
        pass
    assert not (tmp_path / "none.csv").exists()


def test_a_row_with_another_tier_than_was_decided_is_rejected_alone(database: Database) -> None:
    run(database, needs("a", "b", "c"))
    with database.transaction() as store:
        store.needs.move("N2", Tier.RESTRICTED)
    rows: list[Parsed] = [
        Accepted(1, NeedDraft(id="N1", title="a2", tier=Tier.RELEASED)),
        Accepted(2, NeedDraft(id="N2", title="b2", tier=Tier.RESTRICTED)),
        Accepted(3, NeedDraft(id="N3", title="c2")),
        Accepted(4, NeedDraft(id="N4", title="d", tier=Tier.RELEASED)),
        Accepted(5, NeedDraft(id="N1", title="a3")),
    ]
    for dry_run in (True, False):
        report = run(database, iter(rows), dry_run=dry_run)
        assert counts(report) == (5, 1, 3, 0, 1)
        (sample,) = report.samples
        assert (sample.row, sample.problem.code, sample.problem.value) == (1, "tier_by_reviewer", "public")
        assert json.loads(sample.original)["id"] == "N1"
        assert "N1" in sentence(sample.problem, "ko").reason
    with database.reading() as store:
        tiers = {need.id: need.tier for need in store.needs.page()}
        assert tiers == {"N1": "public", "N2": "restricted", "N3": "public", "N4": "released"}


def test_companies_without_ids_are_asked_for_their_tier_too(database: Database) -> None:
    def take(tier: Tier | None) -> ImportReport:
        draft = CompanyDraft(name="Hanbit", uei="HANBIT000001", tier=tier, profile=ProfileDraft())
        return ingest(database, iter([Accepted(1, draft)]), source_name="c", format_name="f", kind="companies")

    assert counts(take(None)) == (1, 1, 0, 0, 0)
    assert take(Tier.RESTRICTED).reasons == {"tier_by_reviewer": 1}
    assert counts(take(Tier.PUBLIC)) == (1, 0, 0, 1, 0)


SECRET_FILE = """수요기술명,수요기관,공개등급,세부내용
경량 마스트,가상 해군정비단,공개,가벼워야 한다
lilac heron 1,가상 해군정비단,Ⅱ급 비밀,쉿
lilac heron 2,가상 해군정비단,공개,[군사 II급 비밀] 쉿
lilac heron 3,가상 해군정비단,공개,SECRET//NOFORN 쉿,넘친 칸
조용한 발전기,가상 육군정비단,비공개,60 dB 이하
"""


@pytest.mark.parametrize("language", ["ko", "en"])
def test_nothing_of_a_secret_row_is_kept_or_told(
    database: Database, tmp_path: Path, language: Language, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    source = Source.of("needs.csv", SECRET_FILE.encode())
    with RejectionFile(tmp_path / "rejected.csv", "needs.csv", language) as file:
        report = ingest(
            database,
            detect(source).read(source),
            source_name="needs.csv",
            format_name="plain-needs",
            kind="needs",
            on_rejected=file.write,
        )
    assert counts(report) == (5, 2, 0, 0, 3)
    assert report.reasons == {"secret_refused": 3}
    assert [(each.row, each.problem.field) for each in report.samples] == [
        (3, "공개등급"),
        (4, "세부내용"),
        (5, "line"),
    ]
    assert report.run_id is not None
    with database.reading() as store:
        kept = list(store.imports.all_rejected(report.run_id))
        write_rejected(store, report.run_id, tmp_path / "later.jsonl", language)
        assert sorted(need.tier for need in store.needs.page()) == ["public", "restricted"]
    assert [(each.value, each.original) for each in kept] == [("", "")] * 3
    written = (tmp_path / "rejected.csv").read_text("utf-8") + (tmp_path / "later.jsonl").read_text("utf-8")
    told_of = sentence(Problem.of("secret_refused", "세부내용", grade="classified"), language)
    assert told_of.reason in written
    for told in (repr(report), repr([each.model_dump() for each in kept]), written, caplog.text):
        assert "heron" not in told
        assert "쉿" not in told


def test_a_refusal_of_any_importer_is_looked_through(database: Database) -> None:
    rows = [
        Rejected(1, Problem.of("bad_value", "title", "[비밀] heron"), "heron"),
        Rejected(2, Problem.of("missing", "title"), "<p>SECRET//NOFORN heron</p>"),
        Rejected(3, Problem.of("bad_json", "line", "", cause="SECRET//NF heron")),
    ]
    report = run(database, iter(rows))
    assert report.reasons == {"secret_refused": 3}
    assert "heron" not in repr(report)


def test_a_file_whose_name_is_marked_is_refused_before_it_is_noted(database: Database) -> None:
    with pytest.raises(Invalid, match="secret_refused"):
        ingest(database, needs("a"), source_name="[군사기밀] heron.csv", format_name="f", kind="needs")
    with database.reading() as store:
        assert store.imports.page() == []


def test_a_broken_file_repeats_no_marking(database: Database) -> None:
    def broken() -> Iterator[Parsed]:
        yield from needs("a")
        raise Invalid.because("bad_schedule", "line", "SECRET//NOFORN heron")

    with pytest.raises(Invalid) as caught:
        run(database, broken())
    assert "heron" not in repr(caught.value.problem)
    with database.reading() as store:
        (kept,) = store.imports.page()
        assert (kept.status, kept.problem_code, kept.problem_value) == ("failed", "secret_refused", "")


@pytest.mark.parametrize("code", sorted(WORDING))
def test_each_problem_of_storing_is_worded(code: str) -> None:
    facts: dict[str, str | int | float] = {
        **dict.fromkeys(("known", "kind", "expected", "drivers", "module", "owner", "company", "id"), "x"),
        **dict.fromkeys(("limit", "first_row"), 7),
    }
    problem = Problem(code, "f", "v", facts)
    korean, english = sentence(problem, "ko"), sentence(problem)
    assert all((korean.reason, korean.mend, english.reason, english.mend))
    assert korean != english
    assert ALL[code] is WORDING[code]
