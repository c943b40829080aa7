"""What a company's certificates tell of its kind: venture, Inno-Biz, Main-Biz."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from corpus.drafts import CompanyKind

SEPARATORS = re.compile(r"[\s\-_‐-―·.,()\[\]/]+")
KINDS: Final[tuple[tuple[CompanyKind, re.Pattern[str]], ...]] = (
    (
        CompanyKind.VENTURE,
        re.compile(
            r"(?<!예비)벤처(?:기업)?(?:확인|인증|등록)|^벤처기업$|"
            r"^(?:certified)?venture(?:business|company|enterprise)?(?:confirm(?:ation|ed)|certifi(?:cate|cation|ed))?$"
            r"|venture(?:business|company|enterprise)?(?:confirm(?:ation|ed)|certifi(?:cate|cation|ed))"
        ),
    ),
    (CompanyKind.INNOBIZ, re.compile(r"이노비즈|innobiz|기술혁신형중소기업")),
    (CompanyKind.MAINBIZ, re.compile(r"메인비즈|mainbiz|경영혁신형중소기업")),
)
NOT_HELD = re.compile(
    r"준비|신청|예정|심사중|추진|만료|취소|반납|협회|"
    r"inprogress|pending|applied|applying|application|planned|preparing|expired|lapsed|revoked|association"
)
"""A certificate that is asked for or gone, or a membership, is none."""


@lru_cache(maxsize=65_536)
def _told(certificate: str) -> frozenset[str]:
    text = SEPARATORS.sub("", certificate).casefold()
    if NOT_HELD.search(text):
        return frozenset()
    return frozenset(kind.value for kind, pattern in KINDS if pattern.search(text))


def kinds_told(certificates: Iterable[str]) -> frozenset[str]:
    """The kinds (`CompanyKind`) that these certificates, as a company writes them, are the proof of."""
    return frozenset().union(*(_told(each) for each in certificates))
