"""Matches over HTTP at the size of a register of companies, beside what others would put together for it.

Each server runs alone; the questions, the passages and the machine are the same. txtai and the plain server answer with
ids and scores, so this one is asked for that too (`evidence=false`), and once more for the whole answer.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import numpy as np

from api.environment import load as settings_of
from api.service import Service
from bench.speed.load import Load, load
from bench.speed.rows import Row
from corpus.passages import Kind
from index.dense.flat import FlatIndex
from index.modelfiles import bundled_directory
from index.products import rest_blas
from index.tokens import question_terms
from matcher.retrieval import rank

PART = "serving"
KIND: Kind = "companies"
SECONDS, CONNECTIONS = 12.0, 8
PORT = 8_765
PEER, VECTORS = "peer", "vectors.npy"
SHORT = (
    "carbon fibre drone wings",
    "infrared camera cooling",
    "sonar signal processing for mines",
    "lithium battery for soldier",
    "autonomous navigation without GPS",
    "ceramic armour plates",
    "low noise amplifier radar",
    "decontamination of chemical agents",
    "pilot training simulator",
    "encrypted radio mesh network",
    "turbine blade coating",
    "laser range finder eye safe",
)


@dataclass(frozen=True, slots=True)
class Server:
    """`path` has the place of a question."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    ready: str
    path: str


