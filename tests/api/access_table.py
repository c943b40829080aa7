"""Who may do what: of every route, the outcome for everybody who asks and everything an address can name.

A section begins with the targets that its addresses name, see `tests.api.peopled`. A line is a route and, for each of
these targets, the outcomes of those who ask, in the order of `PEOPLE`: nobody, an unverified company (of which
`draft` is), the company that `firm` stands for, a verified company of another firm, officer, reviewer, administrator.
What is a company's own, and what another's, is told by its column.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from httpx import Response

from tests.api.peopled import PEOPLE

MEANINGS: Final[Mapping[str, str]] = {
    "+": "done or shown",
    ">": "a page that leads on to another one",
    "!": "let in, and refused for what was asked: its state or its form",
    "i": "to sign in first",
    "-": "forbidden",
    "0": "not there",
    "x": "not set up",
}
STATUSES: Final[Mapping[int, str]] = {401: "i", 403: "-", 404: "0", 409: "!", 415: "!", 422: "!", 503: "x"}
WITHOUT_CALLER: Final = frozenset(
    {
        *("GET /api/v1/openapi.json", "GET /api/v1/health", "GET /api/v1/ready"),
        "POST /api/v1/registrations",
    }
)
"""Routes of the API that ask nobody who calls: a token that is not valid makes no difference there."""

TABLE: Final = """
-: only
GET /api/v1/openapi.json +++++++
GET /api/v1/judgements i---+++
GET /api/v1/judgements.{form} i---+++
GET /api/v1/completions +++++++
POST /api/v1/patents i---+-+
GET /api/v1/patents +++++++
POST /api/v1/companies i---+-+
GET /api/v1/companies +++++++
POST /api/v1/registrations +++++++
GET /api/v1/registrations i---+--
GET /api/v1/registrations.{form} i---+--
POST /api/v1/brochures i!!!---
GET /api/v1/brochures i+++---
POST /api/v1/needs i---+-+
GET /api/v1/needs +++++++
GET /api/v1/programmes +++++++
GET /api/v1/programmes/facets +++++++
GET /api/v1/cases i++++++
GET /api/v1/cases.{form} i++++++
GET /api/v1/cases/board i++++++
GET /api/v1/cases/waiting i---+++
GET /api/v1/dashboard i---+++
GET /api/v1/dashboard/{table}.{form} i---+++
POST /api/v1/imports i---!-!
GET /api/v1/imports i---+-+
GET /api/v1/imports.{form} i---+-+
POST /api/v1/uploads i---+-+
GET /api/v1/uploads i---+-+
GET /api/v1/index +++++++
POST /api/v1/index/verification i-----0
POST /api/v1/index/rollback i-----0
POST /api/v1/index/rebuild i-----+
GET /api/v1/screening i---+++
GET /api/v1/screening/decisions i---+++
GET /api/v1/screening/decisions.{form} i---+++
GET /api/v1/screening/counts i---+++
GET /api/v1/control-lists i---+++
POST /api/v1/control-lists i----00
GET /api/v1/own-needs i++++-+
GET /api/v1/own-needs.{form} i++++-+
POST /api/v1/own-needs i++++-+
GET /api/v1/searches i++++++
GET /api/v1/searches.{form} i++++++
POST /api/v1/searches i++++++
GET /api/v1/alerts i++++++
GET /api/v1/alerts.{form} i++++++
POST /api/v1/alerts/reading i000000
GET /api/v1/home i---+--
GET /api/v1/me +++++++
GET /api/v1/accounts i-----+
GET /api/v1/accounts.{form} i-----+
POST /api/v1/accounts i-----+
POST /api/v1/accounts/invitations i-----+
GET /api/v1/me/sessions i++++++
DELETE /api/v1/me/sessions i++++++
GET /api/v1/me/tokens i++++++
POST /api/v1/me/tokens i++++++
POST /api/v1/resets +++++++
GET /api/v1/audit i----++
GET /api/v1/audit/verification i----++
GET /api/v1/audit/checkpoint i----++
GET /metrics i-----+
GET /api/v1/operation i---+++
GET /api/v1/jobs i-----+
GET /api/v1/jobs.{form} i-----+
POST /api/v1/jobs/{name} i-----+
GET /api/v1/settings i-----+
GET /api/v1/diagnosis i-----+
GET /api/v1/health +++++++
GET /api/v1/ready +++++++
GET /api/v1/audit.{form} i----++
POST / +++++++
GET /judgements i---+++
GET /programmes +++++++
GET /cases i++++++
GET /dashboard i---+++
GET /register +>>>>>>
POST /register !!!!!!!
GET /company i+++---
POST /company/submission i!!!---
POST /company/publication i-++---
POST /company/withdrawal i-++---
POST /company/restoration i!!!---
GET /company/preview i+++---
GET /company/versions i+++---
GET /company/profile i>>>---
GET /company/profile/{step} i+++---
POST /company/profile/{step} i!!!---
GET /company/brochure i+++---
POST /company/brochure i!!!---
GET /registrations i---+--
GET /home i>>>+>>
GET /own-needs i++++-+
GET /own-needs/new i++++-+
POST /own-needs i+++!-!
GET /searches i++++++
GET /searches/new i++++++
POST /searches i++++++
GET /alerts i++++++
POST /alerts i++++++
GET /sign-in +++++++
POST /sign-in iiiiiii
GET /sign-in/code iiiiiii
POST /sign-in/code iiiiiii
GET /sign-in/factor iiiiiii
POST /sign-in/factor iiiiiii
POST /sign-out +++++++
GET /sign-in/oidc xxxxxxx
GET /sign-in/oidc/return -------
GET /invitation iiiiiii
POST /invitation iiiiiii
GET /reset +++++++
POST /reset +++++++
GET /reset/password iiiiiii
POST /reset/password iiiiiii
GET /confirmation +++++++
POST /confirmation iiiiiii
GET /account i++++++
POST /account/settings i++++++
POST /account/email i!!!!!!
POST /account/sessions/others/end i++++++
GET /account/password i++++++
POST /account/password i!!!!!!
GET /account/second-factor i++++++
POST /account/second-factor i!!!!!!
POST /account/second-factor/confirmation i!!!!!!
POST /account/second-factor/codes i------
POST /account/second-factor/removal i---!!!
GET /account/tokens i++++++
POST /account/tokens i!!!!!!
GET /accounts i-----+
GET /accounts/new i-----+
POST /accounts i-----+
GET /operation i---+++
GET /operation/imports i---+-+
POST /operation/imports i---+-+
GET /operation/index i---+-+
POST /operation/index/verification i-----0
POST /operation/index/rebuild i-----+
GET /operation/index/events i---+-+
GET /operation/index/rollback i-----0
POST /operation/index/rollback i-----0
GET /operation/jobs i-----+
POST /operation/jobs i-----+
GET /operation/audit i----++
POST /operation/audit/verification i----++
GET /operation/settings i-----+
GET /index +++++++
GET /screening/history i---+++
GET /screening i---+++
GET /static +++++++

