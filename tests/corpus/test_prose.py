"""What of a profile counts: stuffing, hidden and endless text does not, honest lists and terse profiles do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import corpus
from corpus.drafts import CapabilityDraft, ProfileDraft, ProjectDraft
from corpus.passages import Document, company_document
from corpus.prose import READ_CHARACTERS, telling
from corpus.text import clean, seen

HONEST = "We press bearing rings for pumps. Each ring is measured on a gauge before it leaves the hall."
TERMS = ("radar", "antenna", "beamforming", "gallium", "nitride", "amplifier", "phased", "array", "clutter", "pulse")


def document_of(profile: ProfileDraft) -> Document:
    return company_document("c", "Firm", profile.summary, profile.capabilities, profile.projects)


def searched(profile: ProfileDraft) -> list[str]:
    return [passage.searchable for passage in document_of(profile).passages]


@pytest.mark.parametrize(
    "text",
    [
        " ".join(" ".join([term] * 12) for term in TERMS),
        ", ".join([*TERMS] * 10) + ".",
        " ".join(TERMS[place * place % 7] for place in range(80)),
        " ".join(f"We supply {term} and {term} systems; our {term} leads the {term} market." for term in TERMS),
        "We are experts in radar, antenna, phased array and clutter. " * 9,
        "Radar. Antenna. Radar. Antenna. Radar. Antenna. Radar. Antenna. Radar. Radar. Antenna. Antenna.",
        "레이더를 레이더가 레이더는 안테나를 안테나가 안테나는 레이더를 안테나에 레이더와 안테나를 레이더로 안테나로",
        "radar radar radar radar radar radar",
    ],
)
def test_stuffing_does_not_count_wherever_it_stands(text: str) -> None:
    assert telling(text) == ()
    assert "radar" not in " ".join(telling(f"{HONEST} {text}"))
    told = (CapabilityDraft(title="Rings", text=HONEST),)
    stuffed = (*told, CapabilityDraft(title="Radar antenna", text=text), CapabilityDraft(title=text[:900], text=""))
    assert searched(ProfileDraft(capabilities=stuffed)) == searched(ProfileDraft(capabilities=told))
    assert searched(ProfileDraft(projects=(ProjectDraft(title="Radar", text=text),))) == ["Firm"]


def test_terms_woven_into_the_own_sentences_take_these_along() -> None:
    sentences = [
        "We press bearing rings for pumps", "Each ring is measured before it leaves", "Two halls stand in the port",
        "A lorry brings the steel at night", "Our smiths learn the trade for years", "Orders are kept on paper cards",
    ]  # fmt: skip
    woven = " ".join(f"{each} ({' '.join(TERMS[:8])} {' '.join(TERMS[:8])})." for each in sentences)
    assert telling(woven) == ()
    assert telling(". ".join(sentences) + ".") == (". ".join(sentences) + ".",)


@pytest.mark.parametrize(
    "text",
    [
        "와이어로프, 경강선 제조",
        "자동차용 엔진 및 자동차 제조업 자동차(승용차,버스,트럭,특장차),자동차부품,자동차전착도료 제조,차량정비사업",
        "CNC lathe (Harbin, 2 units), CNC mill (Harbin, 3 units), CNC drill (Okato, 1 unit), CNC saw (Okato, 4 units)",
        "CNC machining; 5-axis milling; wire EDM; laser cutting; anodising; powder coating; leak testing; assembly",
        "Valves: ball valves, gate valves, globe valves, check valves, butterfly valves and needle valves for steam",
        "Gauges G-10, G-20, G-30, G-40, G-50, G-60, G-70, G-80, G-90, G-100 and G-110.",
        "Thickness < 5 mm and > 3 mm; H<sub>2</sub>O tested.",
        "-",
    ],
)
def test_honest_lists_count_word_for_word(text: str) -> None:
    assert telling(text) == (text,)


def test_no_company_of_the_sample_loses_a_word() -> None:
    rows = (Path(corpus.__file__).parent / "sample" / "companies.jsonl").read_text(encoding="utf-8").splitlines()
    for row in rows:
        told = {name: json.loads(row).get(name, ()) for name in ("summary", "capabilities", "projects")}
        profile = ProfileDraft.model_validate({**told, "summary": told["summary"] or ""})
        assert document_of(profile).left_out == ()


@pytest.mark.parametrize(
    "hidden",
    [
        "<!-- radar antenna -->",
        "<!-- radar antenna",
        '<span style="color:red; display : none">radar <b>antenna</b></span>',
        "<p hidden>radar antenna</p>",
        "<font color=white>radar antenna</font>",
        '<div style="font-size:0px">radar antenna</div>',
        '<i style="position:absolute;left:-9999px">radar antenna</i>',
        "<script>radar antenna</script>",
    ],
)
def test_what_markup_hides_does_not_count(hidden: str) -> None:
    assert telling(f"{HONEST} {hidden}") == (HONEST,)
    assert telling(f"{hidden} {HONEST}") in {(HONEST,), ()}


def test_shown_markup_is_read() -> None:
    text = '<p style="overflow:hidden; color:#333; opacity:0.9; font-size:12px">radar antenna</p>'
    assert telling(text) == (text,)


def test_nobody_reads_behind_a_gap_or_to_the_end_of_a_roll() -> None:
    assert telling(f"{HONEST}{' ' * 500}radar antenna") == (HONEST,)
    assert telling(f"{HONEST}{' ' * 60}Radar antenna.") == (f"{HONEST} Radar antenna.",)
    roll = " ".join(f"Row {number} names part w{number:05d}x." for number in range(READ_CHARACTERS // 20))
    assert len(roll) > READ_CHARACTERS
    assert "antenna" not in "".join(telling(f"{roll} radar antenna"))
    assert "".join(telling(roll)).startswith("Row 0 names part w00000x. Row 1 ")


def test_a_profile_is_stored_as_a_reader_sees_it() -> None:
    laced = " ".join("\u200b".join(word) for word in ("radar", "antenna", "beam,"))
    tagged = "".join(chr(0xE0000 + ord(sign)) for sign in "radar")
    reversed_ = "\u202eannetna radar\u202c"
    profile = ProfileDraft(summary=f"Bearings{laced and ' '}{laced} {tagged} {reversed_} so\u00adlid\u3164.")
    assert profile.summary == "Bearings , solid."
    assert seen(profile.summary) == profile.summary
    assert clean("e\u200b\u0301") == "é"


def test_what_is_left_out_is_still_known() -> None:
    stuffed = f"{HONEST} {', '.join([*TERMS] * 10)}."
    document = document_of(ProfileDraft(projects=(ProjectDraft(title="Rings", text=stuffed),)))
    assert [passage.text for passage in document.passages] == [HONEST]
    assert [passage.text for passage in document.left_out] == [stuffed]
