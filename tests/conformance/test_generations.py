"""Every implementation through rebuild, live index and searcher: the same answers, whole generations, no remains."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus.disclosure import Tier
from corpus.passages import KINDS, Document
from corpus.problems import NotFound, Unavailable
from index.cache import VectorCache
from index.dense.engine import Engines
from index.generation import BUILDING, Generations
from index.live import LiveIndex
from index.rebuild import GateResult, RebuildReport, RebuildSettings, rebuild
from index.searcher import Depths, Searcher
from index.tiers import joined
from matcher.sweeping import Question, Sweep
from tests.conformance.conftest import Keeping
from tests.conformance.milvus import MilvusServer, aliased
from tests.fakes import HashEncoder
from tests.index.library import Library, document, made_up

ENCODER = HashEncoder()
QUERIES = ("folding sonar array part of unit 7", "radar antenna", "cooled infrared lens for a jet nozzle")
REPOSITORY = Path(__file__).parents[2]
FULL = RebuildSettings(full=True, keep=3)


class Site:
    """One tier's index, as a process has it."""

    def __init__(self, root: Path, library: Library, engines: Engines | None = None, tier: str = "open") -> None:
        self.library = library
        self.cache = VectorCache(root / f"{tier}.sqlite")
        self.generations = Generations(root / "index", tier, engines)
        self.live = LiveIndex(self.generations, ENCODER, self.cache)

    def rebuild(self, settings: RebuildSettings = FULL, quality: float | None = None) -> RebuildReport:
        def gate(searcher: Searcher) -> GateResult:
            assert searcher.dense("patents", asked(0), 3)
            return GateResult(quality or 0.0, golden="one")

        return rebuild(
            self.library.corpus(),
            ENCODER,
            self.cache,
            self.generations,
            settings=settings,
            gate=gate if quality is not None else None,
        )

    def current(self) -> Searcher:
        self.live.current(self.library, self.library)
        self.live.settle()
        return self.live.current(self.library, self.library)


@pytest.fixture
def site(keeping: Keeping) -> Site:
    return Site(keeping.folder, Library.of({"patents": 120, "companies": 30}), keeping.engines())


def asked(number: int) -> np.ndarray:
    return ENCODER.encode_query([QUERIES[number]])


def best(documents: Sequence[Document], query: np.ndarray) -> dict[str, float]:
    """Each record's best passage by plain arithmetic."""
    return {
        each.id: float((ENCODER.encode_document([p.searchable for p in each.passages]) @ query.T).max())
        for each in documents
    }


def assert_top(searcher: Searcher, documents: Sequence[Document], allowed: frozenset[str] | None = None) -> None:
    """The ten best of those that are allowed, in their order, level ones by id."""
    for number in range(len(QUERIES)):
        expected = best([each for each in documents if allowed is None or each.id in allowed], asked(number))
        hits = searcher.dense("patents", asked(number), 10, allowed)
        assert len(hits) == min(10, len(expected))
        for hit in hits:
            assert hit.score == pytest.approx(expected[hit.id], abs=1e-5)
        assert [hit.score for hit in hits] == pytest.approx(sorted(expected.values(), reverse=True)[:10], abs=1e-5)
        assert [hit.id for hit in hits] == [hit.id for hit in sorted(hits, key=lambda hit: (-hit.score, hit.id))]


def held(library: Library) -> list[Document]:
    return list(library.stream("patents"))


