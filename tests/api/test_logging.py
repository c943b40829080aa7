"""Logs as an operator reads them: the request's id on each line, and nothing of what people sent or keep here."""

from __future__ import annotations

import io
import itertools
import json
import logging
import random
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy.exc import IntegrityError
from starlette.background import BackgroundTask
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from api.application import create_app
from api.cli.listening import bound
from api.cli.server import Server
from api.cli.serving import configured
from api.service import Service
from api.settings import Settings
from api.worker import Worker
from corpus.records import UploadState
from corpus.roles import Role
from tests import signing
from tests.api.conftest import token_of
from tests.api.disclosed import HIDDEN_WORDS, KINDS, hidden_records, open_records, requests
from tests.conftest import Scale
from tests.fakes import HashEncoder
from tests.proof.figures import Recorder
from tests.signing import make_person, quick_passwords

EMAIL, NAME, ACCOUNT = "quillfern.marrow@thistle.example", "Quillfern Marrow", "quillfern.marrow"
PASSWORD, WRONG = "brisk otters fold paper moons", "brisk otters fold wollemi moons"
TEXT = "vantablossom gastrolith resonator"
PERSONAL = (
    *("quillfern", "marrow", "thistle.example", "brisk otters", "wollemi moons", "vantablossom", "gastrolith", "cmm_"),
    signing.PASSWORD,
)
BODY: dict[str, Any] = {
    "name": NAME,
    "email": EMAIL,
    "password": PASSWORD,
    "account": ACCOUNT,
    "text": TEXT,
    "to": "companies",
    "title": TEXT,
    "description": TEXT,
    "reason": TEXT,
    "note": TEXT,
    "message": TEXT,
    "contact": EMAIL,
}
WITHOUT_REQUEST = frozenset({"api.logs", "api.imports.importer", "api.worker", "api.watching.jobs"})
"""Loggers of what no request waits for; the like is what uvicorn says of its process."""
OF_THE_PROCESS = ("server process", "application startup", "application shutdown", "Application ", "Shutting down")


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    made = Service(settings.model_copy(update={"second_factor": "optional"}), encoder=HashEncoder())
    made.open()
    made.passwords = quick_passwords()
    with made.database.transaction() as store:
        for kind in KINDS:
            store.put(kind, [*open_records(kind, 20), *hidden_records(kind, 20)])
        make_person(store, ACCOUNT, Role.OFFICER, email=EMAIL, factor=False)
    yield made
    made.close()


class Broken(Exception):
    """What nobody foresaw, with a message that tells what was sent."""


def failing(how: str) -> Response:
    """Fails in that way, with personal data in its message and in those of its causes."""
    if how == "statement":
        raise IntegrityError("INSERT INTO account VALUES (:email)", {"email": EMAIL}, Broken(f"Key (email)=({EMAIL})"))
    if how == "caused":
        try:
            json.loads(f'{{"{TEXT}"')
        except ValueError as error:
            error.add_note(NAME)
            raise Broken(f"cannot read {TEXT}") from error
    if how == "group":
        raise BaseExceptionGroup(NAME, [Broken(EMAIL), KeyError(TEXT)])
    if how == "file":
        raise FileNotFoundError(2, "No such file or directory", f"/home/{ACCOUNT}/{TEXT}")
    if how == "streaming":
        return StreamingResponse(_broken_off())
    if how == "background":
        return PlainTextResponse("done", background=BackgroundTask(_broken, EMAIL))
    if how == "thread":
        thread = threading.Thread(target=_broken, args=(EMAIL,), name="apart")
        thread.start()
        thread.join()
    if how == "library":
        try:
            _broken(PASSWORD)
        except Broken:
            logging.getLogger("a.library").exception("cannot go on")
    return PlainTextResponse("done")


FAILURES = ("statement", "caused", "group", "file", "streaming", "background", "thread", "library")


def _broken(text: str) -> None:
    raise Broken(text)


async def _broken_off() -> AsyncIterator[bytes]:
    yield b"begun"
    raise Broken(TEXT)


@contextmanager
def served(app: FastAPI, settings: Settings) -> Iterator[str]:
    """By uvicorn as `matcher serve` sets it up, in a thread."""
    with bound("127.0.0.1", 0) as listening:
        server = Server(configured(app, settings), drain_seconds=0)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(60)


@dataclass
class Asking:
    """Sends requests, and remembers the ids that their answers named."""

    client: httpx.Client
    ids: list[str] = field(default_factory=list)

    def send(self, method: str, path: str, **given: Any) -> httpx.Response | None:
        """None for an answer that broke off."""
        try:
            with self.client.stream(method, path, **given) as answer:
                self.ids.append(answer.headers["X-Request-ID"])
                answer.read()
                return answer
        except (httpx.RemoteProtocolError, httpx.ReadError):
            return None


