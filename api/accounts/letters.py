"""Letters about accounts, in their reader's language, queued in the transaction of what they tell of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from api.language import Words, known_language
from api.settings import Settings
from corpus.records import Account
from corpus.roles import Caller
from corpus.store import Store
from corpus.store.tokens import Issued
from corpus.text import Language


def notice(sentence: str) -> str:
    """Marks an English sentence for `Letters.changed` as one of the catalogue."""
    return sentence


@dataclass(frozen=True, slots=True)
class Letters:
    """Writes to an account's holder: in the account's language, else in `language`, else in that of the settings."""

    store: Store
    settings: Settings
    now: datetime
    language: Language | None = None

    def invitation(self, account: Account, actor: Caller) -> Issued:
        """Invites the account's holder to choose a password. Raises Invalid `bad_mail_address` where it has none."""
        issued = self.store.credentials.invite(account.name, actor, self.now, sent_to=account.email or "")
        words = self._words(account)
        self._queue(
            "invitation",
            account,
            words("Your account for technology transfer matching"),
            words("An account was made for you. Its name is %(name)s.", name=account.name),
            words("Open this address to choose your password. It works once, until %(until)s.", until=self._at(issued)),
            self.address("/invitation", issued),
            words("If you do not expect this letter, do nothing: without the address nobody can use the account."),
        )
        return issued

    def reset(self, account: Account, actor: Caller) -> Issued:
        """Offers a new password. Raises as `invitation`."""
        issued = self.store.credentials.offer_reset(account.name, actor, self.now, sent_to=account.email or "")
        words = self._words(account)
        self._queue(
            "reset",
            account,
            words("A new password for technology transfer matching"),
            words("Somebody asked for a new password for the account %(name)s.", name=account.name),
            words("Open this address to choose one. It works once, until %(until)s.", until=self._at(issued)),
            self.address("/reset/password", issued),
            words("If it was not you, do nothing: your password stays as it is."),
        )
        return issued

    def confirmation(self, account: Account, email: str, actor: Caller) -> Issued:
        """Asks whether letters to this address reach the account's holder. Raises Invalid `bad_mail_address`."""
        issued = self.store.credentials.ask_to_confirm(account.name, email, actor, self.now)
        words = self._words(account)
        self._queue(
            "confirmation",
            account,
            words("Confirm your e-mail address"),
            words("This address was given for the account %(name)s.", name=account.name),
            words(
                "Open this address to confirm that it is yours. It works once, until %(until)s.", until=self._at(issued)
            ),
            self.address("/confirmation", issued),
            words("If you do not know this account, do nothing: nothing more is sent to you."),
            recipient=email,
        )
        return issued

    def changed(self, account: Account, recipient: str | None, sentence: str) -> None:
        """Tells of a change of how one signs in, where there is an address to tell; `sentence` is of the catalogue."""
        if not recipient:
            return
        words = self._words(account)
        self._queue(
            "security",
            account,
            words("How you sign in has changed"),
            words(sentence, name=account.name),
            words("If it was not you, tell your administrator at once."),
            self.settings.site,
            recipient=recipient,
        )

    def address(self, path: str, issued: Issued) -> str:
        """A link of a letter. It names the site of the settings, not what a request called it."""
        return f"{self.settings.site}{path}?{urlencode({'code': issued.token})}"

    def _words(self, account: Account) -> Words:
        return Words(known_language(account.language) or self.language or self.settings.language)

    def _at(self, issued: Issued) -> str:
        zone = ZoneInfo(self.settings.time_zone)
        return f"{issued.expires_at.astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})"

    def _queue(self, purpose: str, account: Account, subject: str, *parts: str, recipient: str | None = None) -> None:
        self.store.mails.queue(
            purpose=purpose,
            recipient=recipient or account.email or "",
            subject=subject,
            text="\n\n".join(parts) + "\n",
            account=account.name,
            now=self.now,
        )


PASSWORD_CHANGED: Final = notice("The password of the account %(name)s was changed. All its other sessions have ended.")
FACTOR_SET: Final = notice("A second factor was set up for the account %(name)s.")
FACTOR_REMOVED: Final = notice("The second factor of the account %(name)s was taken away.")
EMAIL_CHANGED: Final = notice("Another e-mail address was confirmed for the account %(name)s.")
