"""Bulk encoding on Ray for real: the same index as encoded here, whoever is killed, and nothing without the token.

Skipped where the extra `ray` is not installed; with REQUIRE_ENGINES=1 it fails instead.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from api.operating.rebuilding import rebuild_under_lease
from api.service import Service
from corpus.passages import KINDS
from corpus.problems import Unavailable
from index.build import RebuildProgress
from index.cache import VectorCache
from index.encoder import Encoder, Vectors
from index.generation import Generations
from index.inference.choice import ModelChoice
from index.ray_bulk import RayBulk
from index.ray_choice import EncoderFactory, RayChoice
from index.rebuild import RebuildReport, rebuild
from index.recipe import EncoderRecipe
from index.searcher import Searcher
from tests.api.conftest import settings_in
from tests.api.disclosed import hidden_records, open_records
from tests.conformance.ray_cluster import TOKEN, Cluster, descendants, running, short_folder
from tests.conformance.ray_encoders import BreakingEncoder, Noting, RefusingEncoder, other_revision
from tests.fakes import HashEncoder
from tests.index.library import Library, document, made_up

REPOSITORY = Path(__file__).parents[2]
QUERIES = ("folding sonar array", "sealed lithium cell part 2", "jet nozzle of unit 17")
WAIT_SECONDS = 60.0


@pytest.fixture(scope="module", autouse=True)
def ray_is_installed() -> None:
    if importlib.util.find_spec("ray") is None:
        reason = "Ray is not installed (pip install '.[ray]')"
        if os.environ.get("REQUIRE_ENGINES") == "1":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where a cluster that is started for a run lies."""
    made = short_folder()
    monkeypatch.setattr("tempfile.tempdir", str(made))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with running() as started:
        yield started


class Site:
    """One index folder."""

    def __init__(self, root: Path, encoder: Encoder | None = None) -> None:
        self.encoder = encoder or HashEncoder()
        self.cache = VectorCache(root / "cache.sqlite")
        self.generations = Generations(root, "open")

    def rebuild(
        self,
        library: Library,
        choice: RayChoice | None = None,
        factory: EncoderFactory = HashEncoder,
        progress: Callable[[RebuildProgress], None] | None = None,
    ) -> RebuildReport:
        """Encodes here without a choice."""
        bulk = RayBulk(choice, factory) if choice else None
        try:
            return rebuild(library.corpus(), self.encoder, self.cache, self.generations, bulk=bulk, progress=progress)
        finally:
            if bulk is not None:
                bulk.close()

    @property
    def searcher(self) -> Searcher:
        name = self.generations.current()
        assert name is not None
        loaded = self.generations.load(name)
        return Searcher.of(self.encoder.info, loaded.segments, generation=name)


def passages(library: Library) -> int:
    return sum(len(each.passages) for kind in KINDS for each in library.stream(kind))


def assert_same(found: Site, expected: Site, library: Library, atol: float = 1e-6) -> None:
    """Ids, the vector of each passage, and what a search brings."""
    ours, theirs = found.searcher, expected.searcher
    for kind in KINDS:
        assert ours.ids(kind) == theirs.ids(kind) == set(library.records[kind])
        for record_id in library.records[kind]:
            assert ours.passage_hashes(kind, record_id) == theirs.passage_hashes(kind, record_id)
            vectors: Vectors = theirs.passage_vectors(kind, record_id)
            np.testing.assert_allclose(ours.passage_vectors(kind, record_id), vectors, atol=atol)
        for query in expected.encoder.encode_query(QUERIES):
            got, wanted = (each.dense(kind, query[None], 10) for each in (ours, theirs))
            assert [hit.id for hit in got] == [hit.id for hit in wanted]


def settled(is_so: Callable[[], bool]) -> bool:
    due = time.monotonic() + WAIT_SECONDS
    while not is_so():
        if time.monotonic() > due:
            return False
        time.sleep(0.1)
    return True


def listening(pids: set[int]) -> set[str]:
    """Addresses on which these processes take connections, as the kernel writes them."""
    sockets = set()
    for pid in pids:
        try:
            links = [str(each.readlink()) for each in Path(f"/proc/{pid}/fd").iterdir()]
        except OSError:
            continue
        sockets |= {link[8:-1] for link in links if link.startswith("socket:[")}
    rows = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]]
    return {row[1].partition(":")[0] for row in rows if row[3] == "0A" and row[9] in sockets}


LOOPBACK = {"0100007F", "0000000000000000FFFF00000100007F", "00000000000000000000000001000000"}


