"""Control lists by version; of each list one version or none is in force."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import func, select, update
from sqlmodel import Session, col

from corpus.problems import Conflict, Invalid, NotFound, TooLarge
from corpus.records import ControlListVersion
from corpus.roles import Caller
from corpus.store import stated
from corpus.store.audit import Audit
from corpus.store.tables import now, table
from corpus.text import content_hash

LIST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
MOST_ENTRIES = 20_000
LARGEST = 20_000_000
"""Bytes of JSON that a list's entries have at most."""
SOURCE = 500


@dataclass(frozen=True, slots=True)
class ListedVersion:
    """A version without its entries: `entries` counts them."""

    id: str
    version: str
    name: str
    source: str
    entries: int
    active: bool
    imported_at: datetime


class ControlLists:
    def __init__(self, session: Session, audit: Audit) -> None:
        self._session = session
        self._audit = audit

    def put(
        self,
        list_id: str,
        version: str,
        actor: Caller,
        *,
        name: str,
        source: str,
        entries: Sequence[Mapping[str, Any]],
    ) -> None:
        """Keeps a version of a list and puts it in force in place of the one before; the same again is no change.

        The caller has checked the entries. Raises Invalid `bad_list_id`, `entry_missing` or `entry_too_long`,
        TooLarge `control_list_too_large`, Conflict `control_list_differs` for another content under a version that
        is on record.
        """
        for field, value in (("id", list_id), ("version", version)):
            if not LIST_ID.fullmatch(value):
                raise Invalid.because("bad_list_id", field, value)
        kept_name = stated.required("name", name, stated.NAME)
        kept_source = stated.required("source", source, SOURCE)
        written = orjson.dumps([dict(entry) for entry in entries]) if len(entries) <= MOST_ENTRIES else b""
        if len(entries) > MOST_ENTRIES or len(written) > LARGEST:
            raise TooLarge.because("control_list_too_large", "entries", entries=MOST_ENTRIES, limit=LARGEST)
        kept: list[dict[str, Any]] = orjson.loads(written)
        self._audit.lock()
        known = self.get(list_id, version)
        if known is None:
            row = ControlListVersion(
                id=list_id,
                version=version,
                name=kept_name,
                source=kept_source,
                entries=kept,
                active=False,
                imported_at=now(),
            )
            self._session.add(row)
            self._session.flush()
            facts = {"version": version, "name": kept_name, "source": kept_source, "entries": len(kept)}
            self._audit.write(
                actor, "control_list_kept", "lists", list_id, {**facts, "content_hash": content_hash(kept)}
            )
        elif (known.name, known.source, known.entries) != (kept_name, kept_source, kept):
            raise Conflict.because("control_list_differs", "version", version, list=list_id)
        self.set_active(list_id, version, actor)

    def set_active(self, list_id: str, version: str | None, actor: Caller) -> None:
        """Puts a version in force in place of any other of the list; None: the list is not used at all.

        Raises NotFound `unknown_control_list`.
        """
        self._audit.lock()
        listed = self.versions(list_id)
        if not listed or (version is not None and version not in {each.version for each in listed}):
            raise NotFound.because("unknown_control_list", "version", version, list=list_id)
        in_force = {each.version for each in listed if each.active}
        if in_force == ({version} if version is not None else set()):
            return
        lists = table(ControlListVersion)
        change = update(lists).where(lists.c.id == list_id).values(active=lists.c.version == (version or ""))
        self._session.connection().execute(change)
        action = "control_list_off" if version is None else "control_list_in_force"
        facts = {"version": version, "before": ", ".join(sorted(in_force))}
        self._audit.write(actor, action, "lists", list_id, facts)

    def get(self, list_id: str, version: str) -> ControlListVersion | None:
        return self._session.get(ControlListVersion, (list_id, version), populate_existing=True)

    def active(self) -> list[ControlListVersion]:
        """The versions in force with their entries, by id of the list."""
        statement = select(ControlListVersion).where(col(ControlListVersion.active).is_(True))
        statement = statement.order_by(col(ControlListVersion.id))
        return list(self._session.scalars(statement.execution_options(populate_existing=True)))

    def versions(self, list_id: str | None = None) -> list[ListedVersion]:
        """What versions there are, of one list or of all, by list and then the latest first."""
        lists = table(ControlListVersion).c
        plain = (lists.id, lists.version, lists.name, lists.source, lists.active, lists.imported_at)
        statement = select(*plain, func.json_array_length(lists.entries).label("entries"))
        if list_id is not None:
            statement = statement.where(lists.id == list_id)
        order = (lists.id, lists.imported_at.desc(), lists.version.desc())
        rows = self._session.connection().execute(statement.order_by(*order))
        return [ListedVersion(**row._mapping) for row in rows]
