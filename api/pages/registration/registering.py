"""A company registers itself."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from api.accounts.authentication import origin_of
from api.accounts.signing import Chosen
from api.errors import status_of
from api.mailing import sending_after
from api.origins import check_way_in
from api.pages.accounts.signing import private, signed_in
from api.pages.dependencies import Visit, VisitHere
from api.pages.forms import Form, SentForm
from api.pages.navigation import home_of
from api.pages.rendering import notice, telling
from api.registration.registering import Faulty, Wanted, register
from corpus.problems import Refused

FIELDS = {"again": "password_again"}

router = APIRouter(prefix="/register", include_in_schema=False)


@router.get("")
def register_page(visit: VisitHere) -> Response:
    """Six fields and a tick. Whoever is signed in already is led to where they begin."""
    if visit.caller.account:
        return RedirectResponse(home_of(visit.caller), status_code=303)
    return _page(visit, Form())


@router.post("")
def send_registration(visit: VisitHere, sent: SentForm) -> Response:
    """Ends signed in on the company's page."""
    wanted = Wanted(
        company=sent.text("company"),
        number=sent.text("number"),
        person=sent.text("person"),
        email=sent.text("email"),
        chosen=Chosen(sent.secret("password"), sent.secret("password_again")),
        consent=sent.text("consent") == "yes",
    )
    try:
        check_way_in(visit.request)
        made = register(visit.service, wanted, origin_of(visit.request), visit.words.language)
    except Faulty as faulty:
        # The API calls the second password by another name than the form.
        problems = [replace(each, field=FIELDS.get(each.field, each.field)) for each in faulty.problems]
        return _page(visit, Form.again(sent, problems, visit.words.language), status_of(faulty))
    except Refused as refused:
        return _page(visit, Form.again(sent, refused, visit.words.language), status_of(refused))
    told = notice("Registered. Next: describe what your company can do. A letter asks you to confirm your address.")
    response = telling(visit.request, RedirectResponse("/company", status_code=303), told)
    return sending_after(visit.service, signed_in(visit, made.opened, response))


def _page(visit: Visit, form: Form, status: int = 200) -> Response:
    return private(visit.page("registration/register.html", {"form": form}, here="register", status=status))