def test_the_index_is_the_same_and_a_cluster_of_the_run_is_closed_to_others(tmp_path: Path, folder: Path) -> None:
    library = Library.of({"patents": 800, "companies": 40, "needs": 3})
    here, there = Site(tmp_path / "here"), Site(tmp_path / "there")
    here.rebuild(library)
    addresses: set[str] = set()
    spilt: list[str] = []

    def look(done: RebuildProgress) -> None:
        if done.step == "encoding" and done.encoded and not addresses:
            addresses.update(listening(descendants(os.getpid())))
            files = [each for each in folder.rglob("*") if each.is_file()]
            spilt.extend(each.name for each in files if TOKEN.encode() in each.read_bytes())

    report = there.rebuild(library, RayChoice(token=TOKEN), progress=look)
    assert (report.outcome, report.encoded, report.reused) == ("published", passages(library), 0)
    # Nothing was left to encode here: questions are not asked by this build.
    assert isinstance(there.encoder, HashEncoder)
    assert there.encoder.documents == 0
    assert_same(there, here, library)
    assert addresses
    assert addresses <= LOOPBACK
    assert spilt == []
    assert list(folder.iterdir()) == []


def test_a_killed_worker_costs_nothing(tmp_path: Path, folder: Path) -> None:
    library = Library.of({"patents": 2_500})
    here, there = Site(tmp_path / "here"), Site(tmp_path / "there")
    here.rebuild(library)
    noting = Noting(folder, seconds=1.0)
    killed: list[int] = []

    def kill(done: RebuildProgress) -> None:
        if done.step == "encoding" and done.encoded and not killed:
            # The one that wrote last has just begun a block.
            last = max(folder.glob("*.txt"), key=lambda note: note.stat().st_mtime)
            killed.append(int(last.stem))
            os.kill(killed[0], signal.SIGKILL)

    report = there.rebuild(library, RayChoice(), noting, kill)
    assert report.encoded == passages(library)
    assert len(noting.pids() - set(killed)) >= 2
    # The block that the killed one held went to another.
    assert len(noting.texts()) > passages(library)
    assert_same(there, here, library)


