"""The only place that builds things. Each part is built when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import structlog

import corpus
from api.settings import Settings
from corpus.database import Database
from corpus.passages import KINDS, Kind
from corpus.problems import Refused
from index.cache import VectorCache
from index.encoder import Encoder
from index.generation import Generations
from index.glossary import shipped_glossary
from index.glossed import GlossedEncoder
from index.live import LiveIndex, LiveSettings
from index.rebuild import Corpus, RebuildProgress, RebuildReport, RebuildSettings, rebuild
from index.searcher import Searcher
from index.tokens import tokens
from index.transformer import ModelChoice, TransformerEncoder
from matcher.golden import GoldenGate, GoldenQuery, read_golden
from matcher.matchmaker import Matchmaker
from matcher.weights import WEIGHTS

log = structlog.get_logger(__name__)

SAMPLE = Path(corpus.__file__).with_name("sample")
"""The fictional records that the package carries, and judged queries over them."""


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

    def __init__(self, settings: Settings, encoder: Encoder | None = None) -> None:
        """`encoder` replaces the settings' own."""
        self.settings = settings
        self._given_encoder = encoder

    @cached_property
    def database(self) -> Database:
        """Raises Invalid `bad_database_url`."""
        return Database(self.settings.database)

    @cached_property
    def cache(self) -> VectorCache:
        return VectorCache(self.settings.cache_path)

    @cached_property
    def encoder(self) -> Encoder:
        """Loads its model when it is first used."""
        if self._given_encoder is not None:
            return self._given_encoder
        settings = self.settings
        encoder = TransformerEncoder(
            ModelChoice(
                model=settings.model,
                revision=settings.model_revision or None,
                query_prompt=settings.query_prompt,
                document_prompt=settings.document_prompt,
                device=settings.device,
                precision=settings.precision,
                threads=settings.thread_count,
            )
        )
        return GlossedEncoder(encoder, shipped_glossary()) if settings.reads_by_glossary else encoder

    @cached_property
    def generations(self) -> Generations:
        return Generations(self.settings.index_root, self.settings.collection)

    @cached_property
    def live(self) -> LiveIndex:
        return LiveIndex(self.generations, self.encoder, self.cache, LiveSettings(threads=self.settings.thread_count))

    @cached_property
    def matchmaker(self) -> Matchmaker:
        return Matchmaker(self.database, self.live, self.encoder, WEIGHTS[self.settings.mode])

    def open(self) -> None:
        """Brings the database up to date and builds what threads share. Raises Unavailable, Invalid."""
        self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        self.database.migrate()
        _ = self.matchmaker

    def warm(self) -> None:
        """Loads index and model ahead of the first request; what is not ready yet is left to it."""
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
        if "live" in self.__dict__:
            self.live.settle(seconds=5)
        if "database" in self.__dict__:
            self.database.close()

    def searcher(self) -> Searcher:
        """What a request at this moment would search. Raises Unavailable where no generation can be loaded."""
        with self.database.reading() as store:
            return self.live.current(store.changes, store.documents)

    def counts(self) -> list[Counted]:
        """Records by kind. Raises as `searcher`."""
        with self.database.reading() as store:
            searcher = self.live.current(store.changes, store.documents)
            return [Counted(kind, store.documents.count(kind), searcher.count(kind)) for kind in KINDS]

    def indexed_sequence(self) -> int:
        """The change number that the current generation was built at, 0 where there is none that can be read."""
        name = self.generations.current()
        return self.generations.manifest(name).sequence if name else 0

    def rebuild(
        self, *, full: bool = False, progress: Callable[[RebuildProgress], None] | None = None
    ) -> RebuildReport:
        """Builds, measures and publishes a generation of the corpus as it is now, unless nothing changed.

        Raises what `index.rebuild.rebuild` raises; the serving generation stays in each case.
        """
        settings = RebuildSettings(
            keep=self.settings.keep_generations,
            margin=self.settings.gate_margin,
            threads=self.settings.thread_count,
            full=full,
        )
        with self.database.reading() as store:
            gate = GoldenGate(self._golden(), store.documents.many, self.encoder, WEIGHTS[self.settings.mode])
            state = Corpus(
                documents=store.documents.stream,
                fingerprints={kind: store.documents.fingerprint(kind) for kind in KINDS},
                sequence=store.changes.last(),
            )
            return rebuild(
                state,
                self.encoder,
                self.cache,
                self.generations,
                settings=settings,
                gate=gate,
                progress=progress,
            )

    def _golden(self) -> list[GoldenQuery]:
        """The gate's judged queries; without any it asks records for their own titles."""
        folder = self.settings.golden_dir or SAMPLE
        missing = self.settings.golden_dir is None and not (folder / "queries.jsonl").is_file()
        return [] if missing else read_golden(folder)
