"""Rules about the company of a pair."""

from __future__ import annotations

import re
from typing import Final

from corpus.drafts import CompanySize
from corpus.facts import RecordFacts
from matcher.programmes.facts import JudgingContext, PairFacts
from matcher.programmes.parameters import ParameterKind, Parameters, ParameterSpec
from matcher.programmes.rules.rule import Rule, absent
from matcher.programmes.verdicts import Finding, Used, eligible, every, ineligible, said_of, unknown
from matcher.reasons import Label

HOME: Final = "KR"
ANY_OF: Final = Label("다음 중 하나", "Any of")
SIZES: Final = tuple(size.value for size in CompanySize)
ISSUE: Final = re.compile(r"\s*[:\-]\s*(?:19|20)\d\d$")
REVISION: Final = re.compile(r"\s+(?:rev|revision)\b\.?\s*(?=[a-z]$)")
SIGNS: Final = re.compile(r"[\W_]+")


def company_size(facts: PairFacts, parameters: Parameters, _context: JudgingContext) -> Finding:
    """Whether the company is of a size that the programme is for."""
    company, wanted = facts.company, parameters.texts("any_of")
    if company is None:
        return absent("company")
    used: Used = (("company.size", company.size),)
    if company.size is None:
        return unknown("verdict_size_unknown", used, wanted=wanted)
    if company.size in wanted:
        return eligible("verdict_size_fits", used, size=(company.size,))
    return ineligible("verdict_size_other", used, size=(company.size,), wanted=wanted)


def company_kind(facts: PairFacts, parameters: Parameters, context: JudgingContext) -> Finding:
    """Whether the company is of one of the kinds or sizes, and in its early phase where that is asked."""
    if facts.company is None:
        return absent("company")
    findings = []
    if parameters.texts("any_of") or parameters.texts("or_sizes"):
        findings.append(_kind_or_size(facts.company, parameters))
    if _asks_age(parameters):
        findings.append(_early_phase(facts.company, parameters.whole("founded_within_years"), context))
    return every(findings)


def _kind_or_size(company: RecordFacts, parameters: Parameters) -> Finding:
    kinds, sizes = parameters.texts("any_of"), parameters.texts("or_sizes")
    used: Used = ()
    if kinds:
        held = None if company.company_kinds is None else tuple(sorted(company.company_kinds))
        used += (("company.company_kinds", held),)
    if sizes:
        used += (("company.size", company.size),)
    fitting = tuple(kind for kind in kinds if company.company_kinds and kind in company.company_kinds)
    fitting += tuple(size for size in sizes if size == company.size)
    wanted = kinds + sizes
    if fitting:
        return eligible("verdict_kind_fits", used, kinds=fitting)
    if (kinds and company.company_kinds is None) or (sizes and company.size is None):
        return unknown("verdict_kind_unknown", used, wanted=wanted)
    return ineligible("verdict_kind_other", used, wanted=wanted)


def _early_phase(company: RecordFacts, years: int | None, context: JudgingContext) -> Finding:
    """`years` None: the programme speaks of an early phase and does not say how long it lasts."""
    founded = company.founded_year
    used: Used = (("company.founded_year", founded),)
    if years is None:
        return unknown("verdict_age_untold", used)
    if founded is None:
        return unknown("verdict_age_unknown", used, years=years)
    if context.today.year - founded <= years:
        return eligible("verdict_age_fits", used, founded=str(founded), years=years)
    return ineligible("verdict_age_over", used, founded=str(founded), years=years)


def _asks_age(parameters: Parameters) -> bool:
    return parameters.flag("early_phase") or parameters.whole("founded_within_years") is not None


def _kind_contradicts(parameters: Parameters) -> str | None:
    """At least one thing must be asked."""
    asked = parameters.texts("any_of") or parameters.texts("or_sizes") or _asks_age(parameters)
    return None if asked else "any_of"


def business_status(facts: PairFacts, _parameters: Parameters, _context: JudgingContext) -> Finding:
    """Whether the company of the pair, where there is one, is in business."""
    company = facts.company
    if company is None:
        return eligible("verdict_business_none") if facts.complete else absent("company")
    used: Used = (("company.active", company.active),)
    if company.active is None:
        return unknown("verdict_business_unknown", used)
    return eligible("verdict_business_active", used) if company.active else ineligible("verdict_business_closed", used)


