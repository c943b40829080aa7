"""The index's state as it is shown, the same for the API, the pages and the command line."""

from __future__ import annotations

from datetime import datetime

from api.errors import ErrorDetail
from api.schemas.index import GenerationRecord, IndexStatus, KindCount
from api.service import Service
from corpus.disclosure import Tier, Tiers
from corpus.problems import Problem
from corpus.text import Language
from corpus.wording import Sentence, sentence
from index.generation import Entry, Generations


def index_status(service: Service, tiers: Tiers, language: Language) -> IndexStatus:
    """Of these tiers alone. Raises Unavailable where there is a generation but none that can be loaded."""
    counts = [
        KindCount(kind=each.kind, recorded=each.recorded, searchable=each.searchable) for each in service.counts(tiers)
    ]
    searcher = service.searcher(tiers)
    problems = [status.problem for tier, status in service.index.status().items() if tier in tiers and status.problem]
    return IndexStatus(
        generation=searcher.generation,
        sequence=searcher.sequence,
        counts=counts,
        pending=searcher.pending,
        problem=_problem(problems[0], language) if problems else None,
        generations=generation_records(service, tiers),
    )


def generation_records(service: Service, tiers: Tiers) -> list[GenerationRecord]:
    """Kept generations that can be read, of the most open tier first, in each the newest first."""
    return [
        _record(tier, kept, entry)
        for tier, kept in service.generations.items()
        if tier in tiers
        for entry in reversed(kept.entries())
        if entry.manifest
    ]


def _record(tier: Tier, kept: Generations, entry: Entry) -> GenerationRecord:
    manifest = entry.manifest
    assert manifest is not None  # noqa: S101 - the caller filters; for the type checker
    return GenerationRecord(
        tier=tier,
        name=entry.name,
        created=datetime.fromisoformat(manifest.created),
        current=entry.current,
        model=manifest.encoder.model,
        revision=manifest.encoder.revision,
        precision=manifest.encoder.precision,
        records=sum(counts.records for counts in manifest.counts.values()),
        sequence=manifest.sequence,
        quality=manifest.quality,
        bytes=kept.size(entry.name),
    )


def _problem(code: str, language: Language) -> ErrorDetail:
    """The code alone is kept of what went wrong in the background: its sentence where that needs no more facts."""
    try:
        said = sentence(Problem(code), language)
    except KeyError:
        said = Sentence(code, "")
    return ErrorDetail(code=code, reason=said.reason, field="", value="", mend=said.mend)
