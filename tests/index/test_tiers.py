"""Tiers: what a caller may not see changes nothing, and what a caller sees together is ranked on one scale."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.disclosure import TIERS, Tier
from corpus.passages import KINDS, Document
from corpus.problems import Invalid
from index.bm25 import Parameters, Tuning
from index.cache import VectorCache
from index.dense.flat import FlatIndex
from index.encoder import Vectors
from index.fresh import FreshSegment, prepared
from index.generation import Generations
from index.labels import NO_LABELS
from index.lexical import LexicalIndex
from index.live import LiveIndex
from index.part import Rows
from index.pool import VIEWS
from index.rebuild import RebuildSettings, rebuild
from index.searcher import EMPTY, Searcher
from index.segment import Segment
from index.terms import terms_of
from index.tiers import TieredIndex, generations_of, joined
from index.tokens import tokens
from index.vocabulary import Vocabulary
from tests.fakes import HashEncoder, HashLabeller
from tests.index.library import Library, document, made_up, phrase_index

PUBLIC, RELEASED, RESTRICTED = TIERS
ENCODER = HashEncoder()
QUERIES = ("folding sonar array part of unit 7", "radar antenna", "sealed lithium cell of patents unit 11 part 1")
UNEVENED = Tuning(Parameters(b=0.0), Parameters(b=0.0))
"""No evening out of lengths: the mean length, which stays each tier's own, plays no part."""
EVENED = Tuning()


class Site:
    """Tiers under one folder, each with its own library."""

    def __init__(self, root: Path, counts: Mapping[Tier, int]) -> None:
        self.root = root
        self.cache = VectorCache(root / "cache.sqlite")
        self.labeller = HashLabeller()
        self.libraries = {tier: Library() for tier in TIERS}
        for place, tier in enumerate(TIERS):
            first = 1_000 * place
            self.put(tier, *(made_up("patents", number) for number in range(first, first + counts.get(tier, 0))))
        self.index = TieredIndex({tier: self.live(tier) for tier in TIERS})

    def generations(self, tier: Tier) -> Generations:
        return Generations(self.root, tier)

    def live(self, tier: Tier) -> LiveIndex:
        return LiveIndex(self.generations(tier), ENCODER, self.cache, labeller=self.labeller)

    def put(self, tier: Tier, *documents: Document) -> None:
        self.libraries[tier].put(*documents)

    def rebuild(self, *tiers: Tier) -> None:
        for tier in tiers:
            corpus = self.libraries[tier].corpus()
            chosen = RebuildSettings(full=True)
            rebuild(corpus, ENCODER, self.cache, self.generations(tier), settings=chosen, labeller=self.labeller)

    def seen_by(self, *tiers: Tier) -> Searcher:
        feeds = {tier: self.libraries[tier] for tier in tiers}
        for _ in range(3):
            self.index.current(feeds, feeds)
            self.index.settle()
        return self.index.current(feeds, feeds)


def everything(searcher: Searcher) -> list[object]:
    """All that can be learnt from a searcher, to the bit."""
    told: list[object] = [searcher.sequence, searcher.pending, searcher.label_names]
    for kind in KINDS:
        ids = sorted(searcher.ids(kind))
        told += [ids, searcher.count(kind), searcher.labels(kind, ids).tobytes()]
        told += [searcher.labelled(kind, name) for name in searcher.label_names]
        told += [searcher.passage_hashes(kind, record_id) for record_id in ids]
        for query in QUERIES:
            vectors, terms = ENCODER.encode_query([query]), tokens(query)
            told += [searcher.dense(kind, vectors, depth, excluded=frozenset(ids[:2])) for depth in (5, 1_000)]
            told += [searcher.lexical_documents(kind, terms, depth) for depth in (7, 1_000)]
            views = searcher.views(kind, ids, vectors, terms)
            told += [getattr(views, name).tobytes() for name in (*VIEWS, "passages")]
    return told


def test_one_tier_alone_is_as_it_is_without_tiers(tmp_path: Path) -> None:
    site = Site(tmp_path, {PUBLIC: 40, RESTRICTED: 30})
    site.rebuild(PUBLIC, RESTRICTED)
    site.put(PUBLIC, made_up("patents", 3, "rewritten"), made_up("patents", 77, "new"))
    site.libraries[PUBLIC].withdraw("patents", "P0005")
    alone = site.live(PUBLIC).current(site.libraries[PUBLIC], site.libraries[PUBLIC])
    assert everything(site.seen_by(PUBLIC)) == everything(alone)
    assert everything(joined({PUBLIC: alone})) == everything(alone)
    assert site.seen_by(PUBLIC).generation == f"public:{alone.generation}"


