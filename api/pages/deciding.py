"""An officer's verdict in place of the rules', sent from the page of the pair."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.accounts.authentication import checked
from api.errors import detail, status_of
from api.pages.asking import SearchForm, form_of
from api.pages.comparing import Attempt, With, comparison
from api.pages.dependencies import Visit, VisitHere
from api.pages.forms import own_form
from api.programmes.overriding import Ends, override
from corpus.problems import Conflict, Invalid
from corpus.roles import Right
from matcher.match import KIND_OF
from matcher.programmes.verdicts import Outcome

router = APIRouter(include_in_schema=False)

TAKEN_BACK = "rules"
"""The choice that leaves the verdict to the rules again."""


async def sent_verdict(request: Request) -> FormData:
    """The form as it was sent, bounded. Raises as `own_form`."""
    return await own_form(request, fields=10)


@router.get("/compare/override")
def shown_again(visit: VisitHere, candidate: With = "") -> Response:
    """A reload of a refused form, or another language for it: the pair as it stands."""
    return RedirectResponse(form_of(visit.request.query_params).compare(candidate), status_code=303)


@router.post("/compare/override")
def send_override(visit: VisitHere, sent: Annotated[FormData, Depends(sent_verdict)], candidate: With = "") -> Response:
    """The pair is that of the address, as on the page of the pair. Raises Unauthorised, Forbidden."""
    checked(visit.caller, Right.OVERRIDE_VERDICTS)
    form = form_of(visit.request.query_params)
    programme, outcome, reason = (str(sent.get(name, "")).strip() for name in ("programme", "outcome", "reason"))
    attempt = Attempt(programme, outcome, reason)
    try:
        _override(visit, form, candidate, attempt)
    except (Invalid, Conflict) as refused:
        error = detail(refused.problem, visit.words.language)
        return comparison(visit, form, candidate, replace(attempt, error=error), status_of(refused))
    return RedirectResponse(f"{form.compare(candidate)}#programme-{attempt.programme}", status_code=303)


def _override(visit: Visit, form: SearchForm, candidate: str, wanted: Attempt) -> None:
    if not form.id or form.text:
        raise Invalid.because("one_source", "query", form.id, known="patent, company, need")
    known = (*Outcome, TAKEN_BACK)
    if wanted.outcome not in known:
        raise Invalid.because("bad_input", "outcome", wanted.outcome, expected=", ".join(known))
    ends = Ends(KIND_OF[form.source], form.id, form.to, candidate)
    outcome = None if wanted.outcome == TAKEN_BACK else Outcome(wanted.outcome)
    override(visit.service, visit.caller, wanted.programme, ends, outcome, wanted.reason)
