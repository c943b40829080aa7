"""Hints: where phrases stand, word for word, and within bounds."""

from __future__ import annotations

from dataclasses import replace

from corpus.controls import ControlEntry, ControlList, built_in_list
from corpus.passages import Document, Passage, PassageKind, titled_document
from matcher.screening.scanner import MOST_HINTS, MOST_SENTENCE, Scanner


def made(*entries: tuple[str, tuple[str, ...]], version: str = "1") -> ControlList:
    return ControlList(
        "kites",
        version,
        "Kites",
        "made up",
        tuple(ControlEntry(code, code.title(), phrases) for code, phrases in entries),
    )


def document(title: str, *texts: str) -> Document:
    return titled_document("patents", "KR1", title, texts)


def codes(scanner: Scanner, *texts: str) -> list[str]:
    return [hint.code for hint in scanner.hints(document("Untitled", *texts))]


def test_a_hint_shows_its_sentence_word_for_word() -> None:
    scanner = Scanner([made(("seekers", ("missile seeker",)))])
    text = "A frame is given. The Missile-Seekers turn on it; they are small. It ends."
    (hint,) = scanner.hints(document("Frame", text))
    assert (hint.list_id, hint.list_version, hint.code, hint.title) == ("kites", "1", "seekers", "Seekers")
    assert (hint.phrase, hint.passage) == ("missile seeker", 0)
    assert hint.sentence == "The Missile-Seekers turn on it;"
    assert hint.sentence[hint.start :].startswith("Missile-Seekers")


def test_latin_words_are_whole_and_may_be_plural() -> None:
    scanner = Scanner([made(("a", ("gas centrifuge",)), ("b", ("itar",)), ("c", ("battery boxes",)))])
    assert codes(scanner, "Two gas centrifuges.") == ["a"]
    assert codes(scanner, "Biogas centrifuge; gas centrifuged; guitar; ITARs_x") == []
    assert codes(scanner, "Under ITAR에 따라") == ["b"]
    assert codes(scanner, "A battery box.") == ["c"]


def test_hangul_phrases_need_no_boundary_and_no_blank() -> None:
    scanner = Scanner([made(("a", ("유도 무기",)), ("b", ("탄도계산",)))])
    assert codes(scanner, "신형유도무기용 탐색 장치") == ["a"]
    assert codes(scanner, "유도 무기의 탄도계산을 한다.") == ["a", "b"]


def test_the_heading_is_read_once_and_every_passage() -> None:
    scanner = Scanner([made(("a", ("kite bomb",)), ("b", ("kite torpedo",)))])
    passages = tuple(Passage(PassageKind.CLAIM, "Kite bomb", text) for text in ("One.", "A kite torpedo."))
    found = scanner.hints(Document("patents", "KR1", "Kite bomb", passages))
    assert [(hint.code, hint.passage, hint.sentence) for hint in found] == [
        ("a", 0, "Kite bomb"),
        ("b", 1, "A kite torpedo."),
    ]


def test_hints_are_one_a_code_and_bounded() -> None:
    scanner = Scanner([made(*((f"c{n}", (f"kite part{n}x", "kite whole")) for n in range(50)))])
    assert len(codes(scanner, "A kite whole. " * 50)) == MOST_HINTS
    assert codes(scanner, "A kite part3x, a kite part3x.") == ["c3"]


def test_a_long_sentence_is_shown_around_the_phrase() -> None:
    scanner = Scanner([made(("a", ("kite bomb",)))])
    text = "word " * 180 + "kite bomb" + " word" * 20
    (hint,) = scanner.hints(Document("patents", "KR1", "", (Passage(PassageKind.CLAIM, "", text),)))
    assert len(hint.sentence) <= MOST_SENTENCE
    assert hint.sentence in text
    assert hint.sentence[hint.start : hint.start + 9] == "kite bomb"


def test_signs_that_change_length_keep_the_offset() -> None:
    scanner = Scanner([made(("a", ("kite bomb",)))])
    (hint,) = scanner.hints(document("x", "İİİ ß kite\u2011bomb."))
    assert hint.sentence[hint.start :] == "kite\u2011bomb."


def test_the_key_follows_the_lists() -> None:
    one = made(("a", ("kite bomb",)))
    assert Scanner([one]).key == Scanner([one]).key
    others = [[made(("a", ("kite bombs",)))], [replace(one, version="2")], [one, replace(one, id="more")], []]
    assert len({Scanner(lists).key for lists in [[one], *others]}) == 5


def test_no_list_no_hint() -> None:
    assert codes(Scanner([]), "A kite bomb.") == []


def test_the_built_in_list_reads_both_languages() -> None:
    scanner = Scanner([built_in_list()])
    assert codes(scanner, "A missile seeker with a microbolometer.") == ["missile-guidance", "infrared"]
    assert codes(scanner, "국가핵심기술인 광섬유 자이로") == ["national-core-technology", "inertial"]
    assert codes(scanner, "사무실용 의자의 높이를 조절한다. 채소나 과일, 통신관련, 집중수신, 변화포함, 저전력화") == []
