"""`matcher doctor`: whether everything is in place."""

# ruff: noqa: ARG001 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

import typer

from api.cli.options import DataDir, Json, Lang
from api.cli.terminal import FAILED, answer, language, say
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
    from api.settings import load, unknown_variables  # noqa: PLC0415
    from api.wiring import Service  # noqa: PLC0415

    findings: list[Finding] = []
    settings = load(**({"data_dir": data_dir} if data_dir else {}))
    unknown = ", ".join(unknown_variables())
    if unknown:
        findings.append(Finding("settings", "warning", f"not read: {unknown}", "docs/settings.md lists the names"))
    else:
        findings.append(Finding("settings", "good", f"data in {settings.data_dir.absolute()}"))
    service = Service(settings)
    for subject, check in CHECKS.items():
        findings.append(_checked(subject, check, service))
    service.close()
    answer([asdict(finding) for finding in findings])
    for finding in findings:
        say(f"{SIGNS[finding.state]} {finding.subject:<10} {finding.detail}")
        if finding.mend:
            say(f"     → {finding.mend}")
    if any(finding.state == "bad" for finding in findings):
        raise typer.Exit(FAILED)


def _checked(subject: str, check: Callable[[Service], Finding], service: Service) -> Finding:
    # The sentences of all rooms: not for `--help`.
    from corpus.wording import sentence  # noqa: PLC0415

    try:
        return check(service)
    except Refused as refused:
        said = sentence(refused.problem, language())
        return Finding(subject, "bad", said.reason, said.mend)


def _database(service: Service) -> Finding:
    settings = service.settings
    if not settings.database_url and not (settings.data_dir / "matcher.db").is_file():
        return Finding("database", "warning", "not made yet", "the first import makes it")
    if not service.database.up_to_date():
        return Finding(
            "database", "warning", f"{settings.database_shown}: an earlier schema", "the next start migrates it"
        )
    with service.database.reading() as store:
        counts = (
            f"{store.patents.count():,} patents, {store.companies.count():,} companies, {store.needs.count():,} needs"
        )
    return Finding("database", "good", f"{settings.database_shown}: {counts}")


def _model(service: Service) -> Finding:
    info = service.encoder.info
    service.encoder.encode_query(["doctor"])
    return Finding("model", "good", f"{info.model} {info.revision[:12]}, {info.dimension} dimensions, {info.precision}")


def _index(service: Service) -> Finding:
    name = service.generations.current()
    if name is None:
        return Finding("index", "warning", "no generation yet", "run “matcher rebuild”")
    manifest = service.generations.verify(name)
    if manifest.encoder.space != service.encoder.info.space:
        return Finding("index", "bad", f"{name} was made with another model", "run “matcher rebuild”")
    return Finding(
        "index", "good", f"{name}: sound, {sum(each.records for each in manifest.counts.values()):,} records"
    )


def _disk(service: Service) -> Finding:
    folder = service.settings.data_dir.absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    told = f"{free / 1e9:.1f} GB free at {folder}"
    if free < FEWEST_FREE_BYTES:
        return Finding("disk", "bad", told, "make room: a rebuild writes a generation beside the serving one")
    return Finding("disk", "good", told)


def _pages(_service: Service) -> Finding:
    # As in `doctor`.
    from api.language import translations  # noqa: PLC0415
    from api.pages.rendering import Templates  # noqa: PLC0415

    Templates()
    return Finding("pages", "good", f"{len(translations('ko'))} sentences in Korean")


CHECKS: Mapping[str, Callable[[Service], Finding]] = {
    "database": _database,
    "model": _model,
    "index": _index,
    "disk": _disk,
    "pages": _pages,
}
