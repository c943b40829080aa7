"""Markings of secret matter: what carries one is refused at the door and never stored, in whatever tier.

Only markings count: banners, portion marks, classification lines, a tier field that names a secrecy grade. A text
that is merely about secrets (a secret key, a trade secret, 비밀번호, a clearance that bidders must hold) passes.
What is found is answered with the name of its grade, so that no refusal, log or answer repeats the text itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from corpus.problems import Invalid
from corpus.text import UNSEEN


class Grade(StrEnum):
    """What a marking claims. `classified` where it names no grade of its own, or one of an alliance or of Korea."""

    TOP_SECRET = "top_secret"  # noqa: S105  (a grade, no password)
    SECRET = "secret"  # noqa: S105  (a grade, no password)
    CONFIDENTIAL = "confidential"
    CLASSIFIED = "classified"
    INTERNAL = "internal"


LONGEST_TIER = 80
"""A longer value of a tier field names no tier; it is read as text."""
_LEVEL = r"TOP ?SECRET|SECRET|CONFIDENTIAL"
_CAVEAT = (
    r"(?:NOFORN|NF|ORCON|OC|RELIDO|REL|IMCON|PROPIN|PR|FGI|FISA|SI|TK|HCS|SAR|RD|FRD|CNWDI|EYES|FVEY|LIMDIS|EXDIS"
    r"|NODIS|MR|X1|\d{8})(?![A-Za-z])"
)
_STEP = r"(?:I{1,3}|[123]) ?급 ?"
_KOREAN = rf"군 ?사 ?(?:{_STEP})?[비기] ?밀|{_STEP}비 ?밀"
_OPEN, _CLOSE = r"[\[({<【〔「『《〈] ?", r" ?[\])}>】〕」』》〉]"
_FRAME = r"[*=#\- \t]{0,40}"

PATTERNS: Final[tuple[re.Pattern[str], ...]] = (
    # SECRET//NOFORN, TOP SECRET // SI // NF; after a comma it is the marking of a work that is cited
    re.compile(rf"(?<![/\w])(?<!, )(?P<level>{_LEVEL}) ?// ?{_CAVEAT}", re.IGNORECASE),
    # (S//NF), (TS//SI//NF)
    re.compile(rf"\((?P<level>TS|S|C) ?// ?{_CAVEAT}[^()]{{0,60}}\)"),
    re.compile(
        rf"\b(?:(?i:(?:document |overall )?classification(?: level)?) ?[:=] ?(?P<level>{_LEVEL})\b"
        rf"|(?i:security classification ?[:=] ?(?P<named>{_LEVEL})\b))"
    ),
    re.compile(
        r"\b(?i:this (?:document|page|report|record|text|material|information) (?:is|has been|remains) classified"
        rf"(?: as| at the)?) [\"“']?(?P<level>{_LEVEL})\b"
    ),
    re.compile(r"\b(?i:declassify on) ?: ?(?:\d{4,8}|X\d|OADR|MR)\b"),
    # [SECRET], *** TOP SECRET ***, or alone on its line
    re.compile(
        r"\[ ?(?P<level>TOP SECRET|SECRET) ?\]|(?<![*=#-])[*=#-]{2,40} ?(?P<framed>TOP SECRET|SECRET) ?[*=#-]{2}"
    ),
    re.compile(rf"^{_FRAME}(?P<level>TOP SECRET|SECRET|(?:COSMIC TOP|NATO|EU|EU TOP) SECRET){_FRAME}$", re.MULTILINE),
    # a banner at the head and at the foot of the page; a title in capitals may begin and end with the word
    re.compile(r"\A(?=.*[a-z])\W{0,40}(?P<level>TOP SECRET|SECRET|NATO SECRET)\b.+\b(?P=level)\W{0,40}\Z", re.DOTALL),
)
KOREAN_PATTERNS: Final[tuple[re.Pattern[str], ...]] = (
    # [군사 II급 비밀], 【군사기밀】, [비밀], (대외비)
    re.compile(rf"{_OPEN}(?:{_KOREAN}|(?P<internal>대 ?외 ?비)){_CLOSE}|[\[【] ?(?:비 ?밀|군 ?사 ?기 ?밀) ?[\]】]"),
    # 보안등급: 대외비
    re.compile(
        rf"(?:비밀|보안|문서|기밀) ?(?:분류|구분|등급) ?[:=] ?(?:{_KOREAN}|(?P<internal>대 ?외 ?비)|비 ?밀(?![가-힣]))"
    ),
    re.compile(rf"^{_FRAME}(?:{_KOREAN}|(?P<internal>대 ?외 ?비)|비 ?밀){_FRAME}$", re.MULTILINE),
    re.compile(rf"\A\W{{0,40}}(?P<level>{_KOREAN}|(?P<internal>대외비))\b.+(?P=level)\W{{0,40}}\Z", re.DOTALL),
    re.compile(
        rf"[본이] ?(?:문서|자료|보고서|내용)[은는] ?(?:{_KOREAN}|(?P<internal>대외비))"
        r" ?(?:임|입니다|이다|이며|(?:으로|로) ?(?:지정|분류))"
    ),
    re.compile(r"예고문 ?: ?[^\n]{0,40}?(?P<notice>재분류|파기)"),
)
KOREAN_SIGN: Final = re.compile(r"밀|외 ?비|예고문")
BLANKS: Final = re.compile(r"[^\S\n]+")

TIER_NAMES: Final = re.compile(
    r"(?:military|nato|eu|us|uk|rok|cosmic|cosmictop|top|eutop)?secret(?:military|noforn|sci)?"
    r"|(?:military|nato|eu|us|uk|rok)?confidential(?:military|noforn)?|natorestricted|classified|ts|tssci|sci|(?:ts|s|c)(?:si|tk)*(?:nf|noforn)"
    r"|군사(?:(?:i{1,3}|[123])급)?[비기]밀|(?:i{1,3}|[123])급(?:[비기]밀)?|[비기]밀|극비|대외비"
)
"""A whole value of a tier field, without blanks and signs."""
BEYOND_LETTERS: Final = re.compile(r"[^0-9a-z가-힣]+")


def marking(text: str) -> Grade | None:
    """The grade that a marking inside the text claims, or None where there is no marking.

    Line ends help where they are kept: a banner may stand alone on its line.
    """
    plain = text if text.isascii() else _folded(text)
    lowered = plain.lower()
    # What every marking in Latin letters holds; nearly all texts end here. Written out: each is asked.
    if "secret" in lowered or "classif" in lowered or "//" in lowered:
        spaced = BLANKS.sub(" ", plain)
        for pattern in PATTERNS:
            if found := pattern.search(spaced):
                return _grade(next((level for level in found.groupdict().values() if level), ""))
    if not plain.isascii() and KOREAN_SIGN.search(plain):
        spaced = BLANKS.sub(" ", plain)
        for pattern in KOREAN_PATTERNS:
            if found := pattern.search(spaced):
                return Grade.INTERNAL if found.groupdict().get("internal") else Grade.CLASSIFIED
    return None


def names_secret(tier: str) -> Grade | None:
    """The grade that a tier field's value names (`Top Secret`, `Ⅱ급 비밀`, `대외비`), in any spelling, or None."""
    if len(tier) > LONGEST_TIER:
        return marking(tier)
    plain = BEYOND_LETTERS.sub("", _folded(tier).casefold())
    return _grade(plain) if TIER_NAMES.fullmatch(plain) else marking(tier)


def refuse_secret(texts: Iterable[tuple[str, str]], tier: str | None = None) -> None:
    """Raises Invalid (`secret_refused`) for a tier that names a secrecy grade, and for the first of the (field, text)
    pairs that carries a marking. The problem names the field and the grade; its value stays empty."""
    if tier is not None and (grade := names_secret(tier)):
        raise Invalid.because("secret_refused", "tier", grade=grade.value)
    for field, text in texts:
        if grade := marking(text):
            raise Invalid.because("secret_refused", field, grade=grade.value)


def _folded(text: str) -> str:
    """Full-width signs, `Ⅱ` and letters parted by invisible characters in their plain form."""
    return UNSEEN.sub("", unicodedata.normalize("NFKC", text))


def _grade(level: str) -> Grade:
    name = level.upper()
    if "대외비" in name:
        return Grade.INTERNAL
    if name.startswith("T"):
        return Grade.TOP_SECRET
    if name.startswith("S"):
        return Grade.SECRET
    return Grade.CONFIDENTIAL if name in {"C", "CONFIDENTIAL"} else Grade.CLASSIFIED
