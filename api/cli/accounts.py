"""`matcher account`: who may sign in, and with what."""

# ruff: noqa: ARG001 - options are parameters, and shared ones act through their callbacks

from __future__ import annotations

import sys
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlencode

import typer

from api.cli.options import DataDir, Json, Lang
from api.cli.terminal import answer, note, say, words

if TYPE_CHECKING:
    from corpus.records import Account
    from corpus.store.tokens import Issued

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Create accounts, give them tokens, shut them out.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the account.")]
PAGE = 500


class AccountRole(StrEnum):
    COMPANY = "company"
    OFFICER = "officer"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


def add_to(parent: typer.Typer) -> None:
    parent.add_typer(app, name="account")


@app.command()
def create(
    name: Name,
    role: Annotated[AccountRole, typer.Option("--role", help="What it may see and do.")],
    company: Annotated[str | None, typer.Option("--company", help="Id of the company that it is of.")] = None,
    verified: Annotated[bool, typer.Option("--verified", help="The company was verified.")] = False,
    *,
    email: Annotated[str | None, typer.Option("--email", help="Address that letters to its holder go to.")] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Take the password from standard input; else a link is printed.")
    ] = False,
    base: Annotated[
        str | None, typer.Option("--base", help="Address of the site; else MATCHER_PUBLIC_URL, HOST and PORT.")
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Create an account and print a link, once, with which its holder chooses a password and sets up a second factor.

    With `--password-stdin` the password is set at once, and the second factor is set up at the first sign-in.
    """
    # Database and index cost a second to import: not for `--help`.
    from datetime import UTC, datetime  # noqa: PLC0415 - beside the others

    from api.accounts.administration import link_for  # noqa: PLC0415 - heavy, and not for `--help`
    from api.accounts.signing import Chosen, hashed  # noqa: PLC0415 - heavy, and not for `--help`
    from api.cli.service import opened, operator  # noqa: PLC0415 - heavy, and not for `--help`
    from corpus.roles import Role  # noqa: PLC0415 - heavy, and not for `--help`

    given = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    address = ""
    with opened(data_dir) as service:
        chosen = Chosen(given, given) if given is not None else None
        kept = hashed(service, chosen, None, name, email or "") if chosen else None
        settings = service.settings.model_copy(update={"public_url": base.rstrip("/")} if base else {})
        with service.database.transaction() as store:
            now, actor = datetime.now(UTC), operator()
            row = store.accounts.create(
                name, Role(role.value), actor, company_id=company, verified=verified, email=email, now=now
            )
            if kept is not None:
                store.credentials.set_password(name, kept, actor, now)
            else:
                address = link_for(store, settings, row, actor, now)
            document = _document(store.accounts.require(name))
    answer({**document, "choose_password": address or None})
    say(words()("%(name)s created as %(role)s", name=name, role=words()(role.value)))
    if address:
        say(address)
        note(words()("Open this address to choose the password. It works once, within 7 days."))


@app.command()
def token(
    name: Name,
    label: Annotated[str, typer.Option("--label", help="What it is for.")] = "",
    days: Annotated[int | None, typer.Option("--days", min=1, help="How long it is good; else 90.")] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="It may not write.")] = False,
    *,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Issue an API token and print it, once."""
    # As above.
    from api.cli.service import opened, operator  # noqa: PLC0415 - heavy, and not for `--help`
    from corpus.records import TokenPurpose, TokenScope  # noqa: PLC0415 - heavy, and not for `--help`

    lifetime = timedelta(days=days) if days else None
    scope = TokenScope.READ if read_only else TokenScope.FULL
    with opened(data_dir) as service, service.database.transaction() as store:
        issued = store.accounts.issue(name, TokenPurpose.API, operator(), label=label, lifetime=lifetime, scope=scope)
    answer({"id": issued.id, "token": issued.token, "expires_at": issued.expires_at.isoformat()})
    say(issued.token)
    _note_once(issued)


@app.command()
def link(
    name: Name,
    base: Annotated[
        str | None, typer.Option("--base", help="Address of the site; else MATCHER_PUBLIC_URL, HOST and PORT.")
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Issue a sign-in link and print it, once. It works once."""
    # As above.
    from api.cli.service import opened, operator  # noqa: PLC0415 - heavy, and not for `--help`
    from corpus.records import TokenPurpose  # noqa: PLC0415 - heavy, and not for `--help`

    with opened(data_dir) as service:
        with service.database.transaction() as store:
            issued = store.accounts.issue(name, TokenPurpose.LINK, operator())
        site = base.rstrip("/") if base else service.settings.site
    address = f"{site}/sign-in?{urlencode({'link': issued.token})}"
    answer({"id": issued.id, "address": address, "expires_at": issued.expires_at.isoformat()})
    say(address)
    _note_once(issued)


@app.command("list")
def list_accounts(data_dir: DataDir = None, as_json: Json = False, lang: Lang = None) -> None:
    """List all accounts."""
    # As above.
    from api.cli.service import opened  # noqa: PLC0415 - heavy, and not for `--help`

    rows: list[Account] = []
    with opened(data_dir) as service, service.database.reading() as store:
        while page := store.accounts.page(rows[-1].name if rows else None, PAGE):
            rows += page
    answer([_document(row) for row in rows])
    told = words()
    for row in rows:
        parts = [told(row.role), row.company_id or ""]
        parts += [told("verified") if row.verified else "", told("disabled") if row.disabled_at else ""]
        say(f"{row.name:<24} {' · '.join(part for part in parts if part)}")
    if not rows:
        say(told("no account yet; “matcher account create” makes one"))


@app.command()
def disable(name: Name, data_dir: DataDir = None, as_json: Json = False, lang: Lang = None) -> None:
    """Shut an account out at once and take its tokens back."""
    # As above.
    from api.cli.service import opened, operator  # noqa: PLC0415 - heavy, and not for `--help`

    with opened(data_dir) as service, service.database.transaction() as store:
        store.accounts.disable(name, operator())
        document = _document(store.accounts.require(name))
    answer(document)
    say(words()("%(name)s is disabled; its tokens are not valid any more", name=name))


@app.command()
def enable(name: Name, data_dir: DataDir = None, as_json: Json = False, lang: Lang = None) -> None:
    """Let a disabled account in again, with new tokens only."""
    # As above.
    from api.cli.service import opened, operator  # noqa: PLC0415 - heavy, and not for `--help`

    with opened(data_dir) as service, service.database.transaction() as store:
        store.accounts.enable(name, operator())
        document = _document(store.accounts.require(name))
    answer(document)
    say(words()("%(name)s is enabled; it needs a new token or link", name=name))


@app.command()
def verify(
    name: Name,
    off: Annotated[bool, typer.Option("--off", help="The company is no longer verified.")] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Note that a company's member was verified: it sees what is released to companies."""
    # As above.
    from api.cli.service import opened, operator  # noqa: PLC0415 - heavy, and not for `--help`

    with opened(data_dir) as service, service.database.transaction() as store:
        store.accounts.verify_company(name, operator(), verified=not off)
        document = _document(store.accounts.require(name))
    answer(document)
    told = words()
    say(told("%(name)s is not verified any more", name=name) if off else told("%(name)s is verified", name=name))


def _document(row: Account) -> dict[str, object]:
    """What an administrator may read of an account: never its password's hash, nor the secret of its second factor."""
    # As above.
    from api.schemas.accounts import AccountRecord  # noqa: PLC0415 - heavy, and not for `--help`

    return AccountRecord.model_validate(row).model_dump(mode="json")


def _note_once(issued: Issued) -> None:
    until = f"{issued.expires_at:%Y-%m-%d %H:%M} UTC"
    note(words()("Good until %(until)s. It is shown this once only.", until=until))
