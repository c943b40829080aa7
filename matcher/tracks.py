"""Which track of civil-military cooperation a pair of records falls under.

One record offers technology, the other takes it up. A need takes; a patent offers; a company offers to a need and
takes up a patent; a company is civil. D and C are the defence and the civil side, * is either or unknown.

    offers         takes          track
    patent D       company        spin-off, spin-up if the technology falls short
    patent D       need C         spin-off, spin-up if the technology falls short
    patent C       need D         spin-on, spin-up if the technology falls short
    company        need D         spin-on, spin-up if the technology falls short
    patent D+C     company        spin-off and spin-up (both sides own it)
    patent D+C     need C or D    spin-off or spin-on, and spin-up (both sides own it)
    patent D       patent C       spin-up (each side owns technology)
    need D         need C         spin-up (each side needs it)
    C              C              none: both are civil
    D              D              none: both are of the defence side
    patent D       text           spin-off; D+C: all three
    patent C       text           spin-on
    text           need D         spin-on
    text           need C         spin-off
    company        text           open: a company may offer or take, and the text does not say which

Technology falls short where its readiness (TRL) is below 6, from which on technology is transferred as it is, or
below what the need requires: then both sides would have to develop it further together.

A missing fact is tried with every value it may have: a track that holds in all of them is found, one that holds in
some is open, and the facts that would settle it are named. So an unknown owner claims nothing, and learning a fact
never takes a finding back.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import product
from typing import Final, NamedTuple

from corpus.facts import RecordFacts, Side
from corpus.passages import SINGULAR, Kind
from matcher.reasons import Label, Reason

Sides = frozenset[Side]
CIVIL: Final[Sides] = frozenset({Side.CIVIL})
DEFENCE: Final[Sides] = frozenset({Side.DEFENCE})
BOTH: Final[Sides] = CIVIL | DEFENCE
TRANSFER_TRL: Final = 6
"""ADD chose patents for transfer from TRL 6 on (innogov.go.kr, notice 671)."""
HIGHEST_TRL: Final = 9
SOURCE: Final = "법률 제14079호 제2조, 2016년 문안 (Act No. 14079, Art. 2, text of 2016)"


class Track(StrEnum):
    SPIN_OFF = "spin-off"
    SPIN_ON = "spin-on"
    SPIN_UP = "spin-up"


Found = frozenset[Track]
EVERY_TRACK: Final[Found] = frozenset(Track)
TRANSFER: Final = Label("민·군기술이전", "civil-military technology transfer")
JOINT: Final = Label("민·군겸용기술개발", "development of dual-use technology")
PROJECT_TYPES: Final = {Track.SPIN_OFF: TRANSFER, Track.SPIN_ON: TRANSFER, Track.SPIN_UP: JOINT}


@dataclass(frozen=True, slots=True)
class Ministry:
    """A candidate for the ministry in charge of a project, and why it is one."""

    id: str
    names: Label
    why: Label


MINISTRIES: Final = (
    Ministry(
        "motie",
        Label("산업통상자원부", "Ministry of Trade, Industry and Energy"),
        Label(
            "민군기술협력사업을 국방부·방위사업청과 함께 주관하며 민간 산업을 담당합니다.",
            "It runs the cooperation programme with the other two and stands for civil industry.",
        ),
    ),
    Ministry(
        "mnd",
        Label("국방부", "Ministry of National Defense"),
        Label(
            "같은 법의 관계 부처로서 국방 분야의 기술과 수요를 담당합니다.",
            "It is an agency under the Act and stands for the defence side's technology and needs.",
        ),
    ),
    Ministry(
        "dapa",
        Label("방위사업청", "Defense Acquisition Program Administration"),
        Label(
            "같은 법의 관계 부처이며 국방기술의 이전을 승인합니다.",
            "It is an agency under the Act and approves transfers of defence technology.",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class TrackFinding:
    """One track that a pair falls under. `project_type` is the statutory one."""

    track: Track
    reason: Reason
    project_type: Label
    ministries: tuple[Ministry, ...]
    source: str


@dataclass(frozen=True)
class Tracks:
    """What is found; `open` are tracks that the `missing` facts (such as `patent.sides`) would settle.

    `reason` says why nothing is found.
    """

    findings: tuple[TrackFinding, ...]
    missing: tuple[str, ...] = ()
    open: Found = frozenset()
    reason: Reason | None = None

    @cached_property
    def found(self) -> Found:
        return frozenset(finding.track for finding in self.findings)


class Outline(NamedTuple):
    """What tracks depend on; a plain tuple, which is hashed fast."""

    kind: Kind
    sides: Sides
    trl: int | None
    required_trl: int | None


def sides_of(record: RecordFacts) -> Sides:
    """The record's sides, empty where unknown; a company is civil."""
    return CIVIL if record.kind == "companies" else record.sides


def tracks_of(asking: RecordFacts | None, candidate: RecordFacts) -> Tracks:
    """The tracks of a pair, whichever of the two asked; without `asking` those of a plain text and its candidate."""
    if asking is None:
        return _tracks_of_text(outline(candidate))
    offering, receiving = oriented(asking, candidate)
    return _tracks_of_pair(outline(offering), outline(receiving))


