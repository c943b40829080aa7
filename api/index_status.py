"""The index's state as it is shown, the same for the API, the pages and the command line."""

from __future__ import annotations

from datetime import datetime

from api.errors import ErrorDetail
from api.schemas.index import GenerationRecord, IndexStatus, KindCount
from api.wiring import Service
from corpus.problems import Problem
from corpus.text import Language
from corpus.wording import Sentence, sentence
from index.generation import Entry


def index_status(service: Service, language: Language) -> IndexStatus:
    """Raises Unavailable where there is a generation but none that can be loaded."""
    counts = [
        KindCount(kind=each.kind, recorded=each.recorded, searchable=each.searchable) for each in service.counts()
    ]
    live = service.live.status()
    return IndexStatus(
        generation=live.generation,
        sequence=live.sequence,
        counts=counts,
        pending=live.pending,
        problem=_problem(live.problem, language) if live.problem else None,
        generations=generation_records(service),
    )


def generation_records(service: Service) -> list[GenerationRecord]:
    """Kept generations that can be read, the newest first."""
    return [_record(entry) for entry in reversed(service.generations.entries()) if entry.manifest]


def _record(entry: Entry) -> GenerationRecord:
    manifest = entry.manifest
    assert manifest is not None  # noqa: S101 - the caller filters; for the type checker
    return GenerationRecord(
        name=entry.name,
        created=datetime.fromisoformat(manifest.created),
        current=entry.current,
        model=manifest.encoder.model,
        revision=manifest.encoder.revision,
        precision=manifest.encoder.precision,
        records=sum(counts.records for counts in manifest.counts.values()),
        sequence=manifest.sequence,
        quality=manifest.quality,
    )


def _problem(code: str, language: Language) -> ErrorDetail:
    """The code alone is kept of what went wrong in the background: its sentence where that needs no more facts."""
    try:
        said = sentence(Problem(code), language)
    except KeyError:
        said = Sentence(code, "")
    return ErrorDetail(code=code, reason=said.reason, field="", value="", mend=said.mend)
