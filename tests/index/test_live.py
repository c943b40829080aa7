"""The searcher of a running process: fresh at once, swapped whole, never worse for a failure."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corpus.passages import KINDS
from corpus.problems import Unavailable
from index import live as live_module
from index.cache import VectorCache
from index.encoder import EncodeProgress, Vectors
from index.generation import CURRENT, Generations
from index.live import LiveIndex, LiveSettings
from index.rebuild import RebuildSettings, rebuild
from index.searcher import EMPTY, Searcher
from tests.fakes import HashEncoder
from tests.index.library import Library, document, made_up


class Site:
    def __init__(self, root: Path, library: Library, settings: LiveSettings | None = None) -> None:
        self.library = library
        self.encoder = HashEncoder()
        self.cache = VectorCache(root / "cache.sqlite")
        self.generations = Generations(root, "open")
        self.live = LiveIndex(self.generations, self.encoder, self.cache, settings)

    def current(self) -> Searcher:
        return self.live.current(self.library, self.library)

    def settled(self) -> Searcher:
        """After what runs in the background, twice: what is prepared may leave more to be prepared."""
        for _ in range(20):
            searcher = self.current()
            self.live.settle()
            if not self.live.status().pending:
                break
        self.current()
        self.live.settle()
        assert searcher is not None
        return self.current()

    def rebuild(self) -> str:
        return rebuild(
            self.library.corpus(),
            HashEncoder(),
            self.cache,
            self.generations,
            settings=RebuildSettings(full=True, keep=5),
        ).generation


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path, Library.of({"patents": 20, "companies": 5}))


def test_before_the_first_generation(site: Site) -> None:
    searcher = site.current()
    assert (searcher.generation, searcher.sequence, searcher.pending) == (EMPTY, 25, 0)
    assert searcher.count("patents") == 20
    hits = searcher.dense("patents", site.encoder.encode_query(["radar antenna"]), 3)
    assert len(hits) == 3


def test_an_empty_corpus(tmp_path: Path) -> None:
    searcher = Site(tmp_path, Library()).current()
    assert [searcher.count(kind) for kind in KINDS] == [0, 0, 0]


def test_a_written_record_is_found_at_once_and_a_withdrawn_one_is_gone(site: Site) -> None:
    name = site.rebuild()
    before = site.current()
    assert (before.generation, before.count("patents")) == (name, 20)
    site.library.put(document("patents", "N1", "zeolite filter", "a zeolite filter"))
    site.library.withdraw("patents", "P0003")
    after = site.current()
    assert after.contains("patents", "N1")
    assert not after.contains("patents", "P0003")
    assert after.sequence == site.library.last()
    assert [hit.id for hit in after.lexical_documents("patents", ["zeolit"], 5)] == ["N1"]
    assert before.contains("patents", "P0003"), "a request under way keeps its searcher"
    assert site.current() is after


def test_a_changed_record_has_its_new_text_only(site: Site) -> None:
    site.rebuild()
    changed = document("patents", "P0004", "zeolite filter", "a zeolite filter")
    site.library.put(changed)
    searcher = site.current()
    assert searcher.count("patents") == 20
    assert searcher.passage_hashes("patents", "P0004") == tuple(passage.hash for passage in changed.passages)
    site.library.withdraw("patents", "P0004")
    assert site.current().count("patents") == 19
    site.library.put(changed)
    assert site.current().count("patents") == 20


def test_a_change_taken_back_needs_no_fresh_record(site: Site) -> None:
    site.rebuild()
    site.library.put(made_up("patents", 4, "changed"))
    site.current()
    assert site.live.status().fresh == 1
    site.library.put(made_up("patents", 4))
    searcher = site.current()
    assert (site.live.status().fresh, searcher.pending, searcher.count("patents")) == (0, 0, 20)


def test_nothing_new_costs_nothing(site: Site) -> None:
    site.rebuild()
    searcher = site.current()
    reads, encoded = site.library.reads, site.encoder.documents
    assert all(site.current() is searcher for _ in range(5))
    assert (site.library.reads, site.encoder.documents) == (reads, encoded)


def test_only_missing_vectors_are_encoded(site: Site) -> None:
    site.rebuild()
    site.current()
    assert site.encoder.documents == 0
    site.library.put(made_up("patents", 5, "changed"))
    site.current()
    assert site.encoder.documents == len(made_up("patents", 5).passages)


def test_a_new_generation_takes_over(site: Site) -> None:
    site.rebuild()
    site.library.put(made_up("patents", 50))
    old = site.current()
    second = site.rebuild()
    assert site.current() is old, "loaded in the background, the old one serves"
    site.live.settle()
    new = site.current()
    assert (new.generation, new.count("patents"), site.live.status().fresh) == (second, 21, 0)
    site.library.put(made_up("patents", 51))
    assert site.current().count("patents") == 22


def test_what_changed_while_it_was_built_stays_fresh(site: Site) -> None:
    site.rebuild()
    site.current()
    corpus = site.library.corpus()
    site.library.put(made_up("patents", 60))
    site.current()
    encoded = site.encoder.documents
    rebuild(corpus, HashEncoder(), site.cache, site.generations, settings=RebuildSettings(full=True))
    searcher = site.settled()
    assert searcher.contains("patents", "P0060")
    assert site.encoder.documents == encoded


def test_rolling_back_brings_the_changes_since_along(site: Site) -> None:
    first = site.rebuild()
    site.current()
    site.library.put(made_up("patents", 70))
    site.rebuild()
    site.settled()
    assert site.generations.roll_back() == first
    searcher = site.settled()
    assert searcher.generation == first
    assert searcher.contains("patents", "P0070")


def test_many_changes_are_prepared_in_the_background_newest_first(tmp_path: Path) -> None:
    site = Site(tmp_path, Library.of({"patents": 10}), LiveSettings(fresh_limit=60, at_once=8))
    site.rebuild()
    site.current()
    site.library.put(*(made_up("patents", number) for number in range(100, 200)))
    first = site.current()
    assert first.pending == 100 or first.contains("patents", "P0199")
    searcher = site.settled()
    assert (searcher.pending, site.live.status().fresh) == (40, 60)
    assert searcher.contains("patents", "P0140")
    assert not searcher.contains("patents", "P0139")
    site.rebuild()
    assert site.settled().pending == 0


def test_a_record_written_during_a_large_import_is_found_at_once(tmp_path: Path) -> None:
    site = Site(tmp_path, Library.of({"patents": 100}), LiveSettings(at_once=4))
    site.library.put(document("companies", "NEW", "ceramic armour", "written last"))
    assert site.current().contains("companies", "NEW")
    assert site.current().pending > 0 or site.live.status().preparing or site.current().count("patents") == 100
    assert site.settled().count("patents") == 100


def test_one_more_than_the_limit_lets_the_oldest_go(tmp_path: Path) -> None:
    site = Site(tmp_path, Library.of({"patents": 3}), LiveSettings(fresh_limit=2))
    site.rebuild()
    site.library.put(made_up("patents", 1, "changed"))
    for number in (10, 11):
        site.library.put(made_up("patents", number))
        site.current()
    searcher = site.current()
    assert (searcher.pending, searcher.count("patents")) == (1, 5)
    assert searcher.contains("patents", "P0001"), "the generation's text serves until the next rebuild"


def test_more_changes_than_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_module, "CHANGES_A_PAGE", 4)
    site = Site(tmp_path, Library.of({"patents": 10, "needs": 3}))
    assert site.current().count("patents") == 10
    assert site.current().sequence == 13


def test_a_damaged_generation_leaves_the_old_one_serving(site: Site) -> None:
    first = site.rebuild()
    site.current()
    second = site.rebuild()
    (site.generations.directory / second / "patents" / "vectors.npy").write_bytes(b"damaged")
    searcher = site.settled()
    assert searcher.generation == first
    assert site.live.status().problem == "index_damaged"
    site.library.put(made_up("patents", 80))
    assert site.current().contains("patents", "P0080")
    third = site.rebuild()
    assert site.settled().generation == third
    assert site.live.status().problem == ""


class Faulty(HashEncoder):
    """Fails while `fails` says how."""

    fails: Exception | None = None

    def encode_document(self, texts: Sequence[str], progress: EncodeProgress | None = None) -> Vectors:
        if self.fails is not None:
            raise self.fails
        return super().encode_document(texts, progress)


@pytest.mark.parametrize("many", [1, 40])
@pytest.mark.parametrize(
    "failure", [Unavailable.because("cache_unavailable", "cache", "c", detail="disk full"), RuntimeError("torch")]
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_failure_to_encode_is_made_good_later(
    site: Site, monkeypatch: pytest.MonkeyPatch, failure: Exception, many: int
) -> None:
    site.rebuild()
    encoder = Faulty()
    site.live = LiveIndex(site.generations, encoder, site.cache)
    site.current()
    encoder.fails = failure
    monkeypatch.setattr(live_module, "RETRY_SECONDS", 0.0)
    site.library.put(*(made_up("patents", number) for number in range(400, 400 + many)))
    for _ in range(2):
        with contextlib.suppress(RuntimeError):
            assert site.current().count("patents") == 20
        site.live.settle()
    encoder.fails = None
    searcher = site.settled()
    assert (searcher.count("patents"), searcher.pending) == (20 + many, 0)
    assert site.live.status().problem == ""


class Slow(HashEncoder):
    """Encodes documents only once it is `let`, and tells when it was `asked` to."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.let = threading.Event(), threading.Event()
        self.let.set()

    def encode_document(self, texts: Sequence[str], progress: EncodeProgress | None = None) -> Vectors:
        self.asked.set()
        assert self.let.wait(30)
        return super().encode_document(texts, progress)


