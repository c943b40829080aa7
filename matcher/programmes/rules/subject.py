"""Rules about what is transferred: whose it is, on which track, how ready, of which area, whether still in force."""

from __future__ import annotations

from datetime import date
from typing import Final

from corpus.drafts import LegalStatus
from matcher.programmes.facts import ROLES, JudgingContext, PairFacts
from matcher.programmes.parameters import ParameterKind, Parameters, ParameterSpec
from matcher.programmes.rules.rule import Rule, absent
from matcher.programmes.verdicts import Finding, Used, eligible, ineligible, said_of, unknown
from matcher.reasons import Label
from matcher.tracks import Track, sides_of

DEAD: Final = frozenset({LegalStatus.LAPSED, LegalStatus.EXPIRED, LegalStatus.REFUSED, LegalStatus.WITHDRAWN})
ALIVE: Final = frozenset({LegalStatus.GRANTED, LegalStatus.PENDING})
PATENT_YEARS: Final = 20
LAST_OF_FEBRUARY: Final = 28
ANY_OF: Final = Label("다음 중 하나", "Any of")
OF: Final = ParameterSpec("of", ParameterKind.CODE, Label("판단 대상", "Judged record"), choices=ROLES)


def owner_side(facts: PairFacts, parameters: Parameters, _context: JudgingContext) -> Finding:
    """Whether the owner of a record stands on the wanted side."""
    role, side = parameters.code("of", "offering"), parameters.code("side", "")
    record = facts.record(role)
    if record is None:
        return absent(role)
    sides = sides_of(record)
    used: Used = ((f"{role}.sides", said_of(sides)),)
    if not sides:
        return unknown("verdict_owner_unknown", used, role=(role,))
    held = tuple(sorted(sides))
    if side in sides:
        return eligible("verdict_owner_fits", used, role=(role,), sides=held)
    return ineligible("verdict_owner_other", used, role=(role,), sides=held, wanted=(side,))


def track(facts: PairFacts, parameters: Parameters, _context: JudgingContext) -> Finding:
    """Whether the pair falls under one of the programme's tracks."""
    wanted = parameters.texts("any_of")
    used: Used = (("tracks", None if facts.tracks is None else tuple(sorted(map(str, facts.tracks)))),)
    if facts.tracks is None:
        return unknown("verdict_track_unknown", used, wanted=wanted)
    fitting = tuple(each for each in wanted if each in facts.tracks)
    if fitting:
        return eligible("verdict_track_fits", used, tracks=fitting)
    if facts.open_tracks.intersection(wanted):
        return unknown("verdict_track_open", used, wanted=tuple(sorted(facts.open_tracks.intersection(wanted))))
    if facts.tracks:
        return ineligible("verdict_track_other", used, tracks=tuple(sorted(facts.tracks)), wanted=wanted)
    return ineligible("verdict_track_none", used, wanted=wanted)


def trl_window(facts: PairFacts, parameters: Parameters, _context: JudgingContext) -> Finding:
    """Whether the readiness that a record offers (a need: requires) lies in the programme's window."""
    role = parameters.code("of", "offering")
    lowest, highest = parameters.whole("lowest") or 1, parameters.whole("highest") or 9
    record = facts.record(role)
    if record is None:
        return absent(role)
    name, trl = ("required_trl", record.required_trl) if record.kind == "needs" else ("trl", record.trl)
    used: Used = ((f"{role}.{name}", trl),)
    if trl is None:
        return unknown("verdict_trl_unknown", used, role=(role,), lowest=lowest, highest=highest)
    if lowest <= trl <= highest:
        return eligible("verdict_trl_fits", used, role=(role,), trl=trl, lowest=lowest, highest=highest)
    return ineligible("verdict_trl_outside", used, role=(role,), trl=trl, lowest=lowest, highest=highest)


def _window_contradicts(parameters: Parameters) -> str | None:
    lowest, highest = parameters.whole("lowest"), parameters.whole("highest")
    if lowest is None and highest is None:
        return "lowest"
    return "highest" if lowest is not None and highest is not None and highest < lowest else None


def area(facts: PairFacts, parameters: Parameters, _context: JudgingContext) -> Finding:
    """Whether the pair is tagged with one of the programme's areas, any area where it names none."""
    wanted = parameters.texts("any_of")
    used: Used = (("areas", None if facts.areas is None else tuple(sorted(facts.areas))),)
    if facts.areas is None:
        return unknown("verdict_area_unknown", used)
    fitting = tuple(sorted(each for each in facts.areas if not wanted or each in wanted))
    if fitting:
        return eligible("verdict_area_fits", used, areas=fitting)
    return ineligible("verdict_area_other", used)


