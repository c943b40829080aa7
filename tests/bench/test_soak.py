"""The long trial, short: real processes, every check, some seconds."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench.soak.__main__ import Plan, soak
from bench.soak.firms import Founder
from bench.soak.report import markdown
from bench.soak.site import Site
from bench.soak.tally import Tally, spread
from tests.databases import Databases

HASHED = (sys.executable, "-m", "tests.hashed")
PATIENT = 60.0
"""Seconds: a machine that is busy with other tests may be late, and is no failure."""


@pytest.mark.long
def test_processes_over_one_folder_lose_nothing(databases: Databases, tmp_path: Path) -> None:
    # The deterministic encoder knows no meaning: the gate would measure chance.
    site = Site(tmp_path / "site", databases.empty(), HASHED, {"MATCHER_GATE_MARGIN": "1"})
    report = soak(site, Plan(seconds=12, rebuilds=2, clients=3, pause=0.2, within=PATIENT, timeout=4 * PATIENT))
    told = markdown(report)
    assert (report["errors"], report["lost"]) == ([], []), told
    assert report["rebuilds"] == {"asked": 2, "ran": 2, "published": 2}, told
    assert report["passed"], told
    assert set(report["watched"]) >= {"registered", "rebuilt"}
    assert report["requests"] > 20
    assert report["database"] in {"sqlite", "postgresql+psycopg"}


def test_every_firm_has_a_word_of_its_own() -> None:
    one, other = Founder("SOAK-A1", 1), Founder("SOAK-B2", 1)
    firms = [each.firm() for each in (one, other) for _ in range(500)]
    versions = [one.other_version(firm) for firm in firms[:100]]
    assert len({firm.word for firm in (*firms, *versions)}) == 1_100
    assert len({firm.id for firm in firms}) == 1_000
    assert all(firm.word in firm.body()["profile"]["summary"] for firm in firms)
    assert Founder("SOAK-A1", 1).firm() == firms[0]


def test_percentiles_are_those_of_the_nearest_rank() -> None:
    assert spread([each / 1000 for each in range(1, 201)]) == {
        "count": 200,
        "p50": 100.0,
        "p95": 190.0,
        "p99": 198.0,
        "max": 200.0,
    }
    assert spread([0.5])["p99"] == 500.0


def test_a_stale_answer_counts_by_its_age() -> None:
    tally = Tally()
    for age in (0.2, 4.9, 5.1):
        tally.stale("edited", age)
    tally.look("edited")
    assert tally.older_than(5) == 1
    assert tally.as_json()["watched"] == {"edited": {"changes": 1, "stale_answers": 3, "worst_age_s": 5.1}}
