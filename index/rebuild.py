"""A new generation from the corpus: built aside, verified, measured, published; or refused, and nothing changes.

A build that is killed leaves only a directory that the next one sweeps, and every vector that it had encoded in
the cache.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Literal

from corpus.passages import KINDS, Kind
from corpus.problems import Refused, Unavailable
from index.bm25 import Tuning
from index.build import Build, Corpus, RebuildProgress
from index.bulk import BulkEncoder
from index.cache import VectorCache
from index.cache_file import CACHE_UNAVAILABLE
from index.disk import refusal_of
from index.encoder import Encoder
from index.garbage import collected_seldom
from index.generation import Generations
from index.labels import Labeller, scheme_of
from index.loaded import load_from
from index.manifest import FORMAT, Counts, Manifest, Measured
from index.searcher import Searcher
from index.tokens import analysis_version

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RebuildSettings:
    """`keep` newest generations stay; `margin` is how much worse than the last the gate's quality may be.

    `full` builds even where nothing changed (vectors still come from the cache); `threads` bounds searching.
    """

    keep: int = 3
    margin: float = 0.02
    threads: int = 1
    full: bool = False
    tuning: Tuning = field(default_factory=Tuning)
    wait_seconds: float = 0


@dataclass(frozen=True, slots=True)
class GateResult:
    """`quality` between 0 and 1; `detail` for the report.

    `golden` names the questions: only figures of the same questions are compared. `languages` is the quality of
    those of each language.
    """

    quality: float
    detail: str = ""
    golden: str = ""
    languages: Mapping[str, Measured] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RebuildReport:
    """`generation` is the one that serves afterwards ("" where there is none), `reason` why a build was refused.

    Passages are `encoded` or `reused` from the cache.
    """

    outcome: Literal["published", "unchanged", "refused"]
    generation: str
    reason: str = ""
    counts: Mapping[Kind, Counts] = field(default_factory=dict)
    encoded: int = 0
    reused: int = 0
    quality: float | None = None
    seconds: float = 0.0
    removed: tuple[str, ...] = ()


def rebuild(
    corpus: Corpus,
    encoder: Encoder,
    cache: VectorCache,
    generations: Generations,
    *,
    settings: RebuildSettings | None = None,
    labeller: Labeller | None = None,
    gate: Callable[[Searcher], GateResult] | None = None,
    progress: Callable[[RebuildProgress], None] | None = None,
    bulk: BulkEncoder | None = None,
) -> RebuildReport:
    """Builds and publishes unless nothing changed or the gate refuses. `bulk` encodes what the cache lacks.

    Raises Conflict `rebuild_running` while another process builds, Unavailable `vectors_unavailable` where the engine
    for the vectors does not answer and `storage_unavailable` where the disk does not take what is written, and what
    reading, encoding or verifying raises; the old generation serves on in each case.
    """
    chosen = settings or RebuildSettings()
    started = time.monotonic()
    with _refused(generations), generations.lock(chosen.wait_seconds), collected_seldom():
        generations.sweep()
        last = _last(generations)
        if (
            last is not None
            and not chosen.full
            and _is_current(last, corpus, encoder, labeller, chosen)
            and last.vectors.engine == generations.engines.chosen.name
            and generations.holds(last)
        ):
            return RebuildReport(
                "unchanged", last.name, counts=last.counts, quality=last.quality, seconds=time.monotonic() - started
            )
        build = Build(
            generations,
            corpus,
            encoder=encoder,
            cache=cache,
            labeller=labeller,
            tuning=chosen.tuning,
            progress=progress,
        )
        with _tidy(generations):
            if bulk is not None:
                build.encode_in_bulk(bulk)
            manifest = build.run()
            report = _published(generations, build, manifest, last, gate, settings=chosen)
        removed = _pruned(generations, chosen.keep) if report.outcome == "published" else ()
    return replace(report, removed=removed, seconds=time.monotonic() - started)


@contextmanager
def _refused(generations: Generations) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise refusal_of(error, generations.directory) from error


@contextmanager
def _tidy(generations: Generations) -> Iterator[None]:
    """Where the disk is full, half a generation would keep it so until the next rebuild."""
    try:
        yield
    except (OSError, Unavailable) as error:
        if isinstance(error, OSError) or error.problem.code == CACHE_UNAVAILABLE:
            with suppress(OSError):
                generations.sweep()
        raise


def _pruned(generations: Generations, keep: int) -> tuple[str, ...]:
    """What stays because it cannot be removed is no reason to call the rebuild failed."""
    try:
        return tuple(generations.prune(keep))
    except OSError as error:
        log.warning("rebuild: earlier generations stay for now: %s", error.strerror)
        return ()


def _published(
    generations: Generations,
    build: Build,
    manifest: Manifest,
    last: Manifest | None,
    gate: Callable[[Searcher], GateResult] | None,
    *,
    settings: RebuildSettings,
) -> RebuildReport:
    """Loads what was written as a server will, measures it, and publishes it or not."""
    loaded = load_from(build.directory, manifest, generations.engines, settings.threads)
    serving = last.name if last else ""
    report = RebuildReport("refused", serving, counts=manifest.counts, encoded=build.encoded, reused=build.reused)
    if gate is not None:
        searcher = Searcher.of(
            manifest.encoder,
            loaded.segments,
            generation=manifest.name,
            sequence=manifest.sequence,
            scheme=manifest.labels,
        )
        result = gate(searcher)
        manifest = replace(manifest, quality=result.quality, golden=result.golden, languages=result.languages)
        before = last.quality if last is not None and last.golden == result.golden else None
        floor = None if before is None else before - settings.margin
        if floor is not None and not result.quality >= floor:
            generations.sweep()
            reason = f"quality {result.quality:.4f} is below {floor:.4f}"
            log.warning("rebuild refused: %s; %s", reason, result.detail)
            reason = f"{reason}: {result.detail}" if result.detail else reason
            return replace(report, reason=reason, quality=result.quality)
    generations.publish(build.directory, manifest)
    return replace(report, outcome="published", generation=manifest.name, quality=manifest.quality)


def _last(generations: Generations) -> Manifest | None:
    """The current generation's manifest; a damaged one is no reason not to build, on the contrary."""
    try:
        name = generations.current()
        return None if name is None else generations.manifest(name)
    except Refused as refused:
        log.warning("rebuild: the current generation is unusable (%s)", refused.problem.code)
        return None


def _is_current(
    last: Manifest, corpus: Corpus, encoder: Encoder, labeller: Labeller | None, settings: RebuildSettings
) -> bool:
    return (
        last.format == FORMAT
        and last.analysis == analysis_version()
        and last.encoder.glossary == encoder.info.glossary
        and last.encoder.key == encoder.info.key
        and last.labels == scheme_of(labeller)
        and last.tuning == settings.tuning
        and all(last.fingerprints[kind] == corpus.fingerprints[kind] for kind in KINDS)
    )
