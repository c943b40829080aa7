"""What ships is whole, and what an administrator adds is checked before it is used."""

from __future__ import annotations

import pytest

from corpus.problems import Invalid, Problem
from corpus.wording.tagging import WORDING
from matcher.areas.definition import Strength, define, is_korean, shipped, usual_weights

AREAS = (
    "ai",
    "hypersonics",
    "synthetic-biology",
    "high-energy",
    "communication-cyber",
    "space",
    "unmanned-autonomous",
    "quantum",
)


def test_the_eight_areas_and_the_named_material_ship() -> None:
    assert tuple(each.id for each in shipped() if each.kind == "area") == AREAS
    assert [each.id for each in shipped() if each.kind == "material"] == ["carbon-composites"]


@pytest.mark.parametrize("definition", shipped(), ids=lambda each: each.id)
def test_each_has_phrases_in_both_languages_and_prototypes(definition: object) -> None:
    own = next(each for each in shipped() if each == definition)
    telling = [each.text for each in own.phrases if each.strength == "telling"]
    assert any(map(is_korean, telling))
    assert not all(map(is_korean, telling))
    assert len(own.prototypes) >= 8
    assert is_korean(own.name_ko)
    assert len({each.text for each in own.phrases}) == len(own.phrases)


def test_an_added_material_has_the_usual_weights_and_speaks_for_itself() -> None:
    added = define(
        "gan", name_en="Gallium nitride", name_ko="질화갈륨", phrases={"telling": ["gallium nitride", "질화갈륨"]}
    )
    assert added.weights == usual_weights()
    assert added.prototypes == ("Gallium nitride", "gallium nitride")
    assert added.kind == "material"


def refused(
    name: str = "thing",
    phrases: dict[Strength, list[str]] | None = None,
    prototypes: tuple[str, ...] = (),
    name_en: str = "Thing",
) -> Problem:
    with pytest.raises(Invalid) as caught:
        define(
            name,
            name_en=name_en,
            name_ko="것",
            phrases={"telling": ["thing"]} if phrases is None else phrases,
            prototypes=prototypes,
        )
    return caught.value.problem


def test_bad_definitions_are_refused_with_their_reason() -> None:
    problems = [
        refused("Bad Id"),
        refused("x" * 41),
        refused(phrases={"weak": ["thing"]}),
        refused(phrases={"telling": ["가"]}),
        refused(phrases={"telling": ["12"]}),
        refused(phrases={"telling": ["x" * 101]}),
        refused(phrases={"telling": ["***"]}),
        refused(prototypes=("",)),
        refused(prototypes=("x" * 501,)),
        refused(name_en=" "),
        refused(phrases={"telling": [f"thing {number}" for number in range(2_001)]}),
        refused(prototypes=("sentence",) * 101),
    ]
    assert [problem.code for problem in problems] == [
        "bad_area_id",
        "bad_area_id",
        "area_without_phrases",
        *["bad_area_phrase"] * 4,
        *["bad_area_sentence"] * 3,
        *["too_many_phrases"] * 2,
    ]
    assert {problem.code for problem in problems} == set(WORDING)
    for problem in problems:
        facts = {"field": problem.field, "value": problem.value, **problem.facts}
        wording = WORDING[problem.code]
        for template in (wording.en, wording.en_mend, wording.ko, wording.ko_mend):
            assert "{" not in template.format(**facts)
