"""Each thing that can be wrong, broken in turn: the doctor names exactly it, with a mend, in both languages."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typst
from sqlalchemy import create_engine, text

from api import fonts
from api.environment import Found, look
from api.language import COMMANDS, Words
from api.operating import diagnosis as doctor
from api.operating import upkeep
from api.operating.finding import Finding
from api.operating.rebuilding import JOB, rebuild_under_lease
from api.service import Service
from api.settings import Settings
from corpus.disclosure import Tier
from corpus.drafts import PatentDraft
from corpus.roles import Caller, Role
from corpus.store.jobs import Result
from corpus.store.mails import MOST_ATTEMPTS
from corpus.text import HANGUL, Language
from tests.api.conftest import data_dir, run, settings_in
from tests.api.records import patent
from tests.conftest import Scale
from tests.fakes import HashEncoder
from tests.fonts import NAME
from tests.proof.figures import Recorder

__all__ = ["data_dir", "run"]

LOCAL = Caller(Role.ADMINISTRATOR, "tests")
MISSING = fonts.missing
ENOUGH = "a-secret-that-is-long-enough"


@dataclass
class Installation:
    """One over a data folder. Its settings are read from the environment anew for each diagnosis."""

    settings: Settings
    patch: pytest.MonkeyPatch
    encoder: HashEncoder = field(default_factory=HashEncoder)

    @property
    def folder(self) -> Path:
        return self.settings.data_dir.parent

    def found(self) -> Found:
        return look(**{name: getattr(self.settings, name) for name in self.settings.model_fields_set})

    def diagnosis(self, language: Language = "en") -> list[Finding]:
        found = self.found()
        service = Service(found.settings, encoder=self.encoder)
        try:
            return doctor.diagnosis(service, Words(language, COMMANDS), problems=found.problems)
        finally:
            service.close()

    def set(self, **variables: object) -> None:
        for name, value in variables.items():
            self.patch.setenv(f"MATCHER_{name.upper()}", str(value))

    def written(self, statement: str, **values: object) -> None:
        engine = create_engine(self.settings.database)
        with engine.begin() as connection:
            connection.execute(text(statement), values)
        engine.dispose()

    def store(self, work: Callable[[Any], object]) -> None:
        service = Service(self.settings, encoder=self.encoder)
        with service.database.transaction() as store:
            work(store)
        service.close()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation in order: built, with a worker that was just seen."""
    settings = settings_in(tmp_path_factory.mktemp("sound"))
    service = Service(settings, encoder=HashEncoder())
    service.open()
    rebuild_under_lease(service)
    with service.database.transaction() as store:
        for job in ("rebuild", "screening"):
            store.audit.write(LOCAL, "job_requested", "job", job)
    service.close()
    return settings


@contextmanager
def copied(sound: Settings, folder: Path) -> Iterator[Installation]:
    shutil.copytree(sound.data_dir, folder / "var")
    with pytest.MonkeyPatch.context() as patch:
        # This machine may have none.
        patch.setattr(fonts, "missing", lambda letters, given: [])
        made = Installation(settings_in(folder), patch)
        made.store(lambda store: store.jobs.seen("worker", datetime.now(UTC)))
        yield made


def no_korean_font(made: Installation) -> None:
    bare = typst.Fonts(include_system_fonts=False)
    made.patch.setattr(fonts, "missing", lambda letters, given: MISSING(letters, bare))


def closed_database(made: Installation) -> None:
    made.set(database_url="postgresql+psycopg://matcher@127.0.0.1:1/matcher")


def earlier_schema(made: Installation) -> None:
    made.written("UPDATE alembic_version SET version_num = '0001'")


def another_model(made: Installation) -> None:
    made.encoder = HashEncoder(revision="2")


def damaged_index(made: Installation) -> None:
    kept = Service(made.settings).generations[Tier.PUBLIC]
    name = kept.current()
    file = next(path for path in (kept.directory / str(name)).rglob("*") if path.is_file() and path.stat().st_size > 64)
    content = bytearray(file.read_bytes())
    content[40] ^= 1
    file.write_bytes(bytes(content))


def overdue_rebuild(made: Installation) -> None:
    made.written("UPDATE job SET last_started_at = '2020-01-01 00:00:00.000000' WHERE name = 'rebuild'")


def many_waiting(made: Installation) -> None:
    made.set(rebuild_after_changes=1)
    drafts = [PatentDraft.model_validate(patent(f"FICT-P{number}")) for number in range(3)]
    made.store(lambda store: store.patents.put(drafts))


def worker_gone(made: Installation) -> None:
    made.store(lambda store: store.jobs.seen("worker", datetime.now(UTC) - timedelta(hours=2)))


