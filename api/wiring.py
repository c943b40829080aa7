"""The only place that builds things. Each part is built when it is first asked for."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from typing import cast

from api.attempts import Attempts
from api.environment import counts_folder
from api.meters import Meters
from api.noting import ShownLog
from api.setting_kinds import Engine
from api.settings import Settings
from corpus.database import Database
from corpus.disclosure import TIERS, Tier
from corpus.passwords import Passwords
from index.archive import Archive
from index.bulk import BulkEncoder
from index.cache import VectorCache
from index.dense.choosing import engines_for
from index.dense.engine import Engines
from index.dense.milvus.address import Address
from index.encoder import Encoder
from index.generation import Generations
from index.inference.choice import ModelChoice, Precision
from index.live import LiveIndex, LiveSettings
from index.ray_bulk import RayBulk
from index.ray_choice import EncoderFactory, RayChoice
from index.recipe import EncoderRecipe
from index.shared import SharedEncoder
from index.tiers import TieredIndex
from matcher.areas.definition import Definition, shipped
from matcher.areas.tagger import AreaTagger
from matcher.learnt import LearntWeights
from matcher.matchmaker import Matchmaker
from matcher.weights import WEIGHTS, Weights


class Parts:
    """What one process works with. Each part is built by the first who asks for it."""

    def __init__(
        self, settings: Settings, encoder: Encoder | None = None, factory: EncoderFactory | None = None
    ) -> None:
        """`encoder` replaces the settings' own, and `factory` makes another like it in another process."""
        self.settings = settings
        self.definitions = shipped()
        self._given_encoder = encoder
        self._factory = factory
        self._labelling = threading.Lock()

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
        return AreaTagger(self.encoder, self.definitions)

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

    def label_with(self, definitions: tuple[Definition, ...]) -> None:
        """Builds anew what labels records; requests under way keep what they have."""
        with self._labelling:
            self.definitions = definitions
            for name in ("tagger", "index", "matchmaker"):
                self.__dict__.pop(name, None)

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