@pytest.mark.row("logs")
def test_no_line_tells_of_people_or_texts_and_each_names_its_request(
    service: Service, settings: Settings, written: io.StringIO, scale: Scale, figure: Recorder
) -> None:
    app = create_app(service)
    app.add_api_route("/failing/{how}", failing)
    roles = [role for role in Role if role is not Role.ANONYMOUS]
    tokens = {role: token_of(service, role, "C-OPEN-1" if role is Role.COMPANY else None) for role in roles}
    with served(app, settings) as address, httpx.Client(base_url=address, timeout=60) as client:
        asking = Asking(client)
        for role in Role:
            headers = {"Authorization": f"Bearer {tokens[role]}"} if role in tokens else {}
            for how in FAILURES:
                asking.send("GET", f"/failing/{how}", headers=headers, params={"text": TEXT, "who": EMAIL})
            for asked in requests(scale(6, 100), seed=len(asking.ids)):
                given = {"params": asked.params, "json": asked.body, "headers": {**asked.headers, **headers}}
                asking.send(asked.method, asked.path, **given)
            for method, path in _every_route(app, scale(25, 2), len(role)):
                asking.send(method, path, json=BODY, headers=headers, params={"q": TEXT, "next": f"/{EMAIL}"})
        session = _sign_in(asking, address)
        _send_files(asking, tokens[Role.OFFICER])
        _until_imported(service)
    Worker(service).step()
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    secrets = [*PERSONAL, *HIDDEN_WORDS, *tokens.values(), session]
    told = [secret for secret in secrets if secret.casefold() in written.getvalue().casefold()]
    nameless = [line for line in lines if "request_id" not in line and not _of_no_request(line)]
    logged = {line["request_id"] for line in lines if line["event"] == "request"}
    tracebacks = [line for line in lines if "Broken" in line.get("exception", "")]
    assert told == []
    assert nameless == []
    assert set(asking.ids) <= logged
    assert len(tracebacks) >= len(Role) * (len(FAILURES) - 2)
    assert all("test_logging.py" in line["exception"] for line in tracebacks)
    figure(
        f"{len(told)} of {len(secrets)} secrets in {len(lines):,} lines about {len(asking.ids):,} requests, "
        f"{len(tracebacks)} tracebacks among them; {len(nameless)} lines without their request's id"
    )


def _every_route(app: FastAPI, each: int, seed: int) -> Iterator[tuple[str, str]]:
    """Every `each`th route, with somebody's address in every place of its path."""
    found = []
    for path, methods in sorted(app.openapi()["paths"].items()):
        found += [(method.upper(), path) for method in methods]
    for page in sorted({route.path for route in app.routes if isinstance(route, APIRoute)}):
        found += [("GET", page), ("POST", page)]
    chosen = random.Random(seed)
    for method, path in chosen.sample(found, len(found) // each):
        yield method, "/".join(EMAIL if part.startswith("{") else part for part in path.split("/"))


def _sign_in(asking: Asking, address: str) -> str:
    """With wrong passwords, with a password in the place of the name, and with the right one; gives the cookie."""
    headers = {"Origin": address}
    for name, password in ((ACCOUNT, WRONG), (EMAIL, WRONG), (WRONG, WRONG), (ACCOUNT, PASSWORD)):
        asking.send("POST", "/sign-in", data={"name": name, "password": password}, headers=headers)
    answer = asking.send("POST", "/sign-in", data={"name": EMAIL, "password": signing.PASSWORD}, headers=headers)
    assert answer is not None
    assert answer.status_code == 303
    session = str(asking.client.cookies["session"])
    for path in ("/account", "/", f"/?text={TEXT}&to=companies", f"/{EMAIL}", f"/accounts/{ACCOUNT}"):
        asking.send("GET", path)
    asking.send("POST", "/sign-out", headers=headers)
    return session


def _send_files(asking: Asking, token: str) -> None:
    """One that is imported, with records that are taken and refused, one that cannot be read, and one too many."""
    headers = {"Authorization": f"Bearer {token}"}
    rows = [{"id": "P-NEW", "title": TEXT, "tier": "restricted"}, {"id": EMAIL, "country": NAME}, {"title": [TEXT]}]
    content = "\n".join(map(json.dumps, rows)).encode()
    for path, name, sent in itertools.product(
        ("/api/v1/uploads", "/api/v1/imports", "/api/v1/brochures"),
        (f"{ACCOUNT}.jsonl", f"{NAME} {TEXT}.xlsx"),
        (content, b"%PDF-1.7 " + EMAIL.encode()),
    ):
        asking.send("POST", path, files={"file": (name, sent)}, headers=headers)


def _until_imported(service: Service) -> None:
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        with service.database.reading() as store:
            counts = store.uploads.counts()
        if not counts[UploadState.WAITING] and not counts[UploadState.RUNNING]:
            return
        time.sleep(0.05)


def _of_no_request(line: Mapping[str, Any]) -> bool:
    of_server = line["logger"] == "uvicorn.error" and any(said in line["event"] for said in OF_THE_PROCESS)
    return of_server or line["logger"] in WITHOUT_REQUEST
