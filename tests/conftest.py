"""For all tests: which database they run on, how long they may take, and no sentence without its Korean."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.language import Words
from api.service import Service
from api.settings import Settings
from tests import postgres
from tests.databases import POSTGRESQL, SQLITE, Cluster, Databases, Files
from tests.proof import figures
from tests.sending import with_form_token

Scale = Callable[[int, int], int]
ENGLISH = re.compile(r"[a-z]{2}")
BOTH = (SQLITE, pytest.param(POSTGRESQL, marks=pytest.mark.postgres))


class Untranslated(LookupError):
    """A sentence that the reader's catalogues do not have."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=(SQLITE, POSTGRESQL),
        default=SQLITE,
        help="what every test runs on that uses a database; those of the store run on both unless it is postgresql",
    )
    parser.addoption(
        "--long", action="store_true", help="tests of docs/reliability.md in full, in place of their short forms"
    )
    parser.addoption("--write-figures", metavar="FILE", help="writes what they measured into this document")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Tells what was measured, at full length, and writes it where that is asked for."""
    if not config.getoption("--long"):
        return
    measured = figures.measured_in(terminalreporter.getreports("passed"))
    terminalreporter.section("figures")
    for each in measured:
        terminalreporter.line(f"{each.key:<18} {each.figure}  ({each.test})")
    if target := config.getoption("--write-figures"):
        figures.write(Path(target), measured)


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> figures.Recorder:
    """Keeps what a test of a row measured; the test is marked `row("its key")`."""
    return figures.Recorder(request.node)


@pytest.fixture
def scale(request: pytest.FixtureRequest) -> Scale:
    """Chooses between how often the suite repeats something and how often the long form does."""
    is_long = bool(request.config.getoption("--long"))
    return lambda short, long: long if is_long else short


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, tests of both databases run on it alone, and those of SQLite's file are left out."""
    if config.getoption("--database") != POSTGRESQL:
        return
    left_out = [item for item in items if _is_of_sqlite(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


def _is_of_sqlite(item: pytest.Item) -> bool:
    chosen = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    return SQLITE in (chosen.get("url"), chosen.get("empty_url")) or item.get_closest_marker(SQLITE) is not None


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server with one migrated database that others are copied from."""
    postgres.required_programs()
    with postgres.server() as url:
        made = Cluster(url)
        yield made
        made.close()


@pytest.fixture(scope="session")
def sqlite_files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return Files(tmp_path_factory.mktemp("databases"))


def databases_of(request: pytest.FixtureRequest, kind: str) -> Databases:
    made: Databases = request.getfixturevalue("cluster" if kind == POSTGRESQL else "sqlite_files")
    return made


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Databases:
    """New databases of the kind that this run is on."""
    return databases_of(request, request.config.getoption("--database"))


@pytest.fixture(scope="session", autouse=True)
def standing_in(request: pytest.FixtureRequest) -> Cluster | None:
    """On PostgreSQL, what a data folder's own database is one on, where no other is set; else None."""
    if request.config.getoption("--database") != POSTGRESQL:
        return None
    cluster: Cluster = request.getfixturevalue("cluster")
    own = Settings.database.fget

    def database(settings: Settings) -> str:
        return own(settings) if settings.database_url else cluster.of(settings)

    Settings.database = property(database)  # type: ignore[method-assign, assignment]  # for the whole of the session
    return cluster


@pytest.fixture(scope="session", autouse=True)
def schema_at_hand(standing_in: Cluster | None, sqlite_files: Files) -> None:
    """On SQLite, the database of a new data folder is copied from one that was migrated once."""
    if standing_in is not None:
        return
    open_database = Service.open_database

    def open_copied(service: Service) -> None:
        # Only the folder's own: who names a database has reasons.
        file = None if service.settings.database_url else service.settings.database_file
        if file is not None and not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            sqlite_files.copy_to(file)
            file.chmod(0o600)
        open_database(service)

    Service.open_database = open_copied  # type: ignore[method-assign]  # for the whole of the session


@pytest.fixture(scope="module", autouse=True)
def databases_do_not_pile_up(standing_in: Cluster | None) -> Iterator[None]:
    yield
    if standing_in is not None:
        standing_in.drop_unused()


@pytest.fixture(scope="session", autouse=True)
def every_sentence_is_translated() -> None:
    translate = Words.__call__

    def strict(words: Words, sentence: str, /, **values: object) -> str:
        if words.language == "ko" and ENGLISH.search(sentence) and not words.knows(sentence):
            raise Untranslated(sentence)
        return translate(words, sentence, **values)

    Words.__call__ = strict  # type: ignore[method-assign]  # for the whole of the session


@pytest.fixture(scope="session", autouse=True)
def sites_of_tests_are_trusted() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MATCHER_TRUSTED_HOSTS", "testserver, transfer.example")
        yield


@pytest.fixture(scope="session", autouse=True)
def clients_send_forms_as_browsers_do() -> Iterator[None]:
    """With what the page has in each of its forms that is shown in a session, unless a test says otherwise."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TestClient, "request", with_form_token(TestClient.request))
        yield


@pytest.fixture(scope="session", autouse=True)
def models_are_converted_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """For all processes that tests start: converting takes some ten seconds in a new folder."""
    base = tmp_path_factory.getbasetemp()
    # Workers of one run have folders beside each other.
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MATCHER_MODELS_DIR", str(shared / "models"))
        yield