@pytest.mark.parametrize("few", [False, True])
def test_the_same_ten_best_under_every_filter(site: Site, few: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if few:
        monkeypatch.setattr("index.segment.SCANNED", 0)
        monkeypatch.setattr("index.segment.FEWEST_ROWS", 2)
    site.rebuild()
    searcher, documents = site.current(), held(site.library)
    ids = np.random.default_rng(4).permutation([each.id for each in documents]).tolist()
    assert_top(searcher, documents)
    for count in (0, 1, 9, 10, 11, 60, 110, 119, 120):
        assert_top(searcher, documents, frozenset(ids[:count]))
    hits = searcher.dense("patents", asked(0), 10, excluded=frozenset(ids[:60]))
    assert {hit.id for hit in hits} <= set(ids[60:])
    assert len(hits) == 10


def test_all_that_a_ranking_and_a_sweep_see_is_the_same(site: Site, tmp_path: Path) -> None:
    reference = Site(tmp_path / "reference", site.library)
    site.rebuild()
    reference.rebuild()
    ours, theirs = site.current(), reference.current()
    for number in range(len(QUERIES)):
        words = QUERIES[number].split()
        one, two = (each.found("patents", asked(number), words, Depths(40, 40)) for each in (ours, theirs))
        assert one.ids == two.ids
        assert one.passages.tolist() == two.passages.tolist()
        for view, scores in one.named.items():
            assert scores == pytest.approx(two.named[view], abs=1e-5)
    for each in held(site.library)[::17]:
        assert (ours.passage_vectors("patents", each.id) == theirs.passage_vectors("patents", each.id)).all()
    questions = [Question(str(number), asked(number), QUERIES[number].split()) for number in range(len(QUERIES))]
    swept = [list(Sweep(each, "patents").run(questions, 10)) for each in (ours, theirs)]
    assert swept[0] == swept[1]


def test_what_is_written_and_withdrawn_counts_at_once(site: Site) -> None:
    site.rebuild()
    before = site.current()
    site.library.put(document("patents", "P9999", "zeolite", *QUERIES), made_up("patents", 3, "changed zeolite"))
    gone = [hit.id for hit in before.dense("patents", asked(1), 5)]
    for record_id in gone:
        site.library.withdraw("patents", record_id)
    for _ in range(2):
        searcher = site.current()
        assert_top(searcher, held(site.library))
        assert not any(searcher.contains("patents", record_id) for record_id in gone)
        assert searcher.dense("patents", asked(2), 1)[0].id == "P9999"
        site.rebuild()


def test_a_caller_never_sees_another_tier(keeping: Keeping) -> None:
    library = Library.of({"patents": 40})
    secret = Library()
    secret.put(*(document("patents", f"R{number:04d}", "secret", QUERIES[number % 3]) for number in range(20)))
    tiers = {
        tier: Site(keeping.folder, records, keeping.engines(), tier.value)
        for tier, records in ((Tier.PUBLIC, library), (Tier.RESTRICTED, secret))
    }
    for each in tiers.values():
        each.rebuild()
    searchers = {tier: each.current() for tier, each in tiers.items()}
    caller, officer = joined({Tier.PUBLIC: searchers[Tier.PUBLIC]}), joined(searchers)
    for number in range(len(QUERIES)):
        assert not [hit.id for hit in caller.dense("patents", asked(number), 60) if hit.id.startswith("R")]
        assert officer.dense("patents", asked(number), 1)[0].id.startswith("R")
    assert_top(caller, held(library))
    assert_top(officer, [*held(library), *held(secret)])
    assert keeping.stored() == 2 * len(KINDS)


def test_a_generation_is_built_aside_and_switched_to_whole(site: Site, keeping: Keeping) -> None:
    first = site.rebuild(quality=0.5)
    before = site.current()
    site.library.put(*(made_up("patents", number, "second") for number in range(60)))
    refused = site.rebuild(quality=0.1)
    assert (refused.outcome, site.generations.current()) == ("refused", first.generation)
    assert keeping.stored() == len(KINDS)
    old = best([made_up("patents", number) for number in range(120)], asked(0))
    second = site.rebuild(quality=0.6)
    assert [hit.score for hit in before.dense("patents", asked(0), 10)] == pytest.approx(
        sorted(old.values(), reverse=True)[:10], abs=1e-5
    )
    after = site.current()
    assert (before.generation, after.generation) == (first.generation, second.generation)
    assert_top(after, held(site.library))
    assert site.generations.verify(first.generation).vectors.engine == keeping.name


def test_rolled_back_the_former_one_serves(site: Site) -> None:
    first = site.rebuild()
    formerly = [hit.id for hit in site.current().dense("patents", asked(0), 10)]
    changed = [made_up("patents", number, "sonar array part of unit 7") for number in range(30)]
    site.library.put(*changed)
    site.rebuild()
    assert site.generations.roll_back() == first.generation
    fresh = LiveIndex(site.generations, ENCODER, site.cache)
    nothing = Library()
    nothing.log = site.library.log[: site.generations.manifest(first.generation).sequence]
    searcher = fresh.current(nothing, nothing)
    assert searcher.generation == first.generation
    assert [hit.id for hit in searcher.dense("patents", asked(0), 10)] == formerly


def test_pruned_generations_leave_nothing(site: Site, keeping: Keeping) -> None:
    names = [site.rebuild(RebuildSettings(full=True, keep=2)).generation for _ in range(4)]
    assert site.generations.names() == names[2:]
    assert keeping.stored() == 2 * len(KINDS)
    with pytest.raises(NotFound):
        site.generations.load(names[0])
    assert_top(site.current(), held(site.library))


def test_a_process_that_has_not_switched_yet_goes_on_answering(site: Site, keeping: Keeping) -> None:
    site.rebuild()
    before = site.current()
    Site(keeping.folder, site.library, keeping.engines()).rebuild(RebuildSettings(full=True, keep=1))
    assert_top(before, held(site.library))


def test_a_killed_build_is_swept(keeping: Keeping) -> None:
    address = () if keeping.address is None else (keeping.address.uri, keeping.address.prefix)
    command = [sys.executable, "-m", "tests.index.killed", str(keeping.folder / "index"), "2000", *address]
    process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE)
    assert process.stdout is not None
    for _ in range(3):
        assert process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert keeping.stored() == 1
    site = Site(keeping.folder, Library.of({"patents": 5}), keeping.engines())
    (left,) = (keeping.folder / "index" / "open").glob(f"{BUILDING}*")
    site.rebuild()
    assert not left.exists()
    assert keeping.stored() == len(KINDS)


