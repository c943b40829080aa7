"""The shipped programmes, and programmes that come from outside."""

from __future__ import annotations

import json
from contextlib import suppress
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.problems import Conflict, Invalid, NotFound, Refused
from corpus.wording import sentence
from matcher.programmes.catalogue import Catalogue, Programme, shipped
from matcher.programmes.facets import Facet
from matcher.programmes.facts import JudgingContext, PairFacts
from matcher.programmes.judging import judge_all
from matcher.programmes.money import money_left
from matcher.programmes.verdicts import Outcome
from matcher.tracks import tracks_of
from tests.matcher.programmes.records import record

TODAY = date(2026, 11, 22)
HARBOUR: dict[str, Any] = {
    "id": "harbour",
    "version": 3,
    "names": {"ko": "항만 사업", "en": "Harbour programme"},
    "summary": {"ko": "지어낸 사업입니다.", "en": "A made-up programme."},
    "run_by": ["motie"],
    "kind": "verdict",
    "figures": [
        {"names": {"ko": "자리", "en": "Places"}, "amount": 12.5, "unit": {"ko": "개", "en": "places"}, "source": "x"}
    ],
    "ceilings": [{"amount": 900, "first_year": 2026, "last_year": 2026, "track": "spin-on", "source": "x"}],
    "criteria": [{"rule": "company-size", "parameters": {"any_of": ["small"]}, "source": "x", "version": 1}],
    "period": {"start": "2026-01-01", "end": "2026-12-31"},
    "source": "made up",
    "source_date": "2026-01-01",
    "rules_version": "2026-01-01.1",
    "unknowns": [{"ko": "나머지", "en": "the rest"}],
}


def harbour(**changes: object) -> dict[str, Any]:
    return {**deepcopy(HARBOUR), **changes}


def test_nine_programmes_are_shipped() -> None:
    assert list(shipped().programmes) == [
        *("civmil-cooperation", "innovation-100", "venture-incubation", "game-changers", "materials-40"),
        *("manpower", "international-rd", "export-drive", "after-sales"),
    ]
    assert shipped() is shipped()
    assert len(shipped().facets["areas"].members) == 8
    assert not shipped().facets["materials"].complete


@pytest.mark.parametrize("programme", shipped().programmes.values(), ids=str)
def test_a_shipped_programme_judges_or_counts(programme: Programme) -> None:
    assert programme.criteria if programme.kind in ("verdict", "facet") else programme.figures
    assert programme.source_date == date(2022, 11, 24)
    assert programme.unknowns
    assert Programme.from_mapping(json.loads(json.dumps(programme.to_mapping()))) == programme


def test_what_the_report_says_of_money() -> None:
    ceilings = {id_: programme.ceilings for id_, programme in shipped().programmes.items() if programme.ceilings}
    assert {id_: (each[0].amount, each[0].shared_with) for id_, each in ceilings.items()} == {
        "civmil-cooperation": (1_000_000_000_000, ()),
        "innovation-100": (120_000_000_000, ("venture-incubation",)),
        "venture-incubation": (120_000_000_000, ("innovation-100",)),
    }


def verdicts_of(company: dict[str, Any], patent: dict[str, Any], **tags: frozenset[str]) -> dict[str, Outcome | None]:
    asking, candidate = record("patent", patent), record("company", company)
    facts = PairFacts.between(asking, candidate, tracks_of(asking, candidate), **tags)
    context = JudgingContext(TODAY, money_left(shipped(), {}, TODAY.year))
    return {verdict.programme: verdict.outcome for verdict in judge_all(shipped(), facts, context)}


def test_a_well_known_pair_under_the_shipped_programmes() -> None:
    company = {"country": "KR", "size": "small", "active": True, "company_kinds": ["venture"], "founded_year": 2024}
    patent = {"sides": ["defence"], "trl": 7, "legal_status": "granted", "filing_date": date(2020, 5, 1)}
    tags = {"areas": frozenset({"ai"}), "materials": frozenset[str]()}
    assert verdicts_of(company, patent, **tags) == {
        "civmil-cooperation": Outcome.ELIGIBLE,
        "innovation-100": Outcome.ELIGIBLE,
        "venture-incubation": Outcome.UNKNOWN,  # how long the early phase lasts is not told
        "game-changers": Outcome.ELIGIBLE,
        "materials-40": Outcome.UNKNOWN,  # 39 of the 40 are not named
        "international-rd": Outcome.INELIGIBLE,
    }


