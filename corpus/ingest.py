"""From parsed rows to records: batch by batch, each whole or not at all, with an account of every row."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace

from sqlalchemy.exc import SQLAlchemyError

from corpus.database import Database
from corpus.disclosure import Tier
from corpus.drafts import CompanyDraft, NeedDraft, PatentDraft, RecordDraft
from corpus.importers.format import Accepted, Parsed, Rejected
from corpus.importers.withholding import FILE, refused_as_secret, refused_without_secret, withheld
from corpus.markings import first_marked
from corpus.passages import Kind
from corpus.problems import Invalid, Problem, Refused
from corpus.records import RunStatus
from corpus.store import Store
from corpus.store.imports import Counts

ROWS_A_BATCH = 1_000
BYTES_A_BATCH = 4 * 1024 * 1024
"""Of rows that came from another process: few long ones make a batch too, so that memory stays flat."""
SAMPLES = 20
"""How many rejected rows a report shows."""


class CutOff(Exception):
    """An import is to end early: its process stops, or another has taken it over."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is."""

    counts: Counts
    seconds: float


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or on a dry run would do. `run_id` is None on a dry run, which leaves no trace.

    `reasons` counts the rejected rows by problem code; `samples` are the first of them.
    """

    run_id: int | None
    source_name: str
    format_name: str
    kind: Kind
    dry_run: bool
    rows: int
    added: int
    updated: int
    unchanged: int
    rejected: int
    seconds: float
    reasons: Mapping[str, int] = field(default_factory=dict)
    samples: tuple[Rejected, ...] = ()


def ingest(
    database: Database,
    parsed: Iterator[Parsed],
    *,
    source_name: str,
    format_name: str,
    kind: Kind,
    dry_run: bool = False,
    progress: Callable[[Progress], None] | None = None,
    on_rejected: Callable[[Rejected], None] | None = None,
    on_batch: Callable[[Store, Counts], None] | None = None,
    sha256: str | None = None,
    mends: int | None = None,
    upload_id: int | None = None,
) -> ImportReport:
    """Keeps the accepted rows, 1,000 or 4 MB a transaction, together with the rejected ones and the counts.

    An import that is cut off loses no finished batch, and doing it again changes nothing twice. An id that comes
    again in one file is unchanged where its content is the same, and else rejected with the row it came first;
    companies that add projects are merged instead. A row that states another tier than was decided for its record
    is rejected (`tier_by_reviewer`). `on_rejected` is told every rejected row as it is found; of a row that carries
    a marking of secrecy nothing is told or kept but its number, the field and the grade. `on_batch` works in each
    batch's transaction, with the counts so far. With `mends` the rows bring back rejected rows of that import: those
    that are taken now are noted there.
    A dry run of companies is one transaction, rolled back: other writers wait for it. The ids of one file are kept
    in memory, about 250 bytes a row.

    Raises Invalid `secret_refused` for a file whose name is marked, before anything is kept; and what `parsed` raises
    for a broken file, after keeping the rows before: the run is then marked failed.
    """
    if found := first_marked(source_name):
        raise Invalid(refused_as_secret(FILE, found.grade))
    work = _Import(
        database,
        kind=kind,
        source_name=source_name,
        format_name=format_name,
        dry_run=dry_run,
        progress=progress,
        on_rejected=on_rejected,
        on_batch=on_batch,
        mends=mends,
    )
    with work.run(sha256, upload_id):
        for batch, refusal in _batches(parsed):
            work.keep(batch)
            if refusal:
                raise refused_without_secret(refusal)
    return work.report()


class _Import:
    """One file's import under way."""

    def __init__(
        self,
        database: Database,
        *,
        kind: Kind,
        source_name: str,
        format_name: str,
        dry_run: bool,
        progress: Callable[[Progress], None] | None,
        on_rejected: Callable[[Rejected], None] | None,
        on_batch: Callable[[Store, Counts], None] | None,
        mends: int | None,
    ) -> None:
        self._database, self._kind, self._dry_run = database, kind, dry_run
        self._source_name, self._format_name = source_name, format_name
        self._progress, self._on_rejected, self._on_batch = progress, on_rejected, on_batch
        self._mends = mends
        self._started = time.monotonic()
        self._counts = Counts()
        self._reasons: Counter[str] = Counter()
        self._samples: list[Rejected] = []
        self._seen: dict[str, tuple[int, int]] = {}
        self._run_id: int | None = None
        self._whole: Store | None = None

    @contextmanager
    def run(self, sha256: str | None, upload_id: int | None) -> Iterator[None]:
        """Opens the run and closes it with what became of it; on a dry run of companies, the one transaction."""
        if self._dry_run:
            with ExitStack() as stack:
                if self._kind == "companies":
                    self._whole = stack.enter_context(self._database.transaction(keep=False))
                yield
            return
        with self._database.transaction() as store:
            store.imports.mark_interrupted()
            run_id = store.imports.start(
                source_name=self._source_name,
                format_name=self._format_name,
                kind=self._kind,
                sha256=sha256,
                upload_id=upload_id,
            )
        self._run_id = run_id
        try:
            yield
        except BaseException as error:
            cut_off = isinstance(error, CutOff) or not isinstance(error, Exception)
            status = RunStatus.INTERRUPTED if cut_off else RunStatus.FAILED
            with suppress(SQLAlchemyError, Refused), self._database.transaction() as store:
                store.imports.finish(run_id, status, error.problem if isinstance(error, Refused) else None)
            raise
        with self._database.transaction() as store:
            store.imports.finish(run_id, RunStatus.FINISHED)

    def keep(self, batch: Sequence[Parsed]) -> None:
        """One batch, in one transaction."""
        if self._whole:
            counts, rejected = self._put(self._whole, batch)
        else:
            with self._database.transaction(keep=not self._dry_run) as store:
                counts, rejected = self._put(store, batch)
                if self._run_id is not None:
                    store.imports.advance(self._run_id, counts, rejected, self._mends)
                    if self._mends is not None:
                        store.imports.settle(self._mends, _rows_mended(batch, rejected), self._run_id)
                    if self._on_batch:
                        self._on_batch(store, counts)
        self._counts = counts
        for each in rejected:
            self._reasons[each.problem.code] += 1
            if len(self._samples) < SAMPLES:
                self._samples.append(each)
            if self._on_rejected:
                self._on_rejected(each)
        if self._progress:
            self._progress(Progress(counts, time.monotonic() - self._started))

    def report(self) -> ImportReport:
        return ImportReport(
            run_id=self._run_id,
            source_name=self._source_name,
            format_name=self._format_name,
            kind=self._kind,
            dry_run=self._dry_run,
            **asdict(self._counts),
            seconds=time.monotonic() - self._started,
            reasons=dict(self._reasons),
            samples=tuple(self._samples),
        )

    def _put(self, store: Store, batch: Sequence[Parsed]) -> tuple[Counts, list[Rejected]]:
        store.changes.lock()
        accepted = _with_ids(store, [each for each in batch if isinstance(each, Accepted)])
        rejected = [withheld(each) for each in batch if isinstance(each, Rejected)]
        decided = _decided_otherwise(store, [each.draft for each in accepted])
        fresh: list[RecordDraft] = []
        repeated = 0
        for each in accepted:
            if tier := decided.get(str(each.draft.id)):
                rejected.append(_tier_not_taken(each, tier))
                continue
            first = self._first_row(each)
            if first is None:
                fresh.append(each.draft)
            elif first:
                rejected.append(_duplicate(each, first))
            else:
                repeated += 1
        changes = Counter(outcome.change for outcome in store.put(self._kind, fresh, self._run_id))
        rejected.sort(key=lambda each: each.row)
        counts = replace(
            self._counts,
            rows=self._counts.rows + len(batch),
            added=self._counts.added + changes["added"],
            updated=self._counts.updated + changes["updated"],
            unchanged=self._counts.unchanged + changes["unchanged"] + repeated,
            rejected=self._counts.rejected + len(rejected),
        )
        return counts, rejected

    def _first_row(self, accepted: Accepted) -> int | None:
        """None for an id that is new in this file, 0 where it came with the same content, else the row it came in."""
        draft = accepted.draft
        if isinstance(draft, CompanyDraft) and draft.adds_projects:
            return None
        content = hash(draft)
        row, known = self._seen.setdefault(str(draft.id), (accepted.row, content))
        if row == accepted.row:
            return None
        return 0 if known == content else row