def test_what_a_caller_does_not_see_changes_no_byte(tmp_path: Path) -> None:
    """Records of another tier, written, published, changed and withdrawn, beside an index that never had any."""
    site, without = Site(tmp_path / "site", {PUBLIC: 40}), Site(tmp_path / "without", {PUBLIC: 40})
    for each in (site, without):
        each.rebuild(PUBLIC)
        each.put(PUBLIC, made_up("patents", 3, "rewritten"))
    expected = everything(without.seen_by(PUBLIC, RELEASED))
    before = site.seen_by(PUBLIC, RELEASED)
    assert everything(before) == expected
    site.put(RESTRICTED, *(made_up("patents", number, "secret sonar") for number in range(300)))
    site.seen_by(*TIERS)
    assert site.seen_by(PUBLIC, RELEASED) is before
    site.rebuild(RESTRICTED)
    site.put(RESTRICTED, made_up("patents", 1_500), made_up("companies", 2))
    site.libraries[RESTRICTED].withdraw("patents", "P0004")
    assert site.seen_by(*TIERS).count("patents") == 301
    assert site.seen_by(PUBLIC, RELEASED) is before
    assert everything(site.index.current(*[{PUBLIC: site.libraries[PUBLIC]}] * 2)) == expected


def test_all_that_is_seen_is_found(tmp_path: Path) -> None:
    site = Site(tmp_path, {PUBLIC: 20, RELEASED: 10, RESTRICTED: 5})
    site.rebuild(PUBLIC, RESTRICTED)
    seen = {tiers: site.seen_by(*tiers) for tiers in (TIERS, (PUBLIC, RELEASED), (PUBLIC,), ())}
    assert [searcher.count("patents") for searcher in seen.values()] == [35, 30, 20, 0]
    assert [searcher.sequence for searcher in seen.values()] == [35, 30, 20, 0]
    for searcher in seen.values():
        ids = searcher.ids("patents")
        assert len(ids) == searcher.count("patents")
        assert {hit.id for hit in searcher.dense("patents", ENCODER.encode_query(["radar"]), 1_000)} == ids
        assert searcher.views("patents", sorted(ids), ENCODER.encode_query(["x"]), ["x"]).ids == tuple(sorted(ids))
        assert searcher.label_names == site.labeller.names
        assert not np.isnan(searcher.labels("patents", sorted(ids))).any()
        assert searcher.labelled("patents", "red", 0.0) == ids
    parts = seen[TIERS].parts("patents")
    assert [len(part.ids) for part, _ in parts] == [20, 0, 10, 5, 0]
    assert len(seen[TIERS].weights("patents", ["radar"], [7])) == len(parts)


def test_a_record_in_two_tiers_counts_in_the_more_restricted(tmp_path: Path) -> None:
    """As for a moment while a move is followed: published and fresh, both ways."""
    site = Site(tmp_path, {PUBLIC: 20, RELEASED: 5, RESTRICTED: 20})
    moved = [document("patents", record_id, "zeolite", "a zeolite filter") for record_id in ("P0002", "P0030")]
    site.rebuild(PUBLIC)
    site.put(RESTRICTED, *moved)
    site.put(PUBLIC, made_up("patents", 30))
    site.put(RELEASED, moved[0])
    for _ in range(2):
        officer, company = site.seen_by(*TIERS), site.seen_by(PUBLIC)
        assert (officer.count("patents"), company.count("patents")) == (46, 21)
        assert len(officer.dense("patents", ENCODER.encode_query(["zeolite"]), 1_000)) == 46
        for each in moved:
            hashes = tuple(passage.hash for passage in each.passages)
            assert officer.passage_hashes("patents", each.id) == hashes
            assert company.passage_hashes("patents", each.id) != hashes
        assert [hit.id for hit in officer.lexical_documents("patents", ["zeolit"], 9)] == ["P0002", "P0030"]
        assert company.lexical_documents("patents", ["zeolit"], 9) == []
        site.rebuild(PUBLIC, RESTRICTED)


