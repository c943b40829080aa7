"""`matcher diff`: which matches moved between two kept generations, and why."""

# ruff: noqa: ARG001, PLR0917 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.options import DataDir, Json, Lang
from api.cli.terminal import answer, say, words
from corpus.disclosure import Tier
from corpus.passages import Kind

if TYPE_CHECKING:
    from api.language import Words
    from api.matching.differing import Difference, Moved

SHOWN = 20
"""Records of which the moves are printed; JSON has those of all."""
RULE_CHANGED = "rule-changed"
OUTSIDE = "–"


def add_to(app: typer.Typer) -> None:
    app.command("diff")(diff)


def diff(
    before: Annotated[str, typer.Argument(metavar="GENERATION", help="The earlier one, see “matcher index status”.")],
    after: Annotated[str, typer.Argument(metavar="GENERATION", help="The later one.")],
    tier: Annotated[Tier, typer.Option("--tier", help="Whose index.")] = Tier.PUBLIC,
    patent: Annotated[list[str] | None, typer.Option("--patent", help="Whose matches; may be repeated.")] = None,
    need: Annotated[list[str] | None, typer.Option("--need", help="Likewise.")] = None,
    company: Annotated[list[str] | None, typer.Option("--company", help="Likewise.")] = None,
    sample: Annotated[int, typer.Option("--sample", help="Else of how many patents and needs.")] = 200,
    top: Annotated[int, typer.Option("--top", help="How many ranks are compared, 1 to 50.")] = 10,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Show which matches moved between two kept generations, and why."""
    # Database and index cost seconds to import: not for `--help`.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`
    from api.matching.differing import DiffRequest, difference  # noqa: PLC0415 - heavy, and not for `--help`

    given: dict[Kind, list[str] | None] = {"patents": patent, "needs": need, "companies": company}
    ids = {kind: each for kind, each in given.items() if each}
    request = DiffRequest(before, after, tier, ids, sample, top)
    with opened(data_dir) as service:
        found = difference(service, request)
    counts = _counts(found)
    turns = [{**asdict(each), "because": RULE_CHANGED} for each in found.turns]
    answer({**asdict(found), "moves": [_document(each) for each in found.moves], "turns": turns, "counts": counts})
    _tell(found, counts)


def _counts(found: Difference) -> dict[str, int]:
    """Moves by cause, the most frequent first, and verdicts that the rules turned."""
    causes = Counter(each.move.because.value for each in found.moves)
    causes.update({RULE_CHANGED: len(found.turns)} if found.turns else {})
    return dict(causes.most_common())


def _document(each: Moved) -> dict[str, object]:
    move = each.move
    return {
        "asking": {"kind": each.asking_kind, "id": move.asking_id, "title": each.asking_title},
        "candidate": {"kind": each.kind, "id": move.candidate_id, "title": each.title},
        "from_rank": move.from_rank,
        "to_rank": move.to_rank,
        "because": move.because.value,
    }


def _tell(found: Difference, counts: dict[str, int]) -> None:
    told = words()
    for side in (found.before, found.after):
        say(f"{side.generation}  {side.created[:16]}  {side.model}  {told('rules')} {side.rules}")
    said = ", ".join(f"{_why(because, told)} {count:,}" for because, count in counts.items())
    total = told("%(asked)s records asked, %(moves)s moves", asked=f"{found.asked:,}", moves=f"{len(found.moves):,}")
    say(f"{total}: {said}" if said else total)
    asking = groupby(found.moves, key=lambda each: (each.asking_kind, each.move.asking_id, each.asking_title))
    groups = [(key, list(moves)) for key, moves in asking]
    for (_, asking_id, title), moves in groups[:SHOWN]:
        say(f"\n{asking_id}  {title or ''}".rstrip())
        for each in moves:
            move = each.move
            ranks = f"{move.from_rank or OUTSIDE:>4} → {move.to_rank or OUTSIDE:<4}"
            name = f"{move.candidate_id}  {each.title}" if each.title else move.candidate_id
            say(f"{ranks} {name}  ({_why(move.because.value, told)})")
    if len(groups) > SHOWN:
        say("\n" + told("and %(count)s more", count=f"{len(groups) - SHOWN:,}"))
    for turn in found.turns[:SHOWN]:
        outcomes = " → ".join(told(each.value) if each else OUTSIDE for each in (turn.before, turn.after))
        say(f"{turn.asking_id} · {turn.candidate_id}  {turn.programme}: {outcomes}  ({_why(RULE_CHANGED, told)})")


def _why(because: str, told: Words) -> str:
    return {
        "added": told("newly searchable"),
        "withdrawn": told("no longer there"),
        "profile-changed": told("the company's profile changed"),
        "text-changed": told("the text changed"),
        "model-changed": told("the model or text analysis changed"),
        "neighbours": told("others moved"),
        RULE_CHANGED: told("the rules changed"),
    }.get(because, because)