patents: public released restricted absent
POST /api/v1/matches +++++++ 00+++++ 0000+++ 0000000
POST /api/v1/matches/repetition 0000000 0000000 0000000 0000000
GET /api/v1/matches +++++++ 00+++++ 0000+++ 0000000
GET /api/v1/matches/comparison +++++++ 00+++++ 0000+++ 0000000
GET /api/v1/matches/why-not +++++++ 00+++++ 0000+++ 0000000
GET /api/v1/matches.{form} +++++++ 00+++++ 0000+++ 0000000
POST /api/v1/judgements i---+++ i---+++ i---+++ i---000
GET /api/v1/patents/{patent_id:path}/sheet.{form} +++++++ 00+++++ 0000+++ 0000000
POST /api/v1/patents/{patent_id:path}/restoration i---+-+ i---+-+ i---+-+ i---0-0
PUT /api/v1/patents/{patent_id:path} i---+-+ i---+-+ i---+-+ i---+-+
DELETE /api/v1/patents/{patent_id:path} i---+-+ i---+-+ i---+-+ i---0-0
GET /api/v1/patents/{patent_id:path} +++++++ 00+++++ 0000+++ 0000000
POST /api/v1/cases i--!!-- i--++-- i--0+-- i--00--
GET /api/v1/screening/{kind}/{record_id:path} i---+++ i---+++ i---+++ i---000
POST /api/v1/screening/{kind}/{record_id:path}/decisions i----+- i----+- i----+- i----0-
GET /api/v1/tags/{kind}/{record_id:path} +++++++ 00+++++ 0000+++ 0000000
GET /api/v1/records/{kind}/{record_id:path} +++++++ 00+++++ 0000+++ 0000000
GET / +++++++ 00+++++ 0000+++ 0000000
GET /compare +++++++ 00+++++ 0000+++ 0000000
GET /compare/override >>>>>>> >>>>>>> >>>>>>> >>>>>>>
POST /compare/override i---+-- i---+-- i---+-- i---0--
POST /judgements i---+++ i---+++ i---+++ i---000
GET /compare/several +++++++ 00+++++ 0000+++ 0000000
GET /patents/{record_id:path}/sheet.{form} +++++++ 00+++++ 0000+++ 0000000
GET /compare/why-not +++++++ 00+++++ 0000+++ 0000000
GET /patents/{record_id:path} +++++++ 00+++++ 0000+++ 0000000
POST /cases i--++-- i--++-- i--0+-- i--00--
POST /company/interest i+++--- i0++--- i000--- i000---
GET /screening/{kind}/{record_id:path} i---+++ i---+++ i---+++ i---000
POST /screening/{kind}/{record_id:path} i----+- i----+- i----+- i----0-

