"""Certificates and levels of readiness by the forms in which they are written, in Korean and English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from corpus.company_kinds import NOT_HELD, SEPARATORS

FORMS: Final = (
    r"(?:KS\s?Q\s?|JISQ\s?|EN\s?)?AS\s?91[0-2]0(?:\s?,?\s?Rev(?:ision)?\.?)?(?:\s?[A-D])?(?![0-9A-Za-z])",
    r"EN\s?91[0-2]0(?::\d{4})?",
    r"KS\s?Q\s?(?:ISO\s?)?9(?:001|100)(?::\d{4})?",
    r"(?:KS\s?Q\s?)?ISO(?:\s?/\s?(?:IEC|TS))?\s?\d{4,5}(?::\s?\d{4})?",
    r"IATF\s?16949(?::\s?\d{4})?",
    r"NADCAP|Nadcap",
    r"CMMI(?:[\s-]?DEV)?(?:\s?(?:Level|레벨|L)\s?[1-5])?",
    r"OHSAS\s?18001|KOLAS|Inno-?Biz|INNOBIZ|Main-?Biz|MAINBIZ",
    r"(?:GS|CC|NEP|NET|DQMS|TISAX|ATEX|AEO)\s(?:인증(?:\s?\d등급)?|certif\w+|registered|EAL\s?\d\+?)",
)
CERTIFICATE: Final = re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(FORMS)})")
KOREAN: Final = re.compile(
    "|".join(
        (
            r"국방\s?품질\s?경영\s?(?:시스템|체제)?(?:\s?\(DQMS\))?\s?인증|벤처\s?기업\s?(?:확인|인증)(?:서)?",
            r"이노비즈|메인비즈|방산\s?업체\s?지정|녹색\s?기술\s?인증|기업\s?부설\s?연구소\s?인정",
            r"신기술\s?\(?NET\)?\s?인증|신제품\s?\(?NEP\)?\s?인증",
            r"소재[·ㆍ,]?\s?부품[·ㆍ,]?\s?장비\s?(?:전문)?\s?기업\s?(?:확인|인증)",
        )
    )
)
PLANNED: Final = re.compile(
    "|".join(
        (
            r"준비|신청|예정|심사\s?중|추진|계획|목표|만료|취소|반납",
            r"in progress|pending|appl(?:ied|ying)|application|plann?(?:ed|ing)|prepar|expired|lapsed|revoked",
            r"scheduled|\baim(?:s|ing)?\b|\btarget",
        )
    ),
    re.IGNORECASE,
)
NAMES: Final = (
    r"(?<![A-Za-z])TRL",
    r"기술\s?(?:성숙도|준비도)(?:\s?\(TRL\))?",
    r"[Tt]echnology [Rr]eadiness [Ll]evel(?:\s?\(TRL\))?",
)
LEVEL: Final = re.compile(
    rf"(?:{'|'.join(NAMES)})\s?[:\-|]?\s?(?P<level>[1-9])(?:\s?[~–-]\s?(?P<upper>[1-9]))?(?:\s?단계)?(?!\d)"
)
AIMED: Final = re.compile(r"목표|target|goal|aim|to reach|by 20\d\d|까지|required|요구", re.IGNORECASE)
PARTS: Final = re.compile(r"(?<=[.!?。])(?<!Rev\.)\s+|[;\n]|,\s(?!Rev)|、")
"""Cells of a row belong together: the one beside a certificate may say that it is only planned."""


def certificates_in(text: str) -> Iterator[tuple[str, str]]:
    """Each certificate that the text says is held, as written, with the stretch that says so."""
    for part in _parts(text):
        if PLANNED.search(part) or NOT_HELD.search(SEPARATORS.sub("", part).casefold()):
            continue
        for pattern in (CERTIFICATE, KOREAN):
            for found in pattern.finditer(part):
                yield re.sub(r"\s+", " ", found.group()).strip(), _sentence(text, part)


def levels_in(text: str) -> Iterator[tuple[int, str]]:
    """Each readiness level that the text says is reached; of a span the upper one."""
    for part in _parts(text):
        if AIMED.search(part):
            continue
        for found in LEVEL.finditer(part):
            yield int(found["upper"] or found["level"]), _sentence(text, part)


def _parts(text: str) -> Iterator[str]:
    start = 0
    for end in PARTS.finditer(text):
        yield text[start : end.start()]
        start = end.end()
    yield text[start:]


def _sentence(text: str, part: str) -> str:
    """The whole text where it is short, else the stretch."""
    return text if len(text) <= 200 else part.strip()
