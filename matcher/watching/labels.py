"""Names of what alerts speak of beside the codes of the catalogue: parts of records, outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from matcher.programmes.catalogue import Catalogue
from matcher.reasons import Label

FIELD: Final = "field."
"""Begins the code of a part of a record."""
OUTCOME: Final = "outcome."
LABELS: Final[Mapping[str, Label]] = {
    "outcome.eligible": Label("적격", "eligible"),
    "outcome.unknown": Label("확인 필요", "to be clarified"),
    "outcome.ineligible": Label("부적격", "not eligible"),
    "field.title": Label("제목", "title"),
    "field.title_en": Label("영문 제목", "English title"),
    "field.abstract": Label("초록", "abstract"),
    "field.abstract_en": Label("영문 초록", "English abstract"),
    "field.claims": Label("청구항", "claims"),
    "field.owners": Label("권리자", "owners"),
    "field.legal_status": Label("법적 상태", "legal status"),
    "field.trl": Label("기술성숙도(TRL)", "TRL"),
    "field.ipc": Label("IPC 분류", "IPC"),
    "field.cpc": Label("CPC 분류", "CPC"),
    "field.keywords": Label("주제어", "keywords"),
    "field.name": Label("기업명", "name"),
    "field.name_en": Label("영문 기업명", "English name"),
    "field.country": Label("국가", "country"),
    "field.region": Label("지역", "region"),
    "field.city": Label("시·군·구", "city"),
    "field.size": Label("기업 규모", "size"),
    "field.employees": Label("종업원 수", "employees"),
    "field.industry": Label("업종", "industry"),
    "field.active": Label("영업 상태", "business status"),
    "field.company_kinds": Label("기업 유형", "types"),
    "field.foreign_share": Label("외국인 지분율", "foreign share"),
    "field.rd_centre_in_korea": Label("국내 연구개발센터", "R&D centre in Korea"),
    "field.website": Label("누리집", "web site"),
    "field.summary": Label("기업 개요", "summary"),
    "field.capabilities": Label("보유 역량", "capabilities"),
    "field.projects": Label("수행 실적", "projects"),
    "field.certificates": Label("인증", "certificates"),
    "field.facilities": Label("보유 시설", "facilities"),
    "field.description": Label("설명", "description"),
    "field.requirements": Label("요구 사항", "requirements"),
    "field.organisation": Label("수요 기관", "organisation"),
    "field.open_date": Label("등록일", "opening"),
    "field.close_date": Label("마감일", "end"),
    "field.required_trl": Label("요구 기술성숙도(TRL)", "required TRL"),
    "field.required_certificates": Label("요구 인증", "required certificates"),
    "field.required_facilities": Label("요구 시설", "required facilities"),
    "field.other": Label("그 밖의 항목", "other details"),
}


def labels_of(catalogue: Catalogue) -> Mapping[str, Label]:
    """Names of every code that an alert may speak of."""
    return {**catalogue.labels, **LABELS}
