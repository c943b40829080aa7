"""The reviewer's desk: what waits, each phrase marked in its sentence, and decisions from one record to the next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Annotated, Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Query, Request
from pydantic import ValidationError
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from api.accounts.authentication import checked
from api.errors import ErrorDetail, detail, status_of
from api.pages.dependencies import Visit, VisitHere
from api.pages.forms import own_form
from api.pages.navigation import Crumb
from api.schemas.screening import DecisionInput, DecisionKind, ScreeningRecord
from api.screening.queue import FIELDS, decide, decision_of, place_of, queue, screening_record
from api.screening.scanning import Screener
from corpus.control_phrases import singular
from corpus.controls import built_in_list
from corpus.disclosure import TIERS, ControlStatus, Tier
from corpus.passages import KINDS, Kind, kind_of
from corpus.problems import Invalid, NotFound, Refused
from corpus.roles import Right
from corpus.store import Store
from corpus.store.standing import Attention, Sought
from corpus.text import HANGUL
from corpus.wording.screening import CONTROL_LABELS, TIER_LABELS
from matcher.screening.scanner import FOLDED
from matcher.screening.states import cautions

router = APIRouter(include_in_schema=False)

RECORDS_A_PAGE: Final = 20
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
    """The form as it was sent, bounded. Raises as `own_form`."""
    return await own_form(request, fields=20)


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the queue is looked for, as the address has it; it goes with the reader from record to record."""

    attention: Annotated[str, Query(max_length=20)] = ""
    of: Annotated[str, Query(max_length=20)] = ""
    list: Annotated[str, Query(max_length=80)] = ""
    text: Annotated[str, Query(max_length=200)] = ""

    @property
    def sought(self) -> Sought:
        """A reason or kind that is none looks for all."""
        reason = next((each for each in Attention if each == self.attention), None)
        kind = next((each for each in KINDS if each == self.of), None)
        return Sought(reason, kind, self.list.strip() or None, self.text.strip())

    def query(self, **further: str) -> str:
        """The part of an address from the question mark on, "" for none."""
        given = {name: value for name, value in asdict(self).items() if value}
        return f"?{urlencode({**given, **further})}" if given or further else ""


AskedHere = Annotated[Asked, Depends()]


@router.get("/screening")
def queue_page(visit: VisitHere, asked: AskedHere, after: AfterRecord = "") -> Response:
    """What waits, for one reason or any. Raises Unauthorised, Forbidden for all but officials."""
    checked(visit.caller, Right.READ_SCREENING)
    with visit.reading() as store:
        found = queue(
            _screener(visit),
            store,
            visit.words.language,
            sought=asked.sought,
            after=after or None,
            limit=RECORDS_A_PAGE,
        )
        counts = store.screening.counts()
        waiting = store.screening.waiting(asked.sought)
        lists = sorted({each.id for each in store.screening.lists.versions() if each.active} | {built_in_list().id})
        attentions = {each: store.screening.waiting(Sought(each)) for each in Attention}
    values: dict[str, object] = {
        "records": found.items,
        "notice": found.notice,
        "counts": counts,
        "attentions": attentions,
        "waiting": waiting,
        "lists": lists,
        "following": f"/screening{asked.query(after=found.next)}" if found.next else "",
        "first": f"/screening{asked.query()}" if after else "",
    }
    return visit.page("operating/queue.html", {**_shared(visit, asked), **values}, here="screening")


@router.get("/screening/{kind}/{record_id:path}")
def record_page(kind: Kind, record_id: str, visit: VisitHere, asked: AskedHere, decided: AfterRecord = "") -> Response:
    """One record with its hints, its decisions and, for the reviewer, the form. Raises as `queue_page`, NotFound.

    `decided` is the record that was decided on just before: the decision can be taken back from here.
    """
    checked(visit.caller, Right.READ_SCREENING)
    return _record_page(visit, kind, record_id, DecisionForm(), asked, decided=decided)


@router.post("/screening/{kind}/{record_id:path}")
def send_decision(
    kind: Kind,
    record_id: str,
    visit: VisitHere,
    sent: Annotated[FormData, Depends(sent_decision)],
    asked: AskedHere,
) -> Response:
    """Takes the decision and goes on to the next record that waits. What is wrong with it, or worth a second look, is
    shown with the form as it was sent."""
    checked(visit.caller, Right.DECIDE_DISCLOSURE)
    values = {name: value.strip() for name, value in sent.multi_items() if isinstance(value, str)}
    language = visit.words.language
    try:
        wanted = _wanted(values)
        noted = cautions(decision_of(wanted), visit.service.today())
        if noted and not values.get("confirmed"):
            form = DecisionForm(values, cautions=tuple(detail(problem, language) for problem in noted))
            return _record_page(visit, kind, record_id, form, asked)
        decide(_screener(visit), visit.caller, kind, record_id, wanted, language=language)
    except Refused as refused:
        form = DecisionForm(values, error=detail(refused.problem, language))
        return _record_page(visit, kind, record_id, form, asked, status=status_of(refused))
    with visit.reading() as store:
        following = place_of(store, asked.sought, kind, record_id).after
    if following is None or values.get("stay"):
        return RedirectResponse(
            f"{screening_url(kind, record_id)}{asked.query(decided=f'{kind}/{record_id}')}", status_code=303
        )
    url = screening_url(following.kind, following.id)
    return RedirectResponse(f"{url}{asked.query(decided=f'{kind}/{record_id}')}", status_code=303)


def _record_page(
    visit: Visit,
    kind: Kind,
    record_id: str,
    form: DecisionForm,
    asked: Asked,
    *,
    decided: str = "",
    status: int = 200,
) -> Response:
    language = visit.words.language
    with visit.reading() as store:
        record = screening_record(_screener(visit), store, kind, record_id, language)
        place = place_of(store, asked.sought, kind, record_id)
        before = _decided(visit, store, decided)
    values = {
        **_shared(visit, asked),
        "one": record,
        "notice": record.notice,
        "form": form,
        "place": place,
        "decided": before,
        "ready": _is_ready(record),
        "suggested": Tier.RELEASED,
    }
    crumbs = [Crumb(record.title[:60])]
    return visit.page("operating/record.html", values, here="screening", status=status, crumbs=crumbs)


def _decided(visit: Visit, store: Store, key: str) -> ScreeningRecord | None:
    """The record that was decided on just before, where the decision is this reader's and the latest on it."""
    kind, _, record_id = key.partition("/")
    if kind not in KINDS or not visit.caller.may(Right.DECIDE_DISCLOSURE):
        return None
    try:
        record = screening_record(_screener(visit), store, kind_of(kind), record_id, visit.words.language)
    except NotFound:
        return None
    last = record.decisions[-1] if record.decisions else None
    return record if last and last.actor == visit.caller.account else None


def _is_ready(record: ScreeningRecord) -> bool:
    """Whether it is decided and still for officials only."""
    state = record.state
    decided = state.control in {ControlStatus.DETERMINED, ControlStatus.CLEARED}
    return decided and not state.stale and not state.lapsed and state.tier is Tier.RESTRICTED


def _shared(visit: Visit, asked: Asked) -> dict[str, object]:
    language = visit.words.language
    return {
        "asked": asked,
        "kinds": KINDS,
        "attention_choices": list(Attention),
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
    # The tier's field stands in the form with each decision; with another than `tier` it says where to go on to.
    onward = values.get("onward", "")
    values = {**values, "tier": onward if kind is not DecisionKind.TIER else values.get("tier", "")}
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
