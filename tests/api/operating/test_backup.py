"""Backups by their commands: whole, private and checked; what is damaged or hostile leaves nothing in place."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.imports.importer import Importer
from api.imports.uploading import Wanted, accept, sweep
from api.operating.backing_up import back_up, keeping_uploads
from api.operating.backup_file import MANIFEST
from api.service import Service
from api.settings import Settings
from corpus.roles import Caller, Role
from tests.api.conftest import settings_in
from tests.api.records import company, company_row, patent
from tests.databases import Cluster
from tests.fakes import HashEncoder

LOCAL = Caller(Role.ADMINISTRATOR, "tests")
DATABASE = "database/matcher.db"
Members = dict[str, bytes]


def lines(*rows: dict[str, Any]) -> io.BytesIO:
    return io.BytesIO("\n".join(json.dumps(row) for row in rows).encode())


def furnish(service: Service) -> int:
    """Records, an account, events, a learnt file, an upload that is through; gives the number of one that waits."""
    with service.database.transaction() as store:
        store.accounts.create(LOCAL.account, Role.ADMINISTRATOR, LOCAL)
    accept(service, LOCAL, lines(patent(), patent("FICT-P2")), "patents.jsonl", Wanted())
    Importer(service).step()
    service.settings.learnt_dir.mkdir()
    (service.settings.learnt_dir / "CURRENT").write_text("learnt-000000000000\n")
    return accept(service, LOCAL, lines(company_row(company())), "waits.jsonl", Wanted())


@pytest.fixture(scope="module")
def archive(shared_service: Service, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a furnished folder."""
    furnish(shared_service)
    path = tmp_path_factory.mktemp("backups") / "one.backup"
    back_up(shared_service, path, lambda _step, _done, _total: None)
    return path


def entries(path: Path) -> list[str]:
    """All that lies in a folder, locks aside."""
    if not path.is_dir():
        return []
    return sorted(str(each.relative_to(path)) for each in path.rglob("*") if each.name != ".backup.lock")


@pytest.mark.sqlite
def test_what_was_backed_up_is_restored(service: Service, run: Any, tmp_path: Path) -> None:
    waits = furnish(service)
    archive, other = tmp_path / "one.backup", tmp_path / "other"
    made = run("backup", str(archive), "--json")
    assert made.code == 0, made.err
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert {name.split("/")[0] for name in made.document["members"]} == {"database", "uploads", "learnt"}
    assert made.document["rows"]["patent"] == 2
    found = run("audit", "verify", "--json").document
    assert f"{found['count']}:{found['last']}" == made.document["audit"]
    restored = run("restore", str(archive), "--data-dir", str(other), "--json")
    assert restored.code == 0, restored.err
    assert restored.document["audit"] == made.document["audit"]
    assert entries(other / "learnt") == ["CURRENT"]
    there = Service(Settings(data_dir=other, database_url=f"sqlite:///{other}/matcher.db"), encoder=HashEncoder())
    importer = Importer(there)
    assert importer.step()
    with there.database.reading() as store:
        assert store.uploads.require(waits).state == "finished"
        assert (store.patents.count(), store.companies.count()) == (2, 1)
    there.close()
    # Neither leaves anything beside what it made.
    assert entries(tmp_path / "var") == entries(service.settings.data_dir)
    assert [name for name in entries(tmp_path) if name.endswith(".partial") or ".restoring" in name] == []


@pytest.mark.sqlite
def test_no_file_is_replaced_and_no_folder_with_records(
    archive: Path, service: Service, run: Any, tmp_path: Path
) -> None:
    before = archive.read_bytes()
    again = run("backup", str(archive))
    assert (again.code, archive.read_bytes()) == (1, before)
    assert "→" in again.err
    kept = (tmp_path / "var" / "matcher.db").read_bytes()
    over = run("restore", str(archive), "--json", "--lang", "ko")
    assert (over.code, over.document["error"]["code"]) == (1, "database_there")
    assert (tmp_path / "var" / "matcher.db").read_bytes() == kept
    other = tmp_path / "other"
    (other / "index" / "main" / "public").mkdir(parents=True)
    (other / "index" / "main" / "public" / "CURRENT").write_text("x")
    ahead = run("restore", str(archive), "--data-dir", str(other), "--json")
    assert (ahead.code, ahead.document["error"]["code"]) == (1, "index_there")
    assert not (other / "matcher.db").exists()
    empty = run("backup", str(tmp_path / "none.backup"), "--data-dir", str(tmp_path / "new"), "--json")
    assert empty.code == 1
    assert not (tmp_path / "none.backup").exists()


