"""A service with a control list about kites and a calendar that the test turns, and a record that it hints at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from api.service import Service
from api.settings import Settings
from corpus.roles import Caller, Role
from tests.api.records import Json, patent
from tests.fakes import HashEncoder

LOCAL = Caller(Role.ADMINISTRATOR, "tests")
KITE = "A relay is lifted. The Guided-Kites carry it to 300 m; a winch brings them back."
PATH = "/api/v1/screening/patents/FICT-K1"


class Today:
    """A calendar that the test turns."""

    def __init__(self) -> None:
        self.day = date(2026, 5, 4)

    def __call__(self) -> date:
        return self.day


@contextmanager
def screening_service(settings: Settings, calendar: Today) -> Iterator[Service]:
    built = Service(settings, encoder=HashEncoder(), clock=calendar)
    built.open()
    with built.database.transaction() as store:
        entries = [{"code": "K1", "title": "Guided kites", "phrases": ["guided kite", "유도 연"]}]
        store.screening.lists.put("kites", "2026-01", LOCAL, name="Kites", source="made up", entries=entries)
    yield built
    built.close()


def kite(id_: str = "FICT-K1", **changes: object) -> Json:
    return patent(id_, **{"title": "Relay", "abstract": KITE, **changes})
