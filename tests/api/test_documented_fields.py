"""Fields that docs/security.md keeps for some: of cases as they are shown, of rules and of what was verified."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.registration.profiles import IDENTITY
from api.schemas.cases import CaseInFull
from api.schemas.judgements import FOR_OFFICIALS
from api.service import Service
from tests.api.cases.case_office import API, Office, office_of

PAGE = (Path(__file__).parents[2] / "docs" / "security.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("## Fields")[2].partition("\n## ")[0]
ROWS = re.findall(r"^\| (\w+) \| ([^|]+) \| ([^|]+) \| [^|]+ \|$", SECTION, re.MULTILINE)


def fields(of: str, read_by: str) -> set[str]:
    """What the page lists of such records for these readers."""
    return {
        name for each, named, read in ROWS if (each, read) == (of, read_by) for name in re.findall(r"`([\w-]+)`", named)
    }


@pytest.fixture
def office(service: Service) -> Iterator[Office]:
    with office_of(service) as made:
        yield made


def test_a_case_shows_a_company_all_but_what_the_page_keeps_for_officials(office: Office) -> None:
    kept = fields("cases", "officials")
    assert kept <= set(CaseInFull.model_fields)
    licensed = office.licensed("P1")
    withdrawn = office.open(office.subject(), by=office.company)
    answer = office.client.post(
        f"{API}/{withdrawn}/declination", json={"reason": "price", "note": "", "version": 1}, headers=office.officer
    )
    assert answer.status_code == 200, answer.text
    less = set()
    for reference in (licensed, withdrawn):
        whole, shown = office.read(reference), office.read(reference, office.company)
        assert [name for name in kept if shown[name] not in (None, [])] == [], reference
        less |= {name for name, value in whole.items() if value not in (None, []) and shown[name] in (None, [])}
    assert less <= kept
    assert {"owner", "declined_reason", "score", "version", "opened_by", "steps"} <= less


def test_what_is_verified_and_what_rules_tell_is_as_the_page_says() -> None:
    assert fields("companies", "who sees the company") == set(IDENTITY)
    assert fields("matches", "officials") == {"disclosure", *FOR_OFFICIALS}
