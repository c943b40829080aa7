"""Certificates that tell until when they are valid."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.certificates import Certificate, certificate_of, certificates_of

END = date(2026, 3, 31)


@pytest.mark.parametrize(
    "text",
    [
        "AS9100D (until 2026-03-31)",
        "AS9100D (~2026.03.31)",
        "AS9100D (~ 2026. 3. 31.)",
        "AS9100D(2026-03-31까지)",
        "AS9100D (유효기간: 2026년 3월 31일)",
        "AS9100D (유효기간 ~2026.03.31)",
        "AS9100D [valid until 2026/03/31]",
        "AS9100D (expires on 2026-03)",
        "AS9100D （만료 2026.3.31）",
    ],
)
def test_an_end_that_is_told(text: str) -> None:
    assert certificate_of(text) == Certificate("AS9100D", END)


@pytest.mark.parametrize(
    "text", ["AS9100D", "ISO 9001:2015", "ISO 9001 (2026-03-31)", "KC (until 2026-02-30)", "KC (until 2026-13)"]
)
def test_what_tells_no_end_stands_as_it_is(text: str) -> None:
    assert certificate_of(text) == Certificate(text)


def test_a_certificate_is_valid_on_its_last_day() -> None:
    assert not Certificate("A", END).expired(END)
    assert Certificate("A", END).expired(END + timedelta(days=1))
    assert not Certificate("A").expired(date.max)


def test_of_several_ends_the_last_counts() -> None:
    renewed = ["ISO 9001 (until 2026-03-31)", "ISO 9001 (until 2029-03-31)", "KC (until 2025-01-01)", "KC"]
    assert certificates_of(renewed) == (Certificate("ISO 9001", date(2029, 3, 31)), Certificate("KC"))


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)), st.sampled_from(["until {}", "~{}", "{}까지", "유효기간: {}"]))
def test_every_day_is_read_back(day: date, form: str) -> None:
    assert certificate_of(f"ISO 9001 ({form.format(day.isoformat())})") == Certificate("ISO 9001", day)
    assert certificate_of(f"ISO 9001 ({form.format(day.strftime('%Y.%m.%d'))})") == Certificate("ISO 9001", day)


@given(st.text(min_size=1, max_size=60))
def test_any_text_is_taken(text: str) -> None:
    assert certificate_of(text).name
