"""What a saved search tells: its candidates now beside those that it knew. Pure.

A candidate is unknown, alive or dead, and only passing from one to another is told, or another standing of one that
stays alive: so what was told once is never told again. One that has merely fallen out of the list stays as it was.

Scores move a little with every record that is written, so candidates near the best are known too: one that rises among
the best as it was is no news.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from corpus.records import AlertKind, SearchHit
from corpus.store.searches import HitState, NewAlert, Round
from matcher.reasons import Reason, ReasonFact
from matcher.watching.labels import FIELD, LABELS, OUTCOME
from matcher.watching.snapshot import Snapshot

Known = Mapping[str, SearchHit]
NESTED: Final = "profile"
"""A part of a record whose own parts are told."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One asking: the best candidates, those `near` them, and of known ones that are neither why they are gone, if so.

    `edited` names, by record, the parts of it that differ from the version that was known.
    """

    found: Sequence[Snapshot]
    near: Sequence[Snapshot] = ()
    missing: Mapping[str, Reason | None] = field(default_factory=dict)
    edited: Mapping[str, Sequence[str]] = field(default_factory=dict)


def compared(known: Known, seen: Seen, *, baseline: bool = False) -> Round:
    """What is to be kept and told. A `baseline`, the first asking of a search, tells nothing."""
    hits: list[HitState] = []
    alerts: list[NewAlert] = []
    for snapshot in seen.found:
        hit = known.get(snapshot.record_id)
        alert = _alert(hit, snapshot, seen.edited.get(snapshot.record_id, ()))
        if alert is not None and not baseline:
            alerts.append(alert)
        if hit is None or alert is not None or _kept(hit) != _kept(snapshot.state):
            hits.append(snapshot.state)
    for snapshot in seen.near:
        hit = known.get(snapshot.record_id)
        if hit is None:
            hits.append(replace(snapshot, listed=False).state)
        elif snapshot.dead is not None and hit.gone_at is None:
            hits.append(HitState(hit.record_id, hit.content_hash, hit.title, hit.standing, gone=True))
            if Snapshot.kept(hit).listed and not baseline:
                alerts.append(_told(AlertKind.GONE, hit.record_id, snapshot.title, [snapshot.dead]))
    for record_id, reason in seen.missing.items():
        hit = known[record_id]
        if reason is not None and hit.gone_at is None:
            hits.append(HitState(record_id, hit.content_hash, hit.title, hit.standing, gone=True))
            if Snapshot.kept(hit).listed:
                alerts.append(_told(AlertKind.GONE, record_id, hit.title, [reason]))
    return Round(hits, alerts)


def differences(before: Snapshot, after: Snapshot, edited: Sequence[str] = ()) -> list[Reason]:
    """In what a candidate that stayed alive stands otherwise; a programme that judged only once is not compared."""
    reasons: list[Reason] = []
    if before.content_hash != after.content_hash:
        parts = tuple(dict.fromkeys(_code(name) for name in edited)) or (f"{FIELD}other",)
        reasons.append(Reason("changed_content", {"fields": parts}))
    if found := tuple(each for each in after.tracks if each not in before.tracks):
        reasons.append(Reason("changed_tracks_found", {"tracks": found}))
    if lost := tuple(each for each in before.tracks if each not in after.tracks):
        reasons.append(Reason("changed_tracks_lost", {"tracks": lost}))
    for programme, outcome in after.verdicts.items():
        earlier = before.verdicts.get(programme, outcome)
        if earlier != outcome:
            facts = {"programme": (programme,), "before": (f"{OUTCOME}{earlier}",), "after": (f"{OUTCOME}{outcome}",)}
            reasons.append(Reason("changed_verdict", facts))
    if expired := [each for each in after.expired if each not in before.expired]:
        reasons.append(Reason("changed_certificates", {"names": ", ".join(expired)}))
    return reasons


def changed_parts(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the parts in which two versions of a record differ, those of its profile included."""
    one, other = _flat(before), _flat(after)
    return tuple(name for name in dict.fromkeys((*one, *other)) if one.get(name) != other.get(name))


def reasons_of(facts: Mapping[str, Any]) -> list[Reason]:
    """The reasons of an alert, from what is kept of it (`NewAlert.facts`)."""
    return [Reason(each["code"], _facts(each["facts"])) for each in facts.get("reasons", ())]


def _facts(kept: Mapping[str, Any]) -> dict[str, ReasonFact]:
    return {name: tuple(fact) if isinstance(fact, list) else fact for name, fact in kept.items()}


def _alert(hit: SearchHit | None, now: Snapshot, edited: Sequence[str]) -> NewAlert | None:
    if hit is None or hit.gone_at is not None:
        if now.dead is not None:
            return None
        again = hit is not None and Snapshot.kept(hit).listed
        return _told(AlertKind.NEW, now.record_id, now.title, [Reason("new_again" if again else "new_match")])
    if not Snapshot.kept(hit).listed:
        risen = now.dead is None and hit.content_hash != now.content_hash
        return _told(AlertKind.NEW, now.record_id, now.title, [Reason("new_match")]) if risen else None
    if now.dead is not None:
        return _told(AlertKind.GONE, now.record_id, now.title, [now.dead])
    reasons = differences(Snapshot.kept(hit), now, edited)
    return _told(AlertKind.CHANGED, now.record_id, now.title, reasons) if reasons else None


def _told(kind: AlertKind, record_id: str, title: str, reasons: Sequence[Reason]) -> NewAlert:
    kept = [{"code": each.code, "facts": {name: _plain(fact) for name, fact in each.facts.items()}} for each in reasons]
    return NewAlert(kind, record_id, title, reasons[0].code, {"reasons": kept})


def _plain(fact: object) -> object:
    return list(fact) if isinstance(fact, tuple) else fact


def _kept(hit: SearchHit | HitState) -> tuple[object, ...]:
    gone = hit.gone if isinstance(hit, HitState) else hit.gone_at is not None
    return hit.content_hash, hit.title, dict(hit.standing), gone


def _flat(content: Mapping[str, Any]) -> dict[str, Any]:
    nested = content.get(NESTED)
    inner = nested if isinstance(nested, Mapping) else {}
    return {**{name: value for name, value in content.items() if name != NESTED}, **inner}


def _code(name: str) -> str:
    code = f"{FIELD}{name}"
    return code if code in LABELS else f"{FIELD}other"
