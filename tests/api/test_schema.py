"""The API does what its document says, whatever is sent to it, by whomever."""

from __future__ import annotations

import random
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.access_asked import Asks
from tests.api.access_table import WITHOUT_CALLER, lines
from tests.api.peopled import PEOPLE, SITE, Peopled, Rewound, Sender, peopled
from tests.conftest import Scale
from tests.proof.figures import Recorder
from tests.signing import SESSION_COOKIE

pytestmark = pytest.mark.sqlite
"""After each request its database is put back, as a file."""
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peopled]:
    with peopled(tmp_path_factory.mktemp("schema")) as made:
        yield made


class Fuzz:
    """Sends cases to the application, each as somebody else, and keeps what is not as the document says."""

    def __init__(self, town: Peopled) -> None:
        self._town = town
        self._send = Sender(town.app)
        self._rewound = Rewound(town.service.settings.data_dir / "matcher.db")
        self.statuses: Counter[int] = Counter()
        self.faults: dict[str, str] = {}

    def __call__(self, case: Case, who: str) -> None:
        built = requests.Request(**_kept(case.as_transport_kwargs(base_url=SITE))).prepare()
        headers = {**built.headers, **self._town.people[who].headers(page=False)}
        answer = self._send(str(built.method), str(built.url), headers=headers, content=built.body)
        self._rewound()
        self.statuses[answer.status_code] += 1
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as group:
            for fault in group.exceptions:
                name = f"{case.operation.label}: {type(fault).__name__} {answer.status_code}"
                self.faults.setdefault(name, f"{who} {built.url} {built.body!r:.300} {fault} {answer.text:.300}")

    def close(self) -> None:
        self._send.close()
        self._rewound.close()


def _kept(sent: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in sent.items()
        if name in {"method", "url", "params", "headers", "cookies", "json", "data", "files"}
    }


def operations(town: Peopled) -> list[APIOperation[Any, Any, Any]]:
    schema = schemathesis.openapi.from_dict(town.app.openapi())
    return [found.ok() for found in schema.get_all_operations()]


def ids_of(town: Peopled, operation: APIOperation[Any, Any, Any]) -> list[Mapping[str, str]]:
    """What is on record for the address, where the table of access knows what it names."""
    known = {line.route.replace(":path}", "}").replace(":int}", "}"): line.section for line in lines()}
    return list(town.targets[known[operation.label]].values())


def boundaries(town: Peopled, operation: APIOperation[Any, Any, Any], chance: random.Random) -> Iterator[Case]:
    """Everything that is just within or just beyond what the document allows; half of it on what is on record."""
    schema, known = operation.schema, ids_of(town, operation)
    config = schema.config.generation_for(operation=operation)
    for case in schema.iter_coverage_cases(operation, generation_modes=list(GenerationMode), generation_config=config):
        if case.path_parameters and chance.random() < 0.5:
            case.path_parameters = _named(case.path_parameters, chance.choice(known))
        yield case


def run(fuzz: Fuzz, town: Peopled, operation: APIOperation[Any, Any, Any], count: int) -> None:
    """So many random cases of one operation."""
    known = ids_of(town, operation)

    @seed(sum(operation.label.encode()))
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), who=st.sampled_from(PEOPLE), target=st.none() | st.sampled_from(known))
    def test(case: Case, who: str, target: Mapping[str, str] | None) -> None:
        if target is not None and case.path_parameters:
            case.path_parameters = _named(case.path_parameters, target)
        fuzz(case, who)

    test()


def _named(parameters: Mapping[str, Any], target: Mapping[str, str]) -> dict[str, Any]:
    """The parameters, the one that names the record put in the place of what was made up."""
    names = [name for name in parameters if name not in {"form", "kind", "version", "entry_id", "table"}]
    return {**parameters, **({names[0]: target["id"]} if names and target["id"] else {})}


@pytest.mark.row("schema")
def test_answers_are_as_the_document_says(town: Peopled, figure: Recorder, scale: Scale) -> None:
    fuzz, every, chance = Fuzz(town), operations(town), random.Random(23)
    one_in, drawn = scale(37, 1), scale(0, 4)
    number = 0
    for operation in every:
        for case in boundaries(town, operation, chance):
            number += 1
            if number % one_in == 0:
                fuzz(case, chance.choice(PEOPLE))
        if drawn:
            run(fuzz, town, operation, drawn)
    fuzz.close()
    assert fuzz.faults == {}
    total = sum(fuzz.statuses.values())
    told = ", ".join(f"{count:,} of {status // 100}xx" for status, count in sorted(_classes(fuzz.statuses).items()))
    figure(f"{total:,} cases of {len(every)} operations as {len(PEOPLE)} callers: {told}, none undeclared")


def _classes(statuses: Mapping[int, int]) -> dict[int, int]:
    found: Counter[int] = Counter()
    for status, count in statuses.items():
        found[status // 100 * 100] += count
    return found


def bad_credentials(town: Peopled) -> dict[str, dict[str, str]]:
    """What nobody may be let in with, each made of what is valid."""
    officer, ended = town.people["officer"], town.tokens
    token = officer.token
    return {
        "of another": {"Authorization": f"Bearer {token[:-1]}{'A' if token[-1] != 'A' else 'B'}"},
        "cut off": {"Authorization": f"Bearer {token[:-4]}"},
        "lengthened": {"Authorization": f"Bearer {token}0"},
        "expired": {"Authorization": f"Bearer {ended['expired'].token}"},
        "taken back": {"Authorization": f"Bearer {ended['revoked'].token}"},
        "a session": {"Authorization": f"Bearer {officer.session}"},
        "empty": {"Authorization": "Bearer "},
        "bare": {"Authorization": token},
        "of another scheme": {"Authorization": f"Basic {b64encode(f'pages.officer:{token}'.encode()).decode()}"},
        "signed by nobody": {"Authorization": "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJwYWdlcy5vZmZpY2VyIn0."},
        "garbage": {"Authorization": "Bearer \x7f%00' OR 1=1 --"},
        "endless": {"Authorization": f"Bearer {'A' * 20_000}"},
        "beside a session": {"Authorization": "Bearer none", "Cookie": f"{SESSION_COOKIE}={officer.session}"},
    }


@pytest.mark.row("schema")
def test_bad_authentication_is_refused_everywhere(town: Peopled, figure: Recorder, scale: Scale) -> None:
    send, asks, document = Sender(town.app), Asks(town.app), town.app.openapi()["paths"]
    bad = bad_credentials(town)
    routes = [line for line in lines() if not line.is_page and line.route not in WITHOUT_CALLER]
    let_in, sent = [], 0
    for line in routes:
        target = next(iter(town.targets[line.section].values()))
        method, _, path = line.route.partition(" ")
        declared = document[re.sub(r":\w+}", "}", path)][method.lower()]["responses"]
        assert "401" in declared, line.route
        for name, headers in list(bad.items())[:: scale(4, 1)]:
            asked = asks(line.route, target)
            answer = send(asked.method, asked.path, headers=headers, **asked.sent)
            sent += 1
            if (answer.status_code, answer.json()["error"]["code"]) != (401, "bad_token"):
                let_in.append((line.route, name, answer.status_code))
    send.close()
    assert let_in == []
    figure(f"{sent:,} requests with {len(bad)} kinds of bad authentication at {len(routes)} routes, all refused")
