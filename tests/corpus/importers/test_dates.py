from __future__ import annotations

from datetime import date, datetime

import pytest

from corpus.importers.countries import country_code
from corpus.importers.dates import read_date
from corpus.importers.legal_status import legal_status


@pytest.mark.parametrize(
    "written",
    [
        "20110503",
        "2011-05-03",
        "2011-5-3",
        "2011.05.03",
        "2011. 5. 3.",
        "2011/05/03 00:00:00",
        "2011-05-03T00:00:00Z",
        "2011년 5월 3일",
        "May 3, 2011",
        "May 03, 2011",
        "3 May 2011",
        "03-MAY-2011",
        "3rd May 2011",
        "03.05.2011",
        20110503,
        20110503.0,
        40666,
        datetime(2011, 5, 3, 12),  # noqa: DTZ001  # spreadsheets know no zone
        date(2011, 5, 3),
    ],
)
def test_one_day_in_many_spellings(written: object) -> None:
    assert read_date(written) == date(2011, 5, 3)


@pytest.mark.parametrize("written", [None, "", "0", 0, "0000-00-00", "-", "N/A", "nan"])
def test_no_day(written: object) -> None:
    assert read_date(written) is None


@pytest.mark.parametrize("written", ["20111332", "2011-02-30", "soon", "03/04/2011", "Smarch 3, 2011", True, "2011"])
def test_what_is_no_day_is_refused(written: object) -> None:
    with pytest.raises(ValueError):
        read_date(written)


def test_month_first_where_the_source_is_american() -> None:
    assert read_date("10/21/2019") == date(2019, 10, 21)
    assert read_date("03/04/2011", month_first=True) == date(2011, 3, 4)
    assert read_date("25/12/2011") == date(2011, 12, 25)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("South Korea", "KR"),
        ("Republic of Korea", "KR"),
        ("대한민국", "KR"),
        ("한국", "KR"),
        ("KOR", "KR"),
        ("kr", "KR"),
        ("United States", "US"),
        ("U.S.A.", "US"),
        ("미국", "US"),
        ("UK", "GB"),
        ("Hong Kong", "HK"),
        ("Türkiye", "TR"),
        ("EP", "EP"),
        ("Atlantis", None),
    ],
)
def test_countries(name: str, code: str | None) -> None:
    assert country_code(name) == code


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("등록", "granted"),
        ("공개", "pending"),
        ("소멸", "lapsed"),
        ("거절", "refused"),
        ("취하", "withdrawn"),
        ("포기", "withdrawn"),
        ("Abandoned -- Failure to Respond to an Office Action", "withdrawn"),
        ("Patented Case", "granted"),
        ("registered", "granted"),
        ("pending", "pending"),
        ("lapsed", "lapsed"),
        ("something else", "unknown"),
        (None, "unknown"),
    ],
)
def test_legal_status(words: str | None, status: str) -> None:
    assert legal_status(words).value == status
