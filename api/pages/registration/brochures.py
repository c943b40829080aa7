"""A brochure sent in, and what it proposes, to be ticked, worded and confirmed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from api.errors import status_of
from api.pages.dependencies import Visit, VisitHere
from api.pages.forms import Form, Sent, SentFile, sending
from api.pages.navigation import Crumb
from api.pages.registration.rows import YEARS, number
from api.pages.rendering import notice
from api.registration.brochures import Confirmed, confirm, proposals_kept, take_in
from api.registration.profiles import own_company, own_id
from api.schemas.bounds import LARGEST_NUMBER
from corpus.brochures.proposal import Proposal, ProposalKind
from corpus.problems import Invalid, Refused

router = APIRouter(prefix="/company/brochure", include_in_schema=False)

FIELDS = 2_000
"""Up to five fields of each proposal."""
Number = Annotated[int, Path(ge=1, le=LARGEST_NUMBER)]
SentChoice = Annotated[Sent, Depends(sending(fields=FIELDS))]


@dataclass(frozen=True, slots=True)
class Group:
    """The proposals of one kind, each with its number."""

    kind: ProposalKind
    proposals: tuple[tuple[int, Proposal], ...]


@router.get("")
def brochures_page(visit: VisitHere) -> Response:
    """Takes a file, and lists those that were sent."""
    return _list(visit, Form())


@router.post("")
def send_brochure(visit: VisitHere, sent: SentFile) -> Response:
    """Reads the file and leads to what it proposes."""
    company_id = own_id(visit.caller)
    file = sent.file("file")
    try:
        if file is None:
            raise Invalid.because("brochure_missing", "file", "")
        name, now = file.filename or "", datetime.now(UTC)
        number = take_in(visit.service, visit.caller, company_id, name=name, file=file.file, now=now)
    except Refused as refused:
        return _list(visit, Form.again(sent, refused, visit.words.language), status_of(refused))
    return visit.onward(f"/company/brochure/{number}")


@router.get("/{number:int}")
def brochure_page(number: Number, visit: VisitHere) -> Response:
    """What the file proposes; nothing of it is in the profile yet."""
    return _page(visit, number, Form())


@router.post("/{number:int}")
def confirm_proposals(number: Number, visit: VisitHere, sent: SentChoice) -> Response:
    """Takes what is ticked into the draft, as it is worded here."""
    try:
        taken = _taken(sent)
        with visit.writing() as store:
            added = confirm(store, visit.caller, own_id(visit.caller), number, taken=taken, now=datetime.now(UTC))
    except Refused as refused:
        form = Form.again(sent, refused, visit.words.language)
        return _page(visit, number, form, status_of(refused), sent.all("take"))
    return visit.onward("/company/profile/review", notice("%(count)s entries were added to the draft."), count=added)


def _taken(sent: Sent) -> list[Confirmed]:
    """Raises Invalid `bad_number` for a year that is none."""
    found = []
    for each in sent.all("take"):
        if not each.isdecimal() or len(each) > 4:
            continue
        year = number_of(sent, f"year-{each}")
        fields = {name: sent.text(f"{name}-{each}") for name in ("title", "text", "agency")}
        found.append(Confirmed(int(each), year=year, **fields))
    return found


def number_of(sent: Sent, name: str) -> int | None:
    """A year of a proposal. Raises Invalid `bad_number`."""
    return number(name, sent.text(name), YEARS)


def _list(visit: Visit, form: Form, status: int = 200) -> Response:
    with visit.reading() as store:
        own = own_company(store, own_id(visit.caller))
        brochures = store.brochures.of(own.row.id)
    limit = visit.service.settings.max_document_bytes // 1_000_000
    values = {"own": own, "brochures": brochures, "form": form, "limit": limit}
    crumbs = [Crumb(visit.words("Brochures"))]
    return visit.page("registration/brochures.html", values, here="company", status=status, crumbs=crumbs)


def _page(visit: Visit, number: int, form: Form, status: int = 200, ticked: Collection[str] | None = None) -> Response:
    words = visit.words
    with visit.reading() as store:
        own = own_company(store, own_id(visit.caller))
        brochure = store.brochures.require(own.row.id, number)
    proposals = proposals_kept(brochure)
    values: Mapping[str, object] = {
        "own": own,
        "brochure": brochure,
        "groups": _groups(proposals),
        "form": form,
        "ticked": ticked,
        "total": len(proposals),
    }
    crumbs = [Crumb(words("Brochures"), "/company/brochure"), Crumb(brochure.name)]
    return visit.page("registration/brochure.html", values, here="company", status=status, crumbs=crumbs)


def _groups(proposals: Sequence[Proposal]) -> list[Group]:
    numbered = list(enumerate(proposals))
    groups = [Group(kind, tuple(each for each in numbered if each[1].kind is kind)) for kind in ProposalKind]
    return [group for group in groups if group.proposals]
