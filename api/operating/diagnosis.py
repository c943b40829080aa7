"""Whether everything is in place: settings, database, model, index, disk, pages. Changes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from api.errors import worded
from api.language import Words, translations
from api.settings import unknown_variables
from api.wiring import Service
from corpus.problems import Refused
from index.dense.engine import IN_FILES

FEWEST_FREE_BYTES = 1_000_000_000
State = Literal["good", "warning", "bad"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and what to do about it."""

    subject: str
    state: State
    detail: str
    mend: str = ""


def diagnosis(service: Service, told: Words, *, thorough: bool = True) -> list[Finding]:
    """All findings, in the order of `CHECKS`. Those that take seconds (model, index) only where it is `thorough`."""
    wanted = {subject: check for subject, check in CHECKS.items() if thorough or subject not in SLOW}
    return [_checked(subject, check, service, told) for subject, check in wanted.items()]


def _checked(subject: str, check: Callable[[Service, Words], Finding], service: Service, told: Words) -> Finding:
    try:
        return check(service, told)
    except Refused as refused:
        said = worded(refused.problem, told.language)
        return Finding(subject, "bad", said.reason, said.mend)


def _settings(service: Service, told: Words) -> Finding:
    if unknown := ", ".join(unknown_variables()):
        mend = told("docs/settings.md lists the names")
        return Finding("settings", "warning", told("not read: %(names)s", names=unknown), mend)
    return Finding("settings", "good", told("data in %(path)s", path=service.settings.data_dir.absolute()))


def _database(service: Service, told: Words) -> Finding:
    settings = service.settings
    if settings.database_file is not None and not settings.database_file.is_file():
        return Finding("database", "warning", told("not made yet"), told("the first import makes it"))
    if not service.database.up_to_date():
        earlier = f"{settings.database_shown}: {told('an earlier schema')}"
        return Finding("database", "warning", earlier, told("the next start migrates it"))
    with service.database.reading() as store:
        counts = told(
            "%(patents)s patents, %(companies)s companies, %(needs)s needs",
            patents=f"{store.patents.count():,}",
            companies=f"{store.companies.count():,}",
            needs=f"{store.needs.count():,}",
        )
    return Finding("database", "good", f"{settings.database_shown}: {counts}")


def _model(service: Service, _told: Words) -> Finding:
    info = service.encoder.info
    service.encoder.encode_query(["doctor"])
    return Finding("model", "good", f"{info.model} {info.revision[:12]}, {info.dimension}, {info.precision}")


def _vectors(service: Service, told: Words) -> Finding:
    chosen = service.engines.chosen
    chosen.check()
    if chosen.name == IN_FILES:
        return Finding("vectors", "good", told("in the index's folder"))
    answers = told("%(engine)s answers at %(address)s", engine=chosen.name, address=service.settings.milvus_uri)
    return Finding("vectors", "good", answers)


def _index(service: Service, told: Words) -> Finding:
    sound: list[str] = []
    for tier, kept in service.generations.items():
        name = kept.current()
        if name is None:
            continue
        manifest = kept.verify(name)
        if manifest.encoder.space != service.encoder.info.space:
            other = told("%(generation)s was made with another model", generation=name)
            return Finding("index", "bad", other, told("run “matcher rebuild”"))
        records = sum(each.records for each in manifest.counts.values())
        files = told("%(generation)s: sound, %(count)s files", generation=name, count=len(manifest.files))
        sound.append(f"{tier} {files}, {records:,} {told('records')}")
    if not sound:
        return Finding("index", "warning", told("no generation yet"), told("run “matcher rebuild”"))
    return Finding("index", "good", "; ".join(sound))


def _disk(service: Service, told: Words) -> Finding:
    folder = service.settings.data_dir.absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    room = told("%(size)s GB free at %(path)s", size=f"{free / 1e9:.1f}", path=folder)
    if free < FEWEST_FREE_BYTES:
        mend = told("make room: a rebuild writes a generation beside the serving one")
        return Finding("disk", "bad", room, mend)
    return Finding("disk", "good", room)


def _pages(_service: Service, told: Words) -> Finding:
    return Finding("pages", "good", told("%(count)s sentences in Korean", count=len(translations("ko"))))


CHECKS: Mapping[str, Callable[[Service, Words], Finding]] = {
    "settings": _settings,
    "database": _database,
    "model": _model,
    "vectors": _vectors,
    "index": _index,
    "disk": _disk,
    "pages": _pages,
}
SLOW = frozenset({"model", "index"})
