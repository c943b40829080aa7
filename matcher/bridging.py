"""What lies between what is offered and what a need requires: readiness, certificates, facilities.

A fact that is not told is never counted as missing: it is named as unknown, and a requirement of which the company
tells nothing as unconfirmed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from functools import partial
from typing import Final

from corpus.facts import RecordFacts
from matcher.reasons import Label

STAGES: Final = {
    **dict.fromkeys((1, 2), Label("기초 연구", "basic research")),
    **dict.fromkeys((3, 4), Label("실험", "experiment")),
    **dict.fromkeys((5, 6), Label("시제품", "prototype")),
    **dict.fromkeys((7, 8), Label("실용화", "practical use")),
    9: Label("사업화", "commercial use"),
}
"""What is done on each technology readiness level."""
SEPARATORS = re.compile(r"[^0-9A-Z가-힣]+")
HOLLOW = re.compile(r"\b(?:CERTIFICATION|CERTIFICATE|CERTIFIED)\b|인증서?|\(|\)")
EDITION = re.compile(r"\s*:\s*((?:19|20)\d\d)\b")
REVISION = re.compile(r"(?<=\d)\s*(?:,?\s*\b(?:REVISION|REV)\b\.?\s*)?([A-Z])$|(?<=\d)(?:REVISION|REV)\.?\s*([A-Z])$")


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate's name without spelling; `revision` a letter and `edition` a year, "" where none is named."""

    key: str
    revision: str = ""
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Bridge:
    """`gap` counts missing readiness levels, None where either level is unknown; `steps` are those to be taken.

    `unconfirmed` are required certificates and facilities that what the company tells neither shows nor rules out;
    `unknown` names the missing facts as fields of `RecordFacts`.
    """

    required_trl: int | None
    offered_trl: int | None
    gap: int | None
    steps: tuple[Label, ...]
    missing_certificates: tuple[str, ...]
    missing_facilities: tuple[str, ...]
    unconfirmed: tuple[str, ...]
    unknown: tuple[str, ...]


class _Met(Enum):
    YES = auto()
    NO = auto()
    UNTOLD = auto()


def bridge(one: RecordFacts, other: RecordFacts, today: date | None = None) -> Bridge | None:
    """Between a need and a patent or company, whichever of the two asks; None for other pairs.

    A certificate that has expired `today` is missing.

    Certificates and facilities are compared with a company's only: a patent has none.
    """
    if (one.kind == "needs") == (other.kind == "needs"):
        return None
    need, offer = (one, other) if one.kind == "needs" else (other, one)
    required, offered = need.required_trl, offer.trl
    known = required is not None and offered is not None
    levels = range(offered + 1, required + 1) if required is not None and offered is not None else range(0)
    unknown = [name for name, level in (("required_trl", required), ("trl", offered)) if level is None]
    certificates = facilities = _Compared()
    if offer.kind == "companies":
        held = offer.certificates if today is None else offer.valid_certificates(today)
        certificates = _compared(need.required_certificates, offer.certificates, partial(_certified, valid=held))
        facilities = _compared(need.required_facilities, offer.facilities, _equipped)
        unknown += _untold("certificates", need.required_certificates, offer.certificates)
        unknown += _untold("facilities", need.required_facilities, offer.facilities)
    return Bridge(
        required_trl=required,
        offered_trl=offered,
        gap=len(levels) if known else None,
        steps=tuple(Label(f"TRL {level} {STAGES[level].ko}", f"TRL {level}: {STAGES[level].en}") for level in levels),
        missing_certificates=certificates.missing,
        missing_facilities=facilities.missing,
        unconfirmed=certificates.unconfirmed + facilities.unconfirmed,
        unknown=tuple(unknown),
    )


def certificate(name: str) -> Certificate:
    """`AS9100 Rev. D`, `as 9100D` and `AS9100-D` are one certificate, `ISO 9001:2015` is an edition of `ISO 9001`."""
    text = HOLLOW.sub(" ", unicodedata.normalize("NFKC", name).upper()).strip()
    edition = EDITION.search(text)
    text = EDITION.sub("", text).replace("-", " ").strip()
    revision = REVISION.search(text)
    if revision is not None:
        text = text[: revision.start()]
    letter = next(filter(None, revision.groups())) if revision is not None else ""
    return Certificate(SEPARATORS.sub("", text), letter, edition.group(1) if edition is not None else "")


@dataclass(frozen=True, slots=True)
class _Compared:
    missing: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()


def _compared(required: Sequence[str], told: Sequence[str], met: Callable[[str, Sequence[str]], _Met]) -> _Compared:
    """Each requirement once, as written. Where nothing is told at all, everything is unconfirmed."""
    found = {each: met(each, told) if told else _Met.UNTOLD for each in required}
    return _Compared(
        tuple(each for each, state in found.items() if state is _Met.NO),
        tuple(each for each, state in found.items() if state is _Met.UNTOLD),
    )


def _untold(name: str, required: Sequence[str], told: Sequence[str]) -> list[str]:
    """What is not known of a list of requirements: what nobody asks for does not need to be told."""
    if not required:
        return [f"required_{name}"]
    return [] if told else [name]


def _certified(required: str, _told: Sequence[str], valid: Sequence[str]) -> _Met:
    """A later revision or edition meets an earlier one. No revision told: it may be any, so nothing is ruled out;
    a certificate told without its edition is taken for the one in force."""
    wanted = certificate(required)
    held = [each for each in map(certificate, valid) if each.key == wanted.key]
    if any(_is_late_enough(each, wanted) for each in held):
        return _Met.YES
    return _Met.UNTOLD if any(wanted.revision and not each.revision for each in held) else _Met.NO


def _is_late_enough(held: Certificate, wanted: Certificate) -> bool:
    return held.revision >= wanted.revision and (not held.edition or held.edition >= wanted.edition)


def _equipped(required: str, told: Sequence[str]) -> _Met:
    """Met by a facility whose description has all the words of the requirement."""
    wanted = _words(required)
    return _Met.YES if any(wanted <= _words(each) for each in told) else _Met.NO


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold()))
