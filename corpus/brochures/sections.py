"""Which part of a brochure a heading, the head of a column or a label begins, in Korean and English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final


class Section(StrEnum):
    SUMMARY = "summary"
    CAPABILITY = "capability"
    PROJECT = "project"
    CERTIFICATE = "certificate"
    FACILITY = "facility"
    KEYWORD = "keyword"
    TRL = "trl"
    OTHER = "other"


WORDS: Final[Mapping[Section, tuple[str, ...]]] = {
    Section.OTHER: (
        r"연락처|문의|찾아\s?오시는|오시는\s?길|연혁|조직(?:도)?$|인사말|대표\s?인사|주소|재무|매출|임직원|목차",
        r"\bcontacts?(?: us)?\b|\bhistory\b|\bmilestones\b|\borgani[sz]ation\b|\bgreetings?\b|\baddress\b|\blocation\b",
        r"\bfinancials?\b|\brevenue\b|\b(?:table of )?contents\b|\bcareers\b|\bnews\b|\bteam\b|\bmanagement$",
    ),
    Section.KEYWORD: (r"키워드|핵심\s?어|주제어|\bkey ?words?\b|\btags\b",),
    Section.TRL: (r"기술\s?성숙도|기술\s?준비도|\bTRL\b|technology readiness",),
    Section.CERTIFICATE: (
        r"인증|품질\s?(?:경영|보증)|자격\s?(?:현황|보유)",
        r"\bcertificat\w*|\baccreditations?\b|\bapprovals?\b|\bstandards held\b",
        r"\bquality (?:management|assurance|system)\b",
    ),
    Section.FACILITY: (
        r"시설|설비|장비",
        r"\bfacilit(?:y|ies)\b|\bequipment\b|\bplant\b|\bmachinery\b|\binfrastructure\b|\btest (?:rigs?|benches)\b",
    ),
    Section.PROJECT: (
        r"실적|과제|프로젝트|납품|사업\s?수행|수행\s?사업|참여\s?사업",
        r"\bprojects?\b|\btrack record\b|\breferences\b|\bpast performance\b|\bcontracts\b|\bdeliveries\b",
        r"\bprogrammes? (?:delivered|won)\b|\bselected work\b|\bcase studies\b|\bexperience\b",
    ),
    Section.SUMMARY: (
        r"(?:회사|기업)\s?(?:소개|개요|현황)|^개요$|^요약$|^소개$",
        r"\babout(?: us)?\b|\boverview\b|\bcompany profile\b|\bwho we are\b",
        r"\bsummary\b|\bintroduction\b|\bat a glance\b",
    ),
    Section.CAPABILITY: (
        r"(?:보유|핵심|주요|주력|생산|제조|개발|설계|가공)\s?(?:기술|역량|능력|제품|공정|분야)",
        r"기술\s?(?:소개|현황|분야|개요|명)|사업\s?(?:분야|영역)|제품\s?소개|역량",
        r"\bcapabilit(?:y|ies)\b|\bcompetenc(?:e|es|y|ies)\b|\b(?:core |key |our )?technolog(?:y|ies)\b|\bexpertise\b",
        r"\bwhat we (?:do|make|offer)\b|\bproducts?(?: (?:and|&) services)?\b|\bservices\b|\bsolutions\b",
        r"\bprocess(?:es)?\b|\bmanufacturing\b",
    ),
}
"""A heading is of the first section that one of whose words stands in it."""
PATTERNS: Final = {section: re.compile("|".join(words), re.IGNORECASE) for section, words in WORDS.items()}
LONGEST = 60


@lru_cache(maxsize=4_096)
def section_of(heading: str) -> Section | None:
    """The part that a heading begins; None for one that names no known part."""
    text = heading.strip(" :·-–—[]()<>【】「」")
    if not text or len(text) > LONGEST:
        return None
    return next((section for section, pattern in PATTERNS.items() if pattern.search(text)), None)
