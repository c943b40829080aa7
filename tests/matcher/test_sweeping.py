"""A sweep against the ranking of single questions, over published, changed, withdrawn and several tiers' records."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.passages import Document
from corpus.problems import Invalid
from index.bm25 import Tuning
from index.entries import Entry
from index.fresh import FreshSegment, prepared
from index.pool import Pool
from index.searcher import Searcher
from index.segment import Segment, SegmentWriter
from index.terms import terms_of
from index.tokens import tokens
from index.vocabulary import Vocabulary
from matcher.modes import MODES, Mode
from matcher.retrieval import rank
from matcher.sweeping import AHEAD, BLOCK, MOST, Question, Sweep
from matcher.weights import WEIGHTS
from tests.fakes import HashEncoder
from tests.index.library import document

ENCODER = HashEncoder(32)
WORDS = [f"{stem}{ending}" for stem in ("radar", "sonar", "alloy", "lens", "rotor", "fuse") for ending in "abcdefgh"]


def company(number: int, note: str = "") -> Document:
    """One to six passages of words by chance, the same ones for the same number."""
    chance = random.Random(f"{number} {note}")
    texts = [" ".join(chance.choices(WORDS, k=chance.randint(3, 12))) for _ in range(chance.choice((1, 1, 2, 3, 6)))]
    return document("companies", f"C{number:03d}", " ".join(chance.choices(WORDS, k=2)), *texts)


def segment_of(path: Path, documents: Sequence[Document]) -> Segment:
    with SegmentWriter(path, ENCODER.info.dimension, Tuning()) as writer:
        for each, terms in zip(documents, terms_of(documents), strict=True):
            vectors = ENCODER.encode_document([passage.searchable for passage in each.passages])
            writer.add(each.id, Entry.of(each, terms), vectors)
    return Segment.load(lambda name: (path / name).read_bytes(), ENCODER.info.dimension)


def fresh_of(base: Segment | None, documents: Sequence[Document] = (), withdrawn: Sequence[str] = ()) -> FreshSegment:
    vocabulary = Vocabulary()
    vectors = [ENCODER.encode_document([passage.searchable for passage in each.passages]) for each in documents]
    return FreshSegment.of(
        prepared(documents, vectors, vocabulary), withdrawn, base, vocabulary, ENCODER.info.dimension
    )


def searcher_of(*tiers: FreshSegment) -> Searcher:
    empty = Searcher.of(ENCODER.info)
    return replace(empty, pools={**empty.pools, "companies": Pool(*tiers)})


def asking(number: int, *more: str) -> Question:
    """A question with one vector for itself and one for each further text."""
    text = " ".join(random.Random(f"question {number}").choices(WORDS, k=9))
    return Question(f"P{number}", ENCODER.encode_query([text, *more]), tokens(f"{text} {text[:6]}"))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Segment:
    return segment_of(tmp_path_factory.mktemp("sweep") / "companies", [company(number) for number in range(150)])


@pytest.fixture(scope="module")
def searcher(base: Segment) -> Searcher:
    """Four companies rewritten, two new, one withdrawn."""
    changed = [company(number, "rewritten") for number in (3, 30, 60, 90)]
    return searcher_of(fresh_of(base, [*changed, company(300), company(301)], ["C007"]))


def assert_as_ranked(searcher: Searcher, questions: Sequence[Question], depth: int, mode: Mode = "full") -> None:
    weights = WEIGHTS[mode]
    swept = list(Sweep(searcher, "companies", weights, depth=depth).run(questions, 10))
    assert [each.id for each in swept] == [question.id for question in questions]
    for question, found in zip(questions, swept, strict=True):
        ranked = rank(
            searcher,
            "companies",
            question.vectors,
            question.tokens,
            weights,
            excluded=question.excluded,
            depth=depth,
        )
        rows = {record_id: row for row, record_id in enumerate(ranked.ids)}
        assert found.credible == ranked.credible
        assert [candidate.id for candidate in found.candidates] == list(ranked.ids[:10])
        for candidate in found.candidates:
            row = rows[candidate.id]
            assert candidate.score == pytest.approx(ranked.scores[row], abs=1e-5)
            assert candidate.views == pytest.approx({name: each[row] for name, each in ranked.views.items()}, abs=1e-4)


@pytest.mark.parametrize("depth", [5, 12, 33, 1_000])
@pytest.mark.parametrize("mode", MODES)
def test_a_sweep_ranks_as_single_questions_do(searcher: Searcher, mode: Mode, depth: int) -> None:
    assert_as_ranked(searcher, [asking(number) for number in range(40)], depth, mode)


def test_a_question_may_have_several_vectors(searcher: Searcher) -> None:
    questions = [asking(number, *("radara sonarb", "lensh fusec")[: number % 3]) for number in range(20)]
    assert_as_ranked(searcher, questions, 40)


def test_tiers_are_scored_on_one_scale(base: Segment, tmp_path: Path) -> None:
    other = segment_of(tmp_path / "companies", [company(number, "restricted") for number in range(140, 200)])
    both = searcher_of(fresh_of(base, [company(400)]), fresh_of(other, [company(401)]))
    assert_as_ranked(both, [asking(number) for number in range(20)], 40)


def test_without_a_generation_the_written_records_are_swept() -> None:
    assert_as_ranked(searcher_of(fresh_of(None, [company(number) for number in range(20)])), [asking(1)], 1_000)


def test_more_questions_than_a_block_keep_their_order(searcher: Searcher) -> None:
    questions = [asking(number % 7) for number in range((AHEAD + 2) * BLOCK + 9)]
    swept = list(Sweep(searcher, "companies").run(questions, 3))
    assert len(swept) == len(questions)
    by_question: dict[str, set[tuple[str, ...]]] = {}
    for each in swept:
        by_question.setdefault(each.id, set()).add(tuple(candidate.id for candidate in each.candidates))
    assert all(len(answers) == 1 for answers in by_question.values())


def test_excluded_withdrawn_and_not_allowed_records_take_no_part(searcher: Searcher) -> None:
    first = asking(1)
    best = next(Sweep(searcher, "companies").run([first], 1)).candidates[0].id
    assert_as_ranked(searcher, [replace(first, excluded=frozenset({best, "C007", "unknown"}))], 20)
    allowed = frozenset({"C001", "C002", "C007", "C300"})
    swept = next(Sweep(searcher, "companies", allowed=allowed).run([first], 10))
    assert {candidate.id for candidate in swept.candidates} == allowed - {"C007"}


def test_a_question_that_excludes_everybody_has_no_candidates(searcher: Searcher) -> None:
    lonely = replace(asking(1), excluded=searcher.ids("companies"))
    nobody, somebody = Sweep(searcher, "companies").run([lonely, asking(2)], 4)
    assert nobody.candidates == ()
    assert len(somebody.candidates) == 4


def test_nothing_to_find() -> None:
    swept = list(Sweep(Searcher.of(ENCODER.info), "companies").run([asking(1)], 10))
    assert [(each.id, each.candidates) for each in swept] == [("P1", ())]


def test_words_that_nobody_has_leave_the_cosines(searcher: Searcher) -> None:
    silent = replace(asking(1), tokens=["nowhere"])
    assert_as_ranked(searcher, [silent, replace(silent, tokens=[]), asking(2)], 30)


def test_equal_scores_are_ordered_by_id() -> None:
    twins = [document("companies", record_id, "Twin", "radara sonarb") for record_id in ("C2", "C1", "C3")]
    swept = next(Sweep(searcher_of(fresh_of(None, twins)), "companies").run([asking(1)], 2))
    assert [candidate.id for candidate in swept.candidates] == ["C1", "C2"]
    assert swept.candidates[0].views == swept.candidates[1].views
    assert swept.credible


@pytest.mark.parametrize("top", [0, MOST + 1])
def test_top_is_bounded(searcher: Searcher, top: int) -> None:
    with pytest.raises(Invalid) as refused:
        Sweep(searcher, "companies").run([], top)
    assert refused.value.problem.code == "bad_top"


@pytest.mark.parametrize("shape", [(0, 32), (1, 31), (BLOCK + 1, 32)])
def test_vectors_of_another_shape_are_refused(searcher: Searcher, shape: tuple[int, int]) -> None:
    odd = Question("P1", np.zeros(shape, dtype=np.float32), [])
    with pytest.raises(ValueError, match="P1"):
        list(Sweep(searcher, "companies").run([odd], 1))