def test_a_move_leaves_the_old_tier_at_once(tmp_path: Path) -> None:
    site = Site(tmp_path, {PUBLIC: 20, RESTRICTED: 5})
    site.rebuild(PUBLIC, RESTRICTED)
    site.seen_by(*TIERS)
    site.put(RESTRICTED, site.libraries[PUBLIC].records["patents"]["P0007"])
    site.libraries[PUBLIC].withdraw("patents", "P0007")
    assert not site.seen_by(PUBLIC, RELEASED).contains("patents", "P0007")
    assert site.seen_by(*TIERS).contains("patents", "P0007")
    site.put(PUBLIC, site.libraries[RESTRICTED].records["patents"]["P0007"])
    site.libraries[RESTRICTED].withdraw("patents", "P0007")
    assert site.seen_by(PUBLIC).contains("patents", "P0007")
    assert site.seen_by(*TIERS).count("patents") == 25


def segment_of(documents: Sequence[Document], tuning: Tuning) -> Segment:
    """In memory, as loaded from a generation."""
    terms = terms_of(documents)
    empty = np.zeros((0, ENCODER.info.dimension), dtype=np.float32)
    starts: Rows = np.cumsum([0, *(len(each.passages) for each in documents)], dtype=np.int64)
    return Segment(
        ids=tuple(each.id for each in documents),
        starts=starts,
        hashes=np.zeros((int(starts[-1]), 16), dtype=np.uint8),
        record_hashes=np.zeros((len(documents), 16), dtype=np.uint8),
        dense=FlatIndex(np.concatenate([empty, *matrices(documents)])),
        records=LexicalIndex.build([each.whole for each in terms], tuning.records),
        phrases=phrase_index([each.phrases for each in terms], tuning.phrases),
        labels=np.zeros((len(documents), 0), dtype=np.float16),
        scheme=NO_LABELS,
    )


def matrices(documents: Iterable[Document]) -> list[Vectors]:
    return [ENCODER.encode_document([passage.searchable for passage in each.passages]) for each in documents]


def searcher_of(published: Sequence[Document], fresh: Sequence[Document], tuning: Tuning = UNEVENED) -> Searcher:
    base = segment_of(published, tuning)
    vocabulary = Vocabulary()
    ready = prepared(fresh, matrices(fresh), vocabulary)
    part = FreshSegment.of(ready, (), base, vocabulary, ENCODER.info.dimension)
    return Searcher.of(ENCODER.info, {"patents": base}, {"patents": part}, generation="x")


def bm25_of(searcher: Searcher, ids: Sequence[str]) -> list[float]:
    found: list[float] = []
    for query in QUERIES:
        views = searcher.views("patents", ids, ENCODER.encode_query([]), tokens(query))
        found += views.document_bm25.tolist()
    return found


RECORDS = [made_up("patents", number) for number in range(40)]
IDS = [each.id for each in RECORDS]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(TIERS), min_size=len(RECORDS), max_size=len(RECORDS)))
def test_bm25_over_tiers_is_that_of_one_index_of_all(homes: list[Tier]) -> None:
    tiers = {
        tier: searcher_of([each for each, home in zip(RECORDS, homes, strict=True) if home is tier], [])
        for tier in TIERS
    }
    one = searcher_of(RECORDS, [])
    assert bm25_of(joined(tiers), IDS) == pytest.approx(bm25_of(one, IDS), rel=2e-6, abs=1e-7)
    for query in QUERIES:
        expected = {hit.id: hit.score for hit in one.lexical_documents("patents", tokens(query), 100)}
        hits = joined(tiers).lexical_documents("patents", tokens(query), 100)
        assert {hit.id: hit.score for hit in hits} == pytest.approx(expected, rel=2e-6)


