"""Passages: verbatim, whole sentences, within the bound, nothing lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from corpus.drafts import CapabilityDraft, NeedDraft, PatentDraft, ProjectDraft
from corpus.passages import (
    PASSAGE_CHARACTERS,
    PASSAGE_CHARACTERS_KOREAN,
    PassageKind,
    company_document,
    need_document,
    patent_document,
    pieces,
    sentences,
)

SENTENCE = "The winch pays out a cable of aramid fibre under constant load. "


def test_a_short_text_is_one_piece() -> None:
    assert list(pieces("One. Two.")) == ["One. Two."]
    assert list(pieces("")) == []


def test_a_longer_text_falls_into_even_pieces_of_whole_sentences() -> None:
    text = (SENTENCE * 26).strip()
    found = list(pieces(text))
    assert len(found) == 2
    assert all(piece.startswith("The winch") and piece.endswith("load.") for piece in found)
    assert max(map(len, found)) - min(map(len, found)) <= 2 * len(SENTENCE)


def test_korean_pieces_are_shorter() -> None:
    text = "권선기는 일정한 장력으로 아라미드 섬유를 감는다. " * 40
    assert max(map(len, pieces(text.strip()))) <= PASSAGE_CHARACTERS_KOREAN


@given(st.text(alphabet="ab .!다가\n;", max_size=6_000))
def test_pieces_are_verbatim_bounded_and_complete(text: str) -> None:
    text = " ".join(text.split())
    found = list(pieces(text))
    position = 0
    for piece in found:
        assert piece
        assert len(piece) <= PASSAGE_CHARACTERS
        position = text.index(piece, position) + len(piece)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_sentences_end_at_full_stops_and_semicolons_in_both_languages() -> None:
    assert sentences("A drum; a brake. 드럼을 감는다.제동기를 건다.") == [
        "A drum;",
        "a brake.",
        "드럼을 감는다.",
        "제동기를 건다.",
    ]
    assert sentences("is 3.5 m long") == ["is 3.5 m long"]


def test_a_patent_is_searched_in_both_its_languages() -> None:
    patent = PatentDraft(
        id="KR1", country="KR", title="권선기", title_en="Winch", abstract="권선기이다.", claims=("1. 드럼.",)
    )
    found = patent_document(patent).passages
    assert [(passage.kind, passage.searchable) for passage in found] == [
        (PassageKind.ABSTRACT, "권선기. 권선기이다."),
        (PassageKind.ABSTRACT, "Winch"),
        (PassageKind.CLAIM, "권선기. 1. 드럼."),
    ]


def test_a_record_with_only_a_title_still_has_a_passage() -> None:
    assert patent_document(PatentDraft(id="US1", country="US", title="Winch")).passages[0].searchable == "Winch"
    assert need_document(NeedDraft(id="n", title="Winch wanted")).passages[0].searchable == "Winch wanted"
    assert company_document("c", "Winch Works", "", [], []).passages[0].searchable == "Winch Works"


def test_a_company_is_what_it_does_not_what_it_is_called() -> None:
    found = company_document(
        "c",
        "Quantum Radar Inc.",
        "Bakes bread.",
        [CapabilityDraft(title="Ovens")],
        [ProjectDraft(title="Rye", text="Sour.")],
    )
    assert [passage.searchable for passage in found.passages] == ["Bakes bread.", "Ovens", "Rye. Sour."]
    assert "Quantum" not in "".join(passage.searchable for passage in found.passages)
