"""Names that look like another company's: none is taken for it, and an officer sees both beside each other."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime

import pytest

from corpus.database import Database
from corpus.drafts import CompanyDraft, ProfileDraft
from corpus.organisations import LOOKALIKES, organisation_key
from corpus.roles import Caller, Role
from tests.index.test_attacking_text import UNSEEN
from tests.proof.figures import Recorder

NOW = datetime(2026, 5, 4, tzinfo=UTC)
SELF = Caller(Role.ANONYMOUS, "")
LATIN, KOREAN = "Hanul Ceramics Foundry", "한빛정밀소재"
OTHERS = ("HanuI Ceramics Foundry", "Hanu1 Ceramics Foundry", "Hanul Ceramics F0undry", "Ｈanul Ceramics Foundry")


def spoofs() -> list[tuple[str, str]]:
    """A name that looks like one of the two, and the id of the one that it looks like."""
    foreign = [LATIN.replace(chr(latin), chr(code)) for code, latin in LOOKALIKES.items() if chr(latin) in LATIN]
    latin = [f"{LATIN[:3]}{sign}{LATIN[3:]}" for sign in UNSEEN]
    korean = [f"{KOREAN[:2]}{sign}{KOREAN[2:]}" for sign in UNSEEN]
    korean += [unicodedata.normalize("NFD", KOREAN), f"{KOREAN}\u202e(주)\u202c"]
    return [(name, "C1") for name in (*foreign, *OTHERS, *latin)] + [(name, "C2") for name in korean]


class Undone(Exception):
    """Takes back what one registration wrote."""


def beside(database: Database, name: str) -> tuple[str, list[str], str]:
    """The id that a registration under this name gets, those an officer sees beside it, and the id of an import."""
    draft = CompanyDraft(name=name, country="KR", profile=ProfileDraft())
    found = []

    def told() -> None:
        with database.transaction() as store:
            company_id = store.registrations.place(draft, NOW)
            store.accounts.create("member", Role.COMPANY, SELF, company_id=company_id)
            store.registrations.register(company_id, "member", SELF, "1", NOW)
            similar = [each.id for each in store.registrations.similar(company_id)]
            (imported,) = store.companies.with_ids([draft])
            found.append((company_id, similar, str(imported.id)))
            raise Undone

    with pytest.raises(Undone):
        told()
    return found[0]


@pytest.mark.row("text")
def test_a_name_that_looks_like_another_ones_is_not_taken_for_it(database: Database, figure: Recorder) -> None:
    known = {"C1": LATIN, "C2": KOREAN}
    with database.transaction() as store:
        store.companies.put(
            [CompanyDraft(id=id_, name=name, country="KR", profile=ProfileDraft()) for id_, name in known.items()]
        )
    told = spoofs()
    in_other_letters = 0
    for name, owner in told:
        registered, similar, imported = beside(database, name)
        assert registered not in known, ascii(name)
        assert similar == [owner], ascii(name)
        if organisation_key(name) != organisation_key(known[owner]):
            assert imported not in known, ascii(name)
            in_other_letters += 1
    assert 0 < in_other_letters < len(told)
    figure(
        f"{len(told)} spellings that look like a registered company's name (letters of other scripts, signs that "
        "nobody sees): each registration stays apart and stands beside the registered one before an officer decides; "
        f"{in_other_letters} in other letters are no import of it either"
    )
