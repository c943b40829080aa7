"""One case: where it stands, what comes next, who said what, what came of it. And as its company sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from api.accounts.authentication import checked
from api.attachments import file_response
from api.cases.reading import case_in_full
from api.errors import status_of
from api.pages.cases.history import history
from api.pages.cases.view import again, case_url, reader_of
from api.pages.dependencies import Visit, VisitHere
from api.pages.forms import Form, Sent
from api.pages.navigation import Crumb
from api.pages.rendering import record_url
from api.programmes.counting import STAGE_NAMES
from api.schemas.bounds import LARGEST_NUMBER
from api.schemas.cases import CaseInFull
from corpus.passages import SINGULAR
from corpus.problems import Refused, Unauthorised, Unavailable
from corpus.roles import Right
from corpus.store import Store
from corpus.store.case_lists import UNFINISHED
from corpus.store.ledger import TRACKS
from corpus.wording.case_labels import (
    HIDDEN_TITLE,
    ORIGIN_LABELS,
    REASON_LABELS,
    STAGE_LABELS,
    STATUS_LABELS,
    WAITING_LABELS,
)
from matcher.cases.concluding import AGREED, BASE_SHARE, LICENSED
from matcher.cases.documents import read_document
from matcher.cases.files import TYPES
from matcher.cases.stages import COMPANY_REASONS, ORDER, DeclineReason
from matcher.programmes.catalogue import Catalogue
from matcher.programmes.in_force import rules_over

router = APIRouter(include_in_schema=False)

Act = Callable[[Store], object]
FORMS = (
    *("move", "decline", "reopen", "owner", "due", "track", "message", "note"),
    *("document", "booking", "void", "terms", "follow"),
)


@router.get("/cases/{reference}")
def case_page(reference: str, visit: VisitHere) -> Response:
    """A company gets its own in plain words; officials get all of it."""
    return shown_case(visit, reference)


@router.get("/cases/{reference}/documents/{number:int}")
def document_file(reference: str, number: int, visit: VisitHere) -> Response:
    """A document, to be kept."""
    reader_of(visit)
    with visit.reading() as store:
        document, content = read_document(store, reference, min(number, LARGEST_NUMBER), visit.caller)
    return file_response(document.name, document.media_type, content)


def acted(
    visit: Visit,
    reference: str,
    form: str,
    sent: Sent,
    act: Act,
    *,
    names: Mapping[str, str],
    sentence: str,
    part: str = "",
    before: Callable[[], object] | None = None,
) -> Response:
    """Does it and goes on to the case, or shows the case again with what is wrong beside the form's field.

    `before` is done ahead of the transaction. `names` gives for the fields of a refusal those of the form. Who is not
    let in is told so on a page of its own.
    """
    reader_of(visit)
    try:
        if before is not None:
            before()
        with visit.writing() as store:
            act(store)
    except (Unauthorised, Unavailable):
        raise
    except Refused as refused:
        return shown_case(visit, reference, {form: again(sent, refused, visit, names)}, status=status_of(refused))
    return visit.onward(case_url(reference, part), sentence)


def shown_case(visit: Visit, reference: str, forms: Mapping[str, Form] | None = None, *, status: int = 200) -> Response:
    """The case's page, with forms as they were sent."""
    reader = reader_of(visit)
    language = visit.words.language
    with visit.reading() as store:
        case = case_in_full(store, reader, reference)
        catalogue = rules_over(store).catalogue
        officers = [(each.name, each.display_name or each.name) for each in store.cases.officers()]
    values = {
        "case": case,
        "title": case.title or HIDDEN_TITLE[language],
        "history": history(case.events, visit.words, catalogue),
        "messages": [each for each in case.events if each.action == "message"],
        "forms": {name: Form() for name in FORMS} | dict(forms or {}),
        "record_url": record_url,
        "case_url": case_url,
        "status_label": STATUS_LABELS[case.stage][language],
        "origin_label": ORIGIN_LABELS[case.origin][language],
        "waiting_label": lambda code: WAITING_LABELS[code][language],
        "stage_names": {stage: STAGE_LABELS[stage][language] for stage in ORDER},
        "reached": ORDER.index(case.stage) if case.stage in ORDER else -1,
        "endings": ",".join(f".{ending}" for ending in TYPES),
        "largest": visit.service.settings.max_document_bytes // 1_000_000,
        "finished": case.stage not in UNFINISHED,
    }
    crumbs = [Crumb(case.reference)]
    if not reader.official:
        values |= {"withdrawal": next(iter(COMPANY_REASONS)).value}
        return visit.page("cases/own-case.html", values, here="cases", crumbs=crumbs, status=status)
    works = visit.caller.may(Right.WORK_CASES)
    values |= {
        "works": works,
        "officers": _with_owner(officers, case),
        "reasons": [(reason.value, REASON_LABELS[reason][language]) for reason in DeclineReason],
        "tracks": TRACKS,
        "match_url": _match_url(case),
        "programmes": _programmes(catalogue, language),
        "programme_names": dict(_programmes(catalogue, language)),
        "agreed": case.stage in AGREED,
        "licensed": case.stage in LICENSED,
        "follow_stages": [(code, names.in_language(language)) for code, names in STAGE_NAMES.items()],
        "follow_names": {code: names.in_language(language) for code, names in STAGE_NAMES.items()},
        "year": reader.today.year,
        "base_share": BASE_SHARE,
        "declined": case.stage == "declined",
    }
    return visit.page("cases/case.html", values, here="cases", crumbs=crumbs, status=status)


def working(visit: Visit) -> None:
    """Raises Unauthorised, Forbidden for one who does not work cases."""
    checked(visit.caller, Right.WORK_CASES)


def _programmes(catalogue: Catalogue, language: str) -> list[tuple[str, str]]:
    return [
        (each.id, each.names.in_language("ko" if language == "ko" else "en")) for each in catalogue.programmes.values()
    ]


def _with_owner(officers: list[tuple[str, str]], case: CaseInFull) -> list[tuple[str, str]]:
    """Officers at work, and the owner if he is one no more."""
    if case.owner and case.owner not in {name for name, _ in officers}:
        return [*officers, (case.owner, case.owner)]
    return officers


def _match_url(case: CaseInFull) -> str:
    asked = {SINGULAR[case.subject_kind]: case.subject_id or "", "to": "companies", "with": case.company_id}
    return f"/compare?{urlencode(asked)}"
