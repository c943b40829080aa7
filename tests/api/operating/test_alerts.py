"""Rules of docs/alerts.yml ask for figures and labels that there are, and docs/operations.md answers each."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from api.operating import gauges
from api.operating.rebuilding import rebuild_under_lease
from api.service import Service

ROOT = Path(__file__).parents[3]
RULES = yaml.safe_load((ROOT / "docs" / "alerts.yml").read_text(encoding="utf-8"))
ALERTS: list[dict[str, Any]] = [rule for group in RULES["groups"] for rule in group["rules"]]
USED = re.compile(r"(matcher_\w+)(?:\{([^}]*)\})?")
MATCHER = re.compile(r'(\w+)(=~|=)"([^"]*)"')
GROUPED = re.compile(r"by \(([^)]*)\)")
OF_SCRAPES = {"job", "instance"}


@pytest.fixture(scope="module")
def known(shared_service: Service) -> dict[str, list[dict[str, str]]]:
    """The labels of every figure that a service with an index tells."""
    rebuild_under_lease(shared_service)
    shared_service.meters.requests.labels("/api/v1/matches", "GET", "2xx").observe(1)
    shared_service.meters.requests.labels("/api/v1/matches", "GET", "5xx").observe(1)
    told = shared_service.meters.exposition() + gauges.exposition(shared_service, datetime.now(UTC))
    found: dict[str, list[dict[str, str]]] = {}
    for family in text_string_to_metric_families(told.decode()):
        for sample in family.samples:
            found.setdefault(sample.name, []).append(sample.labels)
    return found


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule["alert"])
def test_each_rule_asks_for_what_there_is(rule: dict[str, Any], known: dict[str, list[dict[str, str]]]) -> None:
    assert rule.keys() <= {"alert", "expr", "for", "labels", "annotations"}
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert re.fullmatch(r"\d+[smhd]", rule.get("for", "1m"))
    asked = USED.findall(rule["expr"])
    assert asked or "up{" in rule["expr"]
    for name, conditions in asked:
        assert name in known, name
        for label, sign, value in MATCHER.findall(conditions):
            values = {labels[label] for labels in known[name]}
            wanted = re.compile(value if sign == "=~" else re.escape(value))
            assert any(wanted.fullmatch(each) for each in values), (name, label, value, values)
    labels = {label for name, _ in asked for each in known[name] for label in each}
    grouped = {each.strip() for group in GROUPED.findall(rule["expr"]) for each in group.split(",")}
    told = set(re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"]))
    assert grouped <= labels
    assert told <= grouped
    assert rule["expr"].count("(") == rule["expr"].count(")")


def test_each_alert_has_what_to_do() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    section = page.split("## What to wake up for")[1].split("\n## ")[0]
    assert re.findall(r"^\| `(Matcher\w+)` \|", section, flags=re.MULTILINE) == [rule["alert"] for rule in ALERTS]


def test_every_figure_is_described() -> None:
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    source = "".join((ROOT / "api" / name).read_text(encoding="utf-8") for name in ("meters.py", "operating/gauges.py"))
    names = {name.removeprefix("matcher_") for name in re.findall(r'(?:_gauge|_counter)\(\s*"(\w+)"', source)}
    names |= {name.removeprefix("matcher_") for name in re.findall(r'"(matcher_\w+)"', source)}
    assert len(names) > 20
    assert {name for name in names if f"matcher_{name}" not in page} == set()
