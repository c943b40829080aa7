"""What is sent raw to a server: hosts of others, heads that are read in two ways, heads without an end."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from api.application import create_app
from api.cli import connections
from api.host_names import host_name
from api.service import Service
from api.settings import Settings
from corpus.roles import Caller, Role
from tests.api.conftest import settings_in
from tests.api.serving import serving
from tests.conftest import Scale
from tests.fakes import HashEncoder
from tests.proof.figures import Recorder

FORGED = "evil.example"
OWN = "transfer.example"
PATHS = (
    "/",
    "/sign-in?next=/index",
    "/api/v1/health",
    "/api/v1/ready",
    "/static/page.css",
    "/reset",
    "/nowhere",
    "/home",
)
SECONDS = 30
LOCAL = Caller(Role.ADMINISTRATOR, "tests")

MALFORMED = [
    # Of somebody else.
    *(f"Host: {FORGED}", f"Host: {FORGED}:443", f"Host: www.{OWN}", f"Host: {OWN}.{FORGED}", f"Host: x{OWN}"),
    *(f"Host: {FORGED}#{OWN}", f"Host: {FORGED}?{OWN}", f"Host: {FORGED}/{OWN}", f"Host: {FORGED}\\{OWN}"),
    *("Host: 192.0.2.7", "Host: 0.0.0.0", "Host: 127.0.0.2", "Host: 2130706433", "Host: 0x7f000001", "Host: 127.1"),
    *("Host: 0177.0.0.1", "Host: 127.0.0.1.nip.io", "Host: [::]", "Host: [2001:db8::1]", "Host: [::ffff:192.0.2.7]"),
    # With a user, a scheme, a path.
    *(f"Host: kim@{OWN}", f"Host: {OWN}@{FORGED}", f"Host: kim:pw@{OWN}", f"Host: {OWN}:443@{FORGED}"),
    *(
        f"Host: http://{OWN}",
        f"Host: //{OWN}",
        f"Host: {OWN}/",
        f"Host: {OWN}/path",
        f"Host: {OWN}?x",
        f"Host: {OWN}#x",
    ),
    # Ports that are none.
    *(f"Host: {OWN}:0", f"Host: {OWN}:65536", f"Host: {OWN}:99999999", f"Host: {OWN}:-1", f"Host: {OWN}:http"),
    *(f"Host: {OWN}:", f"Host: {OWN}:80:80", f"Host: {OWN}: 80", f"Host: {OWN}:8 0", "Host: :80", f"Host: {OWN}:+80"),
    # Names that are none.
    *(f"Host: {OWN}.", f"Host: .{OWN}", f"Host: {OWN}..", "Host: transfer..example", "Host: trans_fer.example"),
    *("Host: -transfer.example", f"Host: {'a' * 64}.example", f"Host: {'a.' * 200}example", "Host: transfer%2eexample"),
    *("Host: trаnsfer.example", "Host: transfer。example", f"Host: {OWN}\t{FORGED}", f"Host: {OWN} {FORGED}"),
    *(f"Host: {OWN},{FORGED}", f"Host: {OWN}\x00.{FORGED}", f"Host: {OWN}\x0b", f"Host: \x7f{OWN}", "Host: *", "Host:"),
    *(f'Host: "{OWN}"', "Host: <script>alert(1)</script>", "Host: $(id)", "Host: ${jndi:ldap://x}"),
    # Brackets.
    *("Host: [::1", "Host: ::1]", "Host: [::1]]", "Host: [[::1]]", "Host: [::1%25lo]", "Host: [::1].evil.example"),
    *("Host: [::1]80", "Host: []", f"Host: [{OWN}]", "Host: ::1", "Host: [0:0:0:0:0:0:0:0:1]"),
    # More than one, or none.
    *(
        f"Host: {OWN}\r\nHost: {FORGED}",
        f"Host: {FORGED}\r\nHost: {OWN}",
        f"Host: {OWN}\r\nHost: {OWN}",
        "X-Nothing: 1",
    ),
    *(f"Host: {OWN}\r\n {FORGED}", f"Host : {FORGED}", f" Host: {FORGED}", f"Host\t: {OWN}"),
    *(f"X-Forwarded-Host: {OWN}\r\nHost: {FORGED}", f"Forwarded: host={OWN}\r\nHost: {FORGED}"),
]
"""Headers in the place of the one that names the host."""
FORGING = [
    *(f"X-Forwarded-Host: {FORGED}", f"X-Host: {FORGED}", f"Forwarded: for=x;host={FORGED};proto=https"),
    *(f"X-Original-URL: http://{FORGED}/", f"X-Rewrite-URL: http://{FORGED}/", f"X-Forwarded-Server: {FORGED}"),
    *(f"X-Forwarded-Prefix: //{FORGED}", f"X-HTTP-Host-Override: {FORGED}", f"X-Forwarded-Port: 1@{FORGED}"),
]
"""Headers beside a good one: taken for nothing."""
GOOD = [OWN, OWN.upper(), f"{OWN}:443", "localhost:8000", "127.0.0.1", "127.0.0.1:65535", "[::1]", "[::1]:80"]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = settings_in(tmp_path_factory.mktemp("hosts")).model_copy(update={"public_url": f"https://{OWN}"})
    built = Service(settings, encoder=HashEncoder())
    built.open()
    with built.database.transaction() as store:
        for name in (f"kim{number}" for number in range(len(FORGING) + 1)):
            made = store.accounts.create(name, Role.OFFICER, LOCAL)
            store.accounts.set_email(name, f"{name}@{OWN}", LOCAL, made.created_at, confirmed=True)
    yield built
    built.close()


@pytest.fixture(scope="module")
def port(service: Service) -> Iterator[int]:
    """Of a server as `matcher serve` has it."""
    with serving(service) as found:
        yield found


def exchanged(port: int, sent: bytes, *, ends: bool = False) -> bytes:
    """Everything that comes back, until the server closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connection:
        try:
            connection.sendall(sent)
            if ends:
                connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65_536), b""))
        except ConnectionError:
            return b""


