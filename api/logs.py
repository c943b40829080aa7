"""Structured logs: one JSON object a line, or readable lines on a terminal.

Of an exception they tell where it was raised and of what kind it is. Its message may hold anything that was sent or is
kept here, so it is told at level `debug` only; that of the operating system says what is wrong and nothing else.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from api.settings import Settings

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
"""Signs that end a line, steer a terminal, or turn and hide what is read."""


def configure(settings: Settings) -> None:
    """Sends every log, the libraries' included, to standard error in one form."""
    readable = settings.log_format == "console" or (settings.log_format == "auto" and sys.stderr.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if settings.log_level != "debug":
        shared.append(without_messages)
    renderer: list[Processor] = (
        [
            on_one_line,
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
            ),
        ]
        if readable
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(serializer=as_json)]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(LEVELS[settings.log_level])
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = name != "uvicorn.access"
    for name in ("alembic", "httpx", "httpx2", "sentence_transformers", "asyncio", "faiss", "bm25s"):
        logging.getLogger(name).setLevel(max(logging.WARNING, LEVELS[settings.log_level]))
    threading.excepthook = _thread_ended


def without_messages(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Puts an exception's traceback without its message, and without those of what caused it, in its place."""
    given = event.pop("exc_info", None)
    if isinstance(given, BaseException):
        error: BaseException | None = given
    elif isinstance(given, tuple):
        error = given[1]
    else:
        error = sys.exception() if given else None
    if error is not None:
        event["exception"] = "".join(_told(error, set())).rstrip()
    return event


def on_one_line(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Writes signs that end or steer a line as JSON would: nobody forges a line by what they send.

    A traceback keeps its lines.
    """
    return {name: value if name == "exception" else _escaped(value) for name, value in event.items()}


def as_json(event: EventDict, **given: Any) -> str:
    """As `json.dumps`, Korean as it is, with every sign escaped that ends or steers a line."""
    return STEERING.sub(_escape, json.dumps(event, ensure_ascii=False, **given))


def _escaped(value: object) -> object:
    return STEERING.sub(_escape, value) if isinstance(value, str) else value


def _escape(sign: re.Match[str]) -> str:
    return f"\\u{ord(sign[0]):04x}"


def _told(error: BaseException, seen: set[int]) -> Iterator[str]:
    """Of what came before it first, as Python does."""
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _told(before, seen)
        yield "which led to\n"
    yield from traceback.format_tb(error.__traceback__)
    said = f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""
    yield f"{type(error).__module__}.{type(error).__qualname__}{said}\n"
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            if id(each) not in seen:
                yield from _told(each, seen)


def _thread_ended(told: threading.ExceptHookArgs) -> None:
    """Otherwise such a traceback would come as many lines, with its message."""
    error = told.exc_value
    name = told.thread.name if told.thread else ""
    structlog.get_logger(__name__).error("thread_ended", thread=name, exc_info=error)
