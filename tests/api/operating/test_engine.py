"""Where a rebuild encodes: as the setting says, or the command; without a cluster the former generation serves on."""

from __future__ import annotations

from typing import Any

import pytest

from api.operating.rebuilding import rebuild_under_lease
from api.service import Service
from api.settings import Settings
from corpus.disclosure import Tier
from corpus.problems import Invalid, Refused
from tests.api.disclosed import open_records
from tests.fakes import HashEncoder


def test_a_cluster_that_cannot_be_used_leaves_the_former_generation(settings: Settings, service: Service) -> None:
    with service.database.transaction() as store:
        store.patents.put(open_records("patents", 3))
    rebuild_under_lease(service)
    former = service.generations[Tier.PUBLIC].current()
    with service.database.transaction() as store:
        store.patents.put(open_records("patents", 4))
    named = {"rebuild_engine": "ray", "ray_address": "127.0.0.1:1"}
    other = Service(settings.model_copy(update=named), encoder=HashEncoder(), factory=HashEncoder)
    with pytest.raises(Invalid) as refused:
        rebuild_under_lease(other)
    assert refused.value.problem.code == "cluster_without_token"
    assert service.generations[Tier.PUBLIC].current() == former
    # The command may say otherwise than the setting.
    assert rebuild_under_lease(other, engine="local").outcome == "published"
    other.close()


def test_the_worker_tells_of_a_cluster_that_it_cannot_reach(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    named = {"rebuild_engine": "ray", "ray_address": "127.0.0.1:1", "ray_token": "a-token"}
    service = Service(Settings(**{**settings.model_dump(), **named}), encoder=HashEncoder(), factory=HashEncoder)
    service.open()
    with service.database.transaction() as store:
        store.patents.put(open_records("patents", 3))
    with pytest.raises(Refused) as refused:
        rebuild_under_lease(service)
    assert refused.value.problem.code == "cluster_unavailable"
    with service.database.reading() as store:
        run = store.jobs.history("rebuild")[0]
    assert run.state == "failed"
    assert "a-token" not in f"{run.detail} {refused.value.problem}"
    service.close()


@pytest.mark.parametrize(("language", "said"), [("en", "no token for it"), ("ko", "토큰이 없습니다")])
def test_the_command_says_what_is_missing(language: str, said: str, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHER_RAY_ADDRESS", "cluster.example:6379")
    ended = run("rebuild", "--engine", "ray", "--lang", language)
    assert ended.code != 0
    assert said in ended.err