def request(target: str, *headers: str, method: str = "GET") -> bytes:
    lines = (f"{method} {target} HTTP/1.1", *headers, "Connection: close", "", "")
    return "\r\n".join(lines).encode("utf-8")


def statuses(answer: bytes) -> list[int]:
    return [int(found) for found in re.findall(rb"(?:^|\n)HTTP/1\.[01] (\d{3})", answer)]


@pytest.mark.row("headers")
def test_no_malformed_host_passes(port: int, figure: Recorder, scale: Scale) -> None:
    paths = PATHS[: scale(1, len(PATHS))]
    refused = 0
    for headers in MALFORMED:
        for path in paths:
            answer = exchanged(port, request(path, headers))
            assert all(400 <= status < 500 for status in statuses(answer)), (headers, path, answer[:200])
            assert FORGED.encode() not in answer, (headers, path)
            refused += 1
    targets = [f"http://{FORGED}/", f"https://{FORGED}/sign-in", f"{FORGED}:443", f"http://{OWN}/", f"//{FORGED}"]
    for target in targets:
        method = "CONNECT" if ":443" in target else "GET"
        answer = exchanged(port, request(target, f"Host: {OWN}", method=method))
        assert all(400 <= status < 500 for status in statuses(answer)), (target, answer[:300])
        refused += 1
    for path in paths:
        whole = len(exchanged(port, request(path, f"Host: {OWN}")))
        for header in FORGING:
            answer = exchanged(port, request(path, header, f"Host: {OWN}"))
            assert FORGED.encode() not in answer, (header, path)
            assert whole
    figure(
        f"{refused:,} of {refused:,} requests refused ({len(MALFORMED)} malformed or foreign hosts on {len(paths)} "
        f"addresses, {len(targets)} first lines with a host of their own)"
    )


@pytest.mark.parametrize("host", GOOD)
def test_the_sites_own_names_pass(port: int, host: str) -> None:
    assert statuses(exchanged(port, request("/api/v1/health", f"Host: {host}"))) == [200]


@pytest.mark.row("headers")
def test_a_letters_link_names_the_site_whatever_the_request_calls_it(port: int, service: Service) -> None:
    for number, header in enumerate((*FORGING, f"Host: {FORGED}")):
        form = f"name=kim{number}"
        own = [] if header.startswith("Host") else [f"Host: {OWN}"]
        sent = (header, *own, f"Origin: https://{OWN}", f"Content-Length: {len(form)}")
        kind = "Content-Type: application/x-www-form-urlencoded"
        exchanged(port, request("/reset", *sent, kind, method="POST") + form.encode())
        letters = letters_of(service, number + 1 - (not own))
    assert all(FORGED not in each.read_text(encoding="utf-8") for each in letters)
    assert all(f"https://{OWN}/reset/password?code=" in each.read_text(encoding="utf-8") for each in letters)


def letters_of(service: Service, count: int) -> list[Path]:
    """They are written after the answer."""
    until = time.monotonic() + SECONDS
    while len(found := list(service.settings.mail_dir.glob("*.eml"))) < count and time.monotonic() < until:
        time.sleep(0.02)
    assert len(found) == count
    return found


BODY = "GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\n\r\n"
"""A request that hides in another one's body."""
LENGTH = f"Content-Length: {len(BODY)}"
SMUGGLED = [
    f"{LENGTH}\r\nTransfer-Encoding: chunked",
    f"Transfer-Encoding: chunked\r\n{LENGTH}",
    f"{LENGTH}\r\nContent-Length: 0",
    f"Content-Length: 0\r\n{LENGTH}",
    "Content-Length: 0, 4",
    "Content-Length: -1",
    "Content-Length: +4",
    "Content-Length: 0x10",
    "Content-Length: 4 4",
    f"Content-Length: {'9' * 30}",
    "Transfer-Encoding: chunked, identity",
    "Transfer-Encoding: xchunked",
    "Transfer-Encoding: identity",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip",
    "Transfer-Encoding : chunked",
    "Transfer-Encoding:\x0bchunked",
    "Transfer_Encoding: chunked\r\nX: a\x00b",
    "X-Folded: one\r\n two\r\n\tthree\r\nTransfer-Encoding: chunked\r\nContent-Length: 1",
    "X: y\nTransfer-Encoding: chunked\nContent-Length: 2",
    "X: y\rTransfer-Encoding: chunked",
]


