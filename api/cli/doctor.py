"""`matcher doctor`: whether everything is in place."""

# ruff: noqa: ARG001 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

import typer

from api.cli.options import DataDir, Json, Lang
from api.cli.terminal import FAILED, answer, say, worded, words
from corpus.problems import Refused

if TYPE_CHECKING:
    from api.wiring import Service

FEWEST_FREE_BYTES = 1_000_000_000
State = Literal["good", "warning", "bad"]
SIGNS: dict[State, str] = {"good": "ok  ", "warning": "note", "bad": "BAD "}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and what to do about it."""

    subject: str
    state: State
    detail: str
    mend: str = ""


def add_to(app: typer.Typer) -> None:
    app.command("doctor")(doctor)


def doctor(data_dir: DataDir = None, as_json: Json = False, lang: Lang = None) -> None:
    """Check settings, database, migrations, model, index and disk. Changes nothing."""
    # Database, index and model cost seconds to import: not for `--help`.
    from api.settings import load, unknown_variables  # noqa: PLC0415 - heavy, and not for `--help`
    from api.wiring import Service  # noqa: PLC0415 - heavy, and not for `--help`

    findings: list[Finding] = []
    settings = load(**({"data_dir": data_dir} if data_dir else {}))
    unknown = ", ".join(unknown_variables())
    if unknown:
        told = words()
        mend = told("docs/settings.md lists the names")
        findings.append(Finding("settings", "warning", told("not read: %(names)s", names=unknown), mend))
    else:
        findings.append(Finding("settings", "good", words()("data in %(path)s", path=settings.data_dir.absolute())))
    service = Service(settings)
    for subject, check in CHECKS.items():
        findings.append(_checked(subject, check, service))
    service.close()
    answer([asdict(finding) for finding in findings])
    for finding in findings:
        say(f"{words()(SIGNS[finding.state])} {finding.subject:<10} {finding.detail}")
        if finding.mend:
            say(f"     → {finding.mend}")
    if any(finding.state == "bad" for finding in findings):
        raise typer.Exit(FAILED)


def _checked(subject: str, check: Callable[[Service], Finding], service: Service) -> Finding:
    try:
        return check(service)
    except Refused as refused:
        said = worded(refused.problem)
        return Finding(subject, "bad", said.reason, said.mend)


def _database(service: Service) -> Finding:
    settings, told = service.settings, words()
    if not settings.database_url and not (settings.data_dir / "matcher.db").is_file():
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


def _model(service: Service) -> Finding:
    info = service.encoder.info
    service.encoder.encode_query(["doctor"])
    return Finding("model", "good", f"{info.model} {info.revision[:12]}, {info.dimension}, {info.precision}")


def _index(service: Service) -> Finding:
    told = words()
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


def _disk(service: Service) -> Finding:
    folder = service.settings.data_dir.absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    told = words()
    room = told("%(size)s GB free at %(path)s", size=f"{free / 1e9:.1f}", path=folder)
    if free < FEWEST_FREE_BYTES:
        mend = told("make room: a rebuild writes a generation beside the serving one")
        return Finding("disk", "bad", room, mend)
    return Finding("disk", "good", room)


def _pages(_service: Service) -> Finding:
    # As in `doctor`.
    from api.language import translations  # noqa: PLC0415 - heavy, and not for `--help`
    from api.pages.rendering import Templates  # noqa: PLC0415 - heavy, and not for `--help`

    Templates()
    return Finding("pages", "good", words()("%(count)s sentences in Korean", count=len(translations("ko"))))


CHECKS: Mapping[str, Callable[[Service], Finding]] = {
    "database": _database,
    "model": _model,
    "index": _index,
    "disk": _disk,
    "pages": _pages,
}
