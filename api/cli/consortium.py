"""`matcher consortium`: who together covers what no single company does."""

# ruff: noqa: ARG001, PLR0917 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.options import SEEN_BY, DataDir, Json, Lang, SeenBy
from api.cli.terminal import answer, asked_json, language, say, words

if TYPE_CHECKING:
    from api.schemas.consortia import Consortium, ConsortiumMember

WIDTH = 110
LONGEST = 240


def add_to(app: typer.Typer) -> None:
    app.command("consortium")(consortium)


def consortium(
    patent: Annotated[str | None, typer.Option("--patent", help="Id of a patent on record.")] = None,
    need: Annotated[str | None, typer.Option("--need", help="Id of a need on record.")] = None,
    limit: Annotated[int, typer.Option("--limit", help="How many companies at most, 1 to 12.")] = 4,
    seen_by: Annotated[SeenBy, typer.Option("--as", help="Whose view: what they may know of.")] = SeenBy.OFFICIAL,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Find the smallest set of companies that together covers most of a patent's or need's elements."""
    # Database, index and model cost seconds to import: not for `--help`.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`
    from api.matching.consortia import PartnersRequest, partners_for  # noqa: PLC0415 - heavy, and not for `--help`
    from api.reading import reader_of  # noqa: PLC0415 - heavy, and not for `--help`
    from api.schemas.consortia import Consortium as Document  # noqa: PLC0415 - heavy, and not for `--help`

    request = PartnersRequest(patent, need, limit)
    with opened(data_dir) as service:
        caller = SEEN_BY[seen_by]
        shown = Document.of(partners_for(service, request, caller), reader_of(service, language(), caller))
    if asked_json.get():
        answer(shown.model_dump(mode="json"))
    else:
        _tell(shown)


def _tell(found: Consortium) -> None:
    told = words()
    say(f"{found.query.title}")
    if not found.members:
        say(told("No company covers any element."))
    elif not found.credible:
        say(told("No credible match: no record is near enough to what was asked to count as one."))
    for each in found.members:
        _tell_member(each)
    if found.uncovered:
        say(f"\n{told('Covered by nobody')}:")
        for element in found.uncovered:
            say(_wrapped(f"? {_short(element)}", 4))
    if found.spin_up:
        say("\n" + told("A joint development (spin-up) is found with a member of the consortium."))


def _tell_member(member: ConsortiumMember) -> None:
    told = words()
    record = member.record
    mark = f" [{told('fictional')}]" if record.fictional else ""
    say(f"\n{member.score:.2f}  {record.title}{mark}  {record.id}")
    tracks = ", ".join(track.name for track in member.tracks.found) or member.tracks.reason
    say(_wrapped(f"{told('Track')}: {tracks}", 4))
    for each in member.covers:
        pair = each.pair
        alone = f" [{told('nobody else')}]" if each.alone else ""
        say(_wrapped(f"? {_short(pair.element_text)}{alone}", 4))
        say(_wrapped(f"= {_short(pair.passage)} ({pair.similarity:.2f})", 4))


def _wrapped(text: str, indent: int) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2))


def _short(text: str) -> str:
    return textwrap.shorten(text, LONGEST, placeholder=" …")
