"""The forms of a case: each is taken, or shown again with what is wrong with it."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from api.cases.reading import look_over, now_here, send_message, share_document
from api.mailing import sending_after
from api.pages.cases.case import acted, working
from api.pages.cases.view import day, version_of
from api.pages.dependencies import VisitHere
from api.pages.forms import SentFile, SentForm
from api.pages.rendering import notice
from api.schemas.bounds import LARGEST_NUMBER
from corpus.problems import Invalid
from corpus.records import Audience, CaseStage
from corpus.roles import Role
from corpus.store import Store
from matcher.cases import desk
from matcher.cases.documents import withdraw_document

router = APIRouter(prefix="/cases/{reference}", include_in_schema=False)

MOVE: Final = {"stage": "to", "note": "move_note"}
DECLINE: Final = {"reason": "reason", "note": "decline_note"}


@router.post("/stage")
def move(reference: str, visit: VisitHere, sent: SentForm) -> Response:
    """To another stage; a licence goes on to its booking."""
    working(visit)
    to = sent.text("to")

    def act(store: Store) -> None:
        if to not in set(CaseStage):
            raise Invalid.because("entry_not_known", "stage", to, known=", ".join(CaseStage))
        said = sent.text("move_note")
        desk.move(store, reference, CaseStage(to), visit.caller, now_here(), version=version_of(sent), note=said)

    licensed = to == CaseStage.LICENSED
    sentence = notice("The case was moved.")
    if licensed:
        sentence = notice("The licence is on record. Book its commitment here.")
    return acted(visit, reference, "move", sent, act, names=MOVE, sentence=sentence, part="book" if licensed else "")


@router.post("/declination")
def decline(reference: str, visit: VisitHere, sent: SentForm) -> Response:
    """Ends it with a coded reason; a company withdraws."""
    version = None if visit.caller.role is Role.COMPANY else version_of(sent)

    def act(store: Store) -> None:
        reason, said = sent.text("reason"), sent.text("decline_note")
        desk.decline(store, reference, reason, visit.caller, now_here(), version=version, note=said)

    return acted(visit, reference, "decline", sent, act, names=DECLINE, sentence=notice("The case was closed."))


@router.post("/reopening")
def reopen(reference: str, visit: VisitHere, sent: SentForm) -> Response:
    """Takes a declined one up again."""
    working(visit)

    def act(store: Store) -> None:
        said = sent.text("reopen_note")
        desk.reopen(store, reference, visit.caller, now_here(), version=version_of(sent), note=said)

    names = {"note": "reopen_note"}
    return acted(visit, reference, "reopen", sent, act, names=names, sentence=notice("The case was reopened."))


@router.post("/owner")
def assign(reference: str, visit: VisitHere, sent: SentForm) -> Response:
    """To an officer, or to nobody."""
    working(visit)

    def act(store: Store) -> None:
        owner = sent.text("owner") or None
        desk.assign(store, reference, owner, visit.caller, now_here(), version=version_of(sent))

    names = {"owner": "owner"}
    return acted(visit, reference, "owner", sent, act, names=names, sentence=notice("Who is in charge was changed."))


@router.post("/due")
def due(reference: str, visit: VisitHere, sent: SentForm) -> Response:
    """By when, or by no day."""
    working(visit)

    def act(store: Store) -> None:
        when = day(sent, "due_on", "due_on")
        desk.due(store, reference, when, visit.caller, now_here(), version=version_of(sent))

    names = {"due_on": "due_on"}
    return acted(visit, reference, "due", sent, act, names=names, sentence=notice("The due date was changed."))


@router.post("/track")
def track(reference: str, visit: VisitHere, sent: SentForm) -> Response:
    """Which track it runs on."""
    working(visit)

    def act(store: Store) -> None:
        to = sent.text("track") or None
        desk.track(store, reference, to, visit.caller, now_here(), version=version_of(sent))

    names = {"track": "track"}
    return acted(visit, reference, "track", sent, act, names=names, sentence=notice("The track was changed."))


@router.post("/messages")
def message(reference: str, visit: VisitHere, sent: SentForm) -> Response:
    """Between both sides."""

    def act(store: Store) -> None:
        send_message(visit.service, store, reference, sent.text("message"), visit.caller)

    names = {"text": "message"}
    response = acted(
        visit, reference, "message", sent, act, names=names, sentence=notice("The message was sent."), part="messages"
    )
    return sending_after(visit.service, response)


@router.post("/notes")
def note(reference: str, visit: VisitHere, sent: SentForm) -> Response:
    """For officials alone."""
    working(visit)

    def act(store: Store) -> None:
        desk.note(store, reference, sent.text("note"), visit.caller, now_here())

    names = {"text": "note"}
    return acted(
        visit, reference, "note", sent, act, names=names, sentence=notice("The note was added."), part="history"
    )


@router.post("/answered")
def answered(reference: str, visit: VisitHere, sent: SentForm) -> Response:
    """What the company wrote needs no written answer."""
    working(visit)

    def act(store: Store) -> None:
        desk.answered(store, reference, visit.caller, now_here())

    return acted(visit, reference, "message", sent, act, names={}, sentence=notice("It waits for no answer any more."))


@router.post("/documents")
def add_document(reference: str, visit: VisitHere, sent: SentFile) -> Response:
    """A file, for officials or for both."""
    file = sent.file("document")
    name = (file.filename if file else None) or ""
    content = file.file.read(visit.service.settings.max_document_bytes + 1) if file else b""
    audience = Audience.BOTH if sent.text("audience") == Audience.BOTH else Audience.OFFICIALS

    def before() -> None:
        if file is None:
            raise Invalid.because("document_missing", "document")
        look_over(visit.service, reference, visit.caller, name, content)

    def act(store: Store) -> None:
        share_document(visit.service, store, reference, visit.caller, name=name, content=content, audience=audience)

    names = {"document": "document", "audience": "audience"}
    sentence = notice("The document was added.")
    response = acted(
        visit, reference, "document", sent, act, names=names, sentence=sentence, part="documents", before=before
    )
    return sending_after(visit.service, response)


@router.post("/documents/{number:int}/withdrawal")
def withdraw(reference: str, number: int, visit: VisitHere, sent: SentForm) -> Response:
    """Out of use; its row and its bytes stay."""

    def act(store: Store) -> None:
        withdraw_document(store, reference, min(number, LARGEST_NUMBER), visit.caller, now_here())

    return acted(
        visit,
        reference,
        "document",
        sent,
        act,
        names={},
        sentence=notice("The document was withdrawn."),
        part="documents",
    )
