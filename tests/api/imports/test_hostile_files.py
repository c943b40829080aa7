"""Files made to harm whoever reads them, sent both ways that files come in, to a server in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.service import Service
from api.settings import Settings
from corpus.roles import Role
from tests.api.conftest import as_
from tests.api.registration.registering import registered
from tests.conftest import Scale
from tests.corpus.brochures.making import docx_drones_ko
from tests.hostile import archives, documents, pdfs, tables, xml
from tests.proof.figures import Recorder

ROOT = Path(__file__).parents[3]
IMPORT, BROCHURE = "/api/v1/imports", "/api/v1/brochures"
BROCHURES = [*documents.files(), *pdfs.files()]
IMPORTS = [*xml.files(), *archives.files(), *tables.files(), *documents.files()]
SENT = [(IMPORT, file) for file in [*IMPORTS, *pdfs.files()[::4]]]
SENT += [(BROCHURE, file) for file in [*BROCHURES, *xml.files()[::6], *archives.files()[::4], *tables.files()[::4]]]
"""What a reader would open, and of the rest a few: it is told by its first bytes that it is none."""
PATIENCE = 120
TICKS = os.sysconf("SC_CLK_TCK")
MOST_SECONDS, MOST_GROWN = 2.0, 50_000_000
FIRMS = "회사명,주요제품,설립연도\n한울세라믹스,세라믹 복합재 노즐,2009\n"
SLOWER = 5
"""How many times slower the short form's machine may be."""


@dataclass(frozen=True)
class Server:
    """A server under way, as seen from outside."""

    pid: int
    http: httpx.Client

    def spent(self) -> float:
        """Seconds of processor time, its own and that of the processes that it waited for."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(int(each) for each in fields[11:15]) / TICKS

    def forget_peak(self) -> None:
        """`peak` counts anew, from what the process has now."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")

    def peak(self) -> int:
        """The most bytes that were resident since `forget_peak`."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) * 1024


@contextmanager
def serving(settings: Settings, log: Path) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "MATCHER_DATA_DIR": str(settings.data_dir), "MATCHER_DATABASE_URL": settings.database}
    environment |= {"MATCHER_LANGUAGE": "en", "PYTHONPATH": str(ROOT)}
    call = [sys.executable, "-m", "tests.hashed", "serve", "--port", str(port), "--processes", "1"]
    with log.open("w") as told, subprocess.Popen(call, cwd=ROOT, env=environment, stdout=told, stderr=told) as process:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as http:
                ends = time.monotonic() + PATIENCE
                while time.monotonic() < ends and process.poll() is None:
                    with suppress(httpx.TransportError):
                        if http.get("/api/v1/health").status_code < 500:
                            break
                    time.sleep(0.2)
                yield Server(process.pid, http)
        finally:
            process.kill()


def reasons(response: httpx.Response) -> list[dict[str, Any]]:
    """Why a file, or each of its rows, was refused; empty where anything was taken."""
    body = response.json()
    if "error" in body:
        return [body["error"]]
    if body.get("added") or body.get("updated"):
        return []
    files = body.get("files", [])
    return [each["problem"] for each in files if each["problem"]] + [row for each in files for row in each["samples"]]


def is_refused(response: httpx.Response) -> bool:
    told = reasons(response)
    return response.status_code < 500 and bool(told) and all(each["reason"] and each["mend"] for each in told)


@pytest.mark.row("files")
def test_hostile_files_are_refused_with_a_reason_within_bounds(
    service: Service, settings: Settings, tmp_path: Path, figure: Recorder, scale: Scale
) -> None:
    callers = {IMPORT: as_(service, Role.ADMINISTRATOR), BROCHURE: registered(service).headers}
    taken, seconds, by_clock, grown, refused, harmless = [], [], [], [], 0, 0
    chosen = SENT[:: scale(24, 1)]
    with serving(settings, tmp_path / "log") as server:

        def send(way: str, name: str, content: bytes) -> httpx.Response:
            headers = {"Authorization": callers[way]["Authorization"]}
            return server.http.post(way, files={"file": (name, content)}, headers=headers)

        # What Korean is read with takes half a gigabyte, once, whatever comes.
        assert send(IMPORT, "firms.csv", FIRMS.encode()).json()["added"] == 1
        assert send(BROCHURE, "소개서.docx", docx_drones_ko()).status_code == 201
        found = server.http.get("/api/v1/matches", params={"text": "세라믹 노즐"}, headers=callers[IMPORT])
        assert found.json()["matches"]
        server.forget_peak()
        before = peak = server.peak()
        for way, file in chosen:
            content = file.make()
            begun, spent = time.monotonic(), server.spent()
            response = send(way, file.name, content)
            seconds.append((server.spent() - spent, file.name, way))
            by_clock.append(time.monotonic() - begun)
            grown.append((server.peak() - peak, file.name))
            peak = server.peak()
            if is_refused(response):
                refused += 1
            elif file.harmless and response.status_code == 201:
                harmless += 1
            else:
                taken.append((file.name, way, response.status_code, response.text[:300]))
        assert server.http.get("/api/v1/health").status_code == 200
    slowest, largest = max(seconds), max(grown)
    assert not taken
    assert slowest[0] < MOST_SECONDS * scale(SLOWER, 1), slowest
    assert peak - before < MOST_GROWN, sorted(grown)[-5:]
    names = {file.name for _, file in chosen}
    assert len(names) >= scale(10, 100)
    figure(
        f"{len(names)} files, two ways in: {refused} of {len(seconds)} refused with a reason, {harmless} taken as the "
        f"plain text that they hold; the slowest took {slowest[0]:.1f} s of processor time ({slowest[1]}), "
        f"{sorted(by_clock)[len(by_clock) // 2]:.1f} s by the clock in the median on a busy machine; "
        f"the server grew by {(peak - before) / 1e6:.0f} MB in all, {largest[0] / 1e6:.0f} MB of it at one file "
        f"({largest[1]})"
    )
