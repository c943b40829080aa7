"""Evidence: what is shown is in the record, and what nothing covers is said."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from corpus.drafts import CapabilityDraft
from corpus.passages import Document, company_document
from index.tokens import keywords_many
from matcher.evidence import Explainer
from matcher.match import Evidence

FIRM = company_document(
    "c1",
    "Firm",
    "A family business in the harbour.",
    [
        CapabilityDraft(
            title="Composite drums",
            text="We wind carbon fibre drums on a four axis machine. Pressure tests run to 700 bar.",
        ),
        CapabilityDraft(title="Paint shop", text="Marine paint is sprayed by robots."),
    ],
    [],
)


def vectors(*rows: Sequence[float]) -> np.ndarray:
    found = np.array(rows, dtype=np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def explained(elements: Sequence[str], of: np.ndarray, document: Document, passages: np.ndarray) -> Evidence:
    return Explainer(elements, of, keywords_many).evidence(document, passages)


PASSAGES = vectors((1, 0, 0), (0, 1, 0), (0, 0, 1))


def test_an_element_is_shown_beside_the_sentence_that_shares_its_words() -> None:
    found = explained(["carbon fibre winding machine"], vectors((0.2, 1, 0)), FIRM, PASSAGES)
    (pair,) = found.pairs
    assert pair.passage == "We wind carbon fibre drums on a four axis machine."
    assert (pair.heading, pair.passage_kind, pair.element) == ("Composite drums", "capability", 0)
    assert set(pair.terms) == {"wind", "carbon", "fibre", "machine"}
    assert found.uncovered == ()


def test_everything_shown_stands_word_for_word_in_the_record() -> None:
    elements = ["pressure tests of vessels", "robots that spray marine paint", "fibre wound drums"]
    found = explained(elements, vectors((0, 1, 0), (0, 0, 1), (0, 1, 0.1)), FIRM, PASSAGES)
    text = "\n".join(passage.text for passage in FIRM.passages)
    assert len(found.pairs) == 3
    for pair in found.pairs:
        assert pair.passage in text
        assert all(term in pair.passage for term in pair.terms)


def test_an_element_that_nothing_covers_is_named() -> None:
    elements = ["carbon fibre winding", "quantum key distribution over satellites"]
    found = explained(elements, vectors((0, 1, 0), (-1, -1, -1)), FIRM, PASSAGES)
    assert found.uncovered == ("quantum key distribution over satellites",)


def test_common_words_are_no_evidence() -> None:
    found = explained(["a method comprising a system and device"], vectors((1, 1, 1)), FIRM, PASSAGES)
    assert all(not pair.terms for pair in found.pairs)


def test_meaning_alone_covers_from_a_high_cosine() -> None:
    found = explained(["lackieren"], vectors((0, 0, 1)), FIRM, PASSAGES)
    assert found.pairs[0].passage == "Marine paint is sprayed by robots."
    assert found.pairs[0].terms == ()


def test_no_elements_no_evidence() -> None:
    assert explained([], np.zeros((0, 3), np.float32), FIRM, PASSAGES).pairs == ()


def test_korean_and_english_words_meet_by_the_glossary() -> None:
    found = explained(["탄소섬유를 감는 드럼"], vectors((0.2, 1, 0)), FIRM, PASSAGES)
    assert {"carbon", "fibre"} & set(found.pairs[0].terms) == {"carbon"}


def test_korean_endings_are_no_shared_words() -> None:
    firm = company_document("c2", "기업", "송장을 처리하고 배차를 제안한다.", [], [])
    found = explained(["수요를 제시하고 물량을 산정한다"], vectors((1, 1, 1)), firm, PASSAGES[:1])
    assert all(not pair.terms for pair in found.pairs)
