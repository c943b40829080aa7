"""What one process does with its parts: answers for a caller, follows the records, tells what it has."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import structlog

import corpus
from api.settings import Settings
from api.wiring import Parts
from corpus.disclosure import EVERY_TIER, TIERS, Tier, Tiers
from corpus.passages import KINDS, Kind
from corpus.problems import Refused
from corpus.roles import OFFICIALS, Caller
from corpus.store import Store
from index.dense.engine import IN_FILES
from index.encoder import Encoder
from index.ray_choice import EncoderFactory
from index.searcher import Searcher
from index.tokens import tokens
from matcher.areas.definition import Definition
from matcher.comparison import Comparison, compare
from matcher.golden import GoldenQuery, read_golden
from matcher.judging import Judging
from matcher.match import Answer, MatchRequest
from matcher.programmes.in_force import InForce, rules_over
from matcher.screening.desk import lapse, lapses_due, today
from matcher.snapshot import follow, searcher_over
from matcher.tagging import definitions_over
from matcher.why_not import WhyNot, why_not

log = structlog.get_logger(__name__)

SAMPLE = Path(corpus.__file__).with_name("sample")
"""The fictional records that the package carries, and judged queries over them."""
REBUILD: Final = "rebuild"
"""The job that builds the index anew."""
MORE_THAN_THREADS: Final = 1
"""Matches that are worked on at once beyond one a thread: it reads while others reckon. Still more share processors
and one interpreter, and all of them take longer."""
WAITING: Final = 40
"""Matches at once where they wait for vectors elsewhere."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Records of one kind: on record, and searchable now."""

    kind: Kind
    recorded: int
    searchable: int


