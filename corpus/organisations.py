"""When two names mean the same organisation.

A name is reduced to a key: legal forms, punctuation, width and case say nothing about who it is. Public bodies that
file patents under Korean, English and short names are listed in `data/owners.jsonl`, and the many ways to write
"the United States as represented by ..." lead to one key a department. Names alone never decide between countries;
that is for the store, which knows them.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from corpus.text import HANGUL, clean

LEGAL_FORMS_KOREAN = re.compile(
    r"\((?:주|유|재|사|학|합|의|복)\)|농업회사법인|유한책임회사|주식회사|유한회사|합자회사|합명회사|재단법인|사단법인|학교법인|의료법인|사회복지법인"
)
LEGAL_FORMS = frozenset(
    (
        *("inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "llc", "lp", "llp", "pllc"),
        *("gmbh", "mbh", "ag", "kg", "kgaa", "ohg", "se", "sa", "sas", "sarl", "srl", "spa", "sl", "bv", "nv", "plc"),
        *("kk", "kabushiki", "kaisha", "gk", "ab", "oy", "oyj", "asa", "aps", "pty", "pte", "bhd", "sdn", "jsc", "ooo"),
    )
)
SHORT_WORDS = {
    "centre": "center",
    "defence": "defense",
    "inst": "institute",
    "lab": "laboratory",
    "laboratories": "laboratory",
    "labs": "laboratory",
    "tech": "technology",
    "technologies": "technology",
    "univ": "university",
}
"""Words that one and the same body writes in two ways."""
BRACKETED = re.compile(r"(?P<name>[^()]+?)\s*\((?P<other>[^()]{2,})\)")
BEFORE_NAME = frozenset(["the", "kk", "pt"])
PUNCTUATION = re.compile(r"[^\w\s]|_")
SPACES = re.compile(r"\s+")
LOOKALIKES = str.maketrans(
    "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d"
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405"
    "\u03b1\u03b9\u03ba\u03bd\u03bf\u03c1\u03c5\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
    "\u0131\u0251\u0261",
    "abekmhopctyxijshdqwABEKMHOPCTYXIJSaikvopuABEZHIKMNOPTYXiag",
)
"""Cyrillic, Greek and phonetic letters by the Latin letters that they look like."""
DIGITS_IN_WORDS = (
    (re.compile(r"(?<=[^\W\d_])0|0(?=[^\W\d_])"), "o"),
    (re.compile(r"(?<=[a-z])[1I|](?=[a-z]|\b)"), "l"),
)
"""Signs in the place of a letter: `HanuI` with a capital i, `Bada F00ds`."""
UNITED_STATES = re.compile(
    r"(?:th\w? )?(?:government of )?(?:the )?(?:unit\w+ stat?\w*|united sates|us government|usa)\b"
    r"(?: of (?:the )?am\w+| am\w+)?"
)
DEPARTMENTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (key, re.compile(pattern))
    for key, pattern in (
        ("us air force", r"\bair ?force\b"),
        ("us army", r"\barmy\b"),
        ("us navy", r"\bnavy\b"),
        ("us nasa", r"\bnasa\b|\baeronautics\b"),
        ("us defense threat reduction agency", r"\bthreat reduction\b"),
        ("us national security agency", r"\bnational security agency\b"),
        ("us department of homeland security", r"\bhomeland\b"),
        ("us department of energy", r"\benergy\b"),
        ("us department of health and human services", r"\bhealth\b"),
        ("us department of commerce", r"\bcommerce\b"),
        ("us department of the interior", r"\binterior\b"),
        ("us department of agriculture", r"\bagriculture\b"),
        ("us department of veterans affairs", r"\bvet\w*ns affairs\b"),
        ("us department of transportation", r"\btransportation\b"),
        ("us department of justice", r"\bjustice\b|\bbureau of investigation\b"),
        ("us environmental protection agency", r"\benvironmental protection\b"),
        ("us postal service", r"\bpostal service\b"),
        ("us department of defense", r"\bdefen[cs]e\b"),
    )
)
DEPARTMENT = re.compile(
    r"(?:(?:the )?(?:us|united states) )?(?:department|dept|secretary) of (?:the )?(navy|army|air ?force)|"
    r"(?:the )?(?:us|united states) (navy|army|air ?force)"
)


@dataclass(frozen=True, slots=True)
class KnownOwner:
    """A public body and its names. `short_names` count only exactly as written: ADD, but not ADD Inc.

    `side` is `defence` or `civil`, see `corpus.facts.Side`.
    """

    key: str
    name: str
    country: str
    side: str
    names: tuple[str, ...]
    short_names: tuple[str, ...]


@lru_cache(maxsize=65_536)
def organisation_key(name: str) -> str:
    """What all spellings of one organisation's name have in common; "" for a name without letters or digits."""
    known = known_owner(name)
    return known.key if known else spelling_key(name)


