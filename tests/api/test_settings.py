"""Settings come from the environment, are checked, and hide what is secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.environment import load, terminal_language, unknown_variables
from api.language import accepted_language, reader_language
from corpus.disclosure import Tier
from corpus.problems import Invalid


@pytest.mark.sqlite
def test_defaults_need_no_environment() -> None:
    settings = load()
    assert settings.database.startswith("sqlite:////")
    assert settings.index_root == Path("var/index")
    assert settings.cache_of(Tier.PUBLIC) == Path("var/vectors.db")
    assert settings.cache_of(Tier.RESTRICTED) == Path("var/vectors-restricted.db")
    assert settings.judged_cache == Path("var/vectors-judged.db")


def test_the_environment_and_then_the_call_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHER_PORT", "9001")
    monkeypatch.setenv("MATCHER_INDEX_DIR", "")
    assert load().port == 9001
    assert load().index_dir is None
    assert load(port=9002).port == 9002


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MATCHER_PORT", "70000"),
        ("MATCHER_REBUILD_SCHEDULE", "daily please"),
        ("MATCHER_PRECISION", "int1"),
        ("MATCHER_COLLECTION", "../x"),
        ("MATCHER_GATE_MARGIN", "2"),
        ("MATCHER_RAY_TIERS", "public, secret"),
        ("MATCHER_RAY_ADDRESS", "ray://cluster.example:10001"),
    ],
)
def test_a_bad_value_is_refused_by_the_variables_name(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(Invalid) as refused:
        load()
    assert refused.value.problem.field == name
    assert refused.value.problem.value == value


def test_misspelt_variables_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHER_PROT", "1")
    assert "MATCHER_PROT" in unknown_variables()


def test_a_password_is_not_shown() -> None:
    shown = load(database_url="postgresql+psycopg://matcher:s3cret@db/matcher").database_shown
    assert shown == "postgresql+psycopg://matcher:***@db/matcher"


def test_the_terminals_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", "ko_KR.UTF-8")
    assert terminal_language() == "ko"
    monkeypatch.setenv("LC_ALL", "C")
    assert terminal_language() == "en"


@pytest.mark.parametrize(
    ("header", "language"),
    [("ko", "ko"), ("en-US,en;q=0.9,ko;q=0.8", "en"), ("fr, ko;q=0.1", "ko"), ("fr", None), ("ko;q=0, en;q=x", None)],
)
def test_accept_language(header: str, language: str | None) -> None:
    assert accepted_language(header) == language


def test_who_decides_the_language() -> None:
    assert reader_language("en", "ko", "ko", "ko") == "en"
    assert reader_language("xx", "ko", "en", "en") == "ko"
    assert reader_language(None, None, "en", "ko") == "en"
    assert reader_language(None, None, None, "ko") == "ko"
