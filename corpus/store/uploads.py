"""Files that wait to be imported: accepted once, imported by one process at a time, taken up again after a crash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlmodel import Session, col

from corpus.importers.kept import plain_json
from corpus.problems import Conflict, NotFound, Problem
from corpus.records import Upload, UploadState
from corpus.roles import Caller
from corpus.store.audit import Audit
from corpus.store.imports import Counts
from corpus.store.tables import table
from corpus.text import storable

MOST_ATTEMPTS = 5
"""How often an import that ends without a word is taken up again."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it came: `path` within the upload folder, `size` in bytes. `mends` is an import."""

    name: str
    path: str
    size: int
    sha256: str
    format_name: str = "auto"
    dry_run: bool = False
    rebuild: bool = False
    mends: int | None = None


class Uploads:
    """Times are given by the caller, in UTC."""

    def __init__(self, session: Session, audit: Audit) -> None:
        self._session = session
        self._audit = audit

    def accept(self, sent: Sent, actor: Caller, now: datetime) -> int:
        """Keeps a file that lies in the upload folder by now, with its audit event, and gives its number."""
        kept = {**asdict(sent), "name": storable(sent.name)}
        row = Upload(**kept, account=actor.account, total=sent.size, created_at=now, seen_at=now)
        self._session.add(row)
        self._session.flush()
        facts = {name: kept[name] for name in ("name", "size", "sha256", "format_name", "dry_run", "rebuild", "mends")}
        self._audit.write(actor, "upload_accepted", "upload", str(row.id), facts)
        return row.id or 0

    def get(self, upload_id: int) -> Upload | None:
        return self._session.get(Upload, upload_id, populate_existing=True)

    def require(self, upload_id: int) -> Upload:
        """Raises NotFound `unknown_upload`."""
        row = self.get(upload_id)
        if row is None:
            raise NotFound.because("unknown_upload", "id", upload_id)
        return row

    def page(self, before: int | None = None, limit: int = 20) -> list[Upload]:
        """The latest first, from the one before `before`."""
        statement = select(Upload)
        if before is not None:
            statement = statement.where(col(Upload.id) < before)
        return self._all(statement.order_by(col(Upload.id).desc()).limit(limit))

    def mending(self, run_id: int) -> list[Upload]:
        """Those that bring back rejected rows of an import, the first first."""
        return self._all(select(Upload).where(col(Upload.mends) == run_id).order_by(col(Upload.id)))

    def counts(self) -> dict[UploadState, int]:
        """How many are in each state."""
        rows = table(Upload).c
        found = dict.fromkeys(UploadState, 0)
        statement = select(rows.state, func.count().label("number")).group_by(rows.state)
        found.update((UploadState(row.state), row.number) for row in self._session.connection().execute(statement))
        return found

    def failed_since(self, moment: datetime, limit: int = 20) -> list[Upload]:
        """Those that failed since then, the latest first."""
        failed = (col(Upload.state) == UploadState.FAILED.value, col(Upload.finished_at) >= moment)
        return self._all(select(Upload).where(*failed).order_by(col(Upload.id).desc()).limit(limit))

    def kept_until(self, moment: datetime) -> list[Upload]:
        """Those that ended before then and whose file still lies in the folder."""
        ended = (col(Upload.finished_at) < moment, col(Upload.path) != "")
        return self._all(select(Upload).where(*ended).order_by(col(Upload.id)).limit(500))

    def paths(self) -> list[str]:
        """Where files of uploads lie, whatever their state."""
        paths = table(Upload).c.path
        return list(self._session.connection().scalars(select(paths).where(paths != "")))

    def is_due(self, now: datetime) -> bool:
        """Whether one waits to be imported, or its importer has died."""
        rows = table(Upload)
        return self._session.connection().scalar(select(rows.c.id).where(_free(now)).limit(1)) is not None

    def claim(self, owner: str, seconds: float, now: datetime) -> Upload | None:
        """Takes the oldest that waits, or whose importer has died, for `seconds`; None where there is none."""
        rows = table(Upload)
        free = _free(now)
        while (found := self._session.connection().scalar(select(func.min(rows.c.id)).where(free))) is not None:
            values = {
                "state": UploadState.RUNNING.value,
                "owner": owner,
                "leased_until": now + timedelta(seconds=seconds),
                "attempts": rows.c.attempts + 1,
                "started_at": now,
                "seen_at": now,
                "files": [],
                "done": 0,
                **asdict(Counts()),
            }
            taken = update(rows).where(rows.c.id == found, free).values(**values)
            if self._session.connection().execute(taken).rowcount:
                return self.get(found)
        return None

    def expire(self, owner: str, now: datetime) -> None:
        """Ends the leases of a process that is known to have died."""
        rows = table(Upload)
        held = (rows.c.owner == owner) & (rows.c.state == UploadState.RUNNING.value)
        self._session.connection().execute(update(rows).where(held).values(leased_until=now))

    def running(self) -> list[Upload]:
        """Those that are imported now."""
        return self._all(select(Upload).where(col(Upload.state) == UploadState.RUNNING.value))

    def advance(self, upload_id: int, owner: str, seconds: float, now: datetime, **told: object) -> None:
        """Notes how far it is and keeps it for `seconds` more. Raises Conflict `lease_lost` where another has it."""
        self._held(upload_id, owner, leased_until=now + timedelta(seconds=seconds), seen_at=now, **told)

    def finish(
        self, upload_id: int, owner: str, files: Sequence[Mapping[str, Any]], counts: Counts, now: datetime
    ) -> None:
        """Ends it with what became of its files. Raises Conflict `lease_lost`."""
        total = table(Upload).c.total
        self._held(
            upload_id,
            owner,
            **_ended(UploadState.FINISHED, now),
            files=plain_json(list(files)),
            done=total,
            **asdict(counts),
        )

    def fail(
        self, upload_id: int, owner: str, problem: Problem, now: datetime, files: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        """Ends it with why nothing of it could be taken. Raises Conflict `lease_lost`."""
        told: dict[str, object] = {
            "problem_code": problem.code,
            "problem_field": storable(problem.field),
            "problem_value": storable(problem.value),
            "problem_facts": {
                name: storable(fact) if isinstance(fact, str) else fact for name, fact in problem.facts.items()
            },
        }
        self._held(upload_id, owner, **_ended(UploadState.FAILED, now), files=plain_json(list(files)), **told)

    def give_back(self, upload_id: int, owner: str, now: datetime) -> None:
        """Lets it wait for the next who imports, as if this one had not begun. Raises Conflict `lease_lost`."""
        attempts = table(Upload).c.attempts - 1
        self._held(
            upload_id,
            owner,
            state=UploadState.WAITING.value,
            owner=None,
            leased_until=None,
            seen_at=now,
            attempts=attempts,
        )

    def again(self, upload_id: int, actor: Caller, now: datetime, *, format_name: str, dry_run: bool = False) -> None:
        """Lets one that has ended wait anew, perhaps read as another format, with its audit event.

        Raises NotFound, Conflict `upload_not_ended`, `upload_gone` where its file was removed.
        """
        self._audit.lock()
        row = self.require(upload_id)
        if row.state not in {UploadState.FAILED, UploadState.FINISHED}:
            raise Conflict.because("upload_not_ended", "id", upload_id)
        if not row.path:
            raise Conflict.because("upload_gone", "id", upload_id, name=row.name)
        told = dict.fromkeys(("problem_code", "problem_field", "problem_value", "problem_facts", "finished_at"))
        values = {**told, "state": UploadState.WAITING.value, "attempts": 0, "format_name": format_name, "seen_at": now}
        self._set(upload_id, **values, dry_run=dry_run)
        self._audit.write(
            actor, "upload_again", "upload", str(upload_id), {"format_name": format_name, "dry_run": dry_run}
        )

    def forget_file(self, upload_id: int) -> None:
        """Notes that its file was removed."""
        self._set(upload_id, path="")

    def _all(self, statement: Select[Any]) -> list[Upload]:
        return list(self._session.scalars(statement))

    def _held(self, upload_id: int, holder: str, **values: object) -> None:
        rows = table(Upload)
        held = update(rows).where(rows.c.id == upload_id, rows.c.owner == holder)
        if not self._session.connection().execute(held.values(**values)).rowcount:
            raise Conflict.because("lease_lost", "name", f"upload {upload_id}", owner=holder)

    def _set(self, upload_id: int, **values: object) -> None:
        rows = table(Upload)
        self._session.connection().execute(update(rows).where(rows.c.id == upload_id).values(**values))


def _ended(state: UploadState, now: datetime) -> dict[str, object]:
    return {"state": state.value, "owner": None, "leased_until": None, "seen_at": now, "finished_at": now}


def _free(now: datetime) -> ColumnElement[bool]:
    rows = table(Upload).c
    died = (rows.state == UploadState.RUNNING.value) & (rows.leased_until <= now)
    return or_(rows.state == UploadState.WAITING.value, died)
