"""British and American spelling are one term; what only looks British is not mixed up with another word."""

from __future__ import annotations

import pytest

from index.spelling import american
from index.tokens import tokens


@pytest.mark.parametrize(
    ("british", "written"),
    [
        ("fibres", "fibers"),
        ("centred", "centered"),
        ("kilometres", "kilometers"),
        ("vapour", "vapor"),
        ("armoured", "armored"),
        ("defence", "defense"),
        ("catalogue", "catalog"),
        ("polarised", "polarized"),
        ("crystallising", "crystallizing"),
        ("pressuriser", "pressurizer"),
        ("organisations", "organizations"),
        ("analysing", "analyzing"),
        ("modelling", "modeling"),
        ("signalled", "signaled"),
        ("desulphurised", "desulfurized"),
        ("vapourising", "vaporizing"),
        ("moulding", "molding"),
        ("aluminium", "aluminum"),
        ("anaesthesia", "anesthesia"),
        ("haemostatic", "hemostatic"),
        ("manoeuvring", "maneuvering"),
        ("discs", "disks"),
    ],
)
def test_british_as_american(british: str, written: str) -> None:
    assert american(british) == written


@pytest.mark.parametrize(
    "word",
    [
        "noise",
        "raised",
        "precise",
        "exercise",
        "comprise",
        "hour",
        "contour",
        "source",
        "acre",
        "reference",
        "falling",
        "well",
    ],
)
def test_other_words_stay(word: str) -> None:
    assert american(word) == word


def test_terms_meet_whichever_way_they_are_written() -> None:
    assert tokens("Armoured fibre moulded in aluminium") == tokens("Armored fiber molded in aluminum")
