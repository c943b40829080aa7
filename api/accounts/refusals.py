"""Refused sign-ins, counted for the operator by what was tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from api.meters import TOO_OFTEN
from api.wiring import Service
from corpus.problems import Refused, TooOften, Unavailable

P = ParamSpec("P")
R = TypeVar("R")
Way = Callable[Concatenate[Service, P], R]


@contextmanager
def refusals_counted(service: Service, way: str) -> Iterator[None]:
    """Counts who was not let in by this way, and raises it on; what was not ready refused nobody."""
    try:
        yield
    except Unavailable:
        raise
    except Refused as refused:
        service.meters.sign_ins_refused.labels(TOO_OFTEN if isinstance(refused, TooOften) else way).inc()
        raise


def counted(way: str) -> Callable[[Way[P, R]], Way[P, R]]:
    """Has refusals of a way to sign in counted: by what was tried, or that it was tried too often."""

    def counting(sign_in: Way[P, R]) -> Way[P, R]:
        @wraps(sign_in)
        def counts(service: Service, /, *given: P.args, **named: P.kwargs) -> R:
            with refusals_counted(service, way):
                return sign_in(service, *given, **named)

        return counts

    return counting
