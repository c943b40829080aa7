"""A PostgreSQL server of the tests' own: started in a temporary folder, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SETTINGS = "fsync = off\nsynchronous_commit = off\nmax_connections = 200\nshared_buffers = 32MB\n"


def programs() -> Path | None:
    """The folder of the server's programs, which Debian keeps off the PATH."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return installed[-1].parent if installed else None


def required_programs() -> Path:
    """The same, or the test is skipped; with REQUIRE_POSTGRES=1 it fails instead."""
    found = programs()
    if found is None:
        reason = "PostgreSQL's initdb is not on this machine (apt-get install postgresql)"
        if os.environ.get("REQUIRE_POSTGRES") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@contextmanager
def server() -> Iterator[str]:
    """A running server; gives the URL of its databases up to the name, such as `postgresql+psycopg://…:5433/`."""
    folder = Path(tempfile.mkdtemp(prefix="corpus-postgres-"))
    try:
        yield from _running(folder, _unprivileged(folder), required_programs())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _running(folder: Path, user: int | None, programs: Path) -> Iterator[str]:
    data = folder / "data"

    def call(program: str, *arguments: str) -> int:
        command = (str(programs / program), "-D", str(data), *arguments)
        with (folder / "log").open("ab") as log:
            return subprocess.run(command, user=user, stdout=log, stderr=log, cwd=folder, check=False).returncode

    settings = ("-U", "tests", "-A", "trust", "-E", "UTF8", "--no-locale", "-N")
    # A language's order of letters as the default shows where the code relies on the order of bytes.
    if call("initdb", *settings, "--locale-provider=icu", "--icu-locale=en"):
        shutil.rmtree(data, ignore_errors=True)
        assert call("initdb", *settings) == 0, (folder / "log").read_text()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (data / "postgresql.conf").open("a") as config:
        config.write(f"{SETTINGS}listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = '{folder}'\n")
    assert call("pg_ctl", "-l", str(folder / "server.log"), "-w", "start") == 0, (folder / "log").read_text()
    try:
        yield f"postgresql+psycopg://tests@127.0.0.1:{port}/"
    finally:
        call("pg_ctl", "-w", "-m", "immediate", "stop")


def _unprivileged(folder: Path) -> int | None:
    """The server refuses to run as root: then the folder is handed to another user."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, user.pw_uid, user.pw_gid)
        return user.pw_uid
    pytest.skip("running as root, and no other user to run PostgreSQL as")
