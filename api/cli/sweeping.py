"""`matcher sweep`: the best candidates of every patent and need, as one table."""

# ruff: noqa: ARG001, PLR0917 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from api.cli.options import SEEN_BY, DataDir, Json, Lang, RecordKind, SeenBy, given_path
from api.cli.progress import Report, progress
from api.cli.terminal import answer, asked_json, language, note, say, words
from corpus.passages import Kind
from corpus.problems import Invalid
from matcher.tracks import Track

if TYPE_CHECKING:
    from api.exporting import Form
    from api.matching.sweeping import CandidateSweep, Told

STANDARD_OUTPUT = "-"


class Asking(StrEnum):
    PATENTS = "patents"
    NEEDS = "needs"
    BOTH = "both"


class FormAsked(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
    JSONL = "jsonl"


KINDS: dict[Asking, tuple[Kind, ...]] = {
    Asking.PATENTS: ("patents",),
    Asking.NEEDS: ("needs",),
    Asking.BOTH: ("patents", "needs"),
}


def add_to(app: typer.Typer) -> None:
    app.command("sweep")(sweep)


def sweep(
    asking: Annotated[Asking, typer.Option("--from", help="Whose candidates.")] = Asking.BOTH,
    to: Annotated[RecordKind, typer.Option("--to", help="What to look for.")] = RecordKind.COMPANIES,
    top: Annotated[int, typer.Option("--top", help="How many of each, 1 to 50.")] = 5,
    form: Annotated[
        FormAsked | None, typer.Option("--format", help="Else what the file's name ends in, else csv.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", parser=given_path, metavar="PATH", help="Else candidates.FORMAT here; `-` writes it out."
        ),
    ] = None,
    track: Annotated[
        Track | None, typer.Option("--where-track", help="Only on this track, of the best 50 of each.")
    ] = None,
    programme: Annotated[
        str | None, typer.Option("--programme", help="Only eligible under this one, of the best 50 of each.")
    ] = None,
    seen_by: Annotated[SeenBy, typer.Option("--as", help="Whose view: what they may know of.")] = SeenBy.OFFICIAL,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Find the best candidates of every patent and need in one pass, judged, as a table.

    Texts are encoded once: what a sweep had to encode the next one finds.
    """
    # Database, index and model cost seconds to import: not for `--help`.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`
    from api.exporting import check_rows, write_table  # noqa: PLC0415 - heavy, and not for `--help`
    from api.matching.candidates import cells, columns  # noqa: PLC0415 - heavy, and not for `--help`
    from api.matching.sweeping import SweepRequest, sweeping  # noqa: PLC0415 - heavy, and not for `--help`
    from api.reading import reader_of  # noqa: PLC0415 - heavy, and not for `--help`

    request = SweepRequest(KINDS[asking], to.value, top, track, programme)
    wanted, path = _target(form, out)
    started = time.monotonic()
    with opened(data_dir) as service:
        caller = SEEN_BY[seen_by]
        reader = reader_of(service, language(), caller)
        with sweeping(service, request, caller) as swept, progress("records") as report:
            check_rows(wanted, swept.total * top)
            with _opened(path) as stream:
                lines = swept.lines(_telling(report, swept.total))
                count = write_table(stream, wanted, columns(reader), (cells(line, reader) for line in lines))
    _conclude(swept, wanted, path, count, time.monotonic() - started)


def _telling(report: Report, total: int) -> Told:
    told = words()

    def tell(asked: int, encoded: int) -> None:
        detail = told("%(count)s texts encoded", count=f"{encoded:,}") if encoded else ""
        report(told("sweep"), asked, total, detail)

    tell(0, 0)
    return tell


def _conclude(swept: CandidateSweep, form: Form, path: Path | None, rows: int, seconds: float) -> None:
    """Where the table is, and what it was made from; beside the table itself where that is the answer."""
    counts = {"asked": f"{swept.asked:,}", "rows": f"{rows:,}", "seconds": f"{seconds:,.0f}"}
    said = words()("%(asked)s records asked, %(rows)s candidates, %(seconds)s s", **counts)
    if path is None:
        note(said)
        return
    document = {"path": str(path), "format": form.value, "asked": swept.asked, "rows": rows, "encoded": swept.encoded}
    answer({**document, "seconds": round(seconds, 1), **asdict(swept.stamp)})
    say(f"{said}\n{path}")


def _target(form: FormAsked | None, out: Path | None) -> tuple[Form, Path | None]:
    """The form, and the file; None is standard output. Raises Invalid `bad_option` for what does not fit."""
    # As above.
    from api.exporting import Form, form_of  # noqa: PLC0415 - heavy, and not for `--help`

    plain = out is not None and str(out) == STANDARD_OUTPUT
    wanted = Form(form.value) if form else (form_of(out) if out else None) or Form.CSV
    if not plain:
        return wanted, out or Path(f"candidates.{wanted}")
    if wanted is Form.XLSX or asked_json.get():
        raise Invalid.because("bad_option", "--out", STANDARD_OUTPUT, expected="a file")
    return wanted, None


@contextmanager
def _opened(path: Path | None) -> Iterator[IO[bytes]]:
    """What may hold restricted records is its owner's alone to read."""
    # As above.
    from api.exporting import written_aside  # noqa: PLC0415 - heavy, and not for `--help`

    if path is None:
        yield sys.stdout.buffer
        return
    with written_aside(path, private=True) as stream:
        yield stream
