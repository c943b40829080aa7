"""`matcher match`: one question, answered with its evidence."""

# ruff: noqa: ARG001, PLR0917 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

import json
import re
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.options import SEEN_BY, DataDir, Json, Lang, RecordKind, SeenBy
from api.cli.terminal import answer, asked_json, language, say, words
from corpus.problems import Invalid
from matcher.programmes.verdicts import Outcome
from matcher.tracks import Track

if TYPE_CHECKING:
    from api.language import Words
    from api.matching.questions import Repeated
    from api.schemas.matches import Answer, Match

WIDTH = 110
PAIRS = 2
MARKS = {Outcome.ELIGIBLE: "●", Outcome.UNKNOWN: "◐", Outcome.INELIGIBLE: "○"}
NO_TEXT = re.compile("[\ud800-\udfff]")
"""Bytes of the command line that are no UTF-8 arrive as halves of surrogate pairs."""
TRY = (
    "Name the technology, its function or its material in a sentence or two, in the field's words; look among another"
    " kind of record; take filters off."
)
LONGEST_READ = 1_000_000
"""Characters; a query takes far fewer, and says so."""


def add_to(app: typer.Typer) -> None:
    app.command("match")(match)


def match(
    patent: Annotated[str | None, typer.Option("--patent", help="Id of a patent on record.")] = None,
    company: Annotated[str | None, typer.Option("--company", help="Id of a company on record.")] = None,
    need: Annotated[str | None, typer.Option("--need", help="Id of a need on record.")] = None,
    text: Annotated[
        str | None, typer.Option("--text", help="Plain words, Korean or English; `-` reads them in.")
    ] = None,
    to: Annotated[RecordKind | None, typer.Option("--to", help="What to look for.")] = None,
    top: Annotated[int, typer.Option("--top", help="How many, 1 to 100.")] = 10,
    filters: Annotated[
        list[str] | None, typer.Option("--filter", metavar="NAME=VALUE", help="Such as country=KR; may be repeated.")
    ] = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", help="Area or material; may be repeated.")] = None,
    track: Annotated[Track | None, typer.Option("--track", help="The track that a transfer must run on.")] = None,
    programme: Annotated[str | None, typer.Option("--programme", help="The programme it must fall under.")] = None,
    outcome: Annotated[Outcome | None, typer.Option("--outcome", help="Its verdict; else eligible.")] = None,
    sme_share: Annotated[float | None, typer.Option("--sme-share", min=0, max=1, help="Least share of SMEs.")] = None,
    per_firm: Annotated[int | None, typer.Option("--per-firm", min=1, help="Most candidates of one owner.")] = None,
    facets: Annotated[bool, typer.Option("--facets", help="Count how the scored candidates are spread.")] = False,
    repeat: Annotated[Path | None, typer.Option("--repeat", help="Ask again from a receipt (a file of JSON).")] = None,
    seen_by: Annotated[SeenBy, typer.Option("--as", help="Whose view: what they may know of.")] = SeenBy.OFFICIAL,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Find companies, patents or needs for a patent, a company, a need or plain words (exactly one of them)."""
    # Database, index and model cost seconds to import: not for `--help`.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`
    from api.matching.questions import Question, match_request, repeated_request  # noqa: PLC0415 - heavy, and not for `--help`
    from api.reading import reader_of  # noqa: PLC0415 - heavy, and not for `--help`
    from api.schemas.matches import Answer as AnswerDocument  # noqa: PLC0415 - heavy, and not for `--help`

    question = Question(
        patent=patent,
        company=company,
        need=need,
        text=_text_read() if text == "-" else text,
        to=to.value if to else None,
        top=top,
        filters=_filters(filters or []),
        tag=tag or (),
        track=track,
        programme=programme,
        outcome=outcome,
        sme_share=sme_share,
        per_firm=per_firm,
        facets=facets,
    )
    for name, value in {"--patent": patent, "--company": company, "--need": need, "--text": question.text}.items():
        if value is not None and not value.isprintable() and NO_TEXT.search(value):
            raise Invalid.because("bad_option", name, value.encode(errors="replace").decode(), expected="text in UTF-8")
    request = match_request(question) if repeat is None else repeated_request(_receipt(repeat), question.text)
    with opened(data_dir) as service:
        caller = SEEN_BY[seen_by]
        found = service.match(request, caller)
        shown = AnswerDocument.of(found, reader_of(service, language(), caller))
    if asked_json.get():
        answer(shown.model_dump(mode="json"))
    else:
        tell(shown, found.milliseconds)


def _text_read() -> str:
    try:
        return sys.stdin.read(LONGEST_READ)
    except UnicodeDecodeError:
        raise Invalid.because("bad_option", "--text", "-", expected="text in UTF-8") from None


def _filters(given: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in given:
        name, separator, value = each.partition("=")
        if not separator or not name.strip():
            raise Invalid.because("bad_option", "--filter", each, expected="NAME=VALUE")
        found.setdefault(name.strip(), []).append(value.strip())
    return found


def _receipt(path: Path) -> Repeated:
    """From a file that holds a receipt, a match with its receipt, or an answer with matches."""
    # As in `match`.
    from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415 - heavy, and not for `--help`

    from api.matching.questions import Repeated  # noqa: PLC0415 - heavy, and not for `--help`

    try:
        found = json.loads(path.read_bytes()[:LONGEST_READ])
        for step in ("matches", 0, "receipt"):
            inside = isinstance(found, list) if step == 0 else isinstance(found, dict) and step in found
            found = found[step] if inside else found
        return TypeAdapter(Repeated).validate_python({name: found.get(name) for name in Repeated.__slots__})
    except (ValueError, ValidationError, AttributeError, IndexError, OSError):
        raise Invalid.because("bad_receipt", "--repeat", path.name) from None


def tell(found: Answer, milliseconds: float) -> None:
    """Prints the answer for people."""
    told = words()
    say(f"{_short(found.query.title or ' '.join(found.query.elements), WIDTH)}  →  {told(found.to.capitalize())}")
    if not found.matches:
        say(told("Nothing matches."))
    elif not found.credible:
        _tell_doubt(told)
    for each in found.matches:
        _tell_match(each, told)
    for facet in found.facets:
        counts = ", ".join(f"{count.value} {count.count}" for count in facet.counts[:8])
        say(_wrapped(f"{facet.name}: {counts}"))
    if found.arrangement and found.arrangement.shortfall:
        say(
            told("%(count)s small companies fewer than asked for: there are no more", count=found.arrangement.shortfall)
        )
    waiting = told("%(count)s written records wait for the next rebuild", count=found.pending) if found.pending else ""
    inexact = "" if found.exact else told("records have changed since that answer")
    say(" · ".join(part for part in (f"{milliseconds:.0f} ms", found.generation, waiting, inexact) if part))


def _tell_doubt(told: Words) -> None:
    """That nothing credible was found, and what to try; the nearest records follow."""
    say(told("No credible match: no record is near enough to what was asked to count as one."))
    say(_wrapped(told(TRY)))
    say(told("The nearest records all the same, all of them weak:"))


def _tell_match(each: Match, told: Words) -> None:
    record = each.record
    title = (
        f"{record.title} ({record.title_en})" if record.title_en and record.title_en != record.title else record.title
    )
    body = record.owner or record.organisation
    owner = ", ".join(part for part in (body if body != record.title else "", record.region, record.country) if part)
    mark = f" [{told('fictional')}]" if record.fictional else ""
    say(f"\n{each.rank:>3}  {each.score:.2f}  {_short(title, WIDTH)}{mark}")
    say(f"           {each.id}{f' · {owner}' if owner else ''}")
    _tell_judgement(each, told)
    if each.evidence is None:
        return
    for pair in each.evidence.pairs[:PAIRS]:
        shared = f" [{', '.join(pair.terms)}]" if pair.terms else ""
        say(_wrapped(f"? {_short(pair.element_text, 160)}"))
        say(_wrapped(f"= {_short(pair.passage, 240)} ({pair.similarity:.2f}){shared}"))
    if each.evidence.uncovered:
        say(_wrapped(f"{told('Not covered')}: {'; '.join(_short(part, 80) for part in each.evidence.uncovered)}"))


def _tell_judgement(each: Match, told: Words) -> None:
    """Tracks, areas and programmes, each in a line; a circle is full, half or empty: eligible, unknown, ineligible."""
    judged = each.judgement
    tracks = ", ".join(track.name for track in judged.tracks.found) or judged.tracks.reason
    labels = ", ".join(label.name for label in judged.labels or ())
    say(_wrapped(f"{told('Track')}: {tracks}" + (f" · {labels}" if labels else "")))
    verdicts = [f"{MARKS[verdict.outcome]} {verdict.name}" for verdict in judged.programmes if verdict.outcome]
    if verdicts:
        say(_wrapped("  ".join(verdicts)))
    if judged.bridge and judged.bridge.gap:
        say(_wrapped(told("%(count)s readiness levels below what is required", count=judged.bridge.gap)))
    if judged.disclosure and judged.disclosure.tier != "public":
        say(_wrapped(f"{told('Tier')}: {told(judged.disclosure.tier.value)}"))


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=" " * 11, subsequent_indent=" " * 13)


def _short(text: str, length: int) -> str:
    return textwrap.shorten(text, length, placeholder=" …") if " " in text else text[:length]
