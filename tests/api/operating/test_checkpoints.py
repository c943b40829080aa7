"""Checkpoints of the audit log: signed, carried away, and refused where somebody edited one."""

from __future__ import annotations

import json
import random
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text

from api.operating import checkpoints
from api.service import Service
from api.settings import Settings
from api.worker import Worker
from corpus.problems import Conflict, Invalid, Unavailable
from corpus.roles import Role
from corpus.store.audit import Extent
from tests.api.conftest import as_
from tests.api.operating.conftest import LOCAL
from tests.corpus.store.test_audit import taking_guards_away

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


def write(service: Service, count: int = 3) -> None:
    with service.database.transaction() as store:
        for number in range(count):
            store.audit.write(LOCAL, "noted", "needs", f"N{number}", {"reason": "표본"})


def read(service: Service, content: bytes) -> checkpoints.Checkpoint:
    return checkpoints.read(content, checkpoints.own_public_key(service.settings))


def code(caught: pytest.ExceptionInfo[Any]) -> str:
    return str(caught.value.problem.code)


def test_a_checkpoint_is_read_back_and_holds_while_the_log_grows(service: Service) -> None:
    write(service)
    content = checkpoints.as_file(checkpoints.taken(service, NOW))
    signed = read(service, content)
    assert (signed.at, signed.extent.count) == (NOW, 3)
    write(service)
    assert checkpoints.compared(service, signed).count == 6


def test_a_checkpoint_of_an_empty_log_holds(service: Service) -> None:
    signed = read(service, checkpoints.as_file(checkpoints.taken(service)))
    assert signed.extent == Extent()
    write(service)
    assert checkpoints.compared(service, signed).count == 3


def test_the_key_is_made_once_for_its_owner_alone(settings: Settings) -> None:
    with pytest.raises(Unavailable) as caught:
        checkpoints.own_public_key(settings)
    assert code(caught) == "audit_key_unusable"
    first = checkpoints.signing_key(settings.signing_key)
    assert stat.S_IMODE(settings.signing_key.stat().st_mode) == 0o600
    again = checkpoints.signing_key(settings.signing_key)
    assert checkpoints.fingerprint(again.public_key()) == checkpoints.fingerprint(first.public_key())
    assert [path.name for path in settings.signing_key.parent.glob("*audit-key*")] == ["audit-key.pem"]


@pytest.mark.parametrize("content", [b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_file_that_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(content)
    for reading in (checkpoints.signing_key, checkpoints.public_key):
        with pytest.raises(Unavailable):
            reading(path)
    assert path.read_bytes() == content


def test_every_edited_field_and_every_flipped_bit_is_refused(service: Service) -> None:
    write(service)
    whole = checkpoints.as_file(checkpoints.taken(service, NOW))
    document = json.loads(whole)
    edited = [
        {**document, "count": 2},
        {**document, "seq": 4},
        {**document, "digest": "0" * 64},
        {**document, "numbers": "0" * 64},
        {**document, "at": "2026-03-03T03:00:00+00:00"},
        {**document, "signature": "0" * 128},
        {**document, "signature": document["signature"].upper()},
        {**document, "form": "matcher-audit-checkpoint/2"},
        {**document, "count": "3"},
        {**document, "count": True},
        {**document, "more": 1},
        {name: value for name, value in document.items() if name != "seq"},
        [document],
    ]
    for each in edited:
        with pytest.raises(Invalid):
            read(service, json.dumps(each).encode())
    chosen = random.Random(11)
    for _ in range(300):
        place = chosen.randrange(len(whole))
        flipped = bytearray(whole)
        flipped[place] ^= 1 << chosen.randrange(8)
        with pytest.raises(Invalid):
            read(service, bytes(flipped))
    with pytest.raises(Invalid):
        read(service, whole[: len(whole) // 2])
    with pytest.raises(Invalid):
        read(service, whole + b" " * checkpoints.LARGEST)


def test_what_somebody_signs_with_a_key_of_their_own_is_refused(service: Service, tmp_path: Path) -> None:
    write(service)
    own = json.loads(checkpoints.as_file(checkpoints.taken(service)))
    theirs = Ed25519PrivateKey.generate()
    signed = {**own, "count": 2, "signature": theirs.sign(checkpoints._signed({**own, "count": 2})).hex()}
    with pytest.raises(Invalid) as caught:
        read(service, checkpoints.as_file(signed))
    assert code(caught) == "checkpoint_forged"
    named = {**own, "installation": checkpoints.fingerprint(theirs.public_key())}
    named["signature"] = theirs.sign(checkpoints._signed(named)).hex()
    with pytest.raises(Invalid) as caught:
        read(service, checkpoints.as_file(named))
    assert code(caught) == "checkpoint_of_another_key"


def test_nothing_signs_a_log_that_does_not_fit(service: Service) -> None:
    write(service)
    engine = create_engine(service.settings.database)
    with engine.begin() as connection:
        for statement in taking_guards_away(connection):
            connection.execute(text(statement))
        connection.execute(text("UPDATE auditevent SET actor = 'x' WHERE seq = 2"))
    engine.dispose()
    with pytest.raises(Conflict) as caught:
        checkpoints.taken(service)
    assert code(caught) == "audit_broken"
    worker = Worker(service, clock=lambda: NOW)
    worker.step()
    assert not list(service.settings.data_dir.glob("checkpoints/*"))


def test_the_worker_writes_one_a_day(service: Service) -> None:
    write(service)
    moments = [NOW, NOW + timedelta(hours=23), NOW + timedelta(hours=25), NOW - timedelta(days=300)]
    for moment in moments:
        Worker(service, clock=lambda moment=moment: moment).step()  # type: ignore[misc]
    names = sorted(path.name for path in service.settings.checkpoints.iterdir())
    assert names == [
        "audit-20250506T030000Z.json",
        "audit-20260302T030000Z.json",
        "audit-20260303T040000Z.json",
    ]
    for path in service.settings.checkpoints.iterdir():
        assert checkpoints.compared(service, read(service, path.read_bytes())).count == 3


def test_who_may_read_the_log_takes_a_checkpoint(client: TestClient, service: Service) -> None:
    write(service)
    taken = client.get("/api/v1/audit/checkpoint", headers=as_(service, Role.REVIEWER))
    assert taken.status_code == 200
    assert taken.headers["content-disposition"].startswith('attachment; filename="audit-')
    assert read(service, taken.content).extent.count >= 3
    assert client.get("/api/v1/audit/checkpoint", headers=as_(service, Role.OFFICER)).status_code == 403


def test_commands_take_verify_and_never_write_over(run: Any, data_dir: Path) -> None:
    file, public = data_dir / "march.json", data_dir / "key.pub"
    taken = run("audit", "checkpoint", str(file), "--json")
    assert taken.code == 0, taken.err
    assert taken.document["count"] == 0
    assert run("audit", "checkpoint", str(file)).code == 1
    public.write_text(run("audit", "key").out, encoding="ascii")
    verified = run("audit", "verify", "--checkpoint", str(file), "--key", str(public))
    assert verified.code == 0, verified.err
    assert "those that were signed" in verified.out
    assert run("audit", "verify", "--checkpoint", str(data_dir / "none.json")).code == 1
    assert run("audit", "checkpoint", str(data_dir / "no" / "folder.json")).code == 1
    other = checkpoints.signing_key(data_dir / "other.pem").public_key()
    public.write_text(checkpoints.as_pem(other), encoding="ascii")
    refused = run("audit", "verify", "--checkpoint", str(file), "--key", str(public), "--json")
    assert refused.document["error"]["code"] == "checkpoint_of_another_key"
