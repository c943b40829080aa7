"""What is deployed: the compose file, the image, the package list."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from api import production
from api.application import VERSION
from api.declared import PREFIX
from api.environment import IN_FILE
from api.operating.diagnosis import CHECKS
from api.settings import Settings

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def test_compose_runs_api_worker_and_database(compose: dict[str, Any]) -> None:
    always = {name for name, service in compose["services"].items() if "profiles" not in service}
    assert always == {"api", "worker", "database"}
    for service in ("api", "worker"):
        settings = compose["services"][service]
        assert settings["depends_on"]["database"]["condition"] == "service_healthy"
        assert settings["environment"]["MATCHER_DATABASE_URL"].startswith("postgresql+psycopg://")
        assert "data:/data" in settings["volumes"]
    assert {"records", "data"} <= set(compose["volumes"])


def test_compose_commands_are_commands_of_the_matcher(compose: dict[str, Any]) -> None:
    commands = {name: compose["services"][name]["command"] for name in ("api", "worker")}
    assert commands == {"api": ["serve"], "worker": ["worker"]}


def test_a_milvus_server_starts_with_its_profile_only(compose: dict[str, Any]) -> None:
    services = {name: each for name, each in compose["services"].items() if each.get("profiles") == ["milvus"]}
    assert set(services) == {"milvus", "etcd", "minio"}
    for each in services.values():
        assert re.fullmatch(r"[\w./]+:\w[\w.-]*\d[\w.-]*", each["image"])
        assert each["healthcheck"]["test"]
        assert "ports" not in each
        (volume,) = each["volumes"]
        assert volume.split(":")[0] in compose["volumes"]
    waited = services["milvus"]["depends_on"]
    assert {name: each["condition"] for name, each in waited.items()} == dict.fromkeys(
        ("etcd", "minio"), "service_healthy"
    )
    minio, milvus = services["minio"]["environment"], services["milvus"]["environment"]
    assert minio["MINIO_ROOT_USER"] == milvus["MINIO_ACCESS_KEY_ID"]
    assert minio["MINIO_ROOT_PASSWORD"] == milvus["MINIO_SECRET_ACCESS_KEY"] == "${MINIO_PASSWORD:-}"
    assert milvus["COMMON_SECURITY_AUTHORIZATIONENABLED"] == "true"
    for name in ("api", "worker"):
        assert set(compose["services"][name]["depends_on"]) == {"database"}


def test_where_vectors_are_is_told_by_settings_that_there_are(compose: dict[str, Any]) -> None:
    for name in ("api", "worker"):
        given = [key for key in compose["services"][name]["environment"] if key.startswith(PREFIX)]
        assert {"MATCHER_VECTORS", "MATCHER_MILVUS_URI", "MATCHER_MILVUS_TOKEN"} <= set(given)
        read = {key.removeprefix(PREFIX).removesuffix(IN_FILE).lower() for key in given}
        assert read <= set(Settings.model_fields)
    assert compose["services"]["api"]["environment"]["MATCHER_VECTORS"] == "${MATCHER_VECTORS:-files}"
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert "-r requirements/service.txt -r requirements/milvus.txt" in image


def test_the_default_install_needs_no_engine() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert not [each for each in project["dependencies"] if _name(each) in {"pymilvus", "milvus-lite", "grpcio"}]
    command = (
        "import sys, api.service; print([name for name in sys.modules if name.split('.')[0] in ('pymilvus', 'grpc')])"
    )
    said = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True, cwd=ROOT)
    assert said.stdout.strip() == "[]"


@pytest.mark.parametrize("name", ["api", "worker"])
def test_compose_starts_in_production_mode(
    compose: dict[str, Any], name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what the file asks for, and its secrets where it puts them: mode and owner are the container's own."""
    service = compose["services"][name]
    given = {"MATCHER_PUBLIC_URL": "https://transfer.example"}
    secrets = {each["source"]: each for each in service["secrets"]}
    assert {each["uid"] for each in secrets.values()} == {"10001"}
    assert "--uid 10001" in (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for secret, mounted in secrets.items():
        assert compose["secrets"][secret].keys() == {"environment"}
        (tmp_path / secret).write_text("a-secret-that-is-long-enough")
        (tmp_path / secret).chmod(mounted["mode"])
    monkeypatch.setenv("MATCHER_HOST", "0.0.0.0")
    for variable, value in service["environment"].items():
        filled = re.sub(r"\$\{(\w+):[-?]([^}]*)\}", lambda found: given.get(found[1], found[2]), value)
        monkeypatch.setenv(variable, filled.replace("/run/secrets", str(tmp_path)))
    monkeypatch.setenv("MATCHER_DATA_DIR", str(tmp_path / "data"))
    settings = production.load()
    assert settings.is_production
    assert settings.database.startswith("postgresql+psycopg://matcher:a-secret")
    assert settings.metrics_token is not None
    gateway = compose["networks"]["default"]["ipam"]["config"][0]["gateway"]
    assert settings.trusted_proxies == gateway
    assert settings.hosts_of_our_own <= set(compose["services"])


def test_compose_tells_whether_each_is_well(compose: dict[str, Any]) -> None:
    for name in ("api", "worker", "database"):
        assert compose["services"][name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}
    command = compose["services"]["worker"]["healthcheck"]["test"]
    assert command[1:-1] == ["matcher", "doctor", "--only"]
    assert command[-1] in {check.subject for check in CHECKS}
    assert "-m 0700" in (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_no_secret_has_a_default_and_no_port_is_open_to_the_world(compose: dict[str, Any]) -> None:
    assert compose["secrets"]["database_password"] == {"environment": "POSTGRES_PASSWORD"}
    database = compose["services"]["database"]
    assert database["environment"]["POSTGRES_PASSWORD_FILE"] == "/run/secrets/database_password"
    assert database["secrets"] == ["database_password"]
    shown = [f"{each['environment']}" for each in compose["services"].values() if "environment" in each]
    assert not re.search(r"(?i)(password|token)'?: '?(?!\$|/run/secrets|true)\w", " ".join(shown))
    assert compose["services"]["api"]["ports"] == ["127.0.0.1:8000:8000"]
    assert "ports" not in compose["services"]["database"]


def test_the_image_copies_every_package_and_no_tests() -> None:
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for package in ("corpus", "index", "matcher", "api"):
        assert f"COPY {package} {package}" in image
    assert "tests" not in image


def _name(requirement: str) -> str:
    for mark in "[<>=~!; ":
        requirement = requirement.split(mark, maxsplit=1)[0]
    return requirement.lower().replace("_", "-")


def test_the_version_that_is_told_is_the_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == VERSION