companies: firm draft released restricted absent
GET /api/v1/companies/{company_id:path}/profiles +++++++ 0+00000 00+++++ 0000+++ 0000000
GET /api/v1/companies/{company_id:path}/profiles/differences i-+-+++ i+--000 i---+++ i---+++ i---000
POST /api/v1/companies/{company_id:path}/profiles i-+-+-+ i---0-0 i---+-+ i---+-+ i---0-0
PUT /api/v1/companies/{company_id:path}/profiles/{version:int} i-!-!-! i!--0-0 i---!-! i---!-! i---0-0
POST /api/v1/companies/{company_id:path}/profiles/submission i-!---- i!----- i------ i------ i------
POST /api/v1/companies/{company_id:path}/profiles/{version:int}/publication i-+-+-+ i0--0-0 i---+-+ i---+-+ i---0-0
POST /api/v1/companies/{company_id:path}/profiles/withdrawal i-+-+-+ i---0-0 i---+-+ i---+-+ i---0-0
POST /api/v1/companies/{company_id:path}/profiles/restoration i-!-!-! i!--!-! i---!-! i---!-! i---0-0
GET /api/v1/companies/{company_id:path}/standing i-+-+-+ i+--0-0 i---+-+ i---+-+ i---0-0
GET /api/v1/companies/{company_id:path}/fits i-+-+-+ i+--0-0 i---+-+ i---+-+ i---0-0
POST /api/v1/companies/{company_id:path}/restoration i---+-+ i---!-! i---+-+ i---+-+ i---0-0
PUT /api/v1/companies/{company_id:path} i-+-+-+ i---!-! i---+-+ i---+-+ i---+-+
DELETE /api/v1/companies/{company_id:path} i---+-+ i---+-+ i---+-+ i---+-+ i---0-0
GET /api/v1/companies/{company_id:path} +++++++ 0000000 00+++++ 0000+++ 0000000
GET /api/v1/registrations/{company_id} i---0-- i---+-- i---0-- i---0-- i---0--
POST /api/v1/registrations/{company_id}/verification i---0-- i---+-- i---0-- i---0-- i---0--
POST /api/v1/registrations/{company_id}/return i---0-- i---+-- i---0-- i---0-- i---0--
GET /companies/{record_id:path} +++++++ 0000000 00+++++ 0000+++ 0000000
GET /registrations/{company_id} i---0-- i---+-- i---0-- i---0-- i---0--
POST /registrations/{company_id}/verification i---0-- i---+-- i---0-- i---0-- i---0--
POST /registrations/{company_id}/return i---0-- i---+-- i---0-- i---0-- i---0--

