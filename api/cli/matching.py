"""`matcher match`: one question, answered with its evidence."""

# ruff: noqa: ARG001, PLR0917 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

import re
import sys
import textwrap
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.options import DataDir, Json, Lang, RecordKind
from api.cli.terminal import answer, asked_json, say, words
from corpus.problems import Invalid

if TYPE_CHECKING:
    from api.language import Words
    from matcher.match import Answer, Match

WIDTH = 110
PAIRS = 2
NO_TEXT = re.compile("[\ud800-\udfff]")
"""Bytes of the command line that are no UTF-8 arrive as halves of surrogate pairs."""
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
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Find companies, patents or needs for a patent, a company, a need or plain words (exactly one of them)."""
    # Database, index and model cost seconds to import: not for `--help`.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`
    from api.questions import Question, match_request  # noqa: PLC0415 - heavy, and not for `--help`
    from api.schemas.matches import Answer as AnswerDocument  # noqa: PLC0415 - heavy, and not for `--help`

    question = Question(
        patent=patent,
        company=company,
        need=need,
        text=_text_read() if text == "-" else text,
        to=to.value if to else None,
        top=top,
        filters=_filters(filters or []),
    )
    for name, value in {"--patent": patent, "--company": company, "--need": need, "--text": question.text}.items():
        if value is not None and not value.isprintable() and NO_TEXT.search(value):
            raise Invalid.because("bad_option", name, value.encode(errors="replace").decode(), expected="text in UTF-8")
    request = match_request(question)
    with opened(data_dir) as service:
        found = service.matchmaker.match(request)
    if asked_json.get():
        answer(AnswerDocument.model_validate(found).model_dump(mode="json"))
    else:
        tell(found)


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


def tell(found: Answer) -> None:
    """Prints the answer for people."""
    told = words()
    asked = found.query.title or found.query.text
    say(f"{_short(asked, WIDTH)}  →  {told(found.to.capitalize())}")
    if not found.matches:
        say(told("Nothing matches."))
    for each in found.matches:
        _tell_match(each, told)
    waiting = told("%(count)s written records wait for the next rebuild", count=found.pending) if found.pending else ""
    say(" · ".join(part for part in (f"{found.milliseconds:.0f} ms", found.generation, waiting) if part))


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
    if each.evidence is None:
        return
    for pair in each.evidence.pairs[:PAIRS]:
        shared = f" [{', '.join(pair.terms)}]" if pair.terms else ""
        say(_wrapped(f"? {_short(pair.element_text, 160)}"))
        say(_wrapped(f"= {_short(pair.passage, 240)} ({pair.similarity:.2f}){shared}"))
    if each.evidence.uncovered:
        say(_wrapped(f"{told('Not covered')}: {'; '.join(_short(part, 80) for part in each.evidence.uncovered)}"))


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=" " * 11, subsequent_indent=" " * 13)


def _short(text: str, length: int) -> str:
    return textwrap.shorten(text, length, placeholder=" …") if " " in text else text[:length]