def test_of_a_bare_pair_nothing_is_claimed() -> None:
    assert set(verdicts_of({}, {}).values()) == {Outcome.UNKNOWN}


def test_a_foreign_firm_waits_for_the_control_gate() -> None:
    company = {"country": "NO", "rd_centre_in_korea": True, "active": True}
    patent = {"sides": ["defence"], "legal_status": "granted", "filing_date": date(2020, 5, 1)}
    assert verdicts_of(company, patent)["international-rd"] is Outcome.UNKNOWN
    assert verdicts_of(company, {**patent, "control": "cleared"})["international-rd"] is Outcome.ELIGIBLE
    assert verdicts_of(company, {**patent, "control": "blocked"})["civmil-cooperation"] is Outcome.INELIGIBLE


def test_a_programme_comes_back_as_it_went() -> None:
    programme = Programme.from_mapping(HARBOUR)
    assert Programme.from_mapping(programme.to_mapping()) == programme
    assert json.loads(json.dumps(programme.to_mapping())) == programme.to_mapping()
    facet = shipped().facets["areas"]
    assert Facet.from_mapping(facet.to_mapping()) == facet


words = st.text("가나abc -", min_size=1, max_size=20).filter(lambda text: bool(text.strip()))
labels = st.fixed_dictionaries({"ko": words, "en": words})
days = st.dates().map(date.isoformat)
sizes = st.lists(st.sampled_from(["micro", "small", "large"]), min_size=1)
criteria = st.one_of(
    st.builds(lambda sizes: {"rule": "company-size", "parameters": {"any_of": sizes}, "source": "x"}, sizes),
    st.builds(lambda day: {"rule": "period", "parameters": {"end": day}, "source": "x"}, days),
    st.builds(
        lambda limit: {"rule": "foreign-ownership", "parameters": {"limit": limit}, "source": "x"},
        st.integers(0, 100) | st.floats(0, 100),
    ),
)


@given(
    st.fixed_dictionaries(
        {
            **{name: st.just(value) for name, value in HARBOUR.items()},
            "names": labels,
            "version": st.integers(1, 10**6),
            "source_date": st.none() | days,
            "criteria": st.lists(criteria, min_size=1, max_size=4),
            "unknowns": st.lists(labels, max_size=3),
        }
    )
)
def test_any_valid_programme_comes_back_as_it_went(given_mapping: dict[str, Any]) -> None:
    programme = Programme.from_mapping(given_mapping)
    assert Programme.from_mapping(json.loads(json.dumps(programme.to_mapping()))) == programme


