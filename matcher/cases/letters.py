"""Letters that tell a side of a case that the other has written. They name the case and nothing of what it is about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from corpus.records import Account, Case
from corpus.roles import Caller, Role
from corpus.store import Store
from corpus.text import Language

PURPOSE: Final = "case-message"
PAUSE: Final = timedelta(hours=1)
"""A side has at most one letter of a case within this time, however much is written."""
MOST_RECIPIENTS: Final = 20
SUBJECTS: Final[Mapping[Language, str]] = {
    "ko": "[기술이전 매칭] {reference} 사례에 새 메시지가 있습니다",
    "en": "[Technology transfer matching] New message in case {reference}",
}
TEXTS: Final[Mapping[Language, str]] = {
    "ko": (
        "{reference} 사례에 새 메시지가 등록되었습니다.\n내용은 로그인한 뒤 확인하십시오.\n\n"
        "{site}/cases/{reference}\n\n"
        "한 사례의 알림은 한 시간에 한 번만 보냅니다.\n"
    ),
    "en": (
        "There is a new message in case {reference}.\nSign in to read it:\n\n{site}/cases/{reference}\n\n"
        "You get at most one such letter for a case in an hour.\n"
    ),
}


def tell(store: Store, case: Case, actor: Caller, now: datetime, *, site: str, language: Language) -> int:
    """Queues letters to the side that did not write, in this transaction, and says how many.

    `language` is that of accounts that chose none. An account without a confirmed address gets none.
    """
    to_office = actor.role is Role.COMPANY
    last = case.owner_mailed_at if to_office else case.company_mailed_at
    if last is not None and now < last + PAUSE:
        return 0
    readers = [account for account in _side(store, case, office=to_office) if account.email_confirmed_at][
        :MOST_RECIPIENTS
    ]
    for account in readers:
        said: Language = "ko" if account.language == "ko" else "en" if account.language == "en" else language
        store.mails.queue(
            purpose=PURPOSE,
            recipient=account.email or "",
            subject=SUBJECTS[said].format(reference=case.reference),
            text=TEXTS[said].format(reference=case.reference, site=site),
            account=account.name,
            now=now,
        )
    if readers:
        store.cases.note(case, {"owner_mailed_at" if to_office else "company_mailed_at": now})
    return len(readers)


def _side(store: Store, case: Case, *, office: bool) -> list[Account]:
    if not office:
        return store.cases.members(case.company_id)
    owner = store.accounts.get(case.owner) if case.owner else None
    return [owner] if owner is not None and owner.disabled_at is None else []
