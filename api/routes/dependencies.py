"""What routes share: the service, the caller, documented refusals, parameters that several have."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from inspect import signature
from typing import Annotated, Any, TypeVar, get_type_hints

from fastapi import Depends, Path, Query, Request
from pydantic import TypeAdapter, ValidationError

from api.accounts.authentication import caller_of, checked
from api.errors import ErrorBody
from api.schemas.bounds import LARGEST_NUMBER
from api.service import Service
from corpus.drafts import CompanyDraft, Id, NeedDraft, PatentDraft
from corpus.problems import Conflict, Invalid
from corpus.roles import Caller, Right

T = TypeVar("T")

# Dependencies that wait for nothing are coroutines: the framework hands each other one to a thread, and waits for it.


async def service_of(request: Request) -> Service:
    """The service that the application was built with."""
    service: Service = request.app.state.service
    return service


def requires(right: Right) -> Callable[[Caller], Awaitable[Caller]]:
    """A dependency that lets in only callers who have this right."""

    async def allowed(caller: Annotated[Caller, Depends(caller_of)]) -> Caller:
        return checked(caller, right)

    return allowed


def parameters(declared: type[T]) -> Callable[..., Awaitable[T]]:
    """A dependency that makes one of these of what its constructor takes, from the address."""

    async def made(**given: Any) -> T:
        return declared(**given)

    hints = get_type_hints(declared.__init__, include_extras=True)
    plain = signature(declared)
    taken = [each.replace(annotation=hints[each.name]) for each in plain.parameters.values()]
    # By this the framework knows what to take from the address.
    made.__signature__ = plain.replace(parameters=taken)  # type: ignore[attr-defined]  # a function's, unknown to the checker
    return made


ServiceHere = Annotated[Service, Depends(service_of)]
CallerHere = Annotated[Caller, Depends(caller_of)]
Writer = Annotated[Caller, Depends(requires(Right.WRITE_RECORDS))]
Importer = Annotated[Caller, Depends(requires(Right.IMPORT))]
Operator = Annotated[Caller, Depends(requires(Right.OPERATE))]
Reviewer = Annotated[Caller, Depends(requires(Right.DECIDE_DISCLOSURE))]
ScreeningReader = Annotated[Caller, Depends(requires(Right.READ_SCREENING))]
ProgrammeEditor = Annotated[Caller, Depends(requires(Right.EDIT_PROGRAMMES))]
Overrider = Annotated[Caller, Depends(requires(Right.OVERRIDE_VERDICTS))]
Bookkeeper = Annotated[Caller, Depends(requires(Right.BOOK))]
AccountEditor = Annotated[Caller, Depends(requires(Right.EDIT_ACCOUNTS))]
JudgeHere = Annotated[Caller, Depends(requires(Right.JUDGE_MATCHES))]
AuditReader = Annotated[Caller, Depends(requires(Right.READ_AUDIT))]
After = Annotated[str | None, Query(description="The id after which the page begins.", max_length=80)]
RunId = Annotated[int, Path(le=LARGEST_NUMBER, description="Number of the import.")]
VersionNumber = Annotated[int, Path(le=LARGEST_NUMBER, description="Number of the version.")]
EntryNumber = Annotated[int, Path(ge=1, le=LARGEST_NUMBER, description="Number of the entry.")]
Limit = Annotated[int, Query(ge=1, le=1_000, description="How many at most.")]
NO_REASON = "no reason given"
Reason = Annotated[str, Query(description="Why it is withdrawn; kept with the record.", min_length=1, max_length=1_000)]

MEANINGS = {
    400: "The request cannot be read.",
    401: "Nobody is signed in, or the token is not valid.",
    403: "The caller's role may not do this.",
    404: "No such record.",
    405: "What stands for a number in the address is none, and no other address takes this method.",
    409: "Contradicts what is on record.",
    413: "Larger than allowed.",
    415: "The body is of another type.",
    422: "An input is not acceptable.",
    429: "Tried too often in a short time; `Retry-After` says when to try again.",
    500: "Our fault; the body names the request's id.",
    503: "Not ready yet; ask again.",
}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI entries for refusals."""
    return {status: {"model": ErrorBody, "description": MEANINGS[status]} for status in statuses}


ID: TypeAdapter[str] = TypeAdapter(Id)
OWN_ENDINGS = frozenset(
    {
        *("profiles", "restoration", "publication", "submission", "withdrawal", "differences"),
        *("standing", "fits", "sheet.pdf", "sheet.docx"),
    }
)
"""Last parts of addresses that do not mean a record."""


def usable_id(record_id: str) -> str:
    """The id as it is kept. Raises Invalid for one that cannot be an id, or that no address could name.

    Importers take whatever a source calls a record; who registers one may choose.
    """
    try:
        kept = ID.validate_python(record_id)
    except ValidationError:
        raise Invalid.because("bad_id", "id", record_id) from None
    parts = kept.split("/")
    if not {"", ".", ".."}.isdisjoint(parts) or (len(parts) > 1 and parts[-1] in OWN_ENDINGS):
        raise Invalid.because("bad_id", "id", record_id)
    return kept


def same_id(path_id: str, draft: PatentDraft | CompanyDraft | NeedDraft) -> str:
    """The id as it is kept. Raises Conflict where the body names another record than the address, Invalid as
    `usable_id`."""
    kept = usable_id(path_id)
    if draft.id is not None and draft.id != kept:
        raise Conflict.because("id_mismatch", "id", draft.id, path=kept)
    return kept