@pytest.mark.sqlite
def test_an_upload_whose_file_is_gone_and_a_broken_log_are_told(service: Service, run: Any, tmp_path: Path) -> None:
    waits = furnish(service)
    with service.database.reading() as store:
        path = store.uploads.require(waits).path
    (service.settings.upload_dir / path).unlink()
    with closing(sqlite3.connect(tmp_path / "var" / "matcher.db")) as connection:
        connection.execute(LET_GO["UPDATE"])
        connection.execute("UPDATE auditevent SET actor = 'nobody' WHERE seq = 2")
        connection.commit()
    made = run("backup", str(tmp_path / "b.backup"), "--json")
    assert made.code == 1
    assert (made.document["missing"], made.document["broken"]) == ([path], 2)
    assert path in made.err
    # It is a backup all the same, and says what it is when it is restored.
    again = run("restore", str(tmp_path / "b.backup"), "--data-dir", str(tmp_path / "other"), "--json")
    assert (again.code, again.document["broken"]) == (0, 2)


@pytest.mark.sqlite
def test_what_a_killed_one_left_is_no_hindrance(service: Service, run: Any, tmp_path: Path) -> None:
    furnish(service)
    archive, other = tmp_path / "b.backup", tmp_path / "other"
    left = [archive.with_name(f".{archive.name}.partial"), tmp_path / "var" / ".backup.db"]
    for path in left:
        path.write_bytes(b"half of it")
    assert run("backup", str(archive)).code == 0
    (other / ".restoring" / "uploads").mkdir(parents=True)
    (other / ".restoring-matcher.db").write_bytes(b"half of it")
    assert run("restore", str(archive), "--data-dir", str(other)).code == 0
    left += [other / ".restoring", other / ".restoring-matcher.db"]
    assert [path for path in left if path.exists()] == []


def test_a_file_that_a_backup_may_want_stays_until_the_sweep(service: Service) -> None:
    waits = furnish(service)
    with service.database.reading() as store:
        path = service.settings.upload_dir / store.uploads.require(waits).path
    later = datetime.now(UTC) + timedelta(days=2)
    with keeping_uploads(service.settings):
        assert Importer(service).step()
        assert path.is_file()
        assert sweep(service, later) == 0
    assert sweep(service, later) == 1
    assert not path.exists()


