"""The API does what its document says, whatever is sent to it, by whomever."""

from __future__ import annotations

import random
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

from tests.api.access_asked import Asked, Asks
from tests.api.access_table import WITHOUT_CALLER, lines
from tests.api.peopled import PEOPLE, SITE, Peopled, Rewound, Sender, peopled
from tests.conftest import Scale
from tests.proof.figures import Recorder

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