REFUSED: list[tuple[object, str, str]] = [
    ("text", "programme_not_an_object", "programme"),
    (harbour(colour="red"), "programme_field_unknown", "colour"),
    (harbour(**{"y" * 10**6: 1}), "programme_field_unknown", "y" * 60),
    (harbour(source=None), "programme_field_missing", "source"),
    (harbour(source="x" * 2_001), "programme_bad_text", "source"),
    (harbour(source="\u200b"), "programme_bad_text", "source"),
    (harbour(names={"ko": "항만"}), "programme_field_missing", "names.en"),
    (harbour(id="Harbour 1"), "programme_bad_code", "id"),
    (harbour(version=0), "programme_bad_whole_number", "version"),
    (harbour(version=True), "programme_bad_whole_number", "version"),
    (harbour(version=10**400), "programme_bad_whole_number", "version"),
    (harbour(kind="song"), "programme_bad_choice", "kind"),
    (harbour(kind="figure"), "programme_kind_contradicts", "kind"),
    (harbour(criteria=[]), "programme_kind_contradicts", "kind"),
    (harbour(criteria={}), "programme_not_a_list", "criteria"),
    (harbour(unknowns=[{"ko": "가", "en": "a"}] * 101), "programme_too_many", "unknowns"),
    (harbour(source_date="2026-13-01"), "programme_bad_date", "source_date"),
    (harbour(source_date="20260101"), "programme_bad_date", "source_date"),
    (harbour(period={"start": "2027-01-01", "end": "2026-01-01"}), "programme_period_reversed", "period.end"),
    (harbour(ceilings=[{"amount": -1, "source": "x"}]), "programme_bad_whole_number", "ceilings[0].amount"),
    (harbour(ceilings=[{"track": "spin-in", "source": "x"}]), "programme_bad_choice", "ceilings[0].track"),
    (
        harbour(ceilings=[{"first_year": 2027, "last_year": 2026, "source": "x"}]),
        "programme_period_reversed",
        "ceilings[0].last_year",
    ),
    (
        harbour(figures=[{**HARBOUR["figures"][0], "amount": float("nan")}]),
        "programme_bad_number",
        "figures[0].amount",
    ),
    (harbour(criteria=[{"rule": "moon-phase", "source": "x"}]), "programme_unknown_rule", "criteria[0].rule"),
    (
        harbour(criteria=[{"rule": "company-size", "source": "x"}]),
        "programme_field_missing",
        "criteria[0].parameters.any_of",
    ),
    (
        harbour(criteria=[{"rule": "company-size", "parameters": {"any_of": []}, "source": "x"}]),
        "programme_empty_list",
        "criteria[0].parameters.any_of",
    ),
    (
        harbour(criteria=[{"rule": "company-size", "parameters": {"any_of": ["vast"]}, "source": "x"}]),
        "programme_bad_choice",
        "criteria[0].parameters.any_of[0]",
    ),
    (
        harbour(criteria=[{"rule": "trl-window", "parameters": {"lowest": 7, "highest": 3}, "source": "x"}]),
        "programme_parameters_contradict",
        "criteria[0].parameters.highest",
    ),
    (
        harbour(criteria=[{"rule": "company-kind", "parameters": {"early_phase": False}, "source": "x"}]),
        "programme_parameters_contradict",
        "criteria[0].parameters.any_of",
    ),
    (
        harbour(criteria=[{"rule": "certificates", "source": "x"}]),
        "programme_parameters_contradict",
        "criteria[0].parameters.all_of",
    ),
    (
        harbour(criteria=[{"rule": "material", "parameters": {"list_incomplete": "yes"}, "source": "x"}]),
        "programme_bad_flag",
        "criteria[0].parameters.list_incomplete",
    ),
    (
        harbour(criteria=[{"rule": "rd-centre", "source": "x", "version": 2}]),
        "programme_bad_whole_number",
        "criteria[0].version",
    ),
]


@pytest.mark.parametrize(
    ("value", "code", "field"), REFUSED, ids=[f"{code}-{field[:40]}" for _, code, field in REFUSED]
)
def test_a_bad_programme_is_refused_by_field(value: object, code: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        Programme.from_mapping(value)
    assert (refused.value.problem.code, refused.value.problem.field) == (code, field)
    for language in ("ko", "en"):
        said = sentence(refused.value.problem, language)
        assert said.mend
        assert "{" not in said.reason + said.mend


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(sorted(HARBOUR)), json_values)
def test_whatever_comes_is_taken_or_refused(field: str, value: object) -> None:
    with suppress(Refused):
        Programme.from_mapping(harbour(**{field: value}))


def test_the_catalogues_version_follows_its_content() -> None:
    first = Catalogue.of([Programme.from_mapping(HARBOUR)])
    again = Catalogue.of([Programme.from_mapping(deepcopy(HARBOUR))])
    other = Catalogue.of([Programme.from_mapping(harbour(version=4))])
    assert first.version == again.version != other.version
    assert len(first.version) == 12


def test_a_catalogue_knows_its_programmes() -> None:
    harbour_programme = Programme.from_mapping(HARBOUR)
    catalogue = Catalogue.of([harbour_programme])
    assert catalogue.current("harbour") is harbour_programme
    with pytest.raises(NotFound):
        catalogue.current("lighthouse")
    with pytest.raises(Conflict):
        Catalogue.of([harbour_programme, harbour_programme])
    shared = harbour(ceilings=[{"source": "x", "shared_with": ["lighthouse"]}])
    with pytest.raises(Invalid):
        Catalogue.of([Programme.from_mapping(shared)])
