"""What the framework refuses, in our own words: unreadable bodies, wrong types, unknown names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Sized
from typing import Any, get_args

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.params import Form
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.errors import Internal, Malformed, WrongMedia, WrongMethod
from corpus.drafts import ID_SIGNS
from corpus.markings import SECRET_REFUSED
from corpus.problems import Invalid, NotFound, Problem, Refused

ALWAYS_KNOWN = ("lang",)
JSON = "application/json"
CODES: Mapping[str, str] = {
    "missing": "not_given",
    "string_too_short": "not_given",
    "too_short": "not_given",
    "string_too_long": "too_long",
    "too_long": "too_many",
    "string_unicode": "not_text",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
}
EXPECTED: Mapping[str, str] = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a whole number",
    "finite_number": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true | false",
    "bool_parsing": "true | false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "date_type": "a day such as 2024-05-01",
    "date_parsing": "a day such as 2024-05-01",
    "date_from_datetime_parsing": "a day such as 2024-05-01",
    "date_from_datetime_inexact": "a day such as 2024-05-01",
    "value_error": "a file",
}
NO_TEXT = re.compile("[\x00\ud800-\udfff]")
"""PostgreSQL keeps no null byte, and UTF-8 has no bytes for half of a surrogate pair."""
PATTERNS: Mapping[str, str] = {
    r"^[A-Z]{2}$": "two capital letters, such as KR or US",
    r"^\d{10}$": "ten digits",
    r"^\d{13}$": "thirteen digits",
}
ID_FORM = "letters, digits and . : - / ^ @ & + = ~ _, with single spaces between them"
TAG = re.compile(r"^(str|int|bool|float|list\[.*\]|tuple\[.*\])$")
"""What the place of a fault names of a union is no field that the sender knows."""


async def only_known_parameters(request: Request) -> None:
    """A dependency: refuses a query parameter that the route does not have, naming those it has."""
    route = request.scope.get("route")
    if not isinstance(route, APIRoute):
        return
    lists = dict(_parameters(route.dependant))
    known = [*sorted(lists), *ALWAYS_KNOWN]
    for name in request.query_params:
        values = request.query_params.getlist(name)
        if name not in known:
            raise Invalid.because("unknown_parameter", name, values[0], known=", ".join(known))
        if len(values) > 1 and not lists.get(name, False):
            raise Invalid.because("given_twice", name, values[1], count=len(values))
    for name, value in (*request.query_params.multi_items(), *request.path_params.items()):
        if isinstance(value, str) and NO_TEXT.search(value):
            raise Invalid.because("not_text", name)


async def only_readable_body(request: Request) -> None:
    """A dependency: refuses a body of another type than the route takes, and text that is none."""
    route = request.scope.get("route")
    if not isinstance(route, APIRoute) or route.body_field is None:
        return
    given = request.headers.get("content-type", "").partition(";")[0].strip().casefold()
    wanted = "multipart/form-data" if isinstance(route.body_field.field_info, Form) else JSON
    if given != wanted and not (wanted == JSON and given.endswith("+json")):
        empty = wanted == JSON and not await request.body()
        if not empty:
            raise WrongMedia.because("wrong_media_type", "Content-Type", given, expected=wanted)
        return
    if wanted == JSON:
        body = await request.body()
        if b"\\u" in body or b"\0" in body:
            _check_texts(await request.json())
        return
    await _check_form(request, route)


async def _check_form(request: Request, route: APIRoute) -> None:
    known = [field.alias for field in route.dependant.body_params]
    names = [name for name, _ in (await request.form()).multi_items()]
    for name in names:
        if name not in known:
            raise Invalid.because("unknown_body_field", name, name, known=", ".join(known))
        if names.count(name) > 1:
            raise Invalid.because("given_twice", name, "", count=names.count(name))


def _check_texts(body: object) -> None:
    waiting: list[tuple[str, object]] = [("", body)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, str):
            if NO_TEXT.search(value):
                raise Invalid.because("not_text", place or "body")
        elif isinstance(value, dict):
            waiting += [(place, name) for name in value]
            waiting += [(f"{place}.{name}" if place else name, inner) for name, inner in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{place}.{number}" if place else str(number), inner) for number, inner in enumerate(value)]


def refused_by_framework(request: Request, error: RequestValidationError) -> Refused:
    """The first fault of a request that does not fit its route; of a body that is secret that alone."""
    faults: Sequence[Mapping[str, Any]] = error.errors()
    secret = next((fault["ctx"] for fault in faults if fault["type"] == SECRET_REFUSED), None)
    if secret is not None:
        return Invalid.because(SECRET_REFUSED, secret["field"], grade=secret["grade"])
    first = faults[0]
    kind = str(first["type"])
    place = [str(step) for step in first["loc"]]
    if kind == "json_invalid":
        cause = str(first.get("ctx", {}).get("error", ""))
        return Malformed.because("broken_json", "body", "", cause=cause, place=place[-1])
    field = ".".join(step for step in place[1:] if not TAG.fullmatch(step)) or place[0]
    if kind == "extra_forbidden":
        known = ", ".join(_known_fields(request, place[1:-1]))
        return Invalid.because("unknown_body_field", field, place[-1], known=known)
    if place == ["body"] and (kind == "missing" or first.get("input") is None):
        return Invalid.because("body_missing", "body")
    return Invalid(_problem(kind, field, first.get("input"), first.get("ctx", {}), str(first["msg"])))


def problems_of(error: ValidationError) -> list[Problem]:
    """Every fault of a form that a model refused, by field; of one that is secret that alone, without the text."""
    faults = error.errors(include_url=False)
    secret = next((fault["ctx"] for fault in faults if fault["type"] == SECRET_REFUSED), None)
    if secret is not None:
        return [Problem.of(SECRET_REFUSED, secret["field"], grade=secret["grade"])]
    return [
        _problem(
            str(fault["type"]),
            ".".join(str(step) for step in fault["loc"]),
            fault.get("input"),
            fault.get("ctx", {}),
            str(fault["msg"]),
        )
        for fault in faults
    ]


def refused_by_routing(request: Request, error: HTTPException) -> Refused:
    """An unknown address, a wrong method, or a body that is not what its header says."""
    path = request.url.path
    if error.status_code == 404:
        return NotFound.because("unknown_route", "path", path)
    if error.status_code == 405:
        allowed = ", ".join(allowed_methods(request)) or (error.headers or {}).get("Allow", "")
        return WrongMethod.because("wrong_method", "method", request.method, allowed=allowed, path=path)
    if error.status_code == 400:
        return Malformed.because("unreadable_body", "body", "", cause=str(error.detail))
    return Internal.because("internal", "", "", request=str(request.scope.get("request_id", "")))


def allowed_methods(request: Request) -> list[str]:
    """The methods of every documented route with this address: routing itself tells those of the first one only."""
    application: FastAPI = request.app
    found: set[str] = set()
    for template, operations in application.openapi()["paths"].items():
        pattern = re.sub(r"\\{.+?\\}", ".+", re.escape(template))
        if re.fullmatch(pattern, request.url.path):
            found.update(method.upper() for method in operations)
    return sorted(found)


def _problem(kind: str, field: str, value: object, context: Mapping[str, Any], message: str) -> Problem:
    code = "not_given" if value is None or value == "" else CODES.get(kind, "bad_input")
    if code in {"not_given", "not_text"}:
        return Problem.of(code, field)
    if code == "too_many" and isinstance(value, str):
        # A text that is checked after it was cleaned is measured as any sequence is.
        code = "too_long"
    if code in {"too_long", "too_many"}:
        length = len(value) if isinstance(value, Sized) else 0
        return Problem.of(code, field, value, limit=int(context["max_length"]), length=length)
    if code == "out_of_range":
        return Problem.of(code, field, value, bound=context.get("ge", context.get("le", 0)))
    return Problem.of(code, field, value, expected=EXPECTED.get(kind) or _expected(context, message))


def _expected(context: Mapping[str, Any], message: str) -> str:
    pattern = context.get("pattern")
    if pattern is not None:
        return PATTERNS.get(pattern, ID_FORM if ID_SIGNS in pattern else str(pattern))
    listed = context.get("expected")
    # Pydantic lists choices as 'a', 'b' or 'c'.
    return str(listed).replace(" or ", ", ").replace("'", "") if listed else message


def _parameters(dependant: Dependant) -> Iterator[tuple[str, bool]]:
    """Names, and whether a list is taken."""
    for parameter in dependant.query_params:
        yield parameter.alias, "list[" in str(parameter.field_info.annotation)
    for inner in dependant.dependencies:
        yield from _parameters(inner)


def _known_fields(request: Request, place: Sequence[str]) -> list[str]:
    """The fields of the body's model at a place such as `profile.capabilities.0`."""
    route = request.scope.get("route")
    body = route.body_field if isinstance(route, APIRoute) else None
    model = _model_in(body.field_info.annotation) if body else None
    for step in place:
        if model is not None and not step.isdigit() and step in model.model_fields:
            model = _model_in(model.model_fields[step].annotation)
    return list(model.model_fields) if model else []


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