def oriented(asking: RecordFacts, candidate: RecordFacts) -> tuple[RecordFacts, RecordFacts]:
    """(offering, receiving). Of two records of one kind the candidate is the one that offers."""
    order = ("patents", "companies", "needs")
    if order.index(asking.kind) < order.index(candidate.kind):
        return asking, candidate
    return candidate, asking


def outline(record: RecordFacts) -> Outline:
    """What the record's tracks with another depend on."""
    return Outline(record.kind, sides_of(record), record.trl, record.required_trl)


@lru_cache(maxsize=20_000)
def _tracks_of_pair(offering: Outline, receiving: Outline) -> Tracks:
    """The tracks that hold whatever the missing facts are, and those that hold for some."""
    short = _falls_short(offering, receiving)
    completions = [
        _tracks(offering, receiving, offers, takes, falls_short=falls_short)
        for offers, takes, falls_short in product(
            _possible(offering.sides), _possible(receiving.sides), (True, False) if short is None else (short,)
        )
    ]
    certain = EVERY_TRACK.intersection(*completions)
    still_open = frozenset().union(*completions) - certain
    findings = tuple(_finding(track, _reason(track, offering, receiving)) for track in Track if track in certain)
    missing = _missing(offering, receiving, short=short) if still_open else ()
    return Tracks(findings, missing, still_open, None if findings else _why_none(offering, still_open))


def _tracks(offering: Outline, receiving: Outline, offers: Sides, takes: Sides, *, falls_short: bool) -> Found:
    """The tracks where nothing is unknown."""
    if offering.kind == receiving.kind:
        return frozenset({Track.SPIN_UP}) if offers | takes == BOTH else frozenset()
    found = set()
    if Side.DEFENCE in offers and Side.CIVIL in takes:
        found.add(Track.SPIN_OFF)
    if Side.CIVIL in offers and Side.DEFENCE in takes:
        found.add(Track.SPIN_ON)
    if offers == BOTH or (found and falls_short):
        found.add(Track.SPIN_UP)
    return frozenset(found)


def _possible(sides: Sides) -> tuple[Sides, ...]:
    return (sides,) if sides else (DEFENCE, CIVIL, BOTH)


def _falls_short(offering: Outline, receiving: Outline) -> bool | None:
    """Whether the offered technology must be developed further; None where a missing readiness level decides."""
    if offering.trl is None:
        return None
    if offering.trl < TRANSFER_TRL:
        return True
    if receiving.kind != "needs" or offering.trl == HIGHEST_TRL:
        return False
    return None if receiving.required_trl is None else offering.trl < receiving.required_trl


def _missing(offering: Outline, receiving: Outline, *, short: bool | None) -> tuple[str, ...]:
    """The sides that are unknown; the readiness levels once the sides are known."""
    sides = tuple(f"{SINGULAR[record.kind]}.sides" for record in (offering, receiving) if not record.sides)
    if sides or short is not None:
        return tuple(dict.fromkeys(sides))
    levels = [f"{SINGULAR[offering.kind]}.trl"] if offering.trl is None else []
    if receiving.kind == "needs" and receiving.required_trl is None:
        levels.append("need.required_trl")
    return tuple(levels)


def _finding(track: Track, reason: Reason) -> TrackFinding:
    return TrackFinding(track, reason, PROJECT_TYPES[track], MINISTRIES, SOURCE)


def _reason(track: Track, offering: Outline, receiving: Outline) -> Reason:
    """Why a track that was found holds."""
    if track is not Track.SPIN_UP:
        code = f"track_{track.name.lower()}_{SINGULAR[offering.kind]}_{SINGULAR[receiving.kind]}"
        return Reason(code)
    if offering.kind == receiving.kind:
        return Reason("track_spin_up_both_need" if offering.kind == "needs" else "track_spin_up_both_own")
    if offering.sides == BOTH:
        return Reason("track_spin_up_shared")
    offered = offering.trl or 0
    if offered < TRANSFER_TRL:
        return Reason("track_spin_up_low_trl", {"trl": offered, "lowest": TRANSFER_TRL})
    return Reason("track_spin_up_below_required", {"trl": offered, "required": receiving.required_trl or 0})


def _why_none(offering: Outline, still_open: Found) -> Reason:
    if still_open:
        return Reason("track_unknown_side")
    return Reason("track_none_civil" if offering.sides == CIVIL else "track_none_defence")


@lru_cache(maxsize=1_000)
def _tracks_of_text(candidate: Outline) -> Tracks:
    """What the candidate's side alone tells."""
    if candidate.kind == "companies":
        return Tracks((), ("asking.sides",), EVERY_TRACK, Reason("track_text_company"))
    if not candidate.sides:
        return Tracks((), (f"{SINGULAR[candidate.kind]}.sides",), EVERY_TRACK, Reason("track_unknown_side"))
    needs = candidate.kind == "needs"
    tracks = [Track.SPIN_OFF] if (Side.CIVIL if needs else Side.DEFENCE) in candidate.sides else []
    tracks += [Track.SPIN_ON] if (Side.DEFENCE if needs else Side.CIVIL) in candidate.sides else []
    findings = [_finding(track, Reason(f"track_{track.name.lower()}_text")) for track in tracks]
    if not needs and candidate.sides == BOTH:
        return Tracks((*findings, _finding(Track.SPIN_UP, Reason("track_spin_up_shared"))))
    return Tracks(tuple(findings), ("asking.sides",), frozenset({Track.SPIN_UP}))
