"""The audit log, as JSON."""

from __future__ import annotations

import datetime

from pydantic import Field
from pydantic.config import JsonDict

from api.schemas.examples import DAY, HASH, shown
from api.schemas.matches import Schema
from corpus.roles import Role

EVENT: JsonDict = {
    "seq": 41,
    "at": DAY,
    "actor": "lee.reviewer",
    "role": "reviewer",
    "action": "control_block",
    "kind": "patents",
    "record_id": "KR1020210000001",
    "facts": {"reason": "Waits for the determination."},
    "digest": HASH + HASH,
}


class EventRecord(Schema):
    """One event of the audit log."""

    model_config = shown(EVENT)

    seq: int
    at: datetime.datetime
    actor: str
    role: Role
    action: str
    kind: str | None
    record_id: str | None
    facts: dict[str, object]
    digest: str = Field(description="SHA-256 over the digest before and this event.")


class Events(Schema):
    """One page of the audit log, the latest first."""

    model_config = shown({"items": [EVENT], "next": 41})

    items: list[EventRecord]
    next: int | None = Field(description="Ask on with `before` set to this; null at the end.")


class ChainRecord(Schema):
    """What verifying the audit log found."""

    model_config = shown({"count": 42, "last": "9f2c" * 16, "broken": None})

    count: int
    last: str = Field(description="The digest of the last event.")
    broken: int | None = Field(description="Number of the first event that does not fit; null where all do.")
