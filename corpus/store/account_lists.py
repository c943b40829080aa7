"""Accounts as they are looked for."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, or_, select
from sqlmodel import Session, col

from corpus.problems import NotFound
from corpus.records import Account
from corpus.roles import Role


class AccountLists:
    """Reads accounts, disabled ones too where nothing else is said."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, name: str) -> Account | None:
        return self._session.get(Account, name, populate_existing=True)

    def require(self, name: str) -> Account:
        """The account. Raises NotFound `unknown_account`."""
        account = self.get(name)
        if account is None:
            raise NotFound.because("unknown_account", "name", name)
        return account

    def by_email(self, email: str) -> Account | None:
        return self._one(col(Account.email) == email.strip().lower())

    def by_subject(self, subject: str) -> Account | None:
        return self._one(col(Account.oidc_subject) == subject)

    def by_sign_in_name(self, given: str) -> Account | None:
        """By the account's name or its e-mail address; a name comes first."""
        kept = given.strip().lower()
        return self.get(kept) or self.by_email(kept)

    def page(
        self, after: str | None = None, limit: int = 100, *, search: str = "", role: Role | None = None
    ) -> list[Account]:
        """Accounts in order of name, disabled ones too, from the one after `after`.

        `search` is part of a name, a name to display, an e-mail address or the company's id.
        """
        statement = select(Account)
        if after is not None:
            statement = statement.where(col(Account.name) > after)
        if role is not None:
            statement = statement.where(col(Account.role) == role.value)
        if wanted := search.strip().lower():
            columns = (Account.name, Account.display_name, Account.email, Account.company_id)
            statement = statement.where(
                or_(*(func.lower(col(each)).contains(wanted, autoescape=True) for each in columns))
            )
        return list(self._session.scalars(statement.order_by(col(Account.name)).limit(limit)))

    def counts(self) -> dict[Role, int]:
        """How many accounts that are not disabled have each role."""
        counted = select(col(Account.role), func.count()).where(col(Account.disabled_at).is_(None))
        rows = self._session.execute(counted.group_by(col(Account.role)))
        return {Role(role): number for role, number in rows}

    def _one(self, condition: ColumnElement[bool]) -> Account | None:
        statement = select(Account).where(condition).execution_options(populate_existing=True)
        found: Account | None = self._session.scalar(statement)
        return found
