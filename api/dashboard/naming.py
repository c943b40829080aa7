"""Names of what the dashboard and its files speak of, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from matcher.reasons import Label

TOTAL: Final = Label("전체", "All")
NOT_TOLD: Final[Mapping[str, Label]] = {
    "track": Label("트랙 없음", "no track"),
    "programme": Label("해당 사업 없음", "under no programme"),
    "area": Label("해당 분야 없음", "none of these areas"),
    "region": Label("지역 미상", "region not known"),
    "reason": Label("사유 미상", "no reason told"),
}
SHARES: Final[Mapping[str, Label]] = {
    "matches": Label("매칭", "Matches"),
    "cases": Label("사례", "Cases"),
    "licences": Label("기술이전 계약", "Licences"),
}
LANGUAGES: Final[Mapping[str, Label]] = {"ko": Label("한국어", "Korean"), "en": Label("영어", "English")}