def test_a_record_that_another_request_is_preparing_is_waited_for(site: Site) -> None:
    site.rebuild()
    encoder = Slow()
    site.live = LiveIndex(site.generations, encoder, site.cache)
    site.current()
    encoder.let.clear()
    site.library.put(made_up("patents", 400))
    with ThreadPoolExecutor(2) as requests:
        first = requests.submit(site.current)
        assert encoder.asked.wait(30)
        second = requests.submit(site.current)
        with contextlib.suppress(TimeoutError):
            second.result(0.2)
        encoder.let.set()
        assert [each.result(30).contains("patents", "P0400") for each in (first, second)] == [True, True]


def test_a_withdrawn_record_is_gone_though_another_cannot_be_encoded(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.rebuild()
    encoder = Faulty()
    site.live = LiveIndex(site.generations, encoder, site.cache)
    site.current()
    monkeypatch.setattr(live_module, "RETRY_SECONDS", 3_600.0)
    encoder.fails = RuntimeError("torch")
    site.library.put(made_up("patents", 400))
    site.library.withdraw("patents", "P0003")
    with pytest.raises(RuntimeError):
        site.current()
    assert not site.current().contains("patents", "P0003")


def test_at_the_start_an_older_generation_stands_in_for_a_damaged_one(site: Site) -> None:
    first = site.rebuild()
    second = site.rebuild()
    (site.generations.directory / second / "patents" / "vectors.npy").write_bytes(b"damaged")
    site.library.put(made_up("patents", 80))
    searcher = site.current()
    assert (searcher.generation, searcher.contains("patents", "P0080")) == (first, True)
    assert site.live.status().problem == "index_damaged"
    third = site.rebuild()
    assert site.settled().generation == third
    assert site.live.status().problem == ""


def test_without_an_old_one_the_reason_is_raised(site: Site) -> None:
    name = site.rebuild()
    (site.generations.directory / name / "manifest.json").write_text("{}", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(Unavailable) as refused:
            site.current()
        assert refused.value.problem.code == "index_damaged"
    assert site.live.status().problem == "index_damaged"
    site.rebuild()
    assert site.current().count("patents") == 20


def test_a_garbled_pointer_is_refused(site: Site) -> None:
    site.rebuild()
    searcher = site.current()
    (site.generations.directory / CURRENT).write_text("../elsewhere", encoding="utf-8")
    assert site.settled() is searcher
    assert site.live.status().problem == "index_damaged"


def test_another_models_generation_is_refused(site: Site) -> None:
    site.rebuild()
    other = LiveIndex(site.generations, HashEncoder(revision="2"), site.cache)
    with pytest.raises(Unavailable) as refused:
        other.current(site.library, site.library)
    assert refused.value.problem.code == "encoder_mismatch"
    site.current()
    rebuild(site.library.corpus(), HashEncoder(revision="2"), site.cache, site.generations)
    assert site.settled().encoder.revision == "1"
    assert site.live.status().problem == "encoder_mismatch"


def test_searches_over_many_swaps(site: Site) -> None:
    """Eight threads search while twenty generations are published: each answer is whole and of one generation."""
    site.rebuild()
    site.current()
    queries = site.encoder.encode_query(["radar antenna"])
    stop, seen, wrong = threading.Event(), set[str](), list[str]()

    def search() -> None:
        while not stop.wait(0.005):
            searcher = site.current()
            seen.add(searcher.generation)
            ids = searcher.ids("patents")
            hits = searcher.dense("patents", queries, 1_000)
            views = searcher.views("patents", [hit.id for hit in hits], queries, ["radar"])
            if {hit.id for hit in hits} != ids or len(views.ids) != searcher.count("patents"):
                wrong.append(searcher.generation)

    threads = [threading.Thread(target=search) for _ in range(8)]
    for thread in threads:
        thread.start()
    for turn in range(20):
        site.library.put(made_up("patents", 300 + turn))
        site.rebuild()
        if turn % 3 == 0:
            site.live.settle()
    stop.set()
    for thread in threads:
        thread.join()
    assert not wrong
    assert len(seen) > 3
    assert site.settled().ids("patents") == frozenset(site.library.records["patents"])