needs: public released restricted absent
GET /api/v1/consortia +++++++ 00+++++ 0000+++ 0000000
GET /api/v1/needs/{need_id:path}/sheet.{form} +++++++ 00+++++ 0000+++ 0000000
POST /api/v1/needs/{need_id:path}/restoration i---+-+ i---+-+ i---+-+ i---0-0
PUT /api/v1/needs/{need_id:path} i---+-+ i---+-+ i---+-+ i---+-+
DELETE /api/v1/needs/{need_id:path} i---+-+ i---+-+ i---+-+ i---0-0
GET /api/v1/needs/{need_id:path} +++++++ 00+++++ 0000+++ 0000000
GET /needs/{record_id:path}/sheet.{form} +++++++ 00+++++ 0000+++ 0000000
GET /needs/{record_id:path} +++++++ 00+++++ 0000+++ 0000000

own-needs: firm rival officer absent
GET /api/v1/own-needs/{need_id} i0+00-0 i00+0-0 i000+-+ i0000-0
PUT /api/v1/own-needs/{need_id} i0+00-0 i00+0-0 i000+-+ i0000-0
POST /api/v1/own-needs/{need_id}/renewal i0+00-0 i00+0-0 i000+-+ i0000-0
POST /api/v1/own-needs/{need_id}/withdrawal i0+00-0 i00+0-0 i000+-+ i0000-0
POST /api/v1/own-needs/{need_id}/restoration i0+00-0 i00+0-0 i000+-+ i0000-0
GET /own-needs/{need_id} i0+00-0 i00+0-0 i000+-+ i0000-0
GET /own-needs/{need_id}/edit i0+00-0 i00+0-0 i000+-+ i0000-0
POST /own-needs/{need_id} i0+00-0 i00+0-0 i000!-! i0000-0
POST /own-needs/{need_id}/{action} i0+00-0 i00+0-0 i000+-+ i0000-0

cases: firm rival hidden absent
POST /api/v1/cases/ownership i---+-- i---+-- i---+-- i---+--
GET /api/v1/cases/{reference} i0+0+++ i00++++ i000+++ i000000
POST /api/v1/cases/{reference}/stage i---+-- i---+-- i---+-- i---0--
POST /api/v1/cases/{reference}/declination i0+0+-- i00++-- i000+-- i0000--
POST /api/v1/cases/{reference}/reopening i---!-- i---!-- i---!-- i---0--
PUT /api/v1/cases/{reference}/owner i---+-- i---+-- i---+-- i---0--
PUT /api/v1/cases/{reference}/due i---+-- i---+-- i---+-- i---0--
PUT /api/v1/cases/{reference}/track i---+-- i---+-- i---+-- i---0--
POST /api/v1/cases/{reference}/messages i0+0+-- i00++-- i000+-- i0000--
POST /api/v1/cases/{reference}/notes i---+-- i---+-- i---+-- i---0--
POST /api/v1/cases/{reference}/answered i---+-- i---+-- i---+-- i---0--
POST /api/v1/cases/{reference}/documents i0+0+-- i00++-- i000+-- i0000--
POST /api/v1/cases/{reference}/bookings i---!-- i---!-- i---!-- i---0--
POST /api/v1/cases/{reference}/bookings/{entry_id}/void i---0-- i---0-- i---0-- i---0--
PUT /api/v1/cases/{reference}/terms i---!-- i---!-- i---!-- i---0--
POST /api/v1/cases/{reference}/follow-ups i---!-- i---!-- i---!-- i---0--
POST /cases/moves i---+-- i---+-- i---+-- i---0--
POST /cases/ownership i---+-- i---+-- i---+-- i---+--
GET /cases/{reference} i0+0+++ i00++++ i000+++ i000000
POST /cases/{reference}/stage i---+-- i---+-- i---+-- i---0--
POST /cases/{reference}/declination i0+0+-- i00++-- i000+-- i000000
POST /cases/{reference}/reopening i---!-- i---!-- i---!-- i---0--
POST /cases/{reference}/owner i---+-- i---+-- i---+-- i---0--
POST /cases/{reference}/due i---+-- i---+-- i---+-- i---0--
POST /cases/{reference}/track i---+-- i---+-- i---+-- i---0--
POST /cases/{reference}/messages i0+0+-- i00++-- i000+-- i000000
POST /cases/{reference}/notes i---+-- i---+-- i---+-- i---0--
POST /cases/{reference}/answered i---+-- i---+-- i---+-- i---0--
POST /cases/{reference}/documents i0+0+-- i00++-- i000+-- i000000
POST /cases/{reference}/bookings i---!-- i---!-- i---!-- i---0--
POST /cases/{reference}/bookings/{entry:int}/void i---0-- i---0-- i---0-- i---0--
POST /cases/{reference}/terms i---!-- i---!-- i---!-- i---0--
POST /cases/{reference}/follow-ups i---!-- i---!-- i---!-- i---0--

