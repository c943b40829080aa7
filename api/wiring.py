"""The only place that builds things. Each part is built when it is first asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Final, cast

import structlog

import corpus
from api.attempts import Attempts
from api.environment import counts_folder
from api.meters import Meters
from api.noting import ShownLog
from api.setting_kinds import Engine
from api.settings import Settings
from corpus.database import Database
from corpus.disclosure import EVERY_TIER, TIERS, Tier, Tiers
from corpus.passages import KINDS, Kind
from corpus.passwords import Passwords
from corpus.problems import Refused
from corpus.roles import OFFICIALS, Caller
from corpus.store import Store
from index.archive import Archive
from index.bulk import BulkEncoder
from index.cache import VectorCache
from index.dense.choosing import engines_for
from index.dense.engine import IN_FILES, Engines
from index.dense.milvus.address import Address
from index.encoder import Encoder
from index.generation import Generations
from index.inference.choice import ModelChoice, Precision
from index.live import LiveIndex, LiveSettings
from index.ray_bulk import RayBulk
from index.ray_choice import EncoderFactory, RayChoice
from index.recipe import EncoderRecipe
from index.searcher import Searcher
from index.shared import SharedEncoder
from index.tiers import TieredIndex
from index.tokens import tokens
from matcher.areas.definition import Definition, shipped
from matcher.areas.tagger import AreaTagger
from matcher.comparison import Comparison, compare
from matcher.golden import GoldenQuery, read_golden
from matcher.judging import Judging
from matcher.learnt import LearntWeights
from matcher.match import Answer, MatchRequest
from matcher.matchmaker import Matchmaker
from matcher.programmes.in_force import rules_over
from matcher.screening.desk import lapse, lapses_due, today
from matcher.snapshot import follow, searcher_over
from matcher.tagging import definitions_over
from matcher.weights import WEIGHTS, Weights
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


class Service:
    """The parts of one process, built from its settings. `close` gives back what was opened.

    Parts are built by the first who asks; `open` builds those that threads share.
    """

    def __init__(
        self,
        settings: Settings,
        encoder: Encoder | None = None,
        clock: Callable[[], date] = today,
        factory: EncoderFactory | None = None,
    ) -> None:
        """`encoder` replaces the settings' own, and `factory` makes another like it in another process; `clock` tells
        the day on which determinations expire.
        """
        self.settings = settings
        self._factory = factory
        self.today = clock
        self._given_encoder = encoder
        self._definitions = shipped()
        self._following = threading.Lock()
        here = settings.vectors == IN_FILES
        self._turns = threading.BoundedSemaphore(settings.thread_count + MORE_THAN_THREADS if here else WAITING)

    @cached_property
    def database(self) -> Database:
        """Raises Invalid `bad_database_url`."""
        return Database(self.settings.database)

    @cached_property
    def caches(self) -> Mapping[Tier, VectorCache]:
        """Vectors of each tier in a file of their own: whether a text was met before tells nothing across tiers."""
        return {
            tier: VectorCache(
                self.settings.cache_of(tier), private=tier is not Tier.PUBLIC, looked_up=self.meters.looked_up
            )
            for tier in TIERS
        }

    @cached_property
    def judged_cache(self) -> VectorCache:
        """Vectors of judged sets, of whatever tier their texts may be."""
        return VectorCache(self.settings.judged_cache, private=True)

    @cached_property
    def meters(self) -> Meters:
        """What this process counts of itself."""
        return Meters(counts_folder())

    @cached_property
    def encoder(self) -> Encoder:
        """Loads its model when it is first used."""
        if self._given_encoder is not None:
            return self._given_encoder
        return SharedEncoder(self.recipe.build())

    @cached_property
    def recipe(self) -> EncoderRecipe:
        """How the settings' own encoder is made."""
        settings = self.settings
        model = ModelChoice(
            model=settings.model,
            revision=settings.model_revision or None,
            query_prompt=settings.query_prompt,
            document_prompt=settings.document_prompt,
            device=settings.device,
            precision=settings.precision,
            threads=settings.thread_count,
            converted=settings.models.absolute(),
        )
        return EncoderRecipe(model, settings.adapts, settings.reads_by_glossary)

    @contextmanager
    def bulk_encoder(self, engine: Engine) -> Iterator[BulkEncoder | None]:
        """What encodes for a rebuild ahead of it, None where that encodes itself. Starts nothing before its first text.

        Raises Invalid `cluster_without_token`.
        """
        if engine == "local":
            yield None
            return
        settings = self.settings
        gpu = settings.device.startswith("cuda")
        token = settings.ray_token.get_secret_value() if settings.ray_token else ""
        choice = RayChoice(settings.ray_address, token, settings.ray_workers, settings.ray_worker_threads, gpu)
        bulk = RayBulk(choice, self._factory or self._recipe_elsewhere(gpu).build)
        try:
            yield bulk
        finally:
            bulk.close()

    def _recipe_elsewhere(self, gpu: bool) -> EncoderRecipe:
        """The same encoder on another machine: what `auto` came to here, on the one GPU that a worker is given."""
        model = replace(
            self.recipe.model,
            precision=cast(Precision, self.encoder.info.precision),
            device="cuda" if gpu else "cpu",
            threads=self.settings.ray_worker_threads,
        )
        return replace(self.recipe, model=model)

    @cached_property
    def engines(self) -> Engines:
        """What keeps vectors. Raises Unavailable `vectors_elsewhere`, `vectors_driver_missing`."""
        settings = self.settings
        milvus = Address(
            settings.milvus_uri,
            token=settings.milvus_token.get_secret_value() if settings.milvus_token else "",
            database=settings.milvus_database,
            prefix=f"{settings.milvus_prefix}_{settings.collection}",
            index=settings.milvus_index,
            seconds=settings.milvus_seconds,
            build_seconds=settings.milvus_build_seconds,
        )
        return engines_for(settings.vectors, milvus if settings.milvus_uri else None)

    @cached_property
    def generations(self) -> Mapping[Tier, Generations]:
        folder = self.settings.index_root / self.settings.collection
        return {tier: Generations(folder, tier.value, self.engines) for tier in TIERS}

    @cached_property
    def index(self) -> TieredIndex:
        settings = LiveSettings(threads=self.settings.thread_count)
        return TieredIndex(
            {
                tier: LiveIndex(self.generations[tier], self.encoder, self.caches[tier], settings, self.tagger)
                for tier in TIERS
            }
        )

    @cached_property
    def tagger(self) -> AreaTagger:
        """Tells the areas of technology of a record."""
        return AreaTagger(self.encoder, self._definitions)

    @cached_property
    def matchmaker(self) -> Matchmaker:
        archive = Archive(self.generations, self.settings.thread_count)
        return Matchmaker(self.index, archive, self.encoder, self.weights)

    @cached_property
    def learnt(self) -> LearntWeights:
        """The weights that were learnt here, see “matcher tune”."""
        return LearntWeights(self.settings.learnt_dir)

    def weights(self, name: str | None = None) -> Weights:
        """Those of this name, without one or for one that is not known those in use: learnt here, else those that ship.

        Learnt ones stand in for those of `full` only. Raises Unavailable `models_damaged`.
        """
        shipped = WEIGHTS[self.settings.mode]
        if name is not None:
            known = {each.name: each for each in WEIGHTS.values()}
            found = known.get(name) or self.learnt.named(name)
            if found is not None:
                return found
        return (self.learnt.current() if self.settings.mode == "full" else None) or shipped

    @cached_property
    def shown(self) -> ShownLog:
        """Which matches readers were shown."""
        return ShownLog(self.database)

    @cached_property
    def passwords(self) -> Passwords:
        return Passwords()

    @cached_property
    def attempts(self) -> Attempts:
        """Of all processes over this database."""
        return Attempts(self.database)

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

    def close(self) -> None:
        """Waits for what runs in the background and closes the database."""
        if "index" in self.__dict__:
            self.index.settle(seconds=5)
        if "shown" in self.__dict__:
            self.shown.close()
        if "engines" in self.__dict__:
            self.engines.close()
        if "database" in self.__dict__:
            self.database.close()

    @contextmanager
    def reading(self, caller: Caller) -> Iterator[Store]:
        """What this caller may know of, at one moment. Raises Unavailable `database_unavailable`."""
        with self.database.reading(caller.tiers) as store:
            due, definitions = self._expected(store)
            if not due and definitions == self._definitions:
                yield store
                return
        self.catch_up()
        with self.database.reading(caller.tiers) as store:
            yield store

    @contextmanager
    def writing(self, caller: Caller) -> Iterator[Store]:
        """A transaction over what this caller may know of. Raises as `reading`."""
        self.catch_up()
        with self.database.transaction(caller.tiers) as store:
            yield store

    def match(self, request: MatchRequest, caller: Caller) -> Answer:
        """The best candidates of those that the caller may know of. Raises as `Matchmaker.match`."""
        with self._turns, self.reading(caller) as store:
            return self.matchmaker.match(request, store, self.today())

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
            due, definitions = self._expected(store)
        if due:
            with self.database.transaction() as store:
                lapse(store, self.today())
                ask_for_rebuild(store)
        if definitions != self._definitions:
            self._label_with(definitions)

    def _expected(self, store: Store) -> tuple[bool, tuple[Definition, ...]]:
        """Whether a determination has expired that nobody has noted, and by what labels are to be given."""
        return lapses_due(store, self.today()), definitions_over(rules_over(store).catalogue)

    def _label_with(self, definitions: tuple[Definition, ...]) -> None:
        """Builds anew what labels records; requests under way keep what they have."""
        with self._following:
            self._definitions = definitions
            for name in ("tagger", "index", "matchmaker"):
                self.__dict__.pop(name, None)

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
