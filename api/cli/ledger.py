"""`matcher ledger`, `figures` and `followups`: what is booked on programmes, entered by hand, or follows a case."""

# ruff: noqa: ARG001 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from api.cli.options import DataDir, Json, Lang
from api.cli.terminal import answer, language, say, words

ledger = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Book money of concluded cases.")
figures = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Enter figures by hand, with their source.")
followups = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Add steps that follow a concluded case.")

Programme = Annotated[str, typer.Argument(metavar="PROGRAMME", help="Such as civmil-cooperation.")]
OfProgramme = Annotated[str | None, typer.Option("--programme", help="Of one programme only.")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=1_000, help="How many at most.")]
Case = Annotated[str, typer.Option("--case", help="The case's reference.")]
DAY = ["%Y-%m-%d"]
STAGES = {"education": "education", "joint-training": "joint training", "trial-run": "trial run"}


def add_to(parent: typer.Typer) -> None:
    parent.add_typer(ledger, name="ledger")
    parent.add_typer(figures, name="figures")
    parent.add_typer(followups, name="followups")


@ledger.command("book")
def book_money(
    programme_id: Programme,
    *,
    amount: Annotated[int, typer.Option("--amount", help="In won.")],
    year: Annotated[int, typer.Option("--year", help="Of the commitment.")],
    case: Case,
    track: Annotated[str | None, typer.Option("--track", help="spin-off, spin-on or spin-up.")] = None,
    jobs_expected: Annotated[int | None, typer.Option("--jobs-expected", help="Of this case.")] = None,
    jobs_reached: Annotated[int | None, typer.Option("--jobs-reached", help="Of this case.")] = None,
    remark: Annotated[str, typer.Option("--note", help="Kept with the entry.")] = "",
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Book money on a programme. Refused where it would pass a ceiling that is known exactly."""
    # Database and catalogue cost a second to import: not for `--help`.
    from api.cli.service import opened, operator  # noqa: PLC0415 - heavy, and not for `--help`
    from matcher.programmes.booking import Booking, book  # noqa: PLC0415 - heavy, and not for `--help`

    booking = Booking(year, amount, case, track, jobs_expected, jobs_reached, remark)
    caller = operator()
    with opened(data_dir) as service, service.writing(caller) as store:
        number = book(store, programme_id, booking, caller)
    answer({"id": number})
    say(words()("entry %(number)s is booked", number=number))


@ledger.command("void")
def void_entry(
    entry_id: Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="Of the entry.")],
    reason: Annotated[str, typer.Option("--reason", help="Why; kept with the voiding entry.")],
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Take an entry out of the totals, by an entry of its own; both stay on record."""
    # As above.
    from api.cli.service import opened, operator  # noqa: PLC0415 - heavy, and not for `--help`

    caller = operator()
    with opened(data_dir) as service, service.writing(caller) as store:
        number = store.ledger.void(entry_id, reason, caller)
    answer({"id": number})
    say(words()("entry %(entry)s is voided by entry %(number)s", entry=entry_id, number=number))


@ledger.command("list")
def list_entries(
    programme_id: OfProgramme = None,
    limit: Limit = 100,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """List entries, the latest first, voided and voiding ones too."""
    # As above.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`

    with opened(data_dir) as service, service.database.reading() as store:
        found = store.ledger.entries(programme_id, limit=limit)
    answer([{**each.commitment.model_dump(mode="json"), "voided_by": each.voided_by} for each in found])
    told = words()
    for each in found:
        entry = each.commitment
        state = ""
        if entry.voids:
            state = told("voids %(number)s", number=entry.voids)
        elif each.voided_by:
            state = told("voided by %(number)s", number=each.voided_by)
        line = f"{entry.id:>6}  {entry.programme_id}  {entry.year}  {entry.track or '-'}  {entry.amount:,}"
        say(f"{line}  {entry.case_reference}  {state} {entry.note}".rstrip())


@ledger.command("totals")
def list_totals(
    programme_id: OfProgramme = None, data_dir: DataDir = None, as_json: Json = False, lang: Lang = None
) -> None:
    """Show what stands by programme, track and year; what was voided is left out."""
    # As above.
    from dataclasses import asdict  # noqa: PLC0415 - as the others

    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`
    from api.programmes.won import won  # noqa: PLC0415 - heavy, and not for `--help`

    with opened(data_dir) as service, service.database.reading() as store:
        found = store.ledger.totals(programme_id)
    answer([asdict(each) for each in found])
    told = words()
    for each in found:
        jobs = ", ".join(
            f"{name} {count}"
            for name, count in (
                (told("jobs expected"), each.jobs_expected),
                (told("jobs reached"), each.jobs_reached),
            )
            if count is not None
        )
        cases = told("%(count)s cases", count=each.cases)
        line = f"{each.programme_id}  {each.year}  {each.track or '-'}  {won(each.amount, language())}  {cases}"
        say(f"{line}  {jobs}".rstrip())


@figures.command("enter")
def enter_figure(
    programme_id: Programme,
    *,
    name: Annotated[str, typer.Option("--name", help="What is counted.")],
    value: Annotated[float, typer.Option("--value", help="The number.")],
    unit: Annotated[str, typer.Option("--unit", help="Such as won, % or jobs.")],
    source: Annotated[str, typer.Option("--source", help="Where it is from.")],
    year: Annotated[int | None, typer.Option("--year", help="Which it is about.")] = None,
    source_date: Annotated[datetime | None, typer.Option("--source-date", formats=DAY, help="Of the source.")] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Enter a figure. It replaces the one before it of the same name and year; all are kept."""
    # As above.
    from api.cli.service import opened, operator  # noqa: PLC0415 - heavy, and not for `--help`
    from matcher.programmes.in_force import rules_over  # noqa: PLC0415 - heavy, and not for `--help`

    caller = operator()
    day = source_date.date() if source_date else None
    with opened(data_dir) as service, service.writing(caller) as store:
        rules_over(store).catalogue.current(programme_id)
        number = store.ledger.figures.enter(
            programme_id, name, value, unit, caller, source=source, year=year, source_date=day
        )
    answer({"id": number})
    say(words()("figure %(number)s is entered", number=number))


@figures.command("list")
def list_figures(
    programme_id: OfProgramme = None, data_dir: DataDir = None, as_json: Json = False, lang: Lang = None
) -> None:
    """List the figures that count: of each name and year the latest entry."""
    # As above.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`

    with opened(data_dir) as service, service.database.reading() as store:
        found = store.ledger.figures.latest(programme_id)
    answer([each.model_dump(mode="json") for each in found])
    for each in found:
        year = f" ({each.year})" if each.year else ""
        say(f"{each.id:>6}  {each.programme_id}  {each.name}{year}: {each.value:,} {each.unit}  {each.source}")


@followups.command("add")
def add_step(
    programme_id: Programme,
    *,
    case: Case,
    stage: Annotated[str, typer.Option("--stage", help="education, joint-training or trial-run.")],
    held_on: Annotated[datetime, typer.Option("--date", formats=DAY, help="When it was held.")],
    party: Annotated[str, typer.Option("--party", help="With whom.")],
    outcome: Annotated[str, typer.Option("--outcome", help="What came of it.")] = "",
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Add a step after a concluded case."""
    # As above.
    from api.cli.service import opened, operator  # noqa: PLC0415 - heavy, and not for `--help`
    from matcher.programmes.in_force import rules_over  # noqa: PLC0415 - heavy, and not for `--help`

    caller = operator()
    with opened(data_dir) as service, service.writing(caller) as store:
        rules_over(store).catalogue.current(programme_id)
        number = store.ledger.follow_ups.add(
            programme_id, case, stage, caller, held_on=held_on.date(), party=party, outcome=outcome
        )
    answer({"id": number})
    say(words()("step %(number)s is added", number=number))


@followups.command("list")
def list_steps(
    programme_id: OfProgramme = None,
    *,
    case: Annotated[str | None, typer.Option("--case", help="Of one case only.")] = None,
    limit: Limit = 100,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """List steps, the latest entered first."""
    # As above.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`

    with opened(data_dir) as service, service.database.reading() as store:
        found = store.ledger.follow_ups.page(programme_id=programme_id, case_reference=case, limit=limit)
    answer([each.model_dump(mode="json") for each in found])
    told = words()
    for each in found:
        line = f"{each.id:>6}  {each.programme_id}  {each.case_reference}  {each.held_on}"
        say(f"{line}  {told(STAGES[each.stage])}  {each.party}  {each.outcome}".rstrip())
