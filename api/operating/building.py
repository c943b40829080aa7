"""Rebuilding the index: a generation of each disclosure tier, from the corpus as it is now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

from api.service import Service
from api.setting_kinds import Engine
from corpus.disclosure import TIERS, Tier
from corpus.passages import KINDS, Kind
from index.build import Corpus, RebuildProgress
from index.bulk import BulkEncoder
from index.manifest import Counts
from index.rebuild import RebuildReport, RebuildSettings, rebuild
from index.tiers import joined_name
from matcher.golden import GoldenGate

Progress = Callable[[RebuildProgress], None]


def rebuild_tiers(
    service: Service, *, full: bool = False, engine: Engine | None = None, progress: Progress | None = None
) -> RebuildReport:
    """Builds, measures and publishes a generation of each tier that changed; one refused tier keeps no other back.

    `engine` encodes, the settings' own where none is named; only texts of `ray_tiers` go to a cluster. Raises what
    `Service.bulk_encoder` and `index.rebuild.rebuild` raise; the serving generations stay in each case.
    """
    service.catch_up()
    watched = _Watched(progress)
    reports: dict[Tier, RebuildReport] = {}
    with service.bulk_encoder(engine or service.settings.rebuild_engine) as bulk:
        for tier in TIERS:
            elsewhere = bulk if tier in service.settings.tiers_on_cluster else None
            report = _rebuilt(service, tier, full, watched, elsewhere)
            if report is not None:
                reports[tier] = report
    return joined_report(reports)


def joined_report(reports: Mapping[Tier, RebuildReport]) -> RebuildReport:
    """One report of all tiers: refused if any was, else published if any was; quality is the most open tier's."""
    outcomes = {report.outcome for report in reports.values()}
    counts = Counter[Kind](), Counter[Kind]()
    for report in reports.values():
        counts[0].update({kind: each.records for kind, each in report.counts.items()})
        counts[1].update({kind: each.passages for kind, each in report.counts.items()})
    named = {tier: report.generation for tier, report in reports.items() if report.generation}
    return RebuildReport(
        outcome="refused" if "refused" in outcomes else "published" if "published" in outcomes else "unchanged",
        generation=joined_name(named) if named else "",
        reason="; ".join(f"{tier}: {report.reason}" for tier, report in reports.items() if report.reason),
        counts={kind: Counts(counts[0][kind], counts[1][kind]) for kind in KINDS},
        encoded=sum(report.encoded for report in reports.values()),
        reused=sum(report.reused for report in reports.values()),
        quality=next((report.quality for report in reports.values() if report.quality is not None), None),
        seconds=sum(report.seconds for report in reports.values()),
        removed=tuple(name for report in reports.values() for name in report.removed),
    )


class _Watched:
    """Tells of records over all tiers, which each build counts from its own beginning."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._before: Counter[Kind] = Counter()
        self._now: Counter[Kind] = Counter()

    def __call__(self, done: RebuildProgress) -> None:
        self._now[done.kind] = done.records
        if self._progress is not None:
            self._progress(replace(done, records=self._before[done.kind] + done.records))

    def next_tier(self) -> None:
        self._before.update(self._now)
        self._now.clear()


def _rebuilt(
    service: Service, tier: Tier, full: bool, watched: _Watched, bulk: BulkEncoder | None
) -> RebuildReport | None:
    """None for a tier that nothing was ever in, but for the public one."""
    settings = RebuildSettings(
        keep=service.settings.keep_generations,
        margin=service.settings.gate_margin,
        threads=service.settings.thread_count,
        full=full,
    )
    generations = service.generations[tier]
    with service.database.reading(frozenset({tier})) as store:
        feed = store.changes.of(tier)
        if tier is not Tier.PUBLIC and not feed.last() and generations.stamp() is None:
            return None
        gate = GoldenGate(service.golden(), store.documents.many, service.encoder, service.weights())
        state = Corpus(
            sources=store.documents.sources,
            fingerprints={kind: store.documents.fingerprint(kind) for kind in KINDS},
            sequence=feed.last(),
        )
        report = rebuild(
            state,
            service.encoder,
            service.caches[tier],
            generations,
            settings=settings,
            labeller=service.tagger,
            gate=gate,
            progress=watched,
            bulk=bulk,
        )
    watched.next_tier()
    return report
