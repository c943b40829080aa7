"""Every rule on hand-made cases, and the laws that all of them keep."""

from __future__ import annotations

import dataclasses
import string
import tomllib
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.disclosure import ControlStatus
from corpus.drafts import CompanySize, LegalStatus
from corpus.facts import RecordFacts, Side
from corpus.passages import KINDS
from corpus.wording import ALL
from corpus.wording.judging import WORDING
from matcher.programmes.catalogue import Catalogue, Programme
from matcher.programmes.facts import JudgingContext, PairFacts
from matcher.programmes.judging import Judge, judge_all
from matcher.programmes.parameters import Parameters
from matcher.programmes.rules import RULES
from matcher.programmes.verdicts import Outcome, Verdict, together, worded_verdict
from matcher.tracks import tracks_of
from tests.matcher.programmes.records import pair

TODAY = date(2026, 11, 22)
CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))["case"]
NAMES = [f"{place}-{case['rule']}-{case['code']}" for place, case in enumerate(CASES)]


def judged(case: dict[str, Any]) -> Verdict:
    rule = RULES[case["rule"]]
    parameters = Parameters.read(case.get("parameters", {}), rule.parameters)
    assert rule.check is None or rule.check(parameters) is None
    money = {(name, track or None, year or None): left for name, track, year, left in case.get("money", ())}
    return rule.judge(pair(case), parameters, JudgingContext(TODAY, money), "a source")


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_case(case: dict[str, Any]) -> None:
    verdict = judged(case)
    assert (verdict.outcome, verdict.reason.code) == (case["outcome"], case["code"])
    assert (verdict.rule, verdict.version, verdict.source) == (case["rule"], 1, "a source")


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_case_is_worded_in_both_languages(case: dict[str, Any]) -> None:
    verdict = judged(case)
    korean, english = worded_verdict(verdict, "ko"), worded_verdict(verdict, "en")
    assert all("{" not in said for said in (korean.reason, korean.mend, english.reason, english.mend))
    assert not any("가" <= sign <= "힣" for sign in english.reason + english.mend)
    assert any("가" <= sign <= "힣" for sign in korean.reason)


def test_every_rule_has_cases_of_all_three_outcomes() -> None:
    outcomes = defaultdict(set)
    for case in CASES:
        outcomes[case["rule"]].add(case["outcome"])
    assert outcomes == {rule: {"eligible", "ineligible", "unknown"} for rule in RULES}
    assert len(CASES) >= 75


def test_every_verdict_wording_has_a_case() -> None:
    assert {case["code"] for case in CASES} == {code for code in WORDING if code.startswith("verdict_")}


@pytest.mark.parametrize("code", sorted(WORDING))
def test_both_languages_take_the_same_facts(code: str) -> None:
    wording = WORDING[code]
    assert ALL[code] is wording

    def taken(*templates: str) -> set[str]:
        return {name for each in templates for _, name, _, _ in string.Formatter().parse(each) if name}

    assert taken(wording.en, wording.en_mend) == taken(wording.ko, wording.ko_mend)
    assert all((wording.en, wording.en_mend, wording.ko, wording.ko_mend))


