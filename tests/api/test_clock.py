"""Times as the reader's clock has them, and notices that a page tells once."""

from __future__ import annotations

from datetime import UTC, date, datetime

from fastapi.testclient import TestClient

from api.pages.clock import Clock
from api.pages.rendering import NOTICE

LATE = datetime(2026, 11, 26, 17, 4, 59, tzinfo=UTC)


def test_a_moment_is_told_in_the_readers_zone() -> None:
    seoul = Clock.of("Asia/Seoul", "UTC")
    assert seoul.moment(LATE) == '<time datetime="2026-11-27T02:04:59+09:00">2026-11-27 02:04</time>'
    assert seoul.minute(LATE) == "2026-11-27 02:04"
    assert seoul.day(LATE) == "2026-11-27"
    assert seoul.today(LATE) == date(2026, 11, 27)


def test_a_zone_that_is_none_is_the_usual_one() -> None:
    for wanted in (None, "", "Mars/Base", "../../etc/passwd"):
        assert Clock.of(wanted, "Asia/Seoul").zone.key == "Asia/Seoul"


def test_what_there_is_not_is_told_by_nothing() -> None:
    clock = Clock.of("UTC", "UTC")
    assert (clock.moment(None), clock.minute(None), clock.day(None)) == ("", "", "")
    assert clock.day(date(2026, 1, 2)) == "2026-01-02"


def test_a_page_says_whose_time_it_tells(shared_client: TestClient) -> None:
    assert "Times are those of Asia/Seoul." in shared_client.get("/programmes").text
    there = shared_client.get("/programmes", headers={"Cookie": "zone=America/New_York"})
    assert "Times are those of America/New_York." in there.text


def test_a_notice_of_another_hand_is_text_or_nothing(shared_client: TestClient) -> None:
    for forged in ("x", "e30=", "bnVsbA==", "eyJzZW50ZW5jZSI6ICI8c2NyaXB0PiIsICJmYWN0cyI6IHt9fQ=="):
        page = shared_client.get("/programmes", headers={"Cookie": f"{NOTICE.name}={forged}"})
        assert page.status_code == 200
        assert "<script>" not in page.text
        assert f'{NOTICE.name}="";' in page.headers["set-cookie"]
