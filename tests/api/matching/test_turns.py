"""How many matches are worked on at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from api import wiring
from api.environment import load
from api.matching.questions import Question, match_request
from api.service import MORE_THAN_THREADS, WAITING, Service
from corpus.problems import Invalid
from corpus.roles import Caller, Role
from corpus.store import Store
from index.dense.choosing import engines_for
from index.dense.engine import IN_FILES
from matcher.match import Answer, MatchRequest
from matcher.matchmaker import Matchmaker
from matcher.programmes.in_force import InForce
from tests.fakes import HashEncoder

OFFICER = Caller(Role.OFFICER, "officer")
THREADS = 2


class Held:
    """In place of `Matchmaker.match`: who asks is held until `let_go`, and then refused."""

    def __init__(self) -> None:
        self.here = threading.Semaphore(0)
        self.let_go = threading.Event()

    def match(self, _request: MatchRequest, _store: Store, _today: date, _rules: InForce) -> Answer:
        self.here.release()
        self.let_go.wait(60)
        raise Invalid.because("bad_top", "top", 0, limit=1)


@pytest.mark.parametrize(
    ("vectors", "most"), [("files", THREADS + MORE_THAN_THREADS), ("milvus", WAITING)], ids=["here", "elsewhere"]
)
def test_a_match_waits_its_turn_and_gives_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, vectors: str, most: int
) -> None:
    """Three times as many as have a turn, each of which is refused in the end."""
    settings = load(data_dir=tmp_path, threads=THREADS).model_copy(update={"vectors": vectors})
    # Nobody searches, and what a server of vectors is reached with may not be installed.
    monkeypatch.setattr(wiring, "engines_for", lambda *_: engines_for(IN_FILES))
    service = Service(settings, HashEncoder())
    service.open()
    held = Held()
    monkeypatch.setattr(Matchmaker, "match", held.match)
    request = match_request(Question(text="sonar", to="companies"))
    with ThreadPoolExecutor(3 * most) as pool:
        asking = [pool.submit(service.match, request, OFFICER) for _ in range(3 * most)]
        assert all(held.here.acquire(timeout=20) for _ in range(most))
        assert not held.here.acquire(timeout=0.3)
        held.let_go.set()
        assert all(isinstance(each.exception(60), Invalid) for each in asking)
    service.close()