def no_worker(made: Installation) -> None:
    made.written("DELETE FROM job WHERE name = 'worker'")


def dead_lease(made: Installation) -> None:
    long_ago = datetime.now(UTC) - timedelta(minutes=30)
    made.store(lambda store: store.jobs.claim(JOB, "elsewhere:1:1", 60, long_ago))


def failed_job(made: Installation) -> None:
    def fail(store: Any) -> None:
        store.jobs.claim(JOB, "tests", 60, datetime.now(UTC))
        store.jobs.release(JOB, "tests", Result("failed", "no room"))

    made.store(fail)


def lost_letters(made: Installation) -> None:
    def lose(store: Any) -> None:
        now = datetime.now(UTC)
        to = {"recipient": "kim@x.example", "account": None, "now": now}
        number = store.mails.queue(purpose="digest", subject="News", text="", **to)
        for later in range(MOST_ATTEMPTS):
            store.mails.take(now + timedelta(days=later))
            store.mails.failed(number, "no such mailbox", now + timedelta(days=later))

    made.store(lose)


def clock_behind(made: Installation) -> None:
    now = datetime.now(UTC)
    made.patch.setattr(upkeep, "utc_now", lambda: now - timedelta(minutes=10))


def changed_audit_log(made: Installation) -> None:
    made.written("DROP TRIGGER auditevent_kept_as_written")
    made.written("UPDATE auditevent SET actor = 'somebody else' WHERE seq = 1")


def full_disk(made: Installation) -> None:
    made.patch.setattr(doctor, "FEWEST_FREE_BYTES", 10**18)


def open_data_folder(made: Installation) -> None:
    made.settings.data_dir.chmod(0o755)


def open_restricted_vectors(made: Installation) -> None:
    file = made.settings.cache_of(Tier.RESTRICTED)
    file.touch()
    file.chmod(0o644)


def open_restricted_index(made: Installation) -> None:
    folder = Service(made.settings).generations[Tier.RESTRICTED].directory
    folder.mkdir(parents=True, mode=0o700)
    (folder / "notes").touch(0o644)


def open_letters(made: Installation) -> None:
    made.settings.mail_dir.mkdir(mode=0o755)


def open_secret(made: Installation) -> None:
    secret = made.folder / "token"
    secret.write_text(ENOUGH)
    secret.chmod(0o644)
    made.set(ray_token_file=secret)


def secret_twice(made: Installation) -> None:
    made.set(ray_token=ENOUGH, ray_token_file=made.folder / "token")


def no_secret_file(made: Installation) -> None:
    made.set(ray_token_file=made.folder / "nowhere")


def setting(**variables: object) -> Callable[[Installation], None]:
    def breaks(made: Installation) -> None:
        made.set(**variables)

    breaks.__name__ = ", ".join(variables)
    return breaks


def production(**variables: object) -> Callable[[Installation], None]:
    """Of a service that is else fit for production."""
    return setting(**{"environment": "production", "public_url": "https://transfer.example", **variables})


