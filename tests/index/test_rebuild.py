"""Rebuilds: only what changed is encoded, a kill loses nothing, a worse index is not published."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.passages import KINDS, Document
from corpus.problems import Conflict, Unavailable
from index.bm25 import Parameters, Tuning
from index.build import RECORDS_A_BATCH, Corpus, RebuildProgress
from index.cache import VectorCache
from index.generation import BUILDING, Generations
from index.manifest import Measured
from index.rebuild import GateResult, RebuildReport, RebuildSettings, rebuild
from index.searcher import Searcher
from tests.fakes import HashEncoder
from tests.index.library import Library, made_up, source

REPOSITORY = Path(__file__).parents[2]


class Site:
    """One index folder with its encoder."""

    def __init__(self, root: Path) -> None:
        self.encoder = HashEncoder()
        self.cache = VectorCache(root / "cache.sqlite")
        self.generations = Generations(root, "open")

    def rebuild(
        self,
        corpus: Corpus,
        settings: RebuildSettings | None = None,
        quality: float | None = None,
        golden: str = "one",
    ) -> RebuildReport:
        def gate(searcher: Searcher) -> GateResult:
            assert searcher.generation not in self.generations.names()
            assert quality is not None
            return GateResult(quality, "of one golden query", golden, {"ko": Measured(quality, 3)})

        return rebuild(
            corpus,
            self.encoder,
            self.cache,
            self.generations,
            settings=settings,
            gate=gate if quality is not None else None,
        )


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def passages(library: Library) -> int:
    return sum(len(each.passages) for kind in KINDS for each in library.stream(kind))


def test_only_what_changed_is_encoded(site: Site) -> None:
    library = Library.of({"patents": 20, "companies": 10, "needs": 5})
    first = site.rebuild(library.corpus())
    assert (first.outcome, first.encoded, first.reused) == ("published", passages(library), 0)
    library.put(made_up("patents", 2, "changed"), made_up("needs", 77))
    changed = len(made_up("patents", 2).passages) + len(made_up("needs", 77).passages)
    second = site.rebuild(library.corpus())
    assert (second.encoded, second.reused) == (changed, passages(library) - changed)
    assert site.encoder.documents == first.encoded + changed
    assert {kind: second.counts[kind].records for kind in KINDS} == {"patents": 20, "companies": 10, "needs": 6}


def test_nothing_changed_nothing_is_built(site: Site) -> None:
    library = Library.of({"patents": 5})
    first = site.rebuild(library.corpus())
    again = site.rebuild(Corpus(lambda kind: pytest.fail("read"), library.corpus().fingerprints, 99))
    assert (again.outcome, again.generation, again.counts) == ("unchanged", first.generation, first.counts)
    assert site.rebuild(library.corpus(), RebuildSettings(full=True)).outcome == "published"
    otherwise = RebuildSettings(tuning=Tuning(records=Parameters(k1=1.5)))
    assert site.rebuild(library.corpus(), otherwise).outcome == "published"
    site.encoder = HashEncoder(revision="2")
    assert site.rebuild(library.corpus(), otherwise).encoded == passages(library)


def test_an_empty_corpus_is_an_index_too(site: Site) -> None:
    report = site.rebuild(Library().corpus())
    assert report.outcome == "published"
    segments = site.generations.load(report.generation).segments
    searcher = Searcher.of(site.encoder.info, segments)
    assert searcher.dense("patents", site.encoder.encode_query(["x"]), 5) == []


def test_what_is_worse_is_not_published(site: Site) -> None:
    library = Library.of({"patents": 5})
    first = site.rebuild(library.corpus(), quality=0.80)
    library.put(made_up("patents", 9))
    refused = site.rebuild(library.corpus(), quality=0.77)
    assert (refused.outcome, refused.generation, refused.quality) == ("refused", first.generation, 0.77)
    assert refused.reason == "quality 0.7700 is below 0.7800: of one golden query"
    assert site.generations.current() == first.generation
    assert site.generations.names() == [first.generation]
    assert not list(site.generations.directory.glob(f"{BUILDING}*"))
    assert site.rebuild(library.corpus(), quality=float("nan")).outcome == "refused"
    within = site.rebuild(library.corpus(), quality=0.79)
    assert within.outcome == "published"
    assert site.generations.manifest(within.generation).quality == 0.79
    assert site.generations.manifest(within.generation).languages == {"ko": Measured(0.79, 3)}
    library.put(made_up("patents", 10))
    assert site.rebuild(library.corpus(), RebuildSettings(margin=0.5), quality=0.3).outcome == "published"


def test_figures_of_other_questions_are_not_compared(site: Site) -> None:
    library = Library.of({"patents": 5})
    site.rebuild(library.corpus(), quality=0.90)
    library.put(made_up("patents", 9))
    assert site.rebuild(library.corpus(), quality=0.50, golden="two").outcome == "published"
    library.put(made_up("patents", 10))
    assert site.rebuild(library.corpus(), quality=0.40, golden="two").outcome == "refused"


def test_another_analysis_of_text_builds_anew(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library.of({"patents": 5})
    site.rebuild(library.corpus())
    assert site.rebuild(library.corpus()).outcome == "unchanged"
    monkeypatch.setattr("index.rebuild.analysis_version", lambda: "another")
    report = site.rebuild(library.corpus())
    assert (report.outcome, report.encoded) == ("published", 0)


def test_a_damaged_generation_is_replaced(site: Site) -> None:
    library = Library.of({"patents": 5})
    first = site.rebuild(library.corpus())
    (site.generations.directory / first.generation / "manifest.json").write_text("{}", encoding="utf-8")
    assert site.rebuild(library.corpus()).outcome == "published"


def test_a_failure_leaves_the_old_generation(site: Site) -> None:
    library = Library.of({"patents": 5})
    first = site.rebuild(library.corpus())
    corpus = library.corpus()
    twice = [made_up("patents", 1), made_up("patents", 1)]
    prints = {**corpus.fingerprints, "patents": "x"}
    broken = Corpus(lambda kind: map(source, twice if kind == "patents" else ()), prints, 9)
    with pytest.raises(Conflict):
        site.rebuild(broken)
    assert site.generations.current() == first.generation
    assert site.generations.verify(first.generation).name == first.generation
    library.put(made_up("patents", 6))
    assert site.rebuild(library.corpus()).outcome == "published"
    assert not list(site.generations.directory.glob(f"{BUILDING}*"))


def test_what_the_disk_garbles_while_building_is_noticed(site: Site) -> None:
    """Files are read back and checked before they are published."""

    def gate(searcher: Searcher) -> GateResult:
        raise Unavailable.because("index_damaged", "gate", detail="as if")

    library = Library.of({"patents": 5})
    with pytest.raises(Unavailable):
        rebuild(library.corpus(), site.encoder, site.cache, site.generations, gate=gate)
    assert site.generations.current() is None


def test_generations_are_pruned(site: Site) -> None:
    library = Library.of({"patents": 3})
    names = [site.rebuild(library.corpus(), RebuildSettings(full=True, keep=2)).generation for _ in range(4)]
    assert site.generations.names() == names[2:]


def test_progress_reaches_the_end(site: Site) -> None:
    seen: list[RebuildProgress] = []
    library = Library.of({"patents": 30, "needs": 4})
    rebuild(library.corpus(), site.encoder, site.cache, site.generations, progress=seen.append)
    last = {each.kind: each for each in seen}
    assert (last["patents"].records, last["needs"].records) == (30, 4)
    assert last["needs"].encoded == passages(library)


def test_documents_are_streamed(site: Site) -> None:
    """No more than two batches are held: the source sees earlier ones let go."""
    alive = most = 0

    class Counted(Document):
        def __del__(self) -> None:
            nonlocal alive
            alive -= 1

    def stream(kind: str) -> object:
        nonlocal alive, most
        for number in range(3 * RECORDS_A_BATCH if kind == "patents" else 0):
            alive += 1
            most = max(most, alive)
            plain = made_up("patents", number)
            yield source(Counted(plain.kind, plain.id, plain.title, plain.passages))

    rebuild(Corpus(stream, dict.fromkeys(KINDS, "1"), 1), site.encoder, site.cache, site.generations)  # type: ignore[arg-type]
    assert most <= 2 * RECORDS_A_BATCH


def test_a_killed_build_resumes(tmp_path: Path) -> None:
    """SIGKILL in the middle: nothing is published, and the next build encodes only what was not yet stored."""
    site, count = Site(tmp_path), 900
    library = Library.of({"patents": count})
    with subprocess.Popen(
        [sys.executable, "-m", "tests.index.killed", str(tmp_path), str(count)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        batches = [int(process.stdout.readline()) for _ in range(3)]
        process.send_signal(signal.SIGKILL)
    assert site.generations.current() is None
    assert len(list(site.generations.directory.glob(f"{BUILDING}*"))) == 1
    stored = site.cache.count(site.encoder.info)
    assert stored == sum(batches[:2])
    report = site.rebuild(library.corpus())
    assert (report.outcome, report.encoded) == ("published", passages(library) - stored)
    assert not list(site.generations.directory.glob(f"{BUILDING}*"))
    assert site.generations.verify(report.generation).counts["patents"].records == count
