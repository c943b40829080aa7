"""Script in every field that people write: each page shows it as text, and consists of what it always consists of."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.api.attacked import (
    Answer,
    Fields,
    Parameter,
    crawled,
    parameters,
    questioned,
    serving,
    skeleton,
    told,
    write_more,
)
from tests.api.peopled import PEOPLE, Peopled, peopled
from tests.api.test_headers import check_page
from tests.conftest import Scale
from tests.hostile.scripts import PAYLOADS, harmless
from tests.proof.figures import Recorder

pytestmark = pytest.mark.sqlite
"""Fields are filled in the file of the database."""
COUNTED = frozenset({"GET /dashboard"})
"""Pages whose charts have as many parts as there are days and things: every part has its twin."""
WITH_EVIDENCE = (*("GET /", "GET /company", "GET /compare", "GET /compare/several", "GET /compare/why-not"),)
"""What these show hangs on which of the texts are most alike, so that their pages are no twins."""
NOT_SET_UP = "GET /sign-in/oidc"
FEW = ("firm", "officer")
"""Who asks in the short form."""


@dataclass
class Seen:
    """The answers to one text, and what all the pages among them consist of."""

    answers: dict[tuple[str, str, str], Answer] = field(default_factory=dict)
    parts: dict[tuple[str, str, str], Counter[tuple[str, ...]]] = field(default_factory=dict)

    def add(self, answer: Answer) -> None:
        self.answers[answer.about] = answer
        if answer.kind == "text/html" and answer.content:
            self.parts[answer.about] = skeleton(answer.text)

    @property
    def ways(self) -> set[tuple[str, ...]]:
        """Every element that a page has, with its attributes, wherever it stands."""
        return {_way(part) for parts in self.parts.values() for part in parts}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peopled]:
    with peopled(tmp_path_factory.mktemp("town") / "held") as made:
        write_more(made)
        yield made


def attack(number: int, most: int) -> str:
    """As many of the texts as fit, beginning with another one in each field."""
    begun = number % len(PAYLOADS)
    text = ""
    for payload in (*PAYLOADS[begun:], *PAYLOADS[:begun]):
        if len(text) + len(payload) < most:
            text = f"{text} {payload}" if text else payload
    return text


def disarmed(number: int, most: int) -> str:
    return harmless(attack(number, most))


def check(attacked: Seen, plain: Seen) -> None:
    """Each page consists of what it does with harmless texts, and each answer says what it is."""
    ways = plain.ways
    for about, answer in attacked.answers.items():
        twin = plain.answers[about]
        assert answer.status == twin.status, about
        assert answer.status < 500 or about[0] == NOT_SET_UP, about
        assert answer.kind == twin.kind, about
        assert answer.headers["x-content-type-options"] == "nosniff", about
        if answer.kind == "application/json":
            json.loads(answer.text)
        if about not in attacked.parts:
            continue
        check_page(answer.text)
        if about[0] in COUNTED:
            assert attacked.parts[about].keys() == plain.parts[about].keys(), about
        elif about[0] in WITH_EVIDENCE:
            assert {_way(part) for part in attacked.parts[about]} <= ways, about
        else:
            assert attacked.parts[about] == plain.parts[about], about


def shown(answers: Mapping[tuple[str, str, str], Answer]) -> Counter[str]:
    """How many pages show each of the texts as it is, as text."""
    found: Counter[str] = Counter()
    for answer in answers.values():
        if answer.kind == "text/html" and answer.content:
            text = told(answer.text)
            found.update(payload for payload in PAYLOADS if " ".join(payload.split()) in text)
    return found


def _way(part: tuple[str, ...]) -> tuple[str, ...]:
    return part[1], *part[3:]


@pytest.mark.row("text")
def test_script_in_every_field_is_shown_as_text(town: Peopled, tmp_path: Path, figure: Recorder, scale: Scale) -> None:
    people = PEOPLE if scale(0, 1) else FEW
    seen: dict[str, Seen] = {}
    fields: dict[str, Fields] = {}
    held = town.service.settings.data_dir.parent
    for name, text in (("plain", disarmed), ("attacked", attack)):
        seen[name] = Seen()
        with serving(tmp_path / name, held, text) as (service, fields[name]):
            for answer in crawled(town, service, people, scale(6, 1)):
                seen[name].add(answer)
    attacked = seen["attacked"]
    check(attacked, seen["plain"])
    shut = [about for about, answer in attacked.answers.items() if answer.status == 401 and about[2] != "anonymous"]
    # Of pages, those alone whose link or code names nobody.
    assert all(route.startswith(("GET /sign-in", "GET /invitation", "GET /reset")) for route, _, _ in shut), shut
    pages = shown(attacked.answers)
    assert set(pages) == set(PAYLOADS)
    routes = {route for route, _, _ in attacked.answers}
    put = fields["attacked"]
    figure(
        f"{len(PAYLOADS)} scripts in {put.texts} fields ({put.columns} columns), asked for at {len(routes)} addresses "
        f"by {len(people)} roles: {len(attacked.answers):,} answers, {len(attacked.parts):,} pages of the same "
        f"elements and attributes as with harmless words, each script shown as text on {min(pages.values())} pages or "
        "more"
    )


@pytest.mark.row("text")
def test_script_in_every_parameter_is_shown_as_text(town: Peopled, figure: Recorder, scale: Scale) -> None:
    asked: list[Parameter] = parameters(town)[:: scale(23, 1)]
    seen: dict[str, Seen] = {}
    most = 1_900
    for name, text in (("plain", disarmed(0, most)), ("attacked", attack(0, most))):
        seen[name] = Seen()
        for answer in questioned(town, town.service, asked, text, "officer"):
            seen[name].add(answer)
    attacked = seen["attacked"]
    check(attacked, seen["plain"])
    assert not any("zqx" in answer.headers.get("location", "")[:1] for answer in attacked.answers.values())
    figure(
        f"{len(PAYLOADS)} scripts in each of {len(asked)} parameters of addresses: {len(attacked.parts)} pages of the "
        "same elements and attributes"
    )
