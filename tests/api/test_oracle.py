"""What somebody may not know of answers as what is not there: in status, body, headers and time."""

from __future__ import annotations

import random
import re
import statistics
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import httpx
import pytest

from tests.api.access_asked import Asked, Asks
from tests.api.access_table import lines
from tests.api.peopled import ABSENT, UNKNOWN, Asking, Peopled, Rewound, Sender, index, peopled
from tests.conftest import Scale
from tests.proof.figures import Recorder

pytestmark = pytest.mark.sqlite
"""After each request its database is put back, as a file."""
OWN_TO_EACH = re.compile(r"[0-9a-f]{16}(?=</code>)|20\d\d-\d\d-\d\d[T ]\d\d:\d\d(:[\d.]+Z?)?")
"""A request's own number on a page, and moments."""
UNLIKE = frozenset({"x-request-id", "content-length"})
"""Headers that differ between any two requests; a body's length goes with the length of the id in it."""
ONE_IN = 17
"""Of the pairs, in the short form."""
ELSEWHERE: tuple[tuple[str, str], ...] = (
    ("patents", "/api/v1/matches/comparison?text=nozzle&to=patents&with={id}"),
    ("patents", "/api/v1/matches/comparison?company=FICT-C1&to=patents&with={id}"),
    ("patents", "/api/v1/matches/why-not?text=nozzle&to=patents&with={id}"),
    ("patents", "/compare?text=nozzle&to=patents&with={id}"),
    ("patents", "/compare/several?text=nozzle&to=patents&with=FICT-P1&with={id}"),
    ("patents", "/compare/why-not?text=nozzle&to=patents&named={id}"),
    ("patents", "/compare/why-not?company=FICT-C1&to=patents&named={id}"),
    ("patents", "/api/v1/completions?kind=patents&q={id}"),
    ("patents", "/api/v1/cases?subject={id}"),
    ("patents", "/api/v1/cases.csv?subject={id}"),
    ("patents", "/cases?subject={id}"),
    ("patents", "/searches/new?question=patent%3D{id}%26to%3Dcompanies"),
    ("patents", "/api/v1/patents/{id}/sheet.pdf"),
    ("companies", "/api/v1/matches?company={id}&to=patents"),
    ("companies", "/api/v1/matches/comparison?patent=FICT-P1&to=companies&with={id}"),
    ("companies", "/api/v1/matches/why-not?patent=FICT-P1&to=companies&with={id}"),
    ("companies", "/compare?patent=FICT-P1&to=companies&with={id}"),
    ("companies", "/compare/several?patent=FICT-P1&to=companies&with=FICT-C1&with={id}"),
    ("companies", "/compare/why-not?patent=FICT-P1&to=companies&named={id}"),
    ("companies", "/?company={id}&to=patents"),
    ("companies", "/api/v1/completions?kind=companies&q={id}"),
    ("companies", "/api/v1/cases?company={id}"),
    ("companies", "/api/v1/tags/companies/{id}"),
    ("companies", "/api/v1/records/companies/{id}"),
    ("companies", "/api/v1/patents/FICT-P1/sheet.docx?with={id}"),
    ("needs", "/api/v1/matches?need={id}&to=companies"),
    ("needs", "/api/v1/matches/comparison?company=FICT-C1&to=needs&with={id}"),
    ("needs", "/?need={id}&to=companies"),
    ("needs", "/api/v1/completions?kind=needs&q={id}"),
    ("needs", "/api/v1/own-needs/{id}"),
    ("needs", "/own-needs/{id}"),
    ("needs", "/api/v1/tags/needs/{id}"),
    ("needs", "/api/v1/records/needs/{id}"),
)
"""Other places of an address that can name a record."""
BODIES: tuple[tuple[str, str, Mapping[str, str]], ...] = (
    ("patents", "/api/v1/searches", {"name": "others", "question": "patent={id}&to=companies"}),
    ("companies", "/api/v1/searches", {"name": "others", "question": "company={id}&to=patents"}),
    ("needs", "/api/v1/searches", {"name": "others", "question": "need={id}&to=companies"}),
    ("companies", "/api/v1/matches", {"company": "{id}", "to": "patents"}),
    ("needs", "/api/v1/matches", {"need": "{id}", "to": "companies"}),
    ("needs", "/api/v1/cases", {"subject_kind": "needs", "subject_id": "{id}", "company_id": "FICT-C2"}),
    ("companies", "/api/v1/cases", {"subject_kind": "patents", "subject_id": "FICT-P1", "company_id": "{id}"}),
    ("accounts", "/api/v1/resets", {"name": "{id}"}),
)
"""Bodies that can."""
TIMED: tuple[tuple[str, str, str], ...] = (
    ("patents", "restricted", "GET /api/v1/patents/{patent_id:path}"),
    ("patents", "restricted", "GET /api/v1/records/{kind}/{record_id:path}"),
    ("patents", "restricted", "GET /patents/{record_id:path}"),
    ("patents", "restricted", "GET /api/v1/matches"),
    ("patents", "restricted", "GET /compare"),
    ("companies", "restricted", "GET /api/v1/companies/{company_id:path}"),
    ("needs", "restricted", "GET /api/v1/needs/{need_id:path}/sheet.{form}"),
    ("own-needs", "firm", "GET /api/v1/own-needs/{need_id}"),
    ("cases", "hidden", "GET /api/v1/cases/{reference}"),
    ("cases", "firm", "POST /cases/{reference}/messages"),
    ("searches", "firm", "GET /api/v1/searches/{search_id}"),
)
WITHIN = {"long": 0.1, "short": 2.0}
"""How far the median of the ratios may be from one."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peopled]:
    with peopled(tmp_path_factory.mktemp("oracle")) as made:
        index(made.service)
        yield made


@dataclass(frozen=True)
class Pair:
    """The same question after what somebody may not know of, and after what is not there."""

    asking: Asking
    hidden: Asked
    absent: Asked
    ids: tuple[str, str]


def pairs(town: Peopled) -> Iterator[Pair]:
    """For every route and place that can name a target, for everybody who may not know of it."""
    asks = Asks(town.app)
    for section, by_target in UNKNOWN.items():
        targets = town.targets[section]
        nothing = targets[ABSENT.get(section, "absent")]
        for name, unknowing in by_target.items():
            ids = (targets[name]["id"], nothing["id"])
            asked = [
                *(
                    [asks(line.route, each) for each in (targets[name], nothing)]
                    for line in lines()
                    if line.section == section
                ),
                *(
                    [_read(place.format(**each)) for each in (targets[name], nothing)]
                    for of, place in ELSEWHERE
                    if of == section
                ),
                *([_sent(path, body, each) for each in ids] for of, path, body in BODIES if of == section),
            ]
            for hidden, absent in asked:
                yield from (Pair(town.people[who], hidden, absent, ids) for who in unknowing)


def _read(address: str) -> Asked:
    return Asked("GET", address, page=not address.startswith("/api/"))


def _sent(path: str, body: Mapping[str, str], id_: str) -> Asked:
    return Asked(
        "POST", path, page=False, sent={"json": {name: each.replace("{id}", id_) for name, each in body.items()}}
    )


def told(answer: httpx.Response, ids: tuple[str, str]) -> tuple[int, dict[str, str], str]:
    """What an answer tells, with the first id put wherever it names the second."""
    known, absent = ids
    headers = {name: value.replace(absent, known) for name, value in answer.headers.items() if name not in UNLIKE}
    return answer.status_code, headers, OWN_TO_EACH.sub("...", answer.text).replace(absent, known)


def send_as(send: Sender, asking: Asking, asked: Asked) -> httpx.Response:
    return send(asked.method, asked.path, headers=asking.headers(page=asked.page), **asked.sent)


@pytest.mark.row("oracle")
def test_what_nobody_may_know_of_answers_as_what_is_not_there(town: Peopled, figure: Recorder, scale: Scale) -> None:
    send, rewound = Sender(town.app), Rewound(town.service.settings.data_dir / "matcher.db")
    every = list(pairs(town))
    chosen = every[:: scale(ONE_IN, 1)]
    unlike = []
    for pair in chosen:
        answers = []
        for asked in (pair.hidden, pair.absent):
            answers.append(told(send_as(send, pair.asking, asked), pair.ids))
            rewound()
        if answers[0] != answers[1]:
            unlike.append((pair.asking.name, pair.hidden.method, pair.hidden.path, *answers))
    send.close()
    rewound.close()
    assert unlike == []
    figure(f"{len(chosen):,} of {len(every):,} pairs of requests without a difference in status, headers or body")


@pytest.mark.row("oracle")
def test_it_takes_as_long(town: Peopled, figure: Recorder, scale: Scale) -> None:
    """In processor time, which other processes of the machine leave alone. A ratio out of bounds is taken once more,
    more often: what is no accident shows again."""
    send, asks = Sender(town.app), Asks(town.app)
    repeats, within = scale(4, 80), WITHIN["short" if scale(0, 1) == 0 else "long"]
    ratios = {}
    for section, name, route in TIMED:
        targets = town.targets[section]
        both = (asks(route, targets[name]), asks(route, targets["absent"]))
        ratios[route] = ratio_of(send, town.people["rival"], both, repeats)
        if abs(ratios[route] - 1) >= within:
            ratios[route] = ratio_of(send, town.people["rival"], both, 5 * repeats)
    send.close()
    assert {route: ratio for route, ratio in ratios.items() if abs(ratio - 1) >= within} == {}
    figure(
        f"{len(ratios)} routes timed at least {repeats} times each way: the median is {min(ratios.values()):.2f} to "
        f"{max(ratios.values()):.2f} times that of what is absent"
    )


def ratio_of(send: Sender, asking: Asking, both: tuple[Asked, Asked], repeats: int) -> float:
    """The median time of the first by that of the second, asked in turn, in an order drawn anew."""
    chance = random.Random(11)
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(repeats):
        for which in chance.sample((0, 1), 2):
            started = time.process_time()
            answer = send_as(send, asking, both[which])
            took[which].append(time.process_time() - started)
            assert answer.status_code == 404
    return statistics.median(took[0]) / statistics.median(took[1])
