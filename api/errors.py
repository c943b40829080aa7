"""From a refusal to an answer: the one table of statuses, and the body that every refusal has."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import structlog
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict
from starlette.requests import Request
from starlette.responses import JSONResponse

from api.language import COOKIE, localised, reader_language
from corpus.problems import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    Problem,
    Refused,
    TooLarge,
    TooOften,
    Unauthorised,
    Unavailable,
)
from corpus.text import Language
from corpus.wording import Sentence, sentence

log = structlog.get_logger(__name__)

RETRY_SECONDS = 5


class Malformed(Invalid):
    """The request cannot be read at all."""


class WrongMethod(Refused):
    """The address is there, but does not take this method."""


class WrongMedia(Refused):
    """The body is not of the type that the address takes."""


class Internal(Refused):
    """Our own fault. The caller learns the request's id, the log the rest."""


STATUS: Mapping[type[Refused], int] = {
    Unauthorised: 401,
    Forbidden: 403,
    NotFound: 404,
    WrongMethod: 405,
    Malformed: 400,
    WrongMedia: 415,
    Invalid: 422,
    TooLarge: 413,
    Conflict: 409,
    TooOften: 429,
    Unavailable: 503,
    Internal: 500,
}


EXAMPLE: JsonDict = {
    "error": {
        "code": "unknown_patent",
        "reason": "There is no patent KR1.",
        "field": "patent",
        "value": "KR1",
        "mend": "Check the number: country and number without kind or leading zeros, such as US7272630.",
    }
}


class ErrorDetail(BaseModel):
    """One refusal."""

    code: str = Field(description="Stable name of the refusal.", examples=["unknown_patent"])
    reason: str = Field(description="What is wrong, in the reader's language.")
    field: str = Field(description="Which input it is about; empty where it is none.", examples=["id"])
    value: str = Field(description="The refused value, cut to 200 characters.")
    mend: str = Field(description="What to do about it, in the reader's language.")


class ErrorBody(BaseModel):
    """Every refusal, whatever its cause, has this body."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    error: ErrorDetail


def status_of(refused: Refused) -> int:
    """The HTTP status of a refusal: that of its nearest class in the table."""
    return next((STATUS[known] for known in type(refused).__mro__ if known in STATUS), 500)


def worded(problem: Problem, language: Language) -> Sentence:
    """The problem in words. Where a sentence is missing the code stands in for it: to refuse must never fail."""
    try:
        return sentence(localised(problem, language), language)
    except (KeyError, IndexError):
        log.exception("wording_missing", code=problem.code)
        return Sentence(problem.code, "")


def language_of_request(request: Request) -> Language:
    """The reader's language: `?lang=`, else the cookie, else Accept-Language, else the setting."""
    default: Language = getattr(request.app.state, "language", "en")
    return reader_language(
        request.query_params.get("lang"),
        request.cookies.get(COOKIE),
        request.headers.get("accept-language"),
        default,
    )


def storage_unavailable(error: OSError, *, whole_path: bool = False) -> Unavailable:
    """What the operating system refused. Where files lie is nothing to a caller over the network."""
    path = Path(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else Path()
    shown = str(path) if whole_path else path.name
    return Unavailable(Problem.of("storage_unavailable", "path", shown, cause=error.strerror or type(error).__name__))


def detail(problem: Problem, language: Language) -> ErrorDetail:
    said = worded(problem, language)
    return ErrorDetail(code=problem.code, reason=said.reason, field=problem.field, value=problem.value, mend=said.mend)


def json_refusal(request: Request, refused: Refused) -> JSONResponse:
    """The refusal as an answer of the API."""
    language, status = language_of_request(request), status_of(refused)
    headers = {"Content-Language": language, "Cache-Control": "no-store"}
    if status == STATUS[Unavailable]:
        headers["Retry-After"] = str(RETRY_SECONDS)
    if status == STATUS[TooOften]:
        headers["Retry-After"] = str(int(refused.problem.facts.get("minutes", 1)) * 60)
    if status == STATUS[Unauthorised]:
        headers["WWW-Authenticate"] = "Bearer"
    body = ErrorBody(error=detail(refused.problem, language))
    return JSONResponse(body.model_dump(), status_code=status, headers=headers)
