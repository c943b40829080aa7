"""What pages share: a reader's visit, with the service and templates that the application was built with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.accounts.authentication import caller_of
from api.errors import language_of_request
from api.language import Words
from api.pages.clock import COOKIE as ZONE
from api.pages.clock import Clock
from api.pages.navigation import Crumb
from api.pages.rendering import Templates, telling
from api.service import Service
from corpus.roles import Caller
from corpus.store import Store


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a reader for a page."""

    request: Request
    service: Service
    caller: Caller
    templates: Templates

    @property
    def words(self) -> Words:
        """Translates into the reader's language."""
        return Words(language_of_request(self.request))

    @property
    def zone(self) -> str:
        """The IANA name of the reader's time zone."""
        return Clock.of(self.request.cookies.get(ZONE), self.service.settings.time_zone).zone.key

    def reading(self) -> AbstractContextManager[Store]:
        """What the reader may know of."""
        return self.service.reading(self.caller)

    def writing(self) -> AbstractContextManager[Store]:
        """A transaction over what the reader may know of."""
        return self.service.writing(self.caller)

    def page(
        self,
        template: str,
        values: Mapping[str, object],
        *,
        here: str = "",
        status: int = 200,
        crumbs: Sequence[Crumb] = (),
    ) -> HTMLResponse:
        """The page in the reader's language, see `Templates.page`."""
        values = {"caller": self.caller, **values}
        return self.templates.page(self.request, template, values, here=here, status=status, crumbs=crumbs)

    def onward(self, url: str, sentence: str = "", **facts: str | int) -> Response:
        """To another page after a form was taken, which tells the sentence once."""
        response = RedirectResponse(url, status_code=303)
        return telling(self.request, response, sentence, **facts) if sentence else response


async def _visit(request: Request, caller: Annotated[Caller, Depends(caller_of)]) -> Visit:
    return Visit(request, request.app.state.service, caller, request.app.state.templates)


VisitHere = Annotated[Visit, Depends(_visit)]
