"""What the pages of cases have in common: who reads on which day, forms with what was wrong, the address of a list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from urllib.parse import quote, urlencode

from api.accounts.authentication import checked
from api.cases.reading import CaseReader, now_here, owner_of
from api.errors import detail
from api.pages.clock import COOKIE, Clock
from api.pages.dependencies import Visit
from api.pages.forms import Form, Sent
from corpus.problems import Invalid, Refused
from corpus.records import CaseOrigin, CaseStage
from corpus.roles import Caller, Right
from corpus.store.case_lists import CaseFilters, CaseOrder
from corpus.store.ledger import TRACKS

MOST_PAGES: Final = 10_000
TEXT: Final = 200
PARAMETERS: Final = ("view", "text", "stage", "owner", "track", "origin", "company", "subject", "overdue", "waiting")


def case_url(reference: str, part: str = "") -> str:
    return f"/cases/{quote(reference, safe='')}{'#' + part if part else ''}"


def reader_of(visit: Visit) -> CaseReader:
    """The reader, on his own clock's day. Raises Unauthorised, Forbidden for one who sees no cases."""
    caller = visit.caller
    if not caller.may(Right.OWN_CASES):
        checked(caller, Right.READ_CASES)
    return CaseReader(caller, visit.words.language, today_of(visit))


def today_of(visit: Visit) -> date:
    clock = Clock.of(visit.request.cookies.get(COOKIE), visit.service.settings.time_zone)
    return clock.today(now_here())


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as its address asks for it; what the address has wrong is left out of it."""

    values: Mapping[str, str]
    filters: CaseFilters
    order: CaseOrder
    page: int

    @classmethod
    def of(cls, asked: Mapping[str, str], caller: Caller, today: date) -> Listed:
        """`today` is the day on which something is overdue."""
        values = {name: asked[name].strip()[:TEXT] for name in PARAMETERS if asked.get(name, "").strip()}
        stage, origin = values.get("stage", ""), values.get("origin", "")
        track = values.get("track", "")
        filters = CaseFilters(
            stages=(CaseStage(stage),) if stage in set(CaseStage) else (),
            owner=owner_of(values.get("owner"), caller),
            track=track if track in TRACKS else None,
            origin=CaseOrigin(origin) if origin in set(CaseOrigin) else None,
            company_id=values.get("company"),
            subject_id=values.get("subject"),
            overdue_on=today if values.get("overdue") else None,
            waiting_on=today if values.get("waiting") else None,
            text=values.get("text", "").replace("\x00", ""),
        )
        order, page = asked.get("order", ""), asked.get("page", "")
        return cls(
            values,
            filters,
            CaseOrder(order) if order in set(CaseOrder) else CaseOrder.UPDATED,
            min(int(page), MOST_PAGES) if page.isascii() and page.isdigit() and int(page) > 0 else 1,
        )

    def address(self, **changes: str) -> str:
        """The address of this list with some parameters changed; an empty one is left out."""
        kept = {
            **self.values,
            **({"order": self.order.value} if self.order is not CaseOrder.UPDATED else {}),
            **changes,
        }
        asked = urlencode({name: value for name, value in kept.items() if value})
        return f"/cases?{asked}" if asked else "/cases"

    def export(self, form: str) -> str:
        """The same list as a file of the API."""
        ours = {name: value for name, value in self.values.items() if name != "view"}
        ours |= {name: "true" for name in ("overdue", "waiting") if name in ours}
        asked = urlencode({**ours, "order": self.order.value})
        return f"/api/v1/cases.{form}?{asked}"


def again(sent: Sent, refused: Refused, visit: Visit, names: Mapping[str, str]) -> Form:
    """A form as it was sent with why it was refused: beside the field that `names` gives for the refusal's, else above
    the form."""
    error = detail(refused.problem, visit.words.language)
    shown = names.get(error.field, "")
    return Form({name: values[0] for name, values in sent.values.items() if values}, {shown: error})


def whole(sent: Sent, name: str, field: str) -> int | None:
    """A number as people write it, with thousands parted; None where the field is empty. Raises Invalid `bad_input`."""
    written = sent.text(name).replace(",", "").replace(" ", "").removesuffix("원")
    if not written:
        return None
    if not (written.removeprefix("-").isascii() and written.removeprefix("-").isdigit()) or len(written) > 18:
        raise Invalid.because("bad_input", field, sent.text(name), expected="a whole number")
    return int(written)


def day(sent: Sent, name: str, field: str) -> date | None:
    """A day; None where the field is empty. Raises Invalid `bad_input`."""
    written = sent.text(name)
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Invalid.because("bad_input", field, written, expected="a day such as 2024-05-01") from None


def version_of(sent: Sent) -> int:
    """The version that the form was made of; 0, which is none, where it was taken out."""
    written = sent.text("version")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 9 else 0
