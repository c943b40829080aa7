"""How a candidate stands at one moment, as far as a saved search keeps it to compare it with the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from corpus.records import SearchHit
from corpus.store.outcomes import RecordSummary
from corpus.store.searches import HitState
from matcher.judgement import Judgement
from matcher.reasons import Reason


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`verdicts` are outcomes by programme, `expired` the names of certificates that have; `dead` why the match is.

    `listed`: it has been among the best of its search, not only near them.
    """

    record_id: str
    title: str
    content_hash: str
    version: int
    tracks: tuple[str, ...] = ()
    verdicts: Mapping[str, str] = field(default_factory=dict)
    expired: tuple[str, ...] = ()
    dead: Reason | None = None
    listed: bool = True

    @classmethod
    def of(cls, record: RecordSummary, judgement: Judgement, today: date, dead: Reason | None) -> Snapshot:
        """A candidate as it is found and judged now."""
        return cls(
            record_id=record.id,
            title=record.title,
            content_hash=record.content_hash,
            version=record.version,
            tracks=tuple(sorted(track.value for track in judgement.tracks.found)),
            verdicts={
                each.verdict.programme: each.outcome.value for each in judgement.standings if each.outcome is not None
            },
            expired=judgement.facts.expired_certificates(today),
            dead=dead,
        )

    @classmethod
    def kept(cls, hit: SearchHit) -> Snapshot:
        """A candidate as it stood when the search was last asked; why it was dead then is not kept."""
        kept = hit.standing
        return cls(
            record_id=hit.record_id,
            title=hit.title,
            content_hash=hit.content_hash,
            version=int(kept.get("version", 0)),
            tracks=tuple(kept.get("tracks", ())),
            verdicts=dict(kept.get("verdicts", {})),
            expired=tuple(kept.get("expired", ())),
            listed=bool(kept.get("listed", True)),
        )

    @property
    def state(self) -> HitState:
        """What is kept of it."""
        standing: dict[str, Any] = {
            "version": self.version,
            "tracks": list(self.tracks),
            "verdicts": dict(self.verdicts),
            "expired": list(self.expired),
            "listed": self.listed,
        }
        return HitState(self.record_id, self.content_hash, self.title, standing, gone=self.dead is not None)