FACTS: dict[str, st.SearchStrategy[Any]] = {
    "country": st.sampled_from(["KR", "NO", None]),
    "sides": st.sets(st.sampled_from(Side)).map(frozenset),
    "trl": st.none() | st.integers(1, 9),
    "required_trl": st.none() | st.integers(1, 9),
    "size": st.none() | st.sampled_from([size.value for size in CompanySize]),
    "founded_year": st.none() | st.integers(1990, 2026),
    "company_kinds": st.none() | st.sets(st.sampled_from(["venture", "innobiz"])).map(frozenset),
    "certificates": st.lists(st.sampled_from(["AS9100D", "ISO 9001"]), max_size=2).map(tuple),
    "required_certificates": st.lists(st.sampled_from(["AS9100", "ISO 9001:2015"]), max_size=2).map(tuple),
    "foreign_share": st.none() | st.sampled_from([0.0, 30.0, 50.0, 100.0]),
    "rd_centre_in_korea": st.none() | st.booleans(),
    "active": st.none() | st.booleans(),
    "legal_status": st.none() | st.sampled_from([status.value for status in LegalStatus]),
    "filing_date": st.none() | st.dates(date(1998, 1, 1), TODAY),
    "control": st.sampled_from(ControlStatus),
    "control_expires": st.none() | st.dates(date(2025, 1, 1), date(2028, 1, 1)),
}
DEFAULTS = {field.name: field.default for field in dataclasses.fields(RecordFacts)}
TAGS = st.none() | st.sets(st.sampled_from(["ai", "space", "carbon-composites"])).map(frozenset)
records = st.sampled_from(KINDS).flatmap(
    lambda kind: st.builds(RecordFacts, kind=st.just(kind), id=st.just(kind), **FACTS)
)
PARAMETERS: dict[str, list[dict[str, object]]] = {
    "owner-side": [{"side": "defence"}, {"side": "civil", "of": "need"}],
    "track": [{"any_of": ["spin-off"]}, {"any_of": ["spin-up"]}, {"any_of": ["spin-off", "spin-on", "spin-up"]}],
    "trl-window": [{"lowest": 6}, {"lowest": 3, "highest": 5, "of": "receiving"}],
    "company-size": [{"any_of": ["micro", "small", "medium"]}],
    "company-kind": [
        {"any_of": ["venture"], "or_sizes": ["small"], "early_phase": True},
        {"any_of": ["venture"], "founded_within_years": 7},
    ],
    "area": [{"any_of": ["ai"]}, {}],
    "material": [{"list_incomplete": True}, {"any_of": ["carbon-composites"]}],
    "period": [{"start": "2026-01-01"}],
    "money-left": [{"programme": "harbour"}, {"programme": "harbour", "per": "track"}],
    "business-status": [{}],
    "legal-status": [{}],
    "control-status": [{}],
    "foreign-ownership": [{"limit": 50}, {"limit": 50, "control_gate": True}, {"control_gate": True}],
    "certificates": [{"all_of": ["AS9100"]}, {"of_need": True}],
    "rd-centre": [{}],
}
CONTEXT = JudgingContext(TODAY, {("harbour", None, None): 5, ("harbour", "spin-off", None): 5})
rules = st.sampled_from([(name, parameters) for name, several in PARAMETERS.items() for parameters in several])


def outcome_of(rule: tuple[str, dict[str, object]], facts: PairFacts) -> Outcome:
    name, parameters = rule
    return RULES[name].judge(facts, Parameters.read(parameters, RULES[name].parameters), CONTEXT).outcome


def facts_of(asking: RecordFacts | None, candidate: RecordFacts, tags: frozenset[str] | None) -> PairFacts:
    return PairFacts.between(asking, candidate, tracks_of(asking, candidate), tags, tags)


def without(record: RecordFacts, names: set[str]) -> RecordFacts:
    """The record as it was before these facts were learnt.

    A block stays: it is no fact that was there unseen, but a decision, and before it was taken nothing was blocked.
    """
    forgotten = names - {"control"} if record.control is ControlStatus.BLOCKED else names
    earlier: dict[str, Any] = {name: DEFAULTS[name] for name in forgotten}
    return dataclasses.replace(record, **earlier)


