"""What rows state beside the record's text: who may know of it, what a company is, who owns it.

A tier is never guessed. Where a row states several, the most closed one counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from corpus.disclosure import TIERS, Tier
from corpus.drafts import CompanyKind
from corpus.importers.cells import is_blank, texts, truth
from corpus.importers.picking import Picked
from corpus.problems import Invalid
from corpus.text import clean

SIGNS: Final = re.compile(r"[\W_]+")
LONGEST_WORD: Final = 60
TIERS_EXPECTED: Final = "public (공개), released (제한공개), restricted (비공개)"
TIER_WORDS: Final[Mapping[str, Tier]] = MappingProxyType(
    {
        **dict.fromkeys(("public", "open", "공개", "전체공개", "완전공개", "대국민공개"), Tier.PUBLIC),
        **dict.fromkeys(("released", "제한공개", "부분공개", "기업공개", "확인기업공개"), Tier.RELEASED),
        **dict.fromkeys(("restricted", "비공개", "열람제한", "담당자열람", "내부열람"), Tier.RESTRICTED),
    }
)
GRADE_WORDS: Final[Mapping[str, Tier | None]] = MappingProxyType(
    {
        **TIER_WORDS,
        **dict.fromkeys(("일반", "일반과제", "평문", "unclassified", "none", "없음", "해당없음"), None),
        **dict.fromkeys(("보안", "보안과제"), Tier.RESTRICTED),
    }
)
"""What a column of security grades says when it names no secret: nothing of a tier, or that few may look."""
KIND_WORDS: Final[Mapping[CompanyKind, re.Pattern[str]]] = MappingProxyType(
    {
        CompanyKind.VENTURE: re.compile(r"벤처|venture"),
        CompanyKind.INNOBIZ: re.compile(r"이노비즈|innobiz|기술혁신형중소기업"),
        CompanyKind.MAINBIZ: re.compile(r"메인비즈|mainbiz|경영혁신형중소기업"),
    }
)
NOT_OF_A_KIND: Final = re.compile(r"아님|아니|미확인|미인증|^비벤처|^non|^not|만료|취소|expired|revoked")
NO_KIND: Final = frozenset({"none", "없음", "해당없음", "일반기업"})
PERCENT: Final = re.compile(r"(\d{1,3}(?:\.\d{1,6})?) ?(?:%|％|퍼센트|percent)?", re.IGNORECASE)
HAS: Final = frozenset({"있음", "유", "보유", "운영", "설치", "설립"})
HAS_NOT: Final = frozenset({"없음", "무", "미보유", "미운영", "미설치", "미설립", "none"})


def tier(picked: Picked) -> Tier | None:
    """The tier that the row states, None where it states none. Raises Invalid (`bad_value`) for any other word."""
    stated: list[Tier] = []
    for field, words in (("tier", TIER_WORDS), ("security_grade", GRADE_WORDS)):
        written = picked.written(field)
        if written is None or (isinstance(written, str) and not clean(written)):
            continue
        word = _word(written)
        if word not in words:
            raise Invalid.because("bad_value", picked.names[field], written, expected=TIERS_EXPECTED)
        if found := words[word]:
            stated.append(found)
    return max(stated, key=TIERS.index, default=None)


def company_kinds(picked: Picked, *fields: str) -> tuple[CompanyKind, ...] | None:
    """The kinds that the cells of the fields name and that yes-or-no columns affirm; empty where the row says that
    there is none, None where it does not say."""
    found: set[CompanyKind] = set()
    denied: set[CompanyKind] = set()
    for field in fields:
        for item in texts(picked.get(field), comma=True):
            word = _word(item)
            if not NOT_OF_A_KIND.search(word):
                found |= {kind for kind, pattern in KIND_WORDS.items() if pattern.search(word)}
    for kind in CompanyKind:
        affirmed = _holds(picked.written(kind.value))
        if affirmed is not None:
            (found if affirmed else denied).add(kind)
    stated = picked.written("company_kinds")
    says_none = stated == [] or (isinstance(stated, str) and _word(stated) in NO_KIND)
    if found or says_none or len(denied) == len(CompanyKind):
        return tuple(kind for kind in CompanyKind if kind in found)
    return None


def foreign_share(picked: Picked) -> object:
    """Percent from `12.5`, `12.5%` or a number. Raises Invalid (`bad_share`) for another text."""
    value = picked.get("foreign_share")
    if not isinstance(value, str):
        return value
    found = PERCENT.fullmatch(clean(value)[:LONGEST_WORD])
    if found is None:
        raise Invalid.because("bad_share", picked.names["foreign_share"], value)
    return float(found[1])


def rd_centre_in_korea(picked: Picked) -> bool | None:
    """Whether there is one; None for a cell that is neither yes nor no."""
    return _holds(picked.written("rd_centre_in_korea"))


def _holds(written: object) -> bool | None:
    word = _word(written)
    if word in HAS or word in HAS_NOT:
        return word in HAS
    return None if is_blank(written) else truth(written)


def _word(written: object) -> str:
    """A short text without case, blanks and signs; empty for what is no text."""
    return SIGNS.sub("", clean(written)).casefold() if isinstance(written, str) and len(written) <= 1_000 else ""
