"""The reviewer's page: what waits with each phrase marked in its sentence, decisions, and what was decided before."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Query, Request
from pydantic import ValidationError
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.authentication import check_origin, checked
from api.errors import ErrorDetail, detail, status_of
from api.pages.dependencies import Visit, VisitHere
from api.scanning import Screener
from api.schemas.screening import DecisionInput, DecisionKind, ScreeningRecord
from api.screening import FIELDS, decide, decision_of, queue, screening_record
from corpus.control_phrases import singular
from corpus.disclosure import TIERS, ControlStatus
from corpus.passages import Kind
from corpus.problems import Invalid, Refused
from corpus.roles import Right
from corpus.store.standing import Attention
from corpus.text import HANGUL
from corpus.wording.screening import CONTROL_LABELS, TIER_LABELS
from matcher.screening.scanner import FOLDED
from matcher.screening.states import cautions

router = APIRouter(include_in_schema=False)

RECORDS_A_PAGE: Final = 20
Reasons = Annotated[str, Query(max_length=20)]
AfterRecord = Annotated[str, Query(max_length=100)]


@dataclass(frozen=True, slots=True)
class DecisionForm:
    """What the reviewer filled in; `error` and `cautions` are about it. `confirmed`: the cautions were read."""

    values: Mapping[str, str] = field(default_factory=dict)
    error: ErrorDetail | None = None
    cautions: tuple[ErrorDetail, ...] = ()


def terms_in(sentence: str, phrase: str) -> tuple[str, ...]:
    """The phrase as it stands in the sentence: in any case, hyphened or not, in singular or plural."""
    return tuple(dict.fromkeys(found.group() for found in _spelt(phrase).finditer(sentence)))


def screening_url(kind: str, record_id: str) -> str:
    return f"/screening/{kind}/{quote(record_id, safe='')}"


async def sent_decision(request: Request) -> FormData:
    """The form as it was sent, bounded. Raises Forbidden for one from another site, unread."""
    check_origin(request)
    return await request.form(max_files=0, max_fields=20)


@router.get("/screening")
def queue_page(visit: VisitHere, attention: Reasons = "", after: AfterRecord = "") -> Response:
    """What waits, for one reason or any. Raises Unauthorised, Forbidden for all but officials."""
    checked(visit.caller, Right.READ_SCREENING)
    reason = next((each for each in Attention if each == attention), None)
    with visit.reading() as store:
        found = queue(
            _screener(visit),
            store,
            visit.words.language,
            attention=reason,
            after=after or None,
            limit=RECORDS_A_PAGE,
        )
        records = [
            screening_record(_screener(visit), store, each.kind, each.id, visit.words.language) for each in found.items
        ]
        counts = store.screening.counts()
    asked = {"attention": reason.value} if reason else {}
    values: dict[str, object] = {
        "records": records,
        "notice": found.notice,
        "counts": counts,
        "attention": reason,
        "reasons": list(Attention),
        "following": f"/screening?{urlencode({**asked, 'after': found.next})}" if found.next else "",
    }
    return visit.page("screening.html", {**_shared(visit), **values, "one": None}, here="screening")


@router.get("/screening/{kind}/{record_id:path}")
def record_page(kind: Kind, record_id: str, visit: VisitHere) -> Response:
    """One record with its hints, its decisions and, for the reviewer, the form. Raises as `queue_page`, NotFound."""
    checked(visit.caller, Right.READ_SCREENING)
    return _record_page(visit, kind, record_id, DecisionForm())


@router.post("/screening/{kind}/{record_id:path}")
def send_decision(
    kind: Kind, record_id: str, visit: VisitHere, sent: Annotated[FormData, Depends(sent_decision)]
) -> Response:
    """Takes the decision; what is wrong with it, or worth a second look, is shown with the form as it was sent."""
    checked(visit.caller, Right.DECIDE_DISCLOSURE)
    values = {name: value.strip() for name, value in sent.multi_items() if isinstance(value, str)}
    language = visit.words.language
    try:
        wanted = _wanted(values)
        noted = cautions(decision_of(wanted), visit.service.today())
        if noted and not values.get("confirmed"):
            form = DecisionForm(values, cautions=tuple(detail(problem, language) for problem in noted))
            return _record_page(visit, kind, record_id, form)
        decide(_screener(visit), visit.caller, kind, record_id, wanted, language=language)
    except Refused as refused:
        form = DecisionForm(values, error=detail(refused.problem, language))
        return _record_page(visit, kind, record_id, form, status=status_of(refused))
    return RedirectResponse(screening_url(kind, record_id), status_code=303)


def _record_page(visit: Visit, kind: Kind, record_id: str, form: DecisionForm, *, status: int = 200) -> Response:
    with visit.reading() as store:
        record = screening_record(_screener(visit), store, kind, record_id, visit.words.language)
    values = {**_shared(visit), "one": record, "records": [record], "notice": record.notice, "form": form}
    return visit.page("screening.html", values, here="screening", status=status)


def _shared(visit: Visit) -> dict[str, object]:
    language = visit.words.language
    return {
        "control_labels": {status: said[language] for status, said in CONTROL_LABELS.items()},
        "tier_labels": {tier: said[language] for tier, said in TIER_LABELS.items()},
        "may_decide": visit.caller.may(Right.DECIDE_DISCLOSURE),
        "decisions_for": decisions_for,
        "screening_url": screening_url,
        "terms_in": terms_in,
        "tiers": TIERS,
        "form": DecisionForm(),
    }


def decisions_for(record: ScreeningRecord) -> tuple[DecisionKind, ...]:
    """What a reviewer may decide on a record as it stands."""
    state = record.state
    if state.control is ControlStatus.BLOCKED:
        return (DecisionKind.REOPEN,)
    decided = state.control in {ControlStatus.DETERMINED, ControlStatus.CLEARED}
    known = [DecisionKind.DETERMINE]
    if state.control is not ControlStatus.CLEARED or state.stale:
        known.append(DecisionKind.CLEAR)
    known += [DecisionKind.BLOCK, *([DecisionKind.REOPEN] if decided else []), DecisionKind.TIER]
    return tuple(known)


def _wanted(values: Mapping[str, str]) -> DecisionInput:
    """The decision of a form, in which every field is there whichever decision was chosen.

    Raises Invalid `not_given` for none, `bad_input` for a day or tier that is none.
    """
    kind = next((each for each in DecisionKind if each == values.get("decision")), None)
    if kind is None:
        raise Invalid.because("not_given", "decision")
    day = values.get("expires_on", "")
    if kind is DecisionKind.DETERMINE and day and not _is_day(day):
        raise Invalid.because("bad_input", "expires_on", day, expected="a day such as 2024-05-01")
    given = {name: values[name] for name in (*FIELDS[kind], "stamp") if values.get(name)}
    try:
        return DecisionInput.model_validate({"decision": kind, **given})
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        raise Invalid.because("bad_input", name, given.get(name, ""), expected=", ".join(TIERS)) from None


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _spelt(phrase: str) -> re.Pattern[str]:
    folded = phrase.translate(FOLDED)
    words = [re.escape(word) for word in folded.split()]
    if HANGUL.search(folded):
        return re.compile(r"[ \-‐‑–]?".join(words), re.IGNORECASE)
    last = singular(folded.split()[-1].lower()) if words else ""
    stem = re.escape(last[:-1]) + "(?:y|ies)" if last.endswith("y") else re.escape(last) + "(?:e?s)?"
    return re.compile(r"(?<!\w)" + r"[ \-‐‑–]".join([*words[:-1], stem]), re.IGNORECASE)


def _screener(visit: Visit) -> Screener:
    screener: Screener = visit.request.app.state.screener
    return screener
