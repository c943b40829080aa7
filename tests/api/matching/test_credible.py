"""An answer without a credible match says so wherever it is read, and still shows what is nearest."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.matching.questions import Question, match_request
from api.matching.sweeping import SweepRequest, sweeping
from api.matching.tuning import judged_by_office, tune_office
from api.noting import _shown
from api.registration.fitting import _credible
from api.service import Service
from corpus.disclosure import EVERY_TIER
from corpus.records import SavedSearch
from corpus.roles import Caller, Role
from corpus.store.judgements import Asked, Candidate
from matcher.calibration import Calibration
from matcher.credibility import Credibility
from matcher.logistic import Logistic
from matcher.models import Models, shipped_for
from matcher.signals import OF_ANSWERS
from matcher.watching.rounds import Watcher
from matcher.weights import WEIGHTS, Weights
from tests.api.conftest import as_, settings_in
from tests.api.judged_records import fill
from tests.api.matching.test_judged_pages import text_of
from tests.fakes import HashEncoder

ENGLISH, KOREAN = {"Accept-Language": "en"}, {"Accept-Language": "ko"}
ASKED = {"patent": "FICT-P1", "to": "companies"}
NOW = datetime(2026, 3, 2, tzinfo=UTC)
OFFICIAL = Caller(Role.OFFICER, "officer")


def doubting(service: Service, doubt: float = 50.0) -> Weights:
    """The weights that ship, with models that find next to nothing credible."""
    encoder = service.encoder.info
    answerable = Logistic(OF_ANSWERS, tuple(0.0 for _ in OF_ANSWERS), -doubt)
    credibility = Credibility(answerable, np.zeros(encoder.dimension, dtype=np.float32))
    full = WEIGHTS["full"]
    calibration: Calibration = shipped_for(full.name, encoder).calibration
    return Weights("", full.views, Models("", encoder.space, calibration, credibility))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    built = Service(settings_in(tmp_path_factory.mktemp("credible")), encoder=HashEncoder())
    built.open()
    fill(built)
    yield built
    built.close()


@pytest.fixture
def doubted(plain: Service) -> Iterator[TestClient]:
    """Learnt while the service runs: the next question is answered by it."""
    plain.learnt.publish(doubting(plain))
    with TestClient(create_app(plain)) as made:
        yield made
    (plain.settings.data_dir / "learnt" / "CURRENT").unlink()


def test_a_model_that_nothing_was_fitted_to_refuses_nothing(plain: Service) -> None:
    with TestClient(create_app(plain)) as client:
        answer = client.get("/api/v1/matches", params=ASKED).json()
    assert (answer["credible"], answer["calibrated"]) == (True, False)
    assert answer["matches"][0]["receipt"]["weights"] == WEIGHTS["full"].name


def test_the_api_says_so_and_keeps_the_order(plain: Service, doubted: TestClient) -> None:
    answer = doubted.get("/api/v1/matches", params=ASKED).json()
    assert (answer["credible"], answer["calibrated"]) == (False, True)
    assert answer["matches"]
    assert max(match["score"] for match in answer["matches"]) < 0.001
    assert {match["standing"] for match in answer["matches"]} == {"unlikely"}
    (plain.settings.data_dir / "learnt" / "CURRENT").rename(plain.settings.data_dir / "learnt" / "aside")
    before = doubted.get("/api/v1/matches", params=ASKED).json()
    (plain.settings.data_dir / "learnt" / "aside").rename(plain.settings.data_dir / "learnt" / "CURRENT")
    assert before["credible"]
    assert [match["id"] for match in before["matches"]] == [match["id"] for match in answer["matches"]]


def test_a_receipt_is_repeated_by_its_own_weights(plain: Service, doubted: TestClient) -> None:
    first = doubted.get("/api/v1/matches", params=ASKED).json()
    receipt = first["matches"][0]["receipt"]
    assert receipt["weights"].startswith("learnt-")
    plain.learnt.publish(doubting(plain, -50.0))
    now = doubted.get("/api/v1/matches", params=ASKED).json()
    assert now["credible"]
    again = doubted.post("/api/v1/matches/repetition", json=receipt).json()
    assert (again["credible"], again["exact"]) == (False, True)
    assert [match["score"] for match in again["matches"]] == [match["score"] for match in first["matches"]]
    unknown = doubted.post("/api/v1/matches/repetition", json={**receipt, "weights": "learnt-000000000000"}).json()
    assert not unknown["exact"], "weights that are not here any more"


def test_the_page_says_so_and_keeps_the_nearest_within_reach(doubted: TestClient) -> None:
    page = doubted.get("/", params=ASKED, headers=ENGLISH).text
    said = text_of(page)
    assert "No credible match among 14 candidates" in said
    assert "No record is near enough to what was asked to count as a match." in said
    assert "The nearest records all the same, all of them weak (10)" in said
    inside = page[page.index('<details class="nearest">') : page.index("</ol>\n</details>")]
    assert inside.count('<li class="match"') == inside.count('<span class="badge">weak</span>') == 10
    korean = text_of(doubted.get("/", params=ASKED, headers=KOREAN).text)
    assert "신뢰할 만한 매칭 없음" in korean
    part = doubted.get("/", params=ASKED, headers={**ENGLISH, "X-Fragment": "answer"}).text
    assert 'data-found="No credible match among 14 candidates"' in part


def test_a_credible_answer_says_nothing_of_it(plain: Service) -> None:
    with TestClient(create_app(plain)) as client:
        page = client.get("/", params=ASKED, headers=ENGLISH).text
    assert "credible" not in page
    assert '<span class="badge">weak</span>' not in page


def test_tables_and_sweeps_have_a_column_for_it(plain: Service, doubted: TestClient) -> None:
    headers = {**as_(plain, Role.OFFICER), **ENGLISH}
    table = doubted.get("/api/v1/matches.csv", params=ASKED, headers=headers)
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert {row["Credible"] for row in rows} == {"no"}
    with sweeping(plain, SweepRequest(asking=("patents",)), OFFICIAL) as swept:
        lines = list(swept.lines())
    assert lines
    assert not any(line.credible for line in lines)


def test_what_is_not_credible_counts_as_shown_to_nobody(doubted: TestClient, plain: Service) -> None:
    answer = plain.match(match_request(Question(patent="FICT-P2", to="companies")), OFFICIAL)
    assert answer.matches
    assert list(_shown(answer, OFFICIAL, NOW)) == []


def told_by_a_watch(service: Service) -> list[str]:
    """Records of which a search that was asked before, and knew none, tells now."""
    search = SavedSearch(
        account=OFFICIAL.account, name="watched", question="", to="companies", frequency="daily", checked_at=NOW
    )
    request = match_request(Question(patent="FICT-P1", to="companies"))
    watcher = Watcher(service.database, service.index, service.matchmaker)
    return [alert.record_id for alert in watcher.ask(search, request, EVERY_TIER, NOW.date()).alerts]


def test_a_watch_announces_nothing_that_is_not_credible(plain: Service) -> None:
    assert "FICT-C1" in told_by_a_watch(plain)
    plain.learnt.publish(doubting(plain))
    assert told_by_a_watch(plain) == []
    (plain.settings.data_dir / "learnt" / "CURRENT").unlink()


def test_a_company_is_not_told_that_the_nearest_fit(plain: Service) -> None:
    request = match_request(Question(patent="FICT-P1", to="companies"))
    answer = plain.match(request, OFFICIAL)
    assert _credible(answer) is answer
    assert _credible(replace(answer, credible=False)).matches == ()


def test_the_office_s_own_judgements_are_read_and_too_few_teach_nothing(plain: Service) -> None:
    asked, candidate = Asked("patents", "FICT-P1"), Candidate("companies", "FICT-C1")
    with plain.database.transaction() as store:
        store.accounts.create(OFFICIAL.account, Role.OFFICER, Caller(Role.ADMINISTRATOR, "tests"))
        store.judgements.judge(asked, candidate, "relevant", OFFICIAL, NOW)
    with plain.database.reading() as store:
        assert judged_by_office(store)[asked][candidate] == 2
    found = tune_office(plain, [], own=True, report=lambda *_: None)
    assert (found.asked, found.tuned, found.published) == (1, None, None)
    assert plain.learnt.current() is None
