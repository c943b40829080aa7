"""What processes do while they are killed or backed up: each tells what it has acknowledged, once it has.

They are forked from a server that has imported everything, so that a process begins within some hundredths of a second.
"""

from __future__ import annotations

import io
import json
import multiprocessing
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final

from api import cli, logs
from api.accounts.signing import Chosen
from api.imports.importer import Importer
from api.imports.uploading import Wanted as Upload
from api.imports.uploading import accept
from api.registration.registering import Wanted, register
from api.service import Service
from api.settings import Settings
from corpus import ingest
from corpus.drafts import PatentDraft
from corpus.identifiers import business_number_fault
from corpus.roles import Caller, Role
from corpus.store.tokens import Origin
from index import recipe
from tests.api.records import patent
from tests.fakes import HashEncoder
from tests.signing import PASSWORD, quick_passwords

OFFICER = Caller(Role.OFFICER, "kim.officer")
ROWS, FILES, BATCH = 20, 3, 5
"""Rows of a file that is imported, how many a deed imports, and rows a transaction."""
COMPANIES = 12
BEGUN: Final = "begun"
WORDS = (
    *("ceramic", "nozzle", "fibre", "turbine", "sonar", "hull", "radar", "antenna", "battery", "drone", "valve"),
    *("engine", "coating", "armour", "lens", "laser"),
)

Tell = Callable[[Any], None]
Deed = Callable[[Service, int, Tell], None]


def service_in(folder: Path) -> Service:
    """Over the data folder, with the deterministic encoder and quick passwords."""
    settings = Settings(
        data_dir=folder, language="en", log_level="error", threads=1, lease_seconds=5, glossary="off", gate_margin=1
    )
    made = Service(settings, encoder=HashEncoder())
    made.passwords = quick_passwords()
    return made


def prepare(folder: Path) -> None:
    """A database with the officer's account."""
    service = service_in(folder)
    service.open()
    with service.database.transaction() as store:
        store.accounts.create(OFFICER.account, Role.OFFICER, Caller(Role.ADMINISTRATOR, "tests"))
    service.close()


def ids_of(number: int, file: int) -> list[str]:
    """Of the patents in a file of a deed's run `number`."""
    return [f"FICT-P{(number * FILES + file) * ROWS + row}" for row in range(ROWS)]


def content(number: int, file: int) -> bytes:
    """Patents as JSON lines, each with words of its own."""
    lines = []
    for row, name in enumerate(ids_of(number, file)):
        chosen = [WORDS[(number * 7 + file * 5 + row * step) % len(WORDS)] for step in (1, 3, 5, 11)]
        text = f"A {' '.join(chosen)} of number {number} {file} {row} withstands what its kind withstands."
        title = f"{chosen[0]} {chosen[1]} {row}"
        lines.append(json.dumps(patent(name, title=title, abstract=text), ensure_ascii=False))
    return "\n".join(lines).encode()


def business_number(number: int) -> str:
    """A Korean business registration number with its check digit, another one for each number."""
    first = f"{124_810_000 + number:09}"
    return next(found for digit in range(10) if business_number_fault(found := f"{first}{digit}") is None)


def imports(service: Service, number: int, tell: Tell) -> None:
    """`matcher import` of one file after the other; tells the ids of each when the command has ended."""
    folder = service.settings.data_dir.parent / "in"
    folder.mkdir(exist_ok=True)
    for file in range(FILES):
        path = folder / f"{number}-{file}.jsonl"
        path.write_bytes(content(number, file))
        _command("import", "--json", str(path), "--data-dir", str(service.settings.data_dir))
        tell(ids_of(number, file))


def uploads(service: Service, number: int, tell: Tell) -> None:
    """Takes up what waits, then sends files and imports them; tells each upload's number when it is accepted."""
    importer = Importer(service)
    for file in range(FILES):
        accepted = accept(service, OFFICER, io.BytesIO(content(number, file)), f"{file}.jsonl", Upload())
        tell((accepted, ids_of(number, file)))
        importer.step()
    while importer.step():
        pass


def registrations(service: Service, number: int, tell: Tell) -> None:
    """Companies register themselves; tells company, account and address of each."""
    for each in range(number * COMPANIES, (number + 1) * COMPANIES):
        email = f"member{each}@firm.example"
        wanted = Wanted(f"Firm {each}", business_number(each), "Kim", email, Chosen(PASSWORD, PASSWORD), consent=True)
        origin = Origin("tests", f"10.{each >> 16 & 255}.{each >> 8 & 255}.{each & 255}")
        done = register(service, wanted, origin, "en")
        tell((done.company_id, done.opened.account.name, email))


def writes(service: Service, number: int, tell: Tell) -> None:
    """One patent a transaction, with an audit event; tells its id."""
    for line in content(number, 0).splitlines():
        draft = PatentDraft.model_validate(json.loads(line))
        with service.database.transaction() as store:
            store.patents.put([draft])
            store.audit.write(OFFICER, "written", "patents", draft.id)
        tell([draft.id])


def rebuilds(service: Service, number: int, tell: Tell) -> None:
    """`matcher rebuild --full`; tells when it has published."""
    _command("rebuild", "--full", "--json", "--data-dir", str(service.settings.data_dir))
    tell(number)


def _command(*arguments: str) -> None:
    """One command, without what it prints. Raises CalledProcessError where it does not succeed."""
    code: Any = 0
    with redirect_stdout(io.StringIO()):
        try:
            cli.main(arguments)
        except SystemExit as ended:
            code = ended.code
    if code:
        raise subprocess.CalledProcessError(code, arguments)


DEEDS: Final[dict[str, Deed]] = {
    "import": imports,
    "upload": uploads,
    "registration": registrations,
    "write": writes,
    "rebuild": rebuilds,
}


def do(name: str, folder: Path, numbers: Iterator[int] | list[int], told: Connection) -> None:
    """Run in a process of its own."""
    os.environ |= {"MATCHER_GATE_MARGIN": "1", "MATCHER_GLOSSARY": "off", "MATCHER_ADAPTER": "off"}
    recipe.TransformerEncoder = lambda choice: HashEncoder()  # type: ignore[misc, assignment]
    ingest.ROWS_A_BATCH = BATCH  # type: ignore[misc]
    service = service_in(folder)
    logs.configure(service.settings)
    service.open()
    told.send(BEGUN)
    for number in numbers:
        DEEDS[name](service, number, told.send)


@dataclass(frozen=True)
class Doing:
    """A deed under way in another process."""

    process: BaseProcess
    _told: Connection

    def begun(self) -> None:
        assert self._told.recv() == BEGUN

    def told(self) -> list[Any]:
        """What it has acknowledged since the last time."""
        found = []
        try:
            while self._told.poll():
                found.append(self._told.recv())
        except EOFError:
            pass
        return found


_forked = multiprocessing.get_context("forkserver")
_forked.set_forkserver_preload([__name__, "api.cli.service", "api.operating.rebuilding", "babel.numbers"])


@contextmanager
def doing(name: str, folder: Path, numbers: list[int]) -> Iterator[Doing]:
    """Begins a deed, with one number after the other; it is killed where it has not ended by itself."""
    heard, telling = _forked.Pipe(duplex=False)
    process = _forked.Process(target=do, args=(name, folder, numbers, telling))
    process.start()
    telling.close()
    try:
        yield Doing(process, heard)
    finally:
        process.kill()
        process.join()
        heard.close()
