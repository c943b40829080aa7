"""The addresses of all pages, room by room."""

from __future__ import annotations

from api.pages import comparing, deciding, search
from api.pages import programmes as programme_pages
from api.pages import records as record_pages
from api.pages.accounts import administration, choosing, own, sign_on, signing
from api.pages.cases import acting as case_forms
from api.pages.cases import board as case_board
from api.pages.cases import case as case_page
from api.pages.cases import concluding as licence_forms
from api.pages.dashboard import page as dashboard_page
from api.pages.matching import judging as judging_pages
from api.pages.matching import several as several_pages
from api.pages.matching import sheets as sheet_pages
from api.pages.matching import why_not as why_not_pages
from api.pages.operating import audit, decisions, imports, index, jobs, mending, overview, screening, settings, status
from api.pages.registration import brochures as brochure_pages
from api.pages.registration import company as own_company_pages
from api.pages.registration import profile as profile_pages
from api.pages.registration import registering as registering_pages
from api.pages.registration import verifying as registration_pages
from api.pages.watching import alerts as alert_pages
from api.pages.watching import home as home_pages
from api.pages.watching import needs as need_pages
from api.pages.watching import searches as saved_search_pages

PAGES = tuple(
    page.router
    for page in (
        *(search, comparing, deciding, judging_pages, several_pages, sheet_pages, why_not_pages),
        *(record_pages, programme_pages),
        *(case_board, case_page, case_forms, licence_forms),
        dashboard_page,
        *(registering_pages, own_company_pages, profile_pages, brochure_pages, registration_pages),
        *(home_pages, need_pages, saved_search_pages, alert_pages),
        *(signing, sign_on, choosing, own, administration),
        *(overview, imports, mending, index, jobs, audit, settings, status, decisions, screening),
    )
)
"""In the order in which addresses are tried."""