TWO = setting(port="eighty", gate_margin=4)
Fault = tuple[Callable[[Installation], None], str, str]
FAULTS: tuple[Fault, ...] = (
    # What is broken, the subject that has to name it, and what it has to say.
    *(
        (setting(**{name: value}), "settings", f"MATCHER_{name.upper()}")
        for name, value in {
            "port": "eighty",
            "rebuild_schedule": "sometimes",
            "time_zone": "Mars/Olympus",
            "gate_margin": 4,
            "collection": "../x",
            "ray_address": "ray://x:1",
            "ray_tiers": "secret",
            "public_url": "transfer",
            "milvus_uri": "milvus:19530",
            "environment": "staging",
            "prot": "1",
            "smtp_user": "matcher",
            "smtp_password": ENOUGH,
            "oidc_client_id": "matcher",
            "oidc_issuer": "https://id.example",
            "database_password": ENOUGH,
            "model_revision": "abcdef",
            "golden_dir": "/nowhere",
            "rebuild_after_changes": 5_000,
            "session_idle_minutes": 1_440,
        }.items()
    ),
    (TWO, "settings", "MATCHER_PORT|MATCHER_GATE_MARGIN"),
    (setting(smtp_host="127.0.0.1"), "settings", "MATCHER_PUBLIC_URL"),
    (
        setting(smtp_host="127.0.0.1", public_url="http://127.0.0.1:8000", smtp_port=465),
        "settings",
        "MATCHER_SMTP_TLS",
    ),
    (setting(rebuild_engine="ray", ray_address="127.0.0.1:6379"), "settings", "MATCHER_RAY_TOKEN"),
    (setting(host="0.0.0.0"), "settings", "MATCHER_ENVIRONMENT"),
    (open_secret, "settings", "MATCHER_RAY_TOKEN_FILE"),
    (secret_twice, "settings", "MATCHER_RAY_TOKEN"),
    (no_secret_file, "settings", "MATCHER_RAY_TOKEN_FILE"),
    (production(debug="1"), "settings", "MATCHER_DEBUG"),
    (production(log_level="debug"), "settings", "MATCHER_LOG_LEVEL"),
    (production(second_factor="optional"), "settings", "MATCHER_SECOND_FACTOR"),
    (production(public_url=""), "settings", "MATCHER_PUBLIC_URL"),
    (production(public_url="http://transfer.example"), "settings", "MATCHER_PUBLIC_URL"),
    (production(host="0.0.0.0"), "settings", "MATCHER_TRUSTED_PROXIES"),
    (production(trusted_proxies="*"), "settings", "MATCHER_TRUSTED_PROXIES"),
    (production(metrics_token="changeme"), "settings", "MATCHER_METRICS_TOKEN"),
    (production(smtp_host="mail.example", smtp_tls="none", smtp_port=25), "settings", "mail.example"),
    (production(oidc_issuer="http://127.0.0.1", oidc_client_id="x"), "settings", "MATCHER_OIDC_ISSUER"),
    (production(ray_address="ray.example:6379"), "settings", "MATCHER_RAY_TOKEN"),
    (earlier_schema, "database", "earlier schema"),
    (closed_database, "database", "cannot be reached"),
    (setting(vectors="milvus", milvus_uri="http://127.0.0.1:1", milvus_seconds=1), "vectors", ""),
    (another_model, "index", "another model"),
    (damaged_index, "index", "damaged"),
    (overdue_rebuild, "upkeep", "has not begun"),
    (many_waiting, "upkeep", "3 records wait"),
    (worker_gone, "worker", "since"),
    (no_worker, "worker", "ever been seen"),
    (dead_lease, "jobs", "elsewhere:1:1"),
    (failed_job, "jobs", "no room"),
    (lost_letters, "letters", "1 letters"),
    (clock_behind, "clock", "minutes before"),
    (changed_audit_log, "audit", "from event 1"),
    (full_disk, "disk", "GB free"),
    (open_data_folder, "modes", "var"),
    (open_restricted_vectors, "modes", "vectors-restricted.db"),
    (open_restricted_index, "modes", "restricted"),
    (open_letters, "modes", "mail"),
    (no_korean_font, "fonts", "Korean letters"),
)


@pytest.mark.sqlite
@pytest.mark.row("doctor")
def test_each_fault_is_named_and_nothing_else(sound: Settings, tmp_path: Path, figure: Recorder, scale: Scale) -> None:
    """The long form also sees that nothing was amiss before each, and reads what is said in Korean."""
    named, is_long = 0, bool(scale(0, 1))
    for number, (breaks, subject, says) in enumerate(FAULTS):
        with copied(sound, tmp_path / str(number)) as made:
            if is_long or number == 0:
                assert amiss(made) == [], breaks.__name__
            breaks(made)
            found = amiss(made)
            korean = amiss(made, "ko") if is_long else []
        shutil.rmtree(tmp_path / str(number))
        assert {each.subject for each in found} == {subject}, (breaks.__name__, found)
        assert len(found) == (2 if breaks is TWO else 1), (breaks.__name__, found)
        told = " ".join(f"{each.detail} {each.mend}" for each in found)
        assert all(each in told for each in says.split("|")), (breaks.__name__, found)
        assert all(each.mend for each in (*found, *korean)), (breaks.__name__, found)
        assert all(HANGUL.search(each.detail) for each in korean), korean
        named += 1
    figure(f"{named} of {len(FAULTS)} faults named")


def amiss(made: Installation, language: Language = "en") -> list[Finding]:
    return [each for each in made.diagnosis(language) if each.state != "good"]


@pytest.mark.sqlite
@pytest.mark.skipif(NAME not in typst.Fonts().families(), reason=f"{NAME} is not on this machine")
def test_a_korean_font_is_found() -> None:
    assert MISSING("한글", fonts.machine_fonts()) == []


def test_the_command_names_every_bad_setting(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHER_PORT", "eighty")
    monkeypatch.setenv("MATCHER_GATE_MARGIN", "4")
    ended = run("doctor", "--json")
    assert ended.code == 1
    bad = [each for each in json.loads(ended.out) if each["state"] == "bad"]
    assert [each["subject"] for each in bad] == ["settings", "settings"]
    assert "MATCHER_PORT" in bad[0]["detail"]
    assert "MATCHER_GATE_MARGIN" in bad[1]["detail"]
