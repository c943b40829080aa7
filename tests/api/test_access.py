"""Who may do what: everybody who can ask, at every route, for everything its address can name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.api.access_asked import Asks
from tests.api.access_table import MEANINGS, WITHOUT_CALLER, Line, lines, outcome_of
from tests.api.peopled import PEOPLE, Asking, Peopled, Rewound, Sender, peopled, routes_of
from tests.conftest import Scale
from tests.proof.figures import Recorder

pytestmark = pytest.mark.sqlite
"""After each request its database is put back, as a file."""
TABLE = tuple(lines())
ONE_IN = 29
"""Of the cells, in the short form."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peopled]:
    with peopled(tmp_path_factory.mktemp("access")) as made:
        yield made


@dataclass(frozen=True)
class Cell:
    """One request to send, and what has to come of it."""

    line: Line
    target: str
    asking: Asking
    page: bool
    expected: str


def cells(town: Peopled) -> Iterator[Cell]:
    """Those of the table, and what follows from it for tokens, and for sessions in the API."""
    officer = PEOPLE.index("officer")
    for line in TABLE:
        for target, outcomes in line.outcomes.items():
            for name, expected in zip(PEOPLE, outcomes, strict=True):
                yield Cell(line, target, town.people[name], line.is_page, expected)
            nobody, usual = outcomes[0], outcomes[officer]
            for name, asking in town.tokens.items():
                yield Cell(line, target, asking, line.is_page, _with_token(line, name, nobody, usual))
            if not line.is_page:
                yield Cell(line, target, town.people["officer"], page=True, expected=usual if line.is_safe else nobody)


def _with_token(line: Line, token: str, nobody: str, usual: str) -> str:
    """A session that has ended makes its holder nobody, a token that is not valid is refused everywhere."""
    if line.is_page or line.route in WITHOUT_CALLER:
        return nobody
    if token == "reading":
        return usual if line.is_safe else "-"
    return "i"


def test_the_table_has_every_route_once(town: Peopled) -> None:
    declared = [line.route for line in TABLE]
    assert len(declared) == len(set(declared))
    assert set(declared) == routes_of(town.app)
    assert {line.section for line in TABLE} == set(town.targets)
    assert set("".join("".join(line.outcomes.values()) for line in TABLE)) <= set(MEANINGS)
    for line in TABLE:
        assert list(line.outcomes) == list(town.targets[line.section]), line.route


@pytest.mark.row("access")
def test_everybody_gets_what_the_table_says(town: Peopled, figure: Recorder, scale: Scale) -> None:
    asks, send = Asks(town.app), Sender(town.app)
    rewound = Rewound(town.service.settings.data_dir / "matcher.db")
    every = list(cells(town))
    # What reads comes first: what was written and put back leaves traces in the index that is searched.
    every.sort(key=lambda cell: not cell.line.is_safe)
    chosen = every[:: scale(ONE_IN, 1)]
    wrong = []
    for cell in chosen:
        asked = asks(cell.line.route, town.targets[cell.line.section][cell.target])
        answer = send(asked.method, asked.path, headers=cell.asking.headers(page=cell.page), **asked.sent)
        rewound()
        found = outcome_of(asked.method, answer)
        if found != cell.expected:
            wrong.append((cell.line.route, cell.target, cell.asking.name, cell.page, found, cell.expected))
    rewound.close()
    send.close()
    assert wrong == []
    callers = len(PEOPLE) + len(town.tokens) + 1
    kinds = {(line.section, target) for line in TABLE for target in line.outcomes}
    figure(
        f"{len(chosen):,} of {len(every):,} cells as declared: {callers} callers and tokens, {len(TABLE)} routes, "
        f"{len(kinds)} targets"
    )
