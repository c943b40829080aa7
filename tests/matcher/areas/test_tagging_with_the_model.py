"""The shipped definitions with the bundled model, on texts that no phrase was made for."""

from __future__ import annotations

import pytest

from corpus.passages import Document, titled_document
from index.adapter import SHIPPED, Adapter
from index.glossary import shipped_glossary
from index.glossed import GlossedEncoder
from index.inference.choice import ModelChoice
from index.transformer import TransformerEncoder
from matcher.areas.tagger import AreaTagger

pytestmark = pytest.mark.model

RECORDS = {
    "ai": (
        "Grain sorter",
        "A convolutional neural network is trained on photographs of grain and tells mouldy kernels.",
    ),
    "hypersonics": (
        "Intake ramp",
        "An intake ramp for a scramjet keeps combustion stable in hypersonic flight at Mach 7.",
    ),
    "synthetic-biology": (
        "다당류 생산 균주",
        "유전자를 재조합한 효모 균주를 배양하여 다당류를 생산한다. 발현 벡터로 형질전환된 숙주 세포를 쓴다.",
    ),
    "high-energy": (
        "고출력 레이저 조준기",
        "고에너지 레이저 여러 줄기를 빔 결합하여 표적에 조사하고 빔을 조준하는 장치이다.",
    ),
    "communication-cyber": (
        "Hop scheduler",
        "A tactical mesh network changes frequency by frequency hopping to resist jamming of the radio.",
    ),
    "space": (
        "Wheel desaturation",
        "A small satellite dumps the momentum of its reaction wheel with an electric thruster in low Earth orbit.",
    ),
    "unmanned-autonomous": ("수중 탐사 로봇", "자율 무인 잠수정이 장애물을 회피하면서 해저 지형을 탐사한다."),
    "quantum": (
        "Vapour cell",
        "An atomic clock with laser-cooled atoms; the qubit states are read by single photon detection.",
    ),
    "carbon-composites": ("압력 용기", "탄소섬유 강화 복합재를 필라멘트 와인딩으로 감아 만든 압력 용기이다."),
}
NONE = (
    ("Umbrella stand", "A stand holds wet umbrellas and collects the dripping water in a tray."),
    ("Television lamp", "A display lamp with quantum dots shows warm colours."),
    ("회전문", "사람이 밀면 도는 회전문의 축받이 구조에 관한 것이다."),
    ("Bakery", "The company runs bakeries and sells bread in four cities."),
)


@pytest.fixture(scope="module")
def encoder() -> GlossedEncoder:
    return GlossedEncoder(
        TransformerEncoder(ModelChoice(precision="float32", adapter=Adapter(SHIPPED))), shipped_glossary()
    )


@pytest.fixture(scope="module")
def tagger(encoder: GlossedEncoder) -> AreaTagger:
    return AreaTagger(encoder)


def held(encoder: GlossedEncoder, tagger: AreaTagger, record: tuple[str, str]) -> list[str]:
    document: Document = titled_document("needs", "n", record[0], [record[1]])
    vectors = encoder.encode_document([passage.searchable for passage in document.passages])
    return [tag.area for tag in tagger.tags(document, vectors)]


def test_each_area_is_found_by_its_text(encoder: GlossedEncoder, tagger: AreaTagger) -> None:
    assert {area: held(encoder, tagger, record)[:1] for area, record in RECORDS.items()} == {
        area: [area] for area in RECORDS
    }


def test_everyday_things_have_no_area(encoder: GlossedEncoder, tagger: AreaTagger) -> None:
    assert [held(encoder, tagger, record) for record in NONE] == [[]] * len(NONE)
