"""The processes under test: real ones of `matcher`, over one folder and one database."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx

from api.environment import load
from api.service import SAMPLE

ADDRESS: Final = re.compile(r"http://\S+(?=/)")
START_SECONDS: Final = 180
STOP_SECONDS: Final = 60
MATCHER: Final = (sys.executable, "-m", "api.cli")
SETTINGS: Final = {
    "MATCHER_LOG_FORMAT": "json",
    "MATCHER_LANGUAGE": "en",
    "LC_ALL": "C.UTF-8",
    # Rebuilds are those that are asked for, and no others.
    "MATCHER_REBUILD_SCHEDULE": "0 0 29 2 *",
    "MATCHER_REBUILD_AFTER_CHANGES": "100000000",
    "MATCHER_WORKER_POLL_SECONDS": "1",
}


@dataclass
class Process:
    """One that runs, its standard error in `log`; `address` is "" for a worker."""

    name: str
    running: subprocess.Popen[bytes]
    log: Path
    address: str = ""

    def peak_mebibytes(self) -> float:
        """The largest resident memory so far; 0 for one that has ended."""
        try:
            status = Path(f"/proc/{self.running.pid}/status").read_text()
        except FileNotFoundError:
            return 0.0
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        return round(int(found[1]) / 1024, 1) if found else 0.0


@dataclass
class Site:
    """`command` begins every call of `matcher`, `variables` are settings beside the usual ones."""

    folder: Path
    database_url: str = ""
    command: Sequence[str] = MATCHER
    variables: dict[str, str] = field(default_factory=dict)
    processes: list[Process] = field(default_factory=list)

    @property
    def database(self) -> str:
        return load(data_dir=self.folder, database_url=self.database_url).database

    @property
    def serving(self) -> list[Process]:
        return [process for process in self.processes if process.address]

    def call(self, *arguments: str) -> Any:
        """What a command prints as JSON. Raises RuntimeError with what it said where it does not exit with 0."""
        ended = subprocess.run(
            [*self.command, *arguments], env=self._environment(), capture_output=True, text=True, check=False
        )
        if ended.returncode:
            raise RuntimeError(f"matcher {' '.join(arguments)}: exit {ended.returncode}\n{ended.stderr}")
        return json.loads(ended.stdout) if "--json" in arguments else None

    def fill(self) -> dict[str, str]:
        """Imports the sample, builds its index; gives an API token of an administrator and of an officer."""
        self.folder.mkdir(parents=True, exist_ok=True)
        names = ("patents", "companies", "needs")
        self.call("import", "--json", *(str(SAMPLE / f"{name}.jsonl") for name in names))
        self.call("rebuild", "--json")
        return {role: self._token(role) for role in ("administrator", "officer")}

    def start(self, serving: int = 2, workers: int = 2) -> None:
        """Starts all at once; returns when every serving one is ready. Raises RuntimeError where one ends or waits."""
        for number in range(serving):
            self.launch(f"serve-{number + 1}", "serve", "--port", "0")
        for number in range(workers):
            self.launch(f"worker-{number + 1}", "worker")
        for process in self.processes[:serving]:
            self.until_ready(process)

    def ended(self) -> list[str]:
        """Those that ended without being asked to."""
        codes = [(process.name, process.running.poll()) for process in self.processes]
        return [f"{name} ended by itself with {code}" for name, code in codes if code is not None]

    def stop(self) -> list[str]:
        """Asks all to end; gives what did not go in good order."""
        problems = self.ended()
        for process in self.processes:
            process.running.terminate()
        for process in self.processes:
            try:
                code = process.running.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.running.kill()
                problems.append(f"{process.name} did not end within {STOP_SECONDS} s")
                continue
            # A server that has ended in good order passes the signal on to itself.
            if code not in {0, -15}:
                problems.append(f"{process.name} ended with {code}")
        return problems

    def kill(self) -> None:
        """Ends whatever still runs."""
        for process in self.processes:
            process.running.kill()

    def logged_errors(self) -> list[str]:
        """Lines of level error in the processes' logs, and what is no log line at all but a traceback's end."""
        found: list[str] = []
        for process in self.processes:
            lines = process.log.read_text(encoding="utf-8", errors="replace").splitlines()
            wrong = (line for line in lines if '"level": "error"' in line or line.startswith("Traceback"))
            found += [f"{process.name}: {line[:2_000]}" for line in wrong]
        return found

    def _token(self, role: str) -> str:
        name = f"soak.{role}"
        self.call("account", "create", name, "--role", role, "--json")
        return str(self.call("account", "token", name, "--label", "soak", "--days", "2", "--json")["token"])

    def launch(self, name: str, *arguments: str) -> Process:
        """Starts one command, whose standard error becomes a file of that name."""
        log = self.folder / f"{name}.log"
        with log.open("wb") as written:
            running = subprocess.Popen(
                [*self.command, *arguments], env=self._environment(), stdout=written, stderr=subprocess.STDOUT
            )
        self.processes.append(Process(name, running, log))
        return self.processes[-1]

    def until_ready(self, process: Process) -> None:
        """Waits for a serving process, and notes its address. Raises RuntimeError where it ends or takes too long."""
        ends = time.monotonic() + START_SECONDS
        while time.monotonic() < ends and process.running.poll() is None:
            found = ADDRESS.search(process.log.read_text(encoding="utf-8", errors="replace"))
            if found and _is_ready(found[0]):
                process.address = found[0]
                return
            time.sleep(0.1)
        raise RuntimeError(f"{process.name} did not become ready:\n{process.log.read_text(errors='replace')[-4_000:]}")

    def _environment(self) -> dict[str, str]:
        own = {"MATCHER_DATA_DIR": str(self.folder), "MATCHER_DATABASE_URL": self.database}
        return {**os.environ, **SETTINGS, **own, **self.variables}


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/api/v1/ready", timeout=10).status_code == 200
    except httpx.HTTPError:
        return False
