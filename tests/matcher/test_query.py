"""Queries: what is encoded, what is to be covered."""

from __future__ import annotations

import pytest

from corpus.drafts import CapabilityDraft, PatentDraft
from corpus.passages import company_document, patent_document
from corpus.problems import Invalid, TooLarge
from matcher.query import ELEMENTS, HEAD_CHARACTERS, claim_elements, head, record_query, text_query

PATENT = PatentDraft(
    id="FICT-P-1",
    country="KR",
    title="수중 드론용 연료전지",
    title_en="Fuel cell for underwater drones",
    abstract="수중 드론에 장착되는 연료전지 시스템이 개시된다.",
    claims=(
        (
            "1. A fuel cell system for an underwater drone, comprising: a metal hydride canister holding hydrogen; "
            "a membrane stack cooled by sea water; and a controller that limits bubble release."
        ),
        "2. The fuel cell system of claim 1, wherein the canister is titanium.",
    ),
)


def test_claim_elements_stand_word_for_word_in_the_claim() -> None:
    elements = claim_elements(PATENT.claims[0])
    assert elements == [
        "a metal hydride canister holding hydrogen",
        "a membrane stack cooled by sea water",
        "a controller that limits bubble release",
    ]
    assert all(element in PATENT.claims[0] for element in elements)


def test_a_patent_asks_in_both_its_languages_and_lists_independent_claims() -> None:
    query = record_query("patent", patent_document(PATENT), version=3, content_hash="h")
    assert [passage.split(".")[0] for passage in query.passages] == [
        "수중 드론용 연료전지",
        "Fuel cell for underwater drones",
    ]
    assert len(query.elements) == 3
    assert (query.version, query.content_hash, query.id) == (3, "h", "FICT-P-1")


def test_each_capability_of_a_company_is_a_question_of_its_own() -> None:
    firm = company_document(
        "c",
        "Firm",
        "We machine things.",
        [CapabilityDraft(title="Milling", text="Five axis milling of titanium."), CapabilityDraft(title="Coating")],
        [],
    )
    assert record_query("company", firm).passages == (
        "We machine things.",
        "Milling. Five axis milling of titanium.",
        "Coating",
    )


def test_a_long_text_is_encoded_from_its_head_but_counted_whole() -> None:
    text = "sensor fusion for drones. " * 200
    query = text_query(text)
    assert len(query.passages[0]) <= HEAD_CHARACTERS
    assert len(query.text) > 4_000
    assert len(query.elements) == 1, "the same sentence again is no further element"


def test_elements_are_bounded() -> None:
    assert len(text_query(" ".join(f"Sentence number {n} speaks." for n in range(50))).elements) == ELEMENTS


def test_head_cuts_at_a_blank() -> None:
    assert head("ab " * 1_000).endswith("ab")


@pytest.mark.parametrize("text", ["", "   ", "?!…", "\u200b"])
def test_a_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        text_query(text)
    assert refused.value.problem.code == "query_empty"


def test_a_text_of_ten_megabytes_is_refused() -> None:
    with pytest.raises(TooLarge):
        text_query("word " * 2_000_000)
