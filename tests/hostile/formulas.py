"""Texts that a spreadsheet would work out, and texts that only look like these."""

from __future__ import annotations

import csv
import io
import re

SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
BODIES = (
    "1+1",
    "cmd|' /C calc'!A0",
    'HYPERLINK("http://127.0.0.1:9/?"&A1,"open")',
    "SUM(A1:A9)",
    'WEBSERVICE("http://127.0.0.1:9")',
    "IMPORTXML(A1,B1)",
    "A1",
    'DDE("cmd","/C calc","x")',
    "rundll32|'URL.dll,OpenURL calc.exe'!A",
    "(1)",
)
BEFORE = ("", " ", "\t", "\r\n", "\u200b", "\ufeff", "\u3000", "\xa0", "\u202e")
PARTED = ("a;", "a; ", "a\n", "a|", "a\t", "a,", 'a",', "a\r")
NUMBERS = ("-40°C", "-1", "+5", "-12.5 %", "-1,000", "+85 ℃", "-40C", "-3 dB")
PHONES = ("+82-2-555-0100", "+82 10 5550 1234", "-2-3")
LOOKS = ("@user", "-A1", "+A1", "--1", "-1+1", "-1|x", "-40°C ~ +85°C", '"=1', "'=1", "=", "-")


def payloads() -> list[str]:
    """Two hundred of them, the same each time."""
    made = [f"{sign}{body}" for body in BODIES for sign in SIGNS]
    made += [f"{before}{sign}{BODIES[1]}" for before in BEFORE[1:] for sign in SIGNS]
    made += [f"{parted}={BODIES[1]}" for parted in PARTED]
    made += [*NUMBERS, *PHONES, *LOOKS]
    made += [f"={body}{before}" for body in BODIES for before in (",", ";x", '"')]
    return made[:200]


def live(cell: str) -> bool:
    """Whether a spreadsheet would work it out: it begins like a formula, and is no number with a unit."""
    text = re.sub(r"^[\s\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u3000\xa0]+", "", cell)
    return text.startswith(SIGNS) and re.fullmatch(r"[+-]\d[\d.,]*\s?[°℃%]{0,2}[A-Za-z]{0,12}", text.strip()) is None


def live_cells(table: str) -> list[str]:
    """What a spreadsheet would work out in a CSV file, whichever sign it takes to part cells."""
    found = [cell for row in csv.reader(io.StringIO(table, newline="")) for cell in row if live(cell)]
    inside = (
        part
        for row in csv.reader(io.StringIO(table, newline=""))
        for cell in row
        for part in re.split(r"[;\t|\r\n]", cell)
    )
    return found + [part for part in inside if live(part)]
