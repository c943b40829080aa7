"""The engine goes and comes back: a clear refusal meanwhile, then answers again, without a restart of the service."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.application import create_app
from api.language import Words
from api.operating.building import rebuild_tiers
from api.operating.diagnosis import diagnosis
from api.service import Service
from api.settings import Settings
from corpus.passages import KINDS, Kind, Source
from corpus.problems import Unavailable
from corpus.roles import Role
from index.cache import VectorCache
from index.dense.choosing import engines_for
from index.dense.milvus.address import Address
from index.generation import BUILDING, Generations
from index.live import LiveIndex
from index.rebuild import RebuildSettings, rebuild
from index.searcher import Searcher
from tests.api.conftest import as_, settings_in
from tests.api.records import company
from tests.conformance import milvus
from tests.fakes import HashEncoder
from tests.index.library import Library, made_up

ENCODER = HashEncoder()
SECONDS = 60


@pytest.fixture
def server(tmp_path: Path) -> Iterator[milvus.MilvusServer]:
    """The test's own, which it stops."""
    milvus.required()
    with milvus.server(tmp_path) as running:
        yield running


def address(server: milvus.MilvusServer) -> Address:
    return Address(server.uri, seconds=60)


def again(answer: Callable[[], object]) -> None:
    """Asked again and again as readers would, until it is answered."""
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            answer()
        except Unavailable:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        else:
            return


def refusal(answer: Callable[[], object]) -> str:
    with pytest.raises(Unavailable) as refused:
        answer()
    return refused.value.problem.code


def test_searches_fail_clearly_and_recover(tmp_path: Path, server: milvus.MilvusServer) -> None:
    library, cache = Library.of({"patents": 40}), VectorCache(tmp_path / "cache.sqlite")
    generations = Generations(tmp_path / "index", "open", engines_for("milvus", address(server)))
    rebuild(library.corpus(), ENCODER, cache, generations)
    live = LiveIndex(generations, ENCODER, cache)
    query = ENCODER.encode_query(["radar antenna"])

    def search(of: LiveIndex = live) -> list[str]:
        searcher: Searcher = of.current(library, library)
        return [hit.id for hit in searcher.dense("patents", query, 10)]

    before = search()
    server.stop()
    assert refusal(search) == "vectors_unavailable"
    assert refusal(lambda: live.current(library, library).passage_vectors("patents", "P0001")) == "vectors_unavailable"
    # What asks for no vectors of the generation goes on: ids, words, what was written meanwhile.
    assert live.current(library, library).lexical_documents("patents", ["radar"], 3)
    # A process that starts now has no generation to stand in for the one that is out of reach.
    started = LiveIndex(Generations(tmp_path / "index", "open", engines_for("milvus", address(server))), ENCODER, cache)
    assert refusal(lambda: search(started)) == "vectors_unavailable"
    server.start()
    again(search)
    again(lambda: search(started))
    assert search() == search(started) == before


def test_a_rebuild_fails_cleanly_and_the_next_one_succeeds(tmp_path: Path, server: milvus.MilvusServer) -> None:
    library, cache = Library.of({"patents": 40}), VectorCache(tmp_path / "cache.sqlite")
    generations = Generations(tmp_path / "index", "open", engines_for("milvus", address(server)))
    first = rebuild(library.corpus(), ENCODER, cache, generations).generation
    library.put(made_up("patents", 50))

    def build() -> str:
        return rebuild(library.corpus(), ENCODER, cache, generations, settings=RebuildSettings(full=True)).generation

    server.stop()
    assert refusal(build) == "vectors_unavailable"
    assert (generations.current(), generations.names()) == (first, [first])
    assert not list(generations.directory.glob(f"{BUILDING}*"))
    server.start()
    again(build)
    assert generations.names()[0] == first
    assert generations.current() == generations.names()[1]


