"""Tags and their evidence, with an encoder that knows only shared words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from corpus.passages import Document, Passage, PassageKind, company_document, patent_document, titled_document
from index.encoder import Vectors
from matcher.areas.definition import Definition, Strength, background, define, shipped
from matcher.areas.features import sections
from matcher.areas.tag import AreaTag
from matcher.areas.tagger import HOLDS_FROM, AreaTagger
from tests.fakes import HashEncoder

ENCODER = HashEncoder()
TAGGER = AreaTagger(ENCODER)
DRONE = titled_document(
    "needs",
    "n1",
    "Quadrotor for mountain rescue",
    ["An unmanned aerial vehicle finds lost hikers. It avoids trees; it carries a blanket. Wind is no obstacle."],
)
QUANTUM_KO = titled_document(
    "needs", "n2", "단일광자 수신기", ["양자키분배 장치로서 얽힘 광자쌍을 이용한다. 저온에서 동작한다."]
)
KETTLE = titled_document("needs", "n3", "Kettle", ["A kettle with a whistle boils water for tea."])


def vectors(document: Document) -> Vectors:
    return ENCODER.encode_document([passage.searchable for passage in document.passages])


def tags(document: Document, tagger: AreaTagger = TAGGER, classes: Sequence[str] = ()) -> tuple[AreaTag, ...]:
    return tagger.tags(document, vectors(document), classes)


def confidence(document: Document, area: str, tagger: AreaTagger = TAGGER) -> float:
    return float(tagger.confidences([document], [vectors(document)])[0, tagger.names.index(area)])


def patent(title: str, abstract: str, claims: Sequence[str] = (), title_en: str | None = None) -> Document:
    return patent_document(
        SimpleNamespace(
            id="p1", title=title, title_en=title_en, abstract=abstract, abstract_en=None, claims=list(claims)
        )
    )


def material(name: str = "basalt-fibre", telling: Sequence[str] = ("basalt fibre",)) -> Definition:
    return define(name, name_en="Basalt fibre", name_ko="현무암 섬유", phrases={"telling": telling})


def test_tags_in_english_and_korean_and_none() -> None:
    assert [tag.area for tag in tags(DRONE)] == ["unmanned-autonomous"]
    assert [tag.area for tag in tags(QUANTUM_KO)] == ["quantum"]
    assert tags(KETTLE) == ()


def test_many_at_once_are_as_each_alone() -> None:
    documents = [DRONE, KETTLE, QUANTUM_KO]
    together = TAGGER.confidences(documents, [vectors(each) for each in documents])
    assert together.shape == (3, len(TAGGER.names))
    assert together.dtype == np.float32
    assert ((together >= 0) & (together <= 1)).all()
    for row, document in enumerate(documents):
        alone = TAGGER.confidences([document], [vectors(document)])[0]
        np.testing.assert_array_equal(alone, together[row])
        held = {TAGGER.names[column] for column in np.flatnonzero(together[row] >= HOLDS_FROM)}
        assert held == {tag.area for tag in tags(document)}


def test_no_documents_no_rows() -> None:
    assert TAGGER.confidences([], []).shape == (0, len(TAGGER.names))


def test_evidence_stands_word_for_word_in_the_record() -> None:
    for document in (DRONE, QUANTUM_KO):
        (tag,) = tags(document)
        assert len(tag.phrases) >= 2
        for hit in tag.phrases:
            assert hit.phrase in hit.sentence
            assert hit.sentence in document.text
        assert tag.passage.text in document.text
        assert -1 <= tag.similarity <= 1
        assert HOLDS_FROM <= tag.confidence <= 1
    (tag,) = tags(DRONE)
    assert tag.phrases[0].sentence == "Quadrotor for mountain rescue"
    assert tag.phrases[1].sentence == "An unmanned aerial vehicle finds lost hikers."


def test_one_weak_phrase_is_not_enough_and_guards_hide() -> None:
    assert confidence(titled_document("needs", "a", "Receiver", ["It holds an obstacle."]), "unmanned-autonomous") < 0.5
    lamp = titled_document("needs", "b", "Lamp", ["Quantum dots shine in the quantum well of a lamp."])
    assert confidence(lamp, "quantum") < 0.2


def test_a_likely_phrase_is_between_a_telling_and_a_weak_one() -> None:
    record = titled_document("needs", "a", "Rope", ["A rope of basalt fibre."])
    phrases: list[dict[Strength, list[str]]] = [
        {"telling": ["granite"], "weak": ["basalt fibre"]},
        {"telling": ["granite"], "likely": ["basalt fibre"]},
        {"telling": ["granite", "basalt fibre"]},
    ]
    found = []
    for given in phrases:
        own = define("thing", name_en="Thing", name_ko="것", phrases=given, prototypes=["Stone."])
        found.append(confidence(record, "thing", AreaTagger(ENCODER, [own])))
    assert found == sorted(found)
    assert len(set(found)) == 3


def test_what_is_said_late_counts_less_than_what_is_said_first() -> None:
    filler = "The lid is closed by hand and the water is poured out. " * 30
    early = titled_document("needs", "a", "Pot", ["A robot pours. " + filler])
    late = titled_document("needs", "a", "Pot", [filler + "A robot pours."])
    title = titled_document("needs", "a", "Robot", ["It pours. " + filler])
    found = [confidence(each, "unmanned-autonomous") for each in (late, early, title)]
    assert found == sorted(found)
    assert found[0] < HOLDS_FROM < found[2]


def test_a_project_stands_for_itself_and_the_profile_is_one() -> None:
    firm = company_document(
        "c1",
        "Firm",
        "We make drones.",
        [SimpleNamespace(title="Rotors", text="Rotors for quadrotors.")],
        [SimpleNamespace(title="Kettle", text="A kettle."), SimpleNamespace(title="Tea", text="Dry leaves.")],
    )
    assert [(part.headings, part.first, part.last) for part in sections(firm)] == [
        (("", "Rotors"), 0, 2),
        (("Kettle",), 2, 3),
        (("Tea",), 3, 4),
    ]
    (tag,) = tags(firm)
    assert tag.area == "unmanned-autonomous"
    assert {hit.phrase for hit in tag.phrases} >= {"drones", "quadrotors"}


def test_a_patent_is_read_with_its_claims_and_both_titles() -> None:
    own = patent("장치", "덮개를 갖는다.", ["1. 무인기에 장착되는 덮개."], title_en="Cover")
    assert len(sections(own)) == 1
    assert confidence(own, "unmanned-autonomous") > confidence(patent("장치", "덮개를 갖는다."), "unmanned-autonomous")


def test_classes_add_to_the_text_and_the_longest_prefix_decides() -> None:
    plain = patent("Apparatus", "Photons pass an interferometer; their spin is read.")
    without = TAGGER.confidences([plain], [vectors(plain)])[0]
    given = TAGGER.confidences([plain], [vectors(plain)], {"p1": ["G06N 10/40"]})[0]
    changed = {TAGGER.names[column] for column in np.flatnonzero(given != without)}
    assert changed == {"quantum"}
    assert given.max() > without.max()
    strong = patent("Qubit", "A qubit and its quantum gate.")
    assert tags(strong, classes=["G06N 10/40", "A47J 27/21"])[0].classes == ("G06N 10/40",)


def test_an_added_material_is_found_and_comes_last() -> None:
    tagger = AreaTagger(ENCODER, [material(), *shipped()])
    record = titled_document(
        "needs", "n4", "Basalt fibre rope", ["The rope is braided from basalt fibres and basalt-fibre yarn."]
    )
    assert tagger.names[-2:] == ("basalt-fibre", "carbon-composites")
    assert tagger.names[:8] == TAGGER.names[:8]
    assert "basalt-fibre" in {tag.area for tag in tags(record, tagger)}
    assert "basalt-fibre" not in {tag.area for tag in tags(KETTLE, tagger)}


def test_the_key_changes_with_whatever_changes_a_tag() -> None:
    one = material()
    base = AreaTagger(ENCODER, [one]).key
    assert AreaTagger(HashEncoder(), [material()]).key == base
    others = [
        AreaTagger(ENCODER, [material(telling=["basalt fiber"])]),
        AreaTagger(ENCODER, [replace(one, weights=replace(one.weights, bias=-1.0))]),
        AreaTagger(ENCODER, [replace(one, prototypes=("Basalt.",))]),
        AreaTagger(ENCODER, [one, material("other")]),
        AreaTagger(HashEncoder(revision="2"), [one]),
    ]
    assert len({base, *(each.key for each in others)}) == len(others) + 1


def test_nothing_is_encoded_before_a_record_comes() -> None:
    encoder = HashEncoder()
    tagger = AreaTagger(encoder)
    assert encoder.documents == 0
    tagger.confidences([KETTLE], [vectors(KETTLE)])
    tagger.confidences([KETTLE], [vectors(KETTLE)])
    assert encoder.documents == sum(len(each.prototypes) for each in shipped()) + len(background())


class Narrow(HashEncoder):
    """The same texts in a narrow cone: every cosine is (4 + c) / 5, as with models whose cosines are all high."""

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = super()._encode(texts)
        widened = np.concatenate([vectors, np.full((len(texts), 1), 2.0, dtype=np.float32)], axis=1)
        return np.asarray(widened / np.linalg.norm(widened, axis=1, keepdims=True), dtype=np.float32)


def test_a_model_of_high_cosines_gives_the_same_tags() -> None:
    narrow = Narrow()
    tagger = AreaTagger(narrow)
    for document in (DRONE, QUANTUM_KO, KETTLE):
        own = narrow.encode_document([passage.searchable for passage in document.passages])
        found = tagger.confidences([document], [own])
        np.testing.assert_allclose(found, TAGGER.confidences([document], [vectors(document)]), atol=1e-3)


def test_vectors_have_to_fit_and_ids_to_differ() -> None:
    with pytest.raises(ValueError, match="vectors for 1 passages"):
        TAGGER.confidences([KETTLE], [np.zeros((2, 64), dtype=np.float32)])
    with pytest.raises(ValueError, match="one id"):
        AreaTagger(ENCODER, [material(), material()])


@pytest.mark.parametrize(
    "text", ["robot" * 200_000, "robot " * 200_000, "\x00" * 100_000 + "robot\x00", "İ" * 10_000 + " robot", "", "."]
)
def test_hostile_texts_are_tagged_like_any_other(text: str) -> None:
    record = Document("needs", "n", "Robot drone", (Passage(PassageKind.DESCRIPTION, "Robot drone", text),))
    (tag,) = tags(record)
    for hit in tag.phrases:
        assert hit.phrase in hit.sentence
        assert hit.sentence in record.text
        assert len(hit.sentence) <= 600