@pytest.mark.row("headers")
@pytest.mark.parametrize("headers", SMUGGLED)
def test_no_request_hides_in_anothers_body(port: int, headers: str) -> None:
    sent = f"POST /api/v1/matches HTTP/1.1\r\nHost: {OWN}\r\nContent-Type: application/json\r\n{headers}\r\n\r\n{BODY}"
    found = statuses(exchanged(port, sent.encode("latin-1"), ends=True))
    # What is read in two ways by two readers is answered once, and then the connection is over.
    assert len(found) <= 1, found
    assert all(400 <= status < 500 for status in found), found


@pytest.mark.row("headers")
@pytest.mark.parametrize(
    "first", ["GET / HTTP/9.9", "GET  / HTTP/1.1", "GET /\x00 HTTP/1.1", "get / HTTP/1.1", "GET / x"]
)
def test_a_first_line_that_is_none_is_refused(port: int, first: str) -> None:
    found = statuses(exchanged(port, f"{first}\r\nHost: {OWN}\r\nConnection: close\r\n\r\n".encode(), ends=True))
    assert found in ([], [400], [405]), found


@pytest.mark.row("headers")
def test_a_head_without_an_end_is_cut_off(port: int, monkeypatch: pytest.MonkeyPatch, figure: Recorder) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 1.0)
    begin = f"GET /api/v1/health HTTP/1.1\r\nHost: {OWN}\r\n"
    cut = 0
    for long in (f"X-Long: {'x' * 100_000}\r\n\r\n", "X: y\r\n" * 20_000, f"X-{'y' * 100_000}: z\r\n\r\n"):
        assert statuses(exchanged(port, (begin + long).encode())) in ([400], []), long[:20]
        cut += 1
    assert statuses(exchanged(port, f"GET /{'a' * 100_000} HTTP/1.1\r\nHost: {OWN}\r\n\r\n".encode())) in ([400], [])
    for slow in ("", "GET", begin, f"{begin}X-Slow: "):
        with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connection:
            began = time.monotonic()
            connection.sendall(slow.encode())
            closed = dripping(connection)
            assert closed, "still open"
            assert time.monotonic() - began < SECONDS
            cut += 1
    # One whose request came whole is not: it waits for its body as long as that takes.
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as connection:
        connection.sendall(f"{begin}Content-Length: 2\r\n\r\n".encode())
        time.sleep(1.3)
        assert statuses(connection.recv(65_536)) == [200]
    figure(f"{cut + 1} of {cut + 1} heads without an end cut off")


def dripping(connection: socket.socket) -> bool:
    """Sends a letter now and then; whether the other side has closed before it would have to for another reason."""
    connection.settimeout(0.2)
    until = time.monotonic() + SECONDS / 2
    while time.monotonic() < until:
        try:
            if connection.recv(1) == b"":
                return True
        except TimeoutError:
            try:
                connection.sendall(b"x")
            except OSError:
                return True
        except ConnectionError:
            return True
    return False


@pytest.mark.parametrize(
    ("given", "name"),
    [
        *[
            (each, None)
            for each in ("", "a b", "a_b", "a.", ".a", "a:0", "a:65536", "[::1", "[a]", "256.1.1.1", "1.2.3")
        ],
        ("LocalHost:80", "localhost"),
        ("[0:0:0:0:0:0:0:1]:8000", "[::1]"),
        ("xn--9t4b11yi5a.example", "xn--9t4b11yi5a.example"),
    ],
)
def test_names_as_they_are_compared(given: str, name: str | None) -> None:
    assert host_name(given) == name


def test_hosts_of_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHER_TRUSTED_HOSTS", " One.Example , 192.0.2.7, 2001:DB8::1")
    settings = Settings(data_dir=tmp_path, host="0.0.0.0", public_url="https://Transfer.example:8443")
    loopback = {"localhost", "127.0.0.1", "[::1]"}
    assert settings.hosts == {*loopback, "one.example", "192.0.2.7", "[2001:db8::1]", "transfer.example"}
    for wrong in ("*", "one.example:80", "https://one.example", "a b", "one.example;two.example", "[::1"):
        with pytest.raises(ValidationError, match="not names such as"):
            Settings(trusted_hosts=wrong)


def test_an_unknown_host_is_told_what_to_do(service: Service) -> None:
    client = TestClient(create_app(service), base_url="http://unknown.example")
    page, told = client.get("/"), client.get("/api/v1/health")
    assert (page.status_code, told.status_code, told.json()["error"]["code"]) == (400, 400, "unknown_host")
    assert "MATCHER_TRUSTED_HOSTS" in page.text
