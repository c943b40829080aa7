"""`matcher screening`: scans, what waits for a reviewer, and the reviewer's decisions."""

# ruff: noqa: ARG001 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.options import DataDir, Json, Lang, RecordKind
from api.cli.progress import progress
from api.cli.terminal import answer, asked_json, language, note, say, words
from corpus.disclosure import Tier
from corpus.problems import Invalid, Unauthorised

if TYPE_CHECKING:
    from api.schemas.screening import ScreeningEntry
    from api.service import Service
    from corpus.passages import Kind
    from corpus.roles import Caller

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Scan records, read the queue, decide.")
KIND = Annotated[RecordKind, typer.Argument(metavar="KIND", help="patents, companies or needs.")]
ID = Annotated[str, typer.Argument(metavar="ID", help="Id of the record.")]
ONE_DECISION = "one of --determine, --clear, --block, --reopen, --tier"
TOKEN_VARIABLE = "MATCHER_TOKEN"  # noqa: S105 - the variable's name


class Waiting(StrEnum):
    HINT = "hint"
    STALE = "stale"
    LAPSED = "lapsed"
    READY = "ready"


def add_to(parent: typer.Typer) -> None:
    parent.add_typer(app, name="screening")


@app.command()
def scan(
    everything: Annotated[bool, typer.Option("--all", help="Also what was scanned with these lists before.")] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Look for the control lists' phrases in records that were not scanned yet. The worker does so too."""
    # Database and index cost a second to import: not for `--help`.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`
    from api.screening.scanning import Screener  # noqa: PLC0415 - heavy, and not for `--help`

    with opened(data_dir) as service, progress("records") as report:
        service.catch_up()
        screener = Screener(service)

        def told_to(kind: Kind, count: int) -> None:
            report(words()(kind.capitalize()), count, None)

        done = screener.scan_all(told_to) if everything else screener.scan_waiting(told=told_to)
    answer(asdict(done))
    counted = {"scanned": f"{done.scanned:,}", "hinted": f"{done.hinted:,}", "changed": f"{done.changed:,}"}
    say(words()("%(scanned)s records scanned, %(hinted)s with a hint, %(changed)s stand elsewhere now", **counted))


@app.command()
def queue(
    attention: Annotated[Waiting | None, typer.Option("--attention", help="Only what waits for this reason.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1_000, help="How many at most.")] = 50,
    after: Annotated[str | None, typer.Option("--after", help="Where the last page ended.")] = None,
    *,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Print the records that wait for a reviewer, each with its hints."""
    # As above.
    from api.cli.service import opened, operator  # noqa: PLC0415 - heavy, and not for `--help`
    from api.screening.queue import queue as waiting  # noqa: PLC0415 - heavy, and not for `--help`
    from api.screening.scanning import Screener  # noqa: PLC0415 - heavy, and not for `--help`
    from corpus.store.standing import Attention, Sought  # noqa: PLC0415 - heavy, and not for `--help`

    reason = Attention(attention.value) if attention else None
    with opened(data_dir) as service, service.reading(operator()) as store:
        found = waiting(Screener(service), store, language(), sought=Sought(reason), after=after, limit=limit)
    answer(found.model_dump(mode="json"))
    for entry in found.items:
        _say_entry(entry)
    if found.items:
        note(found.notice)
    else:
        say(words()("nothing waits for a reviewer"))
    if found.next:
        note(f"--after {found.next}")


@app.command()
def show(kind: KIND, record_id: ID, data_dir: DataDir = None, as_json: Json = False, lang: Lang = None) -> None:
    """Print where a record stands, its hints, and what was decided on it."""
    # As above.
    from api.cli.service import opened, operator  # noqa: PLC0415 - heavy, and not for `--help`
    from api.screening.queue import screening_record  # noqa: PLC0415 - heavy, and not for `--help`
    from api.screening.scanning import Screener  # noqa: PLC0415 - heavy, and not for `--help`

    with opened(data_dir) as service, service.reading(operator()) as store:
        record = screening_record(Screener(service), store, kind.value, record_id, language())
    answer(record.model_dump(mode="json"))
    _say_entry(record)
    told = words()
    if not record.scanned:
        note(told("the present text was not scanned yet; “matcher screening scan” does so"))
    for each in record.decisions:
        say(f"  {each.decided_at:%Y-%m-%d %H:%M} {each.actor}: {each.action}  {each.reason}")
    say(f"  {told('stamp')} {record.stamp}")
    if record.hints:
        note(record.notice)


@app.command()
def decide(
    kind: KIND,
    record_id: ID,
    determine: Annotated[bool, typer.Option("--determine", help="Register the authority's determination.")] = False,
    reference: Annotated[str | None, typer.Option("--reference", help="The authority's document.")] = None,
    expires: Annotated[
        datetime | None, typer.Option("--expires", formats=["%Y-%m-%d"], help="The last day that it is valid on.")
    ] = None,
    *,
    clear: Annotated[str | None, typer.Option("--clear", metavar="REASON", help="Reviewed, no objection.")] = None,
    block: Annotated[str | None, typer.Option("--block", metavar="REASON", help="For officials only.")] = None,
    reopen: Annotated[str | None, typer.Option("--reopen", metavar="REASON", help="Take a decision back.")] = None,
    tier: Annotated[Tier | None, typer.Option("--tier", help="Who may know of the record.")] = None,
    stamp: Annotated[
        str | None, typer.Option("--stamp", help="As “show” printed it: refused where the record changed since.")
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Decide on a record, as a security reviewer: with the token in MATCHER_TOKEN, or asked for."""
    # As above.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`
    from api.schemas.screening import DecisionInput, DecisionKind  # noqa: PLC0415 - heavy, and not for `--help`
    from api.screening.queue import decide as take  # noqa: PLC0415 - heavy, and not for `--help`
    from api.screening.scanning import Screener  # noqa: PLC0415 - heavy, and not for `--help`

    reasons = {DecisionKind.CLEAR: clear, DecisionKind.BLOCK: block, DecisionKind.REOPEN: reopen}
    asked = [each for each, reason in reasons.items() if reason is not None]
    asked += [DecisionKind.DETERMINE] if determine else []
    asked += [DecisionKind.TIER] if tier is not None else []
    if len(asked) != 1:
        raise Invalid.because("bad_option", "--determine", len(asked), expected=ONE_DECISION)
    wanted = DecisionInput.model_validate(
        {
            "decision": asked[0],
            "reference": reference,
            "expires_on": expires.date() if expires else None,
            "reason": reasons.get(asked[0]),
            "tier": tier.value if tier else None,
            "stamp": stamp,
        }
    )
    with opened(data_dir) as service:
        done = take(Screener(service), _reviewer(service), kind.value, record_id, wanted, language=language())
    answer(done.model_dump(mode="json"))
    say(f"{record_id}: {done.state.control_label}, {done.state.tier_label}")
    for caution in done.cautions:
        note(f"{caution.reason}\n→ {caution.mend}")


def _reviewer(service: Service) -> Caller:
    """Raises Unauthorised, Forbidden for a token that is not a reviewer's."""
    # As above.
    from api.accounts.authentication import checked, holder_of  # noqa: PLC0415 - heavy, and not for `--help`
    from corpus.roles import Right  # noqa: PLC0415 - heavy, and not for `--help`

    kept = service.settings.token
    token = kept.get_secret_value() if kept else ""
    if not token and sys.stdin.isatty() and not asked_json.get():
        token = typer.prompt(words()("API token of the reviewer"), hide_input=True, err=True).strip()
    if not token:
        raise Unauthorised.because("reviewer_token_needed", variable=TOKEN_VARIABLE)
    return checked(holder_of(service, token), Right.DECIDE_DISCLOSURE)


def _say_entry(entry: ScreeningEntry) -> None:
    state = entry.state
    parts = [state.control_label, state.tier_label, *state.flags, state.reference or "", str(state.expires_on or "")]
    say(f"{entry.kind}/{entry.id}  {entry.title}")
    say(f"  {' · '.join(part for part in parts if part)}")
    for hint in entry.hints:
        say(f"  “{hint.phrase}” {hint.code} ({hint.list_id} {hint.list_version}): {hint.sentence}")
