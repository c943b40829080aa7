"""`matcher demo`: the fictional sample corpus, indexed, a few matches, then the pages."""

# ruff: noqa: ARG001 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.options import DataDir, Lang
from api.cli.progress import progress
from api.cli.terminal import language, say, words
from corpus.problems import NotFound

if TYPE_CHECKING:
    from api.service import Service
    from matcher.screening.desk import ScanCount

LINK_LIFE = timedelta(days=1)
FILES = ("patents", "companies", "needs")
"""In the sample's folder, each with the ending .jsonl."""
MEMBER_OF = "FICT-C-B15"
"""The sample's company that the demo's member is of."""
PEOPLE = ("officer", "reviewer", "administrator", "company")
"""A role each; their accounts are called `demo.` and the role."""


def add_to(app: typer.Typer) -> None:
    app.command("demo")(demo)


def demo(
    port: Annotated[int | None, typer.Option("--port", help="Port of the pages; 0 for any free one.")] = None,
    host: Annotated[str | None, typer.Option("--host", help="Address of the pages.")] = None,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the pages afterwards.")] = True,
    data_dir: DataDir = None,
    lang: Lang = None,
) -> None:
    """Import the sample corpus, build its index, print a few matches, serve the pages. Everything in it is made up."""
    # Database, index and model cost seconds to import: not for `--help`.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`
    from api.production import load  # noqa: PLC0415 - heavy, and not for `--help`

    folder = data_dir or load().data_dir / "demo"
    with opened(folder) as service:
        prepare(service)
        people_at_work(service)
    if serve:
        # As above.
        from api.cli.serving import listen  # noqa: PLC0415 - heavy, and not for `--help`

        given = {"port": port, "host": host, "data_dir": folder}
        say("")
        say(words()("Serving the pages; Ctrl+C ends it."))
        listen(load(**{name: value for name, value in given.items() if value is not None}), greet)


def people_at_work(service: Service) -> None:
    """An account for each role, and work on the officer's desk (again changes nothing)."""
    # As in `demo`.
    from api.cli.sample_work import lay_down  # noqa: PLC0415 - heavy, and not for `--help`
    from api.cli.service import operator  # noqa: PLC0415 - heavy, and not for `--help`
    from corpus.roles import Caller, Role  # noqa: PLC0415 - heavy, and not for `--help`

    with service.database.transaction() as store:
        first = MEMBER_OF if store.companies.get(MEMBER_OF) else store.companies.page(limit=1)[0].id
        for role in map(Role, PEOPLE):
            name = f"demo.{role}"
            if store.accounts.get(name) is None:
                own = first if role is Role.COMPANY else None
                store.accounts.create(name, role, operator(), company_id=own, verified=own is not None)
    opened = lay_down(service, Caller(Role.OFFICER, "demo.officer"), datetime.now(UTC))
    say("")
    say(words()("%(opened)s cases and a registration were made up for the desk", opened=opened))


def greet(service: Service, address: str) -> None:
    """Prints a way in for each role; without one a reader is anybody, and sees what is public."""
    # As in `demo`.
    from urllib.parse import urlencode  # noqa: PLC0415 - heavy, and not for `--help`

    from api.cli.service import operator  # noqa: PLC0415 - heavy, and not for `--help`
    from corpus.records import TokenPurpose  # noqa: PLC0415 - heavy, and not for `--help`

    told = words()
    say(told("Sign in with one of these links; each works once, within a day:"))
    with service.database.transaction() as store:
        for role in PEOPLE:
            name = f"demo.{role}"
            issued = store.accounts.issue(name, TokenPurpose.LINK, operator(), lifetime=LINK_LIFE)
            say(f"  {told(role):<22} {address}/sign-in?{urlencode({'link': issued.token})}")


def _numbers(scanned: ScanCount) -> dict[str, str]:
    return {"scanned": f"{scanned.scanned:,}", "hinted": f"{scanned.hinted:,}"}


def prepare(service: Service) -> None:
    """Imports the sample (again changes nothing), rebuilds (again reuses), and prints matches."""
    # As in `demo`.
    from api.cli.matching import tell  # noqa: PLC0415 - heavy, and not for `--help`
    from api.cli.rebuilding import rebuilt  # noqa: PLC0415 - heavy, and not for `--help`
    from api.cli.service import operator  # noqa: PLC0415 - heavy, and not for `--help`
    from api.imports.importing import import_path  # noqa: PLC0415 - heavy, and not for `--help`
    from api.matching.questions import Question, match_request  # noqa: PLC0415 - heavy, and not for `--help`
    from api.reading import reader_of  # noqa: PLC0415 - heavy, and not for `--help`
    from api.schemas.matches import Answer as AnswerDocument  # noqa: PLC0415 - heavy, and not for `--help`
    from api.screening.scanning import Screener  # noqa: PLC0415 - heavy, and not for `--help`
    from api.service import SAMPLE  # noqa: PLC0415 - heavy, and not for `--help`

    told = words()
    say(told("The sample corpus is fictional: no record in it is a real patent, company or need."))
    for name in FILES:
        path = SAMPLE / f"{name}.jsonl"
        if not path.is_file():
            raise NotFound.because("no_sample", "file", path.name)
        with progress("rows") as report:
            for outcome in import_path(
                service.database, path, on_progress=lambda source, done: report(source.name, done.counts.rows, None)
            ):
                if outcome.refused:
                    raise outcome.refused
                if outcome.report:
                    kept = outcome.report
                    said = told(
                        "%(rows)s records, %(added)s new, %(rejected)s rejected",
                        rows=kept.rows,
                        added=kept.added,
                        rejected=kept.rejected,
                    )
                    say(f"{told(name.capitalize())}: {said}")
    rebuilt(service)
    scanned = Screener(service).scan_all()
    say(told("%(scanned)s records scanned for control lists' phrases, %(hinted)s with a hint", **_numbers(scanned)))
    with service.database.reading() as store:
        patent, need = store.patents.page(limit=2)[-1].id, store.needs.page(limit=1)[0].id
        company = store.companies.page(limit=1)[0].id
    questions = (
        Question(patent=patent, to="companies", top=3),
        Question(need=need, to="companies", top=3),
        Question(company=company, to="patents", top=3),
        Question(text="고온에서 견디는 세라믹 복합재 부품을 만드는 업체", to="companies", top=3),
        Question(text="low-noise infrared detector for unmanned aircraft", to="patents", top=3),
    )
    for question in questions:
        say("")
        found = service.match(match_request(question), operator())
        tell(AnswerDocument.of(found, reader_of(service, language(), operator())), found.milliseconds)
