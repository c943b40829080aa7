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


class CheckpointRecord(Schema):
    """How far the audit log reached at a moment, signed. The signature is Ed25519 over all other fields."""

    model_config = shown(
        {
            "form": "matcher-audit-checkpoint/1",
            "installation": "9f2c" * 8,
            "at": "2026-03-02T09:00:00+00:00",
            "count": 42,
            "seq": 42,
            "digest": "9f2c" * 16,
            "numbers": "51ab" * 16,
            "signature": "c07e" * 32,
        }
    )

    form: str
    installation: str = Field(description="Fingerprint of the key that signed.")
    at: str = Field(description="When, with its offset from UTC.")
    count: int
    seq: int = Field(description="Number of the last event.")
    digest: str = Field(description="Digest of the last event, which covers all before it.")
    numbers: str = Field(description="SHA-256 over the numbers of all events.")
    signature: str = Field(description="128 hex digits.")


class ChainRecord(Schema):
    """What verifying the audit log found."""

    model_config = shown({"count": 42, "last": "9f2c" * 16, "broken": None})

    count: int
    last: str = Field(description="The digest of the last event.")
    broken: int | None = Field(description="Number of the first event that does not fit; null where all do.")
