"""Which matches the service has put before readers: a statistic, written after the answers themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from corpus.records import ShownMatch
from corpus.store.keys import Pair
from corpus.store.tables import table


@dataclass(frozen=True, slots=True)
class Shown:
    """A pair as it was shown. `region` and `size` are those of its company; `tracks`, `programmes` (those it falls
    under) and `labels` as judged then.
    """

    pair: Pair
    role: str
    language: str
    region: str | None
    size: str | None
    tracks: tuple[str, ...]
    programmes: tuple[str, ...]
    labels: tuple[str, ...]
    at: datetime


class ShownMatches:
    def __init__(self, session: Session) -> None:
        self._session = session

    def note(self, pairs: Sequence[Shown]) -> None:
        """Keeps those that were not shown before; of the others the first showing stands.

        In order of the pairs, so that two processes that note the same ones wait for each other in one direction only.
        """
        dialect = postgresql if self._session.get_bind().dialect.name == "postgresql" else sqlite
        rows = [_row(each) for each in sorted(pairs, key=lambda shown: (shown.pair.one, shown.pair.other))]
        if rows:
            self._session.connection().execute(dialect.insert(table(ShownMatch)).on_conflict_do_nothing(), rows)


def _row(shown: Shown) -> dict[str, Any]:
    return {
        "kind": shown.pair.one.kind,
        "record_id": shown.pair.one.id,
        "other_kind": shown.pair.other.kind,
        "other_id": shown.pair.other.id,
        "role": shown.role,
        "language": shown.language,
        "region": shown.region,
        "size": shown.size,
        "tracks": list(shown.tracks),
        "programmes": list(shown.programmes),
        "labels": list(shown.labels),
        "shown_at": shown.at,
    }