def long_questions(data: Path) -> list[str]:
    """Abstracts of patents."""
    with gzip.open(data / "eval" / "patent_to_company" / "queries.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for _, line in zip(range(40), lines, strict=False)]


MATCH = "/api/v1/matches?to=companies&text={}"
IDS = f"{MATCH}&evidence=false"


def own(data_dir: Path, path: str = IDS, name: str = "matcher", processes: int = 1) -> Server:
    """This service, over a data folder."""
    environment = {
        "MATCHER_DATA_DIR": str(data_dir),
        "MATCHER_PORT": str(PORT),
        "MATCHER_PROCESSES": str(processes),
        "OMP_WAIT_POLICY": "PASSIVE",
    }
    return Server(name, [sys.executable, "-m", "api.cli", "serve"], environment, "/api/v1/ready", path)


@dataclass(frozen=True, slots=True)
class Own:
    """The names of the two servers of so many processes of this service: of ids and scores, and of whole answers."""

    processes: int

    @property
    def plain(self) -> str:
        return f"matcher, {self.processes}"

    @property
    def whole(self) -> str:
        return f"{self.plain}, whole answer"

    @property
    def told(self) -> str:
        return "" if self.processes == 1 else f", {self.processes} processes"


OWN = (Own(1), Own(2))


def servers(data_dir: Path, folder: Path) -> list[Server]:
    plain = {"PEER": str(folder / PEER), "PEER_MODEL": str(bundled_directory())}
    uvicorn = [sys.executable, "-m", "uvicorn", "--port", str(PORT), "--log-level", "warning"]
    found = [
        *(own(data_dir, IDS, each.plain, each.processes) for each in OWN),
        *(own(data_dir, MATCH, each.whole, each.processes) for each in OWN),
        Server("FastAPI and FAISS", [*uvicorn, "bench.speed.peers.plain:app"], plain, "/search?q=x", "/search?q={}"),
    ]
    if _has("txtai"):
        config = {"CONFIG": str(folder / "txtai.yml")}
        path = "/search?query={}&limit=10"
        found.append(Server("txtai", [*uvicorn, "txtai.api:app"], config, path.format("x"), path))
    return found


def prepare(data_dir: Path, folder: Path) -> None:
    """The passages and vectors of the index for the peers."""
    service = Service(settings_of(data_dir=data_dir))
    service.open()
    searcher = service.searcher()
    ids: list[str] = []
    vectors: list[np.ndarray] = []
    for part, _ in searcher.parts(KIND):
        ids += [part.ids[number] for number in np.repeat(np.arange(len(part.ids)), np.diff(part.starts)).tolist()]
        vectors += [block for _, block in part.blocks()]
    service.close()
    peer = folder / PEER
    peer.mkdir(parents=True, exist_ok=True)
    (peer / "ids.json").write_text(json.dumps(ids))
    np.save(peer / VECTORS, np.concatenate(vectors))
    if _has("txtai"):
        _txtai(folder, ids, np.concatenate(vectors))


def _txtai(folder: Path, ids: Sequence[str], vectors: np.ndarray) -> None:
    """Its index as it would make it: the same vectors, by its own settings."""
    from txtai import Embeddings  # noqa: PLC0415 - an extra, and seconds to import

    known = iter(vectors)
    made = Embeddings(method="external", transform=lambda batch: np.stack([next(known) for _ in batch]), format="json")
    made.index((f"{record}-{row}", "", None) for row, record in enumerate(ids))
    target = folder / "txtai"
    made.save(str(target))
    config = json.loads((target / "config.json").read_text())
    config.pop("transform", None)
    config |= {"method": "sentence-transformers", "path": str(bundled_directory())}
    (target / "config.json").write_text(json.dumps(config))
    told = f"path: {target}\nwritable: false\nembeddings:\n  path: {bundled_directory()}\n"
    (folder / "txtai.yml").write_text(told)


@contextmanager
def running(server: Server) -> Iterator[float]:
    """Yields the seconds from its start until it was ready."""
    started = time.perf_counter()
    process = subprocess.Popen(
        server.command, env={**os.environ, **server.environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not _answers(server.ready):
            if process.poll() is not None or time.perf_counter() - started > 120:
                raise RuntimeError(f"{server.name} does not start")
            time.sleep(0.02)
        yield time.perf_counter() - started
    finally:
        process.terminate()
        process.wait(30)


def _answers(path: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}", timeout=60) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _has(module: str) -> bool:
    return subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True, check=False).returncode == 0


@dataclass(frozen=True, slots=True)
class Served:
    """Of one server: `alone` with one connection, `short` and `long` with `CONNECTIONS`."""

    ready: float
    alone: Load
    short: Load
    long: Load


def served(server: Server, long: Sequence[str]) -> Served:
    paths = {name: [server.path.format(quote(text)) for text in texts] for name, texts in (("s", SHORT), ("l", long))}
    with running(server) as ready:
        load(PORT, paths["s"], 2, 4)
        load(PORT, paths["l"], 2, 4)
        alone = load(PORT, paths["s"], 1, SECONDS)
        return Served(
            ready, alone, load(PORT, paths["s"], CONNECTIONS, SECONDS), load(PORT, paths["l"], CONNECTIONS, SECONDS)
        )


@dataclass(frozen=True, slots=True)
class Alone:
    """Milliseconds for encoding a short question and searching for it in one process, medians: by all that ranks
    (`matcher.retrieval.rank`), and by FAISS's exact search alone."""

    ranked: float
    scanned: float

    def and_then(self, later: Alone) -> Alone:
        """The means of both."""
        return Alone((self.ranked + later.ranked) / 2, (self.scanned + later.scanned) / 2)


def in_process(data_dir: Path, folder: Path) -> Alone:
    """As a server is set up."""
    rest_blas()
    service = Service(settings_of(data_dir=data_dir))
    service.open()
    searcher, encoder, weights = service.searcher(), service.encoder, service.weights()
    flat = FlatIndex(np.load(folder / PEER / VECTORS), service.settings.thread_count)

    def ranked(text: str) -> None:
        rank(searcher, KIND, encoder.encode_query([text]), question_terms(text), weights)

    found = Alone(
        _median(ranked),
        _median(lambda text: flat.search(encoder.encode_query([text]), 10)),
    )
    service.close()
    return found


def _median(work: Callable[[str], object]) -> float:
    taken = []
    for text in SHORT * 4:
        started = time.perf_counter()
        work(text)
        taken.append((time.perf_counter() - started) * 1_000)
    return float(np.median(taken[len(SHORT) :]))


def measure(data: Path, data_dir: Path, folder: Path) -> list[Row]:
    prepare(data_dir, folder)
    long = long_questions(data)
    first, *others = servers(data_dir, folder)
    # Before and after: what else the machine does changes by the minute.
    before = in_process(data_dir, folder)
    found = {first.name: served(first, long)}
    direct = before.and_then(in_process(data_dir, folder))
    found |= {each.name: served(each, long) for each in others}
    ours, whole = found[OWN[0].plain], found[OWN[0].whole]
    p50 = ours.alone.percentile(50)
    rows = [
        Row(
            PART,
            "match over HTTP, one connection, ids and scores: p50",
            f"{p50:.1f} ms, with evidence {whole.alone.percentile(50):.1f} ms",
            f"{direct.ranked:.1f} ms, encoding and ranking in-process; {direct.scanned:.1f} ms with FAISS IndexFlatIP",
            p50 / direct.ranked,
            1.6,
            1.25,
            at_least=False,
        ),
        Row(PART, "start to ready", f"{ours.ready:.1f} s", "5 s", ours.ready / 5, 1, 0.4, at_least=False),
    ]
    peers = [name for name in found if not name.startswith("matcher")]
    return [*rows, *(row for name in peers for each in OWN for row in _over_connections(found, each, name))]


def _over_connections(found: Mapping[str, Served], own: Own, name: str) -> list[Row]:
    """Short and long questions, beside one peer."""
    floor, aim = (4, 8) if name == "txtai" else (None, None)
    plain, whole, peer = found[own.plain], found[own.whole], found[name]
    return [
        Row(
            PART,
            f"{kind} questions over {CONNECTIONS} connections{own.told}",
            f"{ours.rate:.1f}/s, with evidence {full.rate:.1f}/s",
            f"{theirs.rate:.1f}/s, {name}",
            ours.rate / theirs.rate,
            floor,
            aim,
        )
        for kind, ours, full, theirs in (
            ("short", plain.short, whole.short, peer.short),
            ("long", plain.long, whole.long, peer.long),
        )
    ]