class Service(Parts):
    """What one process does. `close` gives back what was opened; `open` builds the parts that threads share."""

    def __init__(
        self,
        settings: Settings,
        encoder: Encoder | None = None,
        clock: Callable[[], date] = today,
        factory: EncoderFactory | None = None,
    ) -> None:
        """`encoder` and `factory` as of `Parts`; `clock` tells the day on which determinations expire."""
        super().__init__(settings, encoder, factory)
        self.today = clock
        here = settings.vectors == IN_FILES
        self._turns = threading.BoundedSemaphore(settings.thread_count + MORE_THAN_THREADS if here else WAITING)

    def open(self) -> None:
        """Brings the database up to date and builds what threads share. Raises Unavailable, Invalid."""
        self.open_database()
        _ = self.matchmaker, self.shown

    def open_database(self) -> None:
        """Brings it up to date. Raises Unavailable, Invalid."""
        # It holds all that anybody may know, and letters that open accounts.
        self.settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.database.migrate()

    def read_index(self) -> None:
        """Ahead of the first request, which tells why where none can be read."""
        with suppress(Refused):
            self.searcher()

    def warm(self) -> None:
        """Loads index and model ahead of the first request; what is not ready yet is left to it."""
        self.passwords.prepare()
        try:
            self.searcher()
            self.encoder.encode_query(["warm"])
            if self.settings.language == "ko":
                # Korean analysis takes seconds to load, and where pages are Korean the first query will be.
                tokens("준비")
        except Refused as refused:
            log.warning("not_warmed", code=refused.problem.code)

    @contextmanager
    def reading(self, caller: Caller) -> Iterator[Store]:
        """What this caller may know of, at one moment. Raises Unavailable `database_unavailable`."""
        with self._ruled(caller) as (store, _):
            yield store

    @contextmanager
    def writing(self, caller: Caller) -> Iterator[Store]:
        """A transaction over what this caller may know of. Raises as `reading`."""
        self.catch_up()
        with self.database.transaction(caller.tiers) as store:
            yield store

    def match(self, request: MatchRequest, caller: Caller) -> Answer:
        """The best candidates of those that the caller may know of. Raises as `Matchmaker.match`."""
        with self._turns, self._ruled(caller) as (store, rules):
            return self.matchmaker.match(request, store, self.today(), rules)

    def compare(
        self, request: MatchRequest, record_ids: Sequence[str], caller: Caller, *, neighbours: bool = False
    ) -> Comparison:
        """Candidates of a question beside each other. Raises as `matcher.comparison.compare`."""
        with self.reading(caller) as store:
            judging = Judging.over(store, searcher_over(self.index, store), self.today())
            weights = self.weights()
            return compare(store, judging, self.encoder, request, record_ids, weights, neighbours=neighbours)

    def why_not(self, request: MatchRequest, record_id: str, caller: Caller) -> WhyNot:
        """What keeps a record out of an answer. Raises as `matcher.why_not.why_not`."""
        with self.reading(caller) as store:
            judging = Judging.over(store, searcher_over(self.index, store), self.today())
            return why_not(
                *(store, judging, self.encoder, request, record_id, self.weights()),
                withdrawn=caller.role in OFFICIALS,
            )

    def catch_up(self) -> None:
        """Before anybody is answered: expired determinations out of sight, labels as the lists name them now."""
        with self.database.reading() as store:
            due, definitions = self._expected(store, rules_over(store))
        if due:
            with self.database.transaction() as store:
                lapse(store, self.today())
                ask_for_rebuild(store)
        if definitions != self.definitions:
            self.label_with(definitions)

    def _expected(self, store: Store, rules: InForce) -> tuple[bool, tuple[Definition, ...]]:
        """Whether a determination has expired that nobody has noted, and by what labels are to be given."""
        return lapses_due(store, self.today()), definitions_over(rules.catalogue)

    @contextmanager
    def _ruled(self, caller: Caller) -> Iterator[tuple[Store, InForce]]:
        """As `reading`, with the rules in force at that moment."""
        with self.database.reading(caller.tiers) as store:
            rules = rules_over(store)
            due, definitions = self._expected(store, rules)
            if not due and definitions == self.definitions:
                yield store, rules
                return
        self.catch_up()
        with self.database.reading(caller.tiers) as store:
            yield store, rules_over(store)

    def searcher(self, tiers: Tiers = EVERY_TIER) -> Searcher:
        """What a request at this moment would search. Raises Unavailable where no generation can be loaded."""
        with self.database.reading(tiers) as store:
            return searcher_over(self.index, store)

    def follow(self) -> None:
        """Brings the index up to date while nobody asks. Raises as `searcher`."""
        with self.database.reading() as store:
            follow(self.index, store)

    def check_vectors(self) -> None:
        """Raises Unavailable `vectors_unavailable` where what keeps vectors that serve does not answer."""
        for name in {status.vectors for status in self.index.status().values() if status.vectors}:
            self.engines.named(name).check()

    def counts(self, tiers: Tiers) -> list[Counted]:
        """Records by kind. Raises as `searcher`."""
        with self.database.reading(tiers) as store:
            searcher = searcher_over(self.index, store)
            return [Counted(kind, store.documents.count(kind), searcher.count(kind)) for kind in KINDS]

    def changed_since_rebuild(self) -> int:
        """How many records changed since the generations that serve were built."""
        with self.database.reading() as store:
            return sum(self.waiting(store).values())

    def waiting(self, store: Store) -> dict[Tier, int]:
        """Records of each tier that changed since its generation was built."""
        return {tier: store.changes.of(tier).count_since(self._indexed_sequence(tier)) for tier in TIERS}

    def _indexed_sequence(self, tier: Tier) -> int:
        """The change number that the tier's generation was built at, 0 where there is none that can be read."""
        name = self.generations[tier].current()
        return self.generations[tier].manifest(name).sequence if name else 0

    def golden(self) -> list[GoldenQuery]:
        """The gate's judged queries; without any it asks records for their own titles."""
        folder = self.settings.golden_dir or SAMPLE
        missing = self.settings.golden_dir is None and not (folder / "queries.jsonl").is_file()
        return [] if missing else read_golden(folder)


def ask_for_rebuild(store: Store) -> None:
    """Asks for a rebuild in this transaction: an index forgets at once which record went, the rebuild its words."""
    job = store.jobs.get(REBUILD)
    if job is None or job.requested_at is None:
        store.jobs.request(REBUILD, datetime.now(UTC))