def tampered(path: Path, change: Callable[[Members, dict[str, Any]], None]) -> Path:
    """The archive with members and manifest changed by `change`; checksums are those of the new members."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(members.pop(MANIFEST))
    change(members, manifest)
    made = path.with_suffix(".tampered")
    made.unlink(missing_ok=True)
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.writestr(MANIFEST, json.dumps(manifest))
    return made


def vouch(members: Members, manifest: dict[str, Any]) -> None:
    manifest["members"] = {
        name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()} for name, content in members.items()
    }


LET_GO = {"UPDATE": "DROP TRIGGER auditevent_kept_as_written", "DELETE": "DROP TRIGGER auditevent_kept"}
"""What keeps the audit log as it was written, taken away first, as whoever has the file can."""


def with_sql(members: Members, manifest: dict[str, Any], *statements: str) -> None:
    """The database changed by SQL, and the manifest vouching for it."""
    connection = sqlite3.connect(":memory:")
    with closing(connection):
        connection.deserialize(members[DATABASE])
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        members[DATABASE] = connection.serialize()
    vouch(members, manifest)


@dataclass(frozen=True)
class Hostile:
    name: str
    change: Callable[[Members, dict[str, Any]], None]
    code: str = "backup_damaged"


def _named(name: str) -> Callable[[Members, dict[str, Any]], None]:
    def change(members: Members, manifest: dict[str, Any]) -> None:
        members[name] = b"elsewhere"
        vouch(members, manifest)

    return change


def _flipped(members: Members, manifest: dict[str, Any]) -> None:
    content = bytearray(members[DATABASE])
    content[len(content) // 2] ^= 1
    members[DATABASE] = bytes(content)


def _torn(members: Members, manifest: dict[str, Any]) -> None:
    """Pages at odds under a checksum that fits."""
    content = bytearray(members[DATABASE])
    content[8192:40_960] = bytes(32_768)
    members[DATABASE] = bytes(content)
    vouch(members, manifest)


def _is_none(members: Members, manifest: dict[str, Any]) -> None:
    members[DATABASE] = b"no database at all" * 1000
    vouch(members, manifest)


def _bomb(members: Members, manifest: dict[str, Any]) -> None:
    manifest["members"][DATABASE]["size"] = 10**15


HOSTILE = (
    Hostile("parent", _named("../elsewhere")),
    Hostile("inner parent", _named("uploads/../../elsewhere")),
    Hostile("absolute", _named("/tmp/elsewhere")),
    Hostile("backslash", _named("uploads\\..\\elsewhere")),
    Hostile("other folder", _named("index/main/CURRENT")),
    Hostile("deep", _named("uploads/a/b/c")),
    Hostile("folder", _named("uploads/a/")),
    Hostile("control character", _named("uploads/a/b\x1b")),
    Hostile("flipped bit", _flipped),
    Hostile("pages at odds", _torn),
    Hostile("no database", _is_none),
    Hostile("enormous", _bomb),
    Hostile("member missing", lambda members, manifest: members.pop(DATABASE)),  # type: ignore[arg-type, return-value]
    Hostile("member added", lambda members, manifest: members.update({"uploads/a/b": b""})),
    Hostile("manifest without form", lambda members, manifest: manifest.pop("form")),
    Hostile("manifest of another type", lambda members, manifest: manifest.update(members=[])),
    Hostile("later form", lambda members, manifest: manifest.update(form=2), "backup_newer"),
    Hostile("later schema", lambda members, manifest: manifest.update(revision="9999"), "backup_newer"),
    Hostile("other kind", lambda members, manifest: manifest.update(database="postgresql"), "other_database"),
    Hostile(
        "event changed",
        lambda m, f: with_sql(m, f, LET_GO["UPDATE"], "UPDATE auditevent SET actor = 'nobody' WHERE seq = 1"),
    ),
    Hostile("event taken out", lambda m, f: with_sql(m, f, LET_GO["DELETE"], "DELETE FROM auditevent WHERE seq = 1")),
    Hostile("record taken out", lambda m, f: with_sql(m, f, "DELETE FROM change WHERE record_id = 'FICT-P2'")),
)


@pytest.mark.sqlite
@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda each: each.name)
def test_what_is_damaged_or_hostile_leaves_nothing(hostile: Hostile, archive: Path, run: Any, tmp_path: Path) -> None:
    other, before = tmp_path / "other", set(entries(tmp_path))
    path = tampered(archive, hostile.change)
    refused = run("restore", str(path), "--data-dir", str(other), "--json")
    assert (refused.code, refused.document["error"]["code"]) == (1, hostile.code)
    assert refused.document["error"]["mend"]
    assert entries(other) == []
    assert {each for each in set(entries(tmp_path)) - before if "elsewhere" in each} == set()


@pytest.mark.sqlite
def test_links_and_compressed_members_are_refused(archive: Path, run: Any, tmp_path: Path) -> None:
    with zipfile.ZipFile(archive) as whole:
        members = {name: whole.read(name) for name in whole.namelist()}
    for kind in ("link", "compressed"):
        path = tmp_path / kind
        with zipfile.ZipFile(path, "w") as made:
            for name, content in members.items():
                entry = zipfile.ZipInfo(name)
                if name == DATABASE and kind == "link":
                    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
                made.writestr(entry, content, zipfile.ZIP_DEFLATED if kind == "compressed" else zipfile.ZIP_STORED)
        refused = run("restore", str(path), "--data-dir", str(tmp_path / "other"), "--json")
        assert (refused.code, refused.document["error"]["code"]) == (1, "backup_damaged")
        assert entries(tmp_path / "other") == []


@pytest.mark.sqlite
def test_what_is_cut_off_or_no_backup_is_refused(archive: Path, run: Any, tmp_path: Path) -> None:
    whole = archive.read_bytes()
    for number, content in enumerate((whole[: len(whole) // 2], whole[:-1], b"", b"text", whole[len(whole) // 2 :])):
        path = tmp_path / str(number)
        path.write_bytes(content)
        refused = run("restore", str(path), "--data-dir", str(tmp_path / "other"), "--json")
        assert refused.code == 1
        assert refused.document["error"]["code"] in {"no_backup", "backup_damaged"}
        assert entries(tmp_path / "other") == []
    assert run("restore", str(tmp_path / "nowhere"), "--data-dir", str(tmp_path / "other")).code == 1


@pytest.mark.postgres
def test_a_postgresql_database_is_backed_up_and_restored(
    cluster: Cluster, run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHER_DATABASE_URL", cluster.migrated())
    service = Service(settings_in(tmp_path).model_copy(update={"database_url": os.environ["MATCHER_DATABASE_URL"]}))
    waits = furnish(service)
    service.close()
    made = run("backup", str(tmp_path / "one.backup"), "--json")
    assert made.code == 0, made.err
    assert "database/matcher.dump" in made.document["members"]
    over = run("restore", str(tmp_path / "one.backup"), "--data-dir", str(tmp_path / "other"), "--json")
    assert (over.code, over.document["error"]["code"]) == (1, "database_there")
    url = cluster.empty()
    monkeypatch.setenv("MATCHER_DATABASE_URL", url)
    restored = run("restore", str(tmp_path / "one.backup"), "--data-dir", str(tmp_path / "other"), "--json")
    assert restored.code == 0, restored.err
    assert (restored.document["rows"], restored.document["audit"]) == (made.document["rows"], made.document["audit"])
    there = Service(Settings(data_dir=tmp_path / "other", database_url=url), encoder=HashEncoder())
    assert Importer(there).step()
    with there.database.reading() as store:
        assert store.uploads.require(waits).state == "finished"
        assert (store.patents.count(), store.companies.count()) == (2, 1)
    there.close()


@pytest.mark.postgres
def test_the_database_programs_are_needed_and_told_no_password_in_their_call(
    run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    cluster: Cluster = request.getfixturevalue("cluster")
    url = cluster.migrated().replace("tests@", "tests:quiet%3Aheron@")
    monkeypatch.setenv("MATCHER_DATABASE_URL", url)
    programs = tmp_path / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    missing = run("backup", str(tmp_path / "b.backup"), "--json")
    assert (missing.code, missing.document["error"]["code"]) == (1, "program_missing")
    seen = tmp_path / "seen"
    program = programs / "pg_dump"
    program.write_text(
        f'#!/bin/sh\necho "$@" > {seen}\n/bin/cat "{tmp_path}/var/.pgpass" >> {seen}\n'
        'echo "no such server" >&2\nexit 1\n'
    )
    program.chmod(0o755)
    failed = run("backup", str(tmp_path / "b.backup"), "--json")
    assert (failed.code, failed.document["error"]["code"]) == (1, "program_failed")
    assert "no such server" in failed.document["error"]["reason"]
    call, passwords = seen.read_text().splitlines()
    assert "heron" not in call
    assert passwords == "*:*:*:*:quiet\\:heron"
    assert not (tmp_path / "b.backup").exists()
    assert entries(tmp_path / "var") == []
