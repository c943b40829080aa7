from __future__ import annotations

import pytest

from corpus.importers.symbols import MAX_SYMBOLS, symbol, symbols


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("B28B   1/    29            A I                    ", "B28B 1/29"),
        ("A41D013/00", "A41D 13/00"),
        ("A61K  31/ 415 A I", "A61K 31/415"),
        ("G06F  728", "G06F 7/28"),
        ("G06F 1516", "G06F 15/16"),
        ("a61k31/415", "A61K 31/415"),
        ("B 60 L", "B60L"),
        ("F41H 5/00", "F41H 5/00"),
        ("D0303", None),
        ("", None),
    ],
)
def test_spellings(written: str, expected: str | None) -> None:
    assert symbol(written) == expected


def test_each_once_and_bounded() -> None:
    assert symbols(["F41H 5/00", "x", "F41H  5/00", "F41H 5/02"]) == ("F41H 5/00", "F41H 5/02")
    assert len(symbols(f"G01S {group}/00" for group in range(1, 900))) == MAX_SYMBOLS