@lru_cache(maxsize=65_536)
def known_owner(name: str) -> KnownOwner | None:
    """The listed public body that goes by this name."""
    exact, by_key = _known()
    return exact.get(clean(name)) or by_key.get(spelling_key(name))


def known_key(key: str) -> KnownOwner | None:
    """The listed public body with this key."""
    return _by_own_key().get(key)


def spelling_key(name: str) -> str:
    """The key from the spelling alone, without the list of public bodies."""
    text = unicodedata.normalize("NFKC", clean(name)).casefold()
    text = LEGAL_FORMS_KOREAN.sub(" ", text)
    text = PUNCTUATION.sub(" ", text.replace(".", "").replace("'", "").replace("’", "").replace("&", " and "))
    text = SPACES.sub(" ", text).strip()
    government = _united_states(text)
    if government:
        return government
    words = [SHORT_WORDS.get(word, word) for word in text.split()]
    while len(words) > 1 and words[0] in BEFORE_NAME:
        words.pop(0)
    while len(words) > 1 and (words[-1] in LEGAL_FORMS or words[-1] == "and"):
        words.pop()
    if words[:2] == ["kabushiki", "kaisha"] and len(words) > 2:
        words = words[2:]
    return ("" if HANGUL.search(text) else " ").join(words)


def as_it_looks(name: str) -> str:
    """The name in the letters that a reader takes it to be written in; itself where it looks like no other one."""
    text = clean(name).translate(LOOKALIKES)
    for pattern, letter in DIGITS_IN_WORDS:
        text = pattern.sub(letter, text)
    return text


def names_within(name: str) -> tuple[str, ...]:
    """The names that one string gives: `한빛복합소재(주)` is one, `한빛복합소재 (Hanbit Composites)` two.

    Initials in brackets are left out: `Agency for Paper Work (APW)` goes by its full name.
    """
    text = LEGAL_FORMS_KOREAN.sub(" ", unicodedata.normalize("NFKC", clean(name))).strip()
    found = BRACKETED.fullmatch(text)
    if not found:
        return (name,)
    outer, inner = found["name"].strip(), found["other"].strip()
    if bool(HANGUL.search(outer)) != bool(HANGUL.search(inner)):
        return (outer, inner)
    initials = "".join(word[0] for word in outer.split() if word[:1].isupper())
    return (outer,) if inner == initials else (name,)


def _united_states(text: str) -> str | None:
    department = DEPARTMENT.fullmatch(text)
    if department:
        return _department(text)
    start = UNITED_STATES.match(text)
    if not start:
        return None
    rest = text[start.end() :].strip()
    if not rest:
        return "united states of america"
    if not re.search(r"\bam\w+$", start[0]) and not re.search(r"\bby\b|\bsecre?t", rest):
        return None
    return _department(rest) or "united states of america"


def _department(text: str) -> str | None:
    found = [(match.start(), key) for key, pattern in DEPARTMENTS if (match := pattern.search(text))]
    return min(found)[1] if found else None


@cache
def _owners() -> tuple[KnownOwner, ...]:
    lines = resources.files("corpus").joinpath("data/owners.jsonl").read_text(encoding="utf-8").splitlines()
    owners: list[KnownOwner] = []
    for line in filter(None, lines):
        row: Mapping[str, str | list[str]] = json.loads(line)
        owners.append(
            KnownOwner(
                key=str(row["key"]),
                name=str(row["name"]),
                country=str(row["country"]),
                side=str(row["side"]),
                names=tuple(row["names"]),
                short_names=tuple(row["short_names"]),
            )
        )
    return tuple(owners)


@cache
def _known() -> tuple[Mapping[str, KnownOwner], Mapping[str, KnownOwner]]:
    """By short name as written, and by the key of each longer name."""
    exact = {name: owner for owner in _owners() for name in owner.short_names}
    by_key = {spelling_key(name): owner for owner in _owners() for name in (owner.name, *owner.names)}
    return exact, by_key


@cache
def _by_own_key() -> Mapping[str, KnownOwner]:
    return {owner.key: owner for owner in _owners()}
