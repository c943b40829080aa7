"""`matcher backup` and `matcher restore`: what cannot be made again, into one file and back."""

# ruff: noqa: ARG001 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.options import DataDir, Json, Lang, given_path
from api.cli.progress import Report, progress
from api.cli.terminal import FAILED, answer, note, say, words

if TYPE_CHECKING:
    from api.operating.backup_file import Manifest
    from api.service import Service

MEGABYTE = 1_000_000


def add_to(app: typer.Typer) -> None:
    app.command("backup")(backup)
    app.command("restore")(restore)


def backup(
    path: Annotated[Path, typer.Argument(metavar="PATH", parser=given_path, help="The file to write: a new one.")],
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Write records, uploads that wait and learnt weights into one file, as they are at one moment, while others
    write. The index is not in it: “matcher rebuild” makes it again."""
    # Database and index cost a second to import: not for `--help`.
    from api.operating.backing_up import back_up  # noqa: PLC0415 - heavy, and not for `--help`

    with _service(data_dir) as service, progress("MB") as report:
        made = back_up(service, path, _in_megabytes(report))
    answer({"path": str(made.path), "bytes": made.size, **asdict(made.manifest)})
    told, manifest = words(), made.manifest
    say(told("%(path)s: %(size)s MB, %(files)s files", **_facts(path, made.size, manifest)))
    say(told("audit log: %(state)s", state=manifest.audit))
    for missing in manifest.missing:
        note(told("The file of an upload is missing in the upload folder: %(path)s", path=missing))
    if manifest.broken is not None:
        note(told("The audit log is broken at event %(seq)s, and so it is in the backup.", seq=manifest.broken))
    if manifest.missing or manifest.broken is not None:
        raise typer.Exit(FAILED)


def restore(
    path: Annotated[Path, typer.Argument(metavar="PATH", parser=given_path, help="A file of “matcher backup”.")],
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Check a backup and put it into a data folder and a database with nothing in them. Run “matcher rebuild” after
    it."""
    # As above.
    from api.operating.restoring import restore as restored  # noqa: PLC0415 - heavy, and not for `--help`

    with _service(data_dir) as service, progress("MB") as report:
        manifest = restored(service, path, _in_megabytes(report))
    answer({"path": str(path), **asdict(manifest)})
    told = words()
    say(told("restored as of %(made_at)s: %(path)s", made_at=manifest.made_at, path=path))
    say(told("audit log: %(state)s", state=manifest.audit))
    note(told("→ Run “matcher rebuild”: there is no index yet."))


@contextmanager
def _service(data_dir: Path | None) -> Iterator[Service]:
    """As it lies there: neither command brings a database up to date."""
    # As above.
    from api.environment import load  # noqa: PLC0415 - heavy, and not for `--help`
    from api.service import Service  # noqa: PLC0415 - heavy, and not for `--help`

    service = Service(load(**({"data_dir": data_dir} if data_dir else {})))
    try:
        yield service
    finally:
        service.close()


def _in_megabytes(report: Report) -> Callable[[str, int, int], None]:
    told = words()
    steps = {"database": told("copying the database"), "archive": told("files")}

    def tell(step: str, done: int, total: int) -> None:
        report(steps[step], done // MEGABYTE, total // MEGABYTE)

    return tell


def _facts(path: Path, size: int, manifest: Manifest) -> dict[str, object]:
    return {"path": path, "size": f"{size / MEGABYTE:,.1f}", "files": len(manifest.members)}
