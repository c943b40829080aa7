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
    assert {"carbon", "fibre"} <= set(found.pairs[0].terms)


def test_korean_endings_are_no_shared_words() -> None:
    firm = company_document("c2", "기업", "송장을 처리하고 배차를 제안한다.", [], [])
    found = explained(["수요를 제시하고 물량을 산정한다"], vectors((1, 1, 1)), firm, PASSAGES[:1])
    assert all(not pair.terms for pair in found.pairs)


def one_passage(summary: str) -> Document:
    return company_document("c3", "Firm", summary, [], [])


def test_a_term_is_shown_once_however_often_it_is_written() -> None:
    """Two forms of one word are no two words in common: they alone cover nothing."""
    firm = one_passage("Corrected charts and corrections of charts.")
    assert explained(["correction of aircraft drift"], vectors((0.3, 0.95)), firm, vectors((1, 0))).pairs == ()
    (pair,) = explained(["correction of aircraft drift"], vectors((1, 1)), firm, vectors((1, 0))).pairs
    assert pair.terms == ("Corrected",)


def test_units_and_fillers_are_no_evidence() -> None:
    firm = one_passage("Makes parts of 5 mm at 30 MHz, and finds 12 kg of type B.")
    (pair,) = explained(
        ["a maker that can find 7 mm, 40 MHz and 3 kg parts"], vectors((1, 1)), firm, vectors((1, 1))
    ).pairs
    assert pair.terms == ()


def test_a_unit_with_a_particle_is_no_evidence_either() -> None:
    firm = one_passage("30 MHz에서 15 MHz까지 항상 살핀다.")
    (pair,) = explained(["512 MHz에서 방해를 감지"], vectors((1, 1)), firm, vectors((1, 1))).pairs
    assert pair.terms == ()


def test_where_nothing_is_shared_the_founding_of_a_firm_is_not_shown() -> None:
    firm = one_passage("Northlight was founded in 1987 and is headquartered in Busan. It winds drums on four axes.")
    (pair,) = explained(["Verdichterschaufeln"], vectors((1, 1)), firm, vectors((1, 1))).pairs
    assert pair.passage == "It winds drums on four axes."


def test_what_covers_goes_before_what_is_merely_nearer() -> None:
    """The first passage is of no use by either threshold, though its words weigh more."""
    firm = company_document(
        "c4",
        "Firm",
        "",
        [
            CapabilityDraft(title="One", text="Sonar for hulls. Salvage of hulls. Arrays of lamps for salvage."),
            CapabilityDraft(title="Two", text="A sonar array on a towed cable."),
        ],
        [],
    )
    (pair,) = explained(["towed sonar array for salvage"], vectors((0.24, 0.26)), firm, vectors((1, 0), (0, 1))).pairs
    assert pair.heading == "Two"


def test_a_sentence_that_answers_once_steps_back() -> None:
    elements = ["pressure tests of vessels", "tests under pressure", "marine paint"]
    of = vectors((0, 1, 0), (0, 1, 0), (0.4, 0, 0.9))
    order = [pair.element for pair in explained(elements, of, FIRM, PASSAGES).pairs]
    assert order == [0, 2, 1]


def test_an_abbreviation_ends_no_sentence() -> None:
    firm = one_passage("Northlight Co. winds carbon drums, e.g. for ships. It paints hulls.")
    (pair,) = explained(["carbon drums"], vectors((1, 1)), firm, vectors((1, 1))).pairs
    assert pair.passage == "Northlight Co. winds carbon drums, e.g. for ships."


def test_evidence_of_a_candidate_does_not_depend_on_those_explained_before() -> None:
    """`이상` (beyond) is a filler in Korean and also means anomaly: an English record keeps its anomaly."""
    elements, of = ["anomaly of a residual current"], vectors((1, 1))
    korean = one_passage("잔류 전류 이상을 알린다.")
    english = one_passage("Tells an anomaly of residual current.")
    alone = explained(elements, of, english, vectors((1, 1)))
    assert alone.pairs[0].terms == ("anomaly", "residual", "current")
    explainer = Explainer(elements, of, keywords_many)
    explainer.evidence(korean, vectors((1, 1)))
    assert explainer.evidence(english, vectors((1, 1))) == alone