def test_lost_collections_are_built_anew(in_milvus: Keeping) -> None:
    site = Site(in_milvus.folder, Library.of({"patents": 40}), in_milvus.engines())
    name = site.rebuild().generation
    assert site.rebuild(RebuildSettings()).outcome == "unchanged"
    in_milvus.engines().chosen.drop([site.generations.manifest(name).vectors.collections["patents"]])
    with pytest.raises(Unavailable) as refused:
        site.current()
    assert refused.value.problem.code == "index_damaged"
    assert site.rebuild(RebuildSettings()).outcome == "published"
    assert_top(Site(in_milvus.folder, site.library, in_milvus.engines()).current(), held(site.library))


def test_from_one_engine_to_the_other_and_back(in_milvus: Keeping) -> None:
    """A generation stays where it was written; the next one is written where the settings say."""
    library = Library.of({"patents": 40})
    site = Site(in_milvus.folder, library, in_milvus.engines())
    other = Site(in_milvus.folder, library, Engines(in_milvus.engines().named("files"), in_milvus.engines().chosen))
    names = [each.rebuild(RebuildSettings()).generation for each in (site, other, site)]
    kept = [site.generations.manifest(name).vectors.engine for name in names]
    assert kept == ["milvus", "files", "milvus"]
    assert site.generations.roll_back() == names[1]
    assert_top(site.current(), held(library))
    without = Generations(in_milvus.folder / "index", "open")
    assert without.load(names[1]).manifest.name == names[1]
    with pytest.raises(Unavailable) as refused:
        without.load(names[2])
    assert refused.value.problem.code == "vectors_elsewhere"


def test_an_alias_follows_what_serves(in_milvus: Keeping, milvus_server: MilvusServer) -> None:
    site = Site(in_milvus.folder, Library.of({"patents": 5}), in_milvus.engines())
    names = [site.rebuild().generation for _ in range(2)]
    collections = [site.generations.manifest(name).vectors.collections["patents"] for name in names]
    assert in_milvus.address is not None
    alias = f"{in_milvus.address.prefix}_open_patents_current"
    assert aliased(milvus_server.uri, alias) == collections[1]
    site.generations.roll_back()
    assert aliased(milvus_server.uri, alias) == collections[0]
    # As after a build that was killed between the switch and its publication.
    in_milvus.engines().chosen.drop([collections[0]])
    assert in_milvus.stored() == 2 * len(KINDS) - 1