def test_a_killed_driver_is_resumed_from_the_cache(tmp_path: Path, folder: Path) -> None:
    library, count = Library.of({"patents": 2_500}), "2500"
    notes = tmp_path / "notes"
    notes.mkdir()
    command = [sys.executable, "-m", "tests.conformance.ray_killed", str(tmp_path), str(notes), count]
    variables = {**os.environ, "TMPDIR": str(folder)}
    with subprocess.Popen(command, cwd=REPOSITORY, env=variables, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        encoded = next(int(line) for line in process.stdout if int(line) > 0)
        started = descendants(process.pid)
        process.send_signal(signal.SIGKILL)
    assert encoded
    assert len(started) > 3
    assert settled(lambda: not any(Path(f"/proc/{pid}").exists() for pid in started)), "Ray outlives its driver"
    assert settled(lambda: not list(folder.iterdir())), "texts are left behind"
    site = Site(tmp_path)
    stored = site.cache.count(site.encoder.info)
    assert 0 < stored < passages(library)
    assert site.generations.current() is None
    report = site.rebuild(library, RayChoice())
    assert (report.outcome, report.encoded) == ("published", passages(library) - stored)
    here = Site(tmp_path / "here")
    here.rebuild(library)
    assert_same(site, here, library)


def test_a_named_cluster_encodes_for_those_with_its_token(tmp_path: Path, cluster: Cluster) -> None:
    library = Library.of({"patents": 300})
    here, there = Site(tmp_path / "here"), Site(tmp_path / "there")
    here.rebuild(library)
    there.rebuild(library, RayChoice(cluster.address, TOKEN, workers=1))
    assert_same(there, here, library)
    former = there.generations.current()
    library.put(made_up("patents", 300))
    with pytest.raises(Unavailable) as refused:
        there.rebuild(library, RayChoice(cluster.address, "another-token", workers=1))
    assert refused.value.problem.code == "cluster_unavailable"
    assert there.generations.current() == former
    # And Ray itself refuses whoever comes past our code without one.
    script = f"import ray; ray.init(address='{cluster.address}'); print('inside')"
    variables = {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}
    with subprocess.Popen(
        [sys.executable, "-c", script],
        env={**variables, "RAY_AUTH_MODE": "disabled"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as stranger:
        assert stranger.stderr is not None
        # Ray asks again and again for a while.
        refused_there = any("InvalidAuthToken" in line for line in stranger.stderr)
        stranger.kill()
        assert stranger.stdout is not None
        assert "inside" not in stranger.stdout.read()
    assert refused_there


@pytest.mark.parametrize(
    ("factory", "code", "said"),
    [
        (RefusingEncoder, "model_unavailable", "no such folder"),
        (BreakingEncoder, "cluster_failed", "out of paper"),
        (other_revision, "cluster_failed", "revision='2'"),
    ],
)
def test_what_a_workers_encoder_refuses_is_told(
    factory: EncoderFactory, code: str, said: str, tmp_path: Path, cluster: Cluster
) -> None:
    site = Site(tmp_path)
    library = Library.of({"patents": 20})
    former = site.rebuild(library).generation
    library.put(made_up("patents", 20))
    with pytest.raises(Unavailable) as refused:
        site.rebuild(library, RayChoice(cluster.address, TOKEN, workers=1), factory)
    problem = refused.value.problem
    assert problem.code == code
    assert said in str(problem.facts["detail"])
    assert site.generations.current() == former


def test_a_node_that_dies_costs_nothing_and_without_the_head_the_former_generation_serves(tmp_path: Path) -> None:
    here, there = Site(tmp_path / "here"), Site(tmp_path / "there")
    library = Library.of({"patents": 2_000})
    here.rebuild(library)
    noting = Noting(tmp_path / "notes", seconds=1.0)
    noting.folder.mkdir()
    with running() as cluster:
        second = cluster.start("second", f"--address={cluster.address}")
        choice = RayChoice(cluster.address, TOKEN, workers=2, patience=20.0)
        lost: set[int] = set()

        def unplug_second(done: RebuildProgress) -> None:
            both = len(noting.pids()) > 1
            if done.step == "encoding" and done.encoded and both and not lost:
                lost.update(descendants(second.pid))
                cluster.kill(second)

        report = there.rebuild(library, choice, noting, unplug_second)
        assert report.encoded == passages(library)
        assert lost & noting.pids()
        assert_same(there, here, library)

        library.put(*(made_up("patents", number, "anew") for number in range(2_000)))

        def unplug_head(done: RebuildProgress) -> None:
            if done.step == "encoding" and done.encoded and cluster.nodes[0].poll() is None:
                cluster.kill(cluster.nodes[0])

        with pytest.raises(Unavailable) as refused:
            there.rebuild(library, choice, noting, unplug_head)
    assert refused.value.problem.code == "cluster_failed"
    assert there.generations.current() == report.generation
    stored = there.cache.count(there.encoder.info) - report.encoded
    assert stored > 0
    # The same again without the cluster: what it did is not done twice.
    assert there.rebuild(library).encoded == passages(library) - stored


@pytest.mark.parametrize("tiers", ["public", "public, restricted"])
def test_only_texts_of_named_tiers_go_to_the_cluster(tiers: str, tmp_path: Path, folder: Path) -> None:
    noting = Noting(tmp_path / "notes")
    noting.folder.mkdir()
    settings = settings_in(tmp_path).model_copy(update={"rebuild_engine": "ray", "ray_tiers": tiers})
    encoder = HashEncoder()
    service = Service(settings, encoder=encoder, factory=noting)
    service.open()
    hidden = hidden_records("patents", 9)
    try:
        with service.database.transaction() as store:
            store.patents.put([*open_records("patents", 14), *hidden])
        report = rebuild_under_lease(service)
        sequence = service.searcher()
    finally:
        service.close()
    assert report.outcome == "published"
    assert sequence.count("patents") == 23
    sent = set(noting.texts())
    titles = {draft.title for draft in hidden}
    found = {title for title in titles if any(text.startswith(title) for text in sent)}
    assert found == (titles if "restricted" in tiers else set())
    # Of the fourteen others two are released to companies, which neither setting names.
    assert len(sent) == 12 + len(found)


@pytest.mark.model
def test_the_command_takes_the_engine(tmp_path: Path, folder: Path) -> None:
    """As it is called: a process of its own, settings from the environment, JSON alone on standard output."""
    service = Service(settings_in(tmp_path))
    service.open()
    with service.database.transaction() as store:
        store.patents.put(open_records("patents", 5))
    service.close()
    command = [sys.executable, "-m", "api.cli", "rebuild", "--engine", "ray", "--json"]
    variables = {
        "TMPDIR": str(folder),
        "MATCHER_DATA_DIR": str(service.settings.data_dir),
        "MATCHER_DATABASE_URL": service.settings.database,
        "LC_ALL": "C.UTF-8",
    }
    ended = subprocess.run(
        command, cwd=REPOSITORY, env={**os.environ, **variables}, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    report = json.loads(ended.stdout)
    assert (report["outcome"], report["reused"]) == ("published", 0)
    assert report["encoded"] > 0
    assert list(folder.glob("matcher-ray-*")) == []


@pytest.mark.model
def test_the_bundled_model_gives_the_same_vectors_there(tmp_path: Path, folder: Path) -> None:
    recipe = EncoderRecipe(ModelChoice(threads=1), adapted=True, glossed=True)
    library = Library.of({"patents": 30})
    library.put(document("companies", "K1", "소나 배열", "수중 음향 탐지용 소나 배열을 만든다.", "적외선 렌즈 연마."))
    here, there = Site(tmp_path / "here", recipe.build()), Site(tmp_path / "there", recipe.build())
    here.rebuild(library)
    assert there.rebuild(library, RayChoice(), recipe.build).encoded == passages(library)
    assert_same(there, here, library, atol=2e-2)
