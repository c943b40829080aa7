"""Refused sign-ins, counted and logged for the operator by what was tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

import structlog

from api.meters import TOO_OFTEN
from api.service import Service
from corpus.problems import Refused, TooOften, Unavailable

log = structlog.get_logger(__name__)

P = ParamSpec("P")
R = TypeVar("R")
Way = Callable[Concatenate[Service, P], R]


@contextmanager
def refusals_counted(service: Service, way: str) -> Iterator[None]:
    """Counts and logs who was not let in by this way, and raises it on; what was not ready refused nobody.

    What was given for a name is in no line: it may be a mistyped password. Those of accounts are in the audit log.
    """
    try:
        yield
    except Unavailable:
        raise
    except Refused as refused:
        service.meters.sign_ins_refused.labels(TOO_OFTEN if isinstance(refused, TooOften) else way).inc()
        log.info("sign_in_refused", way=way, code=refused.problem.code)
        raise


def counted(way: str) -> Callable[[Way[P, R]], Way[P, R]]:
    """Has refusals of a way to sign in counted and logged: by what was tried, or that it was tried too often."""

    def counting(sign_in: Way[P, R]) -> Way[P, R]:
        @wraps(sign_in)
        def counts(service: Service, /, *given: P.args, **named: P.kwargs) -> R:
            with refusals_counted(service, way):
                return sign_in(service, *given, **named)

        return counts

    return counting