documents: firm elsewhere unknown absent
GET /api/v1/cases/{reference}/documents/{number} i0+0+++ i000000 i000000 i000000
POST /api/v1/cases/{reference}/documents/{number}/withdrawal i0+0+-- i0000-- i0000-- i0000--
GET /cases/{reference}/documents/{number:int} i0+0+++ i000000 i000000 i000000
POST /cases/{reference}/documents/{number:int}/withdrawal i0+0+-- i000000 i000000 i000000

brochures: firm rival absent
GET /api/v1/brochures/{number} i0+0--- i00+--- i000---
POST /api/v1/brochures/{number}/confirmation i0+0--- i00+--- i000---
GET /company/brochure/{number:int} i0+0--- i00+--- i000---
POST /company/brochure/{number:int} i0+0--- i00+--- i000---

searches: firm officer absent
GET /api/v1/searches/{search_id} i0+0000 i000+00 i000000
PATCH /api/v1/searches/{search_id} i0+0000 i000+00 i000000
DELETE /api/v1/searches/{search_id} i0+0000 i000+00 i000000
POST /api/v1/searches/{search_id}/restoration i0+0000 i000+00 i000000
POST /searches/{search_id} i0+0000 i000+00 i000000
POST /searches/{search_id}/deletion i0+0000 i000+00 i000000
POST /searches/{search_id}/restoration i0+0000 i000+00 i000000

tokens: firm officer absent
DELETE /api/v1/me/sessions/{token_id} i0+0000 i000+00 i000000
DELETE /api/v1/me/tokens/{token_id} i0+0000 i000+00 i000000
POST /account/sessions/{token_id}/end i0+0000 i000+00 i000000
POST /account/tokens/{token_id}/end i0+0000 i000+00 i000000

accounts: known absent
GET /api/v1/accounts/{name} i-----+ i-----0
POST /api/v1/accounts/{name}/disable i-----+ i-----0
POST /api/v1/accounts/{name}/enable i-----+ i-----0
POST /api/v1/accounts/{name}/verification i-----+ i-----0
POST /api/v1/accounts/{name}/role i-----+ i-----0
POST /api/v1/accounts/{name}/password-link i-----+ i-----0
DELETE /api/v1/accounts/{name}/second-factor i-----! i-----0
DELETE /api/v1/accounts/{name}/tokens i-----+ i-----0
POST /api/v1/accounts/{name}/tokens i-----+ i-----0
DELETE /api/v1/accounts/{name}/tokens/{token_id} i-----0 i-----0
GET /accounts/{name} i-----+ i-----0
POST /accounts/{name}/disabling i-----+ i-----0
POST /accounts/{name}/enabling i-----+ i-----0
POST /accounts/{name}/role i-----+ i-----0
POST /accounts/{name}/verification i-----+ i-----0
POST /accounts/{name}/tokens/end i-----+ i-----0
POST /accounts/{name}/second-factor/removal i-----! i-----0
POST /accounts/{name}/password-link i-----+ i-----0

