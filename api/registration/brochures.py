"""Brochures: read in a process of their own, kept as proposals, and taken into the draft only as a member confirms."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath
from threading import BoundedSemaphore
from typing import BinaryIO

from api.registration.profiles import checked_profile, own_company
from api.service import Service
from corpus.brochures.child import proposals_in
from corpus.brochures.proposal import Proposal, ProposalKind, ProposalState
from corpus.drafts import ProfileDraft
from corpus.markings import grade_of
from corpus.problems import Conflict, Invalid, TooLarge
from corpus.records import Brochure
from corpus.roles import Caller
from corpus.store import Store
from corpus.text import clean

NAME = 200
UNNAMED = "brochure"
READING = BoundedSemaphore(2)
"""Each file that is read takes a processor and up to a gigabyte while it lasts: a process reads two at once."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A proposal that a member took, as the member worded it. `number` counts from 0 within the brochure."""

    number: int
    title: str
    text: str = ""
    year: int | None = None
    agency: str = ""


def take_in(service: Service, caller: Caller, company_id: str, *, name: str, file: BinaryIO, now: datetime) -> int:
    """Reads a brochure and keeps what it proposes; gives its number. The file is not kept.

    Raises Invalid `brochure_missing`, TooLarge `brochure_too_large`, and as `proposals_in`.
    """
    shown = clean(PurePosixPath(name.replace("\\", "/")).name)[-NAME:] or UNNAMED
    if grade_of(shown):
        raise Invalid.because("brochure_secret", "file", UNNAMED)
    limit = service.settings.max_document_bytes
    # Not before its turn: what waits stays on the disk.
    with READING:
        content = file.read(limit + 1)
        if not content:
            raise Invalid.because("brochure_missing", "file", "")
        if len(content) > limit:
            raise TooLarge.because("brochure_too_large", "file", shown, limit=limit)
        found = proposals_in(content, shown)
    with service.writing(caller) as store:
        kept = store.brochures.add(
            company_id,
            caller.account,
            name=shown,
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            proposals=[each.mapping() for each in found],
            now=now,
        )
        return kept.id or 0


def proposals_kept(brochure: Brochure) -> list[Proposal]:
    """What a brochure proposes, in the order of the file."""
    return [Proposal.of(each) for each in brochure.proposals]


def confirm(
    store: Store, caller: Caller, company_id: str, number: int, *, taken: Sequence[Confirmed], now: datetime
) -> int:
    """Takes these proposals into the draft, and leaves the others out for good; gives how many were new.

    What the draft has already is not added twice. Raises NotFound, Conflict `brochure_settled`, Invalid as
    `checked_profile` with the number of the proposal in the field's name.
    """
    store.changes.lock()
    brochure = store.brochures.require(company_id, number)
    if brochure.settled_at is not None:
        raise Conflict.because("brochure_settled", "number", number)
    proposals = proposals_kept(brochure)
    chosen = {each.number: each for each in taken if 0 <= each.number < len(proposals)}
    standing = own_company(store, company_id).profile
    given = standing.model_dump()
    for place, confirmed in sorted(chosen.items()):
        _check(place, proposals[place].kind, confirmed)
        _add(given, proposals[place].kind, confirmed)
    changed = checked_profile(given)
    if changed != standing:
        store.profiles.keep(company_id, changed, now)
    settled = [
        replace(each, state=ProposalState.CONFIRMED if place in chosen else ProposalState.LEFT_OUT).mapping()
        for place, each in enumerate(proposals)
    ]
    store.brochures.settle(brochure, settled, caller, now, len(chosen))
    return _entries(changed) - _entries(standing)


def _check(place: int, kind: ProposalKind, confirmed: Confirmed) -> None:
    """Raises Invalid for what cannot be taken as it is worded, beside its own field."""
    if kind is ProposalKind.SUMMARY:
        return
    if not confirmed.title:
        raise Invalid.because("capability_without_title", f"title-{place}")
    if kind is ProposalKind.TRL and confirmed.title not in set("123456789"):
        raise Invalid.because("bad_number", f"title-{place}", confirmed.title, least=1, most=9)


def _add(given: dict[str, object], kind: ProposalKind, confirmed: Confirmed) -> None:
    if kind is ProposalKind.SUMMARY:
        given["summary"] = " ".join(filter(None, (str(given["summary"]), confirmed.text or confirmed.title)))
    elif kind is ProposalKind.TRL:
        given["trl"] = int(confirmed.title)
    elif kind is ProposalKind.CAPABILITY:
        _append(given, "capabilities", {"title": confirmed.title, "text": confirmed.text}, "title")
    elif kind is ProposalKind.PROJECT:
        fields = {"year": confirmed.year, "agency": confirmed.agency or None}
        _append(given, "projects", {"title": confirmed.title, "text": confirmed.text, **fields}, "title")
    else:
        name = {"certificate": "certificates", "facility": "facilities", "keyword": "keywords"}[kind.value]
        listed = list(_sequence(given[name]))
        given[name] = [*listed, *([confirmed.title] if confirmed.title not in listed else [])]


def _append(given: dict[str, object], name: str, entry: Mapping[str, object], key: str) -> None:
    listed = list(_sequence(given[name]))
    if not any(isinstance(each, dict) and each.get(key) == entry[key] for each in listed):
        given[name] = [*listed, dict(entry)]


def _sequence(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def _entries(profile: ProfileDraft) -> int:
    lists = (profile.capabilities, profile.projects, profile.certificates, profile.facilities, profile.keywords)
    return sum(map(len, lists)) + bool(profile.summary) + (profile.trl is not None)