@settings(max_examples=600, deadline=None)
@given(
    rule=rules,
    asking=records,
    candidate=records,
    tags=st.tuples(TAGS, st.booleans()),
    forgotten=st.tuples(st.sets(st.sampled_from(sorted(FACTS))), st.sets(st.sampled_from(sorted(FACTS)))),
)
def test_learning_a_fact_only_ever_settles_what_was_unknown(
    rule: tuple[str, dict[str, object]],
    asking: RecordFacts,
    candidate: RecordFacts,
    tags: tuple[frozenset[str] | None, bool],
    forgotten: tuple[set[str], set[str]],
) -> None:
    """With fewer facts a verdict is the same or unknown; so a missing fact never rejects, nor admits."""
    full_tags, tags_forgotten = tags
    fewer_tags = None if tags_forgotten else full_tags
    full = outcome_of(rule, facts_of(asking, candidate, full_tags))
    fewer = facts_of(without(asking, forgotten[0]), without(candidate, forgotten[1]), fewer_tags)
    assert outcome_of(rule, fewer) in (full, Outcome.UNKNOWN)


def test_a_block_that_is_taken_later_takes_an_eligible_pair_back() -> None:
    """A company need not be screened for its technology to be decided upon; one that is blocked blocks the pair."""
    company = RecordFacts(kind="companies", id="C1")
    patent = RecordFacts(kind="patents", id="P1", control=ControlStatus.CLEARED)
    rule: tuple[str, dict[str, object]] = ("control-status", {})
    assert outcome_of(rule, facts_of(company, patent, None)) is Outcome.ELIGIBLE
    blocked = dataclasses.replace(company, control=ControlStatus.BLOCKED)
    assert outcome_of(rule, facts_of(blocked, patent, None)) is Outcome.INELIGIBLE


LABEL = {"ko": "이름", "en": "name"}
EVERYTHING = Catalogue.of(
    Programme.from_mapping(
        {
            "id": f"{rule}-{place}",
            "version": 1,
            "names": LABEL,
            "summary": LABEL,
            "kind": "verdict",
            "criteria": [{"rule": rule, "parameters": parameters, "source": "made up"}],
            "source": "made up",
            "rules_version": "1",
        }
    )
    for rule, several in PARAMETERS.items()
    for place, parameters in enumerate(several)
)
REMEMBERING = Judge(EVERYTHING, CONTEXT)


@settings(max_examples=300, deadline=None)
@given(st.none() | records, records, TAGS)
def test_a_rule_reads_no_fact_that_it_does_not_name(
    asking: RecordFacts | None, candidate: RecordFacts, tags: frozenset[str] | None
) -> None:
    """Each programme here is one rule; what is remembered by the facts it names is what it concludes afresh."""
    facts = facts_of(asking, candidate, tags)
    assert REMEMBERING.verdicts(facts) == judge_all(EVERYTHING, facts, CONTEXT)


@settings(max_examples=200, deadline=None)
@given(asking=records, candidate=records, name=st.sampled_from(sorted(FACTS)))
def test_forgetting_a_fact_never_rejects_where_only_blocks_are_asked_for(
    asking: RecordFacts, candidate: RecordFacts, name: str
) -> None:
    rule: tuple[str, dict[str, object]] = ("control-status", {"asks": "no-block"})
    full = outcome_of(rule, facts_of(asking, candidate, None))
    fewer = outcome_of(rule, facts_of(asking, without(candidate, {name}), None))
    assert fewer is not Outcome.INELIGIBLE or full is Outcome.INELIGIBLE


@pytest.mark.parametrize("rule", [each for each in PARAMETERS if each != "money-left"])
def test_a_text_and_a_bare_candidate_are_never_rejected(rule: str) -> None:
    for kind in KINDS:
        bare = RecordFacts(kind, "x")
        if rule == "owner-side" and kind == "companies":
            continue  # a company is civil: that is known of a bare one too
        for parameters in PARAMETERS[rule]:
            assert outcome_of((rule, parameters), facts_of(None, bare, None)) is not Outcome.INELIGIBLE


@given(st.lists(st.sampled_from(Outcome), min_size=1))
def test_outcomes_join_as_the_weakest(outcomes: list[Outcome]) -> None:
    order = [Outcome.INELIGIBLE, Outcome.UNKNOWN, Outcome.ELIGIBLE]
    assert together(outcomes) is min(outcomes, key=order.index)