uploads: kept absent
GET /api/v1/uploads/{upload_id:int} i---+-+ i---0-0
POST /api/v1/uploads/{upload_id:int}/repetition i---!-! i---0-0
GET /operation/imports/{upload_id:int} i---+-+ i---0-0
GET /operation/imports/{upload_id:int}/events i---+-+ i---0-0
POST /operation/imports/{upload_id:int}/again i---!-! i---0-0

runs: kept absent
GET /api/v1/imports/{run_id:int} i---+-+ i---0-0
GET /api/v1/imports/{run_id:int}/rejected i---+-+ i---0-0
GET /api/v1/imports/{run_id:int}/rejected.csv i---+-+ i---0-0
GET /api/v1/imports/{run_id:int}/mending.{form} i---+-+ i---0-0
GET /operation/runs/{run_id:int} i---+-+ i---0-0
POST /operation/runs/{run_id:int}/mending i---!-! i---0-0

programmes: known absent
GET /api/v1/programmes/{programme_id} +++++++ 0000000
GET /api/v1/programmes/{programme_id}/form +++++++ 0000000
GET /api/v1/programmes/{programme_id}/versions +++++++ 0000000
PUT /api/v1/programmes/{programme_id} i-----! i-----!
PUT /api/v1/programmes/{programme_id}/overrides i---+-- i---0--
GET /api/v1/programmes/{programme_id}/overrides i---+++ i---000
POST /api/v1/programmes/{programme_id}/commitments i---+-- i---0--
GET /api/v1/programmes/{programme_id}/commitments i---+++ i---000
GET /api/v1/programmes/{programme_id}/commitments.{form} i---+++ i---000
POST /api/v1/programmes/{programme_id}/commitments/{entry_id}/void i---0-- i---0--
POST /api/v1/programmes/{programme_id}/figures i---+-+ i---0-0
GET /api/v1/programmes/{programme_id}/figures +++++++ 0000000
POST /api/v1/programmes/{programme_id}/follow-ups i---+-- i---0--
GET /api/v1/programmes/{programme_id}/follow-ups i---+++ i---000
GET /programmes/{programme_id} +++++++ 0000000

facets: known absent
GET /api/v1/programmes/facets/{facet_id} +++++++ 0000000
GET /api/v1/programmes/facets/{facet_id}/versions +++++++ 0000000
PUT /api/v1/programmes/facets/{facet_id} i-----! i-----!
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A route, and by target the outcomes for those who ask."""

    route: str
    section: str
    outcomes: Mapping[str, str]

    @property
    def is_page(self) -> bool:
        return not self.route.partition(" ")[2].startswith(("/api/", "/metrics"))

    @property
    def is_safe(self) -> bool:
        return self.route.startswith("GET ")

    def can_reach(self, names: Collection[str]) -> bool:
        """Whether any of these gets further than to be told to sign in, or that it is not for them."""
        places = [PEOPLE.index(name) for name in names]
        return any(outcomes[place] not in "i-" for outcomes in self.outcomes.values() for place in places)


def lines() -> Iterator[Line]:
    """Every line of the table, in its order."""
    section, targets = "", []
    for text in filter(None, TABLE.splitlines()):
        if found := re.fullmatch(r"([a-z-]+): (.+)", text):
            section, targets = found[1], found[2].split()
            continue
        method, path, *outcomes = text.split()
        yield Line(f"{method} {path}", section, dict(zip(targets, outcomes, strict=True)))


def outcome_of(method: str, answer: Response) -> str:
    """The sign for an answer; its status, where the table has no sign for it."""
    status = answer.status_code
    if answer.has_redirect_location:
        if answer.headers["location"].startswith("/sign-in"):
            return "i"
        return ">" if method == "GET" else "+"
    return "+" if answer.is_success else STATUSES.get(status, str(status))
