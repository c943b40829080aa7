"""Rules about control status and foreign ownership: what must be settled before technology moves."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from corpus.disclosure import ControlStatus
from corpus.facts import RecordFacts
from matcher.programmes.facts import JudgingContext, PairFacts
from matcher.programmes.parameters import ParameterKind, Parameters, ParameterSpec
from matcher.programmes.rules.company import HOME
from matcher.programmes.rules.rule import Rule, absent
from matcher.programmes.verdicts import Finding, Used, eligible, every, ineligible, said_of, unknown
from matcher.reasons import Label

Standing = Literal["decided", "undated", "expired", "hint", "unscreened", "blocked"]
NO_BLOCK: Final = "no-block"


def control_status(facts: PairFacts, parameters: Parameters, context: JudgingContext) -> Finding:
    """Whether the technology of the pair has been decided upon; with `asks = no-block`, whether nothing stands
    against it. A record of any kind that is blocked blocks the pair."""
    records = {role: facts.record(role) for role in ("patent", "need", "company")}
    present = {role: record for role, record in records.items() if record is not None}
    blocked = [role for role, record in present.items() if record.control is ControlStatus.BLOCKED]
    if blocked:
        return ineligible("verdict_control_blocked", _used(blocked[0], present[blocked[0]]), role=(blocked[0],))
    technology = {role: record for role, record in present.items() if role != "company"} or present
    if not technology:
        return absent("patent")
    asks = parameters.code("asks", "decision")
    return every([_control_of(role, record, asks, context.today) for role, record in technology.items()])


def _control_of(role: str, record: RecordFacts, asks: str, today: date) -> Finding:
    standing, used = _standing(record, today), _used(role, record)
    if standing == "decided":
        return eligible("verdict_control_decided", used, role=(role,), status=(record.control.value,))
    if asks == NO_BLOCK and standing == "unscreened":
        return eligible("verdict_control_no_block", used, role=(role,))
    if standing == "expired":
        return unknown("verdict_control_expired", used, role=(role,), expired=str(said_of(record.control_expires)))
    return unknown(f"verdict_control_{standing}", used, role=(role,))


def _standing(record: RecordFacts, today: date) -> Standing:
    """A determination without its date of expiry may have run out: it is not taken for a valid one."""
    if record.control is ControlStatus.DETERMINED:
        if record.control_expires is None:
            return "undated"
        return "expired" if record.control_expires < today else "decided"
    standings: dict[ControlStatus, Standing] = {
        ControlStatus.CLEARED: "decided",
        ControlStatus.BLOCKED: "blocked",
        ControlStatus.HINT: "hint",
    }
    return standings.get(record.control, "unscreened")


def _used(role: str, record: RecordFacts) -> Used:
    return (
        (f"{role}.control", None if record.control is ControlStatus.UNSCREENED else record.control.value),
        (f"{role}.control_expires", said_of(record.control_expires)),
    )


def foreign_ownership(facts: PairFacts, parameters: Parameters, context: JudgingContext) -> Finding:
    """Whether the company is domestic or, with `control_gate`, the other record may be shown to a foreign one."""
    company = facts.company
    if company is None:
        return absent("company")
    limit = parameters.number("limit")
    foreign = _is_foreign(company, limit)
    used: Used = (("company.country", company.country), ("company.foreign_share", company.foreign_share))
    if foreign is False:
        return eligible("verdict_foreign_domestic", used)
    if parameters.flag("control_gate"):
        return _gated(facts, used, context.today, foreign=foreign)
    return ineligible("verdict_foreign_owned", used) if foreign else unknown("verdict_foreign_unknown", used)


def _gated(facts: PairFacts, used: Used, today: date, *, foreign: bool | None) -> Finding:
    """For a company that is or may be foreign: what the control status of the other record allows."""
    role, other = ("patent", facts.patent) if facts.patent is not None else ("need", facts.need)
    standing = _standing(other, today) if other is not None else None
    used += _used(role, other) if other is not None else (("patent", None),)
    if other is not None and standing == "decided":
        return eligible("verdict_foreign_decided", used, role=(role,), status=(other.control.value,))
    if foreign is None:
        return unknown("verdict_foreign_unknown", used)
    if other is None:
        return absent("patent", used)
    if standing == "blocked":
        return ineligible("verdict_foreign_blocked", used, role=(role,))
    return unknown("verdict_foreign_undecided", used, role=(role,))


def _is_foreign(company: RecordFacts, limit: float | None) -> bool | None:
    """By its country, or by a foreign share from the limit on. Without a limit only a share of 0 is domestic."""
    share = company.foreign_share
    if company.country not in (None, HOME) or (share is not None and limit is not None and share >= limit):
        return True
    if company.country is None or share is None:
        return None
    return None if limit is None and share > 0 else False


CONTROL: Final = tuple(f"{role}.{fact}" for role in ("patent", "need") for fact in ("control", "control_expires"))
RULES: Final = (
    Rule(
        "control-status",
        1,
        control_status,
        Label("통제 상태", "Control status"),
        (*CONTROL, "company.control", "company.control_expires"),
        (
            ParameterSpec(
                "asks",
                ParameterKind.CODE,
                Label("요구 사항", "What is asked"),
                choices=("decision", NO_BLOCK),
            ),
        ),
    ),
    Rule(
        "foreign-ownership",
        1,
        foreign_ownership,
        Label("외국인 지분", "Foreign ownership"),
        (*CONTROL, "company.country", "company.foreign_share"),
        (
            ParameterSpec(
                "limit",
                ParameterKind.NUMBER,
                Label("외국인 지분 한도(%)", "Foreign from this share on (%)"),
                highest=100,
            ),
            ParameterSpec("control_gate", ParameterKind.FLAG, Label("통제 확인 필요", "Needs the control gate")),
        ),
    ),
)
