"""Country names and codes, in English or Korean, to ISO 3166 alpha-2."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from babel import Locale
from babel.core import get_global

BEYOND_LETTERS = re.compile(r"[\W_]+")
OTHER_NAMES = {
    "korea": "KR",
    "southkorea": "KR",
    "republicofkorea": "KR",
    "korearepublicof": "KR",
    "korearep": "KR",
    "korearepublic": "KR",
    "한국": "KR",
    "남한": "KR",
    "northkorea": "KP",
    "unitedstatesofamerica": "US",
    "america": "US",
    "미합중국": "US",
    "greatbritain": "GB",
    "england": "GB",
    "scotland": "GB",
    "uk": "GB",
    "russianfederation": "RU",
    "hongkong": "HK",
    "홍콩": "HK",
    "macau": "MO",
    "macao": "MO",
    "마카오": "MO",
    "taiwanprovinceofchina": "TW",
    "chinesetaipei": "TW",
    "turkey": "TR",
    "czechrepublic": "CZ",
    "ivorycoast": "CI",
    "myanmar": "MM",
    "burma": "MM",
    "macedonia": "MK",
    "falklandislands": "FK",
    "netherlandsantilles": "CW",
    "holland": "NL",
    "vietnam": "VN",
    "capeverde": "CV",
    "swaziland": "SZ",
    "peoplesrepublicofchina": "CN",
    "prchina": "CN",
    "palestine": "PS",
    "saintkittsandnevis": "KN",
    "saintlucia": "LC",
    "republicofthecongo": "CG",
    "democraticrepublicofthecongo": "CD",
}
OFFICES = frozenset({"EP", "WO", "EA", "AP", "OA", "GC", "EU", "SU", "DD", "CS", "YU"})
"""Offices of several countries, and countries of old, that stand in patent numbers where a country stands."""


LONGEST_NAME = 80


@lru_cache(maxsize=4_096)
def country_code(text: str) -> str | None:
    """`KR` for `South Korea`, `대한민국`, `KOR`, `kr`...; None for a name that no list knows."""
    if len(text) > LONGEST_NAME:
        return None
    key = BEYOND_LETTERS.sub("", text).casefold()
    return _codes().get(key)


@cache
def _codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for language in ("ko", "en"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and code != "ZZ":
                codes[BEYOND_LETTERS.sub("", name).casefold()] = code
                codes[code.casefold()] = code
    for alias, targets in get_global("territory_aliases").items():
        if len(alias) == 3 and alias.isalpha():
            codes.setdefault(alias.casefold(), targets[0])
    return codes | {code.casefold(): code for code in OFFICES} | OTHER_NAMES