def test_an_engine_that_goes_in_the_middle_of_a_build(tmp_path: Path, server: milvus.MilvusServer) -> None:
    library, cache = Library.of({"patents": 20, "companies": 20}), VectorCache(tmp_path / "cache.sqlite")
    generations = Generations(tmp_path / "index", "open", engines_for("milvus", address(server)))
    first = rebuild(library.corpus(), ENCODER, cache, generations).generation

    def sources(kind: Kind) -> Iterator[Source]:
        if kind == "companies":
            server.stop()
        return library.corpus().sources(kind)

    corpus = replace(library.corpus(), sources=sources)
    full = RebuildSettings(full=True)
    assert refusal(lambda: rebuild(corpus, ENCODER, cache, generations, settings=full)) == "vectors_unavailable"
    assert (generations.current(), generations.names()) == (first, [first])
    server.start()
    again(lambda: rebuild(library.corpus(), ENCODER, cache, generations, settings=full))
    assert not list(generations.directory.glob(f"{BUILDING}*"))
    assert len(milvus.collections(server.uri, "matcher_")) == len(generations.names()) * len(KINDS)


def test_what_could_not_be_dropped_is_dropped_later(
    tmp_path: Path, server: milvus.MilvusServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, cache = Library.of({"patents": 20}), VectorCache(tmp_path / "cache.sqlite")
    generations = Generations(tmp_path / "index", "open", engines_for("milvus", address(server)))
    settings = RebuildSettings(full=True, keep=2)
    names = [rebuild(library.corpus(), ENCODER, cache, generations, settings=settings).generation for _ in range(2)]

    def prune(keep: int) -> list[str]:
        server.stop()
        return Generations.prune(generations, keep)

    with monkeypatch.context() as patched:
        patched.setattr(generations, "prune", prune)
        report = rebuild(library.corpus(), ENCODER, cache, generations, settings=settings)
    assert (report.outcome, report.removed, generations.current()) == ("published", (names[0],), report.generation)
    assert [path.name for path in generations.directory.glob(f"{BUILDING}*")] == [f"{BUILDING}{names[0]}"]
    server.start()
    assert len(milvus.collections(server.uri, "matcher_")) == 3 * len(KINDS)
    again(lambda: rebuild(library.corpus(), ENCODER, cache, generations, settings=settings))
    assert not list(generations.directory.glob(f"{BUILDING}*"))
    assert len(milvus.collections(server.uri, "matcher_")) == 2 * len(KINDS)


def test_the_service_answers_503_and_then_by_itself_again(tmp_path: Path, server: milvus.MilvusServer) -> None:
    settings = settings_in(tmp_path).model_copy(
        update={"vectors": "milvus", "milvus_uri": server.uri, "milvus_seconds": 60}
    )
    service = Service(Settings.model_validate(settings.model_dump()), encoder=HashEncoder())
    service.open()
    with TestClient(create_app(service)) as client:
        client.headers.update(as_(service, Role.ADMINISTRATOR))
        client.post("/api/v1/companies", json=company())
        rebuild_tiers(service)
        service.searcher()
        service.index.settle()
        question = "/api/v1/matches?text=ceramic"
        assert client.get(question).status_code == 200
        assert client.get("/api/v1/ready").json()["ready"]
        server.stop()
        refused = client.get(question)
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "vectors_unavailable")
        assert refused.headers["Retry-After"]
        korean = client.get(question, headers={"Accept-Language": "ko"}).json()["error"]
        assert "응답하지 않습니다" in korean["reason"]
        ready = client.get("/api/v1/ready")
        assert (ready.status_code, ready.json()["ready"]) == (503, False)
        assert "does not answer" in ready.json()["reason"]
        assert client.get("/api/v1/health").status_code == 200
        (finding,) = [each for each in diagnosis(service, Words("en")) if each.subject == "vectors"]
        assert (finding.state, finding.detail) == ("bad", ready.json()["reason"])
        server.start()
        deadline = time.monotonic() + SECONDS
        while client.get(question).status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert client.get("/api/v1/ready").status_code == 200
    service.close()