def material(facts: PairFacts, parameters: Parameters, _context: JudgingContext) -> Finding:
    """Whether the pair is tagged with one of the programme's materials.

    A list that does not name all its members rejects nothing: what it lacks may be among the unnamed.
    """
    wanted = parameters.texts("any_of")
    used: Used = (("materials", None if facts.materials is None else tuple(sorted(facts.materials))),)
    if facts.materials is None:
        return unknown("verdict_material_unknown", used)
    fitting = tuple(sorted(each for each in facts.materials if not wanted or each in wanted))
    if fitting:
        return eligible("verdict_material_fits", used, materials=fitting)
    if parameters.flag("list_incomplete"):
        return unknown("verdict_material_unlisted", used)
    return ineligible("verdict_material_other", used)


def legal_status(facts: PairFacts, parameters: Parameters, context: JudgingContext) -> Finding:
    """Whether the patent of the pair, where there is one, still is or may become a right."""
    patent = facts.patent
    if patent is None:
        return eligible("verdict_patent_none") if facts.complete else absent("patent")
    status = patent.legal_status
    used: Used = (("patent.legal_status", status), ("patent.filing_date", said_of(patent.filing_date)))
    if status in DEAD:
        return ineligible("verdict_patent_dead", used, status=(str(status),))
    until = _years_after(patent.filing_date, parameters.whole("term_years") or PATENT_YEARS)
    if until is not None and until < context.today:
        return ineligible("verdict_patent_term_over", used, until=until.isoformat())
    if status not in ALIVE:
        return unknown("verdict_patent_status_unknown", used)
    if until is None:
        return unknown("verdict_patent_filing_unknown", used)
    return eligible("verdict_patent_alive", used, status=(str(status),), until=until.isoformat())


def _years_after(day: date | None, years: int) -> date | None:
    """The same day so many years on; 29 February becomes the 28th where the year has none."""
    if day is None or day.year + years > date.max.year:
        return None
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=LAST_OF_FEBRUARY)


RULES: Final = (
    Rule(
        "owner-side",
        1,
        owner_side,
        Label("소유자의 구분", "Owner's side"),
        ("of.kind", "of.sides"),
        (
            ParameterSpec(
                "side",
                ParameterKind.CODE,
                Label("구분", "Side"),
                required=True,
                choices=("defence", "civil"),
            ),
            OF,
        ),
    ),
    Rule(
        "track",
        1,
        track,
        Label("민군협력 트랙", "Track"),
        ("tracks", "open_tracks"),
        (ParameterSpec("any_of", ParameterKind.CODES, ANY_OF, required=True, choices=tuple(Track)),),
    ),
    Rule(
        "trl-window",
        1,
        trl_window,
        Label("기술성숙도 범위", "TRL window"),
        ("of.kind", "of.trl", "of.required_trl"),
        (
            ParameterSpec("lowest", ParameterKind.WHOLE, Label("최저 TRL", "Lowest TRL"), lowest=1, highest=9),
            ParameterSpec("highest", ParameterKind.WHOLE, Label("최고 TRL", "Highest TRL"), lowest=1, highest=9),
            OF,
        ),
        _window_contradicts,
    ),
    Rule(
        "area",
        1,
        area,
        Label("기술 분야", "Technology area"),
        ("areas",),
        (ParameterSpec("any_of", ParameterKind.CODES, ANY_OF),),
    ),
    Rule(
        "material",
        1,
        material,
        Label("핵심 소재·부품", "Key material or component"),
        ("materials",),
        (
            ParameterSpec("any_of", ParameterKind.CODES, ANY_OF),
            ParameterSpec("list_incomplete", ParameterKind.FLAG, Label("목록 미완성", "The list is incomplete")),
        ),
    ),
    Rule(
        "legal-status",
        1,
        legal_status,
        Label("특허의 법적 상태", "Legal status of the patent"),
        ("patent.legal_status", "patent.filing_date"),
        (
            ParameterSpec(
                "term_years",
                ParameterKind.WHOLE,
                Label("출원 후 존속 연수", "Term in years from filing"),
                lowest=1,
                highest=30,
            ),
        ),
    ),
)
