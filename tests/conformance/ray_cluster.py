"""A Ray cluster of the tests' own, behind a token: a head, nodes that join it, and all of them gone afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

TOKEN = "a-token-of-the-tests-that-opens-nothing-else"
READY_SECONDS = 60.0


def short_folder() -> Path:
    """Sockets lie in it, whose paths have 107 characters at most."""
    return Path(tempfile.mkdtemp(prefix="mr-", dir="/tmp"))


def descendants(pid: int) -> set[int]:
    """Processes that this one started, and those that they did."""
    parents: dict[int, list[int]] = {}
    for each in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((each / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        parents.setdefault(parent, []).append(int(each.name))
    found: set[int] = set()
    pending = [pid]
    while pending:
        new = [each for each in parents.get(pending.pop(), []) if each not in found]
        found.update(new)
        pending += new
    return found


@dataclass
class Cluster:
    """`address` of the head; `nodes` are the processes that keep one machine each."""

    address: str
    folder: Path
    nodes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        """A node with one core."""
        variables = {**os.environ, "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": TOKEN, "RAY_USAGE_STATS_ENABLED": "0"}
        sizes = ("--num-cpus=1", "--object-store-memory=100000000")
        command = [sys.executable, "-m", "ray.scripts.scripts", "start", "--block", *sizes, *arguments]
        with (self.folder / f"{name}.log").open("wb") as log:
            node = subprocess.Popen(command, env=variables, stdout=log, stderr=log, start_new_session=True)
        self.nodes.append(node)
        due = time.monotonic() + READY_SECONDS
        while b"Ray runtime started" not in (self.folder / f"{name}.log").read_bytes():
            if node.poll() is not None or time.monotonic() > due:
                raise AssertionError((self.folder / f"{name}.log").read_text())
            time.sleep(0.1)
        return node

    def kill(self, node: subprocess.Popen[bytes]) -> None:
        """As a machine that loses its power."""
        for pid in {*descendants(node.pid), node.pid}:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        node.wait()


@contextmanager
def running() -> Iterator[Cluster]:
    """A head with one core."""
    with socket.socket() as free:
        free.bind(("", 0))
        port = free.getsockname()[1]
    folder = short_folder()
    cluster = Cluster(f"127.0.0.1:{port}", folder)
    try:
        cluster.start("head", "--head", "--include-dashboard=false", f"--port={port}", f"--temp-dir={folder}")
        yield cluster
    finally:
        for node in reversed(cluster.nodes):
            if node.poll() is None:
                cluster.kill(node)
        shutil.rmtree(folder, ignore_errors=True)
