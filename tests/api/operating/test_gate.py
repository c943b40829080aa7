"""The gate as an operator meets it: a rebuild that ranks worse is not published, and the desk says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.operating.rebuilding import rebuild_under_lease
from api.service import Service
from corpus.drafts import PatentDraft
from corpus.roles import Role
from tests.api.conftest import settings_in
from tests.api.operating.conftest import Opened
from tests.api.records import patent
from tests.fakes import HashEncoder

SUBJECTS = ("sonar", "radar", "nozzle", "battery", "antenna", "gearbox", "turbine", "lidar", "armour", "gyroscope")
MATERIALS = ("steel", "ceramic", "titanium")


def put(service: Service, *, alike: bool) -> None:
    """Thirty patents, each of its own title, or all of one: then only ten of them are found by it."""
    rows = [
        patent(
            f"FICT-P{number}", title="Radar of steel" if alike else f"{subject} of {material}", abstract="", claims=[]
        )
        for number, (subject, material) in enumerate((each, other) for each in SUBJECTS for other in MATERIALS)
    ]
    with service.database.transaction() as store:
        store.put("patents", [PatentDraft.model_validate(row) for row in rows])


def test_a_worse_index_is_not_published_and_the_desk_says_so(service: Service, opened: Opened) -> None:
    put(service, alike=False)
    first = rebuild_under_lease(service)
    assert (first.outcome, first.quality) == ("published", 1.0)
    put(service, alike=True)
    second = rebuild_under_lease(service)
    assert (second.outcome, second.generation) == ("refused", first.generation)
    assert second.reason.startswith("public: quality 0.3333 is below 0.9800: 10 of 30 records found by their title")
    administrator = opened(Role.ADMINISTRATOR)
    for path in ("/operation/index", "/operation/jobs", "/operation"):
        assert "Not published: quality 0.3333, at least 0.9800 is asked for" in administrator.get(path).text, path


def test_how_much_worse_it_may_be_is_a_setting(tmp_path: Path) -> None:
    for margin, outcome in ((0.6, "refused"), (0.7, "published")):
        settings = settings_in(tmp_path / str(margin)).model_copy(update={"gate_margin": margin})
        service = Service(settings, encoder=HashEncoder())
        service.open()
        put(service, alike=False)
        assert rebuild_under_lease(service).outcome == "published"
        put(service, alike=True)
        assert rebuild_under_lease(service).outcome == outcome
        service.close()


def test_the_margin_is_between_nothing_and_everything(tmp_path: Path) -> None:
    for margin in (-0.1, 1.1):
        with pytest.raises(ValueError, match="gate_margin"):
            settings_in(tmp_path).model_validate({"gate_margin": margin})
