"""What a need requires beside what a company or patent offers."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.facts import RecordFacts
from matcher.bridging import Bridge, Certificate, bridge, certificate


def need(**facts: Any) -> RecordFacts:
    return RecordFacts("needs", "N1", **facts)


def company(**facts: Any) -> RecordFacts:
    return RecordFacts("companies", "C1", **facts)


def between(one: RecordFacts, other: RecordFacts) -> Bridge:
    found = bridge(one, other)
    assert found is not None
    return found


def test_the_steps_between_two_levels_are_named() -> None:
    found = between(need(required_trl=7), company(trl=5))
    assert (found.required_trl, found.offered_trl, found.gap) == (7, 5, 2)
    assert [step.in_language("en") for step in found.steps] == ["TRL 6: prototype", "TRL 7: practical use"]
    assert [step.in_language("ko") for step in found.steps] == ["TRL 6 시제품", "TRL 7 실용화"]


@pytest.mark.parametrize(("offered", "gap"), [(6, 0), (9, 0), (1, 5)])
def test_more_than_required_leaves_no_gap(offered: int, gap: int) -> None:
    found = between(need(required_trl=6), company(trl=offered))
    assert found.gap == gap == len(found.steps)


@pytest.mark.parametrize(("required", "offered", "unknown"), [(None, 5, "required_trl"), (5, None, "trl")])
def test_an_unknown_level_is_no_gap(required: int | None, offered: int | None, unknown: str) -> None:
    found = between(need(required_trl=required), company(trl=offered))
    assert found.gap is None
    assert found.steps == ()
    assert unknown in found.unknown


def test_it_does_not_matter_who_asks() -> None:
    one, other = need(required_trl=6, required_certificates=("KC",)), company(trl=4, certificates=("UL",))
    assert bridge(one, other) == bridge(other, one)


@pytest.mark.parametrize("kinds", [("patents", "companies"), ("needs", "needs"), ("companies", "companies")])
def test_nothing_to_bridge_without_exactly_one_need(kinds: tuple[Any, Any]) -> None:
    assert bridge(RecordFacts(kinds[0], "1", trl=3), RecordFacts(kinds[1], "2", trl=4)) is None


def test_a_patent_has_readiness_but_no_certificates() -> None:
    found = between(
        need(required_trl=6, required_certificates=("AS9100",), required_facilities=("wind tunnel",)),
        RecordFacts("patents", "P1", trl=6),
    )
    assert (found.gap, found.missing_certificates, found.unconfirmed, found.unknown) == (0, (), (), ())


def test_certificates_that_are_not_told_at_all_are_unconfirmed() -> None:
    found = between(need(required_certificates=("AS9100D", "ISO 9001")), company())
    assert found.missing_certificates == ()
    assert found.unconfirmed == ("AS9100D", "ISO 9001")
    assert "certificates" in found.unknown


@pytest.mark.parametrize(
    ("required", "held", "state"),
    [
        ("AS9100D", "AS9100 Rev D", "met"),
        ("AS9100", "AS9100D", "met"),
        ("AS9100 Rev. C", "as 9100-D", "met"),
        ("AS9100D", "AS9100C", "missing"),
        ("AS9100D", "AS9100", "unconfirmed"),
        ("ISO 9001", "ISO 9001:2015", "met"),
        ("ISO 9001:2015", "ISO-9001 인증", "met"),
        ("ISO 9001:2015", "ISO 9001:2008", "missing"),
        ("ISO 9001", "ISO 14001", "missing"),
        ("ISO/IEC 27001", "ISO/IEC 27001:2022 certified", "met"),
        ("Nadcap", "NADCAP", "met"),
    ],
)
def test_certificates(required: str, held: str, state: str) -> None:
    found = between(need(required_certificates=(required,)), company(certificates=(held,)))
    assert found.missing_certificates == ((required,) if state == "missing" else ())
    assert found.unconfirmed == ((required,) if state == "unconfirmed" else ())


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("AS9100 rev D", Certificate("AS9100", "D")),
        ("AS9100 Revision D", Certificate("AS9100", "D")),
        ("AS9100D", Certificate("AS9100", "D")),
        ("ＩＳＯ 9001 : 2015", Certificate("ISO9001", "", "2015")),
        ("UL 94 (V0)", Certificate("UL94V0")),
        ("국방품질경영체제 인증서", Certificate("국방품질경영체제")),
        ("", Certificate("")),
    ],
)
def test_keys(name: str, key: Certificate) -> None:
    assert certificate(name) == key


def test_facilities_are_met_by_a_description_with_all_their_words() -> None:
    wanted = need(required_facilities=("Anechoic chamber", "wind tunnel"))
    found = between(wanted, company(facilities=("10 m anechoic test chamber",)))
    assert found.missing_facilities == ("wind tunnel",)
    assert between(wanted, company()).unconfirmed == ("Anechoic chamber", "wind tunnel")


def test_unknown_names_the_missing_facts() -> None:
    assert between(need(), company()).unknown == ("required_trl", "trl", "required_certificates", "required_facilities")
    told = between(need(required_trl=5, required_certificates=("KC",), required_facilities=("lathe",)), company(trl=5))
    assert told.unknown == ("certificates", "facilities")
