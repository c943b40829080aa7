"""What is installed: pinned with hashes, searched for known mistakes and vulnerabilities, listed with its licences."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from requirements import advisories, bill, renew
from tests.conftest import Scale
from tests.proof.figures import Recorder

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "requirements"
LOCKS = sorted(path.stem for path in FOLDER.glob("*.txt"))
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")
SHIPPED = ("corpus", "index", "matcher", "api", "requirements")
HERE = ("build", "service", "dev")
"""Layers that an environment for development has, torch aside: one of its two builds."""


def entries(layer: str) -> list[tuple[Requirement, int]]:
    """Each package of a lock, and how many hashes it has."""
    text = (FOLDER / f"{layer}.txt").read_text(encoding="utf-8")
    blocks = text.replace("\\\n", " ").splitlines()
    lines = [line for line in blocks if line and not line.startswith("#")]
    return [(Requirement(line.split("--hash")[0]), len(HASH.findall(line))) for line in lines]


def pinned(layer: str) -> dict[str, str]:
    return {canonicalize_name(each.name): str(each.specifier) for each, _ in entries(layer)}


@pytest.mark.row("dependencies")
def test_every_package_is_pinned_with_the_hashes_of_its_files(figure: Recorder) -> None:
    found = {layer: entries(layer) for layer in LOCKS}
    assert set(found) == {"build", "torch-cpu", "torch-pypi", *renew.LAYERS}
    loose = [
        str(each)
        for rows in found.values()
        for each, hashes in rows
        if not re.fullmatch(r"==[^,*]+", str(each.specifier)) or not hashes or each.url
    ]
    assert loose == []
    versions: dict[str, set[str]] = {}
    for layer in LOCKS:
        for name, specifier in pinned(layer).items():
            versions.setdefault(name, set()).add(specifier.partition("+")[0])
    assert [name for name, several in versions.items() if len(several) > 1] == []
    figure(f"{len(versions)} packages pinned, {sum(each for rows in found.values() for _, each in rows):,} hashes")


def test_locks_name_no_host() -> None:
    for layer in LOCKS:
        text = (FOLDER / f"{layer}.txt").read_text(encoding="utf-8")
        assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host", text)


def test_what_the_project_asks_for_is_locked_in_its_layer() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    torch = pinned("torch-pypi")
    for layer, (names, below) in renew.LAYERS.items():
        there = {**torch, **{name: each for other in (*below, layer) for name, each in pinned(other).items()}}
        asked = [Requirement(each) for name in names for each in extras[name]]
        asked += [Requirement(each) for each in project["dependencies"]] if layer == "service" else []
        for each in asked:
            if each.name != project["name"]:
                locked = there[canonicalize_name(each.name)].removeprefix("==")
                assert each.specifier.contains(locked, prereleases=True), (layer, str(each), locked)


def test_nothing_is_installed_without_hashes() -> None:
    """Only the project itself, and the program that writes the locks."""
    for name in ("Makefile", "Dockerfile", ".ci/run"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            if "pip install" in line and "--require-hashes" not in line:
                assert re.search(r"--no-deps --no-build-isolation (--editable )?\.( |$)|uv==\$\(UV\)$", line), line
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert {layer for layer in LOCKS if f"requirements/{layer}.txt" in makefile} == set(LOCKS)


def test_this_environment_is_what_is_locked() -> None:
    apply = [each for layer in HERE for each, _ in entries(layer) if not each.marker or each.marker.evaluate()]
    # pip comes with the environment, setuptools with what made it.
    locked = {each.name: str(each.specifier) for each in apply if each.name not in {"pip", "setuptools"}}
    assert {name: f"=={version(name)}" for name in locked} == locked


@pytest.mark.row("dependencies")
def test_what_ships_has_no_mistake_that_bandit_knows(scale: Scale, figure: Recorder) -> None:
    places = SHIPPED if scale(0, 1) else ("corpus/passwords.py", "corpus/second_factor.py", "requirements")
    command = [sys.executable, "-m", "bandit", "--quiet", "--format", "json", "--configfile", "pyproject.toml"]
    done = subprocess.run([*command, "--recursive", *places], cwd=ROOT, capture_output=True, text=True, check=False)
    document = json.loads(done.stdout)
    assert document["errors"] == []
    assert [(each["test_id"], each["filename"], each["line_number"]) for each in document["results"]] == []
    total = document["metrics"]["_totals"]
    assert total["loc"] > scale(200, 20_000)
    figure(f"bandit: {len(document['results'])} findings in {total['loc']:,} lines")


def test_each_line_that_bandit_passes_over_says_why() -> None:
    for place in SHIPPED:
        for path in (ROOT / place).rglob("*.py"):
            for line in path.read_text(encoding="utf-8").splitlines():
                assert "# nosec" not in line or re.search(r"# nosec B\d+  # noqa: S\d+ - \w", line), (path, line)


ROW = {"name": "some", "version": "1.0"}


@pytest.mark.parametrize(
    ("rows", "code", "strict", "said"),
    [
        ([{**ROW, "vulns": []}], 0, 0, "no known vulnerability"),
        ([{**ROW, "vulns": [{"id": "X-1", "fix_versions": ["1.1"]}]}], 1, 1, "some 1.0: X-1, mended in 1.1"),
        ([{**ROW, "vulns": []}, {"name": "other", "skip_reason": "no page"}], 0, 1, "no page for 1 of 2"),
        ([], 0, 1, "advisories were not checked"),
        (None, 0, 1, "did not answer: no way there"),
    ],
)
def test_what_could_not_be_checked_is_told_and_fails_a_release(
    rows: object, code: int, strict: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = "" if rows is None else json.dumps({"dependencies": rows})
    found = {"pypi": advisories.read(answer, "trace\nno way there\n")}
    assert advisories.told(found) == code
    assert said in capsys.readouterr().out
    assert advisories.told(found, strict=True) == strict


@pytest.mark.row("dependencies")
def test_advisories_are_asked_about_every_package(
    scale: Scale, figure: Recorder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where no service answers that is told, and is no failure of this test: `make release-check` is where it fails."""
    every = advisories.locked()
    assert len(every) == len({name for layer in LOCKS for name in pinned(layer)})
    if not scale(0, 1):
        return
    pins = tmp_path / "pins.txt"
    pins.write_text("\n".join(every), encoding="utf-8")
    found = {service: advisories.asked(service, pins) for service in advisories.SERVICES}
    assert advisories.told(found) == 0
    checked = max(each.checked for each in found.values())
    known = sum(len(each.known) for each in found.values())
    figure(f"pip-audit: {known} known vulnerabilities in {checked} of {len(every)} packages that a service knew")


@pytest.mark.row("dependencies")
def test_the_bill_of_materials_lists_every_package_with_version_and_licence(scale: Scale, figure: Recorder) -> None:
    if not scale(0, 1):
        return
    listed = {bill.name_of(each): each for each in bill.bill()["components"]}
    apply = [each for layer in HERE for each, _ in entries(layer) if not each.marker or each.marker.evaluate()]
    names = {canonicalize_name(each.name): each for each in apply}
    assert names.keys() - listed.keys() == set()
    others = {name for name, each in names.items() if not each.specifier.contains(listed[name]["version"])}
    assert others <= {"pip", "setuptools"}
    assert [name for name, each in listed.items() if not each.get("licenses")] == []
    figure(f"bill of materials: {len(listed)} packages, each with version and licence")
