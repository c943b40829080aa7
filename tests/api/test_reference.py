"""What is written about the code is what the code says; every refusal of this room has its words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from api.application import create_app
from api.reference import PAGES
from api.schemas import imports, index, matches, records
from api.schemas.matches import Schema
from api.service import Service
from api.settings import Settings
from corpus.wording import ALL
from corpus.wording.serving import WORDING

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", PAGES)
def test_reference_pages_are_current(name: str) -> None:
    written = (ROOT / "docs" / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), "run: python -m api.reference docs"


def test_every_refusal_of_the_api_has_its_words() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "api").rglob("*.py"))
    codes = set(re.findall(r'(?:because|Problem\.of)\(\s*"(\w+)"', text))
    assert codes - ALL.keys() == set()
    assert {code for code in WORDING if f'"{code}"' not in text} == set()


def test_both_languages_use_the_same_facts() -> None:
    for code, wording in WORDING.items():
        english = set(re.findall(r"{(\w+)", wording.en + wording.en_mend))
        korean = set(re.findall(r"{(\w+)", wording.ko + wording.ko_mend))
        assert english == korean, code


def test_every_route_documents_itself_with_examples_and_refusals() -> None:
    document = create_app(Service(Settings.model_construct())).openapi()
    models = document["components"]["schemas"]

    def has_example(content: dict[str, Any]) -> bool:
        return any(
            "example" in each or "examples" in models.get(each.get("schema", {}).get("$ref", "").split("/")[-1], {})
            for kind, each in content.items()
        )

    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            name = f"{method} {path}"
            assert operation["summary"], name
            assert {"422", "500", "503"} <= operation["responses"].keys(), name
            assert "HTTPValidationError" not in str(operation), name
            body = operation.get("requestBody")
            if body:
                assert {"400", "415"} <= operation["responses"].keys(), name
                assert has_example(body["content"]), name
            answer = next(each for status, each in operation["responses"].items() if status.startswith("2"))
            assert has_example(answer.get("content", {})) or path.endswith(".csv"), name


def test_every_example_is_what_it_is_an_example_of() -> None:
    for module in (imports, index, matches, records):
        for model in vars(module).values():
            if isinstance(model, type) and issubclass(model, Schema):
                extra: Any = model.model_config.get("json_schema_extra") or {}
                for example in extra.get("examples", ()):
                    made = model.model_validate(example)
                    assert set(made.model_dump()) == set(example), model.__name__
