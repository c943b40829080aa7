"""Rules about the programme itself: whether it runs, whether money is left."""

from __future__ import annotations

from typing import Final

from matcher.programmes.facts import JudgingContext, MoneyKey, PairFacts
from matcher.programmes.parameters import ParameterKind, Parameters, ParameterSpec
from matcher.programmes.rules.rule import Rule
from matcher.programmes.verdicts import Finding, Used, eligible, ineligible, said_of, unknown
from matcher.reasons import Label


def period(_facts: PairFacts, parameters: Parameters, context: JudgingContext) -> Finding:
    """Whether the day lies in the programme's period; an end that is not told leaves a running programme unknown."""
    start, end = parameters.day("start"), parameters.day("end")
    used: Used = (("period.start", said_of(start)), ("period.end", said_of(end)))
    if end is not None and context.today > end:
        return ineligible("verdict_period_over", used, end=end.isoformat())
    if start is not None and context.today < start:
        return ineligible("verdict_period_ahead", used, start=start.isoformat())
    if start is None or end is None:
        return unknown("verdict_period_unknown", used)
    return eligible("verdict_period_within", used, start=start.isoformat(), end=end.isoformat())


def _period_contradicts(parameters: Parameters) -> str | None:
    start, end = parameters.day("start"), parameters.day("end")
    return "end" if start is not None and end is not None and end < start else None


def money_left(facts: PairFacts, parameters: Parameters, context: JudgingContext) -> Finding:
    """Whether anything is left of the ceiling, in total or of the pair's tracks and of the year."""
    programme, per = parameters.code("programme", ""), parameters.code("per", "total")
    year = context.today.year if per in ("year", "track-year") else None
    if per in ("total", "year"):
        return _left([(programme, None, year)], context, complete=True)
    if facts.tracks is None:
        return unknown("verdict_money_track_unknown", (("tracks", None),))
    keys: list[MoneyKey] = [(programme, track, year) for track in sorted(facts.tracks)]
    return _left(keys, context, complete=bool(keys) and not facts.open_tracks)


def _left(keys: list[MoneyKey], context: JudgingContext, *, complete: bool) -> Finding:
    """Money under any of the keys is enough; `complete` says that no other key could have any."""
    amounts = {key: context.money_left.get(key) for key in keys}
    used: Used = tuple((_named(key), amount) for key, amount in amounts.items())
    most = max((amount for amount in amounts.values() if amount is not None), default=0)
    if most > 0:
        return eligible("verdict_money_left", used, left=most)
    if not complete or None in amounts.values():
        return unknown("verdict_money_unknown", used)
    return ineligible("verdict_money_spent", used)


def _named(key: MoneyKey) -> str:
    """Such as `money_left.civmil-cooperation.spin-off.2026`."""
    return ".".join(["money_left", *(str(part) for part in key if part is not None)])


RULES: Final = (
    Rule(
        "period",
        1,
        period,
        Label("사업 기간", "Period"),
        (),
        (
            ParameterSpec("start", ParameterKind.DAY, Label("시작일", "Start")),
            ParameterSpec("end", ParameterKind.DAY, Label("종료일", "End")),
        ),
        _period_contradicts,
    ),
    Rule(
        "money-left",
        1,
        money_left,
        Label("잔여 예산", "Money left"),
        ("tracks", "open_tracks"),
        (
            ParameterSpec("programme", ParameterKind.CODE, Label("사업", "Programme"), required=True),
            ParameterSpec(
                "per",
                ParameterKind.CODE,
                Label("집계 단위", "Counted by"),
                choices=("total", "year", "track", "track-year"),
            ),
        ),
    ),
)