def certificates(facts: PairFacts, parameters: Parameters, context: JudgingContext) -> Finding:
    """Whether the company tells of every certificate that the programme or the need asks for, and none has expired."""
    company, need = facts.company, facts.need
    wanted = parameters.texts("all_of")
    used: Used = ()
    if parameters.flag("of_need"):
        if need is None:
            return absent("need")
        used = (("need.required_certificates", said_of(need.required_certificates)),)
        if not need.required_certificates:
            return unknown("verdict_certificates_unasked", used)
        wanted += need.required_certificates
    if company is None:
        return absent("company", (*used, ("company", None)))
    used += (("company.certificates", said_of(company.certificates)),)
    if not company.certificates:
        return unknown("verdict_certificates_unknown", used, wanted=", ".join(wanted))
    return _compared(wanted, company.valid_certificates(context.today), used)


def _compared(wanted: tuple[str, ...], told: tuple[str, ...], used: Used) -> Finding:
    held = [_certificate_key(each) for each in told]
    states = {each: _held(_certificate_key(each), held) for each in wanted}
    lacking = ", ".join(each for each, state in states.items() if state is False)
    if lacking:
        return ineligible("verdict_certificates_lacking", used, lacking=lacking)
    doubtful = ", ".join(each for each, state in states.items() if state is None)
    if doubtful:
        return unknown("verdict_certificates_unknown", used, wanted=doubtful)
    return eligible("verdict_certificates_held", used, held=", ".join(wanted))


def _certificates_contradict(parameters: Parameters) -> str | None:
    return None if parameters.texts("all_of") or parameters.flag("of_need") else "all_of"


def _certificate_key(name: str) -> str:
    """`AS9100 Rev. D` and `as9100d`, `ISO 9001:2015` and `ISO9001` are written alike."""
    return SIGNS.sub("", REVISION.sub("", ISSUE.sub("", name.strip().casefold())))


def _held(wanted: str, held: list[str]) -> bool | None:
    """A later revision's letter more is the same certificate; None where only the letter asked for is untold."""
    if any(each == wanted or (each[:-1] == wanted and each[-1].isalpha() and wanted[-1:].isdigit()) for each in held):
        return True
    without_letter = wanted[:-1] if wanted[-1:].isalpha() and wanted[-2:-1].isdigit() else None
    return None if without_letter and without_letter in held else False


def rd_centre(facts: PairFacts, _parameters: Parameters, _context: JudgingContext) -> Finding:
    """Whether the company is a foreign firm with a research and development centre in Korea."""
    company = facts.company
    if company is None:
        return absent("company")
    used: Used = (("company.country", company.country), ("company.rd_centre_in_korea", company.rd_centre_in_korea))
    if company.country == HOME:
        return ineligible("verdict_rd_centre_domestic", used)
    if company.rd_centre_in_korea is False:
        return ineligible("verdict_rd_centre_none", used)
    if company.country is None:
        return unknown("verdict_rd_centre_country_unknown", used)
    if company.rd_centre_in_korea is None:
        return unknown("verdict_rd_centre_unknown", used)
    return eligible("verdict_rd_centre_held", used, country=company.country)


RULES: Final = (
    Rule(
        "company-size",
        1,
        company_size,
        Label("기업 규모", "Company size"),
        ("company.size",),
        (ParameterSpec("any_of", ParameterKind.CODES, ANY_OF, required=True, choices=SIZES),),
    ),
    Rule(
        "company-kind",
        1,
        company_kind,
        Label("기업 유형·업력", "Kind and age of the company"),
        ("company.company_kinds", "company.size", "company.founded_year"),
        (
            ParameterSpec("any_of", ParameterKind.CODES, ANY_OF),
            ParameterSpec(
                "or_sizes", ParameterKind.CODES, Label("또는 다음 규모", "Or of one of these sizes"), choices=SIZES
            ),
            ParameterSpec("early_phase", ParameterKind.FLAG, Label("창업 초기만", "In its early phase only")),
            ParameterSpec(
                "founded_within_years",
                ParameterKind.WHOLE,
                Label("설립 후 연수", "Years since founding"),
                lowest=0,
                highest=100,
            ),
        ),
        _kind_contradicts,
    ),
    Rule("business-status", 1, business_status, Label("영업 상태", "Business status"), ("company.active",)),
    Rule(
        "certificates",
        1,
        certificates,
        Label("인증", "Certificates"),
        ("company.certificates", "need.required_certificates"),
        (
            ParameterSpec("all_of", ParameterKind.TEXTS, Label("모두 필요", "All of")),
            ParameterSpec("of_need", ParameterKind.FLAG, Label("수요가 요구하는 인증", "Those that the need requires")),
        ),
        _certificates_contradict,
    ),
    Rule(
        "rd-centre",
        1,
        rd_centre,
        Label("국내 연구개발센터", "R&D centre in Korea"),
        ("company.country", "company.rd_centre_in_korea"),
    ),
)
