from __future__ import annotations

import pytest

from corpus.identifiers import (
    business_number_fault,
    is_business_number,
    is_corporate_number,
    korean_application,
    korean_application_from_docdb,
    korean_registration,
    patent_number,
)


def test_business_number_by_hand() -> None:
    # 1*1+2*3+4*7+8*1+1*3+0*7+0*1+9*3+9*5 = 118, and 9*5//10 = 4: 122, so the check digit is 8
    assert is_business_number("1248100998")
    assert not is_business_number("1248100997")
    assert not is_business_number("1234567890")
    assert not is_business_number("124810099")
    assert not is_business_number("0000000000")


def test_every_wrong_digit_is_caught() -> None:
    right = "1248100998"
    for place in range(10):
        for digit in "0123456789":
            changed = right[:place] + digit + right[place + 1 :]
            assert is_business_number(changed) == (changed == right)


def test_corporate_number_by_hand() -> None:
    # weights 1 and 2 in turn over 1 1 0 1 1 1 0 0 0 0 0 0 = 1+2+0+2+1+2 = 8, so the check digit is 2
    assert is_corporate_number("1101110000002")
    assert not is_corporate_number("1101110000003")
    assert not is_corporate_number("110111000000")


@pytest.mark.parametrize(
    ("written", "name", "kind"),
    [
        ("US 7,272,630 B2", "US7272630", "B2"),
        ("US07272630B2", "US7272630", "B2"),
        ("US-2017-0071586-A1", "US20170071586", "A1"),
        ("US2017071586A1", "US20170071586", "A1"),
        ("EP_2471949_A1", "EP2471949", "A1"),
        ("WO 2006/075254 A2", "WO2006075254", "A2"),
        ("D628,609", "USD628609", None),
        ("USD0628609S1", "USD628609", "S1"),
        ("RE39,123", "USRE39123", None),
        ("7272630", "US7272630", None),
        ("KR100496269B1", "KR100496269", "B1"),
    ],
)
def test_patent_numbers(written: str, name: str, kind: str | None) -> None:
    number = patent_number(written, "US")
    assert number is not None
    assert (number.id, number.kind) == (name, kind)


@pytest.mark.parametrize("written", ["", "0", "none", "US", "1.02003E+12", "A method of"])
def test_what_is_no_patent_number(written: str) -> None:
    assert patent_number(written, "US") is None


def test_a_number_without_country_needs_one() -> None:
    assert patent_number("7272630") is None


def test_korean_numbers() -> None:
    assert korean_application("10-2003-0001252") == "KR1020030001252"
    assert korean_application("1020030001252") == "KR1020030001252"
    assert korean_application("1004962690000") is None
    assert korean_registration("10-0496269-0000") == "KR100496269"
    assert korean_application_from_docdb("20030001252", "A") == "KR1020030001252"
    assert korean_application_from_docdb("20030001252", "U") == "KR2020030001252"


@pytest.mark.parametrize(
    ("text", "code", "group"),
    [
        ("124-81-0099", "group", 3),
        ("12-481-00998", "group", 1),
        ("124-8-100998", "group", 2),
        ("12481009", "digits", 0),
        ("124-81-0099A", "signs", 0),
        ("142-81-00998", "check", 1),
        ("220-81-65217", "check", 3),
        ("214-81-00998", "check", 0),
    ],
)
def test_a_mistyped_business_number_tells_where_to_look(text: str, code: str, group: int) -> None:
    fault = business_number_fault(text)
    assert fault is not None
    assert (fault.code, fault.group) == (code, group)


@pytest.mark.parametrize("text", ["124-81-00998", "124 81 00998", "2208162517", "116–82–00276"])
def test_a_good_business_number_has_no_fault(text: str) -> None:
    assert business_number_fault(text) is None
