"""What a sheet quotes stands in the record word for word, chosen by the same rule each time."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.passages import PassageKind
from matcher.sheets.drafting import LONGEST, MOST, need_draft, patent_draft
from matcher.sheets.sumbasic import chosen

ABSTRACT = "A nozzle is made of fibres. The fibres carry a matrix. The matrix withstands heat. Birds sing."
CLAIM = "1. A nozzle comprising: a preform of silicon carbide fibres; a matrix infiltrated into it."


def words(texts: list[str]) -> list[list[str]]:
    return [[word.strip(".,").casefold() for word in text.split()] for text in texts]


def test_the_most_probable_word_chooses_and_is_squared_away() -> None:
    # p(a) = 3/6, p(b) = 2/6, p(c) = 1/6. First `a` leads: of [a, a, c] mean 7/18 and [a, b] mean 5/12 the second.
    # Then p(a) = 1/4, p(b) = 1/9: `a` leads again, only [a, a, c] is left with it, then [b].
    assert chosen([["a", "a", "c"], ["a", "b"], ["b"]], 3) == [1, 0, 2]
    assert chosen([["a", "a", "c"], ["a", "b"], ["b"]], 1) == [1]
    assert chosen([[], ["x"], []], 5) == [1]
    assert chosen([["x"], ["x"]], 5) == [0, 1]
    assert chosen([], 3) == []


def test_a_patent_is_told_by_its_abstract_and_first_independent_claim() -> None:
    draft = patent_draft(ABSTRACT, None, [CLAIM, "2. The nozzle of claim 1, wherein it is short."], "en", words)
    assert [quote.text for quote in draft.what] == ["A nozzle is made of fibres."]
    assert [(quote.text, quote.place, quote.number) for quote in draft.does][-2:] == [
        ("a preform of silicon carbide fibres", PassageKind.CLAIM, 1),
        ("a matrix infiltrated into it", PassageKind.CLAIM, 1),
    ]
    assert draft.considered == 6
    assert draft.left_out == 0


def test_the_sheets_language_takes_its_own_abstract() -> None:
    korean = "세라믹 노즐이다. 고온에 견딘다."
    assert patent_draft(korean, ABSTRACT, [], "en", words).what[0].text == "A nozzle is made of fibres."
    assert patent_draft(korean, ABSTRACT, [], "ko", words).what[0].text == "세라믹 노즐이다."
    assert patent_draft(korean, None, [], "en", words).what[0].text == "세라믹 노즐이다."
    assert patent_draft("", None, [], "ko", words).considered == 0


def test_shortening_takes_out_what_was_chosen_last_and_keeps_the_order() -> None:
    whole = patent_draft(ABSTRACT, None, [CLAIM], "en", words)
    order = [quote.text for quote in sorted(whole.does, key=lambda quote: quote.rank)]
    for count in range(len(order) + 1):
        short = whole.shortened(count)
        assert {quote.text for quote in short.does} == set(order[:count])
        assert [quote for quote in whole.does if quote in short.does] == list(short.does)
        assert short.left_out == len(order) - count


def test_a_sentence_that_is_too_long_is_left_out_and_counted() -> None:
    draft = need_draft(f"{'long ' * (LONGEST // 4)}end. Short one.", [f"{'x' * 90} unbroken", "Third."], words)
    assert [quote.text for quote in (*draft.what, *draft.does)] == ["Short one.", "Third."]
    assert draft.considered == 4
    assert draft.left_out == 2


SENTENCES = st.lists(st.text(alphabet="abc 가나.", min_size=1, max_size=30), max_size=14)


@settings(max_examples=60, deadline=None)
@given(SENTENCES, SENTENCES)
def test_every_quote_stands_in_the_record(told: list[str], requirements: list[str]) -> None:
    description = ". ".join(told)
    draft = need_draft(description, requirements, words)
    again = need_draft(description, requirements, words)
    assert draft == again
    assert len(draft.does) <= MOST
    for quote in (*draft.what, *draft.does):
        assert quote.text in description if quote.place is PassageKind.DESCRIPTION else quote.text in requirements
