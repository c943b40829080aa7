"""`matcher programmes`: what each programme is, and its form, edited as a file."""

# ruff: noqa: ARG001 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.options import DataDir, Json, Lang
from api.cli.terminal import answer, language, say, words

if TYPE_CHECKING:
    from api.schemas.programmes import FigureRecord, ProgrammeRecord, TaggedRecord

app = typer.Typer(rich_markup_mode=None, help="Show and edit the programmes; without a command list them.")

Id = Annotated[str, typer.Argument(metavar="ID", help="Such as civmil-cooperation.")]
FormId = Annotated[
    str, typer.Argument(metavar="ID", help="Such as civmil-cooperation, or facet-areas and facet-materials for lists.")
]
Version = Annotated[int | None, typer.Option("--version", min=1, help="A version; else the one in force.")]


def add_to(parent: typer.Typer) -> None:
    parent.add_typer(app, name="programmes")


@app.callback(invoke_without_command=True)
def programmes(context: typer.Context, data_dir: DataDir = None, as_json: Json = False, lang: Lang = None) -> None:
    """List all programmes with money, figures, what is unknown, and sources."""
    if context.invoked_subcommand:
        if data_dir is not None:
            raise typer.BadParameter("write --data-dir after the command")
        return
    # Database and catalogue cost a second to import: not for `--help`.
    from api.cli.service import opened, operator  # noqa: PLC0415 - heavy, and not for `--help`
    from api.programmes.reading import ProgrammeView  # noqa: PLC0415 - heavy, and not for `--help`

    caller = operator()
    with opened(data_dir) as service, service.reading(caller) as store:
        found = ProgrammeView.of(service, store, caller, language()).programmes()
    answer(found.model_dump(mode="json"))
    for each in found.items:
        _say_head(each)
        _say_money_and_figures(each)
        if each.tagged:
            say(f"  {words()('tagged records')}: {', '.join(map(_tagged, each.tagged))}")
        _say_unknowns_and_source(each)
        say()


@app.command()
def show(
    programme_id: Id, version: Version = None, data_dir: DataDir = None, as_json: Json = False, lang: Lang = None
) -> None:
    """Show one programme in full, as it is or as a version had it."""
    # As above.
    from api.cli.service import opened, operator  # noqa: PLC0415 - heavy, and not for `--help`
    from api.programmes.reading import ProgrammeView  # noqa: PLC0415 - heavy, and not for `--help`

    caller = operator()
    with opened(data_dir) as service, service.reading(caller) as store:
        found = ProgrammeView.of(service, store, caller, language()).programme(programme_id, version)
    answer(found.model_dump(mode="json"))
    told = words()
    _say_head(found)
    say(f"  {found.summary}")
    _say_money_and_figures(found)
    for total in found.booked or ():
        say(f"  {told('booked')} {total.year} {total.track or '-'}: {total.amount:,}")
    for tag in found.tagged or ():
        counted = ((told("Patents"), tag.patents), (told("Companies"), tag.companies), (told("Needs"), tag.needs))
        counts = [f"{kind} {told('unknown') if count is None else count}" for kind, count in counted]
        say(f"  {tag.name}: {', '.join(counts)}")
    for criterion in found.criteria:
        asked = f": {criterion.said}" if criterion.said else ""
        say(f"  {told('rule')} {criterion.name}{asked}")
    _say_unknowns_and_source(found)


@app.command()
def export(
    programme_id: FormId, version: Version = None, data_dir: DataDir = None, as_json: Json = False, lang: Lang = None
) -> None:
    """Write a programme's form, in both languages, as TOML or with --json as JSON: what “edit” takes."""
    # As above.
    from api.cli.forms import written_form  # noqa: PLC0415 - heavy, and not for `--help`
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`
    from matcher.programmes.editing import form_of  # noqa: PLC0415 - heavy, and not for `--help`

    with opened(data_dir) as service, service.database.reading() as store:
        form = form_of(store, programme_id, version)
    answer(form)
    say(written_form(form).rstrip("\n"))


@app.command()
def edit(
    programme_id: FormId,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The form, TOML or JSON.", exists=True, dir_okay=False)],
    *,
    remark: Annotated[str, typer.Option("--note", help="What was changed and why; kept in the history.")],
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Put a form in force as the next version. The version in the file is the one that was edited."""
    # As above.
    from api.cli.forms import read_form  # noqa: PLC0415 - heavy, and not for `--help`
    from api.cli.service import opened, operator  # noqa: PLC0415 - heavy, and not for `--help`
    from matcher.programmes.editing import edit_form  # noqa: PLC0415 - heavy, and not for `--help`
    from matcher.tagging import fixed_labels  # noqa: PLC0415 - heavy, and not for `--help`

    form = read_form(path)
    caller = operator()
    with opened(data_dir) as service, service.writing(caller) as store:
        version = edit_form(store, programme_id, form, remark, caller, tagged=fixed_labels())
    answer({"id": programme_id, "version": version})
    say(words()("%(programme)s: version %(version)s is in force", programme=programme_id, version=version))


@app.command()
def history(programme_id: FormId, data_dir: DataDir = None, as_json: Json = False, lang: Lang = None) -> None:
    """List the versions of a programme or list, the latest first."""
    # As above.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`
    from matcher.programmes.editing import changes_of  # noqa: PLC0415 - heavy, and not for `--help`

    with opened(data_dir) as service, service.database.reading() as store:
        changes = changes_of(store, programme_id)
    answer(
        [
            {"version": each.version, "recorded_at": each.recorded_at, "note": each.note, "by": each.actor}
            for each in changes
        ]
    )
    told = words()
    for each in changes:
        when = f"{each.recorded_at:%Y-%m-%d %H:%M}" if each.recorded_at else told("came with the service")
        say(f"{each.version:>4}  {when}  {each.note} {each.actor}".rstrip())


def _say_head(programme: ProgrammeRecord) -> None:
    run_by = ", ".join(each.name for each in programme.run_by)
    say(f"{programme.id}  {programme.name} ({run_by}), v{programme.version}")


def _say_money_and_figures(programme: ProgrammeRecord) -> None:
    told = words()
    for ceiling in programme.ceilings:
        left = ceiling.left_said or told("unknown")
        say(f"  {told('ceiling')} {ceiling.said or told('unknown')}; {told('left')} {left}")
    for figure in programme.figures:
        say(f"  {_figure(figure)}: {figure.said or told('unknown')}")
    for count in programme.counts or ():
        say(f"  {count.name}: {count.said or told('unknown')}")


def _tagged(tag: TaggedRecord) -> str:
    """A member with how many records of all kinds have it."""
    counts = [count for count in (tag.patents, tag.companies, tag.needs) if count is not None]
    return f"{tag.name} {sum(counts):,}" if counts else f"{tag.name} –"


def _figure(figure: FigureRecord) -> str:
    return f"{figure.name} ({figure.year})" if figure.year else figure.name


def _say_unknowns_and_source(programme: ProgrammeRecord) -> None:
    told = words()
    if programme.unknowns:
        say(f"  {told('unknown')}: {', '.join(programme.unknowns)}")
    day = f" ({programme.source_date})" if programme.source_date else ""
    say(f"  {told('source')}: {programme.source}{day}")