def _batches(parsed: Iterator[Parsed]) -> Iterator[tuple[list[Parsed], Refused | None]]:
    """Batches, the last with what refused the file if something did."""
    batch: list[Parsed] = []
    held = 0
    while True:
        try:
            batch.append(next(parsed))
            held += batch[-1].size
        except StopIteration:
            yield batch, None
            return
        except Refused as refusal:
            yield batch, refusal
            return
        if len(batch) == ROWS_A_BATCH or held > BYTES_A_BATCH:
            yield batch, None
            batch, held = [], 0


def _rows_mended(batch: Sequence[Parsed], rejected: Sequence[Rejected]) -> list[int]:
    """The rows of the earlier import that this batch brought back and of which nothing is wrong any more."""
    wrong = {each.row for each in rejected}
    return [each.mends for each in batch if each.mends is not None and each.row not in wrong]


def _with_ids(store: Store, accepted: Sequence[Accepted]) -> list[Accepted]:
    companies = [each.draft for each in accepted if isinstance(each.draft, CompanyDraft)]
    if not companies:
        return list(accepted)
    named = store.companies.with_ids(companies)
    return [replace(each, draft=draft) for each, draft in zip(accepted, named, strict=True)]


def _decided_otherwise(store: Store, drafts: Sequence[RecordDraft]) -> dict[str, Tier]:
    """By id the tiers that were decided for records of which a draft states another one."""
    patents = store.patents.stated_otherwise([draft for draft in drafts if isinstance(draft, PatentDraft)])
    companies = store.companies.stated_otherwise([draft for draft in drafts if isinstance(draft, CompanyDraft)])
    needs = store.needs.stated_otherwise([draft for draft in drafts if isinstance(draft, NeedDraft)])
    return {**patents, **companies, **needs}


def _tier_not_taken(accepted: Accepted, decided: Tier) -> Rejected:
    draft = accepted.draft
    problem = Problem.of("tier_by_reviewer", "tier", decided.value, id=str(draft.id))
    return Rejected(accepted.row, problem, draft.model_dump_json(exclude_defaults=True), accepted.cells, accepted.mends)


def _duplicate(accepted: Accepted, first: int) -> Rejected:
    draft = accepted.draft
    problem = Problem.of("duplicate_in_file", "id", draft.id, first_row=first)
    return Rejected(accepted.row, problem, draft.model_dump_json(exclude_defaults=True), accepted.cells, accepted.mends)
