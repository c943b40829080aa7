"""Whether everything is in place: settings, database, model, index, upkeep, disk, fonts. Changes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from api import production
from api.contradictions import contradictions
from api.language import Words, translations
from api.operating import upkeep
from api.operating.finding import Finding, State, finding
from api.operating.privacy import open_files
from api.service import Service
from corpus.problems import Problem, Refused
from corpus.store import Store
from index.dense.engine import IN_FILES

FEWEST_FREE_BYTES = 1_000_000_000
KOREAN: Final = "한글"


Looks = Callable[[Service, Words], Iterator[Finding]]
Upkeep = Callable[[Service, Store, datetime], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Check:
    """One subject. `slow` ones take seconds, `stored` ones need the database in order."""

    subject: str
    looks: Looks
    slow: bool = False
    stored: bool = False


def diagnosis(
    service: Service,
    told: Words,
    *,
    thorough: bool = True,
    problems: Sequence[Problem] = (),
    only: Collection[str] = (),
) -> list[Finding]:
    """All findings, in the order of `CHECKS`, or those of `only` these subjects. Those that take seconds (model, index)
    only where it is `thorough`.

    `problems` are settings that could not be used as they were read. A subject that is in order has one finding.
    """
    found = [finding("settings", "bad", each, told) for each in problems]
    reachable = True
    for check in CHECKS:
        if (check.slow and not thorough) or (check.stored and not reachable) or (only and check.subject not in only):
            continue
        own = list(_checked(check, service, told))
        if check.subject == "database":
            reachable = all(each.state == "good" for each in own)
        if check.subject == "settings" and problems:
            # They are not in order, whatever else is.
            own = [each for each in own if each.state != "good"]
        # One fault may keep several from looking: it is told of once.
        told_of = {each.detail for each in found}
        found += [each for each in own if each.detail not in told_of or each.state == "good"]
    return found


def _checked(check: Check, service: Service, told: Words) -> Iterator[Finding]:
    try:
        yield from check.looks(service, told)
    except Refused as refused:
        yield finding(check.subject, "bad", refused.problem, told)


def _settings(service: Service, told: Words) -> Iterator[Finding]:
    settings = service.settings
    unsafe = production.faults(settings) if settings.is_production else []
    # The folder is told of with the other files that are open.
    unsafe = [each for each in unsafe if each.code != production.OPEN_FOLDER]
    amiss = contradictions(settings)
    yield from (finding("settings", "bad", each, told) for each in unsafe)
    yield from (finding("settings", "warning", each, told) for each in amiss)
    if not unsafe and not amiss:
        yield Finding("settings", "good", told("data in %(path)s", path=settings.data_dir.absolute()))


def _database(service: Service, told: Words) -> Iterator[Finding]:
    settings = service.settings
    if settings.database_file is not None and not settings.database_file.is_file():
        yield Finding("database", "warning", told("not made yet"), told("the first import makes it"))
        return
    if not service.database.up_to_date():
        earlier = f"{settings.database_shown}: {told('an earlier schema')}"
        yield Finding("database", "warning", earlier, told("the next start migrates it"))
        return
    with service.database.reading() as store:
        counts = told(
            "%(patents)s patents, %(companies)s companies, %(needs)s needs",
            patents=f"{store.patents.count():,}",
            companies=f"{store.companies.count():,}",
            needs=f"{store.needs.count():,}",
        )
    yield Finding("database", "good", f"{settings.database_shown}: {counts}")


def _model(service: Service, _told: Words) -> Iterator[Finding]:
    info = service.encoder.info
    service.encoder.encode_query(["doctor"])
    yield Finding("model", "good", f"{info.model} {info.revision[:12]}, {info.dimension}, {info.precision}")


def _vectors(service: Service, told: Words) -> Iterator[Finding]:
    chosen = service.engines.chosen
    chosen.check()
    if chosen.name == IN_FILES:
        yield Finding("vectors", "good", told("in the index's folder"))
        return
    answers = told("%(engine)s answers at %(address)s", engine=chosen.name, address=service.settings.milvus_uri)
    yield Finding("vectors", "good", answers)


def _index(service: Service, told: Words) -> Iterator[Finding]:
    sound: list[str] = []
    for tier, kept in service.generations.items():
        name = kept.current()
        if name is None:
            continue
        manifest = kept.verify(name)
        if manifest.encoder.space != service.encoder.info.space:
            other = told("%(generation)s was made with another model", generation=name)
            yield Finding("index", "bad", other, told("run “matcher rebuild”"))
            return
        records = sum(each.records for each in manifest.counts.values())
        files = told("%(generation)s: sound, %(count)s files", generation=name, count=len(manifest.files))
        sound.append(f"{tier} {files}, {records:,} {told('records')}")
    if not sound:
        yield Finding("index", "warning", told("no generation yet"), told("run “matcher rebuild”"))
        return
    yield Finding("index", "good", "; ".join(sound))


def _disk(service: Service, told: Words) -> Iterator[Finding]:
    """Where the data is, and the index where that is on another disk."""
    folders = {folder.stat().st_dev: folder for folder in map(_there, _written_to(service))}
    for folder in folders.values():
        free = shutil.disk_usage(folder).free
        room = told("%(size)s GB free at %(path)s", size=f"{free / 1e9:.1f}", path=folder)
        if free < FEWEST_FREE_BYTES:
            mend = told("make room: a rebuild writes a generation beside the serving one")
            yield Finding("disk", "bad", room, mend)
        else:
            yield Finding("disk", "good", room)


def _written_to(service: Service) -> tuple[Path, Path]:
    # The data folder last: of folders on one disk it is the one that is named.
    return service.settings.index_root, service.settings.data_dir


def _there(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    folder = folder.absolute()
    while not folder.exists():
        folder = folder.parent
    return folder


def _fonts(_service: Service, told: Words) -> Iterator[Finding]:
    # What makes PDF files costs a second to import, and is imported when one is made.
    from api.fonts import machine_fonts, missing  # noqa: PLC0415 - heavy, and not for every process

    if missing(KOREAN, machine_fonts()):
        yield finding("fonts", "warning", Problem("no_korean_font", "fonts"), told)
    else:
        yield Finding("fonts", "good", told("Korean letters can be printed"))


def _modes(service: Service, told: Words) -> Iterator[Finding]:
    found = [finding("modes", "bad", problem, told) for problem in open_files(service)]
    yield from found or [Finding("modes", "good", told("closed to the others of this machine"))]


def _pages(_service: Service, told: Words) -> Iterator[Finding]:
    yield Finding("pages", "good", told("%(count)s sentences in Korean", count=len(translations("ko"))))


def _kept_up(subject: str, state: State, problems: Upkeep) -> Check:
    """A check of what the database tells. What was never begun is no more than a warning."""

    def looks(service: Service, told: Words) -> Iterator[Finding]:
        with service.database.reading() as store:
            found = [
                finding(subject, "warning" if each.code == upkeep.NEVER else state, each, told)
                for each in problems(service, store, upkeep.utc_now())
            ]
        yield from found or [Finding(subject, "good", told("in order"))]

    return Check(subject, looks, slow=subject == "audit", stored=True)


CHECKS: Final = (
    Check("settings", _settings),
    Check("database", _database),
    Check("model", _model, slow=True),
    Check("vectors", _vectors),
    Check("index", _index, slow=True),
    _kept_up("upkeep", "bad", upkeep.freshness),
    _kept_up("worker", "bad", upkeep.worker),
    _kept_up("jobs", "bad", upkeep.jobs),
    _kept_up("letters", "warning", upkeep.letters),
    _kept_up("clock", "bad", upkeep.clock),
    _kept_up("audit", "bad", upkeep.audit),
    Check("disk", _disk),
    Check("modes", _modes),
    Check("fonts", _fonts, slow=True),
    Check("pages", _pages),
)
