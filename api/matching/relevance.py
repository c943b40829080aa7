"""What officials think of matches: kept with the receipt of the match, read back for pages and the API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from api.schemas.matches import Receipt
from api.service import Service
from corpus.passages import Kind
from corpus.problems import NotFound
from corpus.records import RelevanceJudgement
from corpus.roles import Caller, Right
from corpus.store import Store
from corpus.store.judgements import Asked, Candidate
from matcher.judging import Judging
from matcher.match import KIND_OF, MatchRequest
from matcher.snapshot import searcher_over
from matcher.subject import receipt_of, subject_of

NOTHING: Mapping[str, RelevanceJudgement] = {}


@dataclass(frozen=True, slots=True)
class Grading:
    """What somebody thinks of a candidate; no grade takes back what stands."""

    grade: str | None
    reason: str | None = None
    note: str = ""


def asked_of(request: MatchRequest) -> Asked:
    """The asking side as judgements name it."""
    if request.kind == "text":
        return Asked.of_text(request.text or "")
    return Asked(KIND_OF[request.kind], request.id or "")


def judge(  # noqa: PLR0917 - who judges, on what, what and when
    service: Service, caller: Caller, request: MatchRequest, candidate: str, grading: Grading, now: datetime
) -> int:
    """Keeps a judgement with the receipt of the match as it is now; gives its number.

    Raises NotFound for a record that the caller may not know of, and as `Judgements.judge`.
    """
    with service.reading(caller) as store:
        receipt = _receipt(service, store, request, candidate)
    with service.writing(caller) as store:
        store.shelf(request.to).require(candidate)
        return store.judgements.judge(
            asked_of(request),
            Candidate(request.to, candidate),
            grading.grade,
            caller,
            now,
            reason=grading.reason or None,
            note=grading.note,
            receipt=receipt.model_dump(mode="json"),
        )


def judged_by(
    store: Store, caller: Caller, request: MatchRequest, record_ids: Iterable[str]
) -> Mapping[str, RelevanceJudgement]:
    """What the caller thinks of candidates, by id; nothing for those who do not judge."""
    if not caller.may(Right.JUDGE_MATCHES):
        return NOTHING
    return store.judgements.standing_of(caller.account, asked_of(request), request.to, record_ids)


def titles_of(store: Store, rows: Iterable[RelevanceJudgement]) -> dict[tuple[str, str], str]:
    """Titles of both sides of judgements, by kind and id; what the store does not show any more is left out."""
    wanted: dict[Kind, set[str]] = {}
    for row in rows:
        for kind, record_id in ((row.kind, row.record_id), (row.other_kind, row.other_id)):
            if kind in KIND_OF.values():
                wanted.setdefault(kind, set()).add(record_id)  # type: ignore[arg-type]  # one of the kinds, as checked
    return {
        (kind, record_id): summary.title
        for kind, ids in wanted.items()
        for record_id, summary in store.documents.summaries(kind, ids).items()
    }


def _receipt(service: Service, store: Store, request: MatchRequest, candidate: str) -> Receipt:
    subject = subject_of(store, request)
    summary = store.documents.summaries(request.to, [candidate]).get(candidate)
    if summary is None:
        raise NotFound.because(store.shelf(request.to).unknown, "with", candidate)
    judging = Judging.over(store, searcher_over(service.index, store), service.today())
    weights = service.weights().name
    return Receipt.model_validate(receipt_of(request, subject.query, judging, summary, weights))
