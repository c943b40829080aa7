"""A milvus-lite server of the tests' own: a process that answers pymilvus over the network, started and stopped."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

SECONDS = 60.0


def required() -> None:
    """The test is skipped where the extra `engines` is not installed; with REQUIRE_ENGINES=1 it fails instead."""
    missing = [name for name in ("pymilvus", "milvus_lite") if importlib.util.find_spec(name) is None]
    if missing:
        reason = f"{' and '.join(missing)} not installed (make test-engines)"
        if os.environ.get("REQUIRE_ENGINES") == "1":
            pytest.fail(reason)
        pytest.skip(reason)


class MilvusServer:
    """One folder's server; it may be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def uri(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Returns when it answers."""
        command = [sys.executable, "-m", "milvus_lite", "server", "--host", "127.0.0.1", "--port", str(self._port)]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--data-dir", str(self._folder / "data")], stdout=log, stderr=log
            )
        deadline = time.monotonic() + SECONDS
        while not self._answers():
            assert self._process.poll() is None, (self._folder / "log").read_text()
            assert time.monotonic() < deadline, (self._folder / "log").read_text()
            time.sleep(0.05)

    def stop(self) -> None:
        """As when the machine goes: nothing is told to anybody."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(SECONDS)
            self._process = None

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0


@contextmanager
def server(folder: Path) -> Iterator[MilvusServer]:
    """A running one."""
    made = MilvusServer(folder)
    made.start()
    try:
        yield made
    finally:
        made.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def collections(uri: str, prefix: str) -> set[str]:
    """The names of those that begin so."""
    with client(uri) as asking:
        return {name for name in asking.list_collections() if name.startswith(prefix)}


def aliased(uri: str, alias: str) -> str:
    """The collection that the alias names."""
    with client(uri) as asking:
        return str(asking.describe_alias(alias)["collection_name"])


@contextmanager
def client(uri: str) -> Iterator[Any]:
    """A `MilvusClient` of its own."""
    from pymilvus import MilvusClient  # noqa: PLC0415 - optional

    made = MilvusClient(uri, dedicated=True)
    try:
        yield made
    finally:
        made.close()
