"""`matcher audit`: what was decided, and whether the log is whole."""

# ruff: noqa: ARG001 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.options import DataDir, Json, Lang
from api.cli.terminal import answer, say, words
from corpus.problems import Conflict, NotFound, Unavailable

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Read and verify the audit log.")


def add_to(parent: typer.Typer) -> None:
    parent.add_typer(app, name="audit")


@app.command()
def verify(
    checkpoint: Annotated[
        Path | None,
        typer.Option("--checkpoint", metavar="FILE", help="A checkpoint taken earlier: the log has to begin with it."),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option("--key", metavar="FILE", help="The public key that signed it; without: this installation's."),
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Read the whole log and find the first event that was changed or is missing."""
    # Database and index cost a second to import: not for `--help`.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`
    from api.operating import checkpoints  # noqa: PLC0415 - as above

    with opened(data_dir) as service:
        if checkpoint is None:
            with service.database.reading() as store:
                state = store.audit.verify()
            if state.broken is not None:
                raise Conflict.because("audit_broken", "seq", state.broken)
        else:
            signer = checkpoints.public_key(key) if key else checkpoints.own_public_key(service.settings)
            signed = checkpoints.read(_content(checkpoint), signer)
            state = checkpoints.compared(service, signed)
    answer({"count": state.count, "last": state.last, "broken": state.broken})
    say(words()("%(count)s events, all sound", count=f"{state.count:,}"))
    if checkpoint is not None:
        said = words()("the first %(count)s are those that were signed", count=f"{signed.extent.count:,}")
        say(f"{said} ({signed.at:%Y-%m-%d %H:%M} UTC)")


@app.command("checkpoint")
def take_checkpoint(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it; keep it off this machine.")],
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Verify the log and write a signed checkpoint of it into a file."""
    # As above.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`
    from api.exporting import written_aside  # noqa: PLC0415 - as above
    from api.operating import checkpoints  # noqa: PLC0415 - as above

    if file.exists():
        raise Conflict.because("checkpoint_there", "FILE", file)
    with opened(data_dir) as service:
        document = checkpoints.taken(service)
    try:
        with written_aside(file) as stream:
            stream.write(checkpoints.as_file(document))
    except OSError as error:
        raise Unavailable.because("checkpoint_not_written", "FILE", file, cause=error.strerror or "") from None
    answer(document)
    say(words()("%(count)s events signed, in %(file)s", count=f"{document['count']:,}", file=file))


@app.command("key")
def show_key(data_dir: DataDir = None, as_json: Json = False, lang: Lang = None) -> None:
    """Print the public key that tells whether a checkpoint is this installation's."""
    # As above.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`
    from api.operating import checkpoints  # noqa: PLC0415 - as above

    with opened(data_dir) as service:
        key = checkpoints.signing_key(service.settings.signing_key).public_key()
    answer({"installation": checkpoints.fingerprint(key), "key": checkpoints.as_pem(key)})
    say(checkpoints.as_pem(key).rstrip())


@app.command("list")
def list_events(
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many at most.")] = 50,
    before: Annotated[int | None, typer.Option("--before", min=1, help="Only events before this number.")] = None,
    action: Annotated[str | None, typer.Option("--action", help="Only this kind of event.")] = None,
    *,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Print events, the latest first."""
    # As above.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`

    with opened(data_dir) as service, service.database.reading() as store:
        rows = store.audit.events(before, limit, action=action)
    answer([row.model_dump(mode="json") for row in rows])
    for row in rows:
        about = "/".join(part for part in (row.kind, row.record_id) if part)
        say(f"{row.seq:>8}  {row.at:%Y-%m-%d %H:%M}  {row.actor:<24} {row.action:<22} {about}")


def _content(path: Path) -> bytes:
    """Raises NotFound `file_not_found`."""
    try:
        with path.open("rb") as stream:
            return stream.read(1_000_000)
    except OSError:
        raise NotFound.because("file_not_found", "--checkpoint", path) from None
