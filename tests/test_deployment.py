"""What is deployed: the compose file, the image, the package list."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from api.application import VERSION

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def test_compose_runs_api_worker_and_database(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {"api", "worker", "database"}
    for service in ("api", "worker"):
        settings = compose["services"][service]
        assert settings["depends_on"]["database"]["condition"] == "service_healthy"
        assert settings["environment"]["MATCHER_DATABASE_URL"].startswith("postgresql+psycopg://")
        assert "data:/data" in settings["volumes"]
    assert set(compose["volumes"]) == {"records", "data"}


def test_compose_commands_are_commands_of_the_matcher(compose: dict[str, Any]) -> None:
    commands = {name: service["command"] for name, service in compose["services"].items() if "command" in service}
    assert commands == {"api": ["serve"], "worker": ["worker"]}


def test_the_password_has_no_default_and_no_port_is_open_to_the_world(compose: dict[str, Any]) -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert text.count("${POSTGRES_PASSWORD:?") == text.count("POSTGRES_PASSWORD:?")
    assert compose["services"]["api"]["ports"] == ["127.0.0.1:8000:8000"]
    assert "ports" not in compose["services"]["database"]


def test_the_image_copies_every_package_and_no_tests() -> None:
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for package in ("corpus", "index", "matcher", "api"):
        assert f"COPY {package} {package}" in image
    assert "tests" not in image


def test_every_dependency_is_pinned_in_the_constraints() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = {
        line.split("==")[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    }
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(each for extra in extras for each in extra)]
    names = {_name(each) for each in wanted} - {"civil-military-matcher"}
    assert names <= pinned


def _name(requirement: str) -> str:
    for mark in "[<>=~!; ":
        requirement = requirement.split(mark, maxsplit=1)[0]
    return requirement.lower().replace("_", "-")


def test_the_version_that_is_told_is_the_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == VERSION