@pytest.mark.parametrize("tuning", [UNEVENED, EVENED])
@pytest.mark.parametrize("fresh", [slice(30, 40), slice(0, 0)])
def test_fresh_records_of_any_tier_are_scored_by_the_published_ones_together(tuning: Tuning, fresh: slice) -> None:
    """Twins of published records, fresh in the third tier, which has published none."""
    twins = [Document("patents", f"twin-{each.id}", each.title, each.passages) for each in RECORDS[fresh]]
    tiers = {
        PUBLIC: searcher_of(RECORDS[:20], twins[:5], tuning),
        RELEASED: searcher_of(RECORDS[20:], [], tuning),
        RESTRICTED: searcher_of([], twins[5:], tuning),
    }
    together = joined(tiers)
    of_twins = bm25_of(together, [each.id for each in twins])
    of_records = bm25_of(together, IDS[fresh])
    # Each tier evens lengths out by its own mean.
    assert of_twins == pytest.approx(of_records, rel=2e-6 if tuning is UNEVENED else 0.2)
    assert of_twins == [] or any(of_twins)


def test_without_any_generation_fresh_records_speak_together() -> None:
    tiers = {PUBLIC: searcher_of([], RECORDS[:15]), RESTRICTED: searcher_of([], RECORDS[15:])}
    one = searcher_of([], RECORDS)
    assert bm25_of(joined(tiers), IDS) == pytest.approx(bm25_of(one, IDS), rel=2e-6, abs=1e-7)


def test_a_tier_without_records_changes_no_byte() -> None:
    published = searcher_of(RECORDS[:30], RECORDS[30:], EVENED)
    for empty in (searcher_of([], []), Searcher.of(ENCODER.info)):
        assert everything(joined({PUBLIC: published, RESTRICTED: empty})) == everything(published)
        assert everything(joined({PUBLIC: empty, RESTRICTED: published})) == everything(published)


def test_nothing_new_joins_nothing_anew(tmp_path: Path) -> None:
    site = Site(tmp_path, {PUBLIC: 5, RESTRICTED: 5})
    officer, company = site.seen_by(*TIERS), site.seen_by(PUBLIC)
    assert site.seen_by(*TIERS) is officer
    assert site.seen_by(PUBLIC) is company
    site.put(RESTRICTED, made_up("patents", 1_100))
    assert site.seen_by(*TIERS) is not officer
    assert site.seen_by(PUBLIC) is company
    assert site.seen_by(RESTRICTED, PUBLIC).count("patents") == 11


def test_generations_are_named_by_tier(tmp_path: Path) -> None:
    site = Site(tmp_path, {PUBLIC: 5, RESTRICTED: 5})
    assert site.seen_by(*TIERS).generation == EMPTY
    site.rebuild(PUBLIC, RESTRICTED)
    names = {tier: site.generations(tier).current() for tier in (PUBLIC, RESTRICTED)}
    found = site.seen_by(*TIERS).generation
    assert found == f"public:{names[PUBLIC]}+restricted:{names[RESTRICTED]}"
    assert generations_of(found) == names
    assert generations_of(site.seen_by(RESTRICTED).generation) == {RESTRICTED: names[RESTRICTED]}
    assert generations_of(site.seen_by(RELEASED).generation) == {}
    assert {tier: status.generation for tier, status in site.index.status().items()} == {
        PUBLIC: names[PUBLIC],
        RELEASED: EMPTY,
        RESTRICTED: names[RESTRICTED],
    }


NAME = "20250101T000000.000Z-abcdef"


@pytest.mark.parametrize(
    "text",
    [
        "",
        NAME,
        "public:none",
        f"secret:{NAME}",
        f"public:{NAME}+",
        f"public:{NAME}\n",
        f"public:{NAME}+public:{NAME}",
        f"restricted:{NAME}+public:{NAME}",
        f"public:{NAME}" + f"+public:{NAME}" * 10_000,
    ],
)
def test_other_names_of_generations_are_refused(text: str) -> None:
    with pytest.raises(Invalid):
        generations_of(text)


def test_contradictions_are_noticed(tmp_path: Path) -> None:
    site = Site(tmp_path, {})
    library = site.libraries[PUBLIC]
    index = TieredIndex({PUBLIC: site.live(PUBLIC)})
    assert index.tiers == (PUBLIC,)
    for feeds, documents in (({PUBLIC: library}, {}), ({RESTRICTED: library}, {RESTRICTED: library})):
        with pytest.raises(ValueError, match="index of"):
            index.current(feeds, documents)
    with pytest.raises(ValueError, match="needs a tier"):
        TieredIndex({})
    with pytest.raises(ValueError, match="encoders"):
        joined({PUBLIC: Searcher.of(ENCODER.info), RESTRICTED: Searcher.of(HashEncoder(revision="2").info)})
