"""Labels: kept as they were given, the same whether published or fresh, unknown where another labeller gave them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from corpus.passages import KINDS, Document
from corpus.problems import Invalid, NotFound, Unavailable
from index.cache import VectorCache
from index.encoder import Vectors
from index.generation import Generations
from index.labels import NO_LABELS, LabelScheme, halves, labels_for
from index.live import LiveIndex
from index.rebuild import RebuildReport, RebuildSettings, rebuild
from index.searcher import Searcher
from tests.fakes import HashEncoder, HashLabeller
from tests.index.library import Library, document, made_up


class Site:
    """An index folder whose labeller may change, as after an update."""

    def __init__(self, root: Path, library: Library, labeller: HashLabeller | None) -> None:
        self.library = library
        self.cache = VectorCache(root / "cache.sqlite")
        self.generations = Generations(root, "open")
        self.encoder = HashEncoder()
        self.started(labeller)

    def started(self, labeller: HashLabeller | None) -> None:
        self.labeller = labeller
        self.live = LiveIndex(self.generations, self.encoder, self.cache, labeller=labeller)

    def current(self) -> Searcher:
        return self.live.current(self.library, self.library)

    def rebuild(self, *, full: bool = False) -> RebuildReport:
        settings = RebuildSettings(full=full)
        corpus = self.library.corpus()
        return rebuild(corpus, self.encoder, self.cache, self.generations, settings=settings, labeller=self.labeller)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path, Library.of({"patents": 25, "companies": 3}), HashLabeller())


def expected(site: Site, ids: Sequence[str]) -> NDArray[np.float32]:
    assert site.labeller is not None
    documents = [site.library.records["patents"][record_id] for record_id in ids]
    return labels_for(site.labeller, documents, []).astype(np.float32)


def assert_labelled(site: Site, searcher: Searcher) -> None:
    ids = sorted(site.library.records["patents"])
    labels = searcher.labels("patents", ids)
    assert labels.dtype == np.float32
    assert labels.shape == (len(ids), 3)
    np.testing.assert_array_equal(labels, expected(site, ids))
    for column, name in enumerate(searcher.label_names):
        wanted = {record_id for record_id, row in zip(ids, labels, strict=True) if row[column] >= 0.5}
        assert searcher.labelled("patents", name) == wanted
        assert wanted


def test_labels_are_the_same_fresh_and_published(site: Site) -> None:
    assert_labelled(site, site.current())
    site.live.settle()
    assert_labelled(site, site.current())
    site.rebuild()
    site.current()
    site.live.settle()
    site.library.put(made_up("patents", 7, "rewritten"), made_up("patents", 90))
    site.library.withdraw("patents", "P0003")
    searcher = site.current()
    assert_labelled(site, searcher)
    assert "P0003" not in searcher.labelled("patents", "red", 0.0)
    assert searcher.labelled("patents", "red", 0.0) == searcher.ids("patents")
    assert searcher.labelled("needs", "red", 0.0) == frozenset()


def test_a_generation_tells_its_labels_and_who_gave_them(site: Site) -> None:
    name = site.rebuild().generation
    assert site.generations.verify(name).labels == LabelScheme("1", ("red", "green", "blue"))
    segment = site.generations.load(name).segments["patents"]
    assert segment.labels.dtype == np.float16
    assert segment.labels.shape == (25, 3)
    assert site.rebuild().outcome == "unchanged"


def test_another_labeller_rebuilds_without_encoding_and_until_then_labels_are_unknown(site: Site) -> None:
    first = site.rebuild().generation
    site.started(HashLabeller("2"))
    ids = sorted(site.library.records["patents"])
    searcher = site.current()
    assert searcher.generation == first
    assert np.isnan(searcher.labels("patents", ids)).all()
    assert searcher.labelled("patents", "red", 0.0) == frozenset()
    site.library.put(made_up("patents", 5, "rewritten"))
    labels = site.current().labels("patents", ids)
    assert [ids[row] for row in np.flatnonzero(~np.isnan(labels).any(axis=1))] == ["P0005"]
    again = site.rebuild()
    assert (again.outcome, again.encoded) == ("published", 0)
    site.current()
    site.live.settle()
    assert_labelled(site, site.current())


def test_without_a_labeller_there_are_no_columns(site: Site) -> None:
    site.rebuild()
    site.started(None)
    searcher = site.current()
    assert searcher.label_names == ()
    assert searcher.labels("patents", ["P0001", "P0002"]).shape == (2, 0)
    assert site.rebuild().outcome == "published"
    name = site.generations.current()
    assert name is not None
    assert site.generations.manifest(name).labels == NO_LABELS
    assert all(site.generations.load(name).segments[kind].labels.shape[1] == 0 for kind in KINDS)


def test_what_is_not_there_is_refused(site: Site) -> None:
    searcher = site.current()
    with pytest.raises(NotFound):
        searcher.labels("patents", ["P0001", "nothing"])
    with pytest.raises(Invalid) as refused:
        searcher.labelled("patents", "mauve")
    assert dict(refused.value.problem.facts) == {"known": "red, green, blue"}
    assert searcher.labels("patents", []).shape == (0, 3)


def test_labels_of_another_width_are_refused(site: Site) -> None:
    """As if the manifest's names and the file were of two builds."""
    name = site.rebuild().generation
    folder = site.generations.directory / name / "patents"
    segment = site.generations.load(name).segments["patents"]
    assert segment.scheme.names == ("red", "green", "blue")
    for scheme in (NO_LABELS, LabelScheme("1", ("red",))):
        with pytest.raises(Unavailable):
            type(segment).load(lambda file: (folder / file).read_bytes(), 64, 1, scheme=scheme)


@pytest.mark.parametrize("found", [np.ones((2, 3)), np.full((1, 3), 1.5), np.full((1, 3), np.nan), np.ones(3)])
def test_a_labeller_that_breaks_its_promise_is_noticed(found: NDArray[np.float64]) -> None:
    class Broken(HashLabeller):
        def confidences(self, documents: Sequence[Document], vectors: Sequence[Vectors]) -> NDArray[np.float32]:
            return found.astype(np.float32)

    with pytest.raises(ValueError, match="labeller"):
        labels_for(Broken(), [document("patents", "A", "radar")], [])


@given(st.floats(0, 1, width=32), st.floats(0, 1, width=32))
def test_being_kept_in_two_bytes_lifts_nothing_over_a_threshold(value: float, threshold: float) -> None:
    kept, limit = halves(np.array([value, threshold], dtype=np.float32))
    assert float(kept) <= value
    assert value - float(kept) <= 2**-11
    assert (kept >= np.float16(0.5)) == (value >= 0.5)
    if value >= threshold:
        assert kept >= limit
