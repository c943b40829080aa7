"""The profile as a guided form: any step at any time, saved by each button, nothing overwritten unseen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import RedirectResponse, Response

from api.errors import status_of
from api.pages.dependencies import Visit, VisitHere
from api.pages.forms import Form, Sent, sending
from api.pages.labels import label
from api.pages.navigation import Crumb
from api.pages.registration.rows import (
    FIELDS,
    SHOWN_ROWS,
    STEPS,
    Row,
    arranged,
    facts_of,
    filled_rows,
    part_of,
    rows_of,
    sent_rows,
    usual_of,
)
from api.pages.rendering import notice
from api.pages.view import record_view
from api.registration.fitting import Fits, completeness_of
from api.registration.profiles import (
    OwnCompany,
    facts_stamp,
    own_company,
    own_id,
    save_facts,
    save_part,
    shown_record,
    stamp_of,
)
from corpus.drafts import CompanyKind, CompanySize
from corpus.problems import NotFound, Refused
from corpus.regions import REGIONS

router = APIRouter(prefix="/company/profile", include_in_schema=False)

ROWED = ("capabilities", "projects")
ProfileForm = Annotated[Sent, Depends(sending(fields=FIELDS))]


@dataclass(frozen=True, slots=True)
class Shown:
    """A step as it is shown: its form and rows, and the words that were saved elsewhere meanwhile."""

    form: Form
    rows: Sequence[Row]
    theirs: bool = False
    status: int = 200


@router.get("")
def profile_page(visit: VisitHere) -> Response:
    """Leads to the first step that is not filled in."""
    with visit.reading() as store:
        own = own_company(store, own_id(visit.caller))
    return RedirectResponse(f"/company/profile/{_first_open(own)}", status_code=303)


@router.get("/{step}")
def step_page(step: str, visit: VisitHere, add: bool = False) -> Response:
    """One step, with an empty row more where one was asked for."""
    known_step(step)
    with visit.reading() as store:
        own = own_company(store, own_id(visit.caller))
    rows = rows_of(own.profile, step) if step in ROWED else []
    if step in ROWED and (add or not rows):
        rows.append(Row())
    return _page(visit, own, step, Shown(Form(), rows))


@router.post("/{step}")
def save_step(step: str, visit: VisitHere, sent: ProfileForm) -> Response:
    """Saves the step; then stays, goes on to the next, or comes back with rows added, removed or moved."""
    known_step(step)
    act = sent.text("act") or "save"
    rows = arranged(sent_rows(sent), act) if step in ROWED else []
    company_id = own_id(visit.caller)
    try:
        with visit.writing() as store:
            store.changes.lock()
            own = own_company(store, company_id)
            stamp, now = sent.text("stamp"), datetime.now(UTC)
            if step == "facts":
                facts = facts_of(sent, identity=own.unverified)
                save_facts(store, visit.caller, company_id, facts, stamp=stamp, now=now)
            else:
                part = part_of(step, sent, rows, own.profile)
                save_part(store, company_id, step, part, stamp=stamp, now=now)
    except Refused as refused:
        return _again(visit, step, sent, rows, refused)
    return _onward(visit, step, act, rows)


def known_step(step: str) -> str:
    """The step. Raises NotFound for an address that is none."""
    if step not in STEPS:
        raise NotFound.because("unknown_route", "path", f"/company/profile/{step}")
    return step


def _onward(visit: Visit, step: str, act: str, rows: Sequence[Row]) -> Response:
    here = f"/company/profile/{step}"
    if act == "next":
        following = STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]
        return visit.onward(f"/company/profile/{following}", notice("Saved."))
    if act == "add":
        return visit.onward(f"{here}?add=true#row-{len(filled_rows(rows))}")
    return visit.onward(here if act == "save" else f"{here}#rows", notice("Saved."))


def _again(visit: Visit, step: str, sent: Sent, rows: Sequence[Row], refused: Refused) -> Response:
    """The step as it was sent; where others saved meanwhile, beside what they saved, and with its stamp."""
    with visit.reading() as store:
        own = own_company(store, own_id(visit.caller))
    kept = filled_rows(rows) if step in ROWED else []
    kept += [Row()] if sent.text("act") == "add" else []
    form = Form.again(sent, refused, visit.words.language)
    theirs = refused.problem.code == "profile_changed"
    return _page(visit, own, step, Shown(form, kept, theirs, status_of(refused)))


def _page(visit: Visit, own: OwnCompany, step: str, shown: Shown) -> Response:
    words = visit.words
    profile = own.profile
    # The usual values stand in only where nothing was sent: what a reader emptied stays empty.
    usual = usual_of(step, profile, own.facts) if step != "review" else {}
    form = replace(shown.form, values={**usual, **shown.form.values})
    sizes = [("", words("not stated")), *((each.value, words(label("size", each.value))) for each in CompanySize)]
    working = shown_record(own.row, own.working)
    values: dict[str, object] = {
        "own": own,
        "step": step,
        "steps": STEPS,
        "done": _done(own),
        "form": form,
        "rows": shown.rows,
        "more": max(0, len(getattr(profile, step)) - SHOWN_ROWS) if step in ROWED else 0,
        "stamp": facts_stamp(own.facts) if step == "facts" else stamp_of(profile, step) if step != "review" else "",
        "theirs": record_view(working, words) if shown.theirs else None,
        "sizes": sizes,
        "kinds": [each.value for each in CompanyKind],
        "held_kinds": [each.value for each in own.facts.company_kinds or ()],
        "regions": [names[0] for names in REGIONS],
        "record": record_view(working, words),
        "completeness": completeness_of(own, Fits()),
    }
    crumbs = [Crumb(words("Profile"), "/company/profile/review"), Crumb(words(label("profile_step", step)))]
    return visit.page("registration/profile.html", values, here="company", status=shown.status, crumbs=crumbs)


def _done(own: OwnCompany) -> dict[str, bool]:
    profile, facts = own.profile, own.facts
    return {
        "facts": bool(facts.region and facts.size),
        "summary": bool(profile.summary),
        "capabilities": bool(profile.capabilities),
        "projects": bool(profile.projects),
        "certificates": bool(profile.certificates or profile.facilities),
        "keywords": bool(profile.keywords or profile.trl),
        "review": False,
    }


def _first_open(own: OwnCompany) -> str:
    return next(step for step, done in _done(own).items() if not done)
