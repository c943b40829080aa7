"""Markings of secret matter: what carries one is refused at the door and never stored, in whatever tier.

Only markings count: banners, portion marks, classification lines, a tier field that names a secrecy grade. A text
that is merely about secrets (a secret key, a trade secret, 비밀번호, a clearance that bidders must hold) passes.
What is found is answered with the name of its grade, so that no refusal, log or answer repeats the text itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from corpus.problems import Invalid
from corpus.text import UNPRINTABLE

LONGEST_TIER = 80
"""Longer values name no tier."""
TOP_SECRET: Final = "top secret"
SECRET: Final = "secret"
CONFIDENTIAL: Final = "confidential"
ALLIED: Final = "allied classified"
MILITARY_SECRET: Final = "군사비밀"
INTERNAL: Final = "대외비"

SIGNAL: Final = re.compile(r"secret|confid|\b[tsc] ?//|classif|비\s*밀|기\s*밀|대\s*외\s*비|예고문", re.IGNORECASE)
"""What every marking holds; nearly all texts end here."""
_LEVEL = r"TOP\s*SECRET|SECRET|CONFIDENTIAL"
_CAVEAT = (
    r"NOFORN|NF|ORCON|OC|RELIDO|REL\b|IMCON|PROPIN|PR|FGI|FISA|SI|TK|HCS|SAR|RD|FRD|CNWDI|EYES|FVEY|ROK|USA|KOR"
    r"|SPECIAL|LIMDIS|EXDIS|NODIS|\d{8}|MR|X1"
)
_GRADE = r"(?:(?:I{1,3}|[123])\s*급\s*)"
_KOREAN = rf"군\s*사\s*{_GRADE}?[비기]\s*밀|{_GRADE}비\s*밀"
_OPEN, _CLOSE = r"[\[({<【〔「『《〈]\s*", r"\s*[\])}>】〕」』》〉]"

PATTERNS: Final[tuple[re.Pattern[str], ...]] = (
    # SECRET//NOFORN, TOP SECRET // SI // NF
    re.compile(rf"\b(?P<level>{_LEVEL})\s*//\s*(?:{_CAVEAT})", re.IGNORECASE),
    # (S//NF), (TS//SI//NF)
    re.compile(rf"\((?P<level>TS|S|C)\s*//\s*(?:{_CAVEAT})[^()]{{0,60}}\)"),
    re.compile(r"\b(?P<level>COSMIC TOP SECRET|NATO (?:SECRET|CONFIDENTIAL)|EU (?:TOP )?SECRET|EU CONFIDENTIAL)\b"),
    # CLASSIFICATION: SECRET
    re.compile(
        rf"\b(?i:(?:security|overall|document) classification|classification(?: level)?|classified)\s*[:=]\s*"
        rf"(?P<level>{_LEVEL}|(?i:top secret|secret)(?=\s*(?:$|[\n.;,\])])))"
    ),
    re.compile(
        rf"\bth(?:is|e) (?:document|page|report|record|text|material|information) (?:is|has been|remains) classified "
        rf"(?:as |at the )?[\"“']?(?P<level>{_LEVEL})\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?i:declassify on)\s*:\s*(?:\d{4,8}|X\d|OADR|MR|[A-Z0-9])"),
    # [SECRET], *** TOP SECRET ***, or alone on its line
    re.compile(rf"\[\s*(?P<level>{_LEVEL})\s*\]|(?:[*=#-]{{2,}}\s*)(?P<framed>TOP SECRET|SECRET)\s*[*=#-]{{2,}}"),
    re.compile(r"^[ \t*=#\-]*(?P<level>TOP SECRET|SECRET)[ \t*=#\-]*$", re.MULTILINE),
    # a banner at the head and at the foot of the page
    re.compile(r"\A\W*(?P<level>TOP SECRET|SECRET|CONFIDENTIAL)\b.+\b(?P=level)\W*\Z", re.DOTALL),
    # [군사 II급 비밀], 보안등급: 대외비
    re.compile(rf"{_OPEN}(?P<level>{_KOREAN}){_CLOSE}|[\[【]\s*(?P<bare>비\s*밀|군\s*사\s*기\s*밀)\s*[\]】]"),
    re.compile(rf"{_OPEN}(?P<level>대\s*외\s*비){_CLOSE}"),
    re.compile(
        rf"(?:비밀|보안|문서|기밀)\s*(?:분류|구분|등급)\s*[:=]\s*(?P<level>{_KOREAN}|대\s*외\s*비|비\s*밀(?![가-힣]))"
    ),
    re.compile(rf"^[ \t*=#\-]*(?P<level>{_KOREAN}|대\s*외\s*비|비\s*밀)[ \t*=#\-]*$", re.MULTILINE),
    re.compile(rf"\A\W*(?P<level>{_KOREAN}|대외비)\b.+(?P=level)\W*\Z", re.DOTALL),
    re.compile(
        rf"[본이]\s*(?:문서|자료|보고서|내용)[은는]\s*(?P<level>{_KOREAN}|대외비)"
        rf"\s*(?:임|입니다|이다|이며|(?:으로|로)\s*(?:지정|분류))"
    ),
    re.compile(r"예고문\s*:\s*[^\n]{0,40}?(?:재분류|파기)"),
)

SECRET_TIERS: Final = re.compile(
    r"(?:military|nato|eu|us|uk|rok|cosmic|official)?(?:top)?secret(?:(?:military|noforn).*)?"
    r"|(?:military|nato|eu|us|uk|rok)?confidential(?:military|noforn)?"
    r"|natorestricted|classified|ts|tssci|sci|nofor[ne]|secret\w*noforn"
    r"|군사(?:(?:i{1,3}|[123])급)?(?:비밀|기밀)|(?:i{1,3}|[123])급(?:비밀|기밀)?|비밀|기밀|극비|군사상비밀|대외비|비공개비밀"
)
BEYOND_LETTERS: Final = re.compile(r"[^0-9a-z가-힣]+")


def marking(text: str) -> str | None:
    """The grade that a marking inside the text names (`secret`, `군사비밀`...), or None where there is no marking.

    Never a part of the text. Line ends help where they are kept: a banner may stand alone on its line.
    """
    if not SIGNAL.search(text) and (text.isascii() or not SIGNAL.search(_folded(text))):
        return None
    folded = text if text.isascii() else _folded(text)
    for pattern in PATTERNS:
        if found := pattern.search(folded):
            return _grade(next((level for level in found.groupdict().values() if level), ""))
    return None


def names_secret(tier: str) -> bool:
    """Whether a tier field's value names a secrecy grade (`Top Secret`, `Ⅱ급 비밀`, `대외비`), in any spelling."""
    if len(tier) > LONGEST_TIER:
        return marking(tier) is not None
    return SECRET_TIERS.fullmatch(BEYOND_LETTERS.sub("", _folded(tier).casefold())) is not None


def refuse_secret(texts: Iterable[tuple[str, str]], tier: str | None = None) -> None:
    """Raises Invalid (`secret_refused`) for the first of the (field, text) pairs that carries a marking, and for a
    tier that names a secrecy grade. The problem names the field and the grade; its value is empty."""
    if tier is not None and names_secret(tier):
        raise Invalid.because("secret_refused", "tier", grade=_grade(_folded(tier).upper()))
    for field, text in texts:
        if grade := marking(text):
            raise Invalid.because("secret_refused", field, grade=grade)


def _folded(text: str) -> str:
    """Full-width signs, `Ⅱ` and letters parted by invisible characters in their plain form."""
    return UNPRINTABLE.sub("", unicodedata.normalize("NFKC", text))


def _grade(level: str) -> str:
    plain = re.sub(r"\s+", "", level).upper()
    if plain.startswith(("COSMIC", "NATO", "EU")):
        return ALLIED
    if "대외비" in plain:
        return INTERNAL
    if not plain.isascii():
        return MILITARY_SECRET
    if plain.startswith(("TOP", "TS")):
        return TOP_SECRET
    return CONFIDENTIAL if plain.startswith("C") else SECRET
